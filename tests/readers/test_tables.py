"""Tables: a column of text, the others attributes, several rows one source."""

from datetime import date

import pytest
from openpyxl import Workbook

from qualcoop.errors import ReadError
from qualcoop.readers.report import read_paths
from qualcoop.readers.tables import read_csv, read_xlsx


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_rows_with_one_identifier_are_one_source(tmp_path, sign, encoding):
    rows = ["id;texte;ville;âge", 'A;"Première, réponse ; à l\'été";Lyon;30', "B;Autre;Nantes;", "A;Suite;Lyon;31"]
    text = "\n".join(
        row.replace(";", sign)
        if '"' not in row
        else row.replace("A;", f"A{sign}").replace(";Lyon;", f"{sign}Lyon{sign}")
        for row in rows
    )
    report = read_paths([write(tmp_path / "t.csv", text, encoding)])
    one, two = report.sources
    assert one.name == "A"
    assert one.attributes["id"] == "A"
    assert "Première" in one.text
    assert one.text.endswith("Suite")
    assert one.attributes["ville"] == "Lyon"
    assert one.attributes["age" if "age" in one.attributes else "âge"] == "30 ; 31"
    assert len(one.turns) == 2
    assert two.text == "Autre"
    assert report.files[0].turns == 3


def test_a_column_of_speakers_makes_one_transcript(tmp_path):
    text = "locuteur,timecode,texte\nEnquêtrice,00:01,Ça va ?\nInès,00:02,Oui.\n,,Enfin presque.\n"
    (source,) = read_paths([write(tmp_path / "E01.csv", text)]).sources
    assert [(turn.speaker, source.text[turn.start : turn.end], turn.timecode) for turn in source.turns] == [
        ("Enquêtrice", "Ça va ?", "00:01"),
        ("Inès", "Oui.\nEnfin presque.", "00:02"),
    ]
    assert source.kind == "interview"
    assert source.name == "E01"


def test_without_identifier_each_row_is_a_source(tmp_path):
    drafts = read_csv(write(tmp_path / "q.csv", "texte,âge\nUn.,20\nDeux.,30\n"))
    assert [draft.name for draft in drafts] == ["q-001", "q-002"]
    assert drafts[1].attributes == {"âge": "30"}


def test_a_cell_may_hold_a_transcript(tmp_path):
    text = 'id,text\nA,"Q: Un ?\nR: Oui.\nQ: Deux ?\nR: Non."\n'
    (source,) = read_paths([write(tmp_path / "t.csv", text)]).sources
    assert [turn.role for turn in source.turns] == ["interviewer", "respondent"] * 2


def test_the_longest_column_is_the_text_and_said(tmp_path):
    text = "nom,avis\nA," + "mot " * 20 + "\nB," + "autre " * 20 + "\n"
    (draft, _) = read_csv(write(tmp_path / "t.csv", text))
    assert draft.paragraphs[0].text.startswith("mot mot")
    assert any("avis" in warning for warning in draft.warnings)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id,texte,texte\nA,b,c\n", r"deux colonnes s'appellent « texte » \(2 et 3\)"),
        ("id,Texte,TEXTE\nA,b,c\n", "deux colonnes"),
        ("nom,ville\nA,Lyon\n", "aucune colonne de texte parmi : nom, ville"),
        ("fichier,ville\nE01.docx,Lyon\n", "--attributes"),
        ("id,texte\nA,bon,jour\n", "ligne 2 : 3 cellules pour 2 colonnes"),
        ("id,texte\nA,\n", "aucun texte"),
        ("\n\n", "vide"),
    ],
)
def test_bad_tables_are_one_sentence(tmp_path, text, words):
    path = write(tmp_path / "t.csv", text)
    with pytest.raises(ReadError, match=words) as caught:
        read_csv(path)
    assert str(caught.value).startswith("t.csv")


def test_xlsx(tmp_path):
    book = Workbook()
    book.active.title = "vide"
    sheet = book.create_sheet("données")
    sheet.append(["id", "texte", "date", "âge"])
    sheet.append(["A", "Réponse de l'été.", date(2021, 3, 4), 30.0])
    sheet.append([None, None, None, None])
    sheet.append(["B", None, None, None])
    book.create_sheet("autre").append(["x", "y"])
    path = tmp_path / "t.xlsx"
    book.save(path)
    (draft,) = read_xlsx(path)
    assert draft.paragraphs[0].text == "Réponse de l'été."
    assert draft.attributes == {"id": "A", "date": "2021-03-04", "âge": "30"}
    assert any("autre" in warning for warning in draft.warnings)
    assert any("1 ligne(s) sans texte" in warning for warning in draft.warnings)


def test_a_workbook_named_csv_is_read_as_what_it_is(tmp_path):
    book = Workbook()
    book.active.append(["texte"])
    book.active.append(["Oui."])
    path = tmp_path / "t.csv"
    book.save(path)
    (file,) = read_paths([path]).files
    assert (file.format, file.status) == ("xlsx", "read")
    assert any(".csv" in warning for warning in file.warnings)


def test_a_damaged_workbook_is_one_sentence(tmp_path):
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"PK\x03\x04 not really")
    (file,) = read_paths([path]).files
    assert file.status == "refused"
    assert "t.xlsx" in file.reason
