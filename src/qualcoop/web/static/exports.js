/** Exports: one link a file, for the layer chosen; a refusal is shown as its sentence, not saved as a file. */
import { get, ROOT, url } from "./api.js";
import { byId, doing, fill, h, say, sayError } from "./dom.js";
import { t } from "./words.js";

const OF_A_LAYER = new Set(["workbook.xlsx", "report.docx", "report.html", "tables.zip"]);
const links = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("#exports [data-file]")]);

/** Point every link at the layer chosen. */
function aim() {
  const layer = byId("layer").value;
  for (const link of links) {
    const file = link.dataset.file ?? "";
    link.href = url(`${ROOT}/export/${file}`, OF_A_LAYER.has(file) ? { layer } : {});
  }
}

/** Fetch first, save afterwards: what cannot be written is told. @param {HTMLAnchorElement} link */
async function save(link) {
  const response = await fetch(link.href, { credentials: "same-origin" });
  if (!response.ok) throw new Error((await response.json()).error ?? t("Ce fichier n'a pas pu être écrit."));
  const address = URL.createObjectURL(await response.blob());
  const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? link.dataset.file ?? "";
  const anchor = h("a", { href: address, download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
  say(t("{name} est prêt : voyez vos téléchargements.", { name }));
}

async function load() {
  const study = await get("/study");
  const layers = /** @type {string[]} */ (study.layers);
  fill(byId("layer"), layers.map((name) => h("option", { value: name, text: name })));
  byId("layer").value = study.default_layer;
  byId("layer").addEventListener("change", aim);
  aim();
  for (const link of links) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      void doing(() => save(link), link);
    });
  }
}

load().catch(sayError);
