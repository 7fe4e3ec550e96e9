"""Coding sheets come in by offsets or by quote; what does not fit is refused row by row, and said."""

import csv

import pytest

from qualcoop import codebook as codebooks
from qualcoop.errors import ReadError
from qualcoop.exchange.sheets import import_sheets
from qualcoop.model import Case, Origin, Source, Turn
from qualcoop.spans import Span
from qualcoop.study import Study

TEXT = "Je n’ai plus le temps. On décide par consentement. Voilà, voilà."


@pytest.fixture
def study(tmp_path):
    origin = Origin("E01.txt", "0" * 64, "txt", "txt", "1", "utf-8")
    turn = Turn(0, 0, len(TEXT), "respondent", "Ada")
    source = Source("E01", "interview", TEXT, (Span(0, len(TEXT)),), (turn,), origin)
    with Study.create(tmp_path / "e.qualcoop", codebook=codebooks.shipped()) as made:
        made.set_cases([Case("P1", "Un")])
        made.add_sources([("E01", source)])
        yield made


def sheet(path, rows, columns="source_id start end quote code about phase coder origin memo", delimiter=","):
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, columns.split(), delimiter=delimiter, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def row(quote, code, start=None, **more):
    at = TEXT.index(quote) if start is None else start
    return {"source_id": "E01", "start": at, "end": at + len(quote), "quote": quote, "code": code, **more}


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_codings_come_in_with_all_they_carry(study, tmp_path, delimiter):
    one = row("plus le temps", "G3.2", about="P1", phase="C", coder="MB", origin="manual", memo="fort")
    path = sheet(tmp_path / "E01.csv", [one, row("par consentement", "L3.1")], delimiter=delimiter)
    report = import_sheets(study, path, layer="A")
    assert (report.read, report.added, report.moved, report.refused) == (2, 2, 0, ())
    found = study.codings(layer="A").set_index("code")
    kept = found.loc["G3.2", ["quote", "about", "phase", "coder", "origin", "memo"]]
    assert list(kept) == ["plus le temps", "P1", "C", "MB", "manual", "fort"]
    assert found.loc["L3.1", "origin"] == "imported"


def test_twice_is_once(study, tmp_path):
    path = sheet(tmp_path / "E01.csv", [row("plus le temps", "G3.2")])
    import_sheets(study, path, layer="A")
    report = import_sheets(study, path, layer="A")
    assert (report.added, len(study.codings(layer="A"))) == (0, 1)
    assert "1 déjà connus" in report.sentences()[-1]


def test_offsets_that_no_longer_fit_are_replaced_by_the_one_place_of_the_quote(study, tmp_path):
    path = sheet(tmp_path / "E01.csv", [row("plus le temps", "G3.2", start=2)])
    report = import_sheets(study, path, layer="A")
    assert (report.added, report.moved) == (1, 1)
    assert study.codings(layer="A").iloc[0]["start"] == TEXT.index("plus le temps")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (row("plus le temps", "G99"), "G99"),
        (row("plus le temps", "G3.2", about="P7"), "P7"),
        ({**row("plus le temps", "G3.2"), "source_id": "E77"}, "E77"),
        ({**row("plus le temps", "G3.2"), "start": "début"}, "deux nombres entiers"),
        ({**row("plus le temps", "G3.2"), "quote": "jamais dit"}, "ne s'y trouve pas"),
        ({**row("plus le temps", "G3.2"), "quote": "", "start": 900}, "citation manque"),
        ({**row("oilà", "G3.2"), "start": 0}, "2 fois"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_and_the_others_come_in(study, tmp_path, wrong, words):
    path = sheet(tmp_path / "E01.csv", [wrong, row("par consentement", "L3.1")])
    report = import_sheets(study, path, layer="A")
    assert (report.added, len(report.refused)) == (1, 1)
    assert report.refused[0].startswith("E01.csv, ligne 2 : ")
    assert words in report.refused[0]


def test_a_file_without_the_columns_or_that_is_no_text_is_one_sentence(study, tmp_path):
    path = sheet(tmp_path / "E01.csv", [], columns="source_id start end quote")
    with pytest.raises(ReadError, match=r"E01\.csv : colonne\(s\) code absente"):
        import_sheets(study, path, layer="A")
    path.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(ReadError, match=r"E01\.csv : illisible"):
        import_sheets(study, path, layer="A")
    with pytest.raises(ReadError, match="pas de feuille de codage"):
        import_sheets(study, tmp_path / "absent", layer="A")
