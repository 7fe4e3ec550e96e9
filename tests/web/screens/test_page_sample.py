"""The whole way in a real browser, without a terminal: first screen, files, a coded sentence, figures, exports."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qualcoop import codebook as codebooks
from qualcoop.model import Case
from qualcoop.sample import make_sample
from qualcoop.study import Study

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
TALK = (
    "Date : 4 mars 2021\n\nEnquêtrice : On y va ?\nSolène : Oui. On n'a plus le temps de rien.\n"
    "Enquêtrice : Et la suite ?\nSolène : On décide par consentement, tous ensemble.\n"
)
NASTY = '<script>alert(1)</script> "l\'été" \u202ever'


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("Chromium is not on this machine: the page's tests are left out.")
    sync = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: browser tests left out.")
    with sync.sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    return make_sample(tmp_path_factory.mktemp("demo")).study


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    """Address of a running server by study; one for each, since starting is what takes time."""
    running, home = {}, tmp_path_factory.mktemp("home")

    def address(study):
        if study not in running:
            command = [sys.executable, "-m", "qualcoop", "serve", "--no-browser", *([str(study)] if study else [])]
            place = study.parent if study else home
            own = {"HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"), "QUALCOOP_LANG": "fr"}
            server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **own}, cwd=place)
            running[study] = server, re.search(r"http://\S+", server.stdout.readline()).group()
        return running[study][1]

    address.home = home
    yield address
    for server, _ in running.values():
        server.terminate()
        server.wait(10)


@pytest.fixture
def page(browser, servers):
    """A window on a served study (or on the first screen); a fault in the console fails the test."""
    windows, faults = [], []

    def opened(study=None, size=(1280, 850), path="/"):
        address = servers(study)
        window = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="fr-FR", accept_downloads=True
        ).new_page()
        windows.append(window)
        window.on("pageerror", lambda error: faults.append(str(error)))
        window.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        window.goto(address)
        if path != "/":
            window.goto(address.split("/?")[0] + path)
        return window

    yield opened
    for window in windows:
        window.context.close()
    assert not faults


def test_from_the_first_screen_to_a_coded_sentence(page, servers, tmp_path):
    files = []
    for name in ("E01", "E02"):
        files.append(tmp_path / f"{name}.txt")
        files[-1].write_text(TALK.replace("rien", f"rien {name}"), encoding="utf-8")
    window = page()
    window.fill("#new-name", "Ma première étude")
    window.click("#new-go")
    window.wait_for_url("**/sources")
    window.set_input_files("#files", [str(file) for file in files])
    add = window.get_by_role("button", name=re.compile("Ajouter 2 fichiers"))
    add.wait_for()
    assert "Solène" in window.inner_text("#staging")
    assert Study.open(next(servers.home.rglob("*.qualcoop"))).source_ids() == []  # shown, not counted yet
    add.click()
    window.get_by_role("link", name=re.compile("Coder E01")).first.click()
    window.wait_for_selector("body[data-settled]")
    for key in ("j", "j", "c"):
        window.keyboard.press(key)
        window.wait_for_timeout(60)
    window.keyboard.type("manque de temps")
    window.keyboard.press("Enter")
    window.wait_for_function("() => document.querySelectorAll('qc-transcript mark').length > 0")
    window.wait_for_timeout(400)
    with Study.open(next(servers.home.rglob("*.qualcoop"))) as study:
        assert list(study.codings()["code"]) == ["G3.2"]
        assert study.doctor().findings == []


def test_a_figure_opens_as_many_quotes_as_it_says(page, sample):
    window = page(sample, path="/matrices")
    cell = window.locator("[aria-label^='27 : P1 sans P1a']").first
    cell.click()
    window.wait_for_selector("#quotes-count >> text=27 passages")
    assert window.locator("#quotes li .quote").count() == 27
    with Study.open(sample) as study:
        assert len(study.trace("P1 without P1a", "G3", "ref")) == 27


@pytest.mark.parametrize(
    "name",
    [
        "presence",
        "balance",
        "cooccurrence",
        "phases",
        "actors",
        "materials",
        "concentration",
        "saturation",
        "provenance",
        "uncoded",
    ],
)
def test_every_display_is_drawn(page, sample, name):
    window = page(sample, path=f"/matrices?display={name}")
    window.wait_for_selector("#display:not([aria-busy=true]) :is(table, svg)", timeout=15000)


def test_exports_are_files_with_something_in_them(page, sample):
    window = page(sample, path="/exports")
    window.wait_for_function("() => document.querySelector('#layer').value === 'ref'")
    for name, start in (("tables.zip", b"PK"), ("report.html", b"<!doctype html>"), ("codebook.yaml", b"")):
        with window.expect_download() as saved:
            window.click(f"[data-file='{name}']")
        content = Path(saved.value.path()).read_bytes()
        assert content.startswith(start)
        assert len(content) > 1000


def test_history_tells_and_takes_back(page, tmp_path):
    path = tmp_path / "e.qualcoop"
    with Study.create(path, name="Essai", codebook=codebooks.shipped()) as study:
        study.set_cases([Case("P1", "Un")])
    window = page(path, path="/history")
    window.wait_for_selector("#events >> text=cas définis : P1")
    window.click("#undo-here")
    window.wait_for_selector("#events li.undone")
    with Study.open(path) as study:
        assert len(study.cases()) == 0


def test_help_lists_keys_and_the_ten_questions(page, sample):
    window = page(sample, path="/help")
    window.wait_for_selector("#keys kbd")
    assert window.locator("table tbody tr").count() == 10


def test_suggestions_are_judged_by_keys(page, tmp_path):
    made = make_sample(tmp_path / "own").study
    window = page(made, path="/suggestions")
    window.wait_for_selector("#judging:not([hidden]) #card mark, #judging:not([hidden]) #card .hit")
    for key in ("a", "r"):
        window.keyboard.press(key)
        window.wait_for_timeout(700)
    with Study.open(made) as study:
        states = study.suggestions()["state"].value_counts()
        assert (states["accepted"], states["rejected"]) == (before_accepted(made) + 0, 1)


def before_accepted(path):
    """Accepted ones: those of the demo's own layer and the one just accepted."""
    with Study.open(path) as study:
        return len(study.codings(layer="suggestions")) + len(study.codings(layer="main"))


@pytest.mark.parametrize(
    "path", ["/sources", "/suggestions", "/codebook", "/matrices", "/exports", "/history", "/help"]
)
def test_screens_fit_a_narrow_window_name_their_controls_and_speak_english(page, sample, path):
    window = page(sample, size=(420, 800), path=f"{path}?lang=en")
    window.wait_for_load_state("networkidle") if path == "/help" else window.wait_for_timeout(900)
    assert window.get_attribute("html", "lang") == "en"
    assert window.evaluate("document.documentElement.scrollWidth") <= 424
    nameless = window.evaluate(
        "[...document.querySelectorAll('button, input:not([type=hidden]), select, textarea')]"
        ".filter((e) => e.checkVisibility() && !(e.getAttribute('aria-label') || e.title || e.textContent.trim()"
        " || e.labels?.length)).map((e) => e.outerHTML.slice(0, 120))"
    )
    assert nameless == []


def test_names_and_texts_are_shown_as_text(page, tmp_path):
    path = tmp_path / "e.qualcoop"
    (tmp_path / "E01.txt").write_text(TALK.replace("Solène", "Zoé").replace("rien", NASTY), encoding="utf-8")
    with Study.create(path, name=NASTY, codebook=codebooks.shipped()) as study:
        study.set_cases([Case("P1", NASTY)])
        study.add([tmp_path / "E01.txt"], case="P1")
        study.code("E01", "G3.2", quote="plus le temps", memo=NASTY)
    window = page(path)
    for screen in ("/sources", "/matrices", "/code/E01", "/history", "/codebook"):
        window.goto(window.url.split("/", 3)[0] + "//" + window.url.split("/")[2] + screen)
        window.wait_for_timeout(700)
        assert window.evaluate("document.querySelectorAll('main script').length") == 0
    assert "<script>alert(1)</script>" in window.inner_text("header")
