"""Windows on the screens besides the coding page, on a real server in a thread."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from qualcoop.model import Case
from qualcoop.study import Study

CODE = Path(__file__).parents[1] / "code" / "conftest.py"


def _helpers():
    spec = importlib.util.spec_from_file_location("code_conftest", CODE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


HELP = _helpers()
PATIENCE = 10_000  # milliseconds
# What a screen shows when it has all it shows.
SCREENS = {
    "/sources": "#listing tr",
    "/suggestions": "#card .passage, #nothing h2",
    "/codebook": "#detail h2",
    "/matrices": "#display:not([aria-busy]) table",
    "/exports": "#layer option",
    "/history": "#events li",
    "/help": "#keys kbd",
    "/?choose=1": "#recent li",
}


@pytest.fixture(scope="module")
def browser():
    if HELP.CHROMIUM is None:
        pytest.skip("Chromium is not on this machine (looked for chromium, google-chrome): browser tests left out.")
    sync = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: browser tests left out.")
    with sync.sync_playwright() as play:
        found = play.chromium.launch(executable_path=HELP.CHROMIUM, args=HELP.ARGS)
        yield found
        found.close()


class Site:
    """A served study (or the first screen) and windows on it. A fault in a console fails the test."""

    screens = tuple(SCREENS)

    def __init__(self, browser, study, folder):
        self.browser, self.folder = browser, folder
        self.served = HELP._web().Served(study, folder / "config", folder / "etudes")
        self.base = f"http://{self.served.door.authority}"
        self.windows, self.faults = [], []
        self.refusals = 0  # requests that a test means to fail: the browser puts each in its console
        self.crossing = "none"  # an answer that may cross the page's own stop: shown in the console, or not
        self.asked = []  # paths of the requests to the API

    def window(self, path="/", size=(1280, 850), beside=None):
        """A new window; beside another one, it shares that one's cookies and settings."""
        door = self.served.door
        context = beside.context if beside else self._context(door, size)
        window = context.new_page()
        window.set_default_timeout(PATIENCE)
        self.windows.append(window)
        window.on("pageerror", lambda error: self.faults.append(str(error)))
        window.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        window.on("request", lambda request: self.asked.append(request.url.removeprefix(self.base)))
        window.goto(self.base + path)
        return window

    def go(self, window, screen):
        """Open a screen and wait until it shows what it has to show."""
        window.goto(self.base + screen)
        window.wait_for_selector(SCREENS[screen], state="attached")

    def _context(self, door, size):
        width, height = size
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            locale="fr-FR",
            timezone_id="Europe/Paris",
            accept_downloads=True,
        )
        common = {"url": self.base, "sameSite": "Strict"}
        context.add_cookies([{"name": door.cookie, "value": door.token, **common}])
        context.add_cookies([{"name": "qualcoop_lang", "value": "fr", **common}])
        return context

    def close(self):
        for context in dict.fromkeys(window.context for window in self.windows):
            context.close()
        self.served.stop()
        expected = [fault for fault in self.faults if "Failed to load resource" in fault and self.crossing not in fault]
        self.faults = [fault for fault in self.faults if self.crossing not in fault]
        assert [fault for fault in self.faults if fault not in expected] == []
        assert len(expected) == self.refusals, expected


@pytest.fixture
def site(browser, tmp_path):
    """Serve a study: `site(path)`; `site(None)` is the first screen."""
    made = []

    def serve(study):
        made.append(Site(browser, study, tmp_path))
        return made[-1]

    yield serve
    for each in made:
        each.close()


@pytest.fixture
def nasty():
    """A name that browsers would make something of: a script, an attribute's end, a line read backwards."""
    return '<script>alert(1)</script> "l\'été" \u202ever'


@pytest.fixture
def layered(tmp_path):
    """A study coded in three layers: A and B in one source each, ref in both."""
    path = tmp_path / "couches.qualcoop"
    with Study.create(path, name="Couches", codebook=HELP.grid()) as study:
        study.set_cases([Case("P1", "Un"), Case("P2", "Deux")])
        study.add_sources([("E01", HELP.source_of("E01")), ("E02", HELP.source_of("E02", HELP.TALK[::-1]))])
        for source, layer in (("E01", "A"), ("E02", "B"), ("E01", "ref"), ("E02", "ref")):
            study.code(source, "A1", quote="par consentement", layer=layer)
    return path


@pytest.fixture
def uncoded(tmp_path):
    """A study with one source and rules, in which nothing was done yet."""
    path = tmp_path / "regles.qualcoop"
    with Study.create(path, name="Règles", codebook=HELP.grid()) as study:
        study.set_cases([Case("P1", "Un")])
        study.add_sources([("E01", HELP.source_of("E01"))])
    return path


@pytest.fixture
def gridless(layered, tmp_path):
    """A study without a grid, and what gives it one."""
    path = tmp_path / "sans.qualcoop"
    Study.create(path, name="Sans grille").close()

    def give():
        with Study.open(layered) as other, Study.open(path) as study:
            study.set_codebook(other.codebook)

    return path, give
