"""The journal as sentences, newest first; what was taken back stays; the help beside it."""

import re

import click

from qualcoop.cli import cli as cli
from qualcoop.study import Study

ROWS = "[...document.querySelectorAll('#events li')].map((e) => Number(e.dataset.seq))"


def shown(window, count=1):
    window.locator("#events li").nth(count - 1).wait_for()
    return window


def test_sentences_come_newest_first_under_their_day(site, layered):
    window = shown(site(layered).window("/history"))
    numbers = window.evaluate(ROWS)
    with Study.open(layered) as study:
        told = study.history(None)
    assert numbers == told["seq"].tolist()
    assert window.locator("#events .what").all_inner_texts() == told["what"].tolist()
    assert re.search(r"^\w+ \d{1,2}(er)? \w+ \d{4}$", window.locator("#events .day").first.inner_text())
    assert re.fullmatch(r"\d\d:\d\d", window.locator("#events time").first.inner_text())
    window.goto(window.url + "?lang=en")
    shown(window)
    assert re.search(r"\b(AM|PM)$", window.locator("#events time").first.inner_text())


def test_undo_and_redo_by_their_buttons_and_by_keys(site, layered):
    home = site(layered)
    window = shown(home.window("/history"))
    before = window.locator("#events li").count()
    window.click("#undo-here")
    window.wait_for_selector("#events li.undone .badge")
    line = window.locator("#events li.undone .what")
    assert "line-through" not in line.evaluate("(e) => getComputedStyle(e).textDecorationLine")  # "jamais rayé"
    with Study.open(layered) as study:
        assert len(study.codings()) == 3
    window.click("#redo-here")
    window.wait_for_selector("#events:not(:has(li.undone))")
    assert window.locator("#events li").count() == before + 2  # both are events of their own
    window.keyboard.press("Control+z")
    window.wait_for_selector("#events li.undone")
    with Study.open(layered) as study:
        assert len(study.codings()) == 3


def test_nothing_to_redo_is_a_sentence(site, layered):
    home = site(layered)
    home.refusals = 1
    window = shown(home.window("/history"))
    window.click("#redo-here")
    window.wait_for_selector("#qc-say.shown.wrong")
    assert "rien à rétablir" in window.inner_text("#qc-say")


def test_what_somebody_else_does_appears_within_a_second(site, layered, nasty):
    window = shown(site(layered).window("/history"))
    with Study.open(layered, actor=nasty) as study:
        study.code("E01", "D", quote="la confiance", layer="A")
    window.locator("#events .who").first.wait_for(timeout=1500)
    assert window.locator("#events .who").first.inner_text() == nasty


def test_a_long_journal_is_shown_a_part_at_a_time(site, layered):
    with Study.open(layered) as study:
        for number in range(140):
            study.describe(aim=f"essai {number}")
        every = study.history(None)["seq"].tolist()
    window = shown(site(layered).window("/history"), 60)
    assert window.evaluate(ROWS) == every[:60]
    window.click("#more")
    shown(window, 120)
    assert window.evaluate(ROWS) == every[:120]
    window.click("#more")
    shown(window, len(every))
    assert window.evaluate(ROWS) == every
    assert window.is_hidden("#more")


def test_names_are_shown_as_text_and_turn_nothing_around(site, tmp_path, nasty):
    path = tmp_path / "e.qualcoop"
    Study.create(path, name=nasty).close()
    window = shown(site(path).window("/history", size=(420, 800)))
    assert nasty in window.locator("#events .what").last.inner_text()
    assert window.locator("#events .what").last.evaluate("(e) => getComputedStyle(e).unicodeBidi") == "isolate"
    assert window.locator("main script").count() == 0
    assert window.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


# ---------------------------------------------------------------- help


def test_help_has_the_same_keys_and_gestures_as_the_overlay(site, layered):
    home = site(layered)
    window = home.window("/help")
    window.wait_for_selector("#keys ul li")
    helped = window.locator("#keys dd, #keys ul li").all_inner_texts()
    window.goto(f"{home.base}/code/E01")
    window.wait_for_selector("body[data-settled]")
    window.keyboard.press("?")
    window.wait_for_selector("dialog[open] .keys-sheet")
    assert window.locator("dialog dd, dialog .keys-sheet ul li").all_inner_texts() == helped
    assert len(helped) > 30


def test_the_ten_questions_lead_to_screens_and_commands_that_exist(site, layered):
    home = site(layered)
    window = home.window("/help")
    rows = window.locator("table tbody tr")
    assert rows.count() == 10
    commands = set(cli.list_commands(click.Context(cli)))
    for command in window.locator("table tbody code").all_inner_texts():
        assert command.split()[0] == "qualcoop"
        assert command.split()[1] in commands, command
    with home.served.client() as client:
        for address in {link.get_attribute("href") for link in window.locator("table tbody a").all()}:
            assert client.get(address).status_code == 200, address


def test_help_says_where_the_study_is(site, layered):
    window = site(layered).window("/help")
    window.wait_for_selector("#place bdi")
    assert window.inner_text("#place bdi") == str(layered)


def test_help_before_any_study_and_in_a_narrow_window(site):
    window = site(None).window("/help", size=(420, 800))
    window.wait_for_selector("#keys ul li")
    assert window.locator("table tbody tr").count() == 10
    assert window.locator("table tbody a").count() == 0
    assert window.inner_text("#place") == ""
    assert window.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
