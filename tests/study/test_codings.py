"""Coding by hand: by offsets or by quote, overlapping, nested, several codes, layers, memo, about, phase."""

import pytest

from qualcoop.errors import AnchorError, ConflictError, InputError, UnknownNameError
from qualcoop.model import Coding, coding_id
from qualcoop.study import Phase


def test_by_quote_and_by_offsets_is_the_same_coding(study):
    by_quote = study.code("E01", "L3.1", quote="décidé ensemble")
    text = study.source("E01").text
    assert text[by_quote.start : by_quote.end] == by_quote.quote == "décidé ensemble"
    again = study.code("E01", "L3.1", start=by_quote.start, end=by_quote.end)
    assert again == by_quote
    assert len(study.codings()) == 1
    assert by_quote.codebook_version == "1"
    assert by_quote.id == coding_id("E01", by_quote.start, by_quote.end, "L3.1", "main")


def test_the_same_coding_twice_leaves_no_second_event(study):
    study.code("E01", "L3.1", quote="décidé ensemble")
    before = len(study.history(None))
    study.code("E01", "L3.1", quote="décidé ensemble")
    assert len(study.history(None)) == before


def test_a_memo_given_later_is_kept_and_never_lost(study):
    study.code("E01", "L3.1", quote="décidé ensemble", memo="à revoir")
    assert study.code("E01", "L3.1", quote="décidé ensemble").memo == "à revoir"
    assert study.code("E01", "L3.1", quote="décidé ensemble", memo="vu").memo == "vu"
    study.undo()
    assert list(study.codings()["memo"]) == ["à revoir"]


def test_overlapping_nested_and_several_codes_on_one_span(study):
    wide = study.code("E01", "L3", quote="On a décidé ensemble, par consentement.")
    inside = study.code("E01", "L3.1", quote="décidé ensemble")
    study.code("E01", "T1", start=inside.start, end=inside.end)
    study.code("E01", "G3", start=wide.start + 5, end=wide.end + 8)
    frame = study.codings()
    assert len(frame) == 4
    assert list(frame["start"]) == sorted(frame["start"])
    text = study.source("E01").text
    assert all(text[row.start : row.end] == row.quote for row in frame.itertuples())


def test_a_quote_found_several_times_lists_its_places(study):
    text = study.source("E01").text
    places = [text.index("manqué de temps")]
    while (after := text.find("manqué de temps", places[-1] + 1)) > 0:
        places.append(after)
    assert len(places) == 3
    with pytest.raises(AnchorError) as caught:
        study.code("E01", "G3.2", quote="manqué de temps")
    for place in places:
        assert str(place) in str(caught.value)
    made = study.code("E01", "G3.2", quote="manqué de temps", start=places[1])
    assert made.start == places[1]


def test_offsets_are_code_points_beyond_the_basic_plane(study):
    made = study.code("E01", "T1", quote="🌱 la confiance")
    assert study.source("E01").text[made.start : made.end] == "🌱 la confiance"
    assert made.end - made.start == len("🌱 la confiance")


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"start": 5, "end": 5}, AnchorError, "vide"),
        ({"start": 9, "end": 5}, AnchorError, "avant de commencer"),
        ({"start": 5, "end": 99999}, AnchorError, "sort du texte"),
        ({"start": -3, "end": 5}, AnchorError, "sort du texte"),
        ({"quote": "jamais dit"}, AnchorError, "ne s'y trouve pas"),
        ({"start": 0, "end": 7, "quote": "Bonjour"}, AnchorError, "pas à cette place"),
        ({}, InputError, "--quote"),
        ({"start": 3}, InputError, "--quote"),
        ({"quote": "décidé ensemble", "about": "P9"}, UnknownNameError, "P9"),
        ({"quote": "décidé ensemble", "layer": " "}, InputError, "couche"),
    ],
)
def test_what_does_not_fit_is_one_sentence_and_changes_nothing(study, given, error, words):
    before = len(study.history(None))
    with pytest.raises(error) as caught:
        study.code("E01", "L3.1", **given)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(study.history(None)) == before
    assert study.codings().empty


def test_unknown_source_and_code_offer_close_names(study):
    with pytest.raises(UnknownNameError, match="E01"):
        study.code("E1", "L3", start=0, end=5)
    with pytest.raises(UnknownNameError, match=r"L3\.1"):
        study.code("E01", "L3.9", start=0, end=5)
    with pytest.raises(ConflictError, match="retiré"):
        study.code("E01", "G9", start=0, end=5)


def test_a_phase_must_be_one_of_the_case_spoken_of(study):
    study.set_phases([Phase("P1", "A", "Départ", None, "2020"), Phase("P2", "X", "Autre", "2020", None)])
    made = study.code("E01", "G3.2", start=3, end=9, phase="A")
    assert made.phase == "A"
    assert study.code("E02", "G3.2", start=3, end=9, phase="A").phase == "A"  # P1a has P1's phases
    assert study.code("E01", "G3.2", start=4, end=9, about="P2", phase="X").phase == "X"
    with pytest.raises(UnknownNameError, match="A"):
        study.code("E01", "G3.2", start=5, end=9, about="P2", phase="A")


def test_a_batch_is_one_event_and_all_or_nothing(study):
    text = study.source("E01").text
    good = [Coding("E01", at, at + 6, "L3", "ref", text[at : at + 6]) for at in range(20)]
    assert study.add_codings(good) == 20
    assert study.add_codings(good) == 0
    assert study.history(1).loc[0, "verb"] == "add_codings"
    bad = Coding("E01", 30, 36, "L3", "ref", "autre chose")
    with pytest.raises(AnchorError, match="autre chose"):
        study.add_codings([Coding("E01", 40, 44, "L3", "ref", text[40:44]), bad])
    assert len(study.codings("ref")) == 20
    study.undo()
    assert study.codings("ref").empty


def test_a_batch_fills_gaps_but_overwrites_nothing(study):
    made = study.code("E01", "L3", start=0, end=7, memo="de moi")
    again = Coding("E01", 0, 7, "L3", "main", made.quote, memo="d'ailleurs", about="P2")
    assert study.add_codings([again]) == 0
    kept = study.coding(made.id)
    assert (kept.memo, kept.about) == ("de moi", "P2")


def test_uncode_and_edit(study):
    made = study.code("E01", "L3.1", quote="décidé ensemble", coder="MB")
    assert study.edit_coding(made.id, memo="clair").id == made.id
    moved = study.edit_coding(made.id, quote="décidé ensemble, par consentement")
    assert moved.id != made.id
    assert moved.memo == "clair"
    assert study.source("E01").text[moved.start : moved.end] == moved.quote
    other = study.edit_coding(moved.id, code="T1", layer="B")
    assert (other.code, other.layer) == ("T1", "B")
    assert len(study.codings()) == 1
    with pytest.raises(UnknownNameError):
        study.edit_coding(other.id, source="E02")
    study.uncode(other.id)
    assert study.codings().empty
    with pytest.raises(UnknownNameError):
        study.uncode(other.id)


def test_an_edit_may_not_swallow_another_coding(study):
    first = study.code("E01", "L3", start=0, end=7)
    second = study.code("E01", "T1", start=0, end=7)
    with pytest.raises(ConflictError, match="porte déjà"):
        study.edit_coding(second.id, code="L3")
    assert {first.id, second.id} == set(study.codings()["id"])


def test_a_coding_of_a_code_retired_since_can_still_get_a_memo(study, grid):
    from dataclasses import replace

    made = study.code("E01", "T1", start=0, end=7)
    retired = tuple(replace(code, status="retired") if code.id == "T1" else code for code in grid.codes)
    study.set_codebook(replace(grid, version="2", codes=retired))
    assert study.edit_coding(made.id, memo="resté").codebook_version == "1"
    with pytest.raises(ConflictError, match="retiré"):
        study.code("E01", "T1", start=1, end=7)


def test_layers_and_sources_marked_as_coded(study):
    study.code("E01", "L3", start=0, end=7, layer="A")
    study.mark_coded("E02", "B")
    assert study.layers() == ["A", "B"]
    assert study.bundle("A").coded == {"E01"}
    assert study.bundle("B").coded == {"E02"}
    with pytest.raises(InputError, match="A, B"):
        study.bundle()
    with pytest.raises(UnknownNameError):
        study.bundle("C")
    study.mark_coded("E02", "B", coded=False)
    assert study.layers() == ["A"]
    with pytest.raises(UnknownNameError):
        study.mark_coded("E09")
