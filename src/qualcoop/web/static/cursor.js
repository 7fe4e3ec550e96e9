// @ts-check
/**
 * The reading cursor: a sentence, or a span grown from it by keyboard or taken from the mouse.
 * Words are runs without white space, as they are counted everywhere.
 *
 * @typedef {{start: number, end: number}} Span
 */
import { lastBefore } from "./transcript.js";

export class Cursor extends EventTarget {
  /** @param {import("./transcript.js").QcTranscript} transcript */
  constructor(transcript) {
    super();
    this.transcript = transcript;
    /** @type {number[][]} */ this.sentences = [];
    this.starts = new Int32Array(0);
    /** @type {Span | null} */ this.span = null;
    this.anchor = 0; // the sentence from which Shift+j/k grows
    this.grown = 0;
    const paint = () => this.#paint();
    transcript.addEventListener("qc-drawn", paint);
  }

  /** @param {number[][]} sentences */
  setSentences(sentences) {
    this.sentences = sentences;
    this.starts = Int32Array.from(sentences, (sentence) => sentence[0]);
    this.span = null;
  }

  /** The sentence at an offset. @param {number} offset */
  sentenceAt(offset) {
    return lastBefore(this.starts, offset, this.starts.length);
  }

  /** Put the cursor on a span. @param {Span | null} span @param {{mouse?: boolean, reveal?: boolean, bare?: boolean}} [how]
   * mouse: the browser shows it as a selection. bare: it is shown otherwise. */
  set(span, { mouse = false, reveal = false, bare = false } = {}) {
    this.span = span;
    if (span) this.anchor = this.grown = this.sentenceAt(span.start);
    this.#changed(mouse, reveal, bare);
  }

  /** One sentence on or back. @param {1 | -1} by */
  step(by) {
    if (!this.sentences.length) return;
    const here = this.span ? this.sentenceAt(this.span.start) : this.sentenceAt(this.transcript.place()) - by;
    this.anchor = this.grown = clamp(here + by, this.sentences.length);
    this.#take();
  }

  /** Grow or shrink by a sentence. @param {1 | -1} by */
  grow(by) {
    if (!this.span) return this.step(by);
    this.grown = clamp(this.grown + by, this.sentences.length);
    this.#take();
  }

  #take() {
    const [first, last] = [Math.min(this.anchor, this.grown), Math.max(this.anchor, this.grown)];
    this.span = { start: this.sentences[first][0], end: this.sentences[last][1] };
    this.#changed(false, true);
  }

  /** Move one edge by a word. @param {"start" | "end"} edge @param {1 | -1} by */
  nudge(edge, by) {
    if (!this.span) return;
    const at = this.wordEdge(this.span[edge], by, edge);
    const moved = { ...this.span, [edge]: at };
    if (moved.start >= moved.end) return;
    this.span = moved;
    this.#changed(false, true);
  }

  /** The next start or end of a word. @param {number} offset @param {1 | -1} by @param {"start" | "end"} edge */
  wordEdge(offset, by, edge) {
    const { transcript } = this;
    const line = transcript.lineAt(offset);
    const [first, last] = [Math.max(0, line - 3), Math.min(transcript.size - 1, line + 3)];
    const base = transcript.starts[first];
    const points = [...transcript.texts.slice(first, last + 1).join("\n")];
    const space = (/** @type {number} */ i) => i < 0 || i >= points.length || /\s/u.test(points[i]);
    const isEdge = (/** @type {number} */ i) => (edge === "start" ? space(i - 1) && !space(i) : !space(i - 1) && space(i));
    let at = offset - base + by;
    while (at > 0 && at < points.length && !isEdge(at)) at += by;
    return at >= 0 && at <= points.length && isEdge(at) ? base + at : offset;
  }

  /** The nearest word edge, so that a sloppy drag never cuts a word. @param {number} offset @param {"start" | "end"} edge */
  snap(offset, edge) {
    const back = this.wordEdge(offset + 1, -1, edge);
    const on = this.wordEdge(offset - 1, 1, edge);
    return Math.abs(offset - back) <= Math.abs(on - offset) ? back : on;
  }

  /** @param {boolean} mouse @param {boolean} reveal @param {boolean} [bare] */
  #changed(mouse, reveal, bare = false) {
    this.bare = bare;
    if (reveal && this.span) this.transcript.reveal(this.span.start, this.span.end);
    this.mouse = mouse;
    this.#paint();
    this.dispatchEvent(new CustomEvent("move", { detail: { mouse } }));
  }

  /** A highlight where the browser can, else a selection. */
  #paint() {
    const span = this.mouse || this.bare ? null : this.span;
    if (!("highlights" in CSS)) {
      if (span) {
        const range = this.transcript.rangeOf(span.start, span.end);
        const selection = document.getSelection();
        selection?.removeAllRanges();
        selection?.addRange(range);
      }
      return;
    }
    if (span) CSS.highlights.set("qc-cursor", new Highlight(this.transcript.rangeOf(span.start, span.end)));
    else CSS.highlights.delete("qc-cursor");
  }
}

/** @param {number} value @param {number} size */
const clamp = (value, size) => Math.max(0, Math.min(size - 1, value));
