"""Sources: texts never change under their codings; ids, attributes, speakers, import reports."""

from dataclasses import replace

import pytest

from qualcoop.errors import ConflictError, InputError, UnknownNameError
from qualcoop.model import Person
from qualcoop.study.dates import first_day, iso_date, last_day, within


def test_a_source_comes_back_as_it_was_given(study, make_source):
    given = make_source("E01")
    assert study.source("E01") == given
    assert study.source_ids() == ["E01", "E02"]


def test_adding_the_same_again_does_nothing_and_another_text_is_refused(study, make_source):
    events = len(study.history(None))
    assert study.add_sources([("E01", make_source("E01"))]) == []
    assert len(study.history(None)) == events
    changed = make_source("E01", (("Inès", "respondent", "Tout autre chose."),))
    with pytest.raises(ConflictError, match="changé sous un nom connu"):
        study.add_sources([("E03", make_source("E03")), ("E01", changed)])
    assert study.source_ids() == ["E01", "E02"]


@pytest.mark.parametrize("name", ["", " E03", "E\n03", "x" * 201])
def test_unusable_ids_are_refused(study, make_source, name):
    with pytest.raises(InputError, match="identifier"):
        study.add_sources([(name, make_source("E03"))])


def test_a_file_name_with_line_breaks_or_no_break_spaces_still_names_a_source(empty, tmp_path):
    talk = "Enquêtrice : Oui ?\nZoé : Non, {}.\nEnquêtrice : Ah ?\nZoé : Voilà."
    names = [
        "e\u0301te\u0301\u00a0«\u00a0brut\u00a0».txt",
        'deux\nlignes "citées".txt',
        "\u200b.txt",
        "x" * 240 + ".txt",
    ]
    for number, name in enumerate(names):
        (tmp_path / name).write_text(talk.format(number), encoding="utf-8")
    report = empty.add([tmp_path / name for name in names])
    assert report.counts() == {"read": 4, "skipped": 0, "refused": 0}
    assert empty.source_ids() == ['deux lignes "citées"', "source", "x" * 200, "été « brut »"]
    assert not empty.doctor().findings
    again = empty.add([tmp_path / name for name in names])
    assert again.counts() == {"read": 0, "skipped": 4, "refused": 0}


def test_a_source_of_an_unknown_case_makes_the_case(study, make_source):
    study.add_sources([("E03", replace(make_source("E03"), case="P7"))])
    assert "P7" in [case.id for case in study.cases()]
    study.undo()
    assert "P7" not in [case.id for case in study.cases()]


def test_attributes_kind_case_and_date_can_be_set(study):
    study.set_attributes("E01", {"lieu": "Nantes", "case": "P2", "date": "4 mars 2021", "kind": "document"})
    source = study.source("E01")
    assert (source.kind, source.case, source.attributes["lieu"]) == ("document", "P2", "Nantes")
    assert study.sources().loc["E01", "date"] == "2021-03-04"
    study.set_attributes("E01", {"lieu": None, "case": ""})
    assert "lieu" not in study.source("E01").attributes
    assert study.source("E01").case is None
    for wrong in ({"case": "P9"}, {"kind": "film"}):
        with pytest.raises(UnknownNameError):
            study.set_attributes("E01", wrong)
    with pytest.raises(InputError, match="date"):
        study.set_attributes("E01", {"date": "hier"})


def test_a_role_set_afterwards_decides_what_is_codable(study):
    before = study.sources().loc["E01", "words"]
    turns = len(study.source("E01").turns)
    study.set_speakers("E01", {"Enquêtrice": "respondent"})
    assert study.source("E01").turns[0].role == "respondent"
    assert len(study.source("E01").turns) == turns
    assert study.sources().loc["E01", "words"] > before
    study.undo()
    assert study.sources().loc["E01", "words"] == before


def test_speakers_get_names_and_persons(study):
    study.set_persons([Person("p1", "Inès Roux", actor_types=("élu", "association")), Person("p2", "Odile")])
    study.set_speakers("E01", {"Inès": {"name": "Mme R.", "person": "p1"}})
    study.link_speaker("E01", "Mme R.", "p1")
    assert [turn.speaker for turn in study.source("E01").turns][1] == "Mme R."
    study.code("E01", "L3", quote="décidé ensemble")
    turns = study.bundle().turns.set_index(["source", "turn"])
    assert turns.loc[("E01", 1), "actor_types"] == ("élu", "association")
    assert turns.loc[("E02", 0), "person"] == "p2"  # by its label alone
    assert turns.loc[("E02", 0), "actor_types"] == ()
    for wrong in ({"Personne": "respondent"}, {"Inès": {"person": "p9"}}, {"Inès": {"role": "roi"}}):
        with pytest.raises(UnknownNameError):
            study.set_speakers("E01", wrong)


def test_a_source_with_codings_leaves_only_when_asked_expressly_and_comes_back(study):
    made = study.code("E01", "L3", quote="décidé ensemble")
    study.mark_coded("E01", "B")
    study.set_speakers("E01", {"Inès": "respondent"})
    text = study.source("E01").text
    with pytest.raises(ConflictError, match="1 codage"):
        study.remove_source("E01")
    assert study.remove_source("E01", force=True) == 1
    assert study.source_ids() == ["E02"]
    assert study.doctor().findings == []
    study.undo()
    assert study.source("E01").text == text
    assert study.coding(made.id) == made
    assert study.layers() == ["B", "main"]


# ------------------------------------------------------------ reading files


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "sources"
    made.mkdir()
    (made / "E01.txt").write_text(
        "Q : Ça va ?\nR : On a décidé ensemble.\nQ : Et après ?\nR : Après, le temps.\n", "utf-8"
    )
    (made / "E02.txt").write_text("Q : Et vous ?\nR : La confiance est là.\nQ : Oui ?\nR : Oui.\n", "utf-8")
    return made


def test_files_are_read_once_and_a_changed_one_is_told(empty, folder):
    report = empty.add(folder, kind="interview", case="P1")
    assert report.counts()["read"] == 2
    assert empty.source_ids() == ["E01", "E02"]
    assert empty.source("E01").case == "P1"
    again = empty.add(folder)
    assert again.counts() == {"read": 0, "skipped": 2, "refused": 0}
    assert "déjà dans l'étude" in again.files[0].reason
    text = empty.source("E01").text
    (folder / "E01.txt").write_text("Q : Ça va ?\nR : Autre chose.\nQ : Et ?\nR : Rien.\n", "utf-8")
    changed = empty.add(folder)
    assert "changé sous un nom connu" in changed.files[0].reason
    assert empty.source("E01").text == text
    assert empty.doctor().findings == []


def test_a_dry_run_changes_nothing(empty, folder):
    events = len(empty.history(None))
    report = empty.add(folder, dry_run=True)
    assert report.counts()["read"] == 2
    assert empty.source_ids() == []
    assert len(empty.history(None)) == events


def test_two_files_of_one_name_both_get_in(empty, folder):
    empty.add(folder)
    other = folder.parent / "autres"
    other.mkdir()
    (other / "E01.md").write_text("Encore un autre texte, tout à fait différent.\n", "utf-8")
    report = empty.add([other], kind="document")
    assert "E01-2" in empty.source_ids()
    assert any("E01-2" in warning for warning in report.files[0].warnings)


def test_the_attributes_sheet_names_sources_and_cases(empty, folder):
    sheet = folder.parent / "attributs.csv"
    sheet.write_text("fichier;id;projet;date;lieu\nE01.txt;X1;P2;2021-03-04;Brest\n", "utf-8")
    report = empty.add(folder, attributes=sheet)
    assert report.counts()["read"] == 2
    assert empty.source_ids() == ["E02", "X1"]
    assert empty.source("X1").case == "P2"
    assert empty.source("X1").attributes["lieu"] == "Brest"
    assert empty.sources().loc["X1", "date"] == "2021-03-04"


def test_the_corpus_in_plain_values(study):
    summary = study.corpus()
    assert [row["id"] for row in summary["sources"]] == ["E01", "E02"]
    first = summary["sources"][0]
    assert first["turns"] == 4
    assert first["speakers"] == "Enquêtrice, Inès"
    assert 0 < first["codable_words"] < first["words"]
    assert summary["totals"]["kinds"] == {"interview": 2}


# ------------------------------------------------------------ dates


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2021-03-04", "2021-03-04"),
        ("4/3/2021", "2021-03-04"),
        ("04.03.2021", "2021-03-04"),
        ("1er août 2020", "2020-08-01"),
        ("March 2021", "2021-03"),
        ("2021", "2021"),
        ("2021-3", "2021-03"),
        ("2021-13", None),
        ("32/01/2021", None),
        ("mi-mars", None),
        ("", None),
    ],
)
def test_dates_as_researchers_write_them(written, meant):
    assert iso_date(written) == meant


def test_a_date_lies_in_a_phase_only_with_all_it_may_mean():
    assert within("2020-06", "2019-07", "2020-06-30") is False or last_day("2020-06") == "2020-06-31"
    assert within("2020-06-30", "2019-07", "2020-06")
    assert within("2020", None, "2020")
    assert not within("2020", "2020-02", None)
    assert first_day("2020") == "2020-01-01"
