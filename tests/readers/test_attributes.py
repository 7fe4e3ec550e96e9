"""The attributes sheet corrects and completes what was read."""

import pytest
from openpyxl import Workbook

from qualcoop.errors import ReadError
from qualcoop.readers.attributes import parse_speakers, read_sheet
from qualcoop.readers.report import read_paths

TALK = "Dan : Un ?\nInès : Oui.\nDan : Deux ?\nInès : Non."


def test_a_row_gives_id_kind_case_speakers_and_attributes(tmp_path):
    (tmp_path / "Entretien été.txt").write_text(TALK, encoding="utf-8")
    (tmp_path / "note.txt").write_text("Il pleut.\nPersonne.", encoding="utf-8")
    sheet = tmp_path / "attributs.csv"
    sheet.write_text(
        "fichier;id;matériau;projet;locuteurs;date;ville\n"
        "entretien e\u0301te\u0301.TXT;E01;entretien;P1;Dan=interviewer, Inès=Ysée;4 mars 2021;Lyon\n"
        "note;O01;observation;P2;;;\n"
        "absent.docx;E09;;;;;\n",
        encoding="utf-8",
    )
    report = read_paths([tmp_path], attributes=sheet)
    talk, note = report.sources
    assert talk.attributes["id"] == "E01"
    assert (talk.kind, talk.case) == ("interview", "P1")
    assert {turn.speaker: turn.role for turn in talk.turns} == {"Dan": "interviewer", "Ysée": "respondent"}
    assert talk.attributes["date"] == "2021-03-04"
    assert talk.attributes["ville"] == "Lyon"
    assert (note.kind, note.case, note.turns[0].role) == ("observation", "P2", "observer")
    assert any("absent.docx" in note for note in report.notes)
    assert [(file.file, file.status) for file in report.files] == [
        ("Entretien été.txt", "read"),
        ("attributs.csv", "skipped"),
        ("note.txt", "read"),
    ]


def test_the_sheet_goes_before_the_command_line_and_the_header(tmp_path):
    (tmp_path / "a.txt").write_text("Date : 1er mai 2020\nLieu : ici\nIl pleut.", encoding="utf-8")
    sheet = tmp_path / "s.csv"
    sheet.write_text("file,kind,lieu\na.txt,observation,ailleurs\n")
    (source,) = read_paths([tmp_path / "a.txt"], attributes=sheet, kind="document").sources
    assert source.kind == "observation"
    assert source.attributes["lieu"] == "ailleurs"
    assert source.attributes["date"] == "2020-05-01"


def test_xlsx_sheet(tmp_path):
    book = Workbook()
    book.active.append(["fichier", "âge"])
    book.active.append(["a.txt", 30])
    book.save(tmp_path / "s.xlsx")
    row = read_sheet(tmp_path / "s.xlsx").row("a.txt")
    assert row.attributes == {"age": "30"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nom,ville\na,b\n", "aucune colonne « fichier »"),
        ("fichier,kind\na.txt,interview\nb.txt,\nA.TXT,\n", "ligne 4 : « A.TXT » figure déjà ligne 2"),
        ("fichier,kind\na.txt,chanson\n", "ligne 2 : matériau « chanson » inconnu"),
        ("fichier,speakers\na.txt,Dan\n", "ligne 2 : « Dan » n'est pas de la forme"),
    ],
)
def test_a_bad_sheet_is_one_sentence(tmp_path, text, words):
    path = tmp_path / "s.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=words):
        read_sheet(path)


def test_a_missing_sheet_is_one_sentence(tmp_path):
    with pytest.raises(ReadError, match=r"absent\.csv"):
        read_sheet(tmp_path / "absent.csv")


def test_speakers_on_the_command_line():
    assert parse_speakers(["A=B, C=interviewer", "D=-"]) == {"A": "B", "C": "interviewer", "D": "-"}
    with pytest.raises(ReadError, match="--speakers"):
        parse_speakers(["A"])
