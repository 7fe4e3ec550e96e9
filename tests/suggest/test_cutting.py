"""Sentences found as arrays are those of the slow way, character by character."""

import random
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcoop.model import Origin, Source, Turn
from qualcoop.sentences import sentences
from qualcoop.spans import Span
from qualcoop.suggest.cutting import pieces_of, sentence_rows
from qualcoop.suggest.runs import codes_of, signs_of, solid
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
    return sentence_rows(said, signs_of(codes), solid(codes), pieces)


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
