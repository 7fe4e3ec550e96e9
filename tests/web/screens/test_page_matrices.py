"""Matrices: every figure opens as many passages as it says; the other displays; the table taken away."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from qualcoop.study import Study


def drawn(window):
    window.wait_for_selector("#display:not([aria-busy]) :is(table, .note, .empty)")


def test_every_figure_opens_as_many_passages_as_it_says(site, layered):
    with Study.open(layered) as study:
        study.code("E01", "B", quote="Personne ne portait seul le projet", layer="ref")
        study.code("E01", "C", quote="On a manqué de temps", layer="ref")
        study.code("E02", "C", quote="On a manqué de temps", layer="ref")
    window = site(layered).window("/matrices?layer=ref")
    drawn(window)
    cells = window.locator("#display tbody .figure, #display tfoot .figure")
    assert cells.count() >= 6
    for place in range(cells.count()):
        cell = cells.nth(place)
        figure = int(cell.inner_text())
        cell.click()
        window.locator("#quotes-count", has_text=re.compile(rf"^{figure} passages?$")).wait_for()
        assert window.locator("#quotes .quote").count() == figure
        window.keyboard.press("Escape")
        window.wait_for_selector("#quotes", state="hidden")
        assert cell.evaluate("(cell) => cell === document.activeElement")  # back where one was


def test_a_passage_leads_to_its_place_in_the_text(site, layered):
    window = site(layered).window("/matrices?layer=ref")
    drawn(window)
    window.locator("#display tbody .figure").first.click()
    window.locator("#quotes a.name").first.click()
    window.wait_for_url(re.compile(r"/code/E0\d#\d+-\d+"))
    start, end = map(int, window.url.rpartition("#")[2].split("-"))
    name = window.url.rpartition("#")[0].rpartition("/")[2]
    with Study.open(layered) as study:
        assert study.source(name).text[start:end] == "par consentement"


def test_rows_columns_measure_and_layer_are_chosen_and_stay_in_the_address(site, layered):
    window = site(layered).window("/matrices")
    drawn(window)
    for name, value in (("rows", "source"), ("columns", "code"), ("measure", "per_1k"), ("layer", "A")):
        window.select_option(f"#choice-{name}", value)
        window.wait_for_url(re.compile(f"{name}={value}"))
    drawn(window)
    assert [each.split("\n")[0] for each in window.locator("#display tbody th").all_inner_texts()] == ["E01", "E02"]
    assert window.locator("#display thead .mono").all_inner_texts() == ["A", "A1", "B", "C", "D"]
    with Study.open(layered) as study:
        wanted = study.matrix("source", "code", "per_1k", "A").frame.loc["E01", "A1"]
    shown = window.inner_text("#display [data-row=E01][data-column=A1]")
    assert float(shown.replace(",", ".")) == pytest.approx(wanted, abs=0.05)
    address = window.url
    window.reload()
    drawn(window)
    assert window.url == address
    assert window.locator("#display tbody tr").count() == 2
    assert window.locator("#display tbody tr").nth(1).locator(".blank").count() == 5  # E02 is not coded in A


def test_a_grid_without_levers_has_no_balance_and_says_so(site, layered):
    window = site(layered).window("/matrices?display=balance")
    window.locator("#display .note", has_text="il n'y a pas de solde à établir").wait_for()
    assert window.locator("#display table").count() == 0


def test_no_codes_no_tables_until_the_grid_has_some(site, gridless):
    path, give_a_grid = gridless
    window = site(path).window("/matrices")
    window.get_by_role("link", name="Ouvrir la grille").wait_for()
    assert window.is_hidden("#tabs")
    assert window.is_hidden("#csv")
    give_a_grid()
    window.wait_for_selector("#display .note >> text=Rien n'est encore codé")
    assert window.is_visible("#tabs")


def test_two_layers_side_by_side_with_their_disagreements(site, layered):
    with Study.open(layered) as study:
        study.code("E01", "C", quote="On a manqué de temps !", layer="A")
    mine = site(layered)
    mine.refusals = 1
    window = mine.window("/matrices?display=agreement&layer=A&other=ref&columns=code")
    drawn(window)
    assert "1 source codée par les deux" in window.inner_text("#display")
    window.wait_for_selector("#display h2 >> text=Désaccords")
    last = window.locator("#display table").last
    assert last.locator("tbody tr").count() == 1
    assert re.search(r"E01\s+C", last.locator("tbody tr").inner_text())
    with window.expect_download() as saved:
        window.click("#csv")
    assert Path(saved.value.path()).read_text(encoding="utf-8-sig").count("\nA1;") == 1
    window.select_option("#choice-other", "B")
    window.wait_for_selector("#display > .note:only-child")  # nothing was coded by both: a sentence, no empty page
    assert "A" in window.inner_text("#display")


def test_the_table_is_taken_away_as_it_is_shown(site, layered):
    window = site(layered).window("/matrices?layer=ref")
    drawn(window)
    with window.expect_download() as saved:
        window.click("#csv")
    with open(saved.value.path(), encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(io.StringIO(file.read()), delimiter=";"))
    assert lines[0] == ["", *window.locator("#display thead .mono").all_inner_texts()]
    for line, row in zip(lines[1:], window.locator("#display tbody tr").all(), strict=False):
        assert line[1:] == [shown.replace("vide", "") for shown in row.locator("td").all_inner_texts()]
    with window.expect_download() as saved:
        window.click("#xlsx")
    with open(saved.value.path(), "rb") as file:
        assert file.read(2) == b"PK"


def test_displays_are_walked_with_the_arrow_keys(site, layered):
    window = site(layered).window("/matrices")
    drawn(window)
    window.focus("#tab-matrix")
    window.keyboard.press("ArrowRight")
    window.wait_for_selector("#tab-presence[aria-selected=true]")
    window.keyboard.press("ArrowLeft")
    window.keyboard.press("ArrowLeft")
    window.wait_for_selector("#tab-uncoded[aria-selected=true]")
