/** Correct a suggestion before accepting it: another code, other edges. Offsets are code points. */
import { dialog, field, fill, h, select } from "./dom.js";
import { nameOf } from "./speech.js";
import { t } from "./words.js";

/** A text in three, by code points. @param {string} text @param {number} from @param {number} to */
export function cut(text, from, to) {
  const points = [...text];
  return [points.slice(0, from).join(""), points.slice(from, to).join(""), points.slice(to).join("")];
}

/** Where words begin and end, in code points. @param {string[]} points */
export function words(points) {
  /** @type {[number, number][]} */
  const found = [];
  let start = -1;
  points.forEach((point, at) => {
    const inside = !/\s/u.test(point);
    if (inside && start < 0) start = at;
    if (!inside && start >= 0) {
      found.push([start, at]);
      start = -1;
    }
  });
  if (start >= 0) found.push([start, points.length]);
  return found;
}

/** The edge moved by one word. @param {[number, number][]} all @param {0|1} side @param {number} edge @param {-1|1} step */
export function moved(all, side, edge, step) {
  const edges = all.map((word) => word[side]);
  const next = step > 0 ? edges.find((each) => each > edge) : edges.findLast((each) => each < edge);
  return next ?? edge;
}

/**
 * Ask for another code and other edges. @param {any} item with before, quote, after @param {any[]} codes
 * @returns {Promise<{code: string, start: number, end: number}|null>}
 */
export function editing(item, codes) {
  return new Promise((resolve) => {
    const points = [...item.before, ...item.quote, ...item.after];
    const all = words(points);
    const zero = item.start - [...item.before].length;
    let start = item.start - zero;
    let end = item.end - zero;
    const shown = h("blockquote", { class: "quote passage edited", dir: "auto" });
    const draw = () => fill(shown, h("span", { class: "around", text: points.slice(0, start).join("") }),
      h("mark", { text: points.slice(start, end).join("") }), h("span", { class: "around", text: points.slice(end).join("") }));
    const code = select({}, codes.map((each) => /** @type {[string, string]} */ ([each.id, nameOf(each)])), item.code);
    const button = (/** @type {string} */ text, /** @type {string} */ label, /** @type {() => void} */ action) =>
      h("button", { type: "button", text, "aria-label": label, title: label, on: { click: () => {
        action();
        draw();
      } } });
    const edge = (/** @type {0|1} */ side, /** @type {-1|1} */ step) => () => {
      const place = moved(all, side, side ? end : start, step);
      if (side && place > start) end = place;
      if (!side && place < end) start = place;
    };
    let kept = /** @type {{code: string, start: number, end: number} | null} */ (null);
    const box = dialog(t("Corriger la suggestion"), [
      field(t("Code"), code), shown,
      h("div", { class: "actions edges" }, h("span", { class: "small", text: t("Début") }), button("←", t("Commencer un mot plus tôt"), edge(0, -1)), button("→", t("Commencer un mot plus tard"), edge(0, 1)),
        h("span", { class: "small", text: t("Fin") }), button("←", t("Finir un mot plus tôt"), edge(1, -1)), button("→", t("Finir un mot plus tard"), edge(1, 1))),
      h("div", { class: "actions" }, h("button", { type: "button", class: "primary", text: t("Accepter ainsi"), on: { click: () => {
        kept = { code: code.value, start: start + zero, end: end + zero };
        box.close();
      } } })),
    ], "large");
    box.addEventListener("close", () => resolve(kept));
    draw();
    shown.querySelector("mark")?.scrollIntoView({ block: "center" });
  });
}
