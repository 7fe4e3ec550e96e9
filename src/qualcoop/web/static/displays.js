/** How each display of the library is drawn, from its plain values. */
import { part } from "./api.js";
import { h } from "./dom.js";
import { balanceBar, curve } from "./drawings.js";
import { head, heat, plain } from "./tables.js";
import { kindName } from "./kinds.js";
import { said } from "./speech.js";
import { day, lang, number, percent, t, tn } from "./words.js";

/**
 * @typedef {{codes: Map<string, any>, cases: any[], quotes: (title: string, row: string|null, column: string|null, third?: string, figure?: number) => void}} Tools
 */

export const DISPLAYS = [
  { id: "matrix", name: t("Matrice"), asks: ["rows", "columns", "measure"], about: t("Un clic sur un chiffre ouvre ses citations.") },
  { id: "presence", name: t("Présence"), asks: ["columns"], about: t("Quels codes sont dans quelle source.") },
  { id: "balance", name: t("Équilibre"), asks: ["rows"], about: t("Leviers et garde-fous, ligne par ligne : une description, pas une note.") },
  { id: "cooccurrence", name: t("Rencontres"), asks: ["columns", "window"], about: t("Quels codes se rencontrent dans le même passage.") },
  { id: "phases", name: t("Périodes"), asks: ["columns", "clock"], about: t("Les codes au fil des périodes de chaque cas.") },
  { id: "actors", name: t("Acteurs"), asks: ["columns"], about: t("Ce que dit chaque type d'acteur, pour 1 000 mots prononcés.") },
  { id: "materials", name: t("Matériaux"), asks: ["columns"], about: t("Dit, vu ou écrit : ce qui appuie chaque code dans chaque cas.") },
  { id: "concentration", name: t("Concentration"), asks: ["columns"], about: t("Un chiffre tient-il à une seule source, à une seule personne ?") },
  { id: "saturation", name: t("Saturation"), asks: [], about: t("À quel rythme les codes sont attestés, source après source.") },
  { id: "agreement", name: t("Accord"), asks: ["other", "columns", "unit"], about: t("Deux codages des mêmes sources, code par code, et leurs désaccords côte à côte.") },
  { id: "provenance", name: t("Provenance"), asks: ["columns"], about: t("Quelle part vient des suggestions acceptées.") },
  { id: "uncoded", name: t("Non codé"), asks: [], about: t("Ce qui reste sans code, et la plus longue plage de chaque source.") },
];

/** @param {string} name @param {any} told @param {Tools} tools @returns {any} */
export function draw(name, told, tools) {
  return DRAWERS[name](told, tools);
}

/** @param {Map<string, any>} codes @param {string} id */
const label = (codes, id) => said(codes.get(id)?.label ?? "");
/** A row's name as people read it. @param {Tools} tools @param {string} id */
function rowName(tools, id) {
  const found = tools.cases.find((each) => each.id === id);
  if (found) return found.label;
  return lang === "fr" ? id.replace(" without ", " sans ") : id;
}
/** @param {string} one @param {string} other */
const times = (one, other) => (other ? `${one} × ${other}` : one);

const SHARES = new Set(["pct_src", "pct_sent", "cover", "row_share"]);
/** @param {string} measure @returns {(value: number) => string} */
const written = (measure) => (SHARES.has(measure) ? percent : (value) => number(value, ["per_1k", "mean_per_source"].includes(measure) ? 1 : 0));

/** @param {any} told @param {Tools} tools */
function matrix(told, tools) {
  const hidden = new Set(told.withheld.map(([row, column]) => `${row}\u0000${column}`));
  const base = told.denominators;
  const at = base.columns.indexOf("sources");
  return heat({
    rows: told.rows.map((/** @type {string} */ id, /** @type {number} */ i) => ({ id, label: told.row_labels[i], note: told.row_kind === "source" ? "" : tn(base.values[i][at], "{n} source", "{n} sources") })),
    columns: told.columns.map((/** @type {string} */ id, /** @type {number} */ i) => ({ id, label: told.column_labels[i], color: tools.codes.get(id)?.color })),
    values: told.values, write: written(told.measure), totals: told.columns.map((/** @type {string} */ id) => told.totals[id]),
    withheld: (row, column) => hidden.has(`${row}\u0000${column}`),
    open: (row, column, figure) => tools.quotes(times(told.row_labels[told.rows.indexOf(row)] ?? t("Total"), `${column} ${told.column_labels[told.columns.indexOf(column)]}`), row, column, undefined, figure),
  });
}

/** A table of codes in columns. @param {any} told @param {Tools} tools @param {any} more */
function square(told, tools, more) {
  return heat({
    rows: told.index.map((/** @type {any} */ id) => ({ id: String(id), label: more.rowLabel ? more.rowLabel(String(id)) : label(tools.codes, String(id)) })),
    columns: told.columns.map((/** @type {string} */ id) => ({ id, label: label(tools.codes, id), color: tools.codes.get(id)?.color })),
    values: told.values, write: (/** @type {number} */ value) => number(value, 1), ...more,
  });
}

/** @param {any} told @param {Tools} tools */
function cooccurrence(told, tools) {
  const pairs = told.tables.pairs;
  return [
    square(told, tools, { diagonal: true, write: (/** @type {number} */ value) => number(value), open: (/** @type {string} */ one, /** @type {string} */ two) => tools.quotes(times(one, two), one, two) }),
    h("h2", { text: t("Paires") }),
    pairs.index.length ? plain(pairs, { formats: { c: two, p_two_given_one: percent, p_one_given_two: percent, lift: two }, links: {
      n_both: (/** @type {any} */ row) => () => tools.quotes(times(row.one, row.two), row.one, row.two) } }) : h("p", { class: "soft", text: t("Aucune rencontre dans cette fenêtre.") }),
  ];
}

/** Two decimals, zero without a sign. */
const decimals = new Intl.NumberFormat(lang, { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: "negative" });
const two = (/** @type {number} */ value) => decimals.format(value);

/** @param {any} told @param {Tools} tools */
function balance(told, tools) {
  const column = (/** @type {string} */ name) => told.columns.indexOf(name);
  const rows = told.index.map((/** @type {string} */ id, /** @type {number} */ i) => ({ id, get: (/** @type {string} */ name) => told.values[i][column(name)] }));
  // No row has a figure: the first note says why (no levers in the grid, for one), a table of blanks would not.
  if (rows.every((/** @type {any} */ row) => row.get("L") === null)) return h("p", { class: "note", text: told.notes[0] });
  const figure = (/** @type {any} */ row, /** @type {string} */ side) => (row.get(side) > 0
    ? h("button", { type: "button", class: "figure", text: number(row.get(side)), "aria-label": t("{n} passages : {row}, {side}", { n: row.get(side), row: row.get("label"), side: head(side) }), on: { click: () => tools.quotes(times(row.get("label"), head(side)), row.id, side) } })
    : number(row.get(side)));
  return [
    h("div", { class: "scroll" }, h("table", { class: "table lined narrow-table" }, h("thead", null, h("tr", null, h("th", { scope: "col", text: t("Ligne") }),
      ["L", "G", "contested"].map((name) => h("th", { scope: "col", class: "number", text: head(name) })), h("th", { scope: "col", class: "wide-cell", text: t("Équilibre, de −1 (garde-fous) à +1 (leviers)") }),
      ["B_seg", "B_src", "B_words"].map((name) => h("th", { scope: "col", class: "number", text: head(name) })))),
    h("tbody", null, rows.map((/** @type {any} */ row) => h("tr", null, h("th", { scope: "row" }, h("bdi", { text: row.get("label") })),
      ["L", "G", "contested"].map((side) => h("td", { class: "number" }, figure(row, side))),
      h("td", null, balanceBar(row.get("B_seg"), row.get("low"), row.get("high"))),
      ["B_seg", "B_src", "B_words"].map((name) => h("td", { class: "number", text: signed(row.get(name)) }))))))),
    h("h2", { text: t("Face à face, famille par famille") }),
    plain(told.tables.pairs, { formats: { B: signed, row: (/** @type {string} */ id) => rowName(tools, id), family: (/** @type {string} */ id) => `${id} ${label(tools.codes, id)}` } }),
  ];
}

/** @param {number|null} value */
const signed = (value) => (value === null ? "" : new Intl.NumberFormat(lang, { signDisplay: "exceptZero", minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value));

/** @param {any} told @param {Tools} tools */
function phases(told, tools) {
  const first = told.columns.indexOf("G_share") + 1;
  const codes = told.columns.slice(first);
  const line = (/** @type {number} */ i) => Object.fromEntries(told.columns.map((/** @type {string} */ name, /** @type {number} */ at) => [name, told.values[i][at]]));
  return [heat({
    rows: told.index.map((/** @type {string} */ id, /** @type {number} */ i) => ({ id, label: t("{row}, période {phase}", { row: rowName(tools, line(i).row), phase: line(i).phase }), note: tn(line(i).sources ?? 0, "{n} source", "{n} sources") })), plainRows: true,
    columns: codes.map((/** @type {string} */ id) => ({ id, label: label(tools.codes, id), color: tools.codes.get(id)?.color })),
    values: told.values.map((/** @type {any[]} */ row) => row.slice(first)), write: (value) => number(value),
    open: (row, column) => {
      const about = line(told.index.indexOf(row));
      tools.quotes(times(row.replace(" without ", lang === "fr" ? " sans " : " without "), column), about.row, about.phase, column);
    },
  }), told.tables.continuity?.index.length ? [h("h2", { text: t("Continuité des processus") }), plain(told.tables.continuity, { formats: { row: (/** @type {string} */ id) => rowName(tools, id), continuity: percent } })] : null];
}

/** @param {any} told @param {Tools} tools */
function actors(told, tools) {
  const hidden = told.tables.withheld;
  return [square(told, tools, {
    rowLabel: (/** @type {string} */ id) => id, plainRows: true,
    withheld: (/** @type {string} */ row, /** @type {string} */ column) => hidden && hidden.values[hidden.index.indexOf(row)]?.[hidden.columns.indexOf(column)],
    open: (/** @type {string} */ row, /** @type {string} */ column) => tools.quotes(times(row, column), row, column),
  }), h("h2", { text: t("Qui est derrière") }), plain(told.tables.rows, { index: t("Type") })];
}

/** @param {any} told @param {Tools} tools */
function materials(told, tools) {
  const open = (/** @type {string} */ row, /** @type {string} */ code) => tools.quotes(times(rowName(tools, row), `${code} ${label(tools.codes, code)}`), row, code);
  return [
    h("div", { class: "scroll" }, h("table", { class: "table lined narrow-table" }, h("thead", null, h("tr", null, h("th", { scope: "col", text: t("Code") }), told.columns.map((/** @type {string} */ id) => h("th", { scope: "col", text: rowName(tools, id) })))),
      h("tbody", null, told.index.map((/** @type {string} */ code, /** @type {number} */ i) => h("tr", null, h("th", { scope: "row" }, h("span", { class: "mono", text: code }), ` ${label(tools.codes, code)}`),
        told.values[i].map((/** @type {string} */ letters, /** @type {number} */ j) => h("td", null, letters ? h("button", { type: "button", class: "figure", text: letters, on: { click: () => open(told.columns[j], code) } }) : h("span", { class: "soft", text: "–" })))))))),
    h("h2", { text: t("Segments pour 1 000 mots, par matériau") }),
    square(told.tables.per_1k, tools, { rowLabel: (/** @type {string} */ id) => kindName(id), plainRows: true }),
  ];
}

/** @param {any} told @param {Tools} tools */
function concentration(told, tools) {
  return plain(told, {
    formats: { row: (/** @type {string} */ id) => rowName(tools, id), code: (/** @type {string} */ id) => `${id} ${label(tools.codes, id)}`, top_source_share: percent, top_speaker_share: percent, low: two, high: two },
    links: { seg: (/** @type {any} */ row) => () => tools.quotes(times(rowName(tools, row.row), row.code), row.row, row.code) },
    marked: (/** @type {any} */ row) => row.flag, skip: ["flag"],
  });
}

/** @param {any} told */
function saturation(told) {
  const at = (/** @type {string} */ name) => told.values.map((/** @type {any[]} */ row) => row[told.columns.indexOf(name)]);
  return [curve(at("S"), at("low"), at("high"), at("source"), told.codes), plain(told, { formats: { date: day, new_share: percent, low: (/** @type {number} */ value) => number(value), high: (/** @type {number} */ value) => number(value) }, index: t("Rang") })];
}

/** @param {any} told @param {Tools} tools */
function provenance(told, tools) {
  const openable = ["manual", "accepted", "edited", "imported"];
  return plain(told, {
    index: t("Code"), formats: { from_suggestions: percent }, indexName: (/** @type {string} */ id) => (id === "total" ? t("Total") : `${id} ${label(tools.codes, id)}`),
    links: Object.fromEntries(openable.map((name) => [name, (/** @type {any} */ row) => (row.$ === "total" ? null : () => tools.quotes(times(row.$, head(name)), row.$, name))])),
  });
}

/** @param {any} told */
function uncoded(told) {
  return plain(told, {
    index: t("Source"), skip: ["longest_start", "longest_end"], formats: { uncoded_share: percent, kind: kindName },
    anchors: { longest_words: (/** @type {any} */ row) => (row.longest_words ? `/code/${part(row.$)}#${row.longest_start}-${row.longest_end}` : null) },
  });
}

/** @param {any} told @param {Tools} tools */
function agreement(told, tools) {
  const [one, other] = told.layers;
  const { overall, codes, disagreements } = told.tables;
  const all = Object.fromEntries(overall.columns.map((/** @type {string} */ name, /** @type {number} */ at) => [name, overall.values[0]?.[at] ?? null]));
  const open = (/** @type {string} */ a, /** @type {string} */ b) => tools.quotes(t("{one} : {a}, {other} : {b}", { one, a, other, b }), a, b);
  const none = (/** @type {string} */ id) => (id === "–" ? t("aucun code") : label(tools.codes, id));
  return [
    h("p", { class: "note" }, tn(told.sources.length, "{n} source codée par les deux.", "{n} sources codées par les deux."), " ",
      all.alpha_median === null ? t("Trop peu pour un coefficient.") : t("Alpha médian des codes : {m} (de {low} à {high}).", { m: two(all.alpha_median), low: two(all.alpha_low), high: two(all.alpha_high) })),
    plain(told, { index: t("Code"), indexName: (/** @type {string} */ id) => `${id} ${label(tools.codes, id)}`, heads: { A: one, B: other }, formats: { agreement: percent, prevalence: percent, overlap: percent, kappa: two, alpha: two } }),
    h("h2", { text: t("Qui dit quoi : {one} en lignes, {other} en colonnes", { one, other }) }),
    square(codes, tools, { rowLabel: none, write: (/** @type {number} */ value) => number(value), diagonal: true, open }),
    h("h2", { text: t("Désaccords") }),
    disagreements.index.length ? plain(disagreements, { heads: { A: one, B: other }, skip: ["start", "end"], most: 200,
      anchors: { source: (/** @type {any} */ row) => `/code/${part(row.source)}#${row.start}-${row.end}` } }) : h("p", { class: "soft", text: t("Aucun désaccord.") }),
  ];
}

/** @type {Record<string, (told: any, tools: Tools) => any>} */
const DRAWERS = { matrix, presence: matrix, cooccurrence, balance, phases, actors, materials, concentration, saturation, agreement, provenance, uncoded };
