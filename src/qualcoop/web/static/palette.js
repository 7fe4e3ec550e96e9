// @ts-check
/** The code palette: type a few letters, Enter codes. Accents do not matter; recent codes come first. */
import { fill, h } from "./dom.js";
import { fold, nameOf, said } from "./speech.js";
import { t } from "./words.js";

/** @typedef {{id: string, label: any, color: string | null, definition: any, use_when: any, parent: string | null, status: string}} Code */
const SHOWN = 60;

/**
 * How well `query` fits a code: letters in order, better at starts of words and side by side. 0: not at all.
 * @param {string} query folded @param {string} name folded
 */
export function fit(query, name) {
  if (!query) return 1;
  const whole = name.indexOf(query);
  if (whole === 0) return 1000;
  if (whole > 0) return (/[\s.'(-]/.test(name[whole - 1]) ? 800 : 500) - whole;
  let at = -1;
  let score = 0;
  for (const letter of query) {
    if (letter === " ") continue;
    const next = name.indexOf(letter, at + 1);
    if (next < 0) return 0;
    score += next === at + 1 ? 6 : /[\s.'(-]/.test(name[next - 1] ?? " ") ? 5 : 1;
    at = next;
  }
  const dense = score / query.length;
  return dense >= 3.4 ? 100 + score - name.length / 100 : 0;
}

/**
 * Codes that fit, best first; without a query the recent ones, then the codebook's order.
 * @param {Code[]} codes @param {string} query @param {string[]} recent
 */
export function ranked(codes, query, recent) {
  const wanted = fold(query.trim());
  const place = new Map(recent.map((id, index) => [id, index]));
  const rows = codes.map((code, index) => {
    const name = fold(nameOf(code));
    const id = fold(code.id);
    const byId = !wanted ? 0 : id === wanted ? 3000 : id.startsWith(wanted) ? 1500 : 0;
    const own = Math.max(byId, fit(wanted, name), fit(wanted, fold(said(code.label))));
    return { code, score: own, recent: place.get(code.id) ?? Infinity, index };
  });
  const byUse = (/** @type {any} */ a, /** @type {any} */ b) => (a.recent === b.recent ? a.index - b.index : a.recent - b.recent);
  return rows
    .filter((row) => row.score > 0)
    .sort((a, b) => b.score - a.score || byUse(a, b))
    .map((row) => row.code);
}

export class Palette {
  /** @param {{codes: () => Code[], recent: () => string[], slots: () => string[]}} book */
  constructor(book) {
    this.book = book;
    this.input = h("input", {
      type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "palette-list", "aria-autocomplete": "list",
      autocomplete: "off", spellcheck: "false", "aria-label": t("Chercher un code, ou écrire le nom d'un nouveau"),
      placeholder: t("Chercher un code, ou écrire le nom d'un nouveau…"),
      on: { input: () => this.#list(), keydown: (/** @type {KeyboardEvent} */ event) => this.#key(event) },
    });
    this.list = h("ul", { id: "palette-list", role: "listbox", class: "palette-list plain", "aria-label": t("Codes") });
    this.about = h("div", { class: "palette-about", "aria-live": "off" });
    this.quote = h("p", { class: "palette-quote quote" });
    const hint = h("p", { class: "palette-hint small soft" },
      h("kbd", { text: "↵" }), " ", t("coder"), " · ", h("kbd", { text: t("Maj ↵") }), " ", t("coder et en ajouter un autre"), " · ",
      h("kbd", { text: t("Échap") }), " ", t("fermer"));
    this.box = h("dialog", { class: "box palette", "aria-label": t("Choisir un code") },
      this.quote, this.input, h("div", { class: "palette-body" }, this.list, this.about), hint);
    this.box.addEventListener("close", () => this.closed?.());
    this.box.addEventListener("click", (/** @type {MouseEvent} */ event) => {
      if (event.target === this.box) this.box.close();
    });
    document.body.append(this.box);
    this.active = 0;
    /** @type {{code?: Code, create?: string}[]} */ this.rows = [];
  }

  /**
   * @param {{quote: string, pick: (code: Code) => void, create?: (name: string) => Promise<void>, closed?: () => void}} use
   *   pick is called at once for each code chosen.
   */
  open({ quote, pick, create, closed }) {
    Object.assign(this, { pick, create, closed });
    this.added = new Set();
    this.quote.textContent = quote;
    this.input.value = "";
    this.#list();
    this.box.showModal();
    this.input.focus();
  }

  #list() {
    const query = this.input.value;
    const codes = this.book.codes().filter((code) => code.status !== "retired");
    this.rows = ranked(codes, query, this.book.recent()).slice(0, SHOWN).map((code) => ({ code }));
    const name = query.trim();
    const known = codes.some((code) => [said(code.label), code.id, nameOf(code)].some((each) => fold(each) === fold(name)));
    if (name && !known && this.create) this.rows.push({ create: name });
    const slots = this.book.slots();
    fill(this.list, this.rows.map((row, index) => this.#row(row, index, slots)));
    this.#activate(0);
  }

  /** @param {{code?: Code, create?: string}} row @param {number} index @param {string[]} slots */
  #row({ code, create }, index, slots) {
    const slot = code ? slots.indexOf(code.id) : -1;
    const content = code
      ? [h("span", { class: "dot", "aria-hidden": "true" }), h("span", { class: "mono", text: code.id }),
          h("span", { class: "grow", text: said(code.label) }), this.added?.has(code.id) ? h("span", { text: "✓" }) : null,
          slot >= 0 ? h("kbd", { text: String(slot + 1) }) : null]
      : [h("span", { class: "plus", "aria-hidden": "true", text: "+" }), h("span", { class: "grow", text: t("Créer le code « {name} »", { name: create ?? "" }) })];
    return h("li", {
      id: `palette-${index}`, role: "option", "aria-selected": "false", color: code?.color ?? undefined,
      class: code?.parent ? "sub" : "", on: {
        mousemove: () => this.#activate(index, false),
        click: (/** @type {MouseEvent} */ event) => this.#choose(event.shiftKey),
      },
    }, content);
  }

  /** @param {number} index @param {boolean} [scroll] */
  #activate(index, scroll = true) {
    this.list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    this.active = Math.max(0, Math.min(this.rows.length - 1, index));
    const item = this.list.children[this.active];
    this.input.setAttribute("aria-activedescendant", item?.id ?? "");
    item?.setAttribute("aria-selected", "true");
    if (scroll) item?.scrollIntoView({ block: "nearest" });
    const code = this.rows[this.active]?.code;
    fill(this.about, code
      ? [h("h3", { text: nameOf(code) }), h("p", { text: said(code.definition) }),
          said(code.use_when) ? h("p", { class: "small" }, h("strong", null, t("Quand l'employer"), " : "), said(code.use_when)) : null]
      : this.rows.length ? h("p", { class: "soft", text: t("Un code nouveau entre dans la grille ; sa définition s'écrit ensuite.") })
        : h("p", { class: "soft", text: t("Aucun code ne correspond.") }));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    if (event.key in moves) this.#activate(this.active + moves[/** @type {"ArrowUp"} */ (event.key)]);
    else if (event.key === "Enter" && !event.isComposing) void this.#choose(event.shiftKey);
    else return;
    event.preventDefault();
  }

  /** @param {boolean} stay */
  async #choose(stay) {
    const row = this.rows[this.active];
    if (!row) return;
    if (row.code) this.pick(row.code);
    else await this.create?.(row.create ?? "");
    if (!stay) return this.box.close();
    if (row.code) this.added.add(row.code.id);
    this.input.value = "";
    this.#list();
    this.input.focus();
  }
}
