"""Display 6: several types for one speaker, and nothing that names a person."""

import json

import numpy as np
import pytest

from qualcoop.analysis.actors import actors
from qualcoop.analysis.matrix import build


@pytest.fixture
def council(kit):
    made = kit()
    made.persons |= {"Inès": ("élu", "association"), "Aube": ("association",), "Ysée": ("association",)}
    for number, speaker in enumerate(made.persons):
        made.source(f"S{number}", "P2", [("interviewer", "Q", "Et ?"), ("respondent", speaker, "Un deux trois.")])
        made.code(f"S{number}", "L3.1", quote="Un")
    return made.code("S0", "G3", quote="deux")


def test_a_speaker_with_two_types_counts_in_both(council):
    found = actors(council.bundle(), least=None, measure="seg")
    assert found.frame["L3"].to_dict() == {"association": 3, "élu": 1}
    assert found.extra["rows"].loc["association", ["speakers", "double", "words"]].tolist() == [3, 1, 9]
    assert found.quotes("élu", "L3")["quote"].tolist() == ["Un"]
    assert len(found.matrix.quotes(None, "L3")) == 3


def test_under_three_speakers_nothing_is_shown(council):
    found = actors(council.bundle(), measure="seg")
    assert found.frame.loc["élu"].isna().all()
    assert found.frame.loc["association", "L3"] == 3
    assert np.isnan(found.frame.loc["association", "G3"])
    assert found.frame.loc["association", "L1"] == 0
    assert found.extra["withheld"].loc["association", "G3"]
    told = json.dumps(found.as_dict(), allow_nan=False)
    assert '"speakers": {' not in told


def test_rates_are_per_the_words_of_these_speakers(council):
    found = actors(council.bundle(), least=None)
    assert found.frame.loc["élu", "L3"] == pytest.approx(1000 / 3)
    matrix = build(council.bundle(), "actor", "family", small=None)
    assert matrix.denominators.loc["association", ["sources", "words", "sentences"]].tolist() == [3, 9, 3]
    assert matrix.denominators.loc["total", "words"] == 9
    assert matrix.cover.loc["élu", "L3"] == pytest.approx(1 / 3)


def test_rows_by_speaker_and_person(council):
    bundle = council.bundle()
    assert build(bundle, "speaker").rows == ("Aube", "Inès", "Ysée")
    assert build(bundle, "person").seg.loc["Inès", "G3"] == 1
    asked = build(bundle.filter(with_interviewer=True), "speaker")
    assert "Q" in asked.rows


def test_no_type_at_all_is_said(kit):
    found = actors(kit().source("S1", "P2").bundle())
    assert found.frame.empty
    assert any("actor type" in note or "type d'acteur" in note for note in found.notes)


def test_planned_corpus_counts_the_councillor_twice(plan):
    found = actors(plan, least=None, measure="seg")
    assert found.frame.loc["élu", "L3"] == 5 + 1
    assert {"élu", "association", "SCIC"} <= set(found.frame.index)
    assert "cabinet" not in found.frame.index
