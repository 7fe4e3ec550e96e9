"""The main job from the command line, and one sentence for each mistake."""

import pytest

from qualcoop.cli import COMMANDS


@pytest.mark.parametrize("command", list(COMMANDS))
def test_every_command_has_help_with_an_example(qualcoop, command):
    said = qualcoop(command, "--help")
    assert said.code == 0
    assert "Exemple :" in said.out
    assert f"qualcoop {command}" in said.out


def test_the_list_of_commands_is_shown(qualcoop):
    said = qualcoop("--help")
    assert said.code == 0
    for command in COMMANDS:
        assert command in said.out


def test_an_unknown_command_and_an_absent_study_are_one_sentence(qualcoop, tmp_path):
    said = qualcoop("importer")
    assert (said.code, said.out) == (2, "")
    assert "« importer » n'est pas une commande" in said.err
    said = qualcoop("corpus", tmp_path / "rien.qualcoop")
    assert said.code == 2
    assert "il n'y a pas d'étude à cet endroit" in said.err
    assert len(said.err.strip().splitlines()) == 1


def test_dry_run_shows_and_adds_nothing(qualcoop, tmp_path, folder):
    path = tmp_path / "e.qualcoop"
    qualcoop("new", path)
    said = qualcoop("import", path, folder, "--dry-run")
    assert said.code == 0
    assert "Solène" in said.out
    assert "rien n'a été ajouté" in said.out
    assert said.out.splitlines()[-1] == "2 lus, 0 ignoré, 0 refusé."
    assert qualcoop("corpus", path, "--json").json["totals"]["sources"] == 0


def test_dry_run_as_json_has_the_promised_keys(qualcoop, study, folder):
    (folder / "vide.txt").write_bytes(b"")
    found = qualcoop("import", study, folder, "--dry-run", "--json").json
    keys = "file format status reason encoding characters words paragraphs turns speakers warnings".split()
    assert all(set(keys) <= set(row) for row in found)
    by_name = {row["file"].rsplit("/", 1)[-1]: row for row in found}
    assert by_name["vide.txt"]["status"] == "refused"
    assert by_name["E01.txt"]["status"] == "skipped"  # it is there already


def test_what_was_read_skipped_and_refused_is_counted(qualcoop, tmp_path, folder):
    path = tmp_path / "e.qualcoop"
    qualcoop("new", path)
    (folder / "faux.docx").write_bytes(b"ceci n'est pas un zip")
    (folder / "E03.txt").write_bytes((folder / "E01.txt").read_bytes())
    said = qualcoop("import", path, folder)
    assert said.code == 0
    assert "2 lus, 1 ignoré, 1 refusé" in said.out.replace("(s)", "")
    assert "faux.docx" in said.out


def test_corpus_counts_sources_words_turns(qualcoop, study):
    found = qualcoop("corpus", study, "--json").json
    assert [source["id"] for source in found["sources"]] == ["E01", "E02"]
    assert found["sources"][0]["turns"] == 4
    assert found["sources"][0]["case"] == "P1"
    assert found["totals"]["kinds"] == {"interview": 2}
    assert "2 sources" in qualcoop("corpus", study).out


def test_code_by_quote_then_matrix_then_trace(qualcoop, study):
    said = qualcoop("code", study, "E01", "G3.2", "--quote", "Je finis à 21 heures")
    assert said.code == 0
    assert "Manque de temps" in said.out
    again = qualcoop("code", study, "E01", "G3.2", "--quote", "Je finis à 21 heures")
    assert again.code == 0
    found = qualcoop("matrix", study, "--json").json
    cell = dict(zip(found["columns"], found["values"][found["rows"].index("P1")], strict=True))
    assert cell["G3"] == 1
    assert cell["L3"] == 0
    assert found["values"][found["rows"].index("P2")][0] is None  # E02 is not coded: blank, not 0
    (passage,) = qualcoop("trace", study, "--row", "P1", "--column", "G3", "--json").json
    assert passage["quote"] == "Je finis à 21 heures"
    assert {"source", "start", "end", "quote", "speaker", "code", "layer", "origin"} <= set(passage)
    assert (passage["speaker"], passage["origin"]) == ("Solène", "manual")


def test_a_quote_said_twice_lists_its_places(qualcoop, study):
    said = qualcoop("code", study, "E01", "G3.2", "--quote", "Solène")
    assert said.code == 2
    assert "fois (positions" in said.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("E09", "G3.2", "--quote", "x"), "E09"),
        (("E01", "G33", "--quote", "Je finis"), "G33"),
        (("E01", "G3.2", "--start", "900000", "--end", "900010"), "E01"),
        (("E01", "G3.2", "--start", "9", "--end", "3"), "E01"),
        (("E01", "G3.2", "--quote", "Je finis", "--about", "P9"), "P9"),
        (("E01",), "au moins un code"),
    ],
)
def test_wrong_codings_are_one_sentence_and_change_nothing(qualcoop, study, arguments, words):
    said = qualcoop("code", study, *arguments)
    assert said.code == 2
    assert words in said.err
    assert qualcoop("trace", study, "--layer", "main", "--json").out in ("[]\n", "")


def test_suggest_review_and_what_is_rejected_stays_away(qualcoop, study, monkeypatch):
    found = qualcoop("suggest", study, "--json").json
    assert {"source", "start", "end", "quote", "code", "rule", "matched", "state"} <= set(found[0])
    assert not [row for row in found if "ordre du jour" in row["quote"]]  # the interviewer never triggers
    only = [row for row in found if row["code"] == "L3.1"]
    assert len(only) == 2
    keys(monkeypatch, "ar")
    said = qualcoop("review", study, "--code", "L3.1")
    assert "1 acceptée, " in said.out
    assert "1 rejetée, " in said.out
    states = {row["state"] for row in qualcoop("suggest", study, "--code", "L3.1", "--json").json}
    assert states == {"accepted", "rejected"}
    assert qualcoop("review", study, "--code", "L3.1").out.startswith("Aucune suggestion")
    (passage,) = qualcoop("trace", study, "--json").json
    assert passage["origin"] == "accepted"


def test_review_can_go_back_and_change_the_code(qualcoop, study, monkeypatch):
    qualcoop("suggest", study)
    keys(monkeypatch, "rb" + "e\nL3\n" + "q")
    said = qualcoop("review", study, "--code", "L3.1")
    assert "0 rejetée, " in said.out
    assert "1 corrigée, " in said.out
    (passage,) = qualcoop("trace", study, "--json").json
    assert (passage["code"], passage["origin"]) == ("L3", "edited")


def keys(monkeypatch, typed):
    """The person's keys, through a pipe."""
    import io

    import click

    stream = io.StringIO(typed)
    monkeypatch.setattr("sys.stdin", stream)
    monkeypatch.setattr(click, "prompt", lambda *_, **__: (stream.readline(), stream.readline())[1].strip())


def test_history_undo_redo(qualcoop, study):
    qualcoop("code", study, "E01", "G3.2", "--quote", "Je finis à 21 heures")
    assert "G3.2" in qualcoop("history", study).out
    assert "annulé" in qualcoop("undo", study).out
    assert qualcoop("trace", study, "--layer", "main", "--json").out in ("[]\n", "")
    assert "rétabli" in qualcoop("redo", study).out
    assert len(qualcoop("trace", study, "--json").json) == 1
    said = qualcoop("redo", study)
    assert (said.code, said.err) == (2, "Il n'y a rien à rétablir.\n")


def test_doctor_finds_nothing_on_a_sound_study(qualcoop, study):
    said = qualcoop("doctor", study)
    assert said.code == 0
    assert "Rien à signaler." in said.out
    assert qualcoop("doctor", study, "--json").json["findings"] == []


def test_the_workbook_and_its_tables(qualcoop, study, tmp_path):
    qualcoop("code", study, "E01", "G3.2", "--quote", "Je finis à 21 heures")
    said = qualcoop("workbook", study, tmp_path / "m.xlsx", "--csv", tmp_path / "tables")
    assert said.code == 0
    for sheet in ("LISEZMOI", "projet_x_code", "presence", "sources_x_codes", "segments", "codebook"):
        assert sheet in said.out
    assert (tmp_path / "tables").is_dir()
    said = qualcoop("workbook", study, tmp_path / "absent" / "m.xlsx")
    assert said.code == 2


def test_the_codebook_goes_out_to_excel_and_in_again(qualcoop, study, tmp_path):
    assert qualcoop("codebook", "export", study, tmp_path / "g.xlsx").code == 0
    said = qualcoop("codebook", "import", study, tmp_path / "g.xlsx")
    assert said.code == 0
    assert "0 changement" in said.out
    assert qualcoop("codebook", "export", study, tmp_path / "g.yaml").code == 0
    assert "aucune faute" in qualcoop("codebook", "check", tmp_path / "g.yaml").out
    assert "0 changement" in qualcoop("codebook", "diff", tmp_path / "g.yaml", tmp_path / "g.xlsx").out


def test_a_faulty_codebook_is_told_fault_by_fault(qualcoop, tmp_path):
    faulty = tmp_path / "g.yaml"
    faulty.write_text(
        "codebook: {id: x, version: 1.0.0, language: fr}\ncodes:\n"
        "  - {id: A, label: {fr: a, en: a}, definition: {fr: d, en: d}, parent: Z, keywords: ['ab*']}\n",
        encoding="utf-8",
    )
    said = qualcoop("codebook", "check", faulty)
    assert said.code == 2
    assert "g.yaml" in said.out
    assert "ab*" in said.out
    assert "Z" in said.out


def test_english_on_request(qualcoop, study, monkeypatch):
    monkeypatch.setenv("QUALCOOP_LANG", "en")
    assert "Nothing found." in qualcoop("doctor", study).out


def test_trace_without_row_or_column_gives_every_coding(qualcoop, study):
    qualcoop("code", study, "E01", "G3.2", "G2.1", "--quote", "Je finis à 21 heures")
    qualcoop("code", study, "E02", "L3.1", "--quote", "Par consentement")
    everything = qualcoop("trace", study, "--json").json
    assert [row["code"] for row in everything] == ["G2.1", "G3.2", "L3.1"]
    assert len(qualcoop("trace", study, "--row", "P1", "--json").json) == 2
    assert len(qualcoop("trace", study, "--row", "P1", "--column", "G3", "--json").json) == 1


def test_qualcoop_alone_opens_the_page_at_its_first_screen(qualcoop, monkeypatch):
    from qualcoop import web

    opened = []
    monkeypatch.setattr(web, "serve", lambda study, **_: opened.append(study))
    assert qualcoop().code == 0
    assert opened == [None]


def test_every_measure_of_the_library_is_on_the_command_line(qualcoop, study):
    from qualcoop.analysis.wording import MEASURES

    qualcoop("code", study, "E01", "G3.2", "--quote", "Je finis à 21 heures")
    for measure in MEASURES:
        said = qualcoop("matrix", study, "--measure", measure, "--json")
        assert (said.code, said.json["measure"]) == (0, measure)
    assert '"values": [\n  [\n   0,' in qualcoop("matrix", study, "--json").out  # counts are whole numbers


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("matrix",), "Il manque ETUDE. Voir qualcoop matrix --help."),
        (("matrix", "e", "--measur", "seg"), "Il n'y a pas d'option --measur ; peut-être --measure."),
        (("matrix", "e", "--measure", "poids"), "--measure : choisissez parmi seg, src, sent, words,"),
        (("matrix", "e", "--measure"), "L'option --measure attend une valeur."),
        (("history", "e", "--limit", "0"), "--limit : un nombre entier d'au moins 1 est attendu."),
        (("code", "e", "E01", "G3", "--start", "x"), "--start : un nombre entier est attendu."),
        (("undo", "e", "f"), "En trop : f ;"),
        (("codebook", "diff", "a.yaml"), "Il manque NOUVELLE. Voir qualcoop codebook diff --help."),
        (("codebook", "check", "rien.yaml"), "rien.yaml : ce fichier n'existe pas"),
    ],
)
def test_a_wrong_command_line_is_one_sentence_in_french(qualcoop, arguments, said):
    found = qualcoop(*arguments)
    assert (found.code, found.out) == (2, "")
    assert said in found.err
    assert len(found.err.splitlines()) == 1


def test_a_wrong_command_line_in_english(qualcoop, monkeypatch):
    monkeypatch.setenv("QUALCOOP_LANG", "en")
    assert "There is no option --measur; perhaps --measure." in qualcoop("matrix", "e", "--measur", "seg").err


@pytest.mark.parametrize(("option", "name"), [("--code", "G33"), ("--source", "E1")])
def test_suggestions_of_what_does_not_exist_are_a_sentence(qualcoop, study, option, name):
    said = qualcoop("suggest", study, option, name)
    assert said.code == 2
    assert f"« {name} » n'existe pas" in said.err


def test_csv_with_semicolons_for_french_excel(qualcoop, study, tmp_path):
    qualcoop("code", study, "E01", "G3.2", "--quote", "Je finis à 21 heures")
    table = tmp_path / "t.csv"
    assert qualcoop("matrix", study, "--measure", "per_1k", "--csv", table, "--separator", ";").code == 0
    head, first, *_ = table.read_text("utf-8-sig").splitlines()
    assert head.count(";") == first.count(";") > 10
    assert "," in first.split(";")[head.split(";").index("G3")]
    assert qualcoop("workbook", study, tmp_path / "m.xlsx", "--csv", tmp_path / "t", "--separator", ";").code == 0
    assert ";" in (tmp_path / "t" / "segments.csv").read_text("utf-8-sig").splitlines()[0]


def test_a_workbook_is_not_written_under_the_name_of_another_format(qualcoop, study, tmp_path):
    said = qualcoop("workbook", study, tmp_path / "m.docx")
    assert said.code == 2
    assert "m.xlsx" in said.err
    assert not (tmp_path / "m.docx").exists()


def test_one_fault_in_a_codebook_is_told_once(qualcoop, study, tmp_path):
    grid = tmp_path / "g.yaml"
    qualcoop("codebook", "export", study, grid)
    grid.write_text(grid.read_text("utf-8").replace("- id: G3.2\n", "- id: G3.9\n"), encoding="utf-8")
    said = qualcoop("codebook", "import", study, grid)
    assert said.code == 2
    assert len(said.err.splitlines()) == 1
    assert said.err.endswith("« T3.2 » ?\n")
