// @ts-check
/**
 * Asks for what the coding screen shows while its scripts are still on their way. The first module to run; small,
 * and without imports, for that reason.
 */
const source = /** @type {HTMLElement | null} */ (document.querySelector("[data-source]"))?.dataset.source ?? pathSource();

/** The element may not be there yet: the address says the same. */
function pathSource() {
  return decodeURIComponent(location.pathname.replace(/^\/code\//, ""));
}

/** @param {string} path */
async function ask(path) {
  const response = await fetch(`/api/v1${path}`);
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

/** The layer chosen in this study before. @returns {string | null} */
function chosenLayer() {
  try {
    const study = /** @type {HTMLMetaElement | null} */ (document.querySelector("meta[name=qc-study]"))?.content ?? "";
    return JSON.parse(localStorage.getItem(`qualcoop.layer.${study}`) ?? "null") || null;
  } catch {
    return null;
  }
}

const here = `/sources/${encodeURIComponent(source)}`;

const chosen = chosenLayer();
const guess = chosen ?? "main";

/** Answers on their way; a failure is told by whoever waits for it. */
export const early = {
  chosen,
  layer: guess,
  source: ask(here),
  codings: ask(`${here}/codings?layer=${encodeURIComponent(guess)}`),
  study: ask("/study"),
  book: ask("/codebook"),
};
for (const answer of Object.values(early)) if (answer instanceof Promise) answer.catch(() => {});
