"""Everybody's page: named controls, contrast, focus, zoom, both languages, names and texts shown as text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qualcoop.codebook import Code, Codebook, Label
from qualcoop.model import Case, Suggestion
from qualcoop.study import Study

NASTY = '<img src=x onerror="document.title=1">"l\'été" \u202ever <script>alert(1)</script>'  # a name may hold all this
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

HERE = Path(__file__).parent
FAULTS = (HERE / "faults.js").read_text(encoding="utf-8").partition("\n")[2]
CONTRAST = (HERE / "contrast.js").read_text(encoding="utf-8").partition("\n")[2]
OUTLINE = (
    "(() => { const s = getComputedStyle(document.activeElement);"
    " return [s.outlineStyle, parseFloat(s.outlineWidth)]; })()"
)
NAV = "(() => { const nav = document.querySelector('.nav'); return nav.scrollWidth - nav.clientWidth; })()"
MOVING = (
    "[...document.querySelectorAll('*')].filter((e) => parseFloat(getComputedStyle(e).transitionDuration) > 0).length"
)
APART = (
    "[...document.querySelectorAll('.brand span, bdi, .name')].filter((e) =>"
    " !['isolate', 'isolate-override', 'plaintext'].includes(getComputedStyle(e).unicodeBidi)).length"
)


@pytest.fixture
def judged(layered):
    """The study of three layers with a suggestion to judge."""
    with Study.open(layered) as study:
        quote = "Les réunions étaient longues."
        start = study.source("E01").text.index(quote)
        made = Suggestion("E01", start, start + len(quote), "C", "réunions", "réunions", quote)
        study.put_suggestions([made], ["E01"])
    return layered


def test_every_control_has_a_name_and_every_text_can_be_read(site, judged):
    mine = site(judged)
    window = mine.window("/sources")
    for path in mine.screens:
        mine.go(window, path)
        assert (path, window.evaluate(FAULTS)) == (path, [])
        assert (path, window.evaluate(CONTRAST)) == (path, [])


DIALOGS = (
    ("/sources", "Modifier E01"),
    ("/sources", "Cas et personnes…"),
    ("/codebook", "Nouveau code…"),
    ("/codebook", "Modifier…"),
    ("/codebook", "Fusionner…"),
    ("/codebook", "Versions…"),
    ("/suggestions", "Corriger…"),
)


def test_dialogs_are_named_readable_closed_by_escape_and_give_the_focus_back(site, judged):
    mine = site(judged)
    window = mine.window("/sources")
    for path, name in DIALOGS:
        mine.go(window, path)
        opener = window.get_by_role("button", name=name).first
        opener.focus()
        window.keyboard.press("Enter")
        window.wait_for_selector("dialog[open] h2")
        faults = [fault for fault in window.evaluate(FAULTS) if "heading" not in fault]
        assert (name, faults) == (name, [])
        assert (name, window.evaluate(CONTRAST)) == (name, [])
        assert window.evaluate("document.querySelector('dialog').contains(document.activeElement)")
        window.keyboard.press("Escape")
        window.wait_for_selector("dialog", state="detached")
        assert opener.evaluate("(opener) => opener === document.activeElement"), name


def test_the_focus_is_seen_and_the_way_to_the_content_is_the_first(site, judged):
    mine = site(judged)
    window = mine.window("/sources")
    mine.go(window, "/sources")
    window.keyboard.press("Tab")
    assert window.evaluate("document.activeElement.className") == "skip"
    assert window.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    for _ in range(14):
        window.keyboard.press("Tab")
        outline = window.evaluate(OUTLINE)
        assert outline[0] != "none"
        assert outline[1] >= 2


@pytest.mark.parametrize("size", [(420, 800), (720, 450), (320, 640)], ids=["narrow", "zoom 200 %", "zoom 400 %"])
def test_screens_fit_what_room_there_is(site, judged, size):
    mine = site(judged)
    window = mine.window("/sources", size=size)
    for path in mine.screens:
        mine.go(window, path)
        assert (path, window.evaluate(WIDER)) == (path, 0)


def test_no_motion_where_none_is_wanted(site, judged):
    mine = site(judged)
    window = mine.window("/sources")
    window.emulate_media(reduced_motion="reduce")
    mine.go(window, "/sources")
    assert window.evaluate(MOVING) == 0


def test_the_language_is_switched_kept_and_spoken_by_figures_too(site, judged):
    mine = site(judged)
    window = mine.window("/suggestions?a=1")
    assert window.get_attribute("html", "lang") == "fr"
    window.click("#qc-lang")
    window.wait_for_selector("html[lang=en]")
    assert "a=1" in window.url  # the rest of the address stays
    assert "Codebook" in window.inner_text(".nav")
    assert window.evaluate(NAV) == 0
    mine.go(window, "/sources")
    assert "words" in window.inner_text("#summary")
    assert "interview" in window.inner_text("#listing")
    left = window.evaluate("document.body.innerText")
    assert not re.search(r"[àâçèêëîïôûù]", left.replace("Français", "").replace("Inès", "").replace("Enquêtrice", ""))
    window.click("#qc-lang")
    window.wait_for_selector("html[lang=fr]")


def test_names_and_texts_are_never_markup(site, tmp_path, layered):
    path = tmp_path / "noms.qualcoop"
    code = Code("N", label=Label(NASTY, NASTY), definition=Label(NASTY, NASTY), keywords=("réunions",), color="#aa3300")
    with Study.open(layered) as other:
        source = other.source("E01")
    with Study.create(path, name=NASTY, codebook=Codebook("n", "1", codes=(code,))) as study:
        study.set_cases([Case("P1", NASTY)])
        study.add_sources([("E01", source)])
        study.set_attributes("E01", {"lieu": NASTY})
        study.set_speakers("E01", {"Odile": {"name": NASTY}})
        study.code("E01", "N", quote="par consentement", layer="main", memo=NASTY, coder=NASTY)
        quote = "Les réunions étaient longues."
        start = study.source("E01").text.index(quote)
        study.put_suggestions([Suggestion("E01", start, start + len(quote), "N", "réunions", NASTY, quote)], ["E01"])
    mine = site(path)
    window = mine.window("/sources", size=(390, 800))
    for screen in mine.screens:
        mine.go(window, screen)
        assert (screen, window.evaluate(WIDER)) == (screen, 0)
        text = window.evaluate("document.body.innerText")
        assert "onerror=" in text or screen == "/help"
        assert window.locator("main script, main img, header script, aside img").count() == 0, screen
        assert window.title() != "1"
    window.goto(mine.base + "/matrices?rows=case")
    window.wait_for_selector("#display tbody .figure")
    window.locator("#display tbody .figure").first.click()
    window.wait_for_selector("#quotes .memo")
    assert window.inner_text("#quotes .memo") == NASTY
    assert window.locator("#quotes img").count() == 0
    # A mark that turns the line around stays inside its own name.
    assert window.evaluate(APART) == 0
