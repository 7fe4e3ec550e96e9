"""Runs of characters known again by number: never one for another, wherever they differ."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcoop.suggest import runs
from qualcoop.suggest.runs import LONGEST, SIGNS, RunIndex, codes_of, hashes, keys_of, signs_of, solid, strange


def placed(words):
    """The words as one text's signs, with their places."""
    joined = " ".join(words)
    ends = np.cumsum([len(word) + 1 for word in words], dtype=np.int32) - np.int32(1)
    return signs_of(codes_of(joined)), ends - np.array([len(word) for word in words], dtype=np.int32), ends


def keys(words):
    return keys_of(*placed(words))


common = st.text(
    st.sampled_from([sign for sign in SIGNS if sign > " " and sign != "\xa0"]), min_size=1, max_size=LONGEST
)


@settings(max_examples=200, deadline=None)
@given(st.lists(common, max_size=30), st.lists(common, max_size=30))
def test_words_are_found_again_and_no_other(known, others):
    known = list(dict.fromkeys(known))
    index = RunIndex()
    for at in range(0, len(known), 7):
        index.add(keys(known[at : at + 7]), np.arange(at, min(at + 7, len(known)), dtype=np.int32))
    asked = [*others, *known, *reversed(known)]
    number = {word: row for row, word in enumerate(known)}
    assert index.find(keys(asked)).tolist() == [number.get(word, -1) for word in asked]


def test_words_of_one_hash_are_not_taken_for_one(monkeypatch):
    monkeypatch.setattr(runs, "hashes", lambda keys: np.zeros(keys.shape[1], dtype=np.uint64))
    index = RunIndex()
    index.add(keys(["un", "des"]), np.array([5, 3], np.int32))
    assert index.find(keys(["un", "de", "uns", "des"])).tolist() == [5, -1, -1, 3]


def test_a_key_does_not_depend_on_the_place():
    first, _, last = keys(["élan", "à", "élan"]).T
    assert first.tolist() == last.tolist()


def test_one_sign_of_difference_is_seen_wherever_it_stands():
    for size in range(1, LONGEST + 1):
        index = RunIndex()
        index.add(keys(["a" * size]), np.zeros(1, dtype=np.int32))
        others = ["a" * size, *("a" * at + "b" + "a" * (size - at - 1) for at in range(size)), "a" * (size - 1) or "c"]
        assert index.find(keys(others)).tolist() == [0] + [-1] * (size + 1)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Z", "Cc"]), min_size=1, max_size=20), min_size=1))
def test_strange_words_are_those_too_long_or_of_other_signs(words):
    told = [len(word) > LONGEST or not set(word) <= set(SIGNS) for word in words]
    assert strange(*placed(words)).tolist() == np.flatnonzero(told).tolist()


def test_every_common_sign_has_its_own_byte():
    signs = "".join(SIGNS)
    assert len(SIGNS) == 256
    assert len(set(signs)) == 255
    assert signs_of(codes_of(signs))[:255].tolist() == list(range(1, 256))
    for sign in "éœŒ’…«»–€·":
        assert sign in signs


@pytest.mark.parametrize("sign", ["\x00", "😀", "\ufb03", "\u0301", "\ud800", "\u3000"])
def test_other_signs_have_none(sign):
    assert signs_of(codes_of(f"a{sign}b")).tolist() == [97, 0, 98] + [0] * LONGEST


@given(st.text(st.characters(exclude_categories=[])))
def test_solid_is_all_but_white_space(text):
    assert solid(codes_of(text)).tolist() == [not sign.isspace() for sign in text]


def test_hashes_of_near_words_are_far():
    words = [f"mot{number}" for number in range(5_000)]
    high = hashes(keys(words)) >> np.uint64(48)
    assert len(np.unique(high)) > 4_500
