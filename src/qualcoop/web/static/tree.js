// @ts-check
/** The codebook as a tree with counts: search, fold, point at a code to see its segments, click it to code. */
import { fill, h } from "./dom.js";
import { fold, kept, nameOf, said } from "./speech.js";
import { number, t, tn } from "./words.js";

export class Tree extends EventTarget {
  /** @param {HTMLElement} place @param {HTMLInputElement} search */
  constructor(place, search) {
    super();
    this.place = place;
    this.search = search;
    /** @type {any[]} */ this.codes = [];
    /** @type {Map<string, number>} */ this.here = new Map();
    /** @type {Map<string, number>} */ this.all = new Map();
    /** @type {Set<string>} */ this.folded = new Set(kept.get("folded", []));
    this.focused = "";
    /** @type {string[]} */ this.slots = [];
    search.addEventListener("input", () => this.draw());
    search.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "Enter") this.#focus(this.#items()[0]);
    });
    place.addEventListener("keydown", (event) => this.#key(event));
    place.addEventListener("click", (event) => this.#click(event));
    place.addEventListener("mouseover", (event) => this.#point(event.target));
    place.addEventListener("mouseleave", () => this.#point(null));
    place.addEventListener("focusin", (event) => this.#entered(event.target));
    place.addEventListener("focusout", () => this.#point(null));
  }

  /** @param {any[]} codes in the codebook's order @param {Map<string, number>} all counts in the whole study */
  setCodes(codes, all) {
    this.codes = codes.filter((code) => code.status !== "retired");
    this.all = all;
    /** @type {Map<string | null, any[]>} */ this.children = new Map();
    const known = new Set(this.codes.map((code) => code.id));
    for (const code of this.codes) {
      const parent = known.has(code.parent) ? code.parent : null;
      this.children.set(parent, [...(this.children.get(parent) ?? []), code]);
    }
    this.draw();
  }

  /** Counts in this source; only figures change on the page. @param {Map<string, number>} here */
  setCounts(here) {
    for (const [code, before] of this.here) this.#shift(code, (here.get(code) ?? 0) - before);
    for (const [code, now] of here) if (!this.here.has(code)) this.#shift(code, now);
    this.here = new Map(here);
    for (const item of this.#items()) this.#figures(item);
  }

  /** The first counts are in the study's already. @param {Map<string, number>} here */
  startCounts(here) {
    this.here = new Map(here);
    for (const item of this.#items()) this.#figures(item);
  }

  /** @param {string} code @param {number} by */
  #shift(code, by) {
    if (by) this.all.set(code, Math.max(0, (this.all.get(code) ?? 0) + by));
  }

  /** The code and all below it. @param {string} id @returns {string[]} */
  below(id) {
    return [id, ...(this.children?.get(id) ?? []).flatMap((child) => this.below(child.id))];
  }

  draw() {
    const query = fold(this.search.value.trim());
    const fits = new Set(this.codes.filter((code) => fold(nameOf(code)).includes(query)).map((code) => code.id));
    const keep = (/** @type {any} */ code) => this.below(code.id).some((id) => fits.has(id));
    /** @param {any} code @param {number} level @returns {any[]} */
    const rows = (code, level) => {
      if (!keep(code)) return [];
      const children = this.children?.get(code.id) ?? [];
      const open = Boolean(query) || !this.folded.has(code.id);
      return [this.#row(code, level, children.length > 0, open), ...(open ? children.flatMap((child) => rows(child, level + 1)) : [])];
    };
    const all = (this.children?.get(null) ?? []).flatMap((code) => rows(code, 1));
    fill(this.place, all.length ? all : h("p", { class: "soft small", text: t("Aucun code ne correspond.") }));
    const first = this.place.querySelector(`[data-code="${CSS.escape(this.focused)}"]`) ?? this.#items()[0];
    first?.setAttribute("tabindex", "0");
    for (const item of this.#items()) this.#figures(item);
  }

  /** @param {any} code @param {number} level @param {boolean} parent @param {boolean} open */
  #row(code, level, parent, open) {
    const slot = this.slots.indexOf(code.id);
    const row = h("div", {
      role: "treeitem", class: "code", tabindex: "-1", "aria-level": level, color: code.color ?? "#5c6570", data: { code: code.id },
      "aria-expanded": parent ? String(open) : null, title: said(code.definition) || null,
    },
    h("span", { class: "fold", "aria-hidden": "true", text: parent ? "▾" : "" }), h("span", { class: "dot", "aria-hidden": "true" }),
    h("span", { class: "label" }, h("span", { class: "id", text: code.id }), " ", said(code.label)),
    slot >= 0 ? h("kbd", { text: String(slot + 1) }) : null, h("span", { class: "figures" }));
    row.style.setProperty("--level", String(level));
    return row;
  }

  /** @param {HTMLElement} item */
  #figures(item) {
    const id = item.dataset.code ?? "";
    const ids = item.getAttribute("aria-expanded") === "false" ? this.below(id) : [id];
    const sum = (/** @type {Map<string, number>} */ counts) => ids.reduce((total, each) => total + (counts.get(each) ?? 0), 0);
    const [here, all] = [sum(this.here), sum(this.all)];
    const figures = item.lastElementChild;
    if (!figures || figures.getAttribute("data-now") === `${here}/${all}`) return;
    figures.setAttribute("data-now", `${here}/${all}`);
    fill(figures, all ? [h("b", { text: here ? number(here) : "·" }), h("span", { text: number(all) })] : []);
    figures.setAttribute("aria-label", [tn(here, "{n} passage ici", "{n} passages ici"), tn(all, "{n} dans l'étude", "{n} dans l'étude")].join(", "));
  }

  /** @returns {HTMLElement[]} */
  #items() {
    return [...this.place.querySelectorAll(/** @type {any} */ ("[role=treeitem]"))];
  }

  /** @param {HTMLElement | undefined} item */
  #focus(item) {
    if (!item) return;
    this.place.querySelector("[tabindex='0']")?.setAttribute("tabindex", "-1");
    item.setAttribute("tabindex", "0");
    item.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const items = this.#items();
    const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (at < 0) return;
    const [id, open] = [items[at].dataset.code ?? "", items[at].getAttribute("aria-expanded")];
    if (/^[1-9]$/.test(event.key) || (/^Digit[1-9]$/.test(event.code) && !event.shiftKey)) {
      this.dispatchEvent(new CustomEvent("pin", { detail: { code: id, slot: Number(/\d/.exec(event.key)?.[0] ?? event.code.slice(5)) } }));
    } else if (event.key === "ArrowDown") this.#focus(items[at + 1]);
    else if (event.key === "ArrowUp") this.#focus(items[at - 1]);
    else if (event.key === "Home") this.#focus(items[0]);
    else if (event.key === "End") this.#focus(items[items.length - 1]);
    else if (event.key === "ArrowRight" && open === "false") this.#fold(id, false);
    else if (event.key === "ArrowLeft" && open === "true") this.#fold(id, true);
    else if (event.key === "Enter" || event.key === " ") this.#apply(id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {string} id @param {boolean} away */
  #fold(id, away) {
    if (away) this.folded.add(id);
    else this.folded.delete(id);
    kept.set("folded", [...this.folded]);
    this.focused = id;
    this.draw();
    this.#focus(/** @type {any} */ (this.place.querySelector(`[data-code="${CSS.escape(id)}"]`)));
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const item = /** @type {HTMLElement | null} */ (target.closest("[role=treeitem]"));
    if (!item) return;
    const id = item.dataset.code ?? "";
    if (target.closest(".fold") && item.hasAttribute("aria-expanded")) this.#fold(id, item.getAttribute("aria-expanded") === "true");
    else this.#apply(id);
  }

  /** @param {string} code */
  #apply(code) {
    this.dispatchEvent(new CustomEvent("apply", { detail: { code } }));
  }

  /** @param {EventTarget | null} target */
  #entered(target) {
    const item = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest?.("[role=treeitem]"));
    if (!item) return;
    this.focused = item.dataset.code ?? "";
    this.#point(item);
  }

  /** @param {EventTarget | null} target */
  #point(target) {
    const item = /** @type {HTMLElement | null} */ (target instanceof Element ? target.closest("[role=treeitem]") : null);
    const code = item?.dataset.code ?? null;
    if (code === this.pointed) return;
    this.pointed = code;
    this.dispatchEvent(new CustomEvent("point", { detail: { codes: code ? this.below(code) : null } }));
  }
}
