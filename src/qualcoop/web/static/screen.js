// @ts-check
/** The state of the coding screen: what is in hand, what is shown beside it, and what the controls do. */
import { post } from "./api.js";
import { byId, say, sayError } from "./dom.js";
import { actions } from "./actions.js";
import { Finder } from "./find.js";
import { Keys, showKeys } from "./keys.js";
import { chosenLayer, kept, nameOf, said, short, tell } from "./speech.js";
import { asCoding } from "./store.js";
import { number, t, tn } from "./words.js";

/** @typedef {{start: number, end: number}} Span */
const RECENT = 12;

export class Screen {
  /** @param {any} parts made by code.js */
  constructor(parts) {
    /** @type {string} */ this.source = parts.source;
    this.study = parts.study;
    this.about = parts.about;
    /** @type {import("./transcript.js").QcTranscript} */ this.transcript = parts.transcript;
    /** @type {import("./store.js").Store} */ this.store = parts.store;
    /** @type {import("./queue.js").Queue} */ this.queue = parts.queue;
    /** @type {import("./cursor.js").Cursor} */ this.cursor = parts.cursor;
    /** @type {import("./tree.js").Tree} */ this.tree = parts.tree;
    /** @type {import("./inspector.js").Inspector} */ this.inspector = parts.inspector;
    /** @type {import("./palette.js").Palette | undefined} */ this.palette = undefined;
    /** @type {any} */ this.hands = undefined;
    this.finder = new Finder(this.transcript);
    /** @type {any[]} */ this.codes = [];
    /** @type {Map<string, any>} */ this.byId = new Map();
    /** @type {string | null} */ this.held = null; // a coding's id
    /** @type {string | null} */ this.judged = null; // a suggestion's id
    /** @type {Span | null} */ this.judgedSpan = null; // its edges as moved before deciding
    /** @type {string[]} */ this.recent = kept.get(`recent.${this.study.name}`, []);
    this.tree.slots = kept.get(`slots.${this.study.name}`, []);
    this.showSuggestions = kept.get("suggestions", true);
    this.planned = 0;
    /** @type {any[]} */ this.sources = [];
  }

  // ------------------------------------------------------------ data in

  /** @param {any} book the codebook */
  setBook(book) {
    this.codes = book.codes;
    this.byId = new Map(book.codes.map((/** @type {any} */ code) => [code.id, code]));
    this.inspector.codes = this.byId;
    const { layer } = this.store;
    this.tree.setCodes(book.codes, new Map(book.codes.map((/** @type {any} */ code) => [code.id, code.counts?.[layer] ?? 0])));
    const colours = new Map(book.codes.map((/** @type {any} */ code) => [code.id, { label: nameOf(code), color: code.color ?? "" }]));
    const before = JSON.stringify([...this.transcript.codes]);
    if (before !== JSON.stringify([...colours])) this.transcript.setCodes(colours);
    this.hands?.offer(this.favourites());
  }

  /** @param {any[]} suggestions pending ones */
  setSuggestions(suggestions) {
    const { store, transcript } = this;
    const decided = new Set(this.queue.waiting.map((change) => change.about?.suggestion?.id).filter(Boolean));
    const now = new Map(suggestions.filter((each) => !decided.has(each.id)).map((each) => [each.id, each]));
    const gone = [...store.suggestions.keys()].filter((id) => !now.has(id));
    const added = [...now.values()].filter((each) => !store.suggestions.has(each.id));
    store.suggestions = now;
    if (this.showSuggestions) {
      if (gone.length + added.length > 40) transcript.setCodings(store.shown());
      else {
        for (const id of gone) transcript.drop(id);
        for (const each of added) transcript.put(asCoding(each));
      }
    }
    if (this.judged && !now.has(this.judged)) this.judged = null;
    this.refresh();
  }

  /** @param {any[]} sources */
  setSources(sources) {
    this.sources = sources;
    const select = byId("source-select");
    select.replaceChildren(...sources.map((each) => new Option(each.name && each.name !== each.id ? `${each.id} · ${each.name}` : each.id, each.id)));
    select.value = this.source;
    const here = sources.find((each) => each.id === this.source);
    byId("set-done").checked = here?.coded?.includes(this.store.layer) ?? false;
  }

  // ------------------------------------------------------------ in hand

  /** Take a coding or a suggestion in hand. @param {string | null} id @param {{reveal?: boolean, quiet?: boolean}} [how] */
  hold(id, { reveal = false, quiet = false } = {}) {
    const suggestion = id ? this.store.suggestions.get(id) : undefined;
    const coding = id ? this.store.codings.get(id) : undefined;
    this.held = coding ? id : null;
    this.judged = suggestion ? id : null;
    this.judgedSpan = suggestion ? { start: suggestion.start, end: suggestion.end } : null;
    this.transcript.setCurrent(coding || suggestion ? id : null);
    const what = coding ?? suggestion;
    if (what && reveal) this.transcript.reveal(what.start, what.end);
    if (what && !quiet) {
      document.getSelection()?.removeAllRanges();
      this.cursor.set({ start: what.start, end: what.end }, { bare: true });
    }
    this.refresh();
    if (what) tell(this.#spoken(what, Boolean(suggestion)));
  }

  /** @param {any} what @param {boolean} suggested */
  #spoken(what, suggested) {
    const code = this.byId.get(what.code);
    const name = code ? nameOf(code) : what.code;
    const kind = suggested ? t("Suggestion") : t("Codage");
    return `${kind} ${name} : ${short(what.quote, 120)}`;
  }

  /** Put the cursor on a passage and show it. @param {Span} span */
  goTo(span) {
    this.transcript.reveal(span.start, span.end, "center");
    this.cursor.set(span);
  }

  /** A link may point at a passage: /code/E01#120-180. */
  goToHash() {
    const found = /^#(\d+)(?:-(\d+))?$/.exec(location.hash);
    if (!found) return;
    const size = this.transcript.starts[this.transcript.size] - 1;
    const start = Math.min(Number(found[1]), size);
    this.goTo({ start, end: Math.min(Math.max(start + 1, Number(found[2] ?? 0)), size) });
  }

  /** The passage to code: what is selected, else the cursor's. @returns {Span | null} */
  span() {
    return this.transcript.selected() ?? this.cursor.span;
  }

  /** Codings over the cursor, those that start with it first. @returns {import("./store.js").Coding[]} */
  here() {
    const span = this.cursor.span;
    if (!span) return [];
    return [...this.store.codings.values()]
      .filter((coding) => coding.start < span.end && coding.end > span.start)
      .sort((a, b) => a.start - b.start || b.end - a.end || a.code.localeCompare(b.code));
  }

  /** Pending suggestions in reading order. */
  pending() {
    return [...this.store.suggestions.values()].sort((a, b) => a.start - b.start || a.end - b.end || a.code.localeCompare(b.code));
  }

  // ------------------------------------------------------------ favourites and recent codes

  /** @param {string} id */
  used(id) {
    this.last = id;
    this.recent = [id, ...this.recent.filter((each) => each !== id)].slice(0, RECENT);
    kept.set(`recent.${this.study.name}`, this.recent);
    const { slots } = this.tree;
    if (!slots.includes(id) && slots.filter(Boolean).length < 9) {
      const free = [...Array(9).keys()].find((index) => !slots[index]) ?? slots.length;
      this.pin(id, free + 1);
    }
  }

  /** @param {string} id @param {number} slot 1 to 9 */
  pin(id, slot) {
    const slots = [...Array(9).keys()].map((index) => (this.tree.slots[index] === id ? "" : this.tree.slots[index] ?? ""));
    slots[slot - 1] = id;
    this.tree.slots = slots;
    kept.set(`slots.${this.study.name}`, slots);
    this.tree.draw();
    this.hands?.offer(this.favourites());
  }

  favourites() {
    return this.tree.slots.map((id) => this.byId.get(id)).filter((code) => code && code.status !== "retired");
  }

  // ------------------------------------------------------------ shown

  /** Bring panel, counts and list up to date, once a frame and after its paint: the text comes first. */
  refresh() {
    this.planned ||= requestAnimationFrame(() => setTimeout(() => this.#refresh(), 0));
  }

  #refresh() {
    this.planned = 0;
    const { store, inspector } = this;
    if (this.held && !store.codings.has(this.held)) this.held = null;
    const suggestion = this.judged ? store.suggestions.get(this.judged) : undefined;
    if (suggestion) inspector.showSuggestion(suggestion, store.suggestions.size, this.judgedSpan ?? suggestion);
    else inspector.showCoding(this.held ? store.codings.get(this.held) ?? null : null);
    inspector.showHere(this.here(), this.held);
    this.tree.setCounts(store.counts());
    inspector.showList(this.store.codings.size, () => this.inOrder(), this.held);
    const line = byId("suggestion-line");
    line.hidden = !store.suggestions.size || Boolean(suggestion);
    line.firstElementChild.textContent = tn(store.suggestions.size, "{n} suggestion attend dans ce texte.", "{n} suggestions attendent dans ce texte.");
  }

  /** @returns {import("./store.js").Coding[]} */
  inOrder() {
    return [...this.store.codings.values()].sort((a, b) => a.start - b.start || b.end - a.end);
  }

  /** What the cursor is on, for a screen reader. @param {boolean} mouse */
  #moved(mouse) {
    const here = this.here();
    if (!this.held || !here.some((coding) => coding.id === this.held)) {
      this.held = null;
      this.transcript.setCurrent(this.judged);
    }
    this.refresh();
    const span = this.cursor.span;
    if (!span || mouse) return;
    const names = here.map((coding) => said(this.byId.get(coding.code)?.label) || coding.code);
    const codes = names.length ? t("Codes : {names}.", { names: names.join(", ") }) : t("Sans code.");
    tell(`${short(this.transcript.textOf(span.start, span.end), 400)} ${codes}`);
  }

  /** @param {{waiting: number, away: boolean}} state */
  #sending({ waiting, away }) {
    const badge = byId("unsent");
    badge.hidden = !waiting || !away;
    badge.textContent = tn(waiting, "{n} changement gardé ici, envoyé au retour du serveur", "{n} changements gardés ici, envoyés au retour du serveur");
  }

  /** Another window changed something. @param {any} change */
  told(change) {
    if (change.tables?.includes("codings")) this.refresh();
  }

  // ------------------------------------------------------------ controls

  wire() {
    const { cursor, tree, inspector, hands, store, queue } = this;
    const act = (this.act = actions(this));
    this.keys = new Keys(act);
    cursor.addEventListener("move", (event) => this.#moved(/** @type {CustomEvent} */ (event).detail.mouse));
    store.addEventListener("change", () => this.refresh());
    queue.addEventListener("state", (event) => this.#sending(/** @type {CustomEvent} */ (event).detail));
    queue.addEventListener("refused", (event) => say(/** @type {CustomEvent} */ (event).detail.error.message, "wrong"));
    on(tree, { apply: ({ code }) => act.apply(code), pin: ({ code, slot }) => this.pin(code, slot), point: ({ codes }) => this.transcript.setHover(codes) });
    on(hands, {
      hold: ({ id }) => this.hold(id),
      select: (span) => cursor.set(span, { mouse: true }),
      touch: ({ at }) => act.touch(at),
      resize: ({ id, span, before }) => act.resized(id, span, before),
      palette: () => act.palette(), inVivo: () => act.inVivo(), code: ({ code }) => act.apply(code),
    });
    on(inspector, {
      edit: ({ id, changes }) => act.edit(id, changes), recode: ({ id }) => act.recode(id), uncode: ({ id }) => act.uncode(null, 0, id),
      hold: ({ id, reveal }) => this.hold(id, { reveal }), accept: () => act.accept(), reject: () => act.reject(),
      change: () => act.editSuggestion(), skip: () => act.skip(),
    });
    inspector.asked = () => inspector.showList(store.codings.size, () => this.inOrder(), this.held);
    hands.offer(this.favourites());
    this.#head();
    this.#find();
    this.#place();
    addEventListener("hashchange", () => this.goToHash());
    for (const button of document.querySelectorAll("#thumb [data-do]")) {
      button.addEventListener("click", () => act[/** @type {HTMLElement} */ (button).dataset.do ?? ""]?.());
    }
    byId("first-suggestion").addEventListener("click", () => act.nextSuggestion());
    this.refresh();
  }

  #head() {
    const { study, store } = this;
    const open = (/** @type {string} */ id) => id && location.assign(`/code/${encodeURIComponent(id)}`);
    byId("source-select").addEventListener("change", (/** @type {any} */ event) => open(event.target.value));
    byId("source-before").addEventListener("click", () => this.act.previousSource());
    byId("source-after").addEventListener("click", () => this.act.nextSource());
    const layers = [...new Set([...study.layers, store.layer, "main"])];
    const layer = byId("layer-select");
    layer.replaceChildren(...layers.map((name) => new Option(name, name)), new Option(t("Nouvelle couche…"), ""));
    layer.value = store.layer;
    layer.addEventListener("change", () => {
      const chosen = layer.value || prompt(t("Nom de la couche (par exemple vos initiales)"))?.trim();
      if (chosen) {
        chosenLayer.set(chosen);
        location.reload();
      } else layer.value = store.layer;
    });
    toggle("set-suggestions", this.showSuggestions, (on) => {
      kept.set("suggestions", (this.showSuggestions = on));
      this.transcript.setCodings(on ? store.shown() : store.codings.values());
    });
    toggle("set-letters", kept.get("letters", true), (on) => kept.set("letters", on));
    toggle("set-everything", kept.get("everything", false), (on) => {
      kept.set("everything", on);
      this.transcript.renderEverything(on);
    });
    byId("set-done").addEventListener("change", (/** @type {any} */ event) => {
      post(`/sources/${encodeURIComponent(this.source)}/coded`, { layer: store.layer, coded: event.target.checked }).catch(sayError);
    });
    byId("print").addEventListener("click", () => print());
    byId("show-keys").addEventListener("click", () => showKeys());
    byId("unfocus").addEventListener("click", () => this.act.focus());
    const menu = byId("menu");
    document.addEventListener("click", (event) => {
      if (menu.open && !menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
    });
    for (const button of document.querySelectorAll(/** @type {any} */ ("[data-open],[data-close]"))) {
      button.addEventListener("click", () => this.side(button.dataset.open ?? button.dataset.close, Boolean(button.dataset.open)));
    }
  }

  /** Open or close a side panel on a narrow window. @param {string} id @param {boolean} open */
  side(id, open) {
    for (const each of ["book", "panel"]) {
      const shown = each === id && open;
      byId(each).classList.toggle("open", shown);
      document.querySelector(`[data-open="${each}"]`)?.setAttribute("aria-expanded", String(shown));
    }
    const target = open ? byId(id).querySelector("input, button") : document.querySelector(`[data-open="${id}"]`);
    /** @type {HTMLElement | null} */ (target)?.focus();
  }

  #find() {
    const { finder } = this;
    const [query, count] = [byId("find-query"), byId("find-count")];
    let timer = 0;
    const look = () => finder.search(query.value, this.cursor.span?.start ?? this.transcript.place());
    query.addEventListener("input", () => {
      clearTimeout(timer);
      timer = window.setTimeout(look, 120);
    });
    byId("find").addEventListener("submit", (/** @type {Event} */ event) => {
      event.preventDefault();
      finder.step(1);
    });
    query.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Enter" && event.shiftKey) {
        event.preventDefault();
        finder.step(-1);
      }
    });
    byId("find-before").addEventListener("click", () => finder.step(-1));
    byId("find-after").addEventListener("click", () => finder.step(1));
    finder.addEventListener("found", () => {
      const some = query.value.trim().length >= 2;
      count.textContent = some ? (finder.hits.length ? `${number(finder.now + 1)} / ${number(finder.hits.length)}` : "0") : "";
      for (const id of ["find-before", "find-after"]) byId(id).hidden = finder.hits.length < 2;
      if (finder.current) this.cursor.set({ ...finder.current }, { mouse: true });
    });
  }

  /** The reading place is kept for each source. */
  #place() {
    let timer = 0;
    const keep = () => kept.set(`place.${this.study.name}.${this.source}`, this.transcript.place());
    byId("scroller").addEventListener("scroll", () => {
      clearTimeout(timer);
      timer = window.setTimeout(keep, 250);
      this.hands.hideBar();
    }, { passive: true });
    addEventListener("pagehide", keep);
  }
}

/** @param {EventTarget} target @param {Record<string, (detail: any) => any>} handlers */
function on(target, handlers) {
  for (const [name, run] of Object.entries(handlers)) {
    target.addEventListener(name, (event) => run(/** @type {CustomEvent} */ (event).detail ?? {}));
  }
}

/** @param {string} id @param {boolean} now @param {(on: boolean) => void} run */
function toggle(id, now, run) {
  const box = byId(id);
  box.checked = now;
  box.addEventListener("change", () => run(box.checked));
}
