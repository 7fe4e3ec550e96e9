// @ts-check
/**
 * The keys of the coding screen, by the character typed (`event.key`), so that they are where they are printed on
 * AZERTY, QWERTZ and QWERTY alike. Nothing here is out of the mouse's reach, nor the other way round.
 */
import { dialog, h, typing } from "./dom.js";
import { kept } from "./speech.js";
import { t } from "./words.js";

/**
 * @typedef {{keys: string[], shown: string[], what: string, run: string}} Key
 *   keys: as `event.key`, with "Shift+", "Ctrl+" or "Alt+" in front where they count. run: the action's name.
 */

/** @returns {{title: string, keys: Key[]}[]} */
export const table = () => [
  {
    title: t("Lire"),
    keys: [
      { keys: ["j", "ArrowDown"], shown: ["j", "↓"], what: t("phrase suivante"), run: "next" },
      { keys: ["k", "ArrowUp"], shown: ["k", "↑"], what: t("phrase précédente"), run: "previous" },
      { keys: ["/"], shown: ["/"], what: t("chercher dans ce texte"), run: "find" },
      { keys: ["g /"], shown: ["g", "/"], what: t("chercher dans toutes les sources"), run: "findAll" },
      { keys: ["f"], shown: ["f"], what: t("ne montrer que le code en main (ou tous)"), run: "focus" },
      { keys: ["g n"], shown: ["g", "n"], what: t("source suivante"), run: "nextSource" },
      { keys: ["g p"], shown: ["g", "p"], what: t("source précédente"), run: "previousSource" },
    ],
  },
  {
    title: t("Choisir le passage"),
    keys: [
      { keys: ["Shift+J", "Shift+ArrowDown"], shown: [t("Maj j"), t("Maj ↓")], what: t("étendre d'une phrase"), run: "growDown" },
      { keys: ["Shift+K", "Shift+ArrowUp"], shown: [t("Maj k"), t("Maj ↑")], what: t("réduire ou étendre vers le haut"), run: "growUp" },
      { keys: ["Shift+ArrowRight"], shown: [t("Maj →")], what: t("fin : un mot de plus"), run: "endRight" },
      { keys: ["Shift+ArrowLeft"], shown: [t("Maj ←")], what: t("fin : un mot de moins"), run: "endLeft" },
      { keys: ["["], shown: ["["], what: t("début : un mot de plus"), run: "startLeft" },
      { keys: ["]"], shown: ["]"], what: t("début : un mot de moins"), run: "startRight" },
      { keys: ["Escape"], shown: [t("Échap")], what: t("lâcher"), run: "letGo" },
    ],
  },
  {
    title: t("Coder"),
    keys: [
      { keys: ["c", "Enter"], shown: ["c", "↵"], what: t("choisir un code (Maj ↵ en ajoute plusieurs)"), run: "palette" },
      { keys: ["1–9"], shown: ["1", "…", "9"], what: t("coder avec un favori"), run: "favourite" },
      { keys: ["."], shown: ["."], what: t("le même code encore"), run: "again" },
      { keys: ["v"], shown: ["v"], what: t("in vivo : les mots deviennent le code"), run: "inVivo" },
      { keys: ["Tab", "Shift+Tab"], shown: ["Tab"], what: t("passer d'un codage à l'autre au même endroit"), run: "walk" },
      { keys: ["x", "Delete"], shown: ["x"], what: t("retirer le codage en main"), run: "uncode" },
      { keys: ["Alt+ArrowRight", "Alt+ArrowLeft"], shown: ["Alt →", "Alt ←"], what: t("déplacer la fin du codage en main"), run: "resizeEnd" },
      { keys: ["Alt+Shift+ArrowRight", "Alt+Shift+ArrowLeft"], shown: [t("Alt Maj →"), t("Alt Maj ←")], what: t("déplacer son début"), run: "resizeStart" },
      { keys: ["m"], shown: ["m"], what: t("mémo"), run: "memo" },
      { keys: ["Ctrl+z"], shown: ["Ctrl z"], what: t("annuler"), run: "undo" },
      { keys: ["Ctrl+y", "Ctrl+Shift+Z", "Ctrl+Z"], shown: ["Ctrl y"], what: t("rétablir"), run: "redo" },
    ],
  },
  {
    title: t("Juger les suggestions"),
    keys: [
      { keys: ["n"], shown: ["n"], what: t("suggestion suivante"), run: "nextSuggestion" },
      { keys: ["p"], shown: ["p"], what: t("suggestion précédente"), run: "previousSuggestion" },
      { keys: ["a"], shown: ["a"], what: t("accepter"), run: "accept" },
      { keys: ["r"], shown: ["r"], what: t("rejeter"), run: "reject" },
      { keys: ["e"], shown: ["e"], what: t("accepter avec un autre code ; les bords se déplacent avant"), run: "editSuggestion" },
      { keys: [" "], shown: [t("Espace")], what: t("passer"), run: "skip" },
      { keys: ["Backspace"], shown: [t("Retour arr.")], what: t("revenir sur la dernière décision"), run: "reopen" },
    ],
  },
  {
    title: t("Aide"),
    keys: [{ keys: ["?"], shown: ["?"], what: t("ces touches"), run: "help" }],
  },
];

/** The name of a key stroke, as in the table. @param {KeyboardEvent} event */
export function stroke(event) {
  // AltGr types a character ([ on AZERTY); some systems report it as Ctrl+Alt.
  const typed = event.getModifierState?.("AltGraph") || (event.ctrlKey && event.altKey && event.key.length === 1);
  const parts = [];
  if ((event.ctrlKey || event.metaKey) && !typed) parts.push("Ctrl");
  if (event.altKey && !typed) parts.push("Alt");
  const letter = event.key.length === 1 && event.key.toLowerCase() !== event.key.toUpperCase();
  if (event.shiftKey && (letter || event.key.length > 1)) parts.push("Shift");
  return [...parts, event.key].join("+");
}

/** Favourite number of a stroke: the digit typed, or the key of the digits' row alone (AZERTY types & é " there). @param {KeyboardEvent} event */
function favouriteOf(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return 0;
  if (/^[1-9]$/.test(event.key)) return Number(event.key);
  const row = /^Digit([1-9])$/.exec(event.code);
  return row && !event.shiftKey && !/^[/.[\]?]$/.test(event.key) ? Number(row[1]) : 0;
}

export class Keys {
  /** @param {Record<string, (event: KeyboardEvent, number?: number) => boolean | void | Promise<any>>} actions false: the browser goes on */
  constructor(actions) {
    this.actions = actions;
    this.chord = "";
    this.timer = 0;
    /** @type {Map<string, string>} */ this.byStroke = new Map();
    for (const group of table()) for (const key of group.keys) for (const each of key.keys) this.byStroke.set(each, key.run);
    document.addEventListener("keydown", (event) => this.#down(event));
  }

  /** Single letters can be switched off (speech input, screen readers' own keys). */
  get letters() {
    return kept.get("letters", true);
  }

  /** @param {KeyboardEvent} event */
  #down(event) {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    const name = stroke(event);
    if (typing(event.target)) {
      if (event.key === "Escape") this.#run("leaveField", event);
      return;
    }
    if (!this.letters && !/^(Ctrl|Alt)\+/.test(name) && event.key.length === 1) return;
    const inText = !(event.target instanceof Element && event.target.closest("button, a, summary, [role=treeitem], [role=option]"));
    if (!inText && ["Enter", " ", "Tab", "Shift+Tab", "ArrowDown", "ArrowUp", "Backspace"].includes(name)) return;
    if (this.chord) {
      const both = `${this.chord} ${name}`;
      this.chord = "";
      if (this.#run(this.byStroke.get(both), event)) return;
    } else if (name === "g") {
      this.chord = "g";
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => (this.chord = ""), 1200);
      return;
    }
    const favourite = favouriteOf(event);
    if (favourite && this.#run("favourite", event, favourite)) return;
    this.#run(this.byStroke.get(name), event);
  }

  /** @param {string | undefined} action @param {KeyboardEvent} event @param {number} [number] */
  #run(action, event, number) {
    const run = action && this.actions[action];
    if (!run || run(event, number) === false) return false;
    event.preventDefault();
    return true;
  }
}

/** What the mouse does, a sentence each. */
const gestures = () => [
  t("Sélectionner du texte, puis choisir un code dans la barre ou dans la grille à gauche."),
  t("Cliquer sur un crochet ou son nom prend le codage en main ; tirer ses deux ronds en change les bords."),
  t("Passer sur un code montre ses passages."),
  t("Un code pointé dans la grille et un chiffre : il devient ce favori."),
];

/** All keys and gestures, group by group. */
export function sheet() {
  const groups = table().map(({ title, keys }) =>
    h("section", null, h("h3", { text: title }), h("dl", { class: "keys" }, keys.map((key) =>
      h("div", null, h("dt", null, key.shown.map((each) => (each === "…" ? " … " : h("kbd", { text: each })))), h("dd", { text: key.what }))))));
  const mouse = h("section", null, h("h3", { text: t("À la souris") }), h("ul", { class: "small" }, gestures().map((line) => h("li", { text: line }))));
  return h("div", { class: "keys-sheet" }, groups, mouse);
}

/** The same on a sheet over the page. */
export function showKeys() {
  dialog(t("Touches et gestes"), [sheet()], "large");
}
