/** Files before they count: sent, read, shown with what was recognised, corrected, then confirmed or dropped. */
import { del, part, post, upload } from "./api.js";
import { byId, doing, fill, h, say, sayError, select } from "./dom.js";
import { KINDS, ROLES } from "./kinds.js";
import { listen } from "./live.js";
import { compare, number, t, tn } from "./words.js";

/**
 * @typedef {{name: string, kind: string, case: string|null, attributes: Record<string, string>, preview: string, roles: Record<string, string>}} Preview
 * @typedef {{file: string, format: string|null, status: string, reason: string|null, encoding: string|null, words: number, turns: number,
 *   speakers: Record<string, number>, warnings: string[], lookalikes: [string, string][], sources: Preview[]}} FileReport
 * @typedef {{import_id: string, files: FileReport[], notes: string[], counts: Record<string, number>}} Staged
 */

const STATUS = { read: ["good", t("lu")], skipped: ["", t("laissé de côté")], refused: ["bad", t("refusé")] };

/** A sheet that describes the other files: attributs.csv, attributes.xlsx… */
const SHEET = /^attribut[es]*[^.]*\.(csv|xlsx)$/i;

let busy = false;

/**
 * Receive files: send, have them read, show. @param {File[]} files @param {() => {id: string, label: string}[]} cases @param {() => void} done
 */
export async function receive(files, cases, done) {
  if (busy) {
    say(t("Un import est déjà en cours ; finissez-le ou arrêtez-le d'abord."), "wrong");
    return;
  }
  busy = true;
  const id = crypto.randomUUID();
  const stop = new AbortController();
  const wait = waiting(t("Envoi et lecture de {n} fichiers…", { n: files.length }), () => {
    stop.abort();
    void del(`/imports/${part(id)}`).catch(() => undefined);
  });
  const quiet = listen({ progress: (data) => data.task === id && wait.step(data) });
  const form = new FormData();
  const sheet = files.length > 1 ? files.find((file) => SHEET.test(file.name)) : undefined;
  for (const file of files) form.append(file === sheet ? "attributes" : "files", file, file.name);
  try {
    const staged = await upload(`/imports?id=${part(id)}`, form, { signal: stop.signal, onProgress: wait.sent });
    if (sheet) staged.notes.unshift(t("{name} est lu comme feuille d'attributs : ses colonnes décrivent les autres fichiers.", { name: sheet.name }));
    show(staged, cases(), done);
  } catch (error) {
    close();
    if (/** @type {any} */ (error)?.name === "AbortError") say(t("Arrêté ; rien n'a été ajouté."));
    else sayError(error);
  } finally {
    quiet();
    busy = false;
  }
}

/** A line of progress that can be stopped. @param {string} title @param {() => void} onStop */
function waiting(title, onStop) {
  const bar = h("progress", { max: "1", value: 0, "aria-label": title });
  const line = h("p", { class: "small soft", role: "status" });
  panel(title, h("div", { class: "waiting" }, bar, line,
    h("button", { type: "button", text: t("Arrêter"), on: { click: onStop } })));
  return {
    /** @param {number} share */
    sent: (share) => {
      bar.value = share / 2;
      line.textContent = share < 1 ? t("Envoi…") : t("Lecture…");
    },
    /** @param {{done: number, total: number, name: string}} data */
    step: (data) => {
      bar.max = data.total;
      bar.value = data.done;
      line.textContent = t("{done} sur {total} : {name}", data);
    },
  };
}

/** Show the panel under a title. @param {string} title @param {...any} content */
function panel(title, ...content) {
  byId("staging").hidden = false;
  byId("listing").classList.add("behind");
  byId("staging-title").textContent = title;
  fill(byId("staging-body"), ...content);
}

function close() {
  byId("staging").hidden = true;
  byId("listing").classList.remove("behind");
  fill(byId("staging-body"));
}

/** @param {Staged} staged @param {{id: string, label: string}[]} cases @param {() => void} done */
function show(staged, cases, done) {
  const readable = staged.files.filter((file) => file.status === "read");
  const rows = staged.files.map((file) => line(file, cases));
  const speakers = who(readable);
  const count = () => rows.filter((row) => row.wanted()).length;
  const go = h("button", { type: "button", class: "primary" });
  const label = () => {
    go.textContent = tn(count(), "Ajouter {n} fichier à l'étude", "Ajouter {n} fichiers à l'étude");
    go.disabled = count() === 0;
  };
  const drop = h("button", { type: "button", text: t("Ne rien ajouter"), on: { click: () => void leave(staged.import_id) } });
  panel(t("Ce qui a été trouvé, avant de compter"),
    staged.notes.map((text) => h("p", { class: "note", text })),
    h("div", { class: "scroll" }, h("table", { class: "table staged" }, head(), h("tbody", { on: { change: label } }, rows.map((row) => row.nodes)))),
    speakers.node,
    h("div", { class: "actions end" }, drop, go));
  label();
  go.addEventListener("click", () => void confirm(staged, rows, speakers, done, go));
  byId("staging-title").focus();
}

function head() {
  const names = [t("Garder"), t("Fichier"), t("Format"), t("Mots"), t("Tours"), t("Matériau"), t("Cas"), t("Date")];
  return h("thead", null, h("tr", null, names.map((text, at) => h("th", { scope: "col", class: at === 3 || at === 4 ? "number" : "", text }))));
}

/** One file: its line, and under it what needs attention. @param {FileReport} file @param {{id: string, label: string}[]} cases */
function line(file, cases) {
  const [tone, word] = STATUS[/** @type {"read"} */ (file.status)] ?? ["", file.status];
  const ok = file.status === "read";
  const first = file.sources[0];
  const keep = h("input", { type: "checkbox", checked: ok, disabled: !ok, "aria-label": t("Garder {file}", { file: file.file }) });
  const kind = ok && first ? select({ "aria-label": t("Matériau de {file}", { file: file.file }) }, KINDS, first.kind) : null;
  const known = cases.map((each) => /** @type {[string, string]} */ ([each.id, `${each.id} · ${each.label}`]));
  if (first?.case && !cases.some((each) => each.id === first.case)) known.push([first.case, first.case]);
  const inCase = ok && first ? caseField(file.file, known, first.case ?? "") : null;
  const date = ok && first ? h("input", { class: "date", value: first.attributes.date ?? "", placeholder: "2024-05-31", "aria-label": t("Date de {file}", { file: file.file }) }) : null;
  const remarks = [
    ...(file.reason ? [h("li", { text: file.reason })] : []),
    ...file.warnings.map((text) => h("li", { text })),
  ];
  return {
    file,
    wanted: () => ok && keep.checked,
    /** What differs from what was read. */
    changed: () => {
      /** @type {Record<string, string>} */
      const told = {};
      if (kind && kind.value !== first.kind) told.kind = kind.value;
      if (inCase && inCase.value.trim() !== (first.case ?? "")) told.case = inCase.value.trim();
      if (date && date.value.trim() !== (first.attributes.date ?? "")) told.date = date.value.trim();
      return told;
    },
    nodes: [
      h("tr", { class: ok ? "" : "out" }, h("td", null, keep),
        h("th", { scope: "row" }, h("bdi", { class: "name", text: file.file }), " ", h("span", { class: `badge ${tone}`, text: word }),
          first ? h("details", null, h("summary", { class: "small", text: t("début du texte") }), h("p", { class: "quote preview", dir: "auto", text: first.preview })) : null),
        h("td", { text: [file.format, file.encoding].filter(Boolean).join(", ") }), h("td", { class: "number", data: { head: t("mots") }, text: ok ? number(file.words) : "" }),
        h("td", { class: "number", data: { head: t("tours") }, text: ok ? number(file.turns) : "" }), h("td", { class: "choice" }, kind), h("td", { class: "choice" }, inCase), h("td", { class: "choice" }, date)),
      remarks.length ? h("tr", { class: "remarks" }, h("td"), h("td", { colspan: "7" }, h("ul", { class: ok ? "warn" : "bad" }, remarks))) : null,
    ],
  };
}

/** A list where the study has cases, free words where it has none. @param {string} file @param {[string, string][]} known @param {string} value */
function caseField(file, known, value) {
  const name = { "aria-label": t("Cas de {file}", { file }) };
  return known.length ? select(name, [["", t("aucun")], ...known], value) : h("input", { ...name, value, placeholder: "P1" });
}

/** Everyone who speaks in the files: turns, role, and names that look like one another. @param {FileReport[]} files */
function who(files) {
  /** @type {Map<string, {turns: number, files: string[], role: string}>} */
  const found = new Map();
  for (const file of files) {
    for (const [label, turns] of Object.entries(file.speakers)) {
      const role = file.sources.map((each) => each.roles[label]).find(Boolean) ?? "respondent";
      const each = found.get(label) ?? { turns: 0, files: [], role };
      each.turns += turns;
      each.files.push(file.file);
      found.set(label, each);
    }
  }
  const alike = new Map(files.flatMap((file) => file.lookalikes));
  const labels = [...found.keys()].sort((one, other) => (found.get(other)?.turns ?? 0) - (found.get(one)?.turns ?? 0) || compare(one, other));
  const lines = labels.map((label) => voice(label, /** @type {any} */ (found.get(label)), alike.get(label), labels));
  return {
    speakers: () => Object.fromEntries(lines.flatMap((each) => each.changed())),
    node: labels.length ? h("details", { class: "who", open: labels.length <= 14 || alike.size > 0 },
      h("summary", null, h("b", { text: t("Qui parle") }), " ", h("span", { class: "soft", text: tn(labels.length, "{n} nom", "{n} noms") }),
        alike.size ? h("span", { class: "badge warn", text: tn(alike.size, "{n} nom à vérifier", "{n} noms à vérifier") }) : null),
      h("p", { class: "hint", text: t("Les paroles de l'enquêteur·rice ne sont pas comptées. Corrigez ici un rôle mal deviné ou un nom mal écrit.") }),
      h("div", { class: "scroll" }, h("table", { class: "table" }, h("thead", null, h("tr", null,
        [t("Nom dans le texte"), t("Tours"), t("Rôle"), t("Même personne que")].map((text, at) => h("th", { scope: "col", class: at === 1 ? "number" : "", text })))),
      h("tbody", null, lines.map((each) => each.node))))) : null,
  };
}

/** @param {string} label @param {{turns: number, files: string[], role: string}} about @param {string|undefined} twin @param {string[]} labels */
function voice(label, about, twin, labels) {
  const role = select({ "aria-label": t("Rôle de {label}", { label }) }, ROLES, about.role);
  const same = select({ "aria-label": t("{label} est la même personne que", { label }) }, [["", "—"], ...[...new Set(twin ? [twin, ...labels] : labels)].filter((each) => each !== label).map((each) => /** @type {[string, string]} */ ([each, each]))], "");
  same.addEventListener("change", () => (role.disabled = same.value !== ""));
  const use = twin ? h("button", { type: "button", class: "link", text: t("Oui, {name}", { name: twin }), on: { click: () => {
    same.value = twin;
    role.disabled = true;
  } } }) : null;
  return {
    changed: () => (same.value ? [[label, same.value]] : role.value !== about.role ? [[label, role.value]] : []),
    node: h("tr", null, h("th", { scope: "row" }, h("bdi", { text: label }), h("span", { class: "small soft block", title: about.files.join("\n"), text: about.files.length > 1 ? tn(about.files.length, "{n} fichier", "{n} fichiers") : about.files[0] })),
      h("td", { class: "number", text: number(about.turns) }), h("td", null, role),
      h("td", null, same, twin ? h("span", { class: "twin" }, t("Ressemble à « {name} ».", { name: twin }), " ", use) : null)),
  };
}

/** @param {string} id */
async function leave(id) {
  close();
  await doing(() => del(`/imports/${part(id)}`));
  say(t("Rien n'a été ajouté."));
}

/** @param {Staged} staged @param {ReturnType<typeof line>[]} rows @param {ReturnType<typeof who>} voices @param {() => void} done @param {any} go */
async function confirm(staged, rows, voices, done, go) {
  const kept = rows.filter((row) => row.wanted());
  const attributes = Object.fromEntries(kept.map((row) => [row.file.file, row.changed()]).filter(([, told]) => Object.keys(/** @type {any} */ (told)).length));
  const body = { files: kept.map((row) => row.file.file), speakers: voices.speakers(), attributes, task: crypto.randomUUID() };
  const before = [...byId("staging-body").childNodes];
  const title = byId("staging-title").textContent;
  go.disabled = true;
  const wait = waiting(tn(kept.length, "Ajout de {n} fichier…", "Ajout de {n} fichiers…"), () => void del(`/tasks/${part(body.task)}`).catch(() => undefined));
  const quiet = listen({ progress: (data) => data.task === body.task && wait.step(data) });
  try {
    const made = await post(`/imports/${part(staged.import_id)}/confirm`, body);
    close();
    done();
    tell(made.sources);
  } catch (error) {
    panel(title, before);
    go.disabled = false;
    sayError(error);
  } finally {
    quiet();
  }
}

/** After an import: the way to the first sentence. @param {string[]} ids */
function tell(ids) {
  if (!ids.length) {
    say(t("Rien de nouveau : ces textes sont déjà dans l'étude."));
    return;
  }
  panel(tn(ids.length, "{n} source ajoutée.", "{n} sources ajoutées."), h("p", null,
    t("Ouvrez-en une, sélectionnez une phrase et appuyez sur Entrée pour choisir un code.")),
  h("div", { class: "actions" }, h("a", { class: "button primary", href: `/code/${part(ids[0])}`, text: t("Coder {name}", { name: ids[0] }) }),
    h("a", { class: "button", href: "/suggestions", text: t("Demander des suggestions") }),
    h("button", { type: "button", class: "quiet", text: t("Fermer"), on: { click: close } })));
}
