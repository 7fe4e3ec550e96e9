/** What every screen has: undo and redo, the state of the connection, the reload when another study is opened. */
import { post } from "./api.js";
import { byId, doing, say, typing } from "./dom.js";
import { listen } from "./live.js";
import { context, t } from "./words.js";

/** @param {"undo"|"redo"} verb */
async function turn(verb) {
  await doing(async () => {
    const done = await post(`/${verb}`);
    say(done.sentence);
    document.dispatchEvent(new CustomEvent("qc-changed", { detail: done }));
  }, byId(`qc-${verb}`));
}

if (context.study) {
  byId("qc-undo")?.addEventListener("click", () => turn("undo"));
  byId("qc-redo")?.addEventListener("click", () => turn("redo"));
  const state = byId("qc-live");
  listen({
    study: () => location.assign("/sources"),
    state: (now) => {
      if (!state) return;
      state.textContent = now === "lost" ? t("Connexion perdue, nouvel essai…") : "";
      state.classList.toggle("lost", now === "lost");
    },
  });
}

if (!document.body.classList.contains("own-keys")) {
  document.addEventListener("keydown", (event) => {
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    const command = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (context.study && command && !event.altKey && (key === "z" || key === "y")) {
      event.preventDefault();
      void turn(key === "y" || event.shiftKey ? "redo" : "undo");
    } else if (event.key === "?" && !command) {
      location.assign("/help");
    }
  });
}

// On a narrow window the screen that is open shows in the row of screens.
const nav = document.querySelector(".nav");
const current = /** @type {HTMLElement|null} */ (document.querySelector(".nav [aria-current]"));
if (nav && current) nav.scrollLeft = current.offsetLeft - nav.offsetLeft - (nav.clientWidth - current.offsetWidth) / 2;

// A language change keeps the rest of the address.
const other = byId("qc-lang");
if (other instanceof HTMLAnchorElement) {
  const target = new URL(location.href);
  target.searchParams.set("lang", other.hreflang);
  other.href = target.pathname + target.search + target.hash;
}
