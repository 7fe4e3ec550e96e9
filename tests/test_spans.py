"""Spans and anchors: what a researcher marks is where it is said to be."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcoop.errors import AnchorError
from qualcoop.spans import Span, crop, find_quote, locate, subtract, union

SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=12)


def characters(spans):
    return {at for start, end in spans for at in range(start, end)}


@given(SPANS)
def test_union_keeps_the_same_characters_in_disjoint_order(spans):
    made = union(spans)
    assert characters(made) == characters(spans)
    assert all(a.end < b.start for a, b in itertools.pairwise(made))


@given(SPANS, SPANS)
def test_subtract_leaves_what_is_outside_the_holes(spans, holes):
    assert characters(subtract(spans, holes)) == characters(spans) - characters(holes)


@given(SPANS, st.integers(0, 30), st.integers(0, 30))
def test_crop_keeps_what_is_inside_the_window(spans, low, high):
    assert characters(crop(spans, (low, high))) == characters(spans) & set(range(low, high))


def test_overlap_means_one_shared_character():
    assert Span(0, 3).overlaps(Span(2, 4))
    assert not Span(0, 3).overlaps(Span(3, 4))
    assert Span(0, 5).contains(Span(1, 5))
    assert not Span(0, 5).contains(Span(1, 6))


def test_a_quote_is_found_whatever_its_spaces_and_apostrophes():
    text = "Elle dit : « l’élan\nest retombé »."
    (found,) = find_quote(text, "l'élan est retombé")
    assert text[found.start : found.end] == "l’élan\nest retombé"
    assert find_quote(text, "   ") == []
    assert find_quote("aaa", "aa") == [Span(0, 2), Span(1, 3)]


def test_a_quote_that_is_not_there_or_there_twice_says_where():
    assert locate("un deux trois", "deux", "E01") == Span(3, 7)
    with pytest.raises(AnchorError, match=r"E01 : le passage « quatre » ne s'y trouve pas"):
        locate("un deux trois", "quatre", "E01")
    with pytest.raises(AnchorError, match=r"E01 : « oui » s'y trouve 2 fois \(positions 0, 9\)"):
        locate("oui, non oui", "oui", "E01")


@given(st.text(alphabet="ab é\n’.*+(", min_size=1, max_size=30), st.data())
def test_any_passage_of_a_text_is_found_in_it(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end].strip()
    if quote:
        assert any(text[s:e].split() == quote.split() for s, e in find_quote(text, quote))
