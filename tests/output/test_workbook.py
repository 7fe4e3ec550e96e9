import hashlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from qualcoop.analysis import case_by_code, source_by_code
from qualcoop.errors import InputError, StoreError
from qualcoop.language import set_language
from qualcoop.output import workbook
from qualcoop.output.safe import CELL_LIMIT

CORE = ["LISEZMOI", "projet_x_code", "sources_x_codes", "presence", "segments", "citations", "codebook"]


@pytest.fixture
def book(bundle, tmp_path):
    workbook.write(tmp_path / "m.xlsx", bundle)
    return openpyxl.load_workbook(tmp_path / "m.xlsx")


def block(sheet, title):
    """The rows of one block of projet_x_code: {first word of the name: {column id: cell}}."""
    ids = {cell.column: cell.value for cell in sheet[4] if cell.column > 2}
    rows = iter(sheet.iter_rows(min_row=6))
    for row in rows:
        if str(row[0].value).startswith(title):
            break
    found = {}
    for row in rows:
        if row[0].value is None:
            break
        found[row[0].value] = {ids[cell.column]: cell for cell in row if cell.column in ids} | {"base": row[1]}
    return found


def linked_rows(book, cell):
    name, first, last = re.fullmatch(r"(\w+)!A(\d+):[A-Z]+(\d+)", cell.hyperlink.location).groups()
    return name, [
        {head.value: value.value for head, value in zip(book[name][4], row, strict=True)}
        for row in book[name].iter_rows(min_row=int(first), max_row=int(last))
    ]


def test_the_sheets_are_there_in_order(bundle, tmp_path):
    names = workbook.write(tmp_path / "m.xlsx", bundle)
    assert [name for name in names if name in CORE] == CORE
    assert openpyxl.load_workbook(tmp_path / "m.xlsx").sheetnames == names


def test_figures_of_projet_x_code(book):
    counts = block(book["projet_x_code"], "1.")
    shown = {
        name: [row[c].value for c in ("base", "L1", "L1.1", "L2", "G1", "T1", "C")] for name, row in counts.items()
    }
    # L1 in P1: one span with two codes, O01's own, and P1a's two; C in P1: the professional's words stay apart.
    assert shown == {
        "P1 · Énergie citoyenne (n=4)": [12, 4, 2, 1, 4, 2, 1],
        "P1 sans P1a (n=3)": [7, 2, 1, 0, 3, 2, 0],
        "P1a · Friche (n=2)": [5, 2, 1, 1, 1, 0, 1],
        "P2 · Habitat (n=2)": [5, 1, 1, 3, 1, 0, 1],
        "Total (chaque passage une fois)": [17, 5, 3, 4, 5, 2, 2],
    }


def test_figures_are_numbers_and_blank_is_not_zero(book):
    presence = book["presence"]
    rows = {row[0].value: row for row in presence.iter_rows(min_row=7)}
    assert [cell.value for cell in rows["D01"][6:11]] == [0, 1, 0, 0, 1]
    assert all(cell.value is None for cell in rows["D02"][6:11])
    assert rows["D01"][7].number_format == '[=1]"●";[=0]"·";General'
    assert rows["D02"][7].fill.fill_type == "lightUp"
    assert rows["E01"][3].value.isoformat()[:10] == "2021-03-04"
    assert rows["O01"][3].value == "2021-04"


def test_small_rows_show_counts_instead_of_percentages(book):
    shares = block(book["projet_x_code"], "3.")
    assert shares["P1 · Énergie citoyenne (n=4)"]["L1"].value == "(n=3)"
    assert shares["Total (chaque passage une fois)"]["L1"].value == pytest.approx(4 / 5)


def test_one_talkative_source_is_flagged(book):
    counts = block(book["projet_x_code"], "1.")
    assert counts["P1 sans P1a (n=3)"]["G1"].number_format == '0" ▲"'
    assert counts["P2 · Habitat (n=2)"]["T1"].number_format == "0"


@pytest.mark.parametrize("size", [0, 300])
def test_every_figure_leads_to_as_many_rows_as_it_counts(size, make, make_many, tmp_path):
    bundle = make_many(size) if size else make()
    workbook.write(tmp_path / "m.xlsx", bundle)
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    matrix = case_by_code(bundle, columns=[c for c in block(book["projet_x_code"], "1.").popitem()[1] if c != "base"])
    places, checked = [*matrix.rows, "total"], 0
    for place, row in zip(places, block(book["projet_x_code"], "1.").values(), strict=True):
        for column in matrix.columns:
            cell = row[column]
            if not cell.value:
                assert cell.hyperlink is None
                continue
            _, rows = linked_rows(book, cell)
            quotes = matrix.quotes(place, column)
            assert len(rows) == cell.value == len(quotes)
            assert {(r["source"], r["début"], r["fin"]) for r in rows} == set(
                zip(quotes["source"], quotes["start"], quotes["end"], strict=True)
            )
            checked += 1
    assert checked > 20


@pytest.mark.parametrize("name", ["sources_x_codes", "presence"])
def test_every_figure_of_a_source_leads_to_its_passages(name, make_many, tmp_path):
    bundle = make_many(300)
    workbook.write(tmp_path / "m.xlsx", bundle)
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    heads = [cell.value for cell in book[name][6]]
    matrix = source_by_code(bundle, columns=heads[6 : 6 + (9 if name == "sources_x_codes" else 5)], with_pro=True)
    checked = 0
    for row in book[name].iter_rows(min_row=7):
        for cell in row[6:]:
            if cell.hyperlink is None:
                continue
            _, rows = linked_rows(book, cell)
            quotes = matrix.quotes(row[0].value, heads[cell.column - 1])
            assert len(rows) == len(quotes)
            assert {r["texte"] for r in rows} == set(quotes["quote"])
            checked += 1
    assert checked > 30


def test_both_kinds_of_links_are_used_and_citations_lead_back(book):
    counts = block(book["projet_x_code"], "1.")
    shared = counts["P1 sans P1a (n=3)"]["L1"]
    name, rows = linked_rows(book, shared)
    assert name == "citations"
    assert [row["codes"] for row in rows] == ["L1.1 + L1.2", "L1"]
    assert linked_rows(book, counts["P2 · Habitat (n=2)"]["L2"])[0] == "segments"
    backs = [cell for cell in book["citations"]["A"] if cell.hyperlink]
    assert {back.hyperlink.location for back in backs} >= {"projet_x_code!C7"}
    assert all(re.fullmatch(r"\w+![A-Z]+\d+", back.hyperlink.location) for back in backs)


def test_segments_that_no_figure_counts_are_listed_and_said(make, tmp_path):
    bundle = make()
    bundle.segments.loc[0, "codable"] = False
    bundle.segments.loc[1, "code"] = "ZZ"
    workbook.write(tmp_path / "m.xlsx", bundle)
    sheet = openpyxl.load_workbook(tmp_path / "m.xlsx")["segments"]
    said = [row[-1].value for row in sheet.iter_rows(min_row=5)]
    assert len(said) == len(bundle.segments)
    assert said[-2:] == ["non : code hors grille", "non : hors du texte codable"]


def test_text_that_looks_like_a_formula_stays_text(book):
    texts = [row[10] for row in book["segments"].iter_rows(min_row=5)]
    for start in "=-@":
        found = [cell for cell in texts if cell.value.startswith(start)]
        assert found
        assert all(cell.data_type == "s" and cell.quotePrefix for cell in found)
    plain = next(cell for cell in texts if cell.value.startswith("On"))
    assert not plain.quotePrefix
    assert not [
        c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f" and sheet.title in CORE
    ]


def test_refused_characters_and_long_texts_are_handled_and_said(make, tmp_path):
    workbook.write(tmp_path / "m.xlsx", make(memo="a\x0bb\x07" + "é" * 40_000))
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    memo = book["segments"]["T5"].value
    assert memo.startswith("abé")
    assert len(memo) == CELL_LIMIT
    assert "coupé à 32767 caractères" in memo
    assert any("caractères qu'Excel refuse" in str(row[1].value) for row in book["LISEZMOI"].iter_rows())


def test_sheets_open_well_and_print_well(book):
    for name in CORE[1:]:
        sheet = book[name]
        assert sheet.freeze_panes not in (None, "A1")
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.print_title_rows
        assert name == "projet_x_code" or sheet.auto_filter.ref
        assert not sheet.merged_cells.ranges
    assert book["projet_x_code"].column_dimensions["D"].hidden
    assert book["projet_x_code"].column_dimensions["D"].outlineLevel == 1
    assert not book["projet_x_code"].column_dimensions["C"].hidden


def test_lisezmoi_names_the_study_and_links_to_every_sheet(bundle, tmp_path):
    workbook.write(tmp_path / "m.xlsx", bundle, study_meta={"fictional": True})
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    page = book["LISEZMOI"]
    said = " ".join(str(cell.value) for row in page.iter_rows() for cell in row if cell.value)
    for word in (
        "Étude d'essai",
        "ref",
        "essai 1.0",
        "abc123def456",
        "Corpus fictif",
        "ne jamais les additionner",
        "0.1.0",
    ):
        assert word in said
    targets = {cell.value: cell.hyperlink.location for cell in page["A"] if cell.hyperlink}
    assert targets == {name: f"'{name}'!A1" for name in book.sheetnames[1:]}


def test_without_cases_the_other_sheets_are_written(make, tmp_path):
    bundle = make()
    bundle = bundle.narrowed(cases=bundle.cases.iloc[:0])
    names = workbook.write(tmp_path / "m.xlsx", bundle)
    assert "projet_x_code" not in names
    assert "sources_x_codes" in names


def test_an_empty_study_gives_a_workbook(make, tmp_path):
    bundle = make(
        study={"E01": ("P1", "interview", "2021-03-04", None), "E02": ("P1", "interview", "", [(0, "L2", "")])}
    )
    empty = bundle.narrowed(segments=bundle.segments.iloc[:0], coded=frozenset())
    assert "citations" not in workbook.write(tmp_path / "m.xlsx", empty)
    assert openpyxl.load_workbook(tmp_path / "m.xlsx")["segments"]["A5"].value is None


SCRIPT = """
import sys, importlib.util
spec = importlib.util.spec_from_file_location("made", sys.argv[1]); made = importlib.util.module_from_spec(spec)
spec.loader.exec_module(made)
from qualcoop.language import set_language
from qualcoop.language import set_language
from qualcoop.output import workbook
set_language("fr")
workbook.write(sys.argv[2], made.many(200))
"""


def test_the_same_study_gives_the_same_bytes_in_every_process(make_many, tmp_path):
    made = set()
    for seed in ("1", "2"):
        path = tmp_path / f"m{seed}.xlsx"
        helper = str(Path(__file__).parent / "conftest.py")
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", SCRIPT, helper, str(path)], check=True, env=environment)
        made.add(hashlib.sha256(path.read_bytes()).hexdigest())
    workbook.write(tmp_path / "here.xlsx", make_many(200))
    made.add(hashlib.sha256((tmp_path / "here.xlsx").read_bytes()).hexdigest())
    assert len(made) == 1


def test_a_missing_folder_is_said_in_one_sentence(bundle, tmp_path):
    with pytest.raises(InputError, match="n'existe pas"):
        workbook.write(tmp_path / "absent" / "m.xlsx", bundle)
    with pytest.raises(InputError, match="est un dossier"):
        workbook.write(tmp_path, bundle)


def test_a_refused_file_is_left_whole_and_nothing_is_left_beside(bundle, tmp_path, monkeypatch):
    path = tmp_path / "m.xlsx"
    path.write_bytes(b"old")

    def refuse(_, target):
        raise PermissionError(13, "Permission denied", str(target))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(StoreError, match="Excel"):
        workbook.write(path, bundle)
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["m.xlsx"]


def test_one_matrix_is_a_workbook_of_its_own(bundle, tmp_path):
    path = case_by_code(bundle, measure="pct_src", small=None).to_excel(tmp_path / "une.xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["matrice", "segments", "citations", "codebook"]
    cell = book["matrice"]["D6"]
    assert cell.value == pytest.approx(3 / 4)
    assert cell.number_format == "0%"
    assert len(linked_rows(book, cell)[1]) == 4


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it(bundle, tmp_path):
    workbook.write(tmp_path / "m.xlsx", bundle)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        "--headless",
        profile,
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(tmp_path / "m.xlsx")], check=True, capture_output=True, timeout=120
    )
    table = (tmp_path / "m-projet_x_code.csv").read_text(encoding="utf-8")
    assert "P1 sans P1a (n=3),7,2,1" in table


def test_in_english_the_sheets_keep_their_names(bundle, tmp_path):
    french = workbook.write(tmp_path / "fr.xlsx", bundle)
    set_language("en")
    assert workbook.write(tmp_path / "en.xlsx", bundle) == french
    book = openpyxl.load_workbook(tmp_path / "en.xlsx")
    assert block(book["projet_x_code"], "1.")["P1 without P1a (n=3)"]["L1"].value == 2
    assert book["segments"]["K4"].value == "text"


def test_a_codebook_without_polarity_gives_plain_sheets(bundle, tmp_path):
    codes = tuple(replace(code, polarity=None) for code in bundle.codebook.codes)
    names = workbook.write(tmp_path / "m.xlsx", bundle.narrowed(codebook=replace(bundle.codebook, codes=codes)))
    assert "equilibre" not in names
    assert [name for name in names if name in CORE] == CORE


def test_a_codebook_without_codes_gives_a_workbook(bundle, tmp_path):
    empty = replace(bundle.codebook, codes=(), families=())
    none = bundle.narrowed(codebook=empty, segments=bundle.segments.iloc[:0], coded=frozenset())
    names = workbook.write(tmp_path / "m.xlsx", none)
    assert {"projet_x_code", "sources_x_codes", "codebook"} <= set(names)
