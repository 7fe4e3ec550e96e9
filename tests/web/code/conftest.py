"""A real browser on a real server: what a researcher would do on the coding screen, and what the study then holds."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from qualcoop.codebook import Code, Codebook, Label
from qualcoop.model import Case, Origin, Source, Suggestion, Turn
from qualcoop.spans import Span
from qualcoop.study import Study

WEB = Path(__file__).parents[1] / "conftest.py"
ARGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
CHROMIUM = (
    shutil.which("chromium")
    or shutil.which("chromium-browser")
    or shutil.which("google-chrome")
    or ("/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else None)
)
TALK = (
    ("Enquêtrice", "interviewer", "Vous pouvez me raconter le début ?"),
    (
        "Inès",
        "respondent",
        "On a décidé ensemble, par consentement. Personne ne portait seul le projet. C'était l'été.",
    ),
    ("Enquêtrice", "interviewer", "Et la confiance ?"),
    ("Inès", "respondent", "Elle est venue après 🌱 la récolte. Les réunions étaient longues. On a manqué de temps !"),
    ("Odile", "respondent", "Le cœur du sujet, c’est l’élan. À la Saint-Jean, la fanfare 👩‍🌾 jouait déjà. Voilà."),
)


def _web():
    spec = importlib.util.spec_from_file_location("web_conftest", WEB)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def grid():
    codes = [
        Code(
            "A",
            label=Label("Règles du jeu", "Rules"),
            color="#133372",
            definition=Label("Ce qui se décide.", "Decisions."),
        ),
        Code("A1", "A", label=Label("Décider à plusieurs", "Deciding together"), keywords=("consentement",)),
        Code("B", label=Label("Élan collectif", "Momentum"), color="#b25c32"),
        Code("C", label=Label("Manque de temps", "Lack of time"), color="#5e0d64", keywords=("manqué de temps",)),
        Code("D", label=Label("Confiance", "Trust"), color="#007582"),
    ]
    return Codebook(id="essai", version="1", codes=tuple(codes))


def source_of(name, talk=TALK):
    """A transcript in which labels stand in the text, as in a file."""
    lines, turns, at = [], [], 0
    for index, (speaker, role, said) in enumerate(talk):
        label = f"{speaker} : "
        lines.append(label + said)
        turns.append(Turn(index, at + len(label), at + len(label) + len(said), role, speaker))
        at += len(label) + len(said) + 1
    text = "\n".join(lines)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    paragraphs = tuple(Span(start, start + len(line)) for start, line in zip(starts, lines, strict=False))
    return Source(
        name,
        "interview",
        text,
        paragraphs,
        tuple(turns),
        Origin(f"{name}.txt", "0" * 64, "txt", "hand", "1"),
        case="P1",
    )


@pytest.fixture
def study(tmp_path):
    """The path of a study with two sources and three pending suggestions."""
    path = tmp_path / "etude.qualcoop"
    with Study.create(path, name="Essai", codebook=grid()) as made:
        made.set_cases([Case("P1", "Un"), Case("P2", "Deux")])
        made.add_sources([("E01", source_of("E01")), ("E02", source_of("E02", TALK[::-1]))])
        text = made.source("E01").text
        found = []
        for quote, code, rule in (
            ("On a décidé ensemble, par consentement.", "A1", "consentement"),
            ("On a manqué de temps !", "C", "manqué de temps"),
            ("Les réunions étaient longues.", "C", "réunions"),
        ):
            start = text.index(quote)
            at = start + quote.index(rule)
            found.append(
                Suggestion(
                    "E01", start, start + len(quote), code, rule, rule, quote, match_start=at, match_end=at + len(rule)
                )
            )
        made.put_suggestions(found, ["E01"])
    return path


@pytest.fixture(scope="module")
def browser():
    """Chromium, once a module."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not on this machine (looked for chromium, google-chrome): browser tests left out.")
    sync = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: browser tests left out.")
    with sync.sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield found
        found.close()


class Screen:
    """The coding screen of one window. Faults in the page's console fail the test."""

    def __init__(self, browser, door, source="E01", size=(1280, 800), context=None, without=None, **more):
        self.own = context is None
        self.context = context or browser.new_context(viewport={"width": size[0], "height": size[1]}, **more)
        self.page = self.context.new_page()
        if without:
            self.page.route(without, lambda route: route.abort())
        self.faults = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        self.base = f"http://{door.authority}"
        if self.own:  # as the address with the token would
            self.context.add_cookies(
                [{"name": door.cookie, "value": door.token, "url": self.base, "sameSite": "Strict"}]
            )
        self.open(source)

    def open(self, source, ask="?lang=fr"):
        self.page.goto(f"{self.base}/code/{source}{ask}")
        self.settled()
        return self

    def settled(self):
        self.page.wait_for_selector("body[data-settled]", timeout=15000)

    def js(self, script, *given):
        return self.page.evaluate(
            f"(given) => {{ const t = document.querySelector('qc-transcript'); {script} }}", list(given)
        )

    def select(self, start, end):
        """Drag the mouse over a passage."""
        x0, y0, x1, y1 = self._resting(start, end)
        mouse = self.page.mouse
        mouse.move(x0 + 0.5, y0)
        mouse.down()
        mouse.move((x0 + x1) / 2, (y0 + y1) / 2)
        mouse.move(x1 - 0.5, y1, steps=3)
        mouse.up()
        self.page.wait_for_selector("#selection-bar:not([hidden])")
        return self.js("return t.selected()")

    def _resting(self, start, end):
        """Where a passage stands on the screen, once it rests: a long text is laid out as it is reached."""
        before = None
        for _ in range(100):
            place = self.js(
                "t.reveal(given[0], given[1], 'center'); const b = t.rangeOf(given[0], given[1]).getClientRects();"
                "const l = b[b.length - 1];"
                "return [b[0].left, (b[0].top + b[0].bottom) / 2, l.right, (l.top + l.bottom) / 2];",
                start,
                end,
            )
            if place == before:
                return place
            before = place
            self.page.wait_for_timeout(30)
        raise AssertionError("the passage never came to rest")

    def keys(self, *strokes):
        for stroke in strokes:
            self.page.keyboard.press(stroke)
            self.page.wait_for_timeout(15)

    def until(self, script, seconds=8.0):
        """Wait until an expression is true (asked again and again: the page's own policy forbids eval)."""
        deadline = time.monotonic() + seconds
        while not self.js(f"return {script};"):
            assert time.monotonic() < deadline, f"never: {script}"
            self.page.wait_for_timeout(15)

    def saved(self):
        """Wait until the server has said yes to everything."""
        self.page.wait_for_timeout(20)
        self.until("Object.keys(localStorage).every((key) => !key.startsWith('qualcoop.unsent.'))")

    def shown(self):
        """The codings that the window shows: (start, end, code)."""
        return sorted(
            map(
                tuple,
                self.js(
                    "return [...t.codings.values()].filter((c) => !c.suggested).map((c) => [c.start, c.end, c.code])"
                ),
            )
        )

    def close(self):
        assert not [fault for fault in self.faults if "Failed to load resource" not in fault], self.faults
        if self.own:
            self.context.close()
        else:
            self.page.close()


class Bench:
    """A served study, windows on it, and what the study's file holds."""

    def __init__(self, browser, path, served):
        self.browser, self.path, self.served = browser, path, served
        self.screens = []

    def window(self, **more):
        screen = Screen(self.browser, self.served.door, **more)
        self.screens.append(screen)
        return screen

    def served_client(self):
        door = self.served.door
        return httpx.Client(base_url=f"http://{door.authority}", headers={"authorization": f"Bearer {door.token}"})

    def held(self, source="E01"):
        """(start, end, code, quote) of every coding that the study's file holds."""
        with Study.open(self.path) as study:
            frame = study.codings(source=source)
            return sorted(zip(frame["start"], frame["end"], frame["code"], frame["quote"], strict=True))

    def spans(self, source="E01"):
        return [held[:3] for held in self.held(source)]

    def text(self, source="E01"):
        with Study.open(self.path) as study:
            return study.source(source).text

    def add_source(self, name, talk):
        with Study.open(self.path) as study:
            study.add_sources([(name, source_of(name, talk))])

    def at(self, quote):
        start = self.text().index(quote)
        return start, start + len(quote)


@pytest.fixture
def bench(browser, study, tmp_path):
    served = _web().Served(study, tmp_path / "config", tmp_path / "etudes")
    made = Bench(browser, study, served)
    yield made
    try:
        for screen in made.screens:
            screen.close()
    finally:
        served.stop()


class Process:
    """The server as a process of its own, to be killed without warning."""

    def __init__(self, study, folder):
        self.study, self.folder = study, folder
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        self.url = ""
        self.start()

    @property
    def door(self):
        from qualcoop.web.safety import Door

        return Door(self.url.split("token=")[1], "127.0.0.1", self.port)

    def start(self):
        code = (
            "import sys; from pathlib import Path; from qualcoop.web import serve; "
            f"serve(sys.argv[1], port={self.port}, open_browser=False, config=Path(sys.argv[2]), "
            "say=lambda s: print(s, flush=True))"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, str(self.study), str(self.folder / "config")],
            stdout=subprocess.PIPE,
            text=True,
        )
        said = self.process.stdout.readline()
        self.url = next(word for word in said.split() if word.startswith("http"))
        self.wait()

    def wait(self):
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)

    def kill(self):
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(10)
        self.process.stdout.close()

    stop = kill


@pytest.fixture
def mortal(browser, study, tmp_path):
    """A bench whose server is a process: `served.kill()`, `served.start()`."""
    served = Process(study, tmp_path)
    made = Bench(browser, study, served)
    yield made
    for screen in made.screens:
        screen.close()
    served.kill()
