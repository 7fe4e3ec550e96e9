"""What was left out of the figures, and how much material there is by case."""

import json

import pytest

from qualcoop.analysis.design import design, minutes, of_summary
from qualcoop.analysis.exclusions import exclusions


def test_every_word_of_a_source_is_somewhere(kit):
    turns = [("interviewer", "Q", "Et le temps ?"), ("respondent", "A", "On rit (elle rit) beaucoup ici.")]
    start = len("Et le temps ?\nOn rit ")
    made = kit().source("S1", "P2", turns, asides=[(start, start + len("(elle rit)"))])
    made.source("S2", "nulle part").source("S3", "P2", coded=False).source("S4", "pro")
    made.code("S1", "L1", quote="Et le temps").code("S1", "L1", quote="On rit")
    found = exclusions(made.bundle())
    line = found.frame.loc["S1"]
    assert line[["words", "codable", "questions", "interviewer", "asides", "outside"]].tolist() == [9, 4, 1, 3, 2, 0]
    assert line[["codings", "uncounted"]].tolist() == [2, 1]
    assert found.frame["why"].to_dict() == {
        "S1": "",
        "S2": "sans cas connu",
        "S3": "pas codée sur cette couche",
        "S4": "strate à part",
    }
    assert "3 en 1 questions" in found.notes[0]
    json.dumps(found.as_dict(), allow_nan=False)


def test_text_in_no_turn_is_outside(kit):
    made = kit().source("S1", "P2", [("respondent", "a", "Un deux."), ("respondent", "b", "Trois.")])
    bundle = made.bundle()
    bundle = bundle.narrowed(turns=bundle.turns[bundle.turns["speaker"] == "b"])
    assert exclusions(bundle).frame.loc["S1", "outside"] == 2


def test_an_empty_study_leaves_nothing_out(kit):
    assert exclusions(kit().bundle()).frame.empty
    assert of_summary([], {})[-1]["sources"] == 0


@pytest.mark.parametrize(
    ("said", "many"),
    [
        ("1 h 20 (extraits)", 80),
        ("58 min", 58),
        ("58min.", 58),
        ("2h", 120),
        ("1h05", 65),
        ("01:05:30", 65),
        ("une heure", None),
        ("longue", None),
        ("", None),
        (None, None),
    ],
)
def test_durations_as_people_write_them(said, many):
    assert minutes(said) == many


def test_sources_words_and_minutes_by_case_and_material(plan):
    sources = plan.sources.assign(turns=1)
    found = design(sources, {"E01": "1 h", "E02": "30 min", "O01": "longue"}).frame.set_index(["case", "kind"])
    assert found.loc[("P1", "interview"), ["sources", "minutes", "timed"]].tolist() == [5, 90, 2]
    assert found.loc[("P1", "observation"), ["sources", "timed"]].tolist() == [7, 0]
    assert found.loc[("P1a", "document"), "sources"] == 1
    assert found.loc[("total", ""), "sources"] == 47
    assert found.loc[("total", ""), "words"] == plan.sources["words"].sum()
