/** Two small drawings, made of SVG shapes (no style attributes: the page's policy forbids them). */
import { h } from "./dom.js";
import { number, t } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
/** @param {string} tag @param {Record<string, string|number>} attributes @param {...(Node|string)} children */
function s(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

/** From -1 to 1: the range without one source, and the point. @param {number|null} value @param {number|null} low @param {number|null} high */
export function balanceBar(value, low, high) {
  if (value === null) return h("span", { class: "soft small", text: t("trop peu de passages") });
  const x = (/** @type {number} */ v) => 110 + 100 * v;
  return s("svg", { viewBox: "0 0 220 20", class: "balance", role: "img", "aria-label": t("B = {b}, de {low} à {high} en ôtant une source", { b: number(value, 2), low: number(low, 2), high: number(high, 2) }) },
    s("line", { x1: 10, x2: 210, y1: 10, y2: 10, class: "axis" }), s("line", { x1: 110, x2: 110, y1: 3, y2: 17, class: "axis" }),
    low === null || high === null ? "" : s("line", { x1: x(low), x2: x(high), y1: 10, y2: 10, class: "range" }), s("circle", { cx: x(value), cy: 10, r: 5, class: value < 0 ? "down" : "up" }));
}

/** Codes met, source after source, with the band of the other orders. @param {number[]} values @param {number[]} low @param {number[]} high @param {string[]} names @param {number} total */
export function curve(values, low, high, names, total) {
  if (!values.length) return h("p", { class: "empty", text: t("Aucune source codée.") });
  const [width, height, left, bottom, top] = [720, 260, 40, 34, 12];
  const step = (width - left - 16) / Math.max(1, values.length - 1);
  const most = Math.max(...values, ...high) * 1.05;
  const x = (/** @type {number} */ i) => left + i * step;
  const y = (/** @type {number} */ v) => top + (height - top - bottom) * (1 - v / most);
  const line = (/** @type {number[]} */ list) => list.map((v, i) => `${x(i).toFixed(1)},${y(v).toFixed(1)}`);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round((most / 1.05) * share));
  return h("figure", { class: "curve" }, s("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": t("Codes attestés source après source : {n} sur {all} à la fin", { n: values[values.length - 1], all: total }) },
    ...ticks.map((v) => s("g", {}, s("line", { x1: left, x2: width - 16, y1: y(v), y2: y(v), class: "grid" }), s("text", { x: left - 6, y: y(v) + 4, "text-anchor": "end" }, number(v)))),
    s("polygon", { points: [...line(high), ...line(low).reverse()].join(" "), class: "band" }), s("polyline", { points: line(values).join(" "), class: "line" }),
    ...values.map((v, i) => s("circle", { cx: x(i), cy: y(v), r: 3.5, class: "up" }, s("title", {}, `${names[i]} : ${number(v)}`))),
    ...names.map((name, i) => (names.length > 24 && i % Math.ceil(names.length / 24) ? "" : s("text", { x: x(i), y: height - 12, "text-anchor": "middle" }, name.slice(0, 5))))),
  h("figcaption", { class: "small soft", text: t("Ligne : dans l'ordre des dates. Bande : entre 5 % et 95 % des autres ordres possibles.") }));
}
