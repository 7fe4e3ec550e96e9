import csv
import re
import shutil
import subprocess

import openpyxl
import pytest

from qualcoop.analysis import actors, balance, cooccurrence, materials, phases, saturation
from qualcoop.output import csvs, workbook


@pytest.fixture
def study(make_many):
    return make_many(300)


@pytest.fixture
def book(study, tmp_path):
    workbook.write(tmp_path / "m.xlsx", study)
    return openpyxl.load_workbook(tmp_path / "m.xlsx")


@pytest.fixture
def results(study, tmp_path):
    """The same file as a reader sees it that does not calculate: the results stored beside the formulas."""
    workbook.write(tmp_path / "m.xlsx", study)
    return openpyxl.load_workbook(tmp_path / "m.xlsx", data_only=True)


def rows_of(sheet, header, until=None):
    heads = [cell.value for cell in sheet[header]]
    for row in sheet.iter_rows(min_row=header + 1):
        if row[0].value is None or (until and row[0].value == until):
            return
        yield dict(zip(heads, row, strict=True)), row


def linked(cell):
    first, last = re.fullmatch(r"\w+!A(\d+):[A-Z]+(\d+)", cell.hyperlink.location).groups()
    return int(last) - int(first) + 1


def test_the_balance_is_a_formula_with_its_result(study, book, results):
    found = balance(study).frame
    shown = list(rows_of(book["equilibre"], 5))
    assert len(shown) == len(found) == 4
    for (_, row), (_, result), (_, wanted) in zip(
        shown, rows_of(results["equilibre"], 5), found.iterrows(), strict=True
    ):
        assert [cell.value for cell in row[1:4]] == [wanted["L"], wanted["G"], wanted["contested"]]
        assert [linked(cell) for cell in row[1:4] if cell.value] == [n for n in wanted[["L", "G", "contested"]] if n]
        assert row[4].value.startswith("=IF(OR(N(B")
        for cell, name in ((result[4], "B_seg"), (result[7], "B_src"), (result[10], "B_words")):
            assert cell.value == pytest.approx(wanted[name])
    assert "Description, non évaluation" in book["equilibre"]["A3"].value


def test_a_balance_on_few_passages_is_blank(bundle, tmp_path):
    workbook.write(tmp_path / "m.xlsx", bundle)
    sheet = openpyxl.load_workbook(tmp_path / "m.xlsx", data_only=True)["equilibre"]
    by_name = {row[0].value: row for _, row in rows_of(sheet, 5)}
    assert by_name["P2 · Habitat"][1].value == 3
    assert not by_name["P2 · Habitat"][4].value
    assert not by_name["P2 · Habitat"][13].value


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_calculates_the_same_balance(study, book, tmp_path):
    book.save(tmp_path / "m.xlsx")  # openpyxl saves formulas without their results: they must be calculated
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    kind = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
    command = ["soffice", "--headless", profile, "--convert-to", kind, "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "m.xlsx")], check=True, capture_output=True, timeout=120)
    lines = list(csv.reader((tmp_path / "m-equilibre.csv").open(encoding="utf-8")))
    got = [float(line[4]) for line in lines[5:9]]
    assert got == pytest.approx(list(balance(study).frame["B_seg"]), abs=1e-9)


def test_cooccurrences_show_counts_below_and_coefficients_above(study, book):
    found = cooccurrence(study, "code", "turn", with_pro=True)
    sheet = book["cooccurrences"]
    names = [cell.value for cell in sheet[5]][2:]
    assert names == list(found.frame.index)
    for line, row in enumerate(sheet.iter_rows(min_row=6, max_row=5 + len(names))):
        for column, cell in enumerate(row[2:]):
            table = found.frame if column <= line else found.extra["c"]
            wanted = table.iloc[line, column]
            assert cell.value is None if wanted != wanted else cell.value == pytest.approx(wanted)


def test_pairs_show_what_both_codes_say_together(study, book):
    found = cooccurrence(study, "code", "turn", with_pro=True)
    shown = list(rows_of(book["paires"], 4))
    assert len(shown) == len(found.extra["pairs"])
    head, row = shown[0]
    one, two = row[0].value, row[2].value
    quotes = found.quotes(one, two)
    assert head["n 1 et 2"].value == found.extra["pairs"]["n_both"][0]
    assert linked(head["n 1 et 2"]) == len(quotes.drop_duplicates(["source", "start", "end"]))
    assert str(quotes["quote"].iloc[0]) in head["extrait 1"].value
    assert head["extrait 1"].value.startswith(f"{quotes['source'].iloc[0]} (")


def test_actor_types_hide_what_may_name_somebody(bundle, tmp_path):
    workbook.write(tmp_path / "m.xlsx", bundle)
    sheet = openpyxl.load_workbook(tmp_path / "m.xlsx")["acteurs"]
    found = actors(bundle)
    hidden = found.extra["withheld"]
    shown = {row[0].value: row for _, row in rows_of(sheet, 5)}
    assert set(shown) == {"association", "élue"}
    assert [cell.value for cell in shown["élue"][5:]] == ["•"] * 5
    for column, code in enumerate(found.frame.columns):
        cell = shown["association"][5 + column]
        if hidden.loc["association", code]:
            assert (cell.value, cell.hyperlink) == ("•", None)
        else:
            assert cell.value == pytest.approx(found.frame.loc["association", code])


def test_materials_give_the_letters_that_evidence_each_code(study, book):
    found = materials(study, [row[0].value for _, row in rows_of(book["materiaux"], 5)])
    for _, row in rows_of(book["materiaux"], 5):
        code = row[0].value
        assert [cell.value or "" for cell in row[2:6]] == list(found.frame.loc[code])
        counts = row[6:9]
        assert [cell.value for cell in counts] == list(found.extra["seg"][code])
        assert [linked(cell) for cell in counts if cell.value] == [cell.value for cell in counts if cell.value]


def test_phases_lead_to_the_passages_of_a_period(study, book, results):
    found = phases(study)
    shown = list(rows_of(book["phases"], 5))
    assert len(shown) == len(found.frame)
    for (_, row), (_, result), (_, wanted) in zip(
        shown, rows_of(results["phases"], 5), found.frame.iterrows(), strict=True
    ):
        share = wanted["G_share"]
        assert (result[6].value or "") == (pytest.approx(share) if share == share else "")
        for cell in row[7:]:
            assert (linked(cell) if cell.value else 0) == (cell.value or 0)


def test_saturation_has_one_table_and_one_curve_per_project(study, book):
    sheet = book["saturation"]
    assert len(sheet._charts) == 2
    titles = [row[0].row for row in sheet.iter_rows(min_row=5) if str(row[0].value).startswith("P")]
    for case, top in zip(("P1", "P2"), titles, strict=True):
        wanted = saturation(study, case=case).frame
        rows = sheet.iter_rows(min_row=top + 1, max_row=top + len(wanted))
        got = [(row[1].value, row[4].value, row[6].value) for row in rows]
        assert got == [tuple(each) for each in wanted[["source", "S", "median"]].itertuples(index=False)]


def test_the_displays_are_csv_tables_too(study, tmp_path):
    names = csvs.write_tables(tmp_path / "t", study)
    wanted = ("paires", "equilibre", "equilibre_paires", "acteurs", "materiaux", "phases", "saturation")
    assert {f"{name}.csv" for name in wanted} <= set(names)
    head = (tmp_path / "t" / "equilibre.csv").read_text(encoding="utf-8-sig").splitlines()
    assert head[1].split(",")[2:4] == [str(int(n)) for n in balance(study).frame.iloc[0][["L", "G"]]]
