// @ts-check
/** What keys, buttons and gestures do on the coding screen; one function each, named as in the table of keys. */
import { post } from "./api.js";
import { byId, say, sayError } from "./dom.js";
import { searchEverywhere } from "./everywhere.js";
import { showKeys } from "./keys.js";
import { nameOf, said, short, tell } from "./speech.js";
import { t } from "./words.js";

/** @param {import("./screen.js").Screen} s @returns {Record<string, (...given: any[]) => any>} */
export function actions(s) {
  const { cursor, store, transcript } = s;

  // ------------------------------------------------------------ coding

  /** Code the passage in hand. @param {string} code @param {{start: number, end: number} | null} [span] */
  async function apply(code, span = s.span()) {
    if (!span) {
      say(t("Choisissez d'abord un passage : sélectionnez du texte, ou j et k."));
      return;
    }
    const made = await store.code(span, code);
    s.last = code;
    setTimeout(() => s.used(code), 0); // lists and favourites: after the mark
    s.hands.hideBar();
    const name = s.byId.get(code) ? nameOf(s.byId.get(code)) : code;
    // The selection would hide the new mark; the passage stays in hand for another code.
    document.getSelection()?.removeAllRanges();
    cursor.set(span, { bare: true });
    s.hold(made.coding.id, { quiet: true });
    if (made.again) say(t("Ce passage porte déjà le code {name}.", { name }));
    else tell(t("Codé {name}.", { name }));
  }

  /** @param {string} name @returns {Promise<any>} the new code */
  async function create(name) {
    const { code } = await post("/codebook/codes", { label: { [document.documentElement.lang === "en" ? "en" : "fr"]: name } });
    if (!s.byId.has(code.id)) s.setBook({ codes: [...s.codes, code] });
    say(t("Code {name} créé.", { name: nameOf(code) }));
    return code;
  }

  function palette() {
    const span = s.span();
    if (!span) {
      cursor.step(1);
      return void (cursor.span && palette());
    }
    cursor.set(span, { mouse: cursor.mouse });
    s.palette?.open({
      quote: `« ${short(transcript.textOf(span.start, span.end), 180)} »`,
      pick: (code) => void apply(code.id, span),
      create: (name) => create(name).then((code) => apply(code.id, span), sayError),
      closed: () => byId("scroller").focus({ preventScroll: true }),
    });
    return undefined;
  }

  async function inVivo() {
    const span = s.span();
    if (!span) return say(t("Choisissez d'abord les mots qui deviennent le code."));
    const name = short(transcript.textOf(span.start, span.end), 60).replace(/[.,;:!?…]+$/, "");
    const twin = s.codes.find((code) => said(code.label) === name && code.status !== "retired");
    try {
      await apply(twin ? twin.id : (await create(name)).id, span);
    } catch (error) {
      sayError(error);
    }
    return undefined;
  }

  /** @param {any} _event @param {number} [_number] @param {string | null} [id] */
  function uncode(_event, _number, id = s.held) {
    const coding = id ? store.codings.get(id) : undefined;
    if (!coding) return false;
    void store.uncode(coding.id);
    s.held = null;
    transcript.setCurrent(null);
    say(t("Codage {code} retiré (Ctrl+Z l'annule).", { code: coding.code }));
    s.refresh();
    return true;
  }

  /** @param {string} id @param {any} changes */
  async function edit(id, changes) {
    const next = await store.edit(id, changes);
    if (next && s.held === id) s.hold(next.id, { quiet: true });
    return next;
  }

  /** @param {string} id */
  function recode(id) {
    const coding = store.codings.get(id);
    if (!coding) return;
    s.palette?.open({ quote: `« ${short(coding.quote, 180)} »`, pick: (code) => void edit(id, { code: code.id }).then(() => s.used(code.id)) });
  }

  /** @param {string} id @param {{start: number, end: number}} span @param {any} before */
  async function resized(id, span, before) {
    transcript.put(before); // the store draws it where it goes
    const next = await edit(id, span);
    if (next) cursor.set(span);
  }

  /** Move an edge of what is in hand by a word. @param {"start" | "end"} edge @param {1 | -1} by */
  function resize(edge, by) {
    const coding = s.held ? store.codings.get(s.held) : undefined;
    if (!coding) return false;
    const span = { start: coding.start, end: coding.end, [edge]: cursor.wordEdge(coding[edge], by, edge) };
    if (span.start < span.end && span[edge] !== coding[edge]) void edit(coding.id, { start: span.start, end: span.end });
    return true;
  }

  /** Undo or redo. What waits for the server is simply taken back. @param {"undo" | "redo"} verb */
  async function turn(verb) {
    if (verb === "undo" && s.queue.away && store.takeBack()) return say(t("Le changement qui attendait est repris."));
    try {
      const { sentence } = await post(`/${verb}`);
      say(sentence);
      tell(sentence);
    } catch (error) {
      sayError(error);
    }
    return undefined;
  }

  // ------------------------------------------------------------ suggestions

  /** @param {1 | -1} by */
  function go(by) {
    const all = s.pending();
    if (!all.length) {
      say(t("Aucune suggestion n'attend dans ce texte."));
      return;
    }
    const now = all.findIndex((each) => each.id === s.judged);
    const from = cursor.span?.start ?? transcript.place();
    let next = now >= 0 ? now + by : by > 0 ? all.findIndex((each) => each.start >= from) : all.findLastIndex((each) => each.start < from);
    if (next < 0 || next >= all.length) next = by > 0 ? 0 : all.length - 1;
    s.hold(all[next].id, { reveal: true });
  }

  /** @param {"accept" | "reject" | "edit"} decision @param {any} [changes] */
  async function decide(decision, changes = {}) {
    const suggestion = s.judged ? store.suggestions.get(s.judged) : undefined;
    if (!suggestion) return;
    const all = s.pending();
    const next = all[all.findIndex((each) => each.id === suggestion.id) + 1] ?? all.find((each) => each.id !== suggestion.id);
    const span = s.judgedSpan ?? suggestion;
    const moved = span.start !== suggestion.start || span.end !== suggestion.end;
    const final = decision === "reject" ? {} : { ...(moved ? { start: span.start, end: span.end } : {}), ...changes };
    const how = decision !== "reject" && Object.keys(final).length ? "edit" : decision;
    await store.decide(suggestion.id, how, final);
    const said_ = decision === "reject" ? t("Rejetée.") : t("Acceptée.");
    if (next && store.suggestions.has(next.id)) s.hold(next.id, { reveal: true });
    else {
      s.hold(null);
      say([said_, t("Toutes les suggestions de ce texte sont jugées.")].join(" "));
    }
    tell(said_);
  }

  const judging = (/** @type {() => any} */ run) => () => (s.judged ? void run() : false);

  function editSuggestion() {
    const suggestion = s.judged ? store.suggestions.get(s.judged) : undefined;
    if (!suggestion) return false;
    s.palette?.open({ quote: `« ${short(suggestion.quote, 180)} »`, pick: (code) => void decide("edit", code.id === suggestion.code ? {} : { code: code.id }) });
    return true;
  }

  async function reopen() {
    const id = await store.reopenLast();
    if (id) {
      s.wanted = id;
      say(t("Décision reprise : la suggestion attend de nouveau."));
    } else say(t("Aucune décision à reprendre depuis l'ouverture de cette page."));
  }

  // ------------------------------------------------------------ reading

  /** A click in the text. @param {number} at */
  function touch(at) {
    const over = transcript.codingsAt(at);
    const now = over.findIndex((coding) => coding.id === (s.held ?? s.judged));
    const sentence = cursor.sentences[cursor.sentenceAt(at)];
    if (over.length) s.hold(over[(now + 1) % over.length].id);
    else {
      s.hold(null);
      if (sentence) cursor.set({ start: sentence[0], end: sentence[1] });
    }
  }

  /** Codings at the cursor one after the other; after the last the focus goes on. @param {KeyboardEvent} event */
  function walk(event) {
    const here = s.here();
    const now = here.findIndex((coding) => coding.id === s.held);
    const next = here[now < 0 ? (event.shiftKey ? here.length - 1 : 0) : now + (event.shiftKey ? -1 : 1)];
    if (!next) return false;
    s.hold(next.id, { quiet: true });
    return true;
  }

  function focus() {
    const code = s.held ? store.codings.get(s.held)?.code : undefined;
    const on = !transcript.focused && code;
    transcript.setFocus(on ? new Set(s.tree.below(code)) : null);
    const strip = byId("focused");
    strip.hidden = !on;
    if (on) strip.firstElementChild.textContent = t("Seul le code {name} est montré.", { name: nameOf(s.byId.get(code) ?? { id: code }) });
  }

  function letGo() {
    document.getSelection()?.removeAllRanges();
    s.hands.hideBar();
    s.side("", false);
    if (transcript.focused) focus();
    if (s.held || s.judged) s.hold(null);
    else cursor.set(null);
  }

  /** @param {1 | -1} by */
  function otherSource(by) {
    const at = s.sources.findIndex((each) => each.id === s.source);
    const next = s.sources[at + by];
    if (next) location.assign(`/code/${encodeURIComponent(next.id)}`);
    else say(by > 0 ? t("C'est la dernière source.") : t("C'est la première source."));
  }

  /** The keyboard takes over from a mouse selection. @param {() => void} step */
  function move(step) {
    return () => {
      const selected = transcript.selected();
      if (selected) cursor.set(selected);
      document.getSelection()?.removeAllRanges();
      s.hands.hideBar();
      s.judgedSpan && s.judged ? moveJudged(step) : step();
    };
  }

  /** Edges of a suggestion may move before it is decided. @param {() => void} step */
  function moveJudged(step) {
    const id = s.judged;
    step();
    if (s.judged === id && cursor.span) s.judgedSpan = { ...cursor.span };
    s.refresh();
  }

  /** A step to another sentence leaves what was in hand. @param {1 | -1} by */
  const step = (by) => () => {
    document.getSelection()?.removeAllRanges();
    s.held = s.judged = s.judgedSpan = null;
    cursor.step(by);
    byId("scroller").focus({ preventScroll: true });
  };

  return {
    next: step(1), previous: step(-1),
    growDown: move(() => cursor.grow(1)), growUp: move(() => cursor.grow(-1)),
    endRight: move(() => cursor.nudge("end", 1)), endLeft: move(() => cursor.nudge("end", -1)),
    startLeft: move(() => cursor.nudge("start", -1)), startRight: move(() => cursor.nudge("start", 1)),
    letGo, leaveField: () => byId("scroller").focus({ preventScroll: true }), touch, walk, focus,
    find: () => byId("find-query").select(),
    findAll: () => searchEverywhere(byId("find-query").value),
    nextSource: () => otherSource(1), previousSource: () => otherSource(-1),
    apply, palette, inVivo, uncode, edit, recode, resized,
    favourite: (_event, number = 0) => {
      const code = s.byId.get(s.tree.slots[number - 1]);
      if (!code) return false;
      return void apply(code.id);
    },
    again: () => (s.last ?? s.recent[0] ? void apply(s.last ?? s.recent[0]) : say(t("Aucun code n'a encore servi."))),
    resizeEnd: (event) => resize("end", event.key === "ArrowRight" ? 1 : -1),
    resizeStart: (event) => resize("start", event.key === "ArrowRight" ? 1 : -1),
    memo: () => {
      if (!s.held) return false;
      s.side("panel", true);
      return byId("memo")?.focus();
    },
    undo: () => void turn("undo"), redo: () => void turn("redo"),
    nextSuggestion: () => go(1), previousSuggestion: () => go(-1),
    accept: judging(() => decide("accept")), reject: judging(() => decide("reject")), skip: judging(() => go(1)),
    editSuggestion, reopen: () => (store.decided.length ? void reopen() : false), help: () => showKeys(),
  };
}
