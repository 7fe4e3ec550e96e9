"""Sentences and chunks found as arrays are those of the slow ways, character by character."""

import random
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcoop.model import Origin, Source, Turn
from qualcoop.sentences import sentences
from qualcoop.spans import Span
from qualcoop.suggest.chunks import ChunkIndex, codes_of, hashes, solid
from qualcoop.suggest.cutting import pieces_of, sentence_rows
from qualcoop.suggest.tokens import Reading, read_many
from qualcoop.suggest.vocabulary import Vocabulary

PIECES = [
    *"Bon. Oui.|M. Roux|etc. Alors|etc. alors|p. 4|n. 4|décidé. On|décidé… On|décidé… on|[…] Et|(… Et".split("|"),
    *"?! Ah|... Et|… «Non» !|élu.e.s|3.5|« Oui. Non. » Alors|Mme. Le|cf. Annexe|janv. Puis|JANV. Puis".split("|"),
    *"juill. Puis|Saint. Puis|fin. [rires] Et|fin.) Et|fin.” Et|é. Et|A. Et|ok. Et|ok.Et|ok.\u00a0Et".split("|"),
    *"ok.  Et|ok. - Et|ok. 😀 Et|ΑΒΓΔ. Et|oubliée. Ω Et|!|?|.|…|\n| |a|É|mot|long mot".split("|"),
]
text = st.lists(st.one_of(st.sampled_from(PIECES), st.text("aéÉ.!?…()«»\"' \n’M", max_size=6)), max_size=25).map(
    " ".join
)


def rows_of(said, pieces):
    codes = codes_of(said)
    return sentence_rows(said, codes, solid(codes), pieces)


@settings(max_examples=600, deadline=None)
@given(text, st.integers(1, 4))
def test_sentences_are_those_of_the_character_rules(said, parts):
    edges = sorted({0, len(said), *(len(said) * n // parts for n in range(parts))})
    pieces = list(pairwise(edges))
    slow = [tuple(span) for start, end in pieces for span in sentences(said, start, end)]
    assert [tuple(row) for row in rows_of(said, pieces).tolist()] == slow


def test_sentences_of_long_made_speech():
    rng = random.Random(8)
    said = " ".join(rng.choice(PIECES) for _ in range(20_000))
    cut = [tuple(row) for row in rows_of(said, [(0, len(said))]).tolist()]
    assert cut == [tuple(span) for span in sentences(said)]
    without = said.replace("«", "")
    cut = [tuple(row) for row in rows_of(without, [(0, len(without))]).tolist()]
    assert cut == [tuple(span) for span in sentences(without)]
    assert len(cut) > 5_000


def test_pieces_are_those_of_the_source():
    said = "Un. Deux.\nTrois… Quatre.\nCinq. Six."
    paragraphs = tuple(Span(*at) for at in ((0, 9), (10, 24), (25, 35)))
    turns = (Turn(0, 0, 17, "respondent"), Turn(1, 18, 35, "respondent"))
    source = Source("x", "interview", said, paragraphs, turns, Origin("x", "0" * 64, "t", "t", "1"))
    rows = rows_of(said, pieces_of(source))
    assert [Span(*row) for row in rows.tolist()] == source.sentences()


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Z", "Cc"]), min_size=1, max_size=9)


@settings(max_examples=200, deadline=None)
@given(st.lists(words, max_size=30), st.lists(words, max_size=30))
def test_chunks_are_found_again_and_no_other(known, others):
    known = list(dict.fromkeys(known))
    index = ChunkIndex()
    for at in range(0, len(known), 7):
        index.add(known[at : at + 7])
    asked = [*others, *known, *reversed(known)]
    joined = " ".join(asked)
    ends = np.cumsum([len(word) + 1 for word in asked], dtype=np.int32) - np.int32(1)
    begins = ends - np.array([len(word) for word in asked], dtype=np.int32)
    number = {word: row for row, word in enumerate(known)}
    codes = codes_of(joined)
    assert index.find(codes, begins, ends, hashes(codes, begins, ends)).tolist() == [
        number.get(word, -1) for word in asked
    ]


def test_chunks_of_one_hash_are_not_taken_for_one(monkeypatch):
    from qualcoop.suggest import chunks
    from qualcoop.suggest import vocabulary as words_of

    for module in (chunks, words_of):
        monkeypatch.setattr(module, "hashes", lambda _, begins, __: np.zeros(len(begins), dtype=np.uint64))
    index = ChunkIndex()
    index.add(["un"])
    begins, ends = np.array([0, 3, 6], np.int32), np.array([2, 5, 9], np.int32)
    found = index.find(codes_of("un de uns"), begins, ends, np.zeros(3, dtype=np.uint64))
    assert found.tolist() == [0, -1, -1]
    vocabulary = Vocabulary()
    readings = [Reading("un de un uns de", [(0, 15)], None)]
    (tokens,) = read_many(readings, vocabulary)
    assert [vocabulary.forms[word] for word in tokens.words] == ["un", "de", "un", "uns", "de"]


def test_a_hash_does_not_depend_on_the_place():
    codes = codes_of("élan à l'élan")
    first, second = hashes(codes, np.array([0, 9], np.int32), np.array([4, 13], np.int32))
    assert first == second


@settings(max_examples=60, deadline=None)
@given(st.lists(text, min_size=1, max_size=6))
def test_texts_read_together_are_read_as_alone(said):
    vocabulary = Vocabulary()
    readings = [Reading(each, [(0, len(each))], [(0, len(each))]) for each in said]
    alone = [next(read_many([reading], vocabulary)) for reading in readings]
    for one, other in zip(read_many(readings, vocabulary), alone, strict=True):
        for name in ("words", "starts", "ends", "sentence", "marks", "sentences"):
            assert np.array_equal(getattr(one, name), getattr(other, name)), name


def test_words_are_put_in_order_as_by_a_stable_sort():
    from qualcoop.suggest.matcher import _by_word

    rng = np.random.default_rng(3)
    for most in (10, 60_000, 70_000, 3_000_000):
        words = rng.integers(0, most, 5_000).astype(np.int32)
        assert np.array_equal(_by_word(words), np.argsort(words, kind="stable"))
    assert len(_by_word(np.empty(0, np.int32))) == 0


def test_long_chunks_are_compared_to_the_last_character():
    chunks = ["a" * 200 + "b", "a" * 200 + "c", "😀" * 61]
    index = ChunkIndex()
    index.add(chunks[:2])
    joined = " ".join([*chunks, chunks[1]])
    ends = np.cumsum([len(chunk) + 1 for chunk in [*chunks, chunks[1]]], dtype=np.int32) - np.int32(1)
    begins = ends - np.array([201, 201, 61, 201], dtype=np.int32)
    codes = codes_of(joined)
    assert index.find(codes, begins, ends, hashes(codes, begins, ends)).tolist() == [0, 1, -1, 1]
    assert index._equal(codes, begins, ends - begins, np.array([0, 0, 0, 1], np.int32)).tolist() == [
        True,
        False,
        False,
        True,
    ]


def test_one_character_of_difference_is_seen_wherever_it_stands():
    for size in range(1, 66):
        index = ChunkIndex()
        index.add(["a" * size, "z"])
        others = ["a" * size, *("a" * at + "b" + "a" * (size - at - 1) for at in range(size))]
        joined = " ".join(others)
        begins = np.arange(len(others), dtype=np.int32) * np.int32(size + 1)
        ends = begins + np.int32(size)
        lengths, numbers = ends - begins, np.zeros(len(others), dtype=np.int32)
        assert index._equal(codes_of(joined), begins, lengths, numbers).tolist() == [True] + [False] * size
