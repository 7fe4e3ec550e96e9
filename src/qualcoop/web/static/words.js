/**
 * Words, numbers and dates in the page's language. The French sentence is the key; English comes from the
 * catalogue that base.html carries. Figures go through Intl, never through string addition.
 */

/** @type {{lang: "fr"|"en", study: null|{name: string, default_layer: string|null}, seq: number, strings: Record<string, string>}} */
export const context = JSON.parse(document.getElementById("qc-context")?.textContent ?? '{"lang":"fr","strings":{}}');

export const lang = context.lang;
const plural = new Intl.PluralRules(lang);
const numbers = new Map();

/**
 * A sentence in the page's language; {name} is replaced by values.name (numbers as the language writes them).
 * @param {string} french @param {Record<string, string|number>} [values] @returns {string}
 */
export function t(french, values) {
  const sentence = lang === "fr" ? bound(french) : context.strings[french] ?? french;
  if (!values) return sentence;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? number(value) : String(value);
  });
}

/** French double signs stay with their word at the end of a line. @param {string} french */
const bound = (french) => french.replace(/ (?=[:;?!»])/g, "\u00a0").replace(/« /g, "«\u00a0");

/**
 * The sentence for one or for many, {n} being the number.
 * @param {number} n @param {string} one @param {string} many @param {Record<string, string|number>} [values]
 */
export function tn(n, one, many, values) {
  return t(plural.select(n) === "one" ? one : many, { ...values, n });
}

/** A number as the language writes it. @param {number|null|undefined} value @param {number} [digits] most decimals */
export function number(value, digits = 0) {
  if (value === null || value === undefined) return "";
  let format = numbers.get(digits);
  if (!format) {
    format = new Intl.NumberFormat(lang, { maximumFractionDigits: digits });
    numbers.set(digits, format);
  }
  return format.format(value);
}

/** A share (0 to 1) as a percentage. @param {number} value */
export function percent(value) {
  return new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 0 }).format(value);
}

/** The day of a moment, in full. @param {string} iso */
export const fullDay = (iso) => new Intl.DateTimeFormat(lang, { dateStyle: "full" }).format(new Date(iso));

/** The hour of a moment. @param {string} iso */
export const hour = (iso) => new Intl.DateTimeFormat(lang, { timeStyle: "short" }).format(new Date(iso));

/** A day (YYYY, YYYY-MM or YYYY-MM-DD) in words; anything else as it is. @param {string|null|undefined} iso */
export function day(iso) {
  if (!iso || !/^\d{4}-\d{2}-\d{2}$/.test(iso)) return iso ?? "";
  return new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(`${iso}T00:00:00Z`));
}

/** Sort names as the language does, numbers inside them by value. @param {string} a @param {string} b */
export const compare = new Intl.Collator(lang, { numeric: true }).compare;
