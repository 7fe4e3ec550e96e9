// @ts-check
/**
 * <qc-transcript>: a long text with its overlapping codings, read and marked without waiting.
 *
 * One file without imports, so that the coding page and a notebook use the same script. Offsets are Unicode
 * code points, half-open, as in the study; the browser's own unit (UTF-16) stays inside this file.
 *
 * (A long file for that reason: pure functions first, then the element: data in, what is shown, offsets, drawing.)
 *
 * Text is laid out in blocks of ten lines that the browser skips while they are far away. A block gets its
 * <mark> segments and margin brackets once, when it comes within two screens ("hydrated"), and keeps them.
 *
 * @typedef {{id: string, start: number, end: number, code: string, suggested?: boolean, unsent?: boolean,
 *            lane?: number, slot?: number}} Coding
 * @typedef {{start: number, end: number}} Span
 * @typedef {{label: string, color: string}} Code
 * @typedef {{start: number, end: number, codings: Coding[], plain: Set<string>}} Segment
 */

const LINES_A_BLOCK = 10;
const SLOTS = 4; // underlines that fit between two lines of text
const LANES = 9; // brackets side by side; further ones share the last lane
const GREY = "#5c6570";

// ---------------------------------------------------------------- pure functions

/** Lines of a text with their first offset in code points. @param {string} text */
export function splitLines(text) {
  const texts = text.split("\n");
  const starts = new Int32Array(texts.length + 1);
  const wide = /[\ud800-\udbff]/.test(text);
  for (let i = 0, at = 0; i < texts.length; i++) {
    starts[i] = at;
    at += (wide ? pointCount(texts[i]) : texts[i].length) + 1;
    starts[i + 1] = at;
  }
  return { texts, starts, wide };
}

/** Code points in a string. @param {string} text */
export function pointCount(text) {
  let pairs = 0;
  for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xd800) pairs++;
  return text.length - pairs;
}

/** UTF-16 offset of a code-point offset. @param {string} text @param {number} points */
export function toUnits(text, points) {
  let units = 0;
  for (; points > 0 && units < text.length; points--) units += text.codePointAt(units) > 0xffff ? 2 : 1;
  return units;
}

/** Code-point offset of a UTF-16 offset; inside a pair counts as before it. @param {string} text @param {number} units */
export function toPoints(text, units) {
  if (units > 0 && (text.charCodeAt(units - 1) & 0xfc00) === 0xd800) units--;
  return pointCount(text.slice(0, units));
}

/** Index of the last element of sorted `values` that is ≤ x. @param {ArrayLike<number>} values @param {number} x @param {number} size */
export function lastBefore(values, x, size) {
  let low = 0;
  let high = size - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (values[middle] <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Cut [start, end) wherever a coding or a plain span (label, aside) begins or ends.
 * @param {number} start @param {number} end @param {Coding[]} codings
 * @param {{start: number, end: number, name: string}[]} [plain] @returns {Segment[]}
 */
export function segments(start, end, codings, plain = []) {
  const cuts = new Set([start, end]);
  for (const span of [...codings, ...plain]) {
    if (span.start > start && span.start < end) cuts.add(span.start);
    if (span.end > start && span.end < end) cuts.add(span.end);
  }
  const sorted = [...cuts].sort((a, b) => a - b);
  const found = [];
  for (let i = 0; i + 1 < sorted.length; i++) {
    const [from, to] = [sorted[i], sorted[i + 1]];
    const names = plain.filter((span) => span.start < to && span.end > from).map((span) => span.name);
    const here = codings.filter((coding) => coding.start < to && coding.end > from);
    found.push({ start: from, end: to, codings: here, plain: new Set(names) });
  }
  return found;
}

/** Reading order: earlier first, longer first. @param {Span} a @param {Span} b */
export const inOrder = (a, b) => a.start - b.start || b.end - a.end;

/**
 * Give each coding the first free bracket lane (`pad`: characters that share a line of text with it, so that
 * brackets never touch) and the first free underline slot.
 * @param {Coding[]} sorted in reading order @param {number} pad
 */
export function assignLanes(sorted, pad) {
  /** @type {number[]} */ const laneEnds = [];
  /** @type {number[]} */ const slotEnds = [];
  for (const coding of sorted) {
    coding.lane = firstFree(laneEnds, coding.start - pad, LANES);
    laneEnds[coding.lane] = Math.max(laneEnds[coding.lane] ?? 0, coding.end);
    coding.slot = firstFree(slotEnds, coding.start, SLOTS);
    slotEnds[coding.slot] = Math.max(slotEnds[coding.slot] ?? 0, coding.end);
  }
}

/** @param {number[]} ends @param {number} start @param {number} limit */
function firstFree(ends, start, limit) {
  for (let i = 0; i < limit; i++) if (ends[i] === undefined || ends[i] <= start) return i;
  return limit - 1;
}

/** Lane and slot of one more coding among those near it; theirs stay. @param {Coding} coding @param {Coding[]} near @param {number} pad */
export function assignOne(coding, near, pad) {
  const lanes = new Set();
  const slots = new Set();
  for (const other of near) {
    if (other.id === coding.id) continue;
    if (other.start < coding.end + pad && other.end > coding.start - pad) lanes.add(other.lane);
    if (other.start < coding.end && other.end > coding.start) slots.add(other.slot);
  }
  /** @param {Set<number>} taken @param {number} limit */
  const free = (taken, limit) => {
    for (let i = 0; i < limit; i++) if (!taken.has(i)) return i;
    return limit - 1;
  };
  coding.lane = free(lanes, LANES);
  coding.slot = free(slots, SLOTS);
}

/** The style of a segment: a light wash, and one underline per coding at its own level.
 * @param {{color: string, slot: number, dashed: boolean}[]} lines @param {string} wash */
export function segmentStyle(lines, wash) {
  const depth = Math.max(...lines.map((line) => line.slot));
  const images = [];
  const sizes = [];
  const places = [];
  for (const { color, slot, dashed } of lines) {
    images.push(
      dashed
        ? `repeating-linear-gradient(90deg,${color} 0 5px,transparent 5px 9px)`
        : `linear-gradient(${color},${color})`,
    );
    sizes.push("100% 2px");
    places.push(`0 calc(100% - ${(depth - slot) * 3}px)`);
  }
  if (wash) {
    images.push(`linear-gradient(${wash},${wash})`);
    sizes.push("100% 100%");
    places.push("0 0");
  }
  return (
    `background-image:${images.join()};background-size:${sizes.join()};background-position:${places.join()};` +
    `padding-bottom:${depth * 3 + 3}px`
  );
}

// ---------------------------------------------------------------- the element

export class QcTranscript extends HTMLElement {
  constructor() {
    super();
    /** @type {string[]} */ this.texts = [];
    this.starts = new Int32Array(1);
    this.wide = false;
    /** @type {Map<string, Coding>} */ this.codings = new Map();
    /** @type {Coding[][]} */ this.byBlock = [];
    /** @type {Map<string, Code>} */ this.codes = new Map();
    /** @type {Map<string, number>} */ this.numbers = new Map();
    /** @type {HTMLElement[]} */ this.blocks = [];
    /** @type {Uint8Array} 0 plain, 1 marked, brackets to measure again, 2 done */ this.state = new Uint8Array(0);
    /** @type {Set<number>} */ this.near = new Set();
    /** @type {Map<string, string>} */ this.styles = new Map();
    /** @type {{start: number, end: number, name: string}[][]} */ this.plain = [];
    /** @type {string | null} */ this.current = null;
    /** @type {Set<string> | null} */ this.focused = null;
    this.everything = false;
    this.paused = false;
    this.pad = 90;
    this.frame = 0;
    this.drawing = 0;
    this.lanes = 0;
    /** @type {Span[]} */ this.dirty = [];
    this.width = 0;
    this.sheet = null;
  }

  connectedCallback() {
    this.scroller = scrollerOf(this);
    this.seen = new IntersectionObserver((entries) => this.#look(entries), {
      root: this.scroller === document.documentElement ? null : this.scroller,
      rootMargin: "200% 0px",
    });
    this.sized = new ResizeObserver(() => this.#resized());
    this.sized.observe(this);
    this.quit = new AbortController();
    const { signal } = this.quit;
    const release = () => this.#pause(false);
    this.addEventListener("pointerdown", () => this.#pause(true), { signal });
    addEventListener("pointerup", release, { signal });
    addEventListener("pointercancel", release, { signal });
    addEventListener("beforeprint", () => this.hydrateAll(), { signal });
    this.addEventListener("mouseover", (event) => this.#hover(event), { signal });
    this.addEventListener("mouseleave", () => this.#hover(null), { signal });
    const data = this.querySelector(":scope > script[type='application/json']");
    if (data) this.#start(JSON.parse(data.textContent));
  }

  disconnectedCallback() {
    this.seen?.disconnect();
    this.sized?.disconnect();
    this.quit?.abort();
    cancelAnimationFrame(this.frame);
    cancelAnimationFrame(this.drawing);
  }

  /** A page with its data inside (notebook, static export). @param {any} data */
  #start(data) {
    this.setCodes(new Map(Object.entries(data.codes)));
    this.load(data.source, data.codings);
    this.hydrateAll();
  }

  // ------------------------------------------------------------ data in

  /** Labels and colours by code id. @param {Map<string, Code>} codes */
  setCodes(codes) {
    this.codes = codes;
    this.styles.clear();
    for (const id of codes.keys()) if (!this.numbers.has(id)) this.numbers.set(id, this.numbers.size);
    this.#redraw();
  }

  /**
   * Show a source. `place` is the offset to open at.
   * @param {{text: string, turns?: {start: number, end: number, role?: string}[], asides?: number[][]}} source
   * @param {Coding[]} codings @param {number} [place]
   */
  load(source, codings, place = 0) {
    const { texts, starts, wide } = splitLines(source.text);
    Object.assign(this, { texts, starts, wide });
    this.size = texts.length;
    this.near.clear();
    this.#decorate(source);
    this.#build();
    this.setCodings(codings);
    if (place > 0) this.reveal(place, place, "start");
    this.#visibleNow();
  }

  /** Labels before a turn's speech, asides, and interviewer's turns, by line. @param {any} source */
  #decorate(source) {
    this.plain = [];
    /** @param {number} start @param {number} end @param {string} name */
    const put = (start, end, name) => {
      for (let i = this.lineAt(start); i < this.size && this.starts[i] < end; i++) {
        (this.plain[i] ??= []).push({ start, end, name });
      }
    };
    for (const turn of source.turns ?? []) {
      const first = this.lineAt(turn.start);
      if (turn.start > this.starts[first]) put(this.starts[first], turn.start, "label");
      if (turn.role === "interviewer" && turn.end > turn.start) put(turn.start, turn.end, "asked");
    }
    for (const [start, end] of source.asides ?? []) put(start, end, "aside");
    const first = source.turns?.[0];
    if (first) put(0, this.starts[this.lineAt(first.start)], "preface");
  }

  #build() {
    this.seen?.disconnect();
    const count = Math.ceil(this.size / LINES_A_BLOCK);
    const perLine = Math.max(24, Math.floor((Math.min(this.clientWidth || 900, 900) - 190) / 8));
    const all = document.createDocumentFragment();
    this.blocks = [];
    this.state = new Uint8Array(count);
    this.pad = perLine;
    for (let b = 0; b < count; b++) {
      const block = document.createElement("div");
      block.className = "qc-block";
      const gutter = document.createElement("div");
      gutter.className = "qc-gutter";
      gutter.setAttribute("aria-hidden", "true");
      block.append(gutter);
      let rows = 0;
      for (let i = b * LINES_A_BLOCK; i < Math.min(this.size, (b + 1) * LINES_A_BLOCK); i++) {
        const line = document.createElement("p");
        line.className = "qc-line";
        line.textContent = this.texts[i];
        block.append(line);
        rows += Math.ceil((this.texts[i].length + 1) / perLine) + 0.35;
      }
      block.style.containIntrinsicSize = `auto ${Math.round(rows * 34)}px`;
      this.blocks.push(block);
      all.append(block);
    }
    this.replaceChildren(all);
    for (const block of this.blocks) this.seen?.observe(block);
  }

  /** All codings anew. @param {Iterable<Coding>} given */
  setCodings(given) {
    const sorted = [...given].sort(inOrder);
    assignLanes(sorted, this.pad);
    this.codings = new Map(sorted.map((coding) => [coding.id, coding]));
    this.byBlock = Array.from(this.blocks, () => []);
    for (const coding of sorted) for (const b of this.#blocksOf(coding)) this.byBlock[b].push(coding);
    this.lanes = 0;
    this.#lanes(sorted.reduce((most, coding) => Math.max(most, coding.lane + 1), 4));
    this.#redraw();
  }

  /** Add a coding or put another in place of the one with its id. @param {Coding} coding */
  put(coding) {
    const before = this.codings.get(coding.id);
    if (before) this.#forget(before);
    assignOne(coding, this.#around(coding), this.pad);
    this.codings.set(coding.id, coding);
    for (const b of this.#blocksOf(coding)) this.byBlock[b].push(coding);
    this.#lanes(coding.lane + 1);
    this.#redrawSpans(before ? [before, coding] : [coding]);
  }

  /** Take a coding away. @param {string} id */
  drop(id) {
    const coding = this.codings.get(id);
    if (!coding) return;
    this.#forget(coding);
    this.codings.delete(id);
    if (this.current === id) this.current = null;
    this.#redrawSpans([coding]);
  }

  /** The server has it now (or not yet). @param {string} id @param {boolean} [unsent] */
  settle(id, unsent = false) {
    const coding = this.codings.get(id);
    if (!coding) return;
    coding.unsent = unsent;
    for (const bracket of this.querySelectorAll(`.qc-bracket[data-id="${id}"]`)) bracket.classList.toggle("unsent", unsent);
  }

  /** @param {Coding} coding */
  #forget(coding) {
    for (const b of this.#blocksOf(coding)) this.byBlock[b] = this.byBlock[b].filter((other) => other.id !== coding.id);
  }

  /** @param {Span} span */
  #around(span) {
    const near = new Set();
    for (const b of this.#blocksOf({ start: span.start - this.pad, end: span.end + this.pad })) {
      for (const coding of this.byBlock[b]) near.add(coding);
    }
    return [...near];
  }

  /** Room for the brackets: another width would move all the text, so it only grows. @param {number} needed */
  #lanes(needed) {
    if (needed <= this.lanes) return;
    this.lanes = needed;
    this.style.setProperty("--qc-lanes", String(needed));
  }

  // ------------------------------------------------------------ what is shown

  /** The coding in hand, or none. @param {string | null} id */
  setCurrent(id) {
    if (id === this.current) return;
    const touched = [this.current, id].map((each) => this.codings.get(each ?? "")).filter(Boolean);
    this.current = id;
    this.#redrawSpans(touched);
  }

  /** Show only these codes (null: all). @param {Set<string> | null} codes */
  setFocus(codes) {
    this.focused = codes;
    this.#redraw();
  }

  /** Let the segments of a code stand out for as long as it is pointed at. @param {Iterable<string> | null} codes */
  setHover(codes) {
    if (!this.sheet) {
      this.sheet = new CSSStyleSheet();
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.sheet];
    }
    const classes = [...(codes ?? [])].map((code) => `.k${this.numbers.get(code)}`).join();
    this.sheet.replaceSync(
      classes
        ? `qc-transcript :is(.qc-mark,.qc-bracket,.qc-name):not(${classes}){opacity:.28}` +
            `qc-transcript .qc-mark:not(${classes}){background-image:none!important;opacity:1}`
        : "",
    );
  }

  /** Mark every block, for screen readers, printing and other tools that read the whole page. */
  hydrateAll() {
    this.#hydrate(this.blocks.map((_, b) => b).filter((b) => this.state[b] < 2));
  }

  /** Setting: no block is skipped by the browser. @param {boolean} on */
  renderEverything(on) {
    this.everything = on;
    this.classList.toggle("qc-everything", on);
    if (on) this.hydrateAll();
  }

  /** Scroll so that a span can be read. @param {number} start @param {number} [end] @param {"start"|"center"|"nearest"} [where] */
  reveal(start, end = start, where = "nearest") {
    const [first, last] = [this.lineAt(start), this.lineAt(Math.max(start, end - 1))];
    const blocks = new Set([Math.floor(first / LINES_A_BLOCK), Math.floor(last / LINES_A_BLOCK)]);
    this.#hydrate([...blocks].filter((b) => this.state[b] < 2));
    const view = this.#view();
    const box = this.rangeOf(start, Math.max(end, start + 1)).getBoundingClientRect();
    const margin = Math.min(90, view.height / 5);
    let by = 0;
    if (where === "start") by = box.top - view.top - 24;
    else if (where === "center" || box.bottom < view.top || box.top > view.bottom) by = box.top - view.top - view.height / 3;
    else if (box.top < view.top + margin) by = box.top - view.top - margin;
    else if (box.bottom > view.bottom - margin) by = Math.min(box.bottom - view.bottom + margin, box.top - view.top - margin);
    if (by) this.scroller?.scrollBy({ top: by, behavior: "instant" });
  }

  /** The first offset in view, to come back to. */
  place() {
    const { top } = this.#view();
    let low = 0;
    let high = this.blocks.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.blocks[middle].getBoundingClientRect().bottom <= top + 24) low = middle + 1;
      else high = middle;
    }
    const lines = this.blocks[low]?.querySelectorAll(".qc-line") ?? [];
    for (let n = 0; n < lines.length; n++) {
      if (lines[n].getBoundingClientRect().bottom > top + 24) return this.starts[low * LINES_A_BLOCK + n];
    }
    return 0;
  }

  #view() {
    const whole = !this.scroller || this.scroller === document.documentElement;
    return whole ? new DOMRect(0, 0, innerWidth, innerHeight) : this.scroller.getBoundingClientRect();
  }

  // ------------------------------------------------------------ offsets and the document

  /** The line that holds an offset. @param {number} offset */
  lineAt(offset) {
    return lastBefore(this.starts, offset, this.size);
  }

  /** The text of a span (its quote). @param {number} start @param {number} end */
  textOf(start, end) {
    const [first, last] = [this.lineAt(start), this.lineAt(end)];
    const cut = this.texts.slice(first, last + 1);
    cut[cut.length - 1] = cut[cut.length - 1].slice(0, this.#units(last, end - this.starts[last]));
    cut[0] = cut[0].slice(this.#units(first, start - this.starts[first]));
    return cut.join("\n");
  }

  /** @param {number} line @param {number} points */
  #units(line, points) {
    return this.wide ? toUnits(this.texts[line], points) : Math.min(points, this.texts[line].length);
  }

  /** The <p> of a line. @param {number} line */
  lineElement(line) {
    return /** @type {HTMLElement} */ (this.blocks[Math.floor(line / LINES_A_BLOCK)].children[1 + (line % LINES_A_BLOCK)]);
  }

  /** A text node and its UTF-16 offset. @param {number} offset @param {boolean} [atEnd] stay left of a boundary */
  nodeAt(offset, atEnd = false) {
    const line = this.lineAt(offset);
    let left = this.#units(line, offset - this.starts[line]);
    const element = this.lineElement(line);
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    /** @type {Node} */ let node = element;
    for (let next = walker.nextNode(); next; next = walker.nextNode()) {
      node = next;
      const size = /** @type {Text} */ (next).length;
      if (left < size || (atEnd && left === size)) return /** @type {[Node, number]} */ ([next, left]);
      left -= size;
    }
    return /** @type {[Node, number]} */ ([node, node instanceof Text ? node.length : 0]);
  }

  /** A DOM range over a span. @param {number} start @param {number} end */
  rangeOf(start, end) {
    const range = document.createRange();
    range.setStart(...this.nodeAt(start));
    range.setEnd(...this.nodeAt(end, true));
    return range;
  }

  /** The code-point offset of a DOM position, or null outside the text. @param {Node} node @param {number} at */
  offsetAt(node, at) {
    const element = node instanceof Element ? node : node.parentElement;
    const line = element?.closest(".qc-line");
    if (!line || !this.contains(line)) return this.#offsetBetween(node, at);
    const block = line.parentElement;
    const index = this.blocks.indexOf(block) * LINES_A_BLOCK + [...block.children].indexOf(line) - 1;
    const before = document.createRange();
    before.setStart(line, 0);
    before.setEnd(node, at);
    const units = before.toString().length;
    return this.starts[index] + (this.wide ? toPoints(this.texts[index], units) : units);
  }

  /** A position on a block, on its gutter or on this element: the start of the line that follows. @param {Node} node @param {number} at */
  #offsetBetween(node, at) {
    const element = node instanceof Element ? node : node.parentElement;
    const block = element?.closest(".qc-block");
    const end = this.starts[this.size] - 1;
    if (block && this.contains(block)) {
      const child = node === block ? Math.max(0, at - 1) : 0;
      const line = this.blocks.indexOf(/** @type {HTMLElement} */ (block)) * LINES_A_BLOCK + child;
      return line < this.size ? this.starts[line] : end;
    }
    if (node !== this) return null;
    return at < this.blocks.length ? this.starts[at * LINES_A_BLOCK] : end;
  }

  /** The span of a DOM range, without white space at its ends; null if there is none.
   * A triple click ends at the start of the next paragraph: that is the end of this one. @param {Range} range */
  spanOf(range) {
    if (range.collapsed || !range.intersectsNode(this)) return null;
    const start = this.offsetAt(range.startContainer, range.startOffset) ?? 0;
    const end = this.offsetAt(range.endContainer, range.endOffset) ?? this.starts[this.size] - 1;
    return this.trimmed(start, end);
  }

  /** @param {number} start @param {number} end @returns {Span | null} */
  trimmed(start, end) {
    const text = this.textOf(start, Math.max(start, end));
    const head = text.length - text.trimStart().length;
    const tail = text.length - text.trimEnd().length;
    return head === text.length ? null : { start: start + head, end: end - tail };
  }

  /** What is selected with mouse or finger. @returns {Span | null} */
  selected() {
    const selection = document.getSelection();
    return selection?.rangeCount ? this.spanOf(selection.getRangeAt(0)) : null;
  }

  /** The offset under a point; beside the text, that of the nearest line. @param {number} x @param {number} y */
  offsetFromPoint(x, y) {
    const line = this.blocks[0]?.children[1]?.getBoundingClientRect();
    const inside = line ? Math.min(Math.max(x, line.left + 1), line.right - 2) : x;
    const found = document.caretPositionFromPoint?.(inside, y);
    if (found) return this.offsetAt(found.offsetNode, found.offset);
    const range = document.caretRangeFromPoint?.(inside, y); // WebKit
    return range ? this.offsetAt(range.startContainer, range.startOffset) : null;
  }

  /** Codings over an offset, the shortest first. @param {number} offset */
  codingsAt(offset) {
    const block = this.byBlock[Math.floor(this.lineAt(offset) / LINES_A_BLOCK)] ?? [];
    return block
      .filter((c) => c.start <= offset && offset < c.end && this.#shown(c))
      .sort((a, b) => a.end - a.start - (b.end - b.start) || a.code.localeCompare(b.code));
  }

  // ------------------------------------------------------------ drawing

  /** @param {Coding} coding */
  #shown(coding) {
    return !this.focused || this.focused.has(coding.code);
  }

  /** @param {Span} span */
  *#blocksOf(span) {
    const last = Math.floor(this.lineAt(Math.max(span.start, span.end - 1)) / LINES_A_BLOCK);
    for (let b = Math.floor(this.lineAt(Math.max(0, span.start)) / LINES_A_BLOCK); b <= last; b++) yield b;
  }

  /** @param {IntersectionObserverEntry[]} entries */
  #look(entries) {
    for (const entry of entries) {
      const b = this.blocks.indexOf(/** @type {HTMLElement} */ (entry.target));
      if (entry.isIntersecting) this.near.add(b);
      else this.near.delete(b);
    }
    this.#plan();
    this.dispatchEvent(new CustomEvent("qc-near"));
  }

  #plan() {
    if (!this.frame) this.frame = requestAnimationFrame(() => this.#work());
  }

  /** Mark the nearest blocks first and stop after a few milliseconds: the next frame goes on. */
  #work() {
    this.frame = 0;
    if (this.paused) return;
    const waiting = [...this.near].filter((b) => this.state[b] < 2);
    if (!waiting.length) return;
    const here = this.blocks.indexOf(this.#middle() ?? this.blocks[waiting[0]]);
    waiting.sort((a, b) => Math.abs(a - here) - Math.abs(b - here));
    const stop = performance.now() + 7;
    for (let n = 0; n < waiting.length && performance.now() < stop; n += 2) this.#hydrate(waiting.slice(n, n + 2));
    if (waiting.some((b) => this.state[b] < 2)) this.#plan();
  }

  #middle() {
    const view = this.#view();
    const found = document.elementFromPoint(view.left + 60, view.top + view.height / 2);
    return /** @type {HTMLElement | null} */ (found?.closest(".qc-block") ?? null);
  }

  /** Before the first paint: what is in view. */
  #visibleNow() {
    const view = this.#view();
    const first = Math.floor(this.lineAt(this.place()) / LINES_A_BLOCK);
    for (let b = first; b < this.blocks.length; b++) {
      if (this.state[b] < 2) this.#hydrate([b]);
      if (this.blocks[b].getBoundingClientRect().bottom > view.bottom) break;
    }
  }

  #redraw() {
    if (!this.blocks.length) return;
    const done = [...this.state.keys()].filter((b) => this.state[b] > 0);
    for (const b of done) this.state[b] = this.near.has(b) ? this.state[b] : 1;
    this.#keepSelection(() => {
      for (const b of done) this.#markBlock(b);
    });
    this.#brackets(done.filter((b) => this.near.has(b)));
  }

  /** Before the next paint, once for all that changes until then. @param {Span[]} spans */
  #redrawSpans(spans) {
    this.dirty.push(...spans);
    this.drawing ||= requestAnimationFrame(() => this.flush());
  }

  /** Draw what has changed. */
  flush() {
    cancelAnimationFrame(this.drawing);
    this.drawing = 0;
    const spans = this.dirty.splice(0);
    /** @type {Set<number>} */ const lines = new Set();
    /** @type {Set<number>} */ const blocks = new Set();
    for (const span of spans) {
      for (const b of this.#blocksOf(span)) if (this.state[b] > 0) blocks.add(b);
      for (let i = this.lineAt(span.start); i < this.size && this.starts[i] < span.end; i++) lines.add(i);
    }
    this.#keepSelection(() => {
      for (const i of lines) if (this.state[Math.floor(i / LINES_A_BLOCK)] > 0) this.#markLine(i);
    });
    this.#brackets([...blocks]);
    this.dispatchEvent(new CustomEvent("qc-drawn"));
  }

  /** @param {number[]} which */
  #hydrate(which) {
    if (!which.length) return;
    this.#keepSelection(() => {
      for (const b of which) if (this.state[b] === 0) this.#markBlock(b);
    });
    this.#brackets(which);
    this.dispatchEvent(new CustomEvent("qc-drawn"));
  }

  /** Lines get new text nodes: a selection is put back on the same characters. @param {() => void} draw */
  #keepSelection(draw) {
    const selection = document.getSelection();
    const alive = selection?.rangeCount && !selection.isCollapsed && this.contains(selection.anchorNode);
    const held = alive ? this.spanOf(selection.getRangeAt(0)) : null;
    const node = alive ? selection.anchorNode : null;
    draw();
    if (held && !(node?.isConnected && document.getSelection()?.anchorNode === node)) {
      const range = this.rangeOf(held.start, held.end);
      selection.setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
    }
  }

  /** @param {number} b */
  #markBlock(b) {
    for (let i = b * LINES_A_BLOCK; i < Math.min(this.size, (b + 1) * LINES_A_BLOCK); i++) this.#markLine(i);
    this.state[b] = Math.max(1, this.state[b]);
  }

  /** @param {number} i */
  #markLine(i) {
    const [start, end] = [this.starts[i], this.starts[i + 1] - 1];
    const block = this.byBlock[Math.floor(i / LINES_A_BLOCK)];
    const codings = block.filter((c) => c.start < end && c.end > start && this.#shown(c));
    const line = this.lineElement(i);
    const plain = this.plain[i] ?? [];
    if (!codings.length && !plain.length) {
      if (line.firstElementChild) line.textContent = this.texts[i];
      return;
    }
    const text = this.texts[i];
    const wide = this.wide && /[\ud800-\udbff]/.test(text);
    const parts = segments(start, end, codings, plain).map((segment) => {
      const [from, to] = [segment.start - start, segment.end - start];
      const cut = wide ? text.slice(toUnits(text, from), toUnits(text, to)) : text.slice(from, to);
      return this.#part(segment, cut);
    });
    line.replaceChildren(...parts);
  }

  /** @param {Segment} segment @param {string} text */
  #part(segment, text) {
    if (!segment.codings.length && !segment.plain.size) return document.createTextNode(text);
    const element = document.createElement(segment.codings.length ? "mark" : "span");
    element.textContent = text;
    const names = [...segment.plain].map((name) => `qc-${name}`);
    if (segment.codings.length) {
      names.push("qc-mark", ...segment.codings.map((coding) => `k${this.numbers.get(coding.code)}`));
      element.style.cssText = this.#style(segment.codings);
    }
    element.className = names.join(" ");
    return element;
  }

  /** @param {Coding[]} codings */
  #style(codings) {
    const held = codings.find((coding) => coding.id === this.current);
    const key = codings.map((c) => `${c.code}/${c.slot}${c.suggested ? "s" : ""}`).join() + (held ? `!${held.code}` : "");
    let style = this.styles.get(key);
    if (style === undefined) {
      const lines = codings.map((c) => ({ color: this.color(c.code), slot: c.slot, dashed: !!c.suggested }));
      const sure = codings.filter((coding) => !coding.suggested);
      const top = held ?? sure.at(-1);
      const wash = top ? tint(this.color(top.code), held ? 0.34 : sure.length > 1 ? 0.2 : 0.15) : "";
      style = segmentStyle(lines, wash);
      this.styles.set(key, style);
    }
    return style;
  }

  /** @param {string} code */
  color(code) {
    return this.codes.get(code)?.color || GREY;
  }

  /** Measure first, then write, so that the browser lays out once. @param {number[]} which */
  #brackets(which) {
    const drawn = which.map((b) => [b, this.#measure(b)]);
    for (const [b, found] of drawn) {
      const gutter = this.blocks[b].firstElementChild;
      const names = document.createDocumentFragment();
      const brackets = document.createDocumentFragment();
      let free = -4;
      for (const { coding, top, bottom, first, last } of found) {
        const bracket = document.createElement("span");
        bracket.className = `qc-bracket k${this.numbers.get(coding.code)}${first ? " first" : ""}${last ? " last" : ""}`;
        bracket.classList.toggle("suggested", !!coding.suggested);
        bracket.classList.toggle("unsent", !!coding.unsent);
        bracket.classList.toggle("current", coding.id === this.current);
        bracket.dataset.id = coding.id;
        bracket.style.cssText = `top:${top}px;height:${Math.max(12, bottom - top)}px;--c:${this.color(coding.code)};--lane:${coding.lane}`;
        if (coding.id === this.current) bracket.append(...grips(first, last));
        brackets.append(bracket);
        const at = Math.max(top, free);
        if (!first || at > top + 40) continue;
        const name = document.createElement("span");
        name.className = `qc-name k${this.numbers.get(coding.code)}${coding.suggested ? " suggested" : ""}`;
        name.classList.toggle("current", coding.id === this.current);
        name.dataset.id = coding.id;
        name.textContent = name.title = this.codes.get(coding.code)?.label || coding.code;
        name.style.cssText = `top:${at}px;--c:${this.color(coding.code)}`;
        names.append(name);
        free = at + 17;
      }
      gutter.replaceChildren(brackets, names);
      this.state[b] = 2;
    }
  }

  /** Where each coding of a block begins and ends on the page. @param {number} b */
  #measure(b) {
    const [low, high] = [this.starts[b * LINES_A_BLOCK], this.starts[Math.min(this.size, (b + 1) * LINES_A_BLOCK)]];
    const shown = this.byBlock[b].filter((coding) => this.#shown(coding));
    if (!shown.length) return [];
    const origin = this.blocks[b].getBoundingClientRect().top;
    const found = shown.map((coding) => {
      const from = Math.max(coding.start, low);
      const to = Math.min(coding.end, high - 1);
      const top = this.#charBox(from, true).top - origin;
      const bottom = this.#charBox(to, false).bottom - origin;
      return { coding, top, bottom, first: coding.start >= low, last: coding.end < high };
    });
    return found.sort((x, y) => x.top - y.top || x.coding.lane - y.coding.lane);
  }

  /** @param {number} offset @param {boolean} after the character after the offset, or the one before it */
  #charBox(offset, after) {
    const [node, at] = this.nodeAt(offset, !after);
    const range = document.createRange();
    if (node instanceof Text && node.length) {
      range.setStart(node, after ? Math.min(at, node.length - 1) : Math.max(0, at - 1));
      range.setEnd(node, after ? Math.min(node.length, at + 1) : at);
    } else range.selectNode(node);
    const boxes = range.getClientRects();
    return boxes[after ? 0 : boxes.length - 1] ?? range.getBoundingClientRect();
  }

  #resized() {
    if (!this.width || Math.abs(this.width - this.clientWidth) < 1) {
      this.width = this.clientWidth;
      return;
    }
    this.width = this.clientWidth;
    for (let b = 0; b < this.state.length; b++) if (this.state[b] === 2) this.state[b] = 1;
    this.#plan();
  }

  /** @param {boolean} on */
  #pause(on) {
    this.paused = on;
    if (!on) this.#plan();
  }

  /** @param {Event | null} event */
  #hover(event) {
    const target = event?.target instanceof Element ? event.target.closest("[data-id]") : null;
    const coding = this.codings.get(/** @type {HTMLElement | null} */ (target)?.dataset.id ?? "");
    if (coding === this.hovered) return;
    this.hovered = coding;
    this.setHover(coding ? [coding.code] : null);
  }
}

/** Handles at the ends of the bracket in hand. @param {boolean} first @param {boolean} last */
function grips(first, last) {
  return [first && "start", last && "end"].filter(Boolean).map((edge) => {
    const grip = document.createElement("i");
    grip.className = `qc-grip ${edge}`;
    grip.dataset.edge = String(edge);
    return grip;
  });
}

/** A light wash of a colour's hue: dark colours too stay clear, where a veil of them would be grey.
 * @param {string} color #rrggbb @param {number} alpha */
export function tint(color, alpha) {
  const n = parseInt(color.slice(1), 16);
  const [r, g, b] = [n >> 16, (n >> 8) & 255, n & 255].map((part) => part / 255);
  const [high, low] = [Math.max(r, g, b), Math.min(r, g, b)];
  const span = high - low || 1;
  const sixth = high === r ? ((g - b) / span + 6) % 6 : high === g ? (b - r) / span + 2 : (r - g) / span + 4;
  const lively = high - low < 0.08 ? 12 : 75;
  return `hsl(${Math.round(sixth * 60)} ${lively}% 52% / ${alpha})`;
}

/** The nearest ancestor that scrolls. @param {HTMLElement} element @returns {HTMLElement} */
function scrollerOf(element) {
  for (let up = element.parentElement; up; up = up.parentElement) {
    if (/(auto|scroll)/.test(getComputedStyle(up).overflowY)) return up;
  }
  return document.documentElement;
}

if (!customElements.get("qc-transcript")) customElements.define("qc-transcript", QcTranscript);
