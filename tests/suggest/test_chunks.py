"""Chunks cut as arrays are those that the rules of characters and spaCy give, one by one."""

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcoop.suggest import french, runs
from qualcoop.suggest.chunks import ChunkTable, _parts, _plain
from qualcoop.suggest.folding import unify
from qualcoop.suggest.lemmas import tables
from qualcoop.suggest.runs import LONGEST, SIGNS, codes_of, keys_of, signs_of, strange
from qualcoop.suggest.vocabulary import Vocabulary

HEADS = ["", "l'", "D’", "qu'", "Qu’", "QU'", "qU'", "n'", "x'", "d", "'", "ql'", "aujourd'"]
BODIES = "élan a b oui ß où ¼ ² 2 été cœur ÉLUE Ÿ compte-rendu élu-e-s habitant·es 10h mot_mot ªº ﬁn".split()
BODIES += ["janvier", "immédiatement", "IMMÉDIATEMENT", "recommençassions", "ordinateur", "ὀρθός", "élan"]
TAILS = ["", ",", ".", "…", "!", "?!", "..", ";", ":", "»", ")", ".»", "😀", "'"]
chunk = st.tuples(st.sampled_from(HEADS), st.sampled_from(BODIES), st.sampled_from(TAILS)).map("".join)


def places(chunks):
    ends = np.cumsum([len(each) + 1 for each in chunks], dtype=np.int32) - np.int32(1)
    begins = ends - np.array([len(each) for each in chunks], dtype=np.int32)
    return " ".join(chunks), signs_of(codes_of(" ".join(chunks))), begins, ends


def one_by_one(each):
    """The words of one chunk with their places, by the slow way."""
    (spans,) = french.token_spans([each])
    return [(unify(each[start:end]), start, end, int(glued)) for start, end, glued in _parts(each, spans)]


def by_table(table, forms, number):
    parts = table.parts
    here = slice(parts.first[number], parts.first[number + 1])
    said = [forms[word] for word in parts.words[here].tolist()]
    return list(zip(said, *(array[here].tolist() for array in parts[2:]), strict=True))


def table_of_forms():
    forms = {}
    return ChunkTable(lambda form: forms.setdefault(form, len(forms))), forms


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(chunk, st.text("aéÉl'’.,…-·s😀1", min_size=1, max_size=30)), min_size=1, max_size=40))
def test_chunks_are_cut_as_one_by_one(chunks):
    table, forms = table_of_forms()
    numbers = table.numbers(*places(chunks)).tolist()
    listed = list(forms)
    assert [by_table(table, listed, number) for number in numbers] == [one_by_one(each) for each in chunks]
    assert table.numbers(*places(chunks[::-1])).tolist() == numbers[::-1]
    assert len(table) == len(set(chunks))


def test_whole_vocabularies_are_cut_as_one_by_one():
    rng = random.Random(4)
    words = rng.sample([form for form in tables()._tables[0] if " " not in form], 4_000)
    chunks = [rng.choice(HEADS) + word + rng.choice(TAILS) for word in words]
    table, forms = table_of_forms()
    numbers = table.numbers(*places(chunks)).tolist()
    listed = list(forms)
    assert [by_table(table, listed, number) for number in numbers] == [one_by_one(each) for each in chunks]


def plain_of(chunks):
    _, signs, begins, ends = places(chunks)
    assert len(strange(signs, begins, ends)) == 0
    return _plain(keys_of(signs, begins, ends), ends - begins)


@given(st.lists(chunk.filter(lambda each: len(each) <= LONGEST and set(each) <= set(SIGNS)), min_size=1, max_size=60))
def test_what_is_called_plain_is_what_the_rule_of_characters_calls_so(chunks):
    for each, elided, signed, plain in zip(chunks, *plain_of(chunks), strict=True):
        if plain:
            head, tail = int(elided), len(each) - int(signed)
            spans = [(0, head), (head, tail), (tail, len(each))]
            assert french.plain_spans(each) == [span for span in spans if span[0] < span[1]]


def test_most_words_are_cut_as_arrays():
    chunks = [form for form in tables()._tables[0] if form.isalpha() and len(form) <= LONGEST][::50]
    assert plain_of(chunks)[2].mean() > 0.99


def test_chunks_of_one_hash_are_not_taken_for_one(monkeypatch):
    monkeypatch.setattr(runs, "hashes", lambda keys: np.zeros(keys.shape[1], dtype=np.uint64))
    chunks = ["un", "de", "un,", "l'uns", "l'un", "un"]
    table, forms = table_of_forms()
    numbers = table.numbers(*places(chunks)).tolist()
    listed = list(forms)
    assert [by_table(table, listed, number) for number in numbers] == [one_by_one(each) for each in chunks]


def test_the_words_of_one_chunk():
    vocabulary = Vocabulary()
    said = [vocabulary.forms[word] for word in vocabulary.chunks.words_of("l’avant-projet,")]
    assert said == ["l'", "avant", "projet", ","]
