"""Where words, sentences and codable text lie, and how much of them a set of spans touches.

All positions are code points of the source's text. A word or a sentence belongs to codable text as soon as
one of its characters does; it is touched by a passage as soon as one of its codable characters is. So what a
union of passages touches can never exceed what the text holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qualcoop.model import Source
from qualcoop.spans import subtract, union

Ints = NDArray[np.int64]


def distinct(values: Ints) -> Ints:
    """The distinct numbers, in order. A plain sort: `np.unique` hashes, several times slower on long arrays."""
    if not len(values):
        return values
    ordered = np.sort(values)
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))]


def _ints(values: Iterable[int]) -> Ints:
    return np.asarray(list(values), dtype=np.int64)


def _table(spans: Iterable[tuple[int, int]]) -> Ints:
    return np.asarray([(start, end) for start, end in spans], dtype=np.int64).reshape(-1, 2)


@dataclass(frozen=True)
class Positions:
    """The measured text of one source.

    words, word_ends: starts and ends of the words of the whole text, in order. sentences: (n, 2), in order.
    codable: (m, 2) disjoint, in order, what respondents, observers and authors say. everything: the same with
    the interviewer's turns (None when not known).
    """

    words: Ints
    word_ends: Ints
    sentences: Ints
    codable: Ints
    everything: Ints | None = None

    @classmethod
    def of(cls, source: Source) -> Positions:
        """The positions of a source as it was read."""
        words = source.words()
        return cls(
            words=_ints(word.start for word in words),
            word_ends=_ints(word.end for word in words),
            sentences=_table(source.sentences()),
            codable=_table(source.codable()),
            everything=_table(source.codable(with_interviewer=True)),
        )

    def restricted(self, spans: Iterable[tuple[int, int]]) -> Positions:
        """The same text, codable only inside `spans`."""
        kept = union(spans)
        codable = [(int(start), int(end)) for start, end in self.codable]
        inside = subtract(codable, subtract(codable, kept))
        return Positions(self.words, self.word_ends, self.sentences, _table(inside))

    def widened(self, spans: Iterable[tuple[int, int]]) -> Positions:
        """The same text with the interviewer's turns `spans` codable too."""
        codable = self.everything
        if codable is None:
            codable = _table(union([*((int(start), int(end)) for start, end in self.codable), *spans]))
        return Positions(self.words, self.word_ends, self.sentences, codable)

    def sizes(self) -> tuple[int, int, int]:
        """Codable (words, sentences, characters) of the source."""
        ruler = Ruler.of(["text"], lambda _: self)
        counted = ruler.touched(Passages.of([0] * len(self.codable), self.codable[:, 0], self.codable[:, 1]))
        return int(counted.words.sum()), int(counted.sentences.sum()), int(counted.chars.sum())


@dataclass(frozen=True)
class Passages:
    """Spans to be united: `group` says which ones go together, `source` (its number) where they lie."""

    group: Ints
    source: Ints
    start: Ints
    end: Ints

    @classmethod
    def of(cls, source: Iterable[int], start: Iterable[int], end: Iterable[int]) -> Passages:
        """Passages that form one group."""
        sources = _ints(source)
        return cls(np.zeros(len(sources), dtype=np.int64), sources, _ints(start), _ints(end))

    def take(self, kept: NDArray[np.bool_] | Ints) -> Passages:
        """Some of the passages."""
        return Passages(self.group[kept], self.source[kept], self.start[kept], self.end[kept])

    def united(self) -> Passages:
        """Disjoint passages, in order, with the same characters in each group and source.

        One sort and one running maximum for all groups together.
        """
        if not len(self.group):
            return self
        sources = int(self.source.max()) + 1
        key = self.group * sources + self.source
        step = int(self.end.max()) + 2
        order = np.lexsort((self.start, key))
        start, end = (key * step + self.start)[order], (key * step + self.end)[order]
        reach = np.maximum.accumulate(end)
        first = np.concatenate(([True], start[1:] > reach[:-1]))
        last = np.concatenate((np.flatnonzero(first)[1:] - 1, [len(start) - 1]))
        opening = order[first]
        return Passages(
            self.group[opening], self.source[opening], self.start[opening], reach[last] - key[opening] * step
        )


@dataclass(frozen=True)
class Touched:
    """How much each passage touches, in codable words, sentences and characters; `group` of each passage."""

    group: Ints
    words: Ints
    sentences: Ints
    chars: Ints

    def by_group(self, groups: int) -> dict[str, NDArray[np.float64]]:
        """The sums over each of `groups` groups, under the names of the measures."""
        return {
            name: np.asarray(np.bincount(self.group, weights=values, minlength=groups), dtype=np.float64)
            for name, values in (("words", self.words), ("sent", self.sentences), ("chars", self.chars))
        }


@dataclass(frozen=True)
class Ruler:
    """The positions of many sources laid end to end, so that a whole table is measured in a few searches."""

    offset: Ints
    limit: Ints
    codable: Ints
    before: Ints
    words: Ints
    sentences: Ints

    @classmethod
    def of(
        cls, names: Iterable[str], positions: Callable[[str], Positions], only: frozenset[int] | None = None
    ) -> Ruler:
        """Lay out the sources `names` (numbered in this order); with `only`, load no other positions."""
        offsets, limits, codable, words, sentences = [], [], [], [], []
        at = 0
        for number, name in enumerate(names):
            offsets.append(at)
            if only is not None and number not in only:
                limits.append(at)
                continue
            known = positions(name)
            limits.append(at + _length(known))
            codable.append(known.codable + at)
            words.append(np.column_stack((known.words, known.word_ends)) + at)
            sentences.append(known.sentences.reshape(-1, 2) + at)
            at = limits[-1] + 1
        laid = _stack(codable)
        before = np.concatenate(([0], np.cumsum(laid[:, 1] - laid[:, 0]))).astype(np.int64)
        pieces = (_inside(_stack(words), laid), _inside(_stack(sentences), laid))
        return cls(_ints(offsets), _ints(limits), laid, before, *pieces)

    def touched(self, passages: Passages) -> Touched:
        """What the union of the passages of each group touches of codable text."""
        at = self.offset[passages.source]
        # A passage may end on signs after the last word; it must not reach into the next source.
        stop = np.minimum(passages.end + at, self.limit[passages.source])
        start, end = _shrink(passages.start + at, stop, self.codable)
        kept = start < end
        placed = Passages(passages.group, passages.source, start - at, end - at).take(kept).united()
        at = self.offset[placed.source]
        start, end = placed.start + at, placed.end + at
        return Touched(
            placed.group,
            _count(self.words, start, end, placed.group),
            _count(self.sentences, start, end, placed.group),
            self._chars_before(end) - self._chars_before(start),
        )

    def _chars_before(self, place: Ints) -> Ints:
        """Codable characters before each place."""
        at = np.searchsorted(self.codable[:, 0], place, side="right")
        overshoot = np.zeros(len(place), dtype=np.int64)
        some = at > 0
        overshoot[some] = np.maximum(self.codable[at[some] - 1, 1] - place[some], 0)
        return self.before[at] - overshoot


def _length(known: Positions) -> int:
    tables = (known.codable, known.sentences.reshape(-1, 2), known.word_ends.reshape(-1, 1))
    return max((int(table.max()) for table in tables if table.size), default=0)


def _stack(tables: list[Ints]) -> Ints:
    return np.concatenate(tables) if tables else np.empty((0, 2), dtype=np.int64)


def _shrink(start: Ints, end: Ints, codable: Ints) -> tuple[Ints, Ints]:
    """The spans drawn in so that their first and last characters are codable; start >= end where none is."""
    if not len(codable):
        return start, start
    opening = np.searchsorted(codable[:, 1], start, side="right")
    closing = np.searchsorted(codable[:, 0], end, side="left") - 1
    none = (opening >= len(codable)) | (closing < 0) | (closing < opening)
    opening, closing = np.minimum(opening, len(codable) - 1), np.maximum(closing, 0)
    first = np.maximum(start, codable[opening, 0])
    last = np.minimum(end, codable[closing, 1])
    return first, np.where(none, first, last)


def _inside(pieces: Ints, codable: Ints) -> Ints:
    """Words or sentences that hold codable text, drawn in to it."""
    start, end = _shrink(pieces[:, 0], pieces[:, 1], codable)
    kept = start < end
    return np.column_stack((start[kept], end[kept]))


def _count(pieces: Ints, start: Ints, end: Ints, group: Ints) -> Ints:
    """How many pieces each span touches; a piece touched by two spans of a group counts for the first."""
    low = np.searchsorted(pieces[:, 1], start, side="right")
    high = np.searchsorted(pieces[:, 0], end, side="left")
    if len(low) > 1:
        same = group[1:] == group[:-1]
        low[1:] = np.where(same, np.maximum(low[1:], high[:-1]), low[1:])
    return np.asarray(np.maximum(high - low, 0), dtype=np.int64)


def spans_by_source(frame_rows: Iterable[tuple[str, int, int]]) -> Mapping[str, list[tuple[int, int]]]:
    """Spans listed source by source."""
    found: dict[str, list[tuple[int, int]]] = {}
    for source, start, end in frame_rows:
        found.setdefault(source, []).append((start, end))
    return found
