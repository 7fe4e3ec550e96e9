"""Every distinct chunk of text is cut into words once; from then on it is a number.

A *chunk* is a run without white space. Nine in ten are letters, maybe behind an elision, maybe before one
sign: these are cut as arrays, by the rules of `french.plain_spans`. spaCy cuts the others; a word with hyphens
is cut further into its parts (so that ``compte-rendu`` is ``compte rendu``), one in inclusive writing
(``élu-e-s``) is put together again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from qualcoop.suggest import french
from qualcoop.suggest.folding import inclusive_spans, part_spans, unify
from qualcoop.suggest.lemmas import no_collection
from qualcoop.suggest.runs import (
    LONGEST,
    SIGNS,
    Ints,
    Keys,
    Mask,
    RunIndex,
    Signs,
    codes_of,
    distinct,
    keys_of,
    signs_of,
    strange,
)

_LETTER = np.array([sign.isalpha() for sign in SIGNS])
_SMALL = np.array([re.fullmatch("[a-zà-öø-ÿ]", sign) is not None for sign in SIGNS])
_CLOSING = np.array([sign != "" and sign in ",;:!?…" for sign in SIGNS])
_STOP = SIGNS.index(".")
_APOSTROPHE = np.array([sign in ("'", "’") for sign in SIGNS])
_ELIDED = np.array([sign != "" and sign in "cdjlmnstCDJLMNST" for sign in SIGNS])
_LOW_Q, _Q, _U = SIGNS.index("q"), SIGNS.index("Q"), SIGNS.index("u")
_HIGH_U = SIGNS.index("U")
_BEFORE_STOP = 8  # small letters that a full stop wants before it; « janv. » and « etc. » are spaCy's business
_BEFORE_SIGN = 3


class ChunkParts(NamedTuple):
    """The parts of every chunk: those of chunk i are `first[i]` to `first[i + 1]`.

    words: each part's word. starts, ends: its span in the chunk. glued: 1 where a hyphen ties it to the
    part before it.
    """

    first: Ints
    words: Ints
    starts: Ints
    ends: Ints
    glued: Ints


class ChunkTable:
    """The chunks met so far, numbered from 0, and the words that each is made of.

    intern: gives the number of a word as it stands in a text (unified).
    """

    def __init__(self, intern: Callable[[str], int]) -> None:
        self._intern = intern
        self._index = RunIndex()
        self._others: dict[str, int] = {}  # chunks without a key
        self._forms = RunIndex()  # words by their key
        none = np.empty(0, dtype=np.int32)
        self.parts = ChunkParts(np.zeros(1, dtype=np.int32), none, none, none, none)

    def __len__(self) -> int:
        return len(self.parts.first) - 1

    def words_of(self, chunk: str) -> list[int]:
        """The words of one chunk."""
        edges = np.array([0], np.int32), np.array([len(chunk)], np.int32)
        number = int(self.numbers(chunk, signs_of(codes_of(chunk)), *edges)[0])
        found: list[int] = self.parts.words[self.parts.first[number] : self.parts.first[number + 1]].tolist()
        return found

    def numbers(self, text: str, signs: Signs, begins: Ints, ends: Ints) -> Ints:
        """The number of each chunk of a text, given by its place; new ones are cut and learned."""
        keys = keys_of(signs, begins, ends)
        odd = strange(signs, begins, ends)
        numbers = self._index.find(keys)
        numbers[odd] = -1
        new = np.flatnonzero(numbers < 0)
        if len(odd):
            new = np.setdiff1d(new, odd, assume_unique=True)
        while len(new):
            once = new[distinct(keys[:, new])]
            with no_collection():
                self._learn(text, signs, begins[once], ends[once], keys[:, once])
            numbers[new] = self._index.find(keys[:, new])
            new = new[numbers[new] < 0]
        if len(odd):
            numbers[odd] = self._numbers_of_others(
                [text[begin:end] for begin, end in zip(begins[odd].tolist(), ends[odd].tolist(), strict=True)]
            )
        return numbers

    def _numbers_of_others(self, chunks: Sequence[str]) -> list[int]:
        new = [chunk for chunk in dict.fromkeys(chunks) if chunk not in self._others]
        first = len(self)
        self._cut(new)
        self._others.update(zip(new, range(first, len(self)), strict=True))
        return [self._others[chunk] for chunk in chunks]

    def _learn(self, text: str, signs: Signs, begins: Ints, ends: Ints, keys: Keys) -> None:
        elided, signed, plain = _plain(keys, ends - begins)
        first = len(self)
        self._take_plain(text, signs, begins[plain], ends[plain], elided[plain], signed[plain])
        rest = np.flatnonzero(~plain)
        places = zip(begins[rest].tolist(), ends[rest].tolist(), strict=True)
        self._cut([text[begin:end] for begin, end in places])
        order = np.concatenate([np.flatnonzero(plain), rest])
        self._index.add(keys[:, order], np.arange(first, len(self), dtype=np.int32))

    def _take_plain(self, text: str, signs: Signs, begins: Ints, ends: Ints, elided: Ints, signed: Mask) -> None:
        """Letters, behind `elided` signs of an elision, and before one sign where `signed`."""
        stop = ends - signed
        counts = (1 + (elided > 0) + signed).astype(np.int32)
        after = np.cumsum(counts, dtype=np.int32)
        core = after - counts + (elided > 0)
        head, tail = core[elided > 0] - 1, core[signed] + 1
        starts, stops = np.zeros((2, int(counts.sum())), dtype=np.int32)
        starts[core], stops[core] = begins + elided, stop
        starts[head], stops[head] = begins[elided > 0], (begins + elided)[elided > 0]
        starts[tail], stops[tail] = stop[signed], ends[signed]
        words = self._words(text, signs, starts, stops)
        shift = np.repeat(begins, counts)
        self._add(counts, words, starts - shift, stops - shift, np.zeros(len(words), dtype=np.int32))

    def _words(self, text: str, signs: Signs, starts: Ints, stops: Ints) -> Ints:
        """The word at each place."""
        keys = keys_of(signs, starts, stops)
        words = self._forms.find(keys)
        new = np.flatnonzero(words < 0)
        while len(new):
            once = new[distinct(keys[:, new])]
            places = zip(starts[once].tolist(), stops[once].tolist(), strict=True)
            forms = [text[start:stop] for start, stop in places]
            # Small letters first: a capital's lemmas are then known.
            made = {form: self._word(form) for form in sorted(forms, key=str.islower, reverse=True)}
            self._forms.add(keys[:, once], np.array([made[form] for form in forms], dtype=np.int32))
            words[new] = self._forms.find(keys[:, new])
            new = new[words[new] < 0]
        return words

    def _word(self, form: str) -> int:
        return self._intern(form if form.isascii() and "`" not in form else unify(form))

    def _cut(self, chunks: list[str]) -> None:
        """Chunks that are not plain, by spaCy's tokenizer and our own rules for what is inside its tokens."""
        cut = [_parts(chunk, spans) for chunk, spans in zip(chunks, french.token_spans(chunks), strict=True)]
        flat = np.array([part for parts in cut for part in parts], dtype=np.int32).reshape(-1, 3)
        words = [
            self._word(chunk[start:end]) for chunk, parts in zip(chunks, cut, strict=True) for start, end, _ in parts
        ]
        counts = np.array([len(parts) for parts in cut], dtype=np.int32)
        self._add(counts, np.array(words, dtype=np.int32), flat[:, 0], flat[:, 1], flat[:, 2])

    def _add(self, counts: Ints, words: Ints, starts: Ints, ends: Ints, glued: Ints) -> None:
        known = self.parts
        first = np.cumsum(counts, dtype=np.int32) + known.first[-1]
        added = (first, words, starts, ends, glued)
        self.parts = ChunkParts(*(np.concatenate(both) for both in zip(known, added, strict=True)))


def _plain(keys: Keys, lengths: Ints) -> tuple[Ints, Mask, Mask]:
    """How many signs of an elision stand first, whether one sign stands last, and whether all else is letters."""
    signs = np.ascontiguousarray(keys.T.astype("<u8", copy=False)).view(np.uint8).reshape(-1, LONGEST)
    rows = np.arange(len(signs))
    last = signs[rows, lengths - 1]
    one = _ELIDED[signs[:, 0]] & _APOSTROPHE[signs[:, 1]]
    qu = (signs[:, 0] == _LOW_Q) & (signs[:, 1] == _U)
    qu |= (signs[:, 0] == _Q) & ((signs[:, 1] == _U) | (signs[:, 1] == _HIGH_U))
    elided = np.where(one, 2, np.where(qu & _APOSTROPHE[signs[:, 2]], 3, 0)).astype(np.int32)
    signed = _CLOSING[last] | (last == _STOP)
    core = lengths - elided - signed
    letters = _LETTER[signs].sum(axis=1)
    plain = letters == lengths - (elided > 0) - signed
    plain &= core >= np.where(signed, _BEFORE_SIGN, np.where(elided > 0, 2, 1))
    stopped = np.flatnonzero(plain & (last == _STOP))
    small = core[stopped] >= _BEFORE_STOP
    for back in range(1, _BEFORE_STOP + 1):
        small &= _SMALL[signs[stopped, lengths[stopped] - 1 - back]]
    plain[stopped] = small
    return elided, signed, plain


def _parts(chunk: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int, bool]]:
    if len(chunk) <= french.LONGEST_CHUNK and not chunk.isalpha():
        inclusive = inclusive_spans(chunk)
        if inclusive:
            return _with_inclusive(chunk, list(spans), inclusive)
    return [part for start, end in spans for part in _pieces(chunk, start, end)]


def _with_inclusive(
    chunk: str, spans: list[tuple[int, int]], inclusive: list[tuple[int, int]]
) -> list[tuple[int, int, bool]]:
    """spaCy's tokens, each inclusive word whole: what spaCy shattered is joined, what it joined is cut."""
    pieces: list[tuple[int, int, bool]] = [(start, end, True) for start, end in inclusive]
    for start, end in spans:
        for low, high in inclusive:
            if start < high and low < end:
                if start < low:
                    pieces.append((start, low, False))
                start = high
        if start < end:
            pieces.append((start, end, False))
    made: list[tuple[int, int, bool]] = []
    for start, end, whole in sorted(pieces):
        made.extend([(start, end, False)] if whole else _pieces(chunk, start, end))
    return made


def _pieces(chunk: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """The parts of one token, each but the first glued to the one before it."""
    if chunk[start:end].isalpha():
        return [(start, end, False)]
    spans = part_spans(chunk[start:end])
    return [(start + low, start + high, number > 0) for number, (low, high) in enumerate(spans)]
