// Everything that a checker of accessibility would say of the page, as sentences.
() => {
  const said = [];
  const shown = [...document.querySelectorAll("body *")].filter((e) => e.checkVisibility({ visibilityProperty: true }));
  const short = (e) => e.outerHTML.slice(0, 110);
  const named = (e) => (e.getAttribute("aria-label") || e.getAttribute("title") || e.innerText || e.alt || "").trim()
    || (e.getAttribute("aria-labelledby") && document.getElementById(e.getAttribute("aria-labelledby"))?.innerText)
    || [...(e.labels ?? [])].map((l) => l.innerText).join("").trim();
  for (const e of shown) {
    if (e.matches("input:not([type=hidden]), select, textarea") && !(e.labels?.length || e.getAttribute("aria-label")))
      said.push(`no label: ${short(e)}`);
    if (e.matches("button, a[href], [role=tab], summary, dialog, svg[role=img]") && !named(e)) said.push(`no name: ${short(e)}`);
    if (e.matches("img") && !e.hasAttribute("alt")) said.push(`no alt: ${short(e)}`);
    if (e.matches("th") && !e.hasAttribute("scope") && e.innerText.trim()) said.push(`no scope: ${short(e)}`);
    if (e.tabIndex > 0) said.push(`tabindex above 0: ${short(e)}`);
    for (const name of ["aria-labelledby", "aria-describedby", "aria-controls", "for"])
      for (const id of (e.getAttribute(name) ?? "").split(" ").filter(Boolean))
        if (!document.getElementById(id)) said.push(`${name} points nowhere: ${short(e)}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) said.push(`id twice: ${id}`);
  const levels = shown.filter((e) => /^H[1-6]$/.test(e.tagName)).map((e) => Number(e.tagName[1]));
  if (levels.filter((level) => level === 1).length !== 1) said.push(`not one h1: ${levels}`);
  levels.forEach((level, at) => at && level > levels[at - 1] + 1 && said.push(`a heading skipped: ${levels}`));
  if (document.querySelectorAll("main").length !== 1) said.push("not one main");
  return said;
}
