/** The journal as sentences, newest first; what was undone is struck through and said. */
import { get } from "./api.js";
import { byId, fill, h, sayError } from "./dom.js";
import { listen } from "./live.js";
import { moment, t } from "./words.js";

const STEP = 60;
let shown = STEP;

/** @param {any} event */
function line(event) {
  return h("li", { class: event.undone ? "undone" : "" },
    h("time", { datetime: event.at, text: moment(event.at) }),
    h("span", { class: "what", text: event.what }),
    event.undone ? h("span", { class: "tag", text: t("annulé") }) : null,
    event.actor ? h("span", { class: "who", text: event.actor }) : null);
}

async function show() {
  const events = await get("/history", { limit: shown });
  fill(byId("events"), events.length ? events.map(line) : h("li", { text: t("Rien n'a encore été fait.") }));
  byId("more").hidden = events.length < shown;
}

byId("undo-here").addEventListener("click", () => byId("qc-undo").click());
byId("redo-here").addEventListener("click", () => byId("qc-redo").click());
byId("more").addEventListener("click", () => {
  shown += STEP;
  show().catch(sayError);
});
document.addEventListener("qc-changed", () => void show().catch(sayError));
listen({ change: () => void show().catch(sayError) });
show().catch(sayError);
