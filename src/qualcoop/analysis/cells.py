"""The counting itself: rows × columns over arrays, each figure once, unions by one sort.

A cell holds the segments of its row whose code its column gathers. The last row of every array here is the
total: the union of all rows, so that what lies in two rows counts once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.columns import Columns
from qualcoop.analysis.positions import Ints, Passages, distinct
from qualcoop.analysis.rows import Rows

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Cells:
    """Counts of every cell; each array is (rows + 1) × columns, the total last."""

    bundle: Bundle
    rows: Rows
    columns: Columns

    @property
    def shape(self) -> tuple[int, int]:
        """Rows with the total, and columns."""
        return len(self.rows.ids) + 1, len(self.columns.ids)

    @cached_property
    def held(self) -> tuple[Ints, Ints]:
        """Pairs (segment, row), the total row included."""
        segment, row = self.rows.segments
        every = distinct(segment)
        total = np.full(len(every), len(self.rows.ids), dtype=np.int64)
        return np.concatenate((segment, every)), np.concatenate((row, total))

    @cached_property
    def pairs(self) -> tuple[Ints, Ints]:
        """Pairs (segment, cell): a segment in two rows and two columns is in four cells."""
        segment, row = self.held
        counts, flat = self.columns.pairs(self.bundle.arrays.codes)
        code = self.bundle.arrays.code[segment]
        segment, row, code = segment[code >= 0], row[code >= 0], code[code >= 0]
        if not len(segment) or not len(flat):
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        many = counts[code]
        first = (np.cumsum(counts) - counts)[code]
        within = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many)
        column = flat[np.repeat(first, many) + within]
        return np.repeat(segment, many), np.repeat(row, many) * self.shape[1] + column

    @cached_property
    def spans(self) -> tuple[Ints, Ints]:
        """The distinct spans of each cell: (cell, span), each pair once."""
        segment, cell = self.pairs
        return _distinct(cell, self.bundle.arrays.span[segment])

    @cached_property
    def seg(self) -> Floats:
        """Segments: coded spans, one with two codes of the same column counted once."""
        return self._table(np.bincount(self.spans[0], minlength=self._size))

    @cached_property
    def sources_of_cells(self) -> tuple[Ints, Ints, Ints]:
        """(cell, source, spans): how many distinct spans of each source each cell holds."""
        cell, span = self.spans
        sources = max(len(self.bundle.sources), 1)
        key = cell * sources + self.bundle.arrays.span_source[span]
        each, counts = np.unique(key, return_counts=True)
        return each // sources, each % sources, counts.astype(np.int64)

    @cached_property
    def src(self) -> Floats:
        """Sources with at least one segment."""
        return self._table(np.bincount(self.sources_of_cells[0], minlength=self._size))

    @cached_property
    def top_share(self) -> Floats:
        """The share of a cell's segments that come from its most talkative source; NaN without segments."""
        cell, _, counts = self.sources_of_cells
        most = np.zeros(self._size)
        np.maximum.at(most, cell, counts)
        return divided(self._table(most), self.seg)

    @cached_property
    def sizes(self) -> dict[str, Floats]:
        """words, sent, chars: what the union of each cell's spans touches of codable text."""
        segment, cell = self.pairs
        touched = self.bundle.ruler.touched(self.bundle.arrays.passages(cell, segment))
        return {name: self._table(values) for name, values in touched.by_group(self._size).items()}

    @cached_property
    def mean_rate(self) -> Floats:
        """The mean over the row's own coded sources of 1000 × segments / words: each source weighs the same."""
        cell, source, counts = self.sources_of_cells
        row = cell // self.shape[1]
        words = self.bases.own_words[row, source]
        rate = np.divide(1000.0 * counts, words, out=np.zeros(len(counts)), where=words > 0)
        sums = self._table(np.bincount(cell, weights=rate, minlength=self._size))
        weighing = (self.bases.own_words > 0).sum(axis=1).astype(float)
        return divided(sums, weighing[:, None])

    @cached_property
    def bases(self) -> Bases:
        """What the counts are divided by."""
        return Bases(self)

    @property
    def _size(self) -> int:
        return self.shape[0] * self.shape[1]

    def _table(self, values: NDArray[np.generic]) -> Floats:
        return values.astype(np.float64).reshape(self.shape)


@dataclass(frozen=True)
class Bases:
    """The denominators of each row (the total last).

    A row's sources are its own coded sources and its guests: coded sources of elsewhere with a passage about
    it. Its text is the codable text of its own sources and, of a guest, only the passages about it. So every
    share is at most 1, and every rate is the printed count over the printed base.
    """

    cells: Cells

    @cached_property
    def members(self) -> NDArray[np.bool_]:
        """Rows (total last) × sources: whose text is the row's own, among coded sources."""
        own = self.cells.rows.members
        every = own.any(axis=0, keepdims=True) if len(own) else np.zeros((1, own.shape[1]), dtype=bool)
        return np.concatenate((own, every)) & self.cells.bundle.coded_here

    @cached_property
    def guests(self) -> NDArray[np.bool_]:
        """Rows × sources: sources of elsewhere that hold a segment of the row."""
        segment, row = self.cells.held
        there = np.zeros_like(self.members)
        there[row, self.cells.bundle.arrays.source[segment]] = True
        return there & ~self.members

    @cached_property
    def sources(self) -> Floats:
        """Coded sources of each row, guests included."""
        return np.asarray((self.members | self.guests).sum(axis=1), dtype=np.float64)

    @cached_property
    def own_words(self) -> Floats:
        """Rows × sources: the codable words of the row's own text in each source."""
        bundle = self.cells.bundle
        if self.cells.rows.turns is None:
            return np.asarray(self.members * bundle.sources["words"].to_numpy(dtype=np.float64))
        turn, row = self._turns
        words = np.zeros(self.members.shape)
        source = bundle.sources.index.get_indexer(pd.Index(bundle.turns["source"].astype(object)))
        np.add.at(words, (row, source[turn]), bundle.turns["words"].to_numpy(dtype=np.float64)[turn])
        return words * self.members

    @cached_property
    def words(self) -> Floats:
        """Codable words of each row."""
        return np.asarray(self.own_words.sum(axis=1) + self._guests("words"))

    @cached_property
    def sentences(self) -> Floats:
        """Codable sentences of each row."""
        return self._own("sentences", "sent") + self._guests("sent")

    @cached_property
    def chars(self) -> Floats:
        """Codable characters of each row."""
        return self._own("chars", "chars") + self._guests("chars")

    @property
    def _turns(self) -> tuple[Ints, Ints]:
        assert self.cells.rows.turns is not None
        turn, row = self.cells.rows.turns
        every = np.unique(turn)
        total = np.full(len(every), len(self.cells.rows.ids), dtype=np.int64)
        return np.concatenate((turn, every)), np.concatenate((row, total))

    def _own(self, column: str, measure: str) -> Floats:
        bundle = self.cells.bundle
        if self.cells.rows.turns is None:
            sizes = bundle.sources[column].to_numpy(dtype=np.float64)
            return np.asarray((self.members * sizes).sum(axis=1))
        return self._of_turns[measure]

    @cached_property
    def _of_turns(self) -> dict[str, Floats]:
        bundle = self.cells.bundle
        turn, row = self._turns
        source = bundle.sources.index.get_indexer(pd.Index(bundle.turns["source"].astype(object)))[turn]
        kept = bundle.coded_here[source] & (source >= 0)
        start = bundle.turns["start"].to_numpy(dtype=np.int64)[turn]
        end = bundle.turns["end"].to_numpy(dtype=np.int64)[turn]
        passages = Passages(row, source.astype(np.int64), start, end).take(kept)
        return bundle.ruler.touched(passages).by_group(len(self.members))

    def _guests(self, measure: str) -> Floats:
        """What guests' passages add to the text of each row; positions are loaded only where there are any."""
        if not self.guests.any():
            return np.zeros(len(self.members))
        return self._of_guests[measure]

    @cached_property
    def _of_guests(self) -> dict[str, Floats]:
        segment, row = self.cells.held
        foreign = self.guests[row, self.cells.bundle.arrays.source[segment]]
        passages = self.cells.bundle.arrays.passages(row[foreign], segment[foreign])
        return self.cells.bundle.ruler.touched(passages).by_group(len(self.members))


def _distinct(cell: Ints, item: Ints) -> tuple[Ints, Ints]:
    """The distinct pairs."""
    if not len(cell):
        return cell, item
    many = int(item.max()) + 1
    each = distinct(cell * many + item)
    return each // many, each % many


def divided(over: Floats, under: Floats) -> Floats:
    """The quotient, NaN where nothing is below."""
    full = np.broadcast_to(under, over.shape)
    return np.asarray(np.divide(over, full, out=np.full(over.shape, np.nan), where=full > 0))
