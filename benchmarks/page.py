"""The coding page on a long transcript: 1 MB, 5,000 and 20,000 overlapping codings, a real server and browser."""

from __future__ import annotations

import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from benchmarks.clock import Row, show
from qualcoop.codebook import Code, Codebook, Label
from qualcoop.model import Coding, Origin, Source, Turn
from qualcoop.spans import Span
from qualcoop.study import Study
from qualcoop.text import count_words

ARGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --enable-precise-memory-info"
).split()
WORDS = (
    "le projet avance quand les gens viennent mais on se demande toujours qui porte la suite avec la mairie et "
    "les associations parce que chacun garde son calendrier alors on attend une réponse avant de décider "
    "ensemble des moyens du local de la charte du rythme des réunions et du compte rendu envoyé par mail l'été"
).split()
COLOURS = (
    "#133372 #007da7 #194d8a #4376b6 #005e82 #007582 #70170e #b25c32 #9e4333 "
    "#a56202 #7d4200 #853300 #5e0d64 #a04c9a #6c3c9a #232f3c #6c7564 #5f747c"
).split()
PARAGRAPHS = 3120
WORDS_IN_ALL = 159_000

# The researcher's own way: the next sentence, then a click on a code; until it is painted, until the server has it.
_CODE = """async (count) => {
  const t = document.querySelector('qc-transcript'), painted = [], told = [];
  const pause = (time) => new Promise((done) => setTimeout(done, time));
  const turn = () => new Promise((done) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = done;
    channel.port2.postMessage(0);
  });
  const drawn = () => new Promise((done) =>
    t.addEventListener('qc-drawn', () => turn().then(done), {once: true}));
  for (let i = 0; i < count; i++) {
    document.dispatchEvent(new KeyboardEvent('keydown', {key: 'j', bubbles: true}));
    await pause(150);
    const size = t.codings.size, at = performance.now();
    document.querySelector(`[data-code=K${i % 18}]`).click();
    while (t.codings.size === size) await drawn();
    painted.push(performance.now() - at);
    const made = [...t.codings.values()].at(-1);
    while (made.unsent) await pause(1);
    told.push(performance.now() - at);
  }
  return [painted, told];
}"""
# In the other window: when the next coding is there, in milliseconds of the clock that both share.
_HEAR = """() => {
  const t = document.querySelector('qc-transcript'), size = t.codings.size;
  window.heard = new Promise((done) => {
    const look = () => t.codings.size > size
      ? done(performance.timeOrigin + performance.now()) : setTimeout(look, 1);
    look();
  });
}"""
_CLICK = """() => {
  document.dispatchEvent(new KeyboardEvent('keydown', {key: 'j', bubbles: true}));
  document.querySelector('[data-code=K3]').click();
  return performance.timeOrigin + performance.now();
}"""
_SCROLL = """async ([frames, step]) => {
  const s = document.querySelector('#scroller'), times = [];
  s.scrollTo(0, 0);
  await new Promise((done) => setTimeout(done, 400));
  let last = performance.now();
  for (let i = 0; i < frames; i++) {
    s.scrollBy({top: step, behavior: 'instant'});
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    times.push(now - last);
    last = now;
  }
  return times.slice(1);
}"""


def run() -> None:
    """Print the rows; says so where there is no browser."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        print("\npage: Chromium or Playwright is not on this machine; left out.")
        return
    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        folder = Path(name)
        words, size = make_study(folder / "bench.qualcoop")
        browser = play.chromium.launch(executable_path=chromium, args=ARGS)
        with served(folder / "bench.qualcoop", folder) as url:
            page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            page.goto(url)
            base = url.split("/?")[0]
            rows = measure(page, base)
        browser.close()
    show(f"coding page, a transcript of {size / 1e6:.2f} MB ({words} words, {PARAGRAPHS} paragraphs, 18 colours)", rows)


def measure(page, base: str) -> list[Row]:
    """Every figure, on the source with 5,000 codings and then on the one with 20,000."""
    rows = [Row("ready, from click to marked text (median of 5)", "5 000", ready(page, f"{base}/code/L5"), 0.3)]
    read_in = memory(page)
    painted, told = page.evaluate(_CODE, 18)
    rows.append(_median("click on a code → painted (median)", painted, 0.02))
    rows.append(_median("click on a code → acknowledged (median)", told, 0.05))
    rows.append(_median("click on a code → shown in another window", other_window(page, base), 1))
    frames = sorted(page.evaluate(_SCROLL, [240, 180]))
    rows.append(Row("scroll frame, p95 (180 px a frame)", "240 frames", frames[int(len(frames) * 0.95)] / 1000, 0.035))
    rows.append(Row("scroll frame, longest", "240 frames", frames[-1] / 1000, 0.1))
    leaps = page.evaluate(_SCROLL, [40, 9000])
    rows.append(Row("leap of ten screens, longest frame", "40 leaps", max(leaps) / 1000, 0.1))
    scrolled = memory(page)
    rows.append(Row("ready, from click to marked text (median of 5)", "20 000", ready(page, f"{base}/code/L20"), 0.5))
    print(f"\n  JS heap: {read_in:.1f} MB read in (asked ≤ 10 MB), {scrolled:.1f} MB after scrolling through")
    return rows


def _median(what: str, milliseconds: list[float], asked: float) -> Row:
    remark = f"slowest {max(milliseconds):.0f} ms"
    return Row(what, "5 000", statistics.median(milliseconds) / 1000, asked, remark)


def ready(page, url: str) -> float:
    """Seconds from the start of a navigation to marked text on screen, server included; median of 5 after one."""
    times = []
    for _ in range(6):
        page.goto(url.split("/code/")[0] + "/help")
        page.goto(url)
        page.wait_for_selector("body[data-settled]")
        times.append(page.evaluate("performance.getEntriesByName('qc-ready')[0].startTime"))
    return statistics.median(times[1:]) / 1000


def other_window(page, base: str) -> list[float]:
    """Milliseconds from a click in one window to the coding in another, for nine clicks."""
    other = page.context.new_page()
    other.goto(f"{base}/code/L5")
    other.wait_for_selector("body[data-settled]")
    times = []
    for _ in range(9):
        other.evaluate(_HEAR)
        clicked = page.evaluate(_CLICK)
        times.append(other.evaluate("window.heard") - clicked)
    other.close()
    page.bring_to_front()
    return times


def memory(page) -> float:
    """JS heap in use after a collection, MB."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.enable")
    session.send("HeapProfiler.collectGarbage")
    found = session.send("Runtime.getHeapUsage")
    session.detach()
    return found["usedSize"] / 1e6


# ---------------------------------------------------------------- made material


def make_study(path: Path) -> tuple[int, int]:
    """A study with two long sources, 5,000 and 20,000 codings; gives the words and bytes of one."""
    rng = random.Random(7)
    source = transcript(rng)
    codes = tuple(
        Code(f"K{n}", label=Label(f"Code numéro {n}", f"Code number {n}"), color=c) for n, c in enumerate(COLOURS)
    )
    with Study.create(path, name="Banc", codebook=Codebook(id="bench", version="1", codes=codes)) as study:
        study.add_sources([("L5", source), ("L20", source)])
        for name, count in (("L5", 5_000), ("L20", 20_000)):
            study.add_codings(codings(rng, name, len(source.text), count))
    return count_words(source.text), len(source.text.encode())


def transcript(rng: random.Random) -> Source:
    """About 1 MB and 159,000 words in 3,120 paragraphs, a turn each."""
    lines, turns, paragraphs, at = [], [], [], 0
    for index in range(PARAGRAPHS):
        speaker, role = ("Enquêtrice", "interviewer") if index % 2 == 0 else ("Solène", "respondent")
        said = " ".join(rng.choice(WORDS) for _ in range(WORDS_IN_ALL // PARAGRAPHS)).capitalize()
        line = f"{speaker} : {said}."
        start = at + len(speaker) + 3
        turns.append(Turn(index, start, at + len(line), role, speaker))
        paragraphs.append(Span(at, at + len(line)))
        lines.append(line)
        at += len(line) + 1
    origin = Origin("long.txt", "0" * 64, "txt", "bench", "1")
    return Source("long", "interview", "\n".join(lines), tuple(paragraphs), tuple(turns), origin)


def codings(rng: random.Random, source: str, size: int, count: int) -> list[Coding]:
    """Spans of 20 to 400 characters anywhere, so that they overlap."""
    made: dict[str, Coding] = {}
    while len(made) < count:
        start = rng.randrange(size - 400)
        coding = Coding(source, start, start + rng.randint(20, 400), f"K{rng.randrange(18)}", "main", "")
        made[coding.id] = coding
    return list(made.values())


@contextmanager
def served(study: Path, folder: Path):
    """The server as a process of its own; gives the address with its token."""
    code = (
        "import sys; from pathlib import Path; from qualcoop.web import serve; "
        "serve(sys.argv[1], open_browser=False, config=Path(sys.argv[2]), say=lambda s: print(s, flush=True))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(study), str(folder / "config")], stdout=subprocess.PIPE, text=True
    )
    try:
        said = process.stdout.readline() if process.stdout else ""
        yield next(word for word in said.split() if word.startswith("http"))
    finally:
        process.terminate()
        process.wait(10)
