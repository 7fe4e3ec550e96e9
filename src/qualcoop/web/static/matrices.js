/** Matrices and the other displays: choose, read, open the quotes behind a figure, take the table away. */
import { get, ROOT, url } from "./api.js";
import { byId, fill, field, h, sayError, select } from "./dom.js";
import { DISPLAYS, draw } from "./displays.js";
import { calmly, listen } from "./live.js";
import { close, open } from "./quotes.js";
import { t } from "./words.js";

const ROWS = /** @type {[string, string][]} */ ([["case", t("cas")], ["source", t("sources")], ["material", t("matériaux")], ["phase", t("périodes")],
  ["speaker", t("voix")], ["person", t("personnes")], ["actor", t("types d'acteurs")]]);
const COLUMNS = /** @type {[string, string][]} */ ([["family", t("familles")], ["code", t("codes")], ["top", t("codes de premier rang")], ["group", t("leviers, garde-fous…")]]);
const MEASURES = /** @type {[string, string][]} */ ([["seg", t("segments")], ["src", t("sources avec au moins un segment")], ["per_1k", t("segments pour 1 000 mots")],
  ["pct_src", t("part des sources codées")], ["sent", t("phrases touchées")], ["pct_sent", t("part des phrases")], ["words", t("mots des passages")],
  ["cover", t("part des mots")], ["row_share", t("part des segments de la ligne")], ["mean_per_source", t("moyenne par source pour 1 000 mots")]]);
const WINDOWS = /** @type {[string, string][]} */ ([["turn", t("même tour ou paragraphe")], ["sentence", t("même phrase")], ["overlap", t("passages qui se recouvrent")], ["within", t("à une phrase près")], ["source", t("même source")]]);
const CLOCKS = /** @type {[string, string][]} */ ([["spoken", t("période dont parle le passage")], ["source", t("période de la source")]]);
const UNITS = /** @type {[string, string][]} */ ([["sentence", t("phrase")], ["turn", t("tour de parole")]]);
const LEVELS = COLUMNS.filter(([id]) => id !== "top");

/** @type {Record<string, string>} */
const asked = { display: "matrix", rows: "case", columns: "family", measure: "seg", layer: "", window: "turn", clock: "spoken", other: "", unit: "sentence", with_pro: "", ...Object.fromEntries(new URLSearchParams(location.search)) };
const known = { layers: /** @type {string[]} */ ([]), cases: /** @type {any[]} */ ([]), codes: new Map() };
let running = new AbortController();

async function load() {
  const [study, cases, book] = await Promise.all([get("/study"), get("/cases"), get("/codebook")]);
  known.layers = study.layers;
  known.cases = cases.cases;
  known.codes = new Map(book.codes.map((/** @type {any} */ each) => [each.id, each]));
  for (const each of book.families) if (!known.codes.has(each.id)) known.codes.set(each.id, { ...each, color: known.codes.get(each.codes[0])?.color });
  if (!known.layers.includes(asked.layer)) asked.layer = study.default_layer;
  if (!known.layers.includes(asked.other)) asked.other = known.layers.find((name) => name !== asked.layer) ?? "";
  if (!DISPLAYS.some((each) => each.id === asked.display)) asked.display = "matrix";
  if (!known.cases.length && asked.rows === "case") asked.rows = "source";
  for (const id of ["tabs", "choices", "csv", "xlsx"]) byId(id).hidden = !book.codes.length;
  if (book.codes.length) await show();
  else nothing();
}

const uncoded = () => h("p", { class: "note" }, t("Rien n'est encore codé : les chiffres viendront avec vos premiers codages."), " ",
  h("a", { href: "/code", text: t("Ouvrir une source") }));

/** Nothing can be counted yet: what to do first. */
function nothing() {
  fill(byId("display"), h("div", { class: "panel empty" }, h("h2", { text: t("La grille est vide") }),
    h("p", { text: t("Un tableau compte des codes : donnez-en à la grille, ou lisez une source et nommez le premier.") }),
    h("div", { class: "actions" }, h("a", { class: "button primary", href: "/codebook", text: t("Ouvrir la grille") }))));
}

const display = () => DISPLAYS.find((each) => each.id === asked.display) ?? DISPLAYS[0];

/** What the server is asked: only what this display depends on. */
function query() {
  const wanted = [...display().asks, "layer", "with_pro"];
  return Object.fromEntries(wanted.map((name) => [name, asked[name]]));
}

async function show() {
  running.abort();
  running = new AbortController();
  close();
  tabs();
  choices();
  const { display: name } = asked;
  history.replaceState(null, "", url(location.pathname, { display: name, ...query() }));
  byId("csv").setAttribute("href", url(`${ROOT}/export/display.csv`, { name, ...query() }));
  byId("xlsx").setAttribute("href", name === "matrix" ? url(`${ROOT}/export/matrix.xlsx`, query()) : url(`${ROOT}/export/workbook.xlsx`, { layer: asked.layer }));
  byId("xlsx").textContent = name === "matrix" ? t("Cette matrice (Excel)") : t("Tous les affichages (Excel)");
  byId("about").textContent = display().about;
  const place = byId("display");
  place.setAttribute("aria-busy", "true");
  try {
    const told = await get(name === "matrix" ? "/matrix" : `/displays/${name}`, query(), running.signal);
    fill(place, known.layers.length ? null : uncoded(), draw(name, told, { codes: known.codes, cases: known.cases, quotes }), foot(told));
  } catch (error) {
    if (/** @type {any} */ (error)?.name === "AbortError") return;
    fill(place, h("p", { class: "note" }, /** @type {Error} */ (error).message, known.cases.length ? null : [" ", h("a", { href: "/sources?cases", text: t("Décrire les cas") })]));
    if (/** @type {any} */ (error)?.name !== "ApiError") sayError(error);
  }
  place.removeAttribute("aria-busy");
}

/** @param {any} told */
function foot(told) {
  return h("div", { class: "foot" }, told.notes.length ? [h("h2", { class: "small", text: t("À lire avec ces chiffres") }), h("ul", null, told.notes.map((/** @type {string} */ text) => h("li", { text })))] : null,
    h("p", { class: "small soft" }, t("Couche « {layer} », grille {version}.", { layer: told.layer ?? "", version: told.codebook_version ?? "" }), told.filter ? ` ${told.filter}` : ""));
}

/** Open the passages behind a figure. @param {string} title @param {string|null} row @param {string|null} column @param {string} [third] @param {number} [figure] */
function quotes(title, row, column, third, figure) {
  const path = asked.display === "matrix" || asked.display === "presence" ? "/matrix/quotes" : `/displays/${asked.display}/quotes`;
  const more = asked.display === "presence" ? { rows: "source" } : {};
  void open({ title, codes: known.codes, figure, load: () => get(path, { ...query(), ...more, row, column, third }) });
}

function tabs() {
  fill(byId("tabs"), DISPLAYS.map((each) => h("button", {
    type: "button", role: "tab", id: `tab-${each.id}`, "aria-selected": String(each.id === asked.display), "aria-controls": "display",
    tabindex: each.id === asked.display ? "0" : "-1", text: each.name, on: { click: () => go(each.id) },
  })));
  byId("display").setAttribute("aria-labelledby", `tab-${asked.display}`);
}

/** @param {string} id */
function go(id) {
  asked.display = id;
  void show(); // draws the tabs at once: the next arrow key finds the focus there
  byId(`tab-${id}`)?.focus();
}

byId("tabs").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const at = DISPLAYS.findIndex((each) => each.id === asked.display);
  go(DISPLAYS[(at + step + DISPLAYS.length) % DISPLAYS.length].id);
});

function choices() {
  const focused = /** @type {HTMLElement|null} */ (document.activeElement)?.id;
  const asks = display().asks;
  const layers = known.layers.length ? known.layers : [asked.layer];
  const one = (/** @type {string} */ name, /** @type {string} */ label, /** @type {[string, string][]} */ options) => field(label, select({ id: `choice-${name}`, name }, options, asked[name]));
  fill(byId("choices"),
    asks.includes("rows") ? one("rows", t("Lignes"), ROWS) : null,
    asks.includes("columns") ? one("columns", t("Colonnes"), asked.display === "matrix" ? COLUMNS : LEVELS) : null,
    asks.includes("measure") ? one("measure", t("Chiffre"), MEASURES) : null,
    asks.includes("window") ? one("window", t("Se rencontrer dans"), WINDOWS) : null,
    asks.includes("clock") ? one("clock", t("Horloge"), CLOCKS) : null,
    asks.includes("unit") ? one("unit", t("Unité"), UNITS) : null,
    one("layer", asks.includes("other") ? t("Première couche") : t("Couche"), layers.map((name) => [name, name])),
    asks.includes("other") ? one("other", t("Seconde couche"), layers.map((name) => [name, name])) : null,
    known.cases.some((each) => each.stratum !== "main") ? h("label", { class: "check" }, h("input", { type: "checkbox", name: "with_pro", id: "choice-with_pro", checked: asked.with_pro === "true" }), t("avec les cas à part")) : null);
  if (focused?.startsWith("choice-")) byId(focused)?.focus();
}

byId("choices").addEventListener("change", (/** @type {any} */ event) => {
  asked[event.target.name] = event.target.type === "checkbox" ? (event.target.checked ? "true" : "") : event.target.value;
  void show();
});
byId("choices").addEventListener("submit", (/** @type {Event} */ event) => event.preventDefault());

// Figures do not move while somebody reads the passages behind one.
const again = calmly(() => byId("quotes").hidden && void load().catch(sayError), 800);
listen({ change: again, resync: again });
load().catch(sayError);
