// @ts-check
/** The panel at the right: the coding or suggestion in hand, what lies at the cursor, every coding as a list. */
import { chip, field, fill, h, select } from "./dom.js";
import { said, short } from "./speech.js";
import { number, t, tn } from "./words.js";

/** @typedef {import("./store.js").Coding} Coding */
/** @typedef {import("./store.js").Suggestion} Suggestion */
const PAGE = 150;

export class Inspector extends EventTarget {
  /** @param {{hand: HTMLElement, here: HTMLElement, list: HTMLElement, count: HTMLElement}} places */
  constructor(places) {
    super();
    this.places = places;
    /** @type {Map<string, any>} */ this.codes = new Map();
    /** @type {{id: string, label: string, parent: string | null}[]} */ this.cases = [];
    /** @type {{case: string, id: string, label: string}[]} */ this.phases = [];
    /** @type {string | null} */ this.case = null;
    /** @type {{start: number, end: number, role: string}[]} */ this.turns = [];
    this.listed = PAGE;
    this.key = "";
    this.writing = 0;
    addEventListener("pagehide", () => this.flush());
    places.list.closest("details")?.addEventListener("toggle", () => this.asked?.());
  }

  /** @param {string} name @param {any} detail */
  #do(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /** A memo is saved a moment after the last letter, and before anything else is shown. */
  flush() {
    clearTimeout(this.writing);
    const memo = this.memo;
    if (!memo || memo.value === memo.dataset.saved) return;
    memo.dataset.saved = memo.value;
    this.#do("edit", { id: this.held, changes: { memo: memo.value } });
  }

  /** @param {string} id */
  #chip(id) {
    const code = this.codes.get(id);
    return chip({ id, label: code ? said(code.label) : "", color: code?.color });
  }

  // ------------------------------------------------------------ in hand

  /** @param {Coding | null} coding */
  showCoding(coding) {
    const key = coding ? `${coding.id} ${coding.etag ?? ""} ${coding.unsent ?? ""}` : "none";
    if (key === this.key) return;
    // Someone who is writing here is not interrupted by news of the same coding.
    if (coding && this.held === coding.id && this.places.hand.contains(document.activeElement)) return;
    if (this.held !== coding?.id) this.flush();
    this.key = key;
    this.held = coding?.id ?? "";
    this.memo = null;
    fill(this.places.hand, coding ? this.#coding(coding) : this.#nothing());
  }

  #nothing() {
    return h("div", { class: "nothing soft" },
      h("p", { text: t("Sélectionnez du texte, ou parcourez les phrases avec j et k.") }),
      h("p", null, h("kbd", { text: "c" }), " ", t("coder"), " · ", h("kbd", { text: "?" }), " ", t("toutes les touches")));
  }

  /** @param {Coding} coding */
  #coding(coding) {
    const code = this.codes.get(coding.code);
    const memo = h("textarea", {
      rows: "3", text: coding.memo, data: { saved: coding.memo }, on: {
        change: () => this.flush(),
        input: () => {
          clearTimeout(this.writing);
          this.writing = window.setTimeout(() => this.flush(), 700);
        },
      },
    });
    this.memo = memo;
    const origin = { manual: t("à la main"), accepted: t("suggestion acceptée"), edited: t("suggestion corrigée"), imported: t("importé") }[coding.origin];
    return [
      h("header", { class: "hand-head" }, this.#chip(coding.code), h("div", { class: "hand-tools" },
        h("button", { type: "button", class: "quiet", title: t("Changer de code"), text: t("Changer"), on: { click: () => this.#do("recode", { id: coding.id }) } }),
        h("button", { type: "button", class: "quiet remove", title: t("Retirer ce codage (x)"), text: t("Retirer"), on: { click: () => this.#do("uncode", { id: coding.id }) } }))),
      h("blockquote", { class: "quote", text: short(coding.quote, 320) }),
      coding.unsent ? h("p", { class: "note warn small", text: t("Pas encore envoyé au serveur ; gardé dans ce navigateur.") }) : null,
      this.#uncounted(coding),
      field(t("Mémo"), Object.assign(memo, { id: "memo" })),
      h("div", { class: "pair" }, this.#choice(coding, "about", t("Parle de (cas)"), this.#cases()), this.#choice(coding, "phase", t("Période"), this.#phases(coding))),
      h("p", { class: "small soft", text: [origin, coding.coder && t("par {name}", { name: coding.coder }), t("couche « {name} »", { name: coding.layer })].filter(Boolean).join(" · ") }),
      coding.rule ? h("p", { class: "small soft" }, t("Règle"), " : ", h("code", { text: coding.rule })) : null,
      this.#definition(code),
    ];
  }

  /** Why no table counts it: nobody but the interviewer speaks there, or nobody at all. @param {Coding} coding */
  #uncounted(coding) {
    const under = this.turns.filter((turn) => turn.start < coding.end && turn.end > coding.start);
    if (under.some((turn) => turn.role !== "interviewer")) return null;
    return h("p", { class: "note small", text: under.length
      ? t("Seule la personne qui enquête parle ici : les tables ne comptent pas ce codage.")
      : t("Personne ne parle ici (en-tête, par exemple) : les tables ne comptent pas ce codage.") });
  }

  /** @param {Coding} coding @param {"about" | "phase"} name @param {string} label @param {[string, string][]} options */
  #choice(coding, name, label, options) {
    const now = coding[name] ?? "";
    if (now && !options.some(([value]) => value === now)) options = [...options, [now, now]];
    const made = select({ id: `hand-${name}`, on: { change: () => this.#do("edit", { id: this.held, changes: { [name]: made.value || null } }) } }, options, now);
    return field(label, made);
  }

  /** @returns {[string, string][]} */
  #cases() {
    const own = this.cases.find((each) => each.id === this.case);
    return [["", own ? t("{name} (source)", { name: own.id }) : t("celui de la source")],
      ...this.cases.map((each) => /** @type {[string, string]} */ ([each.id, `${each.parent ? "– " : ""}${each.id} ${each.label}`]))];
  }

  /** @param {Coding} coding @returns {[string, string][]} */
  #phases(coding) {
    const about = coding.about ?? this.case;
    const fit = this.phases.filter((phase) => !about || phase.case === about);
    return [["", "–"], ...fit.map((phase) => /** @type {[string, string]} */ ([phase.id, phase.label || phase.id]))];
  }

  /** @param {any} code */
  #definition(code) {
    if (!code) return null;
    const parts = [[t("Définition"), code.definition], [t("Quand l'employer"), code.use_when],
      [t("Quand ne pas l'employer"), code.do_not_use_when], [t("Exemple"), code.example]];
    return h("details", { class: "definition" }, h("summary", { text: t("Ce que dit la grille") }),
      h("dl", null, parts.filter(([, text]) => said(text)).map(([name, text]) => [h("dt", { text: name }), h("dd", { text: said(text) })])));
  }

  /** @param {Suggestion} suggestion @param {number} left @param {{start: number, end: number}} span */
  showSuggestion(suggestion, left, span) {
    const key = `s ${suggestion.id} ${left} ${span.start} ${span.end}`;
    if (key === this.key) return;
    this.flush();
    this.memo = null;
    this.key = key;
    this.held = suggestion.id;
    const button = (/** @type {string} */ name, /** @type {string} */ label, /** @type {string} */ key, kind = "") =>
      h("button", { type: "button", class: kind, on: { click: () => this.#do(name, { id: suggestion.id }) } }, label, " ", h("kbd", { text: key }));
    fill(this.places.hand,
      h("header", { class: "hand-head" }, h("p", { class: "badge", text: t("Suggestion") }), h("p", { class: "soft small", text: tn(left, "{n} à juger ici", "{n} à juger ici") })),
      this.#chip(suggestion.code),
      h("blockquote", { class: "quote" }, matchedIn(suggestion)),
      h("dl", { class: "facts small" }, h("dt", { text: t("Mots trouvés") }), h("dd", { text: suggestion.matched }),
        h("dt", { text: t("Règle") }), h("dd", null, h("code", { text: suggestion.rule })),
        suggestion.cue ? [h("dt", { text: t("Négation ou doute") }), h("dd", { text: suggestion.cue })] : null),
      h("div", { class: "actions judge" }, button("accept", t("Accepter"), "a", "primary"), button("reject", t("Rejeter"), "r"),
        button("change", t("Autre code"), "e"), button("skip", t("Passer"), t("Espace"))),
      this.#definition(this.codes.get(suggestion.code)));
  }

  // ------------------------------------------------------------ lists

  /** @param {Coding[]} codings @param {string | null} current */
  showHere(codings, current) {
    fill(this.places.here, codings.map((coding) => h("li", null, h("button", {
      type: "button", class: "quiet here", "aria-pressed": String(coding.id === current), on: { click: () => this.#do("hold", { id: coding.id }) },
    }, this.#chip(coding.code)))));
    this.places.here.hidden = codings.length < 2;
  }

  /** @param {number} count @param {() => Coding[]} inOrder asked for only where the list is open @param {string | null} current */
  showList(count, inOrder, current) {
    this.places.count.textContent = number(count);
    const details = /** @type {HTMLDetailsElement | null} */ (this.places.list.closest("details"));
    if (!details?.open) return;
    const codings = inOrder();
    const rows = codings.slice(0, this.listed).map((coding) => h("li", null, h("button", {
      type: "button", class: "row", "aria-current": coding.id === current ? "true" : null, on: { click: () => this.#do("hold", { id: coding.id, reveal: true }) },
    }, this.#chip(coding.code), h("span", { class: "quote small", text: short(coding.quote, 90) }))));
    const more = codings.length > this.listed ? h("li", null, h("button", {
      type: "button", class: "link", text: t("Les suivants"), on: { click: () => ((this.listed += PAGE), this.showList(count, inOrder, current)) },
    })) : null;
    fill(this.places.list, rows, more);
  }
}

/** The quote with the words that the rule found. @param {Suggestion} suggestion */
function matchedIn(suggestion) {
  const points = [...suggestion.quote];
  const [from, to] = [suggestion.match_start - suggestion.start, suggestion.match_end - suggestion.start];
  if (!(from >= 0 && to > from && to <= points.length)) return suggestion.quote;
  const cut = (/** @type {number} */ a, /** @type {number} [optional] */ b) => points.slice(a, b).join("");
  return [cut(0, from), h("strong", { class: "matched", text: cut(from, to) }), cut(to, points.length)];
}
