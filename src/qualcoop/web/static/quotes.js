/** The side panel: the passages behind a figure, each with the way to its place in the text. */
import { part } from "./api.js";
import { byId, chip, fill, h, sayError } from "./dom.js";
import { said } from "./speech.js";
import { t, tn } from "./words.js";

const AT_ONCE = 150;
let before = /** @type {HTMLElement|null} */ (null);

/**
 * @param {{title: string, codes: Map<string, any>, figure?: number, load: () => Promise<any[]>}} what
 */
export async function open({ title, codes, load }) {
  const place = byId("quotes");
  if (place.hidden) before = /** @type {HTMLElement|null} */ (document.activeElement);
  let found;
  try {
    found = await load();
  } catch (error) {
    sayError(error);
    return;
  }
  const list = h("ol", { class: "plain quotes" });
  const more = h("button", { type: "button", text: t("Montrer la suite"), on: { click: () => show() } });
  let shown = 0;
  const show = () => {
    for (const each of found.slice(shown, shown + AT_ONCE)) list.appendChild(line(each, codes));
    shown = Math.min(found.length, shown + AT_ONCE);
    more.hidden = shown >= found.length;
  };
  show();
  place.hidden = false;
  fill(place, h("header", null, h("div", { class: "grow" }, h("h2", { id: "quotes-title", tabindex: "-1", text: title }),
    h("p", { class: "small soft", id: "quotes-count", text: tn(found.length, "{n} passage", "{n} passages") })),
  h("button", { type: "button", class: "quiet icon", "aria-label": t("Fermer les citations"), text: "×", on: { click: close } })),
  found.length ? list : h("p", { class: "empty", text: t("Aucun passage.") }), more);
  place.scrollTop = 0;
  byId("quotes-title").focus({ preventScroll: true });
}

/** @param {any} quote @param {Map<string, any>} codes */
function line(quote, codes) {
  const about = codes.get(quote.code);
  return h("li", null,
    h("p", { class: "quote", dir: "auto", text: quote.quote }),
    h("p", { class: "small soft" }, h("a", { href: `/code/${part(quote.source)}#${quote.start}-${quote.end}`, class: "name", text: quote.source }),
      quote.speaker ? [" · ", h("bdi", { text: quote.speaker })] : null, quote.phase ? [" · ", t("période {name}", { name: quote.phase })] : null, " · ",
      chip({ id: quote.code, label: about ? said(about.label) : "", color: about?.color })),
    quote.memo ? h("p", { class: "small memo", dir: "auto", text: quote.memo }) : null);
}

export function close() {
  const place = byId("quotes");
  if (place.hidden) return;
  place.hidden = true;
  fill(place);
  if (before?.isConnected) before.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !document.querySelector("dialog[open]")) close();
});
