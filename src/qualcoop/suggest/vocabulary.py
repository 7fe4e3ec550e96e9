"""Every distinct chunk of text is tokenised, folded and lemmatised once; from then on it is a number.

A *chunk* is a run without white space. spaCy cuts it into tokens; a word with hyphens is cut further into
its parts (so that ``compte-rendu`` is ``compte rendu``), one in inclusive writing (``élu-e-s``) is put
together again. Each distinct part is a *word* with a number, a kind, and its keys: its folded form and
the folded forms of its lemmas.
"""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from qualcoop.suggest import french
from qualcoop.suggest.chunks import ChunkIndex, Codes, hashes
from qualcoop.suggest.folding import (
    HESITATIONS,
    fold,
    inclusive_forms,
    inclusive_spans,
    is_negative_particle,
    part_spans,
    unify,
)
from qualcoop.suggest.lemmas import no_collection, tables
from qualcoop.suggest.rules import Place, Word

Ids = npt.NDArray[np.int32]

# Kinds of words. Only PLAIN ones are counted and matched.
PLAIN, SKIPPED, HESITATION, BREAK = 0, 1, 2, 3
# Signs that stand between words without parting them; « … » is a hesitation in transcripts.
_TRANSPARENT = frozenset("-‐‑«»\"“”„‟‹›'’‘()[]{}*_…")
_SPECIAL = HESITATIONS | {"ne", "n"}
_SYMBOLS = frozenset("%&@#°§+=")


class _Chunks(dict[str, int]):
    """Chunks' numbers; -1 for one never met."""

    def __missing__(self, chunk: str) -> int:
        return -1


class ChunkParts(NamedTuple):
    """The parts of every chunk: those of chunk i are `first[i]` to `first[i + 1]`.

    words: each part's word. starts, ends: its span in the chunk. glued: 1 where a hyphen ties it to the
    part before it.
    """

    first: Ids
    words: Ids
    starts: Ids
    ends: Ids
    glued: Ids


class Vocabulary:
    """Words as numbers, growing with the texts read. One per process is enough: see `shared_vocabulary`."""

    def __init__(self) -> None:
        self.forms: list[str] = []
        self.keys: list[tuple[str, ...]] = []
        self._kinds = array("B")
        self._kinds_now: npt.NDArray[np.uint8] = np.empty(0, dtype=np.uint8)
        self._by_form: dict[str, int] = {}
        self._by_key: dict[str, list[int]] = {}
        self._sorted_keys: list[str] = []
        self._chunks = _Chunks()
        self._index = ChunkIndex()  # the same chunks, found from arrays
        self._table: ChunkParts | None = None
        self._first = array("i", [0])  # chunk i has the parts first[i] to first[i + 1]
        self._part_words = array("i")
        self._part_starts = array("i")
        self._part_ends = array("i")
        self._part_glued = array("B")
        self._found: dict[tuple[Word, bool], tuple[int, Ids]] = {}

    def __len__(self) -> int:
        return len(self.forms)

    @property
    def kinds(self) -> npt.NDArray[np.uint8]:
        """The kind of every word."""
        if len(self._kinds_now) != len(self._kinds):
            self._kinds_now = np.array(self._kinds, dtype=np.uint8)
        return self._kinds_now

    def intern(self, form: str, keys: tuple[str, ...] | None = None) -> int:
        """The number of a word as it stands in a text; `keys` when they are known from a kept text."""
        known = self._by_form.get(form)
        if known is not None:
            return known
        number = len(self.forms)
        kind = _kind(form)
        if keys is None:
            keys = () if kind != PLAIN else self._keys_of_small(form) or word_keys(form)
        self.forms.append(form)
        self.keys.append(keys)
        self._kinds.append(kind)
        self._by_form[form] = number
        for key in keys:
            self._by_key.setdefault(key, []).append(number)
        return number

    def _keys_of_small(self, form: str) -> tuple[str, ...]:
        """The keys of a word with capitals are those of the same in small letters, where that is known."""
        if form.islower() or not form.isalpha():
            return ()
        known = self._by_form.get(form.lower())
        return () if known is None else self.keys[known]

    def chunk_numbers(self, chunks: Sequence[str]) -> Ids:
        """The number of each chunk; new ones are tokenised and lemmatised, all at once."""
        numbers = np.fromiter(map(self._chunks.__getitem__, chunks), dtype=np.int32, count=len(chunks))
        unknown = np.flatnonzero(numbers < 0).tolist()
        if unknown:
            new = list(dict.fromkeys(chunks[place] for place in unknown))
            with no_collection():
                self._add_chunks(new)
            numbers[unknown] = [self._chunks[chunks[place]] for place in unknown]
        return numbers

    def numbers_in(self, text: str, codes: Codes, begins: Ids, ends: Ids) -> Ids:
        """The number of each chunk of a text, given by its place; `codes` are the text's code points."""
        wanted = hashes(codes, begins, ends)
        numbers = self._index.find(codes, begins, ends, wanted)
        unknown = np.flatnonzero(numbers < 0)
        if len(unknown):
            _, once = np.unique(wanted[unknown], return_index=True)
            self._learn(text, begins[unknown[np.sort(once)]], ends[unknown[np.sort(once)]])
            numbers[unknown] = self._index.find(codes, begins[unknown], ends[unknown], wanted[unknown])
            unknown = np.flatnonzero(numbers < 0)
        if len(unknown):  # other chunks of the same hash
            numbers[unknown] = self._learn(text, begins[unknown], ends[unknown])
        return numbers

    def _learn(self, text: str, begins: Ids, ends: Ids) -> Ids:
        places = zip(begins.tolist(), ends.tolist(), strict=True)
        numbers = self.chunk_numbers([text[begin:end] for begin, end in places])
        if len(self._index) < len(self._chunks):
            self._index.add(list(islice(self._chunks, len(self._index), None)))
        return numbers

    def chunk_parts(self) -> ChunkParts:
        """For every chunk its first part; for every part its word, its span in the chunk, and glue."""
        if self._table is None or len(self._table.first) != len(self._first):
            self._table = ChunkParts(
                first=np.array(self._first, dtype=np.int32),
                words=np.array(self._part_words, dtype=np.int32),
                starts=np.array(self._part_starts, dtype=np.int32),
                ends=np.array(self._part_ends, dtype=np.int32),
                glued=np.array(self._part_glued, dtype=np.int32),
            )
        return self._table

    def _add_chunks(self, new: list[str]) -> None:
        plain = [french.plain_spans(chunk) for chunk in new]
        others = [chunk for chunk, spans in zip(new, plain, strict=True) if spans is None]
        cut = iter(french.token_spans(others))
        by_form, before = self._by_form, len(self._part_words)
        words: list[int] = []
        starts: list[int] = []
        ends: list[int] = []
        glue: list[int] = []
        first: list[int] = []
        for chunk, spans in zip(new, plain, strict=True):
            for start, end, *glued in _parts(chunk, next(cut)) if spans is None else spans:
                form = chunk[start:end]
                if not form.isascii() or "`" in form:
                    form = unify(form)
                known = by_form.get(form)
                words.append(self.intern(form) if known is None else known)
                starts.append(start)
                ends.append(end)
                glue.append(bool(glued and glued[0]))
            first.append(before + len(words))
        self._chunks.update(zip(new, range(len(self._first) - 1, len(self._first) - 1 + len(new)), strict=True))
        self._first.extend(first)
        self._part_words.extend(words)
        self._part_starts.extend(starts)
        self._part_ends.extend(ends)
        self._part_glued.extend(glue)

    def forms_of(self, chunk: str) -> list[str]:
        """The words that spaCy makes of a chunk, as they would stand in a text."""
        number = int(self.chunk_numbers([chunk])[0])
        parts = self._part_words[self._first[number] : self._first[number + 1]]
        return [self.forms[word] for word in parts if self._kinds[word] == PLAIN]

    def place_ids(self, place: Place, *, strict: bool = False) -> Ids:
        """The sorted numbers of the words that may stand at one place of a rule."""
        if len(place) == 1:
            return self._word_ids(place[0], strict)
        return np.unique(np.concatenate([self._word_ids(word, strict) for word in place]))

    def _word_ids(self, word: Word, strict: bool) -> Ids:
        kept = self._found.get((word, strict))
        if kept is not None and kept[0] == len(self.forms):
            return kept[1]
        ids = np.array(sorted(self._search(word, strict)), dtype=np.int32)
        self._found[word, strict] = (len(self.forms), ids)
        return ids

    def _search(self, word: Word, strict: bool) -> set[int]:
        if word.exact:
            number = self._by_form.get(word.text)
            return set() if number is None else {number}
        if word.prefix:
            return {number for key in self._keys_from(word.text) for number in self._by_key[key]}
        targets = {fold(word.text)} | {fold(lemma) for lemma in tables().stands_for(word.text, strict=strict)}
        return {number for key in targets for number in self._by_key.get(key, ())}

    def _keys_from(self, prefix: str) -> list[str]:
        if len(self._sorted_keys) != len(self._by_key):
            self._sorted_keys = sorted(self._by_key)
        low = bisect_left(self._sorted_keys, prefix)
        high = bisect_left(self._sorted_keys, prefix + "\U0010ffff")
        return self._sorted_keys[low:high]


def word_keys(form: str) -> tuple[str, ...]:
    """The folded form and the folded lemmas of a word; of an inclusive one, those behind it."""
    low = form.lower()
    bare = low if low.isascii() and "`" not in low else fold(low)
    whole = low.isalpha()
    lemmas = tables().look_up(low) if whole or "'" in low else ()
    keys = {lemma if lemma.isascii() else fold(lemma) for lemma in lemmas}
    for plain in () if whole else inclusive_forms(form):
        keys.update((fold(plain), *map(fold, tables().lemmas(plain))))
    keys.discard(bare)
    return (bare, *sorted(keys)) if len(keys) > 1 else (bare, *keys)


def _kind(form: str) -> int:
    if form.isalpha() and (len(form) > 7 or (form.isascii() and form.lower() not in _SPECIAL)):
        return PLAIN
    if any(sign.isalnum() for sign in form):
        if is_negative_particle(form):
            return SKIPPED
        return HESITATION if len(form) < 8 and fold(form) in HESITATIONS else PLAIN
    if all(sign in _TRANSPARENT or sign.isspace() for sign in form) or form.startswith(".."):
        return SKIPPED
    if all(sign in _SYMBOLS or unicodedata.category(sign) == "Sc" for sign in form):
        return PLAIN
    return BREAK


def _parts(chunk: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int, bool]]:
    if len(chunk) <= french.LONGEST_CHUNK and not chunk.isalpha():
        inclusive = inclusive_spans(chunk)
        if inclusive:
            return _with_inclusive(chunk, list(spans), inclusive)
    return [part for start, end in spans for part in _cut(chunk, start, end)]


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
        made.extend([(start, end, False)] if whole else _cut(chunk, start, end))
    return made


def _cut(chunk: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """The parts of one token, each but the first glued to the one before it."""
    if chunk[start:end].isalpha():
        return [(start, end, False)]
    spans = part_spans(chunk[start:end])
    return [(start + low, start + high, number > 0) for number, (low, high) in enumerate(spans)]


@lru_cache(maxsize=1)
def shared_vocabulary() -> Vocabulary:
    """The process's own vocabulary, so that no text makes spaCy work twice."""
    return Vocabulary()
