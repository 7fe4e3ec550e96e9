"""Opening and writing: YAML and Excel give back the same codebook; bad files give one sentence."""

import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from qualcoop import codebook as cb
from qualcoop.codebook import Code, Codebook, Family, Label, Matching
from qualcoop.codebook.excel import to_bytes
from qualcoop.errors import CodebookError, InputError, ReadError
from qualcoop.language import set_language
from qualcoop.text import nfc

# What a text of a codebook may be: NFC, no white space around; Excel takes no control characters.
_CHARS = st.characters(
    exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\u2028\u2029\ufffe\uffff"
) | st.sampled_from("\n=+-@'\"#:{}[]|*&!%,")
_TEXT = st.text(_CHARS, max_size=25).map(lambda text: nfc(text).strip())
_LINE = _TEXT.map(lambda text: " ".join(text.split()))
_SOME = _LINE.filter(bool)
_WORDS = st.sampled_from(
    ["no", "yes", "null", "~", "1", "0.10", "12:30", "2020-01-01", "=A1", "#N/A", "TRUE", "1e3", "é", "-"]
)


def _lines():
    return st.lists(_SOME | _WORDS, max_size=4, unique_by=lambda text: text.replace("’", "'").casefold()).map(tuple)


@st.composite
def codebooks(draw):
    ids = draw(
        st.lists(
            (_SOME | _WORDS).filter(lambda id: "." not in id),
            min_size=1,
            max_size=5,
            unique=True,
        )
    )
    label = st.builds(Label, _TEXT, _TEXT)
    polarity = draw(st.sampled_from([None, "lever", "context"]))
    status = draw(st.sampled_from(["active", "retired"]))
    codes = []
    for number, id in enumerate(ids):
        rules = draw(_lines())
        cut = draw(st.integers(0, len(rules)))
        codes.append(
            Code(
                id,
                parent=draw(st.sampled_from([None, *ids[:number]])),
                polarity=polarity,
                status=status,
                label=Label(draw(_SOME | _WORDS), draw(_SOME)),
                definition=draw(label),
                use_when=draw(label),
                do_not_use_when=draw(label),
                example=draw(label),
                contraries=tuple(
                    draw(st.lists(st.sampled_from([i for i in ids if i != id]), unique=True)) if len(ids) > 1 else ()
                ),
                keywords=rules[:cut],
                exclude=rules[cut:],
                color=draw(st.sampled_from([None, "#0a1b2c"])),
            )
        )
    return Codebook(
        id=draw(_SOME | _WORDS),
        version=draw(st.sampled_from(["0.1.0", "0.10", "1", "2024-01-01"])),
        language=draw(st.sampled_from(["fr", "en"])),
        codes=tuple(codes),
        families=(Family("famille ✓", Label("F", "É"), (ids[0],)),)
        if draw(st.booleans()) and "famille ✓" not in ids
        else (),
        matching=Matching(
            draw(_lines()),
            draw(st.integers(0, 50)),
            draw(_lines()),
            draw(st.sampled_from([(), ("observer", "author")])),
        ),
        notes=draw(_lines()),
        derived_from=draw(_TEXT),
    )


@given(codebooks())
@settings(max_examples=150, deadline=None)
def test_yaml_gives_back_the_same_codebook(book):
    assert cb.loads(cb.dumps(book)) == book


@given(book=codebooks(), tongue=st.sampled_from(["fr", "en"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_excel_gives_back_the_same_codebook(tmp_path, book, tongue):
    set_language(tongue)
    path = tmp_path / "g.xlsx"
    cb.dump(book, path)
    set_language("fr")
    assert cb.load(path) == book


def test_shipped_grid_goes_through_excel_and_yaml_without_loss_and_the_same_bytes(tmp_path):
    grid = cb.shipped()
    for name in ("g.xlsx", "g.yaml"):
        cb.write_file(grid, tmp_path / name)
        assert cb.read_file(tmp_path / name) == grid
    assert to_bytes(grid) == (tmp_path / "g.xlsx").read_bytes()


def test_excel_keeps_what_looks_like_a_formula_as_text(tmp_path, grid):
    grid["codes"][0]["label"] = "=1+1"
    grid["codes"][1]["keywords"] = ["-moins", "+plus", "@arobase", "#N/A"]
    path = tmp_path / "g.xlsx"
    cb.dump(cb.from_plain(grid), path)
    sheet = load_workbook(path)["codes"]
    cells = {cell.value: cell for row in sheet for cell in row}
    assert cells["=1+1"].data_type == "s"
    assert cells["=1+1"].quotePrefix
    assert not any(cell.data_type in "fe" for cell in cells.values())
    assert str(cb.load(path).code("L1").label) == "=1+1"


def test_excel_edited_by_hand_is_read(tmp_path, grid):
    path = tmp_path / "g.xlsx"
    cb.dump(cb.from_plain(grid), path)
    book = load_workbook(path)
    sheet = book["codes"]
    heading = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(6, heading["identifiant"]).value = 7  # typed as a number
    sheet.cell(6, heading["libellé (fr)"]).value = "Neuf"
    sheet.cell(6, heading["polarité"]).value = "Garde-fou"
    sheet.cell(6, heading["mots-clés"]).value = "un\n\n deux \n"
    sheet.cell(9, heading["identifiant"]).value = "L9"  # after empty rows
    sheet.cell(9, heading["libellé (fr)"]).value = "Loin"
    book.save(path)
    found = cb.load(path)
    assert found.code("7").keywords == ("un", "deux")
    assert found.code("7").polarity == "guard-rail"
    assert found.has("L9")


def _edited(tmp_path, grid, change):
    path = tmp_path / "g.xlsx"
    cb.dump(cb.from_plain(grid), path)
    book = load_workbook(path)
    change(book)
    book.save(path)
    return [str(fault) for fault in cb.check_file(path)]


def _set(sheet, cell, value):
    def change(book):
        book[sheet][cell] = value

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            _set("codes", "B3", "L7"),
            "g.xlsx, feuille « codes », ligne 3, colonne « parent », L1.1, parent : le code parent « L7 » n'existe pas",
        ),
        (_set("codes", "C2", "levié"), "ligne 2, colonne « polarité », L1, polarity : « levié » n'est pas admis"),
        (_set("codes", "D2", None), "ligne 2, colonne « libellé (fr) », L1, label : ce texte manque en « fr »"),
        (_set("codes", "A4", "=1+1"), "ligne 4, colonne « identifiant » : cette cellule contient une formule"),
        (_set("codes", "A4", 1.5), "Excel a fait de cette cellule « 1.5 »"),
        (_set("codes", "A4", True), "Excel a fait de cette cellule « True »"),
        (
            _set("codes", "D1", "libelé (fr)"),
            "colonne « libelé (fr) » : cette colonne n'existe pas ; voulez-vous dire « libellé (fr) » ?",
        ),
        (_set("codes", "B1", "identifiant"), "cette colonne figure deux fois"),
        (_set("codes", "A1", "numéro"), "il manque la colonne « identifiant »"),
        (_set("codes", "Z3", "perdu"), "feuille « codes », ligne 3, colonne « Z » : cette colonne n'a pas de titre"),
        (_set("grille", "B3", 0.1), "Excel a fait de cette cellule « 0.1 »"),
        (
            _set("grille", "A3", "versoin"),
            "feuille « grille », ligne 3 : le champ « versoin » n'existe pas ; voulez-vous dire « version » ?",
        ),
        (_set("grille", "A3", "identifiant"), "le champ « identifiant » figure deux fois"),
        (_set("grille", "E10", "L1\nZ9"), "F, codes : le code « Z9 » n'existe pas"),
        (lambda book: book.remove(book["codes"]), "il manque la feuille « codes » (feuilles présentes : grille)"),
        (lambda book: book.remove(book["grille"]), "il manque la feuille « grille »"),
    ],
)
def test_bad_sheets_are_said_with_sheet_row_and_column(tmp_path, grid, change, said):
    faults = _edited(tmp_path, grid, change)
    assert any(said in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("g.xlsx", b"not a zip", "n'est pas un classeur Excel lisible"),
        ("g.xlsx", b"", "n'est pas un classeur Excel lisible"),
        ("g.txt", b"codes: []", "une grille s'écrit en .yaml ou en .xlsx"),
        ("g.yaml", "définition".encode("cp1252"), "ligne 1 : ce texte n'est pas en UTF-8"),
        ("g.yaml", b"a: 1\nb: \xff\xfe", "ligne 2 : ce texte n'est pas en UTF-8"),
        ("g.yaml", b"#" * 5_000_001, "trop pour une grille"),
    ],
)
def test_unreadable_files_give_one_sentence(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ReadError, match=said):
        cb.load(path)
    assert [said in str(fault) for fault in cb.check_file(path)] == [True]


def test_missing_file_and_folder_give_one_sentence(tmp_path):
    for path in (tmp_path / "rien.yaml", tmp_path / "rien.xlsx"):
        with pytest.raises(ReadError, match="n'existe pas"):
            cb.load(path)
    (tmp_path / "dossier.yaml").mkdir()
    with pytest.raises(ReadError, match="lecture impossible"):
        cb.load(tmp_path / "dossier.yaml")
    with pytest.raises(InputError, match="écriture impossible"):
        cb.dump(cb.shipped(), tmp_path / "absent" / "g.yaml")


def test_damaged_workbook_and_zip_bomb_give_one_sentence(tmp_path):
    book = tmp_path / "g.xlsx"
    cb.dump(cb.shipped(), book)
    whole = book.read_bytes()
    book.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ReadError, match="classeur Excel lisible"):
        cb.load(book)
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 60_000_001)
    with pytest.raises(ReadError, match="bien trop gros"):
        cb.load(book)


def test_empty_workbook_gives_one_sentence(tmp_path):
    Workbook().save(tmp_path / "g.xlsx")
    assert [str(f) for f in cb.check_file(tmp_path / "g.xlsx")] == [
        "g.xlsx : il manque la feuille « codes » (feuilles présentes : Sheet)."
    ]


def test_text_that_excel_cannot_hold_is_refused_with_its_code(tmp_path, grid):
    grid["codes"][0]["definition"] = "a\x07b"
    with pytest.raises(InputError, match=r"codes!L1 .*U\+0007"):
        cb.dump(cb.from_plain(grid), tmp_path / "g.xlsx")
    grid["codes"][0]["definition"] = "x" * 40_000
    with pytest.raises(InputError, match="40000 caractères"):
        cb.dump(cb.from_plain(grid), tmp_path / "g.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_writing_replaces_the_file_in_one_step_and_leaves_nothing_beside(tmp_path, grid):
    path = tmp_path / "g.yaml"
    path.write_text("ancien", encoding="utf-8")
    cb.dump(cb.from_plain(grid), path)
    assert [each.name for each in tmp_path.iterdir()] == ["g.yaml"]
    assert cb.load(path).id == "essai"


def test_chosen_takes_the_two_names_and_files(tmp_path, grid):
    assert cb.chosen("grille") is cb.shipped()
    assert (len(cb.chosen("vide")), cb.chosen("vide").matching) == (0, cb.shipped().matching)
    cb.dump(cb.from_plain(grid), tmp_path / "mien.yaml")
    assert cb.chosen(tmp_path / "mien.yaml").id == "essai"
    assert cb.loads(cb.dumps(cb.empty())) == cb.empty()


def test_a_codebook_with_faults_is_refused_with_all_of_them(tmp_path, grid):
    path = tmp_path / "g.yaml"
    cb.dump(cb.from_plain(grid), path)
    path.write_text(
        path.read_text(encoding="utf-8").replace("[L1]", "[L8]").replace("polarity: process", "polarity: proces"),
        encoding="utf-8",
    )
    with pytest.raises(CodebookError, match=r"g\.yaml : 2 faute\(s\).*ligne \d+, G1, contraries") as raised:
        cb.load(path)
    assert len(raised.value.faults) == 2


def test_the_proposal_in_its_older_form_is_still_read(grid):
    grid["pattern_syntax"] = {"mot": "…"}
    grid["matching"] |= {"case": "fold", "unit": "sentence"}
    grid["matching"]["speakers"] = ["interviewee", "observer"]
    del grid["matching"]["roles"]
    assert cb.validate(grid) == []
    assert cb.from_plain(grid).matching.roles == ("respondent", "observer")
