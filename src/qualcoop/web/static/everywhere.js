// @ts-check
/** Search in every source: results as links to the passage. */
import { get } from "./api.js";
import { dialog, fill, h, sayError } from "./dom.js";
import { t, tn } from "./words.js";

/** @param {string} query what to start with */
export function searchEverywhere(query) {
  const results = h("ul", { class: "plain results", "aria-live": "polite" });
  const count = h("p", { class: "soft small", role: "status" });
  const input = h("input", { type: "text", value: query, autocomplete: "off", spellcheck: "false", "aria-label": t("Chercher dans toutes les sources") });
  let timer = 0;
  /** @type {AbortController | undefined} */ let running;

  async function look() {
    running?.abort();
    const asked = input.value.trim();
    if (asked.length < 2) return fill(results);
    running = new AbortController();
    try {
      const { hits, total } = await get("/search", { q: asked, limit: 200 }, running.signal);
      count.textContent = tn(total, "{n} passage", "{n} passages");
      fill(results, hits.map(row));
    } catch (error) {
      sayError(error);
    }
    return undefined;
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void look(), 200);
  });
  input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter" || event.key === "ArrowDown") results.querySelector("a")?.focus();
  });
  results.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const links = [...results.querySelectorAll("a")];
    const next = links[links.indexOf(document.activeElement) + ({ ArrowDown: 1, ArrowUp: -1 }[event.key] ?? NaN)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
  const box = dialog(t("Chercher dans toutes les sources"), [input, count, results], "large everywhere");
  results.addEventListener("click", () => setTimeout(() => box.close(), 0));
  input.select();
  void look();
}

/** @param {{source: string, start: number, end: number, before: string, match: string, after: string}} hit */
function row(hit) {
  return h("li", null, h("a", { href: `/code/${encodeURIComponent(hit.source)}#${hit.start}-${hit.end}` },
    h("b", { text: hit.source }), h("span", { class: "quote" }, `…${hit.before}`, h("mark", { text: hit.match }), `${hit.after}…`)));
}
