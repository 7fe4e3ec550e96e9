"""Words, sentences and codable text, and what passages touch of them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qualcoop.analysis.positions import Passages, Positions, Ruler, distinct
from qualcoop.spans import union

SPANS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 40), st.integers(1, 15)), max_size=30)


@given(spans=SPANS)
def test_united_is_the_union_of_each_group_and_source(spans):
    columns = [np.asarray([span[i] for span in spans], dtype=np.int64) for i in range(4)]
    found = Passages(columns[0], columns[1], columns[2], columns[2] + columns[3]).united()
    expected = [
        (group, source, start, end)
        for group in range(4)
        for source in range(3)
        for start, end in union((s, s + n) for g, o, s, n in spans if (g, o) == (group, source))
    ]
    assert list(zip(found.group, found.source, found.start, found.end, strict=True)) == expected


def test_sizes_leave_out_asides_and_the_interviewer():
    positions = Positions(
        words=np.array([0, 4, 9]),
        word_ends=np.array([3, 8, 13]),
        sentences=np.array([[0, 8], [9, 13]]),
        codable=np.array([[4, 6], [7, 8]]),
        everything=np.array([[0, 8], [9, 13]]),
    )
    assert positions.sizes() == (1, 1, 3)
    assert positions.widened([(0, 3)]).sizes() == (3, 2, 12)
    assert positions.restricted([(5, 20)]).sizes() == (1, 1, 2)
    assert positions.restricted([]).sizes() == (0, 0, 0)


def test_a_passage_that_only_holds_an_aside_touches_nothing():
    positions = Positions(np.array([0]), np.array([10]), np.array([[0, 10]]), np.array([[0, 3], [7, 10]]))
    ruler = Ruler.of(["a", "b"], lambda _: positions)
    inside = ruler.touched(Passages.of([0, 1], [3, 4], [7, 6]))
    assert inside.words.sum() == inside.sentences.sum() == inside.chars.sum() == 0
    across = ruler.touched(Passages.of([1], [2], [9]))
    assert (across.words.sum(), across.sentences.sum(), across.chars.sum()) == (1, 1, 3)


def test_a_passage_past_the_last_word_does_not_reach_the_next_source():
    positions = Positions(np.array([0]), np.array([2]), np.array([[0, 2]]), np.array([[0, 2]]))
    ruler = Ruler.of(["a", "b"], lambda _: positions)
    assert ruler.touched(Passages.of([0], [1], [50])).words.tolist() == [1]


@given(values=st.lists(st.integers(-5, 5)))
def test_distinct_is_numpy_s_unique(values):
    array = np.asarray(values, dtype=np.int64)
    assert distinct(array).tolist() == np.unique(array).tolist()
