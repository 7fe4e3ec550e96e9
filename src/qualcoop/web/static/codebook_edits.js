/** Dialogs that edit the codebook: each sends one edit and gives what the server said to `after`. */
import { get, part, patch, post } from "./api.js";
import { ask, dialog, doing, field, h, select } from "./dom.js";
import { nameOf, said } from "./speech.js";
import { lang, t, tn } from "./words.js";

/** @typedef {import("./codebook.js").Code} Code */
/** @typedef {(told: any) => any} After */

const path = (/** @type {string} */ id) => `/codebook/codes/${part(id)}`;
const active = (/** @type {Code[]} */ codes) => codes.filter((code) => code.status === "active");
const options = (/** @type {Code[]} */ codes) => active(codes).map((code) => /** @type {[string, string]} */ ([code.id, nameOf(code)]));
const lines = (/** @type {any} */ area) => area.value.split("\n").map((/** @type {string} */ each) => each.trim()).filter(Boolean);
const POLARITIES = /** @type {[string, string][]} */ ([["", t("aucune")], ["lever", t("levier")], ["guard-rail", t("garde-fou")], ["process", t("processus")], ["context", t("contexte")]]);

/** The codes that are under one, itself included. @param {Code[]} codes @param {string} id @returns {Set<string>} */
function under(codes, id) {
  const found = new Set([id]);
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const code of codes) if (code.parent !== null && found.has(code.parent)) found.add(code.id);
  }
  return found;
}

/**
 * A dialog with a form; `send` gives the promise of the answer. @param {string} title @param {any[]} content @param {string} yes
 * @param {() => Promise<any>} send @param {After} after @param {string} [extra]
 */
function form(title, content, yes, send, after, extra = "") {
  const go = h("button", { type: "submit", class: "primary", text: yes });
  const made = h("form", { novalidate: false, on: { submit: (/** @type {Event} */ event) => {
    event.preventDefault();
    void doing(async () => {
      const told = await send();
      box.close();
      await after(told);
    }, go);
  } } }, content, h("div", { class: "actions" }, h("button", { type: "button", text: t("Annuler"), on: { click: () => box.close() } }), go));
  const box = dialog(title, [made], extra);
  return box;
}

/** The wording of a code as fields. @param {Code|null} code */
function wording(code) {
  const both = (/** @type {any} */ was, /** @type {string} */ text) => ({ ...(was ?? {}), [lang]: text.trim() });
  const area = (/** @type {any} */ text, rows = "2") => h("textarea", { rows, value: said(text ?? "") });
  const label = h("input", { value: code ? code.label[lang] || said(code.label) : "", required: true, maxlength: "200" });
  const [definition, use, not, example] = [area(code?.definition, "3"), area(code?.use_when), area(code?.do_not_use_when), area(code?.example)];
  const keywords = h("textarea", { rows: "3", class: "mono", value: (code?.keywords ?? []).join("\n") });
  const exclude = h("textarea", { rows: "2", class: "mono", value: (code?.exclude ?? []).join("\n") });
  const polarity = select({}, POLARITIES, code?.polarity ?? "");
  const color = h("input", { type: "color", value: code?.color ?? "#3d6b8f" });
  const start = color.value;
  return {
    label,
    nodes: [field(t("Nom"), label), field(t("Définition"), definition), h("div", { class: "pair" }, field(t("L'employer quand"), use), field(t("Ne pas l'employer quand"), not)),
      field(t("Exemple"), example),
      h("div", { class: "pair" }, field(t("Mots-clés, un par ligne"), keywords, t("décroch* trouve décrocher, décrochage… Voir l'aide pour les autres signes.")), field(t("Sauf, un par ligne"), exclude)),
      h("div", { class: "pair" }, field(t("Polarité"), polarity), field(t("Couleur"), color))],
    given: () => {
      /** @type {Record<string, any>} */
      const told = {
        label: both(code?.label, label.value), definition: both(code?.definition, definition.value), use_when: both(code?.use_when, use.value),
        do_not_use_when: both(code?.do_not_use_when, not.value), example: both(code?.example, example.value), keywords: lines(keywords), exclude: lines(exclude),
      };
      if (polarity.value) told.polarity = polarity.value;
      if (color.value !== start || code?.own_color) told.color = color.value;
      return told;
    },
  };
}

/** @param {Code[]} codes @param {string|null} parent @param {After} after */
export function addCode(codes, parent, after) {
  const words = wording(null);
  const above = select({}, [["", t("aucun : code de premier rang")], ...options(codes)], parent ?? "");
  const box = form(t("Nouveau code"), [field(t("Sous"), above), ...words.nodes], t("Ajouter"), () => {
    const told = Object.fromEntries(Object.entries(words.given()).filter(([, value]) => (Array.isArray(value) ? value.length : typeof value === "string" ? value : said(value))));
    return post("/codebook/codes", { ...told, parent: above.value || null });
  }, after, "large");
  box.querySelector("input")?.focus();
  words.label.focus();
}

/** @param {Code} code @param {Code[]} codes @param {After} after */
export function editCode(code, codes, after) {
  const words = wording(code);
  const others = codes.filter((each) => each.status === "active" && each.id !== code.id);
  const contraries = h("select", { multiple: true, size: "5" }, others.map((each) => {
    const option = h("option", { value: each.id, text: nameOf(each) });
    option.selected = code.contraries.includes(each.id);
    return option;
  }));
  form(t("Modifier {name}", { name: code.id }), [...words.nodes, h("details", null, h("summary", { text: t("Contraires") }), field(t("Codes qui disent le contraire"), contraries, t("Ctrl+clic pour en choisir plusieurs.")))],
    t("Enregistrer"), () => {
      const chosen = [...contraries.selectedOptions].map((each) => each.value);
      const kept = [...code.contraries.filter((id) => chosen.includes(id) || !others.some((each) => each.id === id)), ...chosen.filter((id) => !code.contraries.includes(id))];
      return patch(path(code.id), { ...words.given(), contraries: kept }, { ifMatch: code.etag });
    }, after, "large");
  words.label.select();
}

/** @param {Code} code @param {Code[]} codes @param {After} after */
export function moveCode(code, codes, after) {
  const own = under(codes, code.id);
  const above = select({}, [["", t("au premier rang")], ...options(codes.filter((each) => !own.has(each.id)))], code.parent ?? "");
  const before = select({}, [["", t("à la fin")]]);
  const siblings = () => before.replaceChildren(h("option", { value: "", text: t("à la fin") }), ...active(codes)
    .filter((each) => (each.parent ?? "") === above.value && each.id !== code.id).map((each) => h("option", { value: each.id, text: t("avant {name}", { name: nameOf(each) }) })));
  siblings();
  above.addEventListener("change", siblings);
  form(t("Déplacer {name}", { name: nameOf(code) }), [field(t("Sous"), above), field(t("Place"), before),
    h("p", { class: "hint", text: t("Un identifiant qui annonce son parent (L3.1) change avec lui ; les codages suivent, l'ancien identifiant reste, retiré.") })],
  t("Déplacer"), () => post(`${path(code.id)}/move`, { parent: above.value || null, before: before.value || null }, { ifMatch: code.etag }), after);
}

/** @param {Code} code @param {Code[]} codes @param {After} after */
export function mergeCode(code, codes, after) {
  const own = under(codes, code.id);
  const into = select({ required: true }, [["", t("choisir…")], ...options(codes.filter((each) => !own.has(each.id)))], "");
  const count = Object.values(code.counts).reduce((sum, each) => sum + each, 0);
  form(t("Fusionner {name}", { name: nameOf(code) }), [field(t("Dans"), into),
    h("p", { class: "note", text: tn(count, "Son {n} codage, ses sous-codes et ses mots-clés vont à l'autre code ; lui reste, retiré. « Annuler » défait tout.", "Ses {n} codages, ses sous-codes et ses mots-clés vont à l'autre code ; lui reste, retiré. « Annuler » défait tout.") })],
  t("Fusionner"), () => post(`${path(code.id)}/merge`, { into: into.value }, { ifMatch: code.etag }), after);
}

/** @param {Code} code @param {After} after */
export async function splitCode(code, after) {
  const quotes = await doing(() => get("/matrix/quotes", { rows: "source", columns: code.id, with_pro: true, layer: Object.keys(code.counts)[0] }).catch(() => []));
  const own = (quotes ?? []).filter((/** @type {any} */ each) => each.code === code.id);
  const names = [1, 2].map(() => h("input", { maxlength: "200" }));
  names[0].required = true;
  const retire = h("input", { type: "checkbox" });
  const where = own.map((/** @type {any} */ quote) => {
    const choice = select({ "aria-label": t("Où va ce passage de {source}", { source: quote.source }) }, [["", t("reste")], ["0", "1"], ["1", "2"]], "");
    return { quote, choice, node: h("li", { class: "sorted" }, choice, h("p", { class: "quote", dir: "auto", text: quote.quote }), h("span", { class: "soft small", text: quote.source })) };
  });
  const assigned = () => Object.fromEntries(where.filter((/** @type {any} */ each) => each.choice.value)
    .flatMap((/** @type {any} */ each) => (each.quote.ids ?? [each.quote.id]).map((/** @type {string} */ id) => [id, Number(each.choice.value)])));
  form(t("Scinder {name}", { name: nameOf(code) }), [
    h("div", { class: "pair" }, field(t("Nouveau code 1"), names[0]), field(t("Nouveau code 2 (facultatif)"), names[1])),
    h("label", { class: "check" }, retire, t("retirer l'ancien code")),
    own.length ? h("fieldset", null, h("legend", { text: t("Où va chaque passage") }), h("ul", { class: "plain passages" }, where.map((/** @type {any} */ each) => each.node))) : null,
  ], t("Scinder"), () => {
    const parts = names.map((each) => each.value.trim()).filter(Boolean).map((text) => ({ label: { [lang]: text, ...(lang === "fr" ? {} : { fr: text }) } }));
    return post(`${path(code.id)}/split`, { parts, assigned: assigned(), retire: retire.checked }, { ifMatch: code.etag });
  }, after, "large");
}

/** @param {Code} code @param {boolean} retired @param {After} after */
export async function retireCode(code, retired, after) {
  if (retired) {
    const yes = await ask({
      title: t("Retirer {name} ?", { name: nameOf(code) }),
      body: h("p", { text: t("Le code et ses sous-codes ne seront plus proposés. Leurs codages restent, et restent comptés.") }), yes: t("Retirer"), danger: true,
    });
    if (!yes) return;
  }
  await doing(async () => after(await post(`${path(code.id)}/retire`, { retired }, { ifMatch: code.etag })));
}
