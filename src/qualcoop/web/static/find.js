// @ts-check
/** Search in the text that is open: accents, case, apostrophes and kinds of space do not matter. */
import { pointCount } from "./transcript.js";

const PAINTED = 3000;

/** @type {Map<string, string>} */ const folded = new Map();

/** One character without accent and case (may become none or two). @param {string} character */
function plain(character) {
  let found = folded.get(character);
  if (found === undefined) {
    found = character.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
    found = { "œ": "oe", "æ": "ae", "’": "'", "ʼ": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " " }[found] ?? found;
    folded.set(character, found);
  }
  return found;
}

/**
 * Fold a text. `at[i]` is the UTF-16 offset from which folded character i comes; null where they are the same.
 * @param {string} text
 */
export function foldWithPlaces(text) {
  let same = true;
  const out = text.toLowerCase().replace(/[^\x00-\x7f]/gu, (character) => {
    const found = plain(character);
    if (found.length !== character.length) same = false;
    return found;
  });
  if (same && out.length === text.length) return { text: out, at: null };
  let slow = "";
  /** @type {number[]} */ const at = [];
  let units = 0;
  for (const character of text) {
    const found = plain(character);
    for (let i = 0; i < found.length; i++) at.push(units);
    slow += found;
    units += character.length;
  }
  at.push(units);
  return { text: slow, at };
}

/**
 * Every place of `query`, as spans in code points.
 * @param {string[]} texts lines @param {ArrayLike<number>} starts their offsets @param {string} query
 */
export function findAll(texts, starts, query) {
  const wanted = foldWithPlaces(query.trim()).text.replace(/\s+/g, " ");
  /** @type {{start: number, end: number}[]} */ const found = [];
  if (!wanted) return found;
  for (let i = 0; i < texts.length; i++) {
    const { text, at } = foldWithPlaces(texts[i]);
    for (let from = text.indexOf(wanted); from >= 0; from = text.indexOf(wanted, from + wanted.length)) {
      const [left, right] = [at ? at[from] : from, at ? endOf(at, from + wanted.length) : from + wanted.length];
      const start = starts[i] + pointCount(texts[i].slice(0, left));
      found.push({ start, end: start + pointCount(texts[i].slice(left, right)) });
    }
  }
  return found;
}

/** Marks that follow the last letter found belong to it. @param {number[]} at @param {number} index */
const endOf = (at, index) => at[index] ?? at[at.length - 1];

export class Finder extends EventTarget {
  /** @param {import("./transcript.js").QcTranscript} transcript */
  constructor(transcript) {
    super();
    this.transcript = transcript;
    /** @type {{start: number, end: number}[]} */ this.hits = [];
    this.now = -1;
    this.planned = 0;
    const again = () => (this.planned ||= requestAnimationFrame(() => this.#paint()));
    transcript.addEventListener("qc-drawn", again);
    transcript.addEventListener("qc-near", again);
  }

  /** @param {string} query @param {number} from where to look first */
  search(query, from) {
    this.hits = query.trim().length < 2 ? [] : findAll(this.transcript.texts, this.transcript.starts, query);
    this.now = this.hits.findIndex((hit) => hit.start >= from);
    if (this.now < 0 && this.hits.length) this.now = 0;
    this.#show();
  }

  /** @param {1 | -1} by */
  step(by) {
    if (!this.hits.length) return;
    this.now = (this.now + by + this.hits.length) % this.hits.length;
    this.#show();
  }

  get current() {
    return this.hits[this.now] ?? null;
  }

  #show() {
    if (this.current) this.transcript.reveal(this.current.start, this.current.end);
    this.#paint();
    this.dispatchEvent(new CustomEvent("found"));
  }

  #paint() {
    this.planned = 0;
    if (!("highlights" in CSS)) return;
    CSS.highlights.delete("qc-hit");
    CSS.highlights.delete("qc-hit-now");
    if (!this.hits.length) return;
    const { transcript } = this;
    const near = [...transcript.near].sort((a, b) => a - b);
    const lines = near.length ? [near[0] * 10, Math.min(transcript.size, (near[near.length - 1] + 1) * 10)] : [0, 0];
    const [low, high] = lines.map((line) => transcript.starts[line]);
    const ranges = [];
    for (const hit of this.hits) {
      if (hit.start >= low && hit.end <= high && hit !== this.current) ranges.push(transcript.rangeOf(hit.start, hit.end));
      if (ranges.length >= PAINTED) break;
    }
    CSS.highlights.set("qc-hit", new Highlight(...ranges));
    const { current } = this;
    if (current) {
      const now = new Highlight(transcript.rangeOf(current.start, current.end));
      now.priority = 2;
      CSS.highlights.set("qc-hit-now", now);
    }
  }
}
