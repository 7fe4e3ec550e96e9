/** The journal as sentences, newest first, day by day; what was taken back is said so, and stays. */
import { get } from "./api.js";
import { byId, fill, h, sayError } from "./dom.js";
import { calmly, listen } from "./live.js";
import { fullDay, hour, t } from "./words.js";

/** @typedef {{seq: number, at: string, actor: string, verb: string, undone: boolean, what: string}} Event */

const STEP = 60;
const MOST = 10000; // what the API gives at once
let shown = STEP;
let asked = 0;

/** @param {Event} event */
function line(event) {
  return h("li", { class: event.undone ? "undone" : "", data: { seq: event.seq } },
    h("time", { datetime: event.at, text: hour(event.at) }),
    h("bdi", { class: "what", text: event.what }),
    event.undone ? h("span", { class: "badge warn", text: t("annulé") }) : null,
    event.actor ? h("bdi", { class: "who", text: event.actor }) : null);
}

/** Each day's name, then its events. @param {Event[]} events */
function byDay(events) {
  /** @type {Map<string, Event[]>} */ const found = new Map();
  for (const event of events) {
    const name = fullDay(event.at);
    found.set(name, [...(found.get(name) ?? []), event]);
  }
  return [...found].map(([name, those]) => [h("h2", { class: "day", text: name }), h("ol", { class: "plain events" }, those.map(line))]);
}

async function show() {
  const turn = ++asked;
  const events = /** @type {Event[]} */ (await get("/history", { limit: shown }));
  if (turn !== asked) return; // a later answer is already there
  fill(byId("events"), events.length ? byDay(events) : h("p", { class: "empty", text: t("Rien n'a encore été fait.") }));
  byId("more").hidden = events.length < shown || shown >= MOST;
}

const again = calmly(() => show().catch(sayError), 120);

byId("undo-here").addEventListener("click", () => byId("qc-undo").click());
byId("redo-here").addEventListener("click", () => byId("qc-redo").click());
byId("more").addEventListener("click", () => {
  shown = Math.min(2 * shown, MOST);
  show().catch(sayError);
});
document.addEventListener("qc-changed", again);
listen({ change: again, resync: again });
show().catch(sayError);
