/** The queue of suggestions: by rule, code or source, judged by keys or mouse. */
import { del, get, part, post } from "./api.js";
import { ask, byId, chip, doing, fill, h, say, typing } from "./dom.js";
import { cut, editing } from "./edges.js";
import { listen } from "./live.js";
import { kept, said } from "./speech.js";
import { compare, context, number, percent, t, tn } from "./words.js";

/**
 * @typedef {{id: string, source: string, start: number, end: number, code: string, rule: string, matched: string, quote: string,
 *   cue: string|null, match_start: number, match_end: number, state: string, before: string, after: string}} Suggestion
 * @typedef {Record<string, Record<string, number>>} Counts
 */

const MEMORY = `layer.${context.study?.name ?? ""}`;
const AROUND = 700; // to correct the edges in
const SHOWN = 260; // on the card

const state = {
  by: /** @type {"rule"|"code"|"source"} */ ("rule"),
  group: /** @type {string|null} */ (null),
  counts: /** @type {Record<string, Counts>} */ ({ rule: {}, code: {}, source: {}, state: {} }),
  items: /** @type {Suggestion[]} */ ([]),
  at: 0,
  layer: "main",
  codes: /** @type {Map<string, any>} */ (new Map()),
  decided: /** @type {{id: string, group: string, by: "rule"|"code"|"source"}[]} */ ([]),
  busy: false,
};

const code = (/** @type {string} */ id) => {
  const found = state.codes.get(id);
  return { id, label: found ? said(found.label) : "", color: found?.color };
};

async function load() {
  const [study, book] = await Promise.all([get("/study"), get("/codebook")]);
  state.codes = new Map(book.codes.map((/** @type {any} */ each) => [each.id, each]));
  const layers = [...new Set(["main", ...study.layers])];
  state.layer = kept.get(MEMORY, "main");
  if (!layers.includes(state.layer)) state.layer = "main";
  fill(byId("layer"), layers.map((name) => h("option", { value: name, text: name })));
  byId("layer").value = state.layer;
  await refresh();
}

/** The counts anew; another group where the one shown has nothing left. @param {boolean} [stay] */
async function refresh(stay = false) {
  const told = await get("/suggestions", { limit: 1 });
  state.counts = told.counts;
  const any = Object.keys(told.counts.state).length > 0;
  byId("judging").hidden = !any;
  byId("nothing").hidden = any;
  if (!any) return nothing(study());
  summary();
  groups();
  if (!stay) await open(state.group !== null && state.group in state.counts[state.by] ? state.group : first());
  return undefined;
}

const study = () => Boolean(state.codes.size);
const pending = (/** @type {Record<string, number>|undefined} */ counts) => counts?.pending ?? 0;

/** @param {boolean} codes */
function nothing(codes) {
  fill(byId("nothing"), h("h2", { text: t("Pas encore de suggestion") }),
    h("p", { text: codes ? t("Les règles de la grille (ses mots-clés) peuvent parcourir vos sources ; vous jugerez chaque passage trouvé.")
      : t("La grille est vide : donnez des codes et des mots-clés dans l'écran Grille.") }),
    h("div", { class: "actions" }, codes ? h("button", { type: "button", class: "primary", text: t("Chercher dans les sources"), on: { click: run } })
      : h("a", { class: "button primary", href: "/codebook", text: t("Ouvrir la grille") })));
}

function summary() {
  const left = Object.values(state.counts.rule).reduce((sum, each) => sum + pending(each), 0);
  const done = Object.values(state.counts.rule).reduce((sum, each) => sum + decided(each).all, 0);
  fill(byId("summary"), tn(left, "{n} à juger", "{n} à juger"), ", ", tn(done, "{n} jugée", "{n} jugées"), ". ",
    t("Aucune ne compte avant que vous ayez dit oui."));
}

/** @param {Record<string, number>|undefined} counts */
function decided(counts = {}) {
  const yes = (counts.accepted ?? 0) + (counts.edited ?? 0);
  return { yes, all: yes + (counts.rejected ?? 0) };
}

/** Groups in order: those with something to judge first. */
function names() {
  const all = state.counts[state.by];
  const order = (/** @type {string} */ one, /** @type {string} */ other) =>
    state.by === "rule" ? pending(all[other]) - pending(all[one]) || compare(one, other) : compare(one, other);
  return Object.keys(all).sort((one, other) => Number(pending(all[one]) === 0) - Number(pending(all[other]) === 0) || order(one, other));
}

const first = () => names()[0] ?? null;

function groups() {
  fill(byId("groups"), names().map((name) => {
    const counts = state.counts[state.by][name];
    const done = decided(counts);
    return h("li", null, h("button", {
      type: "button", class: `group ${pending(counts) ? "" : "finished"}`, "aria-current": name === state.group ? "true" : null, on: { click: () => void doing(() => open(name)) },
    }, label(name), h("span", { class: "figures" },
      h("span", { class: "left", title: t("à juger"), text: number(pending(counts)) }),
      h("span", { class: "soft", title: t("acceptées sur jugées"), text: done.all ? percent(done.yes / done.all) : "–" }))));
  }));
  byId("groups").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
}

/** @param {string} name */
function label(name) {
  if (state.by === "code") return chip(code(name));
  return h("span", { class: state.by === "rule" ? "mono name" : "name", text: name });
}

/** Show a group's suggestions, from the first one to judge. @param {string|null} name @param {string} [id] */
async function open(name, id) {
  state.group = name;
  if (name === null) return;
  const told = await get("/suggestions", { [state.by]: name, context: AROUND });
  state.items = told.suggestions;
  state.counts = told.counts;
  const wanted = id ? state.items.findIndex((each) => each.id === id) : -1;
  state.at = wanted >= 0 ? wanted : Math.max(0, state.items.findIndex((each) => each.state === "pending"));
  groups();
  head();
  card();
}

function head() {
  const name = /** @type {string} */ (state.group);
  const counts = state.counts[state.by][name];
  const done = decided(counts);
  const left = pending(counts);
  const told = done.all
    ? t("Précision jusqu'ici : {share} ({yes} sur {n}).", { share: percent(done.yes / done.all), yes: done.yes, n: done.all })
    : t("Rien de jugé encore.");
  fill(byId("group-head"), h("div", { class: "grow" }, h("h2", null, label(name)), h("p", { class: "small soft", text: told })),
    left > 1 ? h("button", { type: "button", text: bulkLabel(left), on: { click: () => void bulk("accept", left) } }) : null,
    left > 1 ? h("button", { type: "button", class: "quiet", text: t("Tout refuser…"), on: { click: () => void bulk("reject", left) } }) : null);
}

/** @param {number} left */
function bulkLabel(left) {
  if (state.by === "rule") return t("Tout accepter de cette règle ({n})…", { n: left });
  return state.by === "code" ? t("Tout accepter de ce code ({n})…", { n: left }) : t("Tout accepter de cette source ({n})…", { n: left });
}

const STATES = { pending: ["warn", t("à juger")], accepted: ["good", t("acceptée")], edited: ["good", t("acceptée, corrigée")], rejected: ["bad", t("refusée")] };

function card() {
  const item = state.items[state.at];
  const place = byId("card");
  if (!item) {
    fill(place, h("p", { class: "empty", text: t("Rien dans ce groupe.") }));
    return;
  }
  const about = state.codes.get(item.code);
  const [tone, word] = STATES[/** @type {"pending"} */ (item.state)] ?? ["", item.state];
  const open = item.state === "pending";
  fill(place,
    h("header", { class: "card-head" }, h("h3", null, chip(code(item.code))), h("span", { class: `badge ${tone}`, text: word }), h("span", { class: "grow" }),
      h("span", { class: "soft small", text: t("{at} sur {all}", { at: state.at + 1, all: state.items.length }) }),
      h("button", { type: "button", class: "quiet icon", text: "‹", "aria-label": t("Précédente (p)"), title: t("Précédente (p)"), on: { click: () => move(-1) } }),
      h("button", { type: "button", class: "quiet icon", text: "›", "aria-label": t("Suivante (n)"), title: t("Suivante (n)"), on: { click: () => move(1) } })),
    h("blockquote", { class: "quote passage", dir: "auto" }, passage(item)),
    h("p", { class: "small soft" }, h("a", { href: `/code/${part(item.source)}#${item.start}-${item.end}`, class: "name", text: item.source }), " · ",
      t("mots trouvés :"), " ", h("b", { text: item.matched }), " · ", t("règle :"), " ", h("code", { text: item.rule }),
      item.cue ? [" · ", t("négation ou doute :"), " ", h("b", { text: item.cue })] : null),
    about ? meaning(about) : null,
    h("div", { class: "actions keys" },
      key("a", t("Accepter"), () => decide("accept"), "primary", !open), key("r", t("Refuser"), () => decide("reject"), "", !open),
      key("e", t("Corriger…"), edit, "", !open), key(t("Espace"), t("Passer"), () => skip(), ""),
      key("⌫", t("Reprendre"), takeBack, "quiet", !state.decided.length && open)));
  const rest = state.items.slice(state.at + 1).filter((each) => each.state === "pending").slice(0, 6);
  fill(byId("next"), rest.length ? [h("h3", { class: "small soft", text: t("Ensuite") }), h("ul", { class: "plain" }, rest.map((each) => h("li", null,
    h("button", { type: "button", class: "quiet line", on: { click: () => show(state.items.indexOf(each)) } },
      h("span", { class: "soft name", text: each.source }), h("span", { class: "dot", color: code(each.code).color, "aria-hidden": "true" }),
      h("span", { class: "ellipsis", dir: "auto", text: each.quote })))))] : "");
}

/** The passage in its context, the words that fired the rule marked. @param {Suggestion} item */
function passage(item) {
  const from = Math.max(0, item.match_start - item.start);
  const to = Math.max(from, item.match_end - item.start);
  const [head, hit, tail] = cut(item.quote, from, to);
  return [h("span", { class: "around", text: near(item.before, -SHOWN) }), h("span", { class: "suggested", color: code(item.code).color }, head, hit ? h("mark", { text: hit }) : "", tail), h("span", { class: "around", text: near(item.after, SHOWN) })];
}

/** The end (size below 0) or the beginning of a context, at a word's edge. @param {string} text @param {number} size */
function near(text, size) {
  const points = [...text];
  if (points.length <= Math.abs(size)) return text;
  return size < 0 ? `… ${points.slice(size).join("").replace(/^\S*\s+/u, "")}` : `${points.slice(0, size).join("").replace(/\s+\S*$/u, "")} …`;
}

/** @param {any} about */
function meaning(about) {
  const lines = [[t("Définition"), about.definition], [t("L'employer"), about.use_when], [t("Ne pas l'employer"), about.do_not_use_when]].filter(([, text]) => said(text));
  return lines.length ? h("details", { class: "meaning", open: kept.get("meaning", true), on: { toggle: (/** @type {any} */ event) => kept.set("meaning", event.target.open) } },
    h("summary", { class: "small", text: t("Ce que dit la grille") }),
    h("dl", null, lines.map(([name, text]) => [h("dt", { text: name }), h("dd", { text: said(text) })]))) : null;
}

/** @param {string} name @param {string} words @param {() => any} action @param {string} tone @param {boolean} [off] */
function key(name, words, action, tone, off = false) {
  return h("button", { type: "button", class: tone, disabled: off, on: { click: () => void action() } }, words, h("kbd", { "aria-hidden": "true", text: name }));
}

/** @param {number} at */
function show(at) {
  if (at < 0 || at >= state.items.length) return;
  state.at = at;
  card();
  byId("card").focus({ preventScroll: true });
}

const move = (/** @type {number} */ step) => show(state.at + step);

/** The next one to judge: here, else in the next group that has one. */
async function skip() {
  const after = state.items.findIndex((each, at) => at > state.at && each.state === "pending");
  if (after >= 0) return show(after);
  const all = names();
  const from = all.indexOf(/** @type {string} */ (state.group));
  const next = [...all.slice(from + 1), ...all.slice(0, from)].find((name) => pending(state.counts[state.by][name]));
  if (next !== undefined) await open(next);
  else if (state.items.some((each) => each.state === "pending")) show(state.items.findIndex((each) => each.state === "pending"));
  else {
    say(t("Tout est jugé."));
    head();
    card();
  }
  byId("card").focus({ preventScroll: true });
  return undefined;
}

/** @param {"accept"|"reject"|"edit"} decision @param {Record<string, any>} [changes] */
async function decide(decision, changes = {}) {
  const item = state.items[state.at];
  if (!item || item.state !== "pending" || state.busy) return;
  state.busy = true;
  await doing(async () => {
    const told = await post(`/suggestions/${part(item.id)}`, { decision, layer: state.layer, ...changes });
    count(item, told.suggestion.state);
    state.decided.push({ id: item.id, group: /** @type {string} */ (state.group), by: state.by });
    groups();
    head();
    await skip();
  });
  state.busy = false;
}

/** Count a decision where it shows, without asking again. @param {Suggestion} item @param {string} now */
function count(item, now) {
  for (const by of /** @type {const} */ (["rule", "code", "source"])) {
    const counts = (state.counts[by][item[by]] ??= {});
    counts[item.state] = Math.max(0, (counts[item.state] ?? 0) - 1);
    counts[now] = (counts[now] ?? 0) + 1;
  }
  item.state = now;
  summary();
}

/** Take the last decision back; or the one on the suggestion shown. */
async function takeBack() {
  if (state.busy) return;
  state.busy = true;
  await doing(async () => {
    const shown = state.items[state.at];
    const last = state.decided.pop() ?? (shown && shown.state !== "pending" ? { id: shown.id, group: /** @type {string} */ (state.group), by: state.by } : null);
    if (last) {
      await post(`/suggestions/${part(last.id)}`, { decision: "reopen", layer: state.layer });
      by(last.by);
      await open(last.group, last.id);
      summary();
      byId("card").focus({ preventScroll: true });
    }
  });
  state.busy = false;
}

/** @param {"accept"|"reject"} decision @param {number} left */
async function bulk(decision, left) {
  const yes = await ask({
    title: decision === "accept" ? tn(left, "Accepter {n} suggestion ?", "Accepter {n} suggestions ?") : tn(left, "Refuser {n} suggestion ?", "Refuser {n} suggestions ?"),
    body: [h("p", null, label(/** @type {string} */ (state.group))), h("p", { text: decision === "accept" ? t("Elles deviennent des codages de la couche « {layer} », sans que vous ayez lu chacune. « Annuler » les reprend toutes d'un coup.", { layer: state.layer }) : t("Elles ne seront plus proposées. « Annuler » les ramène toutes.") })],
    yes: decision === "accept" ? t("Tout accepter") : t("Tout refuser"),
  });
  if (!yes) return;
  await doing(async () => {
    const told = await post("/suggestions/bulk", { [state.by]: state.group, decision, layer: state.layer });
    say(decision === "accept" ? tn(told.decided, "{n} acceptée.", "{n} acceptées.") : tn(told.decided, "{n} refusée.", "{n} refusées."));
    await open(state.group);
    summary();
    await skip();
  });
}

async function edit() {
  const item = state.items[state.at];
  if (!item || item.state !== "pending") return;
  const changed = await editing(item, [...state.codes.values()].filter((each) => each.status === "active"));
  if (changed) await decide("edit", changed);
}

/** @param {"rule"|"code"|"source"} name */
function by(name) {
  state.by = name;
  for (const button of document.querySelectorAll("[data-by]")) button.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (button).dataset.by === name));
}

/** Run the rules; told step by step, and stopped on demand. */
async function run() {
  const task = crypto.randomUUID();
  const place = byId("run-progress");
  place.hidden = false;
  place.querySelector("button").onclick = () => void del(`/tasks/${part(task)}`).catch(() => undefined);
  const stop = listen({ progress: (data) => {
    if (data.task !== task) return;
    Object.assign(place.querySelector("progress"), { max: data.total, value: data.done });
    place.querySelector("p").textContent = t("{done} sur {total} : {name}", data);
  } });
  const told = await doing(() => post("/suggestions/run", { task }), byId("run"));
  stop();
  place.hidden = true;
  if (!told) return;
  const left = told.states.pending ?? 0;
  say(tn(left, "{n} suggestion à juger.", "{n} suggestions à juger."));
  state.group = null;
  await doing(() => refresh());
}

const KEYS = /** @type {Record<string, () => any>} */ ({
  a: () => decide("accept"), r: () => decide("reject"), e: edit, " ": skip, Backspace: takeBack, n: () => move(1), p: () => move(-1),
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  const onButton = /** @type {HTMLElement} */ (event.target).closest?.("button, a, summary");
  if (event.key === " " && onButton) return;
  const action = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!action || byId("judging").hidden) return;
  event.preventDefault();
  void action();
});

byId("run").addEventListener("click", run);
byId("layer").addEventListener("change", () => {
  state.layer = byId("layer").value;
  kept.set(MEMORY, state.layer);
});
for (const button of document.querySelectorAll("[data-by]")) {
  button.addEventListener("click", () => doing(async () => {
    by(/** @type {any} */ (button).dataset.by);
    const item = state.items[state.at];
    await open(item ? item[state.by] : first(), item?.id);
  }));
}
document.addEventListener("qc-changed", () => void doing(async () => {
  state.decided.length = 0;
  await refresh();
}));
listen({ change: (change) => {
  if (!state.busy && change.tables.includes("suggestions")) void doing(() => refresh(true));
} });
void doing(load);
