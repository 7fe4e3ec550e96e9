/** The help's list of keys and gestures: the same as the overlay of the coding screen. Where this study's file is. */
import { get } from "./api.js";
import { byId, fill, h, sayError } from "./dom.js";
import { gestures, table } from "./keys.js";
import { t } from "./words.js";

const groups = table().map((group) => h("section", { class: "keys-group" }, h("h3", { text: group.title }),
  h("dl", { class: "keys" }, group.keys.map((key) => [
    h("dt", null, key.shown.map((each) => (each === "…" ? "… " : h("kbd", { text: each })))), h("dd", { text: key.what })]))));
const mouse = h("section", { class: "keys-group" }, h("h3", { text: t("À la souris") }),
  h("ul", null, gestures().map((line) => h("li", { text: line }))));
fill(byId("keys"), groups, mouse);

/** The file to keep a copy of. The address of a database may hold a password: it is not shown. */
async function place() {
  const { open } = await get("/recent");
  if (open && !open.includes("://")) fill(byId("place"), t("Fichier de cette étude :"), " ", h("bdi", { class: "mono", text: open }));
}

place().catch(sayError);
