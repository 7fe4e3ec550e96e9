// @ts-check
/** Small words: labels in the page's language, texts without accents, what a screen reader is told. */
import { lang } from "./words.js";

/** A text in two languages, in the page's. @param {any} both @returns {string} */
export const said = (both) => (typeof both === "string" ? both : both?.[lang] || both?.fr || both?.en || "");

/** The name of a code, with its id in front. @param {{id: string, label?: any}} code */
export const nameOf = (code) => [code.id, said(code.label)].filter(Boolean).join(" ");

/** Lower case without accents, one space for any white space. @param {string} text */
export const fold = (text) =>
  text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[\u2019\u02bc]/g, "'")
    .replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/\s+/g, " ");

/** A text cut to be shown on one line. @param {string} text @param {number} size */
export const short = (text, size) => {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= size ? line : `${line.slice(0, size - 1).trimEnd()}…`;
};

/** Tell a screen reader, politely. @param {string} sentence */
export function tell(sentence) {
  const region = document.getElementById("qc-spoken");
  if (region && region.textContent !== sentence) region.textContent = sentence;
}

/** Settings of this browser. A browser without storage has the usual ones. */
export const kept = {
  /** @param {string} name @param {any} usual */
  get(name, usual) {
    try {
      const found = localStorage.getItem(`qualcoop.${name}`);
      return found === null ? usual : JSON.parse(found);
    } catch {
      return usual;
    }
  },
  /** @param {string} name @param {any} value */
  set(name, value) {
    try {
      localStorage.setItem(`qualcoop.${name}`, JSON.stringify(value));
    } catch {
      // Full or forbidden: the setting lasts for this page only.
    }
  },
};

/** The layer chosen in this study in this browser. early.js, which has no imports, reads it at the same place. */
export const chosenLayer = {
  /** @returns {string | null} */
  get: () => kept.get(layerKey(), null),
  /** @param {string} name */
  set: (name) => kept.set(layerKey(), name),
};

const layerKey = () => `layer.${/** @type {HTMLMetaElement | null} */ (document.querySelector("meta[name=qc-study]"))?.content ?? ""}`;
