/**
 * What changes while this page is open, whoever changed it (server-sent events from the journal).
 * The stream is closed while the page is hidden (a browser allows six in all) and caught up by number on return.
 */
import { ROOT } from "./api.js";
import { context } from "./words.js";

/**
 * @typedef {{seq: number, verb: string, actor: string, sentence: string, tables: string[], sources: string[], codings?: any}} Change
 * @typedef {{change?: (change: Change) => void, progress?: (data: any) => void, study?: () => void,
 *   resync?: (data: {seq: number}) => void, state?: (state: "open"|"lost"|"hidden") => void}} Handlers
 */

/** Handlers of this page; one stream serves them all. @type {Set<Handlers>} */
const listeners = new Set();
/** @type {EventSource|null} */
let source = null;
let seq = context.seq ?? null;
let again = 0;

/** The number of the last change that this page knows. */
export const known = () => seq;

/** Listen; gives the function that stops. @param {Handlers} handlers @returns {() => void} */
export function listen(handlers) {
  listeners.add(handlers);
  if (!source && !document.hidden) open();
  return () => {
    listeners.delete(handlers);
    if (!listeners.size) close();
  };
}

/** @param {keyof Handlers} name @param {any} [data] */
function tell(name, data) {
  for (const each of [...listeners]) {
    try {
      /** @type {any} */ (each[name])?.(data);
    } catch (error) {
      console.error(error);
    }
  }
}

function open() {
  close();
  source = new EventSource(seq === null ? `${ROOT}/events` : `${ROOT}/events?since=${seq}`);
  source.addEventListener("open", () => tell("state", "open"));
  source.addEventListener("ready", (event) => (seq ??= JSON.parse(event.data).seq)); // missed changes follow it
  source.addEventListener("change", (event) => {
    const change = JSON.parse(event.data);
    if (seq !== null && change.seq <= seq) return;
    seq = change.seq;
    tell("change", change);
  });
  source.addEventListener("progress", (event) => tell("progress", JSON.parse(event.data)));
  source.addEventListener("resync", (event) => {
    const data = JSON.parse(event.data);
    seq = data.seq;
    tell("resync", data);
  });
  source.addEventListener("study", () => tell("study"));
  source.addEventListener("error", () => {
    tell("state", "lost");
    if (source?.readyState === EventSource.CLOSED) {
      clearTimeout(again);
      again = window.setTimeout(open, 1500);
    }
  });
}

function close() {
  clearTimeout(again);
  source?.close();
  source = null;
}

/**
 * The same action, once after a burst of changes: an import tells many in a row.
 * @param {() => any} action @param {number} wait milliseconds without a change @returns {() => void}
 */
export function calmly(action, wait) {
  let waiting = 0;
  return () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(action, wait);
  };
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    close();
    tell("state", "hidden");
  } else if (listeners.size) open();
});
addEventListener("pagehide", close);
