"""Lookups in the tree, families, groups and contraries."""

import pytest

from qualcoop import codebook as cb
from qualcoop.codebook import Code, Codebook, Family, Label
from qualcoop.errors import UnknownNameError
from qualcoop.language import set_language


@pytest.fixture
def small(grid):
    return cb.from_plain(grid)


def test_tree_is_read_both_ways(small):
    assert small.children("L1") == ("L1.1",)
    assert small.descendants("L1") == ("L1", "L1.1")
    assert small.ancestors("L1.1") == ("L1",)
    assert (small.top("L1.1"), small.top("T1")) == ("L1", "T1")


def test_descendants_reach_every_depth_and_come_after_their_parents():
    deep = Codebook("x", "1", codes=(Code("a"), Code("c", "b"), Code("b", "a"), Code("d", "c"), Code("e", "a")))
    assert deep.descendants("a") == ("a", "b", "e", "c", "d")
    assert deep.ancestors("d") == ("c", "b", "a")


def test_family_is_the_declared_one_else_the_top_code(small):
    assert small.family("L1.1") == "F"
    assert small.family("T1") == "T1"
    assert small.family_ids == ("F", "T1")
    assert str(small.family_label("F")) == "Ensemble"
    assert str(small.family_label("T1")) == "Bilan"


def test_group_comes_from_the_polarity_not_from_the_id():
    book = Codebook("x", "1", codes=(Code("confiance", polarity="lever"), Code("z", "confiance"), Code("libre")))
    assert [book.group(id) for id in ("confiance", "z", "libre")] == ["L", "L", ""]


def test_codes_in_a_family_a_code_and_a_group(small):
    assert small.codes_in("F") == {"L1", "L1.1", "G1"}
    assert small.codes_in("L1") == {"L1", "L1.1"}
    assert small.codes_in("T") == {"T1"}


@pytest.mark.parametrize("ask", ["code", "children", "descendants", "top", "family", "codes_in", "color", "contraries"])
def test_unknown_name_is_said_with_close_ones(small, ask):
    with pytest.raises(UnknownNameError, match=r"L1\.7.*L1"):
        getattr(small, ask)("L1.7")


def test_empty_column_name_is_unknown_even_with_codes_without_group():
    with pytest.raises(UnknownNameError):
        Codebook("x", "1", codes=(Code("libre"),)).codes_in("")


def test_contraries_are_read_both_ways_between_families():
    book = Codebook(
        "x", "1", codes=(Code("a"), Code("a.1", "a", contraries=("c.1",)), Code("b"), Code("c"), Code("c.1", "c"))
    )
    assert book.contraries("a") == ("c",)
    assert book.contraries("c.1") == ("a",)
    assert book.contraries("b") == ()
    assert book.contrary_codes("c.1") == ("a.1",)


def test_a_family_does_not_face_itself(small):
    assert small.contraries("F") == ()


def test_retired_codes_stay_but_are_not_active():
    book = Codebook("x", "1", codes=(Code("a"), Code("b", status="retired")))
    assert [code.id for code in book.active] == ["a"]
    assert book.has("b")


def test_colour_comes_from_the_nearest_code_above():
    book = Codebook(
        "x", "1", codes=(Code("a", color="#112233"), Code("b", "a"), Code("c", "b", color="#445566"), Code("d"))
    )
    assert [book.color(id) for id in "abcd"] == ["#112233", "#112233", "#445566", None]


def test_label_speaks_the_users_language_or_the_one_there_is():
    assert str(Label("cap", "aim")) == "cap"
    set_language("en")
    assert [str(Label("cap", "aim")), str(Label("cap"))] == ["aim", "cap"]


def test_declared_family_of_a_code_that_is_not_there_is_no_crash():
    book = Codebook("x", "1", codes=(Code("a"),), families=(Family("F", codes=("a", "zz")),))
    assert book.codes_in("F") == {"a"}


def test_frame_has_a_row_a_code_and_french_headings(small):
    frame = small.to_frame()
    assert list(frame["identifiant"]) == ["L1", "L1.1", "G1", "T1"]
    assert list(frame["famille"]) == ["F", "F", "F", "T1"]
    assert frame["polarité"][2] == "garde-fou"
    assert frame["mots-clés"][1] == "cap commun"
    assert not frame.isna().to_numpy().any()
