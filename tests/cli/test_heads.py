"""What stands over a column and in a cell is in the reader's language; times are the reader's, to the minute."""

import re
import time

import pytest

from qualcoop.cli.heads import minute
from qualcoop.language import set_language

# Words of the program that no reader should meet in a table.
INTERNAL = {
    "one", "two", "n_one", "n_two", "n_both", "p_two_given_one", "row", "family", "manual", "interview", "seq", "verb",
    "speaker", "offered", "missed", "rejected", "pending", "accepted", "kind", "words", "undone", "quote", "origin",
    "per_1k", "database", "texts", "True", "False",
}  # fmt: skip
LINES = (
    "corpus {study}",
    "history {study}",
    "doctor {study}",
    "trace {study} --layer main",
    "balance {study} --layer main --pairs",
    "cooccurrence {study} --layer main --pairs",
    "triangulate {study} --layer main",
    "provenance {study} --layer main",
    "rules report {study}",
    "suggest {study}",
)


@pytest.fixture
def coded(qualcoop, study):
    for code, quote in (("G3.2", "Je finis à 21 heures."), ("L1", "Je finis à 21 heures.")):
        assert qualcoop("code", study, "E01", code, "--quote", quote).code == 0
    assert qualcoop("suggest", study).code == 0
    return study


@pytest.mark.parametrize("line", LINES)
def test_no_word_of_the_program_in_french(qualcoop, coded, line):
    set_language("fr")
    try:
        said = qualcoop(*line.format(study=coded).split())
    finally:
        set_language(None)
    assert said.code == 0
    told = said.out.replace(str(coded), "").replace("qualcoop rules words", "")
    assert not INTERNAL & set(re.findall(r"[\w_]+", told))


def test_history_tells_the_readers_minute_and_json_the_exact_moment(qualcoop, coded, monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Paris")
    time.tzset()
    try:
        assert minute("2024-07-02T22:30:59.979+00:00") == "2024-07-03 00:30"
        out = qualcoop("history", coded, "--limit", 1).out
        (event,) = qualcoop("history", coded, "--limit", 1, "--json").json
        assert minute(event["at"]) in out
    finally:
        monkeypatch.undo()
        time.tzset()
    assert not re.search(r"\d:\d\d:\d\d", out)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", event["at"])


def test_an_undone_change_says_so_in_a_word(qualcoop, coded):
    assert qualcoop("undo", coded).code == 0
    line = qualcoop("history", coded).out.splitlines()[2]
    assert " oui " in line or " yes " in line


def test_a_case_without_its_parts_is_named_in_french_and_taken_back(qualcoop, tmp_path, folder):
    outline = tmp_path / "tree.yaml"
    cases = "cases:\n  - {id: P1, label: Un}\n  - {id: P1a, label: Part, parent: P1}\n  - {id: P2, label: Deux}\n"
    outline.write_text("name: Arbre\n" + cases, encoding="utf-8")
    path = tmp_path / "tree.qualcoop"
    assert qualcoop("new", path, "--description", outline).code == 0
    assert qualcoop("import", path, folder).code == 0
    assert qualcoop("code", path, "E01", "G3.2", "--quote", "Je finis à 21 heures.").code == 0
    for line in ("balance {} --pairs", "triangulate {}", "phases {}", "concentration {}", "framework show {}"):
        said = qualcoop(*line.format(path).split())
        assert said.code == 0
        assert " without " not in said.out
    assert "P1 sans P1a" in qualcoop("balance", path).out
    assert "1 passage." in qualcoop("trace", path, "--row", "P1 sans P1a", "--column", "G3").out
    assert qualcoop("framework", "show", path, "--cell", "P1 sans P1a", "G3").out.startswith("P1 sans P1a × G3")
