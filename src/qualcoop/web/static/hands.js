// @ts-check
/**
 * Mouse and finger on the transcript: select text to code it, click a coding to take it, drag its ends to move
 * them. Keyboards do the same through keys.js.
 */
import { fill, h } from "./dom.js";
import { said } from "./speech.js";
import { t } from "./words.js";

export class Hands extends EventTarget {
  /**
   * @param {import("./transcript.js").QcTranscript} transcript
   * @param {import("./cursor.js").Cursor} cursor @param {HTMLElement} bar
   */
  constructor(transcript, cursor, bar) {
    super();
    this.transcript = transcript;
    this.cursor = cursor;
    this.bar = bar;
    /** @type {null | {coding: any, edge: "start" | "end", span: {start: number, end: number}}} */ this.drag = null;
    transcript.addEventListener("pointerdown", (event) => this.#down(event));
    document.addEventListener("pointermove", (event) => this.#move(event));
    document.addEventListener("pointerup", (event) => this.#up(event));
    document.addEventListener("pointercancel", () => this.#stop(false));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.drag) this.#stop(false);
    });
    document.addEventListener("selectionchange", () => this.#selecting());
    bar.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
  }

  /** @param {PointerEvent} event */
  #down(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    this.pressed = { x: event.clientX, y: event.clientY, id: "" };
    const held = /** @type {HTMLElement | null} */ (target.closest("[data-id]"));
    if (held) this.pressed.id = held.dataset.id ?? "";
    const edge = target.closest(".qc-grip") && /** @type {any} */ (target.dataset.edge);
    const coding = edge && this.transcript.codings.get(this.pressed.id);
    if (coding && !coding.suggested) {
      this.drag = { coding, edge, span: { start: coding.start, end: coding.end } };
      document.body.classList.add("dragging");
    }
    if (held) event.preventDefault(); // the margin is no text to select
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (!this.drag) return;
    event.preventDefault();
    const { edge, coding } = this.drag;
    const at = this.transcript.offsetFromPoint(event.clientX, event.clientY);
    if (at === null) return;
    const snapped = this.cursor.snap(at, edge);
    const span = { ...this.drag.span, [edge]: snapped };
    if (span.start >= span.end || snapped === this.drag.span[edge]) return;
    this.drag.span = span;
    this.transcript.put({ ...coding, ...span });
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (this.drag) return this.#stop(true);
    const pressed = this.pressed;
    this.pressed = undefined;
    if (!pressed) return;
    if (pressed.id) return this.#tell("hold", { id: pressed.id });
    // The browser clears an old selection after this event: look once it has.
    setTimeout(() => this.#settle(pressed, event), 0);
  }

  /** @param {{x: number, y: number}} pressed @param {PointerEvent | null} event */
  #settle(pressed, event) {
    const span = this.transcript.selected();
    if (span) {
      if (!event && this.cursor.span?.start === span.start && this.cursor.span.end === span.end && !this.cursor.mouse) return;
      this.#tell("select", span);
      this.#place(span);
      return;
    }
    if (!event) return;
    const still = Math.abs(event.clientX - pressed.x) + Math.abs(event.clientY - pressed.y) < 6;
    const at = still ? this.transcript.offsetFromPoint(event.clientX, event.clientY) : null;
    if (at !== null) this.#tell("touch", { at });
  }

  /** @param {boolean} keep */
  #stop(keep) {
    if (!this.drag) return;
    const { coding, span } = this.drag;
    this.drag = null;
    document.body.classList.remove("dragging");
    const moved = span.start !== coding.start || span.end !== coding.end;
    if (keep && moved) this.#tell("resize", { id: coding.id, span, before: coding });
    else if (moved) this.transcript.put(coding);
  }

  /** Selections made by finger or by the browser's own caret have no mouse button to wait for. */
  #selecting() {
    clearTimeout(this.soon);
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed) this.hideBar();
    else if (!this.pressed && this.bar.hidden) this.soon = setTimeout(() => this.#settle({ x: 0, y: 0 }, null), 350);
  }

  // ------------------------------------------------------------ the bar over a selection

  /** What the bar offers. @param {{id: string, label: any, color: string | null}[]} codes */
  offer(codes) {
    const button = (/** @type {string} */ name, /** @type {string} */ label, /** @type {string} */ key, kind = "") =>
      h("button", { type: "button", class: kind, on: { click: () => this.#choose(name) } }, label, h("kbd", { text: key }));
    fill(this.bar, button("palette", t("Coder"), "c", "primary"),
      codes.slice(0, 4).map((code, index) => h("button", {
        type: "button", class: "quiet", title: said(code.label), color: code.color ?? "#5c6570", on: { click: () => this.#choose("code", code.id) },
      }, h("span", { class: "dot" }), h("span", { class: "mono", text: code.id }), h("kbd", { text: String(index + 1) }))),
      button("inVivo", t("In vivo"), "v", "quiet"));
  }

  /** @param {string} name @param {string} [code] */
  #choose(name, code) {
    this.hideBar();
    this.#tell(name, { code });
  }

  /** @param {{start: number, end: number}} span */
  #place(span) {
    const boxes = this.transcript.rangeOf(span.start, span.end).getClientRects();
    const last = boxes[boxes.length - 1];
    if (!last) return;
    this.bar.hidden = false;
    const { width, height } = this.bar.getBoundingClientRect();
    const top = last.bottom + 10 + height < innerHeight ? last.bottom + 10 : Math.max(8, boxes[0].top - height - 10);
    this.bar.style.top = `${top}px`;
    this.bar.style.left = `${Math.max(8, Math.min(innerWidth - width - 8, last.right - width / 2))}px`;
  }

  hideBar() {
    this.bar.hidden = true;
  }

  /** @param {string} name @param {any} detail */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
