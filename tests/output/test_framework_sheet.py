"""The framework workbook: written, filled in by somebody, read back; and every way of breaking it, refused."""

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcoop.analysis.framework import framework
from qualcoop.analysis.summaries import Summary, merged, tidy
from qualcoop.errors import ConflictError, InputError, ReadError
from qualcoop.output import framework as sheet_writing
from qualcoop.output.framework import write
from qualcoop.output.framework_reading import read
from qualcoop.output.summaries import SummariesFile, read_summaries, write_summaries


@pytest.fixture
def found(bundle):
    return framework(bundle)


@pytest.fixture
def path(tmp_path, found):
    place = tmp_path / "cadre.xlsx"
    assert write(place, found)[-1] == "extraits"
    return place


def some(found):
    """A sheet, a case and a code with passages."""
    return next(cell for cell in found.cells.values() if cell.extracts)


def edited(path, change):
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def cell_of(sheet, case, kind, code):
    header = next(row for row in sheet.iter_rows() if row[0].value == "clef")
    column = next(cell.column for cell in header if cell.value == code)
    line = next(row for row in sheet.iter_rows() if (row[0].value, row[2].value) == (case, kind))
    return sheet.cell(line[0].row, column)


def sheet_of(book, code):
    return next(sheet for sheet in book.worksheets if sheet.title.startswith("cadre") and has(sheet, code))


def has(sheet, code):
    header = next(row for row in sheet.iter_rows() if row[0].value == "clef")
    return any(cell.value == code for cell in header)


def test_what_is_written_in_excel_comes_back(path, found):
    one = some(found)

    def fill(book):
        cell_of(sheet_of(book, one.code), one.case, "résumé", one.code).value = "- Le temps\nmanque à tous."

    edited(path, fill)
    back = read(path)
    assert (back.rows, len(back.cells)) == ("case", len(found.cells))
    done = merged([], back.cells)
    assert done.summaries == (Summary(one.case, one.code, "- Le temps\nmanque à tous.", one.segments),)
    again = framework(found.matrix.bundle, done.summaries)
    assert again.cell(one.case, one.code).state == "drafted"


def test_an_untouched_workbook_changes_nothing(path):
    assert all(not cell.text and not cell.reread for cell in read(path).cells)
    assert merged([], read(path).cells).summaries == ()


def test_a_stale_summary_is_shown_as_such_and_can_be_read_again(tmp_path, found):
    one, place = some(found), tmp_path / "cadre.xlsx"
    old = Summary(one.case, one.code, "Ancien.", "autres passages")
    write(place, framework(found.matrix.bundle, [old]))
    book = openpyxl.load_workbook(place)
    sheet = sheet_of(book, one.code)
    assert cell_of(sheet, one.case, "état", one.code).value.startswith("[à relire]")
    cell_of(sheet, one.case, "relu", one.code).value = "x"
    book.save(place)
    done = merged([old], read(place).cells)
    assert done.summaries == (Summary(one.case, one.code, "Ancien.", one.segments),)


def test_a_cell_leads_to_its_passages(path, found):
    one = some(found)
    book = openpyxl.load_workbook(path)
    link = cell_of(sheet_of(book, one.code), one.case, "état", one.code).hyperlink
    name, place = link.location.split("!")
    rows = book[name][place]
    assert [row[5].value for row in rows] == [tidy(extract.quote) for extract in one.extracts]
    assert {(row[0].value, row[1].value) for row in rows} == {(one.case, one.code)}
    assert book["_clefs"].sheet_state == "hidden"


def test_the_same_framework_gives_the_same_bytes(tmp_path, found):
    write(tmp_path / "a.xlsx", found)
    write(tmp_path / "b.xlsx", found)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def change_key(book):
    sheet = first(book)
    line = next(row for row in sheet.iter_rows() if row[2].value == "résumé")
    line[0].value = "P99"


def drop_line(book):
    sheet = first(book)
    sheet.delete_rows(next(row for row in sheet.iter_rows() if row[2].value == "résumé")[0].row)


def drop_last_lines(book):
    sheet = first(book)
    numbers = [row[0].row for row in sheet.iter_rows() if row[2].value in ("résumé", "relu", "état", "passages")]
    sheet.delete_rows(numbers[-4], 4)


def add_line(book):
    sheet = first(book)
    sheet.append(["P99", "", "résumé", "Un texte."])


def double_line(book):
    sheet = first(book)
    line = next(row for row in sheet.iter_rows() if row[2].value == "résumé")
    sheet.append([line[0].value, "", "résumé", "Un autre texte."])


def change_kind(book):
    sheet = first(book)
    line = next(row for row in sheet.iter_rows() if row[2].value == "résumé")
    line[2].value, line[3].value = "mon résumé", "Un texte."


def add_column(book):
    sheet = first(book)
    header = head(sheet)
    sheet.cell(header, sheet.max_column + 1).value = "Z9"


def add_headless_column(book):
    sheet = first(book)
    sheet.cell(head(sheet) + 2, sheet.max_column + 2).value = "Une remarque à moi"


def change_column(book):
    sheet = first(book)
    sheet.cell(head(sheet), 4).value = "Z9"


def drop_column(book):
    first(book).delete_cols(4)


def double_column(book):
    sheet = first(book)
    sheet.cell(head(sheet), sheet.max_column + 1).value = sheet.cell(head(sheet), 4).value


def drop_header(book):
    first(book).delete_rows(head(first(book)))


def drop_sheet(book):
    del book[first(book).title]


def drop_keys(book):
    del book["_clefs"]


def change_keys(book):
    book["_clefs"]["A1"] = "couche"


def first(book):
    return next(sheet for sheet in book.worksheets if sheet.title.startswith("cadre"))


def head(sheet):
    return next(row[0].row for row in sheet.iter_rows() if row[0].value == "clef")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (change_key, "est devenue « P99 · résumé »"),
        (drop_line, "il manque la ligne « .* · résumé »"),
        (drop_last_lines, "il manque la ligne"),
        (add_line, "ligne ajoutée « P99 · résumé »"),
        (double_line, "est là deux fois"),
        (change_kind, "ni « résumé », ni « relu », ni « passages »"),
        (add_column, "colonne ajoutée « Z9 »"),
        (add_headless_column, "colonne ajoutée sans clef.*Une remarque à moi"),
        (change_column, "est devenue « Z9 »"),
        (drop_column, "il manque la colonne"),
        (double_column, "est là deux fois"),
        (drop_header, "l'en-tête « clef »"),
        (drop_sheet, "cette feuille manque"),
        (drop_keys, "réexportez"),
        (change_keys, "réexportez"),
    ],
)
def test_a_broken_workbook_is_refused_in_one_sentence(path, change, said):
    edited(path, change)
    with pytest.raises(InputError, match=f"^cadre.xlsx, feuille « .* » : .*{said}") as caught:
        read(path)
    assert "\n" not in str(caught.value)


def test_lines_and_columns_may_be_moved(path, found):
    one = some(found)

    def move(book):
        sheet = sheet_of(book, one.code)
        cell_of(sheet, one.case, "résumé", one.code).value = "Déplacé."
        start = head(sheet)
        lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=start)]
        body = [line for line in lines[2:] if line[2]]
        for number, line in enumerate([*lines[:2], *reversed(body)], start):
            for column, value in enumerate([*line[:3], *reversed(line[3:])], 1):
                sheet.cell(number, column).value = value

    edited(path, move)
    texts = {cell.key: cell.text for cell in read(path).cells if cell.text}
    assert texts == {(one.case, one.code): "Déplacé."}


def test_an_own_sheet_is_left_and_said(path):
    edited(path, lambda book: book.create_sheet("à moi"))
    assert "à moi" in read(path).notes[0]


def test_what_is_no_workbook_is_said(tmp_path):
    (tmp_path / "faux.xlsx").write_bytes(b"PK pas un zip")
    with pytest.raises(ReadError, match=r"faux.xlsx.*classeur Excel"):
        read(tmp_path / "faux.xlsx")
    with pytest.raises(ReadError, match=r"absent.xlsx.*n'existe pas"):
        read(tmp_path / "absent.xlsx")


def test_a_summary_too_long_for_a_cell_is_refused_not_cut(tmp_path, found):
    one = some(found)
    long = framework(found.matrix.bundle, [Summary(one.case, one.code, "é" * 33_000)])
    with pytest.raises(InputError, match="33000 caractères"):
        write(tmp_path / "cadre.xlsx", long)
    assert not (tmp_path / "cadre.xlsx").exists()


def test_many_columns_are_spread_over_sheets(tmp_path, found, monkeypatch):
    monkeypatch.setattr(sheet_writing, "MOST", 2)
    many = framework(found.matrix.bundle, columns="code", rows="source")
    sheets = write(tmp_path / "c.xlsx", many)
    book = openpyxl.load_workbook(tmp_path / "c.xlsx")
    assert sheets == [name for name in book.sheetnames if name != "_clefs"]
    assert {"cadre_L1", "cadre_L1_2", "cadre_L2"} <= set(sheets)
    for name in sheets[:-1]:
        assert book[name].max_column <= 3 + 2
    assert {cell.key for cell in read(tmp_path / "c.xlsx").cells} == set(many.cells)


# ---------------------------------------------------------------- cadre.yaml

TEXTS = st.text(min_size=1, max_size=60).map(tidy).filter(bool)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.tuples(st.sampled_from(["P1", "P1 without P1a", "no"]), TEXTS), TEXTS, max_size=4))
def test_any_summary_comes_back_from_its_file(tmp_path_factory, given_texts):
    place = tmp_path_factory.mktemp("yaml") / "cadre.yaml"
    kept = tuple(Summary(case, " ".join(code.split()), text, "0a1b") for (case, code), text in given_texts.items())
    kept = tuple({each.key: each for each in kept if each.code}.values())
    write_summaries(place, SummariesFile("ref", "case", kept))
    back = read_summaries(place)
    assert (back.layer, back.rows) == ("ref", "case")
    assert {each.key: each for each in back.summaries} == {each.key: each for each in kept}


def test_the_file_is_the_same_whatever_the_order(tmp_path):
    one, two = Summary("P1", "G3", "Un.\nDeux."), Summary("P2", "L3", "Trois.")
    write_summaries(tmp_path / "a.yaml", SummariesFile("ref", "case", (one, two)))
    write_summaries(tmp_path / "b.yaml", SummariesFile("ref", "case", (two, one)))
    text = (tmp_path / "a.yaml").read_text(encoding="utf-8")
    assert text == (tmp_path / "b.yaml").read_text(encoding="utf-8")
    assert "text: |-\n      Un.\n      Deux.\n" in text


def test_no_file_yet_is_no_summary(tmp_path):
    assert read_summaries(tmp_path / "absent.yaml") == SummariesFile()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("summaries: [", "YAML est mal formé"),
        ("- un\n", "une liste « summaries » est attendue"),
        ("summaries: oui\n", "une liste « summaries » est attendue"),
        ("format: 9\nsummaries: []\n", "format 9, plus récent"),
        ("summaries:\n  - {case: P1, code: G3}\n", "ligne 2 : le champ « text » manque"),
        ("summaries:\n  - {case: P1, code: G3, text: a, couleur: b}\n", "ligne 2 : un résumé a pour champs"),
        ("summaries:\n  - {case: P1, code: G3, text: a}\n  - {case: P1, code: G3, text: b}\n", "deux résumés"),
    ],
)
def test_a_faulty_file_of_summaries_is_said(tmp_path, text, said):
    (tmp_path / "cadre.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=f"^cadre.yaml.*{said}"):
        read_summaries(tmp_path / "cadre.yaml")


def test_a_conflict_takes_nothing_over(path, found):
    one = some(found)
    edited(path, lambda b: setattr(cell_of(sheet_of(b, one.code), one.case, "résumé", one.code), "value", "D'ici."))
    with pytest.raises(ConflictError, match=one.code):
        merged([Summary(one.case, one.code, "D'ailleurs.")], read(path).cells)
