/** The codebook: the tree of codes with their counts, one code's page, versions, and its way out and in by file. */
import { get, post } from "./api.js";
import { ask, byId, chip, dialog, doing, fill, h, say } from "./dom.js";
import { addCode, editCode, mergeCode, moveCode, retireCode, splitCode } from "./codebook_edits.js";
import { calmly, listen } from "./live.js";
import { fold, nameOf, said } from "./speech.js";
import { lang, number, t, tn } from "./words.js";

/** @typedef {{id: string, parent: string|null, family: string, polarity: string|null, status: string, label: any, definition: any, use_when: any,
 *   do_not_use_when: any, example: any, contraries: string[], keywords: string[], exclude: string[], color: string|null,
 *   own_color: string|null, counts: Record<string, number>, etag: string}} Code */

const state = { codes: /** @type {Code[]} */ ([]), families: /** @type {any[]} */ ([]), version: "", chosen: decodeURIComponent(location.hash.slice(1)), closed: new Set() };

export const find = (/** @type {string} */ id) => state.codes.find((code) => code.id === id);
const children = (/** @type {string|null} */ id) => state.codes.filter((code) => code.parent === id);
const POLARITY = { lever: t("levier"), "guard-rail": t("garde-fou"), process: t("processus"), context: t("contexte") };

async function load() {
  const book = await get("/codebook");
  Object.assign(state, { codes: book.codes, families: book.families, version: book.version ?? "" });
  if (!find(state.chosen)) state.chosen = state.codes[0]?.id ?? "";
  summary();
  tree();
  detail();
}

function summary() {
  const active = state.codes.filter((code) => code.status === "active").length;
  const used = state.codes.reduce((sum, code) => sum + all(code), 0);
  fill(byId("summary"), state.codes.length
    ? [tn(active, "{n} code", "{n} codes"), ", ", tn(used, "{n} codage", "{n} codages"), ", ", t("version {version}.", { version: state.version }), " ",
      t("Chaque changement fait une version ; les codages gardent celle sous laquelle ils furent faits.")]
    : t("La grille est vide. Ajoutez un code ici, ou en lisant : un nom nouveau dans la palette fait un code."));
  byId("export").hidden = !state.codes.length;
}

const all = (/** @type {Code} */ code) => Object.values(code.counts).reduce((sum, each) => sum + each, 0);
/** With all under it. @param {Code} code @returns {number} */
const rolled = (code) => all(code) + children(code.id).reduce((sum, each) => sum + rolled(each), 0);

function tree() {
  const wanted = fold(byId("find").value.trim());
  const retired = byId("retired").checked;
  const fits = (/** @type {Code} */ code) => (retired || code.status === "active") && (!wanted
    || fold([code.id, said(code.label), said(code.definition), ...code.keywords].join(" ")).includes(wanted));
  const shown = (/** @type {Code} */ code) => fits(code) || children(code.id).some(shown);
  /** @param {Code} code @returns {any} */
  const branch = (code) => {
    const under = children(code.id).filter(shown);
    const open = Boolean(wanted) || !state.closed.has(code.id);
    return h("li", null, h("div", { class: `leaf ${code.status}` },
      under.length ? h("button", { type: "button", class: "quiet fold", "aria-expanded": String(open), "aria-label": t("Sous-codes de {name}", { name: code.id }), text: open ? "▾" : "▸",
        on: { click: () => {
          if (state.closed.has(code.id)) state.closed.delete(code.id);
          else state.closed.add(code.id);
          tree();
        } } }) : h("span", { class: "fold" }),
      h("button", { type: "button", class: "quiet node", "aria-current": code.id === state.chosen ? "true" : null, on: { click: () => choose(code.id) } },
        chip({ id: code.id, label: said(code.label), color: code.color }), code.status === "retired" ? h("span", { class: "badge", text: t("retiré") }) : null),
      h("span", { class: "number soft", title: t("codages, sous-codes compris"), text: rolled(code) ? number(rolled(code)) : "" })),
    under.length && open ? h("ul", { class: "plain" }, under.map(branch)) : null);
  };
  const tops = children(null).filter(shown);
  fill(byId("tree"), tops.length ? tops.map(branch) : h("li", { class: "empty", text: state.codes.length ? t("Aucun code ne répond.") : t("Pas encore de code.") }));
}

/** @param {string} id */
function choose(id) {
  state.chosen = id;
  history.replaceState(null, "", `#${encodeURIComponent(id)}`);
  tree();
  detail();
  if (matchMedia("(max-width: 56rem)").matches) byId("detail").scrollIntoView({ block: "start" });
}

function detail() {
  const code = find(state.chosen);
  const place = byId("detail");
  place.hidden = !code;
  if (!code) return;
  const texts = [[t("Définition"), code.definition], [t("L'employer quand"), code.use_when], [t("Ne pas l'employer quand"), code.do_not_use_when], [t("Exemple"), code.example]];
  const layers = Object.entries(code.counts);
  fill(place, h("header", { class: "detail-head" },
    h("h2", null, chip({ id: code.id, label: said(code.label), color: code.color })),
    h("p", { class: "soft small" }, [code.polarity ? POLARITY[/** @type {"lever"} */ (code.polarity)] : null, code.parent ? t("sous {parent}", { parent: code.parent }) : null,
      code.status === "retired" ? t("retiré : n'est plus proposé, ses codages restent") : null].filter(Boolean).join(" · ")),
    actions(code)),
  h("dl", { class: "meaning-list" }, texts.map(([name, text], at) => said(text)
    ? [h("dt", { text: name }), h("dd", { class: at === 3 ? "quote" : "", text: said(text) })]
    : at < 3 ? [h("dt", { text: name }), h("dd", { class: "soft", text: t("à écrire") })] : null),
  other(code),
  h("dt", { text: t("Mots-clés") }), h("dd", null, rules(code.keywords)),
  code.exclude.length ? [h("dt", { text: t("Sauf") }), h("dd", null, rules(code.exclude))] : null,
  code.contraries.length ? [h("dt", { text: t("Contraires") }), h("dd", null, code.contraries.map((id, at) => [at ? ", " : "",
    h("button", { type: "button", class: "link", text: nameOf(find(id) ?? { id }), on: { click: () => choose(id) } })]))] : null,
  h("dt", { text: t("Codages") }), h("dd", null, layers.length
    ? layers.map(([layer, count], at) => [at ? ", " : "", h("bdi", { text: layer }), t(" : {n}", { n: count })]) : h("span", { class: "soft", text: t("aucun encore") }))));
}

/** The label in the other language. @param {Code} code */
function other(code) {
  const text = code.label[lang === "fr" ? "en" : "fr"];
  return text && text !== said(code.label) ? [h("dt", { text: lang === "fr" ? t("En anglais") : t("En français") }), h("dd", { lang: lang === "fr" ? "en" : "fr", text })] : null;
}

/** @param {string[]} list */
function rules(list) {
  return list.length ? list.map((rule, at) => [at ? " · " : "", h("code", { text: rule })]) : h("span", { class: "soft", text: t("aucun : pas de suggestion pour ce code") });
}

/** @param {Code} code */
function actions(code) {
  const button = (/** @type {string} */ text, /** @type {() => any} */ action, tone = "") => h("button", { type: "button", class: tone, text, on: { click: () => void action() } });
  const codes = state.codes;
  if (code.status === "retired") return h("div", { class: "actions" }, button(t("Remettre en usage"), () => retireCode(code, false, after)));
  return h("div", { class: "actions" },
    button(t("Modifier…"), () => editCode(code, codes, after), "primary"), button(t("Sous-code…"), () => addCode(codes, code.id, after)),
    button(t("Déplacer…"), () => moveCode(code, codes, after)), button(t("Fusionner…"), () => mergeCode(code, codes, after)),
    button(t("Scinder…"), () => splitCode(code, after)), button(t("Retirer…"), () => retireCode(code, true, after), "quiet away"));
}

/** After an edit: say it, show it. @param {any} told */
async function after(told) {
  state.chosen = told.code.id;
  say([told.changes[0], told.codings ? tn(told.codings, "{n} codage a suivi.", "{n} codages ont suivi.") : ""].filter(Boolean).join(" ") || t("Rien n'a changé."));
  await doing(load);
  history.replaceState(null, "", `#${encodeURIComponent(state.chosen)}`);
}

async function versions() {
  const list = await doing(() => get("/codebook/versions"));
  if (!list) return;
  dialog(t("Versions de la grille"), [list.length ? h("ol", { class: "plain versions" }, list.map((/** @type {any} */ each) => h("li", null,
    h("h3", null, h("span", { class: "mono", text: each.version }), " ", each.in_force ? h("span", { class: "badge good", text: t("en vigueur") }) : null),
    each.changes.length ? h("ul", null, each.changes.map((/** @type {string} */ text) => h("li", { text }))) : h("p", { class: "soft small", text: t("Première version, ou rien de changé.") }))))
    : h("p", { text: t("Pas encore de version.") })], "large");
}

/** A file comes in: what it would change is shown before it counts. @param {File} file */
async function bring(file) {
  const base64 = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",")[1] ?? "");
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
  const body = { filename: file.name, base64 };
  const seen = await post("/codebook/import", body);
  if (!seen.changes.length) {
    say(t("{name} dit la même chose que la grille en vigueur ; rien à importer.", { name: file.name }));
    return;
  }
  const faults = seen.changes.filter((/** @type {any} */ each) => each.fault).length;
  const yes = await ask({
    title: tn(seen.changes.length, "{n} changement dans {name}", "{n} changements dans {name}", { name: file.name }),
    body: [h("p", { class: "soft", text: t("{codes} codes ; deviendra la version {version}. Rien n'est encore changé.", { codes: seen.codes, version: seen.version }) }),
      faults ? h("p", { class: "note bad", text: tn(faults, "{n} faute : un identifiant disparaît ou change de sens.", "{n} fautes : des identifiants disparaissent ou changent de sens.") }) : null,
      h("ul", { class: "changes" }, seen.changes.map((/** @type {any} */ each) => h("li", { class: each.fault ? "bad" : "", text: each.sentence })))],
    yes: t("Mettre en vigueur"),
  });
  if (!yes) return;
  await post("/codebook/import", { ...body, apply: true, seen: seen.seen });
  say(t("Grille importée, version {version}.", { version: seen.version }));
  await load();
}

byId("find").addEventListener("input", tree);
byId("retired").addEventListener("change", tree);
byId("add").addEventListener("click", () => addCode(state.codes, null, after));
byId("versions").addEventListener("click", versions);
byId("import").addEventListener("click", () => byId("import-file").click());
byId("import-file").addEventListener("change", () => {
  const file = byId("import-file").files[0];
  byId("import-file").value = "";
  if (file) void doing(() => bring(file));
});
const soon = calmly(() => doing(load), 150);
listen({ change: (change) => {
  if (["codings", "codebooks", "study"].some((name) => change.tables.includes(name))) soon();
}, resync: soon });
void doing(load);
