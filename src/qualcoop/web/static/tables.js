/** Tables of figures: a heat table whose figures open their quotes, and a plain one. */
import { h } from "./dom.js";
import { number, t } from "./words.js";

const HEADS = /** @type {Record<string, string>} */ ({
  L: t("Leviers"), G: t("Garde-fous"), contested: t("Contestés"), B_seg: t("B segments"), B_src: t("B sources"), B_words: t("B mots"), B: "B",
  row: t("Ligne"), family: t("Famille"), contraries: t("Contraires"), for: t("Pour"), against: t("Contre"), code: t("Code"), seg: t("Segments"), src: t("Sources"),
  one: t("Code 1"), two: t("Code 2"), n_one: t("n 1"), n_two: t("n 2"), n_both: t("Ensemble"), c: t("c (Jaccard)"), p_two_given_one: t("2 sachant 1"), p_one_given_two: t("1 sachant 2"),
  lift: t("Lift"), siblings: t("Frères"), uneven: t("Inégaux"), top_source: t("Première source"), top_source_share: t("Sa part"), top_speaker: t("Première voix"), top_speaker_share: t("Sa part"),
  low: t("Bas"), high: t("Haut"), median: t("Médiane"), source: t("Source"), date: t("Date"), new: t("Codes nouveaux"), S: t("Codes attestés"), new_share: t("Part nouvelle"),
  manual: t("À la main"), accepted: t("Acceptés"), edited: t("Corrigés"), imported: t("Importés"), all: t("Tous"), from_suggestions: t("Part des suggestions"),
  case: t("Cas"), kind: t("Matériau"), coded: t("Codée"), words: t("Mots"), coded_words: t("Mots codés"), uncoded_words: t("Mots non codés"), uncoded_share: t("Part non codée"),
  sentences: t("Phrases"), uncoded_sentences: t("Phrases non codées"), longest_words: t("Plus longue plage (mots)"), process: t("Processus"), evidenced: t("Attestées"),
  units: t("Unités"), both: t("Les deux"), agreement: t("Accord"), kappa: t("Kappa"), alpha: t("Alpha"), prevalence: t("Fréquence"), overlap: t("Recouvrement"),
  documented: t("Documentées"), continuity: t("Continuité"), too_few: t("Trop peu"), speakers: t("Personnes"), double: t("À deux types"), sources: t("Sources"),
});
/** @param {string} name */
export const head = (name) => HEADS[name] ?? name;

/**
 * @param {{rows: {id: string, label: string, note?: string}[], columns: {id: string, label: string, color?: string}[], values: (number|null)[][],
 *   write: (value: number) => string, totals?: (number|null)[], withheld?: (row: string, column: string) => boolean, diagonal?: boolean, plainRows?: boolean,
 *   open?: (row: string|null, column: string, figure: number) => void}} what
 */
export function heat({ rows, columns, values, write, totals, withheld, open, diagonal = false, plainRows = false }) {
  let most = 0;
  values.forEach((row, i) => row.forEach((value, j) => {
    if (value !== null && !(diagonal && i === j)) most = Math.max(most, Math.abs(value));
  }));
  const cell = (/** @type {number} */ i, /** @type {number} */ j) => {
    const [row, column, value] = [rows[i], columns[j], values[i][j]];
    const node = h("td", { class: "cell" });
    if (value === null) {
      if (withheld?.(row.id, column.id)) node.append(h("span", { class: "soft", title: t("retenu : effectif trop petit"), text: "…" }));
      else node.append(h("span", { class: "unseen", text: t("vide") }));
      if (!withheld?.(row.id, column.id)) node.classList.add("blank");
    } else if (value === 0 || !open) node.append(h("span", { class: value === 0 ? "zero" : "", text: write(value) }));
    else {
      node.append(h("button", { type: "button", class: "figure", text: write(value), "aria-label": t("{value} : {row}, {column}. Ouvrir les citations", { value: write(value), row: row.label || row.id, column: column.label || column.id }),
        data: { row: row.id, column: column.id }, on: { click: () => open(row.id, column.id, value) } }));
    }
    if (value && most && !(diagonal && i === j)) node.style.setProperty("--heat", `${Math.round((46 * Math.abs(value)) / most)}%`);
    if (diagonal && i === j) node.classList.add("diagonal");
    return node;
  };
  return h("div", { class: "scroll heat-scroll", tabindex: "0", role: "group", "aria-label": t("Tableau, défile si besoin") }, h("table", { class: "heat" },
    h("thead", null, h("tr", null, h("td"), columns.map((each) => h("th", { scope: "col", title: each.label }, each.color ? h("span", { class: "dot", color: each.color, "aria-hidden": "true" }) : null, h("span", { class: "mono", text: each.id }), h("span", { class: "name-small", text: each.label }))))),
    h("tbody", null, rows.map((row, i) => h("tr", null, h("th", { scope: "row" }, h("bdi", { text: row.label || row.id }), under(row, plainRows)), columns.map((_, j) => cell(i, j))))),
    totals ? h("tfoot", null, h("tr", null, h("th", { scope: "row", text: t("Total") }), totals.map((value, j) => h("td", { class: "cell" }, value && open
      ? h("button", { type: "button", class: "figure", text: write(value), "aria-label": t("{value} : total, {column}. Ouvrir les citations", { value: write(value), column: columns[j].label }), on: { click: () => open(null, columns[j].id, value) } }) : value === null ? "" : write(value))))) : null));
}

/** What stands under a row's name: its id where the name does not say it, its base. @param {{id: string, label: string, note?: string}} row @param {boolean} bare */
function under(row, bare) {
  const id = !bare && row.label && row.id.length < 14 && !row.label.includes(row.id) ? row.id : "";
  return id || row.note ? h("span", { class: "under" }, id ? h("span", { class: "mono", text: id }) : null, id && row.note ? " · " : null, row.note) : null;
}

/**
 * A frame as a table. Values of a row are given to the functions by column name, its index as `$`.
 * @param {{index: any[], columns: string[], values: any[][]}} frame
 * @param {{formats?: Record<string, (value: any) => string>, links?: Record<string, (row: any) => (() => void)|null>, anchors?: Record<string, (row: any) => string|null>,
 *   index?: string, indexName?: (id: string) => string, heads?: Record<string, string>, most?: number, skip?: string[], marked?: (row: any) => boolean}} [how]
 */
export function plain(frame, how = {}) {
  const shown = frame.columns.map((name, at) => ({ name, at })).filter(({ name }) => !how.skip?.includes(name));
  const numeric = shown.map(({ at }) => frame.values.some((row) => typeof row[at] === "number"));
  const write = (/** @type {string} */ name, /** @type {any} */ value) => {
    if (value === null || value === undefined) return "";
    if (how.formats?.[name]) return how.formats[name](value);
    if (typeof value === "boolean") return value ? t("oui") : "";
    return typeof value === "number" ? number(value, 2) : String(value);
  };
  return h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": t("Tableau, défile si besoin") }, h("table", { class: "table lined figures-table" },
    h("thead", null, h("tr", null, how.index ? h("th", { scope: "col", text: how.index }) : null, shown.map(({ name }, i) => h("th", { scope: "col", class: numeric[i] ? "number" : "", text: how.heads?.[name] ?? head(name) })))),
    h("tbody", null, frame.values.slice(0, how.most).map((values, i) => {
      const row = Object.fromEntries([["$", frame.index[i]], ...frame.columns.map((name, at) => [name, values[at]])]);
      return h("tr", { class: how.marked?.(row) ? "marked" : "" }, how.index ? h("th", { scope: "row" }, h("bdi", { text: how.indexName ? how.indexName(String(frame.index[i])) : String(frame.index[i]) })) : null,
        shown.map(({ name, at }, j) => {
          const text = write(name, values[at]);
          const action = values[at] ? how.links?.[name]?.(row) : null;
          const anchor = how.anchors?.[name]?.(row);
          return h("td", { class: numeric[j] ? "number" : "" }, action ? h("button", { type: "button", class: "figure", text, on: { click: action } }) : anchor ? h("a", { href: anchor, text }) : h("bdi", { text }));
        }));
    }))));
}
