// @ts-check
/**
 * The codings and suggestions of one source in one layer, as this window knows them: changed here at once, sent
 * by the queue, corrected by what the server says and by what other windows do.
 *
 * @typedef {{id: string, source: string, start: number, end: number, code: string, layer: string, quote: string,
 *   memo: string, about: string | null, phase: string | null, origin: string, rule: string | null, coder: string,
 *   etag?: string, unsent?: boolean}} Coding
 * @typedef {{id: string, start: number, end: number, code: string, rule: string, matched: string, quote: string,
 *   cue: string | null, state: string, match_start: number, match_end: number}} Suggestion
 * @typedef {{start: number, end: number}} Span
 */
import { part } from "./api.js";
import { codingId } from "./ids.js";

const MAIN = "main";

export class Store extends EventTarget {
  /**
   * @param {string} source @param {import("./transcript.js").QcTranscript} transcript
   * @param {import("./queue.js").Queue} queue
   */
  constructor(source, transcript, queue) {
    super();
    this.source = source;
    this.transcript = transcript;
    this.queue = queue;
    this.layer = MAIN;
    /** @type {Map<string, Coding>} */ this.codings = new Map();
    /** @type {Map<string, Suggestion>} */ this.suggestions = new Map();
    /** @type {{id: string, decision: string}[]} */ this.decided = [];
    queue.addEventListener("sent", (event) => this.#sent(/** @type {CustomEvent} */ (event).detail));
    queue.addEventListener("refused", (event) => this.#refused(/** @type {CustomEvent} */ (event).detail));
  }

  /** Everything anew, with what this browser has not sent yet. @param {Coding[]} codings @param {Suggestion[]} suggestions */
  reset(codings, suggestions) {
    this.codings = new Map(codings.map((coding) => [coding.id, coding]));
    this.suggestions = new Map(suggestions.map((each) => [each.id, each]));
    for (const change of this.queue.waiting) this.#replay(change);
  }

  /** What the transcript shows. */
  shown() {
    return [...this.codings.values(), ...[...this.suggestions.values()].map(asCoding)];
  }

  // ------------------------------------------------------------ changes made here

  /** Code a span; gives the coding as shown at once, and the server's answer. @param {Span} span @param {string} code @param {Partial<Coding>} [more] */
  async code(span, code, more = {}) {
    const { source, layer } = this;
    const id = await codingId(source, span.start, span.end, code, layer);
    const there = this.codings.get(id);
    if (there) return { coding: there, again: true, answer: Promise.resolve() };
    const quote = this.transcript.textOf(span.start, span.end);
    const coding = {
      id, source, start: span.start, end: span.end, code, layer, quote,
      memo: "", about: null, phase: null, origin: "manual", rule: null, coder: "", unsent: true, ...more,
    };
    this.#put(coding);
    const body = { source, start: span.start, end: span.end, code, layer, quote, ...more };
    const answer = this.#send("PUT", `/codings/${id}`, body, { put: coding });
    return { coding, again: false, answer };
  }

  /** Take a coding back. @param {string} id */
  uncode(id) {
    const coding = this.codings.get(id);
    if (!coding) return;
    this.#drop(id);
    return this.#send("DELETE", `/codings/${id}`, {}, { drop: id, before: coding });
  }

  /** Change a coding: span, code, memo, about, phase. @param {string} id @param {Partial<Coding>} changes */
  async edit(id, changes) {
    const before = this.codings.get(id);
    if (!before) return undefined;
    const next = { ...before, ...changes, unsent: true };
    next.quote = this.transcript.textOf(next.start, next.end);
    next.id = await codingId(next.source, next.start, next.end, next.code, next.layer);
    if (next.id !== id) {
      if (this.codings.has(next.id)) return this.codings.get(next.id);
      this.#drop(id);
    }
    this.#put(next);
    const wording = "memo" in changes && before.etag && !before.unsent ? before.etag : undefined;
    void this.#send("PATCH", `/codings/${id}`, changes, { drop: id, put: next, before }, wording);
    return next;
  }

  /** Decide on a suggestion. @param {string} id @param {"accept" | "reject" | "edit"} decision @param {Partial<Coding>} [changes] */
  async decide(id, decision, changes = {}) {
    const suggestion = this.suggestions.get(id);
    if (!suggestion) return undefined;
    this.suggestions.delete(id);
    this.transcript.drop(id);
    this.decided.push({ id, decision });
    const { source, layer } = this;
    /** @type {Coding | undefined} */ let coding;
    if (decision !== "reject") {
      const final = { start: suggestion.start, end: suggestion.end, code: suggestion.code, ...changes };
      coding = {
        ...final, source, layer, quote: this.transcript.textOf(final.start, final.end), memo: "", about: null, phase: null,
        origin: decision === "edit" ? "edited" : "accepted", rule: suggestion.rule, coder: "", unsent: true,
        id: await codingId(source, final.start, final.end, final.code, layer),
      };
      if (!this.codings.has(coding.id)) this.#put(coding);
    }
    const body = { decision, layer, ...changes };
    void this.#send("POST", `/suggestions/${id}`, body, { put: coding, suggestion });
    this.#tell();
    return coding;
  }

  /** Take the last decision back. */
  async reopenLast() {
    const last = this.decided.pop();
    if (!last) return undefined;
    await this.#send("POST", `/suggestions/${last.id}`, { decision: "reopen", layer: this.layer }, {});
    return last.id;
  }

  /** A change that waits is put back as it was before. @returns {boolean} whether there was one */
  takeBack() {
    const change = this.queue.takeBack();
    if (!change) return false;
    this.#restore(change.about ?? {});
    return true;
  }

  /** @param {string} method @param {string} path @param {any} body @param {any} about @param {string} [match] */
  #send(method, path, body, about, match) {
    const change = { key: crypto.randomUUID(), method, path, body, match, about: { ...about, source: this.source, layer: this.layer } };
    const answer = this.queue.add(change);
    answer.catch(() => {}); // told by the queue's "refused" event; callers may listen too
    return answer;
  }

  // ------------------------------------------------------------ what the server says

  /** @param {{change: any, answer: any}} heard */
  #sent({ change, answer }) {
    const about = change.about ?? {};
    if (about.source !== this.source || about.layer !== this.layer || !answer?.coding) return;
    if (change.method === "DELETE") return;
    if (about.put && about.put.id !== answer.coding.id) this.#drop(about.put.id);
    // What was changed again meanwhile stays as it is here until that is sent too.
    const later = this.queue.waiting.some((each) => each.path === `/codings/${answer.coding.id}`);
    if (!later) this.#put(answer.coding);
  }

  /** @param {{change: any}} heard */
  #refused({ change }) {
    const about = change.about ?? {};
    if (about.source === this.source && about.layer === this.layer) this.#restore(about);
  }

  /** @param {any} about */
  #restore(about) {
    if (about.put) this.#drop(about.put.id);
    if (about.before) this.#put(about.before);
    if (about.suggestion) {
      this.suggestions.set(about.suggestion.id, about.suggestion);
      this.transcript.put(asCoding(about.suggestion));
      this.#tell();
    }
  }

  /** @param {any} change one that a closed tab left behind */
  #replay(change) {
    const about = change.about ?? {};
    if (about.source !== this.source || about.layer !== this.layer) return;
    if (about.drop) this.codings.delete(about.drop);
    if (about.put) this.codings.set(about.put.id, { ...about.put, unsent: true });
    if (about.suggestion) this.suggestions.delete(about.suggestion.id);
  }

  /** What another window (or this one) did, from the journal. @param {any} change @returns {boolean} false: read everything again */
  apply(change) {
    if (!change.sources?.includes(this.source) && change.codings !== null) return true;
    if (change.codings === undefined) return true;
    if (change.codings === null) return false;
    const waiting = new Set(this.queue.waiting.flatMap((each) => [each.about?.put?.id, each.about?.drop]));
    for (const id of change.codings.drop) if (!waiting.has(id)) this.#drop(id);
    for (const coding of change.codings.put) {
      if (coding.source === this.source && coding.layer === this.layer && !waiting.has(coding.id)) this.#put(coding);
    }
    return true;
  }

  /** @param {Coding} coding */
  #put(coding) {
    const before = this.codings.get(coding.id);
    if (before && before.etag && before.etag === coding.etag && !before.unsent) return;
    this.codings.set(coding.id, coding);
    const same = before && before.start === coding.start && before.end === coding.end && before.code === coding.code;
    if (!same) this.transcript.put({ ...coding });
    else if (before.unsent !== coding.unsent) this.transcript.settle(coding.id, coding.unsent);
    this.#tell();
  }

  /** @param {string} id */
  #drop(id) {
    if (!this.codings.delete(id)) return;
    this.transcript.drop(id);
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new CustomEvent("change"));
  }

  /** Codings of this source by code. */
  counts() {
    /** @type {Map<string, number>} */ const found = new Map();
    for (const { code } of this.codings.values()) found.set(code, (found.get(code) ?? 0) + 1);
    return found;
  }
}

/** A suggestion as the transcript shows it. @param {Suggestion} suggestion */
export const asCoding = (suggestion) => ({
  id: suggestion.id, start: suggestion.start, end: suggestion.end, code: suggestion.code, suggested: true,
});

/** The path of a source in the API. @param {string} source */
export const sourcePath = (source) => `/sources/${part(source)}`;
