"""Is a workbook the one that the study gives today?"""

import openpyxl
import pytest

from qualcoop.errors import ReadError
from qualcoop.output import workbook
from qualcoop.output.comparing import compare


@pytest.fixture
def made(tmp_path, bundle):
    place = tmp_path / "m.xlsx"
    workbook.write(place, bundle)
    return place


def test_the_same_workbook_is_the_same_bytes(tmp_path, bundle, made):
    workbook.write(tmp_path / "n.xlsx", bundle)
    found = compare(tmp_path / "n.xlsx", made)
    assert found.same_bytes
    assert found.equal
    assert found.sheets["projet_x_code"] > 0


def test_a_changed_figure_is_found_at_its_place(tmp_path, made):
    book = openpyxl.load_workbook(made)
    sheet = book["segments"]
    sheet["K6"] = "autre chose"
    book.save(tmp_path / "changed.xlsx")
    found = compare(tmp_path / "changed.xlsx", made)
    assert not found.equal
    assert [(each.sheet, each.cell, each.there) for each in found.differences if each.sheet == "segments"] == [
        ("segments", "K6", "autre chose")
    ]
    assert "segments!K6 : « autre chose »" in str(next(each for each in found.differences if each.cell == "K6"))


def test_missing_and_further_sheets_are_said(tmp_path, made):
    book = openpyxl.load_workbook(made)
    del book["segments"]
    book.create_sheet("à moi")
    book.save(tmp_path / "changed.xlsx")
    found = {each.sheet: (each.there, each.here) for each in compare(tmp_path / "changed.xlsx", made).differences}
    assert found["segments"] == ("", "feuille")
    assert found["à moi"] == ("feuille", "")


def test_no_workbook_is_said(tmp_path, made):
    (tmp_path / "faux.xlsx").write_text("non")
    for name, said in (("faux.xlsx", "lisible"), ("absent.xlsx", "n'existe pas")):
        with pytest.raises(ReadError, match=f"{name}.*{said}"):
            compare(tmp_path / name, made)
