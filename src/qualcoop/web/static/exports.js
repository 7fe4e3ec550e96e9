/** Exports: one link a file, for the layer chosen; a refusal is shown as its sentence, not saved as a file. */
import { file, get, ROOT, url } from "./api.js";
import { byId, doing, fill, h, say, sayError } from "./dom.js";
import { calmly, listen } from "./live.js";
import { chosenLayer } from "./speech.js";
import { t } from "./words.js";

const OF_A_LAYER = new Set(["workbook.xlsx", "report.docx", "report.html", "tables.zip"]);
const KEEP = 10000; // milliseconds for the browser to save what it was given
const links = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("#exports [data-file]")]);
const choice = /** @type {HTMLSelectElement} */ (byId("layer"));

/** Point every link at the layer chosen. */
function aim() {
  for (const link of links) {
    const name = link.dataset.file ?? "";
    link.href = url(`${ROOT}/export/${name}`, OF_A_LAYER.has(name) ? { layer: choice.value } : {});
  }
}

/** Fetch first, save afterwards: what cannot be written is told. @param {HTMLAnchorElement} link */
async function save(link) {
  if (link.getAttribute("aria-disabled")) return; // being written already
  link.setAttribute("aria-disabled", "true");
  say(t("Le fichier s'écrit…"));
  await doing(async () => {
    const { name, blob } = await file(link.href);
    const address = URL.createObjectURL(blob);
    h("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), KEEP);
    say(t("{name} est prêt : voyez vos téléchargements.", { name }));
  });
  link.removeAttribute("aria-disabled");
}

/** The layers there are. At first the one asked for, else the one that is coded in, else the study's usual one. */
async function load() {
  const study = await get("/study");
  const layers = /** @type {string[]} */ (study.layers);
  const before = [choice.value, new URLSearchParams(location.search).get("layer"), chosenLayer.get()];
  fill(choice, (layers.length ? layers : [study.default_layer]).map((name) => h("option", { value: name, text: name })));
  choice.value = before.find((name) => name && layers.includes(name)) ?? study.default_layer;
  const grid = study.codebook_version !== null;
  byId("exports").hidden = choice.disabled = !grid; // without a codebook no file can be written
  byId("gridless").hidden = grid;
  byId("uncoded").hidden = !grid || layers.length > 0;
  aim();
}

choice.addEventListener("change", () => {
  history.replaceState(null, "", url(location.pathname, { layer: choice.value }));
  aim();
});
for (const link of links) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the browser's own ways of opening a link
    event.preventDefault();
    void save(link);
  });
}
const again = calmly(() => load().catch(sayError), 200);
listen({ change: (change) => ["codings", "codebooks"].some((name) => change.tables.includes(name)) && again(), resync: again });
load().catch(sayError);
