/** Choose a folder, or a study in one, by clicking. */
import { get } from "./api.js";
import { dialog, fill, h, sayError } from "./dom.js";
import { t } from "./words.js";

/**
 * @param {{title: string, want: "folder"|"study", start?: string}} options
 * @returns {Promise<string|null>} the path chosen, null where none was
 */
export function choose({ title, want, start = "" }) {
  return new Promise((resolve) => {
    const where = h("p", { class: "mono name place-path" });
    const list = h("ul", { class: "plain folders", "aria-label": t("Contenu du dossier") });
    const take = h("button", { type: "button", class: "primary", text: t("Choisir ce dossier"), on: { click: () => done(here) } });
    const box = dialog(title, [where, list, want === "folder" ? h("div", { class: "actions" }, take) : null], "folder-box");
    let here = "";
    let chosen = /** @type {string|null} */ (null);
    const done = (/** @type {string} */ path) => {
      chosen = path;
      box.close();
    };
    box.addEventListener("close", () => resolve(chosen));

    /** @param {string} path */
    async function show(path) {
      let found;
      try {
        found = await get("/folders", { path });
      } catch (error) {
        if (path) await show("");
        sayError(error);
        return;
      }
      here = found.path;
      where.textContent = found.path;
      const line = (/** @type {string} */ icon, /** @type {string} */ name, /** @type {() => void} */ go) =>
        h("li", null, h("button", { type: "button", class: `quiet line ${icon}`, on: { click: go } }, h("bdi", { text: name })));
      fill(list,
        found.parent ? line("up", t("Dossier au-dessus"), () => void show(found.parent)) : null,
        found.folders.map((/** @type {any} */ each) => line("folder", each.name, () => void show(each.path))),
        want === "study" ? found.studies.map((/** @type {any} */ each) => line("study", each.name, () => done(each.path))) : null,
        want === "study" && !found.studies.length ? h("li", { class: "soft small", text: t("Pas d'étude (.qualcoop) dans ce dossier.") }) : null);
      list.querySelector("button")?.focus();
    }
    void show(start);
  });
}
