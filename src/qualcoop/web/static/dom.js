/**
 * Small helpers for building a screen. Texts are only ever set as text, colours only through CSSOM,
 * so that no name or quote can become markup.
 */
import { t } from "./words.js";

/**
 * An element. Properties: `class`, `text`, `on` ({event: handler}), `data` ({name: value}), `color` (the CSS
 * variable --code), any attribute; true sets it empty, false/null/undefined leave it out.
 * @param {string} tag @param {Record<string, any>|null} [props] @param {...(Node|string|number|null|undefined|false|any[])} children
 * @returns {any}
 */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) set(node, name, value);
  append(node, children);
  return node;
}

/** @param {HTMLElement} node @param {string} name @param {any} value */
function set(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "class") node.className = value;
  else if (name === "text") node.textContent = value;
  else if (name === "on") for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
  else if (name === "data") Object.assign(node.dataset, value);
  else if (name === "color") node.style.setProperty("--code", value);
  else if (name === "value" || name === "checked" || name === "disabled") /** @type {any} */ (node)[name] = value;
  else node.setAttribute(name, value === true ? "" : String(value));
}

/** @param {Node} node @param {any[]} children */
function append(node, children) {
  for (const child of children.flat(4)) {
    if (child === null || child === undefined || child === false) continue;
    node.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Replace what an element holds. @param {Element|null} node @param {...any} children */
export function fill(node, ...children) {
  if (!node) return;
  node.replaceChildren();
  append(node, children);
}

/** @param {string} id @returns {any} */
export const byId = (id) => document.getElementById(id);

let hide = 0;

/** Say a sentence to the user, on screen and to screen readers. @param {string} sentence @param {"done"|"wrong"} [kind] */
export function say(sentence, kind = "done") {
  const place = byId("qc-say");
  if (!place) return;
  place.className = `say shown ${kind}`;
  fill(place, h("p", { text: sentence }), h("button", {
    type: "button", class: "quiet icon", "aria-label": t("Fermer ce message"), text: "×", on: { click: () => (place.className = "say") },
  }));
  clearTimeout(hide);
  hide = window.setTimeout(() => (place.className = "say"), kind === "wrong" ? 15000 : 6000);
}

/** Show what went wrong. A request stopped on purpose is nothing wrong. @param {any} error */
export function sayError(error) {
  if (error?.name === "AbortError") return;
  say(error instanceof Error ? error.message : String(error), "wrong");
  if (error?.name !== "ApiError") console.error(error);
}

/** Run something that may fail; its button waits meanwhile. @param {() => Promise<any>} action @param {any} [button] */
export async function doing(action, button) {
  if (button) button.disabled = true;
  try {
    return await action();
  } catch (error) {
    sayError(error);
    return undefined;
  } finally {
    if (button) button.disabled = false;
  }
}

/**
 * Ask before something that matters. @param {{title: string, body?: any, yes: string, no?: string, danger?: boolean}} what
 * @returns {Promise<boolean>}
 */
export function ask(what) {
  return new Promise((resolve) => {
    const no = h("button", { type: "button", text: what.no ?? t("Annuler"), on: { click: () => box.close("no") } });
    const yes = h("button", {
      type: "button", class: what.danger ? "danger" : "primary", text: what.yes, on: { click: () => box.close("yes") },
    });
    const box = dialog(what.title, [what.body ?? "", h("div", { class: "actions" }, no, yes)]);
    box.addEventListener("close", () => resolve(box.returnValue === "yes"));
    (what.danger ? no : yes).focus();
  });
}

/**
 * A modal dialog, removed when it closes; focus goes back to where it was.
 * @param {string} title @param {any[]} content @param {string} [extra] class @returns {any}
 */
export function dialog(title, content, extra = "") {
  const before = /** @type {HTMLElement|null} */ (document.activeElement);
  const id = `qc-dialog-${Math.random().toString(36).slice(2)}`;
  const box = h("dialog", { class: `box ${extra}`, "aria-labelledby": id },
    h("header", { class: "box-head" }, h("h2", { id, text: title }),
      h("button", { type: "button", class: "quiet icon", "aria-label": t("Fermer"), text: "×", on: { click: () => box.close() } })),
    h("div", { class: "box-body" }, content));
  box.addEventListener("close", () => {
    box.remove();
    if (before?.isConnected) before.focus();
  });
  document.body.appendChild(box);
  box.showModal();
  return box;
}

/** A code as a chip with its colour. @param {{id: string, label?: string, color?: string|null}} code */
export function chip(code) {
  return h("span", { class: "chip", color: code.color ?? "#6b7280" }, h("span", { class: "dot", "aria-hidden": "true" }),
    h("span", { class: "mono", text: code.id }), code.label ? ` ${code.label}` : "");
}

/** A labelled field. @param {string} label @param {any} control with an id @param {string} [hint] */
export function field(label, control, hint) {
  if (!control.id) control.id = `f-${Math.random().toString(36).slice(2)}`;
  if (hint) control.setAttribute("aria-describedby", `${control.id}-hint`);
  return h("div", { class: "field" }, h("label", { for: control.id, text: label }), control,
    hint ? h("p", { class: "hint", id: `${control.id}-hint`, text: hint }) : null);
}

/** A choice. @param {Record<string, any>} props @param {[string, string][]} options value and label @param {string|null} [chosen] */
export function select(props, options, chosen) {
  const made = h("select", props, options.map(([value, label]) => h("option", { value, text: label })));
  if (chosen !== undefined && chosen !== null) made.value = chosen;
  return made;
}

/** Is the user typing in a field? @param {EventTarget|null} target */
export function typing(target) {
  const node = /** @type {HTMLElement|null} */ (target);
  return Boolean(node?.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]"));
}
