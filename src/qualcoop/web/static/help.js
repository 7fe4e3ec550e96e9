/** The help's list of keys: the same table as the overlay of the coding screen. */
import { byId, fill, h } from "./dom.js";
import { table } from "./keys.js";

fill(byId("keys"), table().map((group) => h("section", { class: "keys-group" }, h("h3", { text: group.title }),
  h("dl", { class: "keys" }, group.keys.map((key) => [
    h("dt", null, key.shown.map((each) => h("kbd", { text: each }))), h("dd", { text: key.what })])))));
