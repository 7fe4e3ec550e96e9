/** The first screen: recent studies, a new one, the sample. */
import { get, post } from "./api.js";
import { byId, doing, fill, h, say } from "./dom.js";
import { choose } from "./folders.js";
import { listen } from "./live.js";
import { t } from "./words.js";

/** @typedef {{path: string, name: string, file: string, folder: string, exists: boolean}} Recent */

let folder = /** @type {string|null} */ (null);
let usual = "";
let open = /** @type {string|null} */ (null);

/** @param {string} [path] */
const go = (path = "/sources") => location.assign(path);

async function load() {
  const told = await get("/recent");
  usual = told.folder;
  open = told.open;
  if (folder === null) byId("new-folder").textContent = usual;
  show(told.recent);
}

/** @param {Recent[]} recent */
function show(recent) {
  fill(byId("recent"), recent.length ? recent.map(line)
    : h("li", { class: "soft", text: t("Pas encore d'étude sur cet ordinateur. Créez la vôtre, ou ouvrez l'exemple.") }));
}

/** @param {Recent} study */
function line(study) {
  const opener = h("button", { type: "button", class: "quiet line study", disabled: !study.exists, on: { click: () => start(study.path, opener) } },
    h("b", { class: "name", text: study.name }), study.path === open ? h("span", { class: "badge good", text: t("ouverte") }) : null,
    h("span", { class: "small soft name", text: study.exists ? study.folder : t("Fichier introuvable : {path}", { path: study.path }) }));
  const forget = h("button", {
    type: "button", class: "quiet icon", text: "×", title: t("Ôter de la liste (le fichier reste)"),
    "aria-label": t("Ôter {name} de la liste (le fichier reste)", { name: study.name }),
    on: { click: () => doing(async () => show((await post("/recent/forget", { path: study.path })).recent), forget) },
  });
  return h("li", null, opener, forget);
}

/** @param {string} path @param {any} [button] */
function start(path, button) {
  return doing(async () => {
    if (path !== open) await post("/studies/open", { path });
    go();
  }, button);
}

byId("open-other").addEventListener("click", async () => {
  const path = await choose({ title: t("Ouvrir une étude"), want: "study", start: usual });
  if (path) await start(path, byId("open-other"));
});

byId("new-folder-pick").addEventListener("click", async () => {
  const path = await choose({ title: t("Où ranger l'étude ?"), want: "folder", start: folder ?? "" });
  if (path) {
    folder = path;
    byId("new-folder").textContent = path;
  }
});

const form = /** @type {HTMLFormElement} */ (byId("new"));
const chosen = () => /** @type {string} */ (new FormData(form).get("codebook"));
form.addEventListener("change", () => (byId("new-file-field").hidden = chosen() !== "file"));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void doing(async () => {
    const codebook = await wanted();
    if (codebook === null) return;
    const name = byId("new-name").value.trim();
    if (!name) return;
    await post("/studies", folder ? { name, folder, codebook } : { name, codebook });
    go();
  }, byId("new-go"));
});

/** The codebook to send: a word, or the file itself. @returns {Promise<any>} */
async function wanted() {
  if (chosen() !== "file") return chosen();
  const file = byId("new-file").files[0];
  if (!file) {
    say(t("Choisissez d'abord le fichier de la grille."), "wrong");
    byId("new-file").focus();
    return null;
  }
  return { filename: file.name, base64: await base64(file) };
}

/** @param {File} file @returns {Promise<string>} */
function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",")[1] ?? "");
    reader.onerror = () => reject(new Error(t("{name} ne peut pas être lu.", { name: file.name })));
    reader.readAsDataURL(file);
  });
}

byId("sample").addEventListener("click", () => {
  const place = byId("sample-progress");
  const task = crypto.randomUUID();
  const stop = listen({
    progress: (data) => {
      if (data.task !== task) return;
      place.querySelector("progress").value = data.done;
      place.querySelector("progress").max = data.total;
      place.querySelector("p").textContent = data.name;
    },
  });
  place.hidden = false;
  void doing(async () => {
    await post("/sample", { task });
    go();
  }, byId("sample")).finally(() => {
    stop();
    place.hidden = true;
  });
});

void doing(load);
