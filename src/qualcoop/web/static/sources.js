/** The sources: what is there, how far each is coded, and how new ones come in (staging.js). */
import { del, get, part, patch, post } from "./api.js";
import { editCases } from "./cases.js";
import { filesOf } from "./dropped.js";
import { ask, byId, dialog, doing, field, fill, h, say, select } from "./dom.js";
import { KINDS, ROLES, kindName } from "./kinds.js";
import { calmly, listen } from "./live.js";
import { receive } from "./staging.js";
import { compare, day, number, t, tn } from "./words.js";

/**
 * @typedef {{id: string, name: string, kind: string, case: string|null, date: string|null, words: number, turns: number,
 *   speakers: string, attributes: Record<string, string>, warnings: string[], codings: Record<string, number>, coded: string[]}} Source
 */

/** Attributes that have a field of their own. */
const OWN = new Set(["date", "kind", "case"]);

/** @type {{sources: Source[], layers: string[], cases: {id: string, label: string}[], persons: {id: string, label: string}[]}} */
const state = { sources: [], layers: [], cases: [], persons: [] };

async function load() {
  const [sources, study, cases] = await Promise.all([get("/sources"), get("/study"), get("/cases")]);
  Object.assign(state, { sources, layers: study.layers.length ? study.layers : [study.default_layer], cases: cases.cases, persons: cases.persons });
  show();
}

function show() {
  const { sources, layers } = state;
  const words = sources.reduce((sum, each) => sum + each.words, 0);
  fill(byId("summary"), sources.length
    ? [tn(sources.length, "{n} source", "{n} sources"), ", ", tn(words, "{n} mot", "{n} mots"), ". ", t("Codées jusqu'au bout :"), " ",
      layers.map((layer, at) => [at ? ", " : "", h("bdi", { text: layer }), " ", number(sources.filter((each) => each.coded.includes(layer)).length), "/", number(sources.length)]), "."]
    : "");
  byId("filter-field").hidden = sources.length < 8;
  fill(byId("listing"), sources.length ? table() : empty());
}

function empty() {
  return h("div", { class: "panel empty dropzone" },
    h("h2", { text: t("Déposez ici vos transcriptions, notes et documents") }),
    h("p", { text: t("Word, odt, rtf, txt, Markdown, HTML, PDF, sous-titres, tableaux. Rien n'est ajouté avant que vous ayez vu ce qui a été reconnu : qui parle, combien de tours, ce qui cloche.") }),
    h("div", { class: "actions" }, h("button", { type: "button", class: "primary", text: t("Choisir des fichiers…"), on: { click: () => byId("files").click() } })));
}

function table() {
  const wanted = byId("filter").value.trim().toLowerCase();
  const shown = state.sources
    .filter((each) => !wanted || [each.id, each.name, each.case, each.speakers, kindName(each.kind), ...Object.values(each.attributes)]
      .join(" ").toLowerCase().includes(wanted))
    .sort((one, other) => compare(one.id, other.id));
  return h("div", { class: "scroll" }, h("table", { class: "table lined sources" },
    h("thead", null, h("tr", null,
      h("th", { scope: "col", text: t("Source") }), h("th", { scope: "col", text: t("Matériau") }), h("th", { scope: "col", text: t("Cas") }),
      h("th", { scope: "col", text: t("Date") }), h("th", { scope: "col", class: "number", text: t("Mots") }),
      h("th", { scope: "col", class: "number", text: t("Tours") }), h("th", { scope: "col", text: t("Qui parle") }),
      state.layers.map((layer) => h("th", { scope: "col", class: "layer", title: t("Codages de la couche, et marque « codée jusqu'au bout »") }, h("bdi", { text: layer }))),
      h("th", { scope: "col" }, h("span", { class: "unseen", text: t("Actions") })))),
    h("tbody", null, shown.map(row))),
  shown.length ? null : h("p", { class: "empty", text: t("Aucune source ne répond à ce filtre.") }));
}

/** @param {Source} source */
function row(source) {
  return h("tr", { data: { source: source.id } },
    h("th", { scope: "row" }, h("a", { href: `/code/${part(source.id)}`, class: "name", text: source.id }), " ",
      source.name && source.name !== source.id ? h("span", { class: "small soft block name", text: source.name }) : null,
      source.warnings.length ? h("span", { class: "badge warn", title: source.warnings.join("\n"), text: tn(source.warnings.length, "{n} remarque", "{n} remarques") }) : null),
    h("td", { class: "kind", text: kindName(source.kind) }), h("td", { class: "case" }, h("bdi", { text: source.case ?? "" })), h("td", { class: "nowrap", text: day(source.date) }),
    h("td", { class: "number words", data: { head: t("mots") }, text: number(source.words) }), h("td", { class: "number turns", data: { head: t("tours") }, text: number(source.turns) }),
    h("td", { class: "who" }, h("bdi", { text: source.speakers })),
    state.layers.map((layer) => progress(source, layer)),
    h("td", { class: "end" }, h("button", {
      type: "button", class: "quiet", text: t("Modifier…"), "aria-label": t("Modifier {name}", { name: source.id }), on: { click: () => edit(source) },
    })));
}

/** @param {Source} source @param {string} layer */
function progress(source, layer) {
  const done = source.coded.includes(layer);
  const count = source.codings[layer] ?? 0;
  const mark = h("button", {
    type: "button", class: `mark ${done ? "done" : ""}`, "aria-pressed": String(done), text: done ? "✓" : "○",
    title: done ? t("Codée jusqu'au bout dans cette couche (cliquer pour ôter la marque)") : t("Marquer comme codée jusqu'au bout"),
    "aria-label": t("{source} codée jusqu'au bout dans « {layer} »", { source: source.id, layer }),
    on: { click: () => doing(() => post(`/sources/${part(source.id)}/coded`, { layer, coded: !done }), mark) },
  });
  return h("td", { class: "layer", data: { head: layer } }, mark, h("span", { class: "tabular", text: number(count) }));
}

/** @param {Source} source */
async function edit(source) {
  const full = await doing(() => get(`/sources/${part(source.id)}`));
  if (!full) return;
  const kind = select({}, KINDS, source.kind);
  const inCase = select({}, [["", t("aucun")], ...state.cases.map((each) => /** @type {[string, string]} */ ([each.id, `${each.id} · ${each.label}`]))], source.case ?? "");
  const date = h("input", { value: source.date ?? "", placeholder: "2024-05-31" });
  const speakers = full.speakers.map((/** @type {any} */ each) => speaker(full, each));
  const rows = h("div", { class: "pairs" });
  const add = (name = "", value = "") => rows.appendChild(h("div", { class: "pair-row" },
    h("input", { value: name, "aria-label": t("Nom de l'attribut"), placeholder: t("lieu, durée, genre…"), readonly: Boolean(name) }),
    h("input", { value, "aria-label": name ? t("Valeur de {name}", { name }) : t("Valeur de l'attribut") })));
  for (const [name, value] of Object.entries(source.attributes)) if (!OWN.has(name)) add(name, value);
  const save = h("button", { type: "button", class: "primary", text: t("Enregistrer") });
  const box = dialog(t("Source {name}", { name: source.id }), [
    source.warnings.length ? h("ul", { class: "note warn" }, source.warnings.map((text) => h("li", { text }))) : null,
    h("div", { class: "pair" }, field(t("Matériau"), kind), field(t("Cas"), inCase), field(t("Date"), date, t("année-mois-jour, ou ce que vous savez"))),
    speakers.length ? h("fieldset", null, h("legend", { text: t("Qui parle") }), speakers.map((/** @type {any} */ each) => each.node)) : null,
    h("fieldset", null, h("legend", { text: t("Attributs") }), rows,
      h("button", { type: "button", class: "link", text: t("Ajouter un attribut"), on: { click: () => add() } })),
    h("div", { class: "actions spread" },
      h("button", { type: "button", class: "quiet away", text: t("Retirer la source…"), on: { click: () => void remove(source, box) } }), save),
  ], "large");
  save.addEventListener("click", () => doing(async () => {
    const changed = {
      ...differing({ kind: [source.kind, kind.value], case: [source.case, inCase.value], date: [source.date, date.value.trim()] }),
      attributes: given(rows, source.attributes), speakers: Object.fromEntries(speakers.flatMap((/** @type {any} */ each) => each.changed())),
    };
    const any = Object.values(changed).some((value) => typeof value === "string" || Object.keys(value).length);
    if (any) await patch(`/sources/${part(source.id)}`, changed);
    box.close();
    say(any ? t("{name} : enregistré.", { name: source.id }) : t("Rien n'a changé."));
  }, save));
}

/** What is not as it was. @param {Record<string, [string|null, string]>} values */
const differing = (values) => Object.fromEntries(Object.entries(values).filter(([, [was, is]]) => (was ?? "") !== is).map(([name, [, is]]) => [name, is]));

/** The attributes that changed. @param {HTMLElement} rows @param {Record<string, string>} before */
function given(rows, before) {
  /** @type {Record<string, string|null>} */
  const found = {};
  for (const line of rows.children) {
    const [name, value] = [...line.querySelectorAll("input")].map((each) => each.value.trim());
    if (name && !OWN.has(name) && value !== (before[name] ?? "")) found[name] = value || null;
  }
  return found;
}

/** @param {any} full @param {{label: string, name: string|null, role: string|null, person: string|null}} known */
function speaker(full, known) {
  const own = full.turns.filter((/** @type {any} */ turn) => turn.speaker === (known.name ?? known.label));
  const role = known.role ?? own[0]?.role ?? "respondent";
  const name = h("input", { value: known.name ?? known.label, "aria-label": t("Nom à montrer pour {label}", { label: known.label }) });
  const choice = select({ "aria-label": t("Rôle de {label}", { label: known.label }) }, ROLES, role);
  const person = state.persons.length ? select({ "aria-label": t("Personne derrière {label}", { label: known.label }) },
    [["", t("personne non reliée")], ...state.persons.map((each) => /** @type {[string, string]} */ ([each.id, each.label]))], known.person ?? "") : null;
  return {
    node: h("div", { class: "pair-row three" }, h("span", null, h("bdi", { text: known.label }), h("span", { class: "soft small", text: ` ${tn(own.length, "{n} tour", "{n} tours")}` })), name, choice, person),
    changed: () => {
      /** @type {Record<string, string>} */
      const told = {};
      if (name.value.trim() && name.value.trim() !== (known.name ?? known.label)) told.name = name.value.trim();
      if (choice.value !== role) told.role = choice.value;
      if (person && person.value && person.value !== known.person) told.person = person.value;
      return Object.keys(told).length ? [[known.label, told]] : [];
    },
  };
}

/** @param {Source} source @param {any} box */
async function remove(source, box) {
  const codings = Object.values(source.codings).reduce((sum, each) => sum + each, 0);
  const yes = await ask({
    title: t("Retirer {name} de l'étude ?", { name: source.id }),
    body: h("p", { text: codings ? tn(codings, "Son {n} codage part avec elle. Annuler ramène tout.", "Ses {n} codages partent avec elle. Annuler ramène tout.") : t("Elle n'a pas de codage. Annuler la ramène.") }),
    yes: t("Retirer"), danger: true,
  });
  if (!yes) return;
  await doing(async () => {
    await del(`/sources/${part(source.id)}?force=true`);
    box.close();
    say(t("{name} : retirée.", { name: source.id }));
  });
}

const soon = calmly(() => doing(load), 120);

byId("filter").addEventListener("input", show);
byId("add").addEventListener("click", () => byId("files").click());
byId("files").addEventListener("change", () => {
  const files = [...byId("files").files];
  byId("files").value = "";
  if (files.length) receive(files, () => state.cases, soon);
});

// Files may be dropped anywhere on the page.
let over = 0;
const carries = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files");
addEventListener("dragenter", (event) => {
  if (!carries(event)) return;
  over += 1;
  byId("drop").hidden = false;
});
addEventListener("dragleave", (event) => {
  if (!carries(event)) return;
  over = Math.max(0, over - 1);
  byId("drop").hidden = over === 0;
});
addEventListener("dragover", (event) => carries(event) && event.preventDefault());
addEventListener("drop", (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  over = 0;
  byId("drop").hidden = true;
  if (!event.dataTransfer) return;
  void doing(async () => {
    const files = await filesOf(/** @type {DataTransfer} */ (event.dataTransfer));
    if (files.length) await receive(files, () => state.cases, soon);
  });
});
byId("cases").addEventListener("click", () => editCases(load));

listen({ change: soon, resync: soon });
void doing(load);
if (new URLSearchParams(location.search).has("cases")) void editCases(load);
