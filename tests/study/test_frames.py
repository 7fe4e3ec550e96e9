"""The frames of a layer: joined as one would by hand, complete with what has no code, and fast."""

from itertools import pairwise

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from qualcoop import codebook as codebooks
from qualcoop.analysis.positions import Positions
from qualcoop.errors import UnknownNameError
from qualcoop.model import Coding
from qualcoop.study import Phase, Study
from qualcoop.study.frames import turn_under


def test_sources_cases_and_turns_without_any_coding_are_there(study):
    bundle = study.bundle()
    assert list(bundle.sources.index) == ["E01", "E02"]
    assert list(bundle.cases.index) == ["P1", "P1a", "P2", "pro"]
    assert len(bundle.turns) == 5
    assert bundle.segments.empty
    assert bundle.coded == frozenset()
    assert (
        list(bundle.segments.columns)
        == (
            "id source start end code layer quote speaker turn role about case phase origin coder memo rule "
            "codebook_version codable"
        ).split()
    )
    assert bundle.meta["layer"] == "main"
    assert bundle.codebook == study.codebook


def test_a_segment_knows_its_turn_speaker_case_and_phase(study):
    study.set_phases(
        [
            Phase("P1", "A", "Départ", None, "2020"),
            Phase("P1", "B", "Suite", "2021", None),
            Phase("P2", "X", "Autre", "2021-03-01", "2021-03-31"),
        ]
    )
    study.code("E01", "L3", quote="décidé ensemble", coder="MB", memo="!")
    study.code("E01", "G3.2", quote="on a manqué de temps [rires]", phase="A")
    study.code("E01", "T1", quote="la confiance est venue après", about="P2")
    study.code("E02", "T1", quote="La confiance est là", about="pro")
    rows = study.bundle().segments.set_index("code")
    first = rows.loc["L3"]
    assert (first["speaker"], first["turn"], first["role"], first["case"]) == ("Inès", 1, "respondent", "P1")
    assert (first["phase"], first["coder"], first["memo"]) == ("B", "MB", "!")  # by the source's date
    assert rows.loc["G3.2", "phase"] == "A"  # the period spoken of
    two = rows[rows.index == "T1"].set_index("source")
    assert (two.loc["E01", "case"], two.loc["E01", "phase"]) == ("P2", "X")
    assert two.loc["E02", "case"] == "pro"
    assert pd.isna(two.loc["E02", "phase"])
    assert study.bundle().sources["phase"].to_dict() == {"E01": "B", "E02": "B"}  # P1a has P1's phases


def test_what_the_interviewer_says_may_be_coded_and_is_flagged(study):
    asked = study.code("E01", "G3.2", quote="Vous avez manqué de temps")
    both = study.code("E01", "G3", quote="Vous avez manqué de temps ? Oui")
    codable = study.bundle().segments.set_index("id")["codable"]
    assert not codable[asked.id]
    assert codable[both.id]  # it reaches what the respondent says
    study.set_speakers("E01", {"Enquêtrice": "respondent"})
    assert study.bundle().segments["codable"].all()


def test_positions_are_those_of_the_source(study):
    bundle = study.bundle()
    for name in study.source_ids():
        stored, fresh = bundle.positions(name), Positions.of(study.source(name))
        for part in ("words", "word_ends", "sentences", "codable", "everything"):
            assert np.array_equal(getattr(stored, part), getattr(fresh, part)), part
        row = bundle.sources.loc[name]
        assert (row["words"], row["sentences"], row["chars"]) == fresh.sizes()
    with pytest.raises(UnknownNameError):
        bundle.positions("E99")
    turns = bundle.turns[bundle.turns["source"] == "E01"].set_index("turn")
    assert turns.loc[0, "words"] == 3
    answered = turns[turns["role"] == "respondent"]
    assert answered["words"].sum() == bundle.sources.loc["E01", "words"]


def test_a_frame_changed_by_its_reader_does_not_change_the_next(study):
    study.code("E01", "L3", quote="décidé ensemble")
    given = study.bundle()
    given.segments["code"] = "ZZ"
    given.sources.loc["E01", "kind"] = "document"
    assert list(study.bundle().segments["code"]) == ["L3"]
    assert study.bundle().sources.loc["E01", "kind"] == "interview"


def test_the_corpus_hash_tells_texts_not_places(study, tmp_path, make_grid):
    with Study.create(tmp_path / "autre.qualcoop", codebook=make_grid()) as other:
        other.add_sources([("E01", study.source("E01"))])
        alone = other.bundle().meta["corpus_hash"]
        other.add_sources([("E02", study.source("E02"))])
        assert other.bundle().meta["corpus_hash"] == study.bundle().meta["corpus_hash"] != alone


@st.composite
def laid_out(draw):
    """Turns with gaps, in two sources, and passages anywhere over them."""
    turns = []
    for name in ("A", "B"):
        cuts = sorted(draw(st.lists(st.integers(0, 60), min_size=2, max_size=12, unique=True)))
        for number, (start, end) in enumerate(pairwise(cuts)):
            if draw(st.booleans()):
                role = draw(st.sampled_from(["interviewer", "respondent"]))
                turns.append((name, number, start, end, role))
    spans = draw(st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 60), st.integers(1, 30)), max_size=12))
    return turns, [(name, start, start + size) for name, start, size in spans]


def under_by_hand(turns, name, start, end):
    reached = [
        (turn, number) for number, turn in enumerate(turns) if turn[0] == name and turn[2] < end and start < turn[3]
    ]
    answering = [number for turn, number in reached if turn[4] != "interviewer"]
    return answering[0] if answering else reached[0][1] if reached else -1


@given(laid_out())
def test_the_join_of_passages_and_turns_is_that_made_by_hand(made):
    turns, spans = made
    frame = pd.DataFrame(turns, columns=["source", "turn", "start", "end", "role"])
    passages = pd.DataFrame(spans, columns=["source", "start", "end"])
    expected = [under_by_hand(turns, *span) for span in spans]
    assert list(turn_under(passages, frame, ["A", "B"])) == expected


def test_matrix_and_trace_lead_back_to_the_quotes(study):
    for at in range(0, 12, 3):
        study.code("E01", "G3.2", start=30 + at, end=38 + at)
    study.code("E02", "G3", quote="Chacun décide.")
    matrix = study.matrix(small=None)
    assert matrix.frame.loc["P1", "G3"] == 5
    assert matrix.frame.loc["P1a", "G3"] == 1
    assert len(study.trace("P1", "G3")) == 5
    assert list(study.trace("E02")["quote"]) == ["Chacun décide."]
    assert len(study.trace()) == 5
    by_source = study.matrix(rows="source", columns=["G3"], kind="interview")
    assert by_source.frame["G3"].to_dict() == {"E01": 4, "E02": 1}
    assert study.matrix(rows="speaker").frame.loc["Odile", "G3"] == 1


# ------------------------------------------------------------ many


@pytest.fixture
def large(tmp_path, make_source):
    """47 sources of 100 turns, and 20,000 codings to add."""
    said = "On a manqué de temps pour décider ensemble, et la confiance est venue après le projet. "
    speech = [
        ("QR"[turn % 3 > 0], ("respondent", "interviewer")[turn % 3 == 0], f"{turn} {said * 2}") for turn in range(100)
    ]
    grid = codebooks.shipped()
    with Study.create(tmp_path / "grande.qualcoop", codebook=grid) as study:
        given = [(f"E{n:02}", make_source(f"E{n:02}", speech, case=("P1", "P2")[n % 2])) for n in range(47)]
        study.add_sources(given)
        text, codes = given[0][1].text, [code.id for code in grid.active]
        codings = []
        for number in range(20_000):
            start = (number * 37) % (len(text) - 100)
            end = start + 20 + number % 60
            name, code = given[number % 47][0], codes[number % len(codes)]
            codings.append(Coding(name, start, end, code, "main", text[start:end]))
        yield study, codings


def test_20_000_codings_are_added_and_counted(large):
    study, codings = large
    assert study.add_codings(codings) == 20_000
    study.matrix()
    study.code("E00", "L1", start=0, end=9)  # so that nothing is remembered
    frame = study.matrix(small=None).frame
    assert frame.to_numpy().sum() > 0
    segments = study.bundle().segments
    assert len(segments) == 20_001
    assert (segments["turn"] >= 0).mean() > 0.99
    keys = list(zip(segments["source"], segments["start"], segments["end"], segments["code"], strict=True))
    assert keys == sorted(keys)
    assert study.undo()
    assert study.undo()
    assert study.bundle().segments.empty
