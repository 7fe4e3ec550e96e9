// @ts-check
/**
 * Changes on their way to the server, in order. Each is written down in this browser before it is sent and struck
 * out when the server has said yes or no, so a server that is away, or a tab that is closed, loses none.
 *
 * @typedef {{key: string, method: string, path: string, body?: any, match?: string, about?: any}} Change
 *   `about` is for whoever made the change: what to show while it waits, what to put back if it is refused.
 */

const RETRY = [400, 800, 1500, 3000, 5000];

/** The server read the change and said no; its message is a sentence for people. */
export class Refused extends Error {
  /** @param {string} sentence @param {number} status */
  constructor(sentence, status) {
    super(sentence);
    this.status = status;
  }
}

export class Queue extends EventTarget {
  /** @param {string} study names the study in this browser's storage */
  constructor(study) {
    super();
    this.prefix = `qualcoop.unsent.${study}.`;
    this.place = this.prefix + crypto.randomUUID();
    /** @type {Change[]} */ this.waiting = [];
    /** @type {Map<string, {resolve: (answer: any) => void, reject: (error: Error) => void}>} */ this.heard = new Map();
    this.sending = false;
    this.failures = 0;
    this.timer = 0;
    // While this tab lives it holds a lock by its name: other tabs leave its changes alone.
    navigator.locks?.request(this.place, () => new Promise(() => {}));
  }

  get away() {
    return this.failures > 0;
  }

  /** Changes left behind by tabs that are gone. @returns {Promise<Change[]>} */
  async adopt() {
    const left = Object.keys(localStorage).filter((key) => key.startsWith(this.prefix) && key !== this.place);
    for (const place of left.sort()) {
      await navigator.locks.request(place, { ifAvailable: true }, (lock) => {
        if (!lock) return;
        this.waiting.push(...read(place));
        this.#keep();
        localStorage.removeItem(place);
      });
    }
    return [...this.waiting];
  }

  /** Write a change down and send it. The promise is kept when the server has answered. @param {Change} change */
  add(change) {
    this.waiting.push(change);
    this.#keep();
    const answer = new Promise((resolve, reject) => this.heard.set(change.key, { resolve, reject }));
    void this.send();
    return answer;
  }

  /** Take back the last change that is not on its way yet. @returns {Change | undefined} */
  takeBack() {
    if (this.waiting.length <= (this.sending ? 1 : 0)) return undefined;
    const change = this.waiting.pop();
    this.#keep();
    this.#tell();
    return change;
  }

  /** Send what waits, one after the other. */
  async send() {
    if (this.sending) return;
    clearTimeout(this.timer);
    this.sending = true;
    while (this.waiting.length) {
      const change = this.waiting[0];
      let answer;
      try {
        answer = await ask(change);
      } catch (error) {
        if (!(error instanceof Refused)) {
          this.#later();
          break;
        }
        this.#done(change, (heard) => heard?.reject(error));
        this.dispatchEvent(new CustomEvent("refused", { detail: { change, error } }));
        continue;
      }
      this.failures = 0;
      this.#done(change, (heard) => heard?.resolve(answer));
      this.dispatchEvent(new CustomEvent("sent", { detail: { change, answer } }));
    }
    this.sending = false;
    if (!this.waiting.length) this.failures = 0;
    this.#tell();
  }

  /** @param {Change} change @param {(heard: any) => void} then */
  #done(change, then) {
    this.waiting.shift();
    this.#keep();
    const heard = this.heard.get(change.key);
    this.heard.delete(change.key);
    then(heard);
  }

  #later() {
    const wait = RETRY[Math.min(this.failures++, RETRY.length - 1)];
    this.timer = window.setTimeout(() => void this.send(), wait);
  }

  #tell() {
    this.dispatchEvent(new CustomEvent("state", { detail: { waiting: this.waiting.length, away: this.away } }));
  }

  #keep() {
    if (this.waiting.length) localStorage.setItem(this.place, JSON.stringify(this.waiting));
    else localStorage.removeItem(this.place);
  }
}

/** @param {string} place @returns {Change[]} */
function read(place) {
  try {
    const found = JSON.parse(localStorage.getItem(place) ?? "[]");
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

/** Send one change. Refused when the server says no; another error when it is away. @param {Change} change */
export async function ask({ method, path, body, match, about }) {
  /** @type {Record<string, string>} */ const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (match) headers["If-Match"] = match;
  const response = await fetch(`/api/v1${path}`, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = response.status === 204 ? {} : await response.json().catch(() => ({}));
  if (response.ok) return answer;
  // Sent again because the first answer was lost: what is gone already, or changed already, is done.
  if (response.status === 404 && method === "DELETE") return {};
  if (response.status === 404 && method === "PATCH" && about?.put) {
    const there = await fetch(`/api/v1/codings/${about.put.id}`);
    if (there.ok) return there.json();
  }
  // 401: the server was started anew and does not know this window yet; 5xx: busy or ill. Both may pass.
  if (response.status === 401 || response.status >= 500) throw new Error(answer.error ?? response.statusText);
  throw new Refused(answer.error ?? response.statusText, response.status);
}
