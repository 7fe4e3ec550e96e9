/**
 * The JSON API as functions. Every failure is an ApiError whose message is a sentence to show as it is.
 */
import { t } from "./words.js";

export const ROOT = "/api/v1";

/** What the server (or the missing server) said. status 0: it could not be reached. */
export class ApiError extends Error {
  /** @param {string} message @param {number} status @param {string} kind @param {any} [body] */
  constructor(message, status, kind, body) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.kind = kind;
    this.body = body;
  }

  get offline() {
    return this.status === 0;
  }
}

/**
 * One request. @param {string} method @param {string} path below /api/v1, with its query
 * @param {{body?: any, form?: FormData, ifMatch?: string, signal?: AbortSignal, keepalive?: boolean}} [options]
 * @returns {Promise<{data: any, etag: string|null, status: number}>}
 */
export async function request(method, path, options = {}) {
  /** @type {Record<string, string>} */
  const headers = { accept: "application/json" };
  if (options.ifMatch) headers["if-match"] = options.ifMatch;
  let body;
  if (options.form) body = options.form;
  else if (method !== "GET") {
    headers["content-type"] = "application/json";
    body = JSON.stringify(options.body ?? {});
  }
  let response;
  try {
    response = await fetch(ROOT + path, {
      method, headers, body, signal: options.signal, keepalive: options.keepalive, credentials: "same-origin",
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(t("Le programme qualcoop ne répond pas ; rien n'est perdu, relancez-le puis réessayez."), 0, "Offline");
  }
  const data = await read(response);
  if (!response.ok) throw failure(response.status, data);
  return { data, etag: response.headers.get("etag"), status: response.status };
}

/** @param {Response} response */
async function read(response) {
  if (response.status === 204) return null;
  const text = await response.text();
  if (!text) return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** @param {number} status @param {any} data */
function failure(status, data) {
  const said = data && typeof data === "object" ? data.error : null;
  const sentence = typeof said === "string" ? said : t("Demande refusée (code {status}).", { status: String(status) });
  return new ApiError(sentence, status, (data && data.kind) || "Error", data);
}

/** A path with its query; empty values are left out. @param {string} path @param {Record<string, any>} [query] */
export function url(path, query = {}) {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== null && each !== undefined && each !== "" && each !== false) asked.append(name, String(each));
    }
  }
  const written = asked.toString();
  return written ? `${path}?${written}` : path;
}

/**
 * A file that the server writes: its name and what it holds. A refusal is an ApiError like any other.
 * @param {string} address @returns {Promise<{name: string, blob: Blob}>}
 */
export async function file(address) {
  let response, blob;
  try {
    response = await fetch(address, { credentials: "same-origin" });
    if (response.ok) blob = await response.blob();
  } catch {
    throw new ApiError(t("Le programme qualcoop ne répond pas ; rien n'est perdu, relancez-le puis réessayez."), 0, "Offline");
  }
  if (!blob) throw failure(response.status, await read(response));
  const given = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1];
  return { name: given ?? new URL(address, location.href).pathname.split("/").pop() ?? "", blob };
}

/** One name inside a path. @param {string} name */
export const part = (name) => encodeURIComponent(name);

/** @param {string} path @param {Record<string, any>} [query] @param {AbortSignal} [signal] */
export const get = async (path, query, signal) => (await request("GET", url(path, query), { signal })).data;
/** @param {string} path @param {any} [body] @param {{ifMatch?: string, signal?: AbortSignal}} [options] */
export const post = async (path, body, options) => (await request("POST", path, { ...options, body })).data;
/** @param {string} path @param {any} body @param {{ifMatch?: string, keepalive?: boolean}} [options] */
export const put = async (path, body, options) => (await request("PUT", path, { ...options, body })).data;
/** @param {string} path @param {any} body @param {{ifMatch?: string}} [options] */
export const patch = async (path, body, options) => (await request("PATCH", path, { ...options, body })).data;
/** @param {string} path @param {{ifMatch?: string}} [options] */
export const del = async (path, options) => (await request("DELETE", path, options)).data;

/**
 * Send files. With `signal`, the sending can be stopped; `onProgress` gets the share sent (0 to 1).
 * @param {string} path @param {FormData} form
 * @param {{signal?: AbortSignal, onProgress?: (share: number) => void}} [options] @returns {Promise<any>}
 */
export function upload(path, form, { signal, onProgress } = {}) {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open("POST", ROOT + path);
    sending.setRequestHeader("accept", "application/json");
    sending.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress?.(event.loaded / event.total);
    });
    sending.addEventListener("load", () => {
      let data = null;
      try {
        data = JSON.parse(sending.responseText);
      } catch {
        data = null;
      }
      if (sending.status >= 200 && sending.status < 300) resolve(data);
      else reject(failure(sending.status, data));
    });
    const lost = t("L'envoi s'est interrompu ; rien n'a été ajouté, réessayez.");
    sending.addEventListener("error", () => reject(new ApiError(lost, 0, "Offline")));
    sending.addEventListener("abort", () => reject(new DOMException("stopped", "AbortError")));
    signal?.addEventListener("abort", () => sending.abort());
    sending.send(form);
  });
}
