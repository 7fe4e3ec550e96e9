"""Windows of text in which codes meet: sentences, turns, sources, or runs of sentences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.positions import Ints, distinct
from qualcoop.errors import InputError, UnknownNameError

WINDOWS = ("overlap", "sentence", "turn", "within", "source")


@dataclass(frozen=True)
class Units:
    """Which units each segment touches, as ranges [low, high) of unit numbers; `many`: how many there are.

    source, start, end: where each unit lies.
    """

    kind: str
    low: Ints
    high: Ints
    many: int
    source: Ints
    start: Ints
    end: Ints

    def touching(self, segment: Ints, column: Ints) -> tuple[Ints, Ints]:
        """Pairs (unit, column), each once, from pairs (segment, column)."""
        low, high = self.low[segment], self.high[segment]
        sizes = np.maximum(high - low, 0)
        within = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        unit = np.repeat(low, sizes) + within
        columns = np.repeat(column, sizes)
        width = int(column.max()) + 1 if len(column) else 1
        each = distinct(unit * width + columns)
        return each // width, each % width


def units(bundle: Bundle, kind: str, sources: NDArray[np.bool_], k: int = 1) -> Units:
    """The units of `kind` in the given coded sources, and what each counted segment touches.

    "within": runs of k + 1 consecutive codable sentences of a source, so that two codes meet when they are at
    most k sentences apart. Raises UnknownNameError, InputError for a negative k.
    """
    if kind not in WINDOWS[1:]:
        raise UnknownNameError("La fenêtre", "The window", kind, WINDOWS)
    if k < 0:
        raise InputError(f"k = {k} : donnez 0 phrase ou plus.", f"k = {k}: give 0 sentences or more.")
    chosen = sources & bundle.coded_here
    if kind == "source":
        return _sources(bundle, chosen)
    if kind == "turn":
        return _turns(bundle, chosen)
    made = _sentences(bundle, chosen)
    return _runs(made, k) if kind == "within" and k else made


def _sources(bundle: Bundle, chosen: NDArray[np.bool_]) -> Units:
    number = np.cumsum(chosen) - 1
    source = bundle.arrays.source
    low = number[source].astype(np.int64)
    high = np.where(chosen[source], low + 1, low)
    where = np.flatnonzero(chosen)
    return Units("source", low, high, len(where), where, np.zeros_like(where), np.full(len(where), -1))


def _turns(bundle: Bundle, chosen: NDArray[np.bool_]) -> Units:
    turns = bundle.turns
    source = bundle.sources.index.get_indexer(pd.Index(turns["source"].astype(object)))
    kept = np.append(chosen, False)[source]
    if not bundle.with_interviewer:
        kept &= np.asarray(turns["role"] != "interviewer", dtype=bool)
    start, end = (turns[name].to_numpy(dtype=np.int64)[kept] for name in ("start", "end"))
    return _ranged(bundle, "turn", source[kept].astype(np.int64), start, end)


def _sentences(bundle: Bundle, chosen: NDArray[np.bool_]) -> Units:
    ruler = bundle.ruler
    pieces = ruler.sentences
    # Sources that are not loaded share the offset of the next one; the last with that offset is the loaded one.
    source = np.searchsorted(ruler.offset, pieces[:, 0], side="right") - 1
    kept = chosen[source]
    at = ruler.offset[source]
    return _ranged(bundle, "sentence", source[kept], (pieces[:, 0] - at)[kept], (pieces[:, 1] - at)[kept])


def _ranged(bundle: Bundle, kind: str, source: Ints, start: Ints, end: Ints) -> Units:
    """Units in order of source and place, and the range of them that each segment overlaps."""
    order = np.lexsort((start, source))
    source, start, end = source[order], start[order], end[order]
    arrays = bundle.arrays
    step = int(max(end.max(initial=0), arrays.end.max(initial=0))) + 2
    low = np.searchsorted(source * step + end, arrays.source * step + arrays.start, side="right")
    high = np.searchsorted(source * step + start, arrays.source * step + arrays.end, side="left")
    return Units(kind, low.astype(np.int64), high.astype(np.int64), len(source), source, start, end)


def _runs(made: Units, k: int) -> Units:
    """Every run of k + 1 consecutive sentences of a source; one shorter run where a source has fewer."""
    first = np.searchsorted(made.source, made.source, side="left")
    last = np.searchsorted(made.source, made.source, side="right")
    opening = np.arange(made.many)
    kept = (opening == first) | (opening + k < last)
    number = np.cumsum(kept) - 1
    closing = np.minimum(opening + k, last - 1)
    empty = made.low >= made.high
    begin = np.minimum(made.low, made.many - 1)
    final = np.clip(made.high - 1, 0, made.many - 1)
    source_first, source_last = first[begin], last[begin]
    low = np.maximum(begin - k, source_first)
    high = np.maximum(np.minimum(final, source_last - 1 - k), source_first)
    low = np.minimum(low, high)
    return Units(
        f"within {k}",
        number[low].astype(np.int64),
        np.where(empty, number[low], number[high] + 1).astype(np.int64),
        int(kept.sum()),
        made.source[kept],
        made.start[kept],
        made.end[closing][kept],
    )
