/** The help's list of keys and gestures: the same as the overlay of the coding screen. Where this study's file is. */
import { get } from "./api.js";
import { byId, fill, h, sayError } from "./dom.js";
import { sheet } from "./keys.js";
import { t } from "./words.js";

fill(byId("keys"), sheet());

/** The file to keep a copy of. The address of a database may hold a password: it is not shown. */
async function place() {
  const { open } = await get("/recent");
  if (open && !open.includes("://")) fill(byId("place"), t("Fichier de cette étude :"), " ", h("bdi", { class: "mono", text: open }));
}

place().catch(sayError);
