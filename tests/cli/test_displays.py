"""The displays from the command line, on the sample study: figures, tables, one sentence for each mistake."""

import math
from pathlib import Path

import openpyxl
import pytest

from qualcoop.cli import COMMANDS, QUESTIONS, SECTIONS

ROOT = Path(__file__).parents[2]
CLAIMS = ROOT / "corpus_sample" / "claims.yaml"


@pytest.fixture
def sample(made_sample):
    """The sample study; tests that write do so elsewhere."""
    return made_sample.study


@pytest.fixture
def ask(qualcoop, sample):
    """Ask the sample study, in the reference layer, for JSON."""

    def call(command, *arguments):
        said = qualcoop(command, sample, *arguments, "--layer", "ref", "--json")
        assert said.code == 0, said.err
        return said.json

    return call


def by(records, *names):
    return {tuple(record[name] for name in names): record for record in records}


def test_balance_shows_how_the_finding_disappears_when_pooled(ask, qualcoop, sample):
    rows = by(ask("balance")["records"], "case")
    b = {name: round(row["B_seg"], 2) for (name,), row in rows.items()}
    assert b == {"P1": 0.04, "P1 without P1a": -0.30, "P1a": 0.79, "P2": 0.59}
    assert rows["P1 without P1a",]["agree"] is True
    assert ask("balance", "--project", "P1")["index"] == ["P1", "P1 without P1a", "P1a"]
    assert "pro" in ask("balance", "--with-pro")["index"]
    said = qualcoop("balance", sample, "--layer", "ref", "--pairs")
    assert "-0.30" in said.out
    assert "Description, et non évaluation" in said.out
    assert "Couche ref" in said.out
    assert "contraires" in said.out


def test_cooccurrence_gives_a_table_pairs_and_passages(ask, qualcoop, sample):
    pairs = ask("cooccurrence", "--pairs", "--case", "P1")["tables"]["pairs"]
    first = dict(zip(pairs["columns"], pairs["values"][0], strict=True))
    assert (first["one"], first["two"], first["n_both"]) == ("G2.1", "G3.2", 7)
    found = ask("cooccurrence", "--quotes", "G2.1", "G3.2")
    assert len({(row["source"], row["unit"]) for row in found["quotes"]}) == 7
    wide = ask("cooccurrence", "--window", "within", "--within", "2", "--columns", "G2.1,G3.2")
    assert wide["window"] == "within 2"
    said = qualcoop("cooccurrence", sample, "--layer", "ref")
    assert "Fenêtre : même tour" in said.out
    assert "G2.1" in qualcoop("cooccurrence", sample, "--layer", "ref", "--pairs", "--top", "3").out
    assert "«" in qualcoop("cooccurrence", sample, "--layer", "ref", "--quotes", "G2.1", "G3.2").out


def test_actors_withhold_what_would_name_somebody(ask, qualcoop, sample):
    found = ask("actors")
    assert "speakers" not in found["tables"]
    shown = by(found["records"], "actor")
    assert all(value is None for key, value in shown["média",].items() if key != "actor")
    everything = by(ask("actors", "--least", "0", "--measure", "seg")["records"], "actor")
    assert everything["média",]["G3"] > 0
    said = qualcoop("actors", sample, "--layer", "ref")
    assert "•" in said.out
    assert "élu" in said.out


def test_triangulate_names_the_materials(ask, qualcoop, sample):
    told = ask("triangulate", "--project", "P2", "--columns", "L3.1,G3.3")
    assert told["columns"] == ["P2"]
    assert dict(zip(told["index"], told["values"], strict=True)) == {"L3.1": ["E·O·D"], "G3.3": [""]}
    said = qualcoop("triangulate", sample, "--layer", "ref", "--project", "P1")
    assert "P1 sans P1a" in said.out
    assert "P2" not in said.out.split("Matériaux codés")[0]


def test_phases_follow_the_clock_asked_for(ask, qualcoop, sample):
    spoken = by(ask("phases", "--project", "P1", "--columns", "G3.3,L1")["records"], "row", "phase")
    assert spoken["P1 without P1a", "C"]["G3.3"] == 12
    assert spoken["P1 without P1a", "A"]["G_share"] == 0
    source = by(ask("phases", "--clock", "source")["records"], "row", "phase")
    assert source["P1 without P1a", "A"]["L1"] < spoken["P1 without P1a", "A"]["L1"]
    assert "Continuité des processus" in qualcoop("phases", sample, "--layer", "ref").out


def test_saturation_says_when_it_is_reached(ask, qualcoop, sample):
    found = ask("saturation", "--case", "P2", "--orders", "50")
    assert found["records"][-1]["S"] == max(row["S"] for row in found["records"])
    assert found["reached"] is None or found["reached"] > 4
    said = qualcoop("saturation", sample, "--layer", "ref", "--case", "P2", "--orders", "50")
    assert "Guest, Namey et Chen 2020" in said.out
    assert qualcoop("saturation", sample, "--layer", "ref", "--base", "0").code == 2


def test_agreement_compares_two_layers(qualcoop, sample):
    found = qualcoop("agreement", sample, "A", "B", "--json").json
    assert found["layers"] == ["A", "B"]
    assert len(found["sources"]) == 14
    rows = by(found["records"], "code")
    assert 0 < rows["G3",]["alpha"] <= 1
    said = qualcoop("agreement", sample, "A", "B", "--columns", "code")
    assert "α médian" in said.out
    assert "À la place l'un de l'autre" in said.out
    assert "Couche A · B" in said.out
    assert "texte" in qualcoop("agreement", sample, "A", "B", "--disagreements").out


def test_concentration_says_whose_figure_it_is(ask, qualcoop, sample):
    rows = by(ask("concentration", "--code", "G3", "--code", "G2.3")["records"], "row", "code")
    assert rows["P1 without P1a", "G3"]["flag"] is False
    assert rows["P2", "G2.3"]["top_source"] == "E14"
    flagged = ask("concentration", "--flagged", "--project", "P2")["records"]
    assert flagged
    assert all(row["flag"] and row["row"] == "P2" for row in flagged)
    assert "première source" in qualcoop("concentration", sample, "--layer", "ref", "--code", "G3").out


def test_provenance_counts_what_the_software_decided(ask, qualcoop, sample):
    found = ask("provenance")
    total = by(found["records"], "code")["total",]
    assert (total["manual"], total["from_suggestions"]) == (268, 0)
    assert set(found["decisions"]) == {"pending", "accepted", "edited", "rejected"}
    judged = by(found["suggestions"], "code")
    assert judged["L3.1",]["offered"] > 0
    assert judged["L3.1",]["missed"] > 0
    assert "Jugées par cette couche" in qualcoop("provenance", sample, "--layer", "ref").out


def test_uncoded_text_can_be_read(ask, qualcoop, sample):
    rows = by(ask("uncoded")["records"], "source")
    assert 0 < rows["E12",]["uncoded_share"] < 1
    said = qualcoop("uncoded", sample, "--layer", "ref", "--source", "E12")
    assert "texte sans code" in said.out
    assert said.code == 0
    assert "E12" in qualcoop("uncoded", sample, "--layer", "ref").out
    assert qualcoop("uncoded", sample, "--layer", "ref", "--source", "E99").code == 2


def test_drift_follows_the_journal_or_the_order_given(ask, qualcoop, sample):
    names = [row["source"] for row in ask("drift")["records"]]
    assert len(names) == 47
    assert [row["source"] for row in ask("drift", "--order", "R05,E01")["records"]][:2] == ["R05", "E01"]
    assert "celui du journal" in qualcoop("drift", sample, "--layer", "ref").out
    assert "E99" in qualcoop("drift", sample, "--layer", "ref", "--order", "E99").err


def test_drift_takes_the_order_in_which_a_person_coded(qualcoop, study):
    for source, quote in (("E02", "Par consentement"), ("E01", "Je finis à 21 heures")):
        assert qualcoop("code", study, source, "G3.2", "--quote", quote).code == 0
    found = qualcoop("drift", study, "--json").json
    assert [row["source"] for row in found["records"]] == ["E02", "E01"]


def test_exclusions_tell_what_is_not_counted(ask, qualcoop, sample, tmp_path):
    (tmp_path / "vide.txt").write_bytes(b"")
    (tmp_path / "image.png").write_bytes(b"\x89PNG")
    found = qualcoop("exclusions", sample, tmp_path, "--layer", "ref", "--json").json
    assert {(row["file"], row["status"]) for row in found["files"]} == {
        ("image.png", "refusé"),
        ("vide.txt", "refusé"),
    }
    rows = by(found["records"], "source")
    assert rows["E01",]["interviewer"] > 50
    assert rows["R05",]["why"] == "strate à part"
    said = qualcoop("exclusions", sample, tmp_path, "--layer", "ref")
    assert "Fichiers laissés de côté" in said.out
    assert "questions de l'enquête" in said.out
    assert ask("exclusions")["files"] == []


def test_exclusions_remember_the_files_that_an_import_refused(qualcoop, study, folder):
    (folder / "image.png").write_bytes(b"\x89PNG")
    assert qualcoop("import", study, folder).code == 0
    (row,) = qualcoop("exclusions", study, "--json").json["files"]
    assert (row["file"], row["status"]) == ("image.png", "refusé")
    assert row["date"]
    assert row["reason"]
    said = qualcoop("exclusions", study).out
    assert "image.png" in said
    assert "noté le" in said
    rows = qualcoop("exclusions", study, folder, "--json").json["files"]
    assert [each["file"] for each in rows].count("image.png") == 1
    assert next(each for each in rows if each["file"] == "image.png")["date"] == row["date"]
    assert "image.png" in qualcoop("history", study).out
    assert qualcoop("doctor", study).code == 0


def test_corpus_counts_by_case_and_material(qualcoop, sample):
    rows = by(qualcoop("corpus", sample, "--json").json["by_case"], "case", "kind")
    assert rows["P1", "interview"]["sources"] == 5
    assert rows["total", ""]["sources"] == 47
    assert rows["P1", "interview"]["minutes"] > 100
    assert "heures" in qualcoop("corpus", sample).out


# ---------------------------------------------------------------- claims


def test_claims_give_verdicts_and_evidence_by_material(qualcoop, sample):
    found = qualcoop("claims", sample, CLAIMS, "--json").json
    verdicts = {claim["id"]: claim["verdict"] for claim in found["claims"]}
    assert verdicts.pop("H1") == "stated"
    assert verdicts.pop("I4") == "mixed"
    assert verdicts.pop("X1") == "not supported"
    assert set(verdicts.values()) == {"holds"}
    assert found["layer"] == "ref"
    h3 = by(found["claims"], "id")["H3",]
    assert h3["for"]["passages"] == 12
    assert {each["material"]: each["passages"] for each in h3["for"]["materials"]}["document"] == 0
    assert len(h3["for"]["quotes"]) == len(h3["against"]["quotes"]) == 3
    assert {"source", "start", "end", "speaker", "quote"} <= set(h3["for"]["quotes"][0])
    said = qualcoop("claims", sample, CLAIMS, "--claim", "H6")
    assert "tient" in said.out
    assert "G2.1 × G3.2 : 7 fois" in said.out
    assert "règle :" in said.out
    assert said.out.count("  pour · ") == 3


def test_contrary_lists_the_passages_against(qualcoop, sample):
    found = qualcoop("contrary", sample, "--claim", "H3", "--json").json
    assert found["verdict"] == "holds"
    assert len(found["passages"]) == found["against"]["passages"] > 3
    assert {row["code"] for row in found["passages"]} == {"L2.3"}
    said = qualcoop("contrary", sample, "--claim", "H3", "--claims", CLAIMS)
    assert "Observations :" in said.out
    assert "Sous la bannière commune" in said.out
    assert "Un fait énoncé" in qualcoop("contrary", sample, "--claim", "H1").out
    assert "ne nomme aucun code contraire" in qualcoop("contrary", sample, "--claim", "I7").out
    assert "Aucun passage contraire" in qualcoop("contrary", sample, "--claim", "H5").out


def test_a_claims_file_beside_the_study_is_found(qualcoop, study):
    (study.parent / "claims.yaml").write_text(
        "- {id: T, sentence: Le temps manque., case: P1, for: G3, rule: {segments: 1, materials: 1}}\n",
        encoding="utf-8",
    )
    qualcoop("code", study, "E01", "G3.2", "--quote", "Je finis à 21 heures")
    assert "tient" in qualcoop("claims", study).out
    (study.parent / "claims.yaml").unlink()
    assert "Pas de fichier d'affirmations" in qualcoop("claims", study).err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {id: T, sentence: S, for: G99}", "c.yaml, affirmation « T », champ « for » : Le code « G99 »"),
        ("- {id: T, sentence: S, for: G3, case: P9}", "c.yaml, affirmation « T », champ « case » : La ligne « P9 »"),
        ("- {id: T, sentence: S, for: G3, measure: bruit}", "champ « measure » : « bruit » est inconnu"),
        ("- {id: T, sentence: S", "c.yaml, ligne"),
    ],
)
def test_a_wrong_claim_is_one_sentence(qualcoop, sample, tmp_path, text, said):
    (tmp_path / "c.yaml").write_text(text, encoding="utf-8")
    found = qualcoop("claims", sample, tmp_path / "c.yaml", "--layer", "ref")
    assert (found.code, found.out) == (2, "")
    assert said in found.err
    assert len(found.err.strip().splitlines()) == 1


# ---------------------------------------------------------------- framework and rebuild


@pytest.fixture
def coded(qualcoop, study):
    qualcoop("code", study, "E01", "G3.2", "--quote", "Je finis à 21 heures")
    qualcoop("code", study, "E02", "L3.1", "--quote", "Par consentement")
    return study


def fill(path, case, code, text):
    book = openpyxl.load_workbook(path)
    sheet = book[f"cadre_{code[0]}"]
    header = next(row for row in sheet.iter_rows() if row[0].value == "clef")
    column = next(cell.column for cell in header if cell.value == code)
    line = next(row[0].row for row in sheet.iter_rows() if (row[0].value, row[2].value) == (case, "résumé"))
    sheet.cell(line, column).value = text
    book.save(path)


def test_the_framework_goes_out_is_filled_and_comes_back(qualcoop, coded, tmp_path):
    out = tmp_path / "cadre.xlsx"
    assert "0 % des cases" in qualcoop("framework", "export", coded, out).out
    fill(out, "P1", "G3", "Il manque du temps.")
    refused = qualcoop("framework", "export", coded, out)
    assert refused.code == 2
    assert "P1 × G3" in refused.err
    said = qualcoop("framework", "import", coded, out)
    assert "1 résumés, dont 1 nouveaux" in said.out
    assert (coded.parent / "cadre.yaml").is_file()
    assert qualcoop("framework", "export", coded, out).code == 0
    told = qualcoop("framework", "show", coded, "--json").json
    assert told["completion"] == pytest.approx(0.5)
    assert "Il manque du temps." in qualcoop("framework", "show", coded, "--cell", "P1", "G3").out


def test_a_summary_whose_passages_changed_is_to_be_read_again(qualcoop, coded, tmp_path):
    out = tmp_path / "cadre.xlsx"
    qualcoop("framework", "export", coded, out)
    fill(out, "P1", "G3", "Il manque du temps.")
    qualcoop("framework", "import", coded, out)
    qualcoop("code", coded, "E01", "G3.3", "--quote", "Elle est au point mort")
    assert qualcoop("framework", "show", coded, "--json").json["counts"]["stale"] == 1
    qualcoop("framework", "export", coded, out)
    fill(out, "P1", "G3", None)
    said = qualcoop("framework", "import", coded, out)
    assert "résumé gardé (P1 × G3)" in said.out
    assert "Il manque du temps." in qualcoop("framework", "show", coded, "--cell", "P1", "G3").out
    assert "1 effacés" in qualcoop("framework", "import", coded, out, "--erase").out


def test_one_file_of_summaries_is_about_one_kind_of_rows(qualcoop, coded, tmp_path):
    out = tmp_path / "cadre.xlsx"
    qualcoop("framework", "export", coded, out)
    fill(out, "P1", "G3", "Texte.")
    qualcoop("framework", "import", coded, out)
    said = qualcoop("framework", "export", coded, tmp_path / "s.xlsx", "--rows", "source")
    assert said.code == 2
    assert "résume « case », non « source »" in said.err
    other = ("--rows", "source", "--summaries", tmp_path / "sources.yaml")
    assert qualcoop("framework", "export", coded, tmp_path / "s.xlsx", *other).code == 0


def test_a_broken_framework_workbook_changes_nothing(qualcoop, coded, tmp_path):
    out = tmp_path / "cadre.xlsx"
    qualcoop("framework", "export", coded, out)
    fill(out, "P1", "G3", "Texte.")
    book = openpyxl.load_workbook(out)
    sheet = book["cadre_G"]
    next(row for row in sheet.iter_rows() if row[2].value == "résumé")[0].value = "P1bis"
    book.save(out)
    said = qualcoop("framework", "import", coded, out)
    assert said.code == 2
    assert "« P1 · résumé » est devenue « P1bis · résumé »" in said.err
    assert not (coded.parent / "cadre.yaml").exists()


def test_rebuild_says_whether_the_tables_are_these(qualcoop, coded, tmp_path):
    given = tmp_path / "m.xlsx"
    qualcoop("workbook", coded, given)
    said = qualcoop("rebuild", coded, given)
    assert said.code == 0
    assert "identique, octet pour octet" in said.out
    assert qualcoop("rebuild", coded, given, "--json").json["equal"] is True
    qualcoop("code", coded, "E01", "G3.3", "--quote", "Elle est au point mort")
    differing = qualcoop("rebuild", coded, given, "--out", tmp_path / "n.xlsx")
    assert differing.code == 2
    assert "projet_x_code!" in differing.out
    assert (tmp_path / "n.xlsx").exists()
    same = qualcoop("rebuild", coded, given, "--out", given)
    assert same.code == 2
    assert "donnez un autre nom" in same.err
    assert "n'existe pas" in qualcoop("rebuild", coded, tmp_path / "absent.xlsx").err


# ---------------------------------------------------------------- what all share

DISPLAYS = "balance cooccurrence actors triangulate phases saturation concentration uncoded drift exclusions".split()


def test_every_command_stands_in_a_section_and_every_question_has_its_command(qualcoop):
    told = [name for _, names in SECTIONS for name in names]
    assert len(told) == len(set(told))
    assert set(told) <= set(COMMANDS)
    assert len(QUESTIONS) == 10
    said = " ".join(qualcoop("--help").out.split())
    for command, question in QUESTIONS:
        assert command.split()[0] in COMMANDS
        assert " ".join(question.split()) in said


@pytest.mark.parametrize("command", DISPLAYS)
def test_json_holds_plain_numbers_a_layer_and_notes(ask, command):
    found = ask(command)
    assert found["layer"] == "ref"
    assert found["notes"]
    assert found["records"]
    assert all(math.isfinite(value) for row in found["records"] for value in row.values() if isinstance(value, float))


@pytest.mark.parametrize("command", [*DISPLAYS, "provenance"])
def test_an_empty_study_is_a_sentence_or_an_empty_table(qualcoop, tmp_path, command):
    path = tmp_path / "vide.qualcoop"
    qualcoop("new", path)
    said = qualcoop(command, path)
    assert said.code in (0, 2)
    assert "Erreur de qualcoop" not in said.err
    if said.code == 2:
        assert len(said.err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("balance", "--layer", "Z"), "« Z »"),
        (("balance", "--layer", "ref", "--project", "P9"), "« P9 »"),
        (("concentration", "--layer", "ref", "--code", "G99"), "« G99 »"),
        (("triangulate", "--layer", "ref", "--columns", "L3.1,G99"), "« G99 »"),
        (("cooccurrence", "--layer", "ref", "--case", "P9"), "« P9 »"),
        (("cooccurrence", "--layer", "ref", "--window", "within", "--within", "-1"), "k = -1"),
        (("actors", "--layer", "ref", "--measure", "bruit"), "« bruit »"),
        (("contrary", "--claim", "H99"), "« H99 »"),
        (("framework", "show", "--layer", "Z"), "« Z »"),
    ],
)
def test_a_wrong_name_is_one_sentence(qualcoop, sample, arguments, said):
    words = [arguments[0], *(["show"] if arguments[0] == "framework" else []), sample]
    rest = arguments[2:] if arguments[0] == "framework" else arguments[1:]
    found = qualcoop(*words, *rest)
    assert found.code == 2
    assert said in found.err
    assert len(found.err.strip().splitlines()) == 1


def test_several_layers_ask_for_one(qualcoop, sample):
    said = qualcoop("balance", sample)
    assert said.code == 2
    assert "--layer" in said.err
