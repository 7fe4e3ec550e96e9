"""The sheets that a reviewer puts to the test: framework, agreement, claims, one voice, provenance, uncoded."""

import openpyxl
import pytest

from qualcoop.analysis import concentration, confusion, provenance, uncoded
from qualcoop.analysis.claim_data import parse
from qualcoop.output import workbook

CLAIM = {
    "id": "H3",
    "sentence": {"fr": "=Le projet est partagé.", "en": "Shared."},
    "case": "P1",
    "for": ["L1"],
    "against": ["G1"],
    "rule": {"segments": 1},
}


@pytest.fixture
def book(bundle, tmp_path):
    path = tmp_path / "m.xlsx"
    asked = parse({"claims": [CLAIM]}, "claims.yaml")
    workbook.write(path, bundle, coders=(bundle, bundle), claims=asked)
    return openpyxl.load_workbook(path)


def rows(sheet):
    """Rows under the header, as dictionaries, without the notes."""
    head = [cell.value for cell in sheet[4]]
    found = []
    for line in sheet.iter_rows(min_row=5, values_only=True):
        if line[1] is None:
            break
        found.append(dict(zip(head, line, strict=True)))
    return found


def test_the_sheets_stand_in_the_order_of_the_conventions(book):
    names = book.sheetnames
    wanted = "LISEZMOI projet_x_code sources_x_codes presence cooccurrences paires".split()
    assert names[: len(wanted)] == wanted
    order = "equilibre accord affirmations concentration provenance non_code segments citations codebook".split()
    places = [names.index(name) for name in order]
    assert places == sorted(places)
    assert any(name.startswith("cadre") for name in names)


def test_each_sheet_says_what_the_analysis_says(book, bundle):
    told = {row["source"]: row["mots non codés"] for row in rows(book["non_code"])}
    wanted = uncoded(bundle).frame["uncoded_words"].to_dict()
    assert told == {name: None if value != value else value for name, value in wanted.items()}  # blank: not coded
    told = {row["code"]: row["tous"] for row in rows(book["provenance"])}
    assert told == provenance(bundle, columns="family").frame["all"].astype(int).to_dict()
    assert len(rows(book["concentration"])) == len(concentration(bundle, columns="family").frame)


def test_two_alike_layers_agree(book, bundle):
    found = confusion(bundle, bundle, "code").frame
    told = {row["code"]: row["α"] for row in rows(book["accord"])}
    assert set(told) == set(found.index)
    assert {value for value in told.values() if value is not None} == {1}


def test_a_claim_keeps_its_words_and_has_its_verdict(book):
    (line,) = rows(book["affirmations"])
    assert line["affirmation"] == "=Le projet est partagé."
    cell = next(cell for cell in book["affirmations"][5] if cell.value == line["affirmation"])
    assert cell.data_type == "s"
    assert line["verdict"]


def test_without_coders_or_claims_their_sheets_are_left_out(bundle, tmp_path):
    names = workbook.write(tmp_path / "m.xlsx", bundle)
    assert "accord" not in names
    assert "affirmations" not in names


def test_the_same_bytes_with_all_sheets(bundle, tmp_path):
    asked = parse({"claims": [CLAIM]}, "claims.yaml")
    for name in ("one", "two"):
        workbook.write(tmp_path / f"{name}.xlsx", bundle, coders=(bundle, bundle), claims=asked)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_rows_and_materials_are_in_the_readers_words(book):
    assert "P1 sans P1a" in {row["ligne"] for row in rows(book["concentration"])}
    assert {row["matériau"] for row in rows(book["non_code"])} == {"entretien", "observation", "document"}
