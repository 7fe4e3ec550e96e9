// @ts-check
/** The coding screen: puts text, codebook, cursor, hands, keys, panel, queue and live changes together. */
import "./transcript.js";
import { get } from "./api.js";
import { byId, sayError } from "./dom.js";
import { early } from "./early.js";
import { Cursor } from "./cursor.js";
import { Hands } from "./hands.js";
import { Inspector } from "./inspector.js";
import { listen } from "./live.js";
import { Palette } from "./palette.js";
import { Queue } from "./queue.js";
import { Screen } from "./screen.js";
import { kept } from "./speech.js";
import { sourcePath, Store } from "./store.js";
import { Tree } from "./tree.js";

const root = byId("coder");
const source = root.dataset.source ?? "";
/** @type {import("./transcript.js").QcTranscript} */ const transcript = byId("transcript");

/** What the server knows of this source; asked for all at once. @param {string} layer */
const codingsOf = (layer) => get(`${sourcePath(source)}/codings`, { layer });
const suggestionsOf = () => get("/suggestions", { source, state: "pending" });

async function start() {
  const [study, about, book, first] = await Promise.all([
    early.study.catch(() => get("/study")), early.source.catch(() => get(sourcePath(source))),
    early.book.catch(() => get("/codebook")), early.codings.catch(() => null),
  ]);
  const layer = early.chosen ?? study.default_layer;
  const codings = first && layer === early.layer ? first : await codingsOf(layer);

  const queue = new Queue(study.path || study.name);
  await queue.adopt();
  const store = new Store(source, transcript, queue);
  store.layer = layer;
  const cursor = new Cursor(transcript);
  cursor.setSentences(about.sentences);
  const tree = new Tree(byId("tree"), byId("tree-search"));
  const inspector = new Inspector({ hand: byId("hand"), here: byId("here"), list: byId("all-list"), count: byId("all-count") });
  inspector.case = about.case;
  inspector.turns = about.turns ?? [];
  const screen = new Screen({ source, study, about, transcript, store, queue, cursor, tree, inspector });
  screen.palette = new Palette({ codes: () => screen.codes, recent: () => screen.recent, slots: () => tree.slots });
  screen.hands = new Hands(transcript, cursor, byId("selection-bar"));

  store.reset(codings, []);
  screen.setBook(book);
  transcript.load(about, store.shown(), kept.get(`place.${study.name}.${source}`, 0));
  if (kept.get("everything", false)) transcript.renderEverything(true);
  tree.startCounts(store.counts());
  screen.wire();
  screen.goToHash();
  requestAnimationFrame(() => setTimeout(() => {
    performance.mark("qc-ready");
    document.body.dataset.ready = "true";
    void later(screen);
  }, 0));
}

/** What reading does not wait for. @param {Screen} screen */
async function later(screen) {
  const { store, queue, inspector } = screen;
  void queue.send();
  listen({
    change: (change) => {
      screen.told(change);
      if (!store.apply(change)) void again(screen);
      if (change.tables?.includes("suggestions")) void suggestionsAgain(screen);
      if (change.tables?.includes("study") || change.tables?.includes("codebooks")) void bookAgain(screen);
    },
    resync: () => void again(screen),
    state: (state) => state === "open" && void queue.send(),
  });
  try {
    const [known, sources] = await Promise.all([get("/cases"), get("/sources"), suggestionsAgain(screen)]);
    inspector.cases = known.cases;
    inspector.phases = known.phases;
    screen.setSources(sources);
  } catch (error) {
    sayError(error);
  }
  document.body.dataset.settled = "true";
}

/** @param {Screen} screen */
async function again(screen) {
  const { store } = screen;
  try {
    store.reset(await codingsOf(store.layer), [...store.suggestions.values()]);
    transcript.setCodings(store.shown());
    screen.refresh();
    await suggestionsAgain(screen);
    await bookAgain(screen);
  } catch (error) {
    sayError(error);
  }
}

/** @param {Screen} screen */
async function suggestionsAgain(screen) {
  const asked = (screen.asking = (screen.asking ?? 0) + 1);
  const { suggestions } = await suggestionsOf();
  if (asked === screen.asking) screen.setSuggestions(suggestions);
}

/** @param {Screen} screen */
async function bookAgain(screen) {
  screen.setBook(await get("/codebook"));
}

start().catch((error) => {
  sayError(error);
  if (error?.offline) setTimeout(() => location.reload(), 2500);
});

