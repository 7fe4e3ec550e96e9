"""Did coding change on the way, and what is not counted: the two sheets, with and without the journal's help."""

import openpyxl
import pytest

from qualcoop.analysis.drift import drift
from qualcoop.analysis.exclusions import exclusions
from qualcoop.analysis.trail import Trail
from qualcoop.language import set_language
from qualcoop.output import workbook

LONG = "Suivi des modifications lu comme accepté. " * 8
TRAIL = Trail(
    order=("E03", "O01", "E01", "D01", "E02", "R01", "retirée"),
    together=2,
    warnings=(("E01", LONG), ("E02", "=1 commentaire laissé de côté.")),
    refused=(("notes/image.png", "2024-05-02", "ce n'est pas un texte."),),
)


def written(bundle, path, trail=TRAIL):
    names = workbook.write(path, bundle, trail=trail)
    return names, openpyxl.load_workbook(path)


@pytest.fixture
def book(bundle, tmp_path):
    return written(bundle, tmp_path / "m.xlsx")[1]


def left(sheet):
    heads = [cell.value for cell in sheet[4]][:8]
    rows = [dict(zip(heads, line, strict=True)) for line in sheet.iter_rows(5, max_col=8, values_only=True)]
    return [row for row in rows if row["rang"] is not None]


def texts(sheet):
    return [str(cell.value) for row in sheet.iter_rows(min_row=5) for cell in row if isinstance(cell.value, str)]


def test_they_are_listed_and_stand_before_the_segments(book):
    names = book.sheetnames
    assert names.index("non_code") < names.index("derive") < names.index("exclusions") < names.index("segments")
    listed = {row[0]: row[1] for row in book["LISEZMOI"].iter_rows(values_only=True, max_col=2)}
    assert "ordre du codage" in listed["derive"]
    assert "fichiers refusés" in listed["exclusions"]


def test_sources_stand_in_the_order_in_which_they_were_coded(book, bundle):
    rows = left(book["derive"])
    assert [row["source"] for row in rows] == list(TRAIL.order[:-1])
    wanted = drift(bundle, trail=TRAIL).frame
    assert [row["segments"] for row in rows] == wanted["seg"].tolist()
    assert [row["cas"] for row in rows] == bundle.sources["case"].loc[wanted.index].tolist()
    assert any("2 sources sont entrées déjà codées" in text for text in texts(book["derive"]))


def test_the_halves_stand_beside_with_their_labels(book, bundle):
    halves = drift(bundle, trail=TRAIL).extra["halves"]
    sheet = book["derive"]
    heads = [cell.value for cell in sheet[4]]
    at = heads.index("code") + 1
    assert heads[at - 2] is None
    for number, (code, line) in enumerate(halves.iterrows()):
        cells = [sheet.cell(5 + number, at + column).value for column in range(7)]
        assert cells[0] == code
        assert cells[2:5] == pytest.approx(line[["first", "second", "difference"]].tolist())
        assert cells[5:] == line[["first_seg", "second_seg"]].astype(int).tolist()
    assert len(sheet._charts) == 1


def test_every_source_says_where_its_words_went(book, bundle):
    sheet, wanted = book["exclusions"], exclusions(bundle).frame
    heads = [cell.value for cell in sheet[4]]
    rows = [dict(zip(heads, line, strict=True)) for line in sheet.iter_rows(5, 4 + len(wanted), values_only=True)]
    assert [row["source"] for row in rows] == list(wanted.index)
    assert [row["mots comptés"] for row in rows] == wanted["codable"].tolist()
    assert {row["matériau"] for row in rows} == {"entretien", "observation", "document"}
    assert {row["hors des tables par cas"] for row in rows} == {None, "pas codée sur cette couche", "strate à part"}


def test_warnings_and_refused_files_are_told_whole(book):
    said = texts(book["exclusions"])
    assert " ".join(LONG.split()) in " ".join(said)
    assert "=1 commentaire laissé de côté." in said
    lines = list(book["exclusions"].iter_rows(values_only=True))
    at = next(number for number, line in enumerate(lines) if str(line[0]).startswith("notes/image.png"))
    assert lines[at][0] == "notes/image.png — refusé le 2024-05-02"
    assert lines[at + 1][1] == "ce n'est pas un texte."
    assert all(cell.data_type != "f" for row in book["exclusions"].iter_rows() for cell in row)


def test_without_the_journal_and_on_an_empty_study(bundle, tmp_path):
    _, book = written(bundle, tmp_path / "m.xlsx", None)
    assert "Fichiers refusés" not in texts(book["exclusions"])
    bare = bundle.narrowed(segments=bundle.segments.iloc[:0], coded=frozenset())
    names, _ = written(bare, tmp_path / "bare.xlsx")
    assert "derive" not in names
    assert "exclusions" in names


def test_the_same_bytes_and_both_languages(bundle, tmp_path):
    one = written(bundle, tmp_path / "one.xlsx")[0]
    assert written(bundle, tmp_path / "two.xlsx")[0] == one
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    set_language("en")
    _, book = written(bundle, tmp_path / "en.xlsx")
    heads = {cell.value for name in ("derive", "exclusions") for cell in book[name][4] if cell.value}
    assert {"place", "words per passage", "1st half, per 1,000 words", "words counted", "material"} <= heads
    french = {"rang", "cas", "mots", "libellé", "matériau", "familles"}
    assert not heads & french
