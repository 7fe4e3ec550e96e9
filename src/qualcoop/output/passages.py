"""From a figure to its passages: where in the workbook the rows that it counts stand one after the other.

The sheet ``segments`` is sorted by family, case (sub-cases after their case, strata apart last), source, code
and place. In this order the rows of many figures are one unbroken range: a family in a project with or
without its sub-projects, in a source, in all. The link then selects that range.

Where the rows are scattered (a sub-code over several sources), or where one counted passage carries two codes
of a column and so stands in two rows, the sheet ``citations`` lists the passages of that column anew, each
once, sorted by case and source: there the rows of its figures follow one another. The few figures that are
scattered even so (a source that speaks of two projects) get a list of their own.

Either way a link selects exactly as many rows as the figure counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.matrix import Matrix
from qualcoop.analysis.positions import Ints
from qualcoop.analysis.rows import in_scope, source_order
from qualcoop.output.sheet import MAX_ROWS, letter

SEGMENTS = "segments"
CITATIONS = "citations"
FIRST_ROW = 5  # under the heading and the header row, in both sheets


@dataclass(frozen=True)
class Figure:
    """Whose passages are asked for: its own address, the names of its row and of its column.

    codes: those that its column gathers. pool: in place of codes, all the segments of a column that is not
    made of codes (the contested ones). Neither: the figure is alone of its kind (a pair of codes).
    """

    back: str
    row: str
    column: str
    codes: frozenset[str] = frozenset()
    pool: Ints | None = None


@dataclass
class Listing:
    """Passages in ``citations``: each the counted segments that share one span (and one case).

    title: what they are listed for. first: the place of the first one in the sheet, from 0. backs: the
    address of the figure whose passages begin there, by place in the listing.
    """

    title: tuple[str, str]
    first: int
    passages: tuple[tuple[int, ...], ...]
    backs: dict[int, str] = field(default_factory=dict)


@dataclass
class Passages:
    """The places of the counted segments of `bundle`; collects ``citations`` as figures ask for them."""

    bundle: Bundle
    width: int
    citation_width: int
    listings: list[Listing] = field(default_factory=list)
    unlisted: int = 0
    _columns: dict[frozenset[str] | str, tuple[Listing, Ints]] = field(default_factory=dict)
    _own: dict[bytes, str] = field(default_factory=dict)
    _listed: int = 0

    @cached_property
    def order(self) -> Ints:
        """The numbers of the counted segments, in the order of the sheet."""
        return segment_order(self.bundle)

    @cached_property
    def place(self) -> Ints:
        """For each counted segment, its position in the sheet, from 0."""
        place = np.empty(len(self.order), dtype=np.int64)
        place[self.order] = np.arange(len(self.order))
        return place

    def of(self, segments: Ints, figure: Figure) -> str | None:
        """Where the rows of a figure stand; None where it counts nothing or no room is left.

        segments: the counted segments of the figure, in any order.
        """
        if not len(segments):
            return None
        if len(segments) == 1:  # most cells of sources × codes
            return _range(SEGMENTS, int(self.place[segments[0]]), 1, self.width)
        places = np.unique(self.place[segments])
        numbers = self.order[places]
        spans = len(np.unique(self.bundle.arrays.span[numbers]))
        if places[-1] - places[0] + 1 == len(places) == spans:
            return _range(SEGMENTS, int(places[0]), len(places), self.width)
        return self._in_column(numbers, spans, figure) or self._by_itself(numbers, figure)

    def _in_column(self, numbers: Ints, spans: int, figure: Figure) -> str | None:
        """The figure's rows in the list of its column, where they follow one another."""
        if not figure.codes and figure.pool is None:
            return None
        key = figure.codes or figure.column
        if key not in self._columns:
            self._columns[key] = self._list_column(figure)
        listing, where = self._columns[key]
        places = np.unique(where[numbers])
        if places[0] < 0 or not places[-1] - places[0] + 1 == len(places) == spans:
            return None
        listing.backs.setdefault(int(places[0]), figure.back)
        return _range(CITATIONS, listing.first + int(places[0]), len(places), self.citation_width)

    def _list_column(self, figure: Figure) -> tuple[Listing, Ints]:
        """The passages of a column by case and source, and the place of each segment among them (-1: none)."""
        arrays = self.bundle.arrays
        chosen = figure.pool
        if chosen is None:
            chosen = np.flatnonzero(np.asarray([code in figure.codes for code in arrays.codes] + [False])[arrays.code])
        keys = [key[chosen] for key in self._keys[1:]]
        numbers = chosen[np.lexsort(tuple(reversed(keys)))]
        passages = _grouped(numbers, zip(arrays.case[numbers].tolist(), arrays.span[numbers].tolist(), strict=True))
        where = np.full(len(arrays.code), -1, dtype=np.int64)
        listing = self._list(("", figure.column), passages)
        for place, passage in enumerate(passages if listing.passages else ()):
            where[list(passage)] = place
        return listing, where

    def _by_itself(self, numbers: Ints, figure: Figure) -> str | None:
        key = numbers.tobytes()
        if key not in self._own:
            passages = _grouped(numbers, self.bundle.arrays.span[numbers].tolist())
            listing = self._list((figure.row, figure.column), passages)
            if not listing.passages:
                return None
            listing.backs[0] = figure.back
            self._own[key] = _range(CITATIONS, listing.first, len(passages), self.citation_width)
        return self._own[key]

    def _list(self, title: tuple[str, str], passages: tuple[tuple[int, ...], ...]) -> Listing:
        """A new list at the end of the sheet; an empty one where no room is left."""
        if FIRST_ROW + self._listed + len(passages) > MAX_ROWS:
            self.unlisted += 1
            return Listing(title, self._listed, ())
        listing = Listing(title, self._listed, passages)
        self.listings.append(listing)
        self._listed += len(passages)
        return listing

    @cached_property
    def _keys(self) -> tuple[Ints, ...]:
        return sort_keys(self.bundle)


def _range(sheet: str, first: int, rows: int, width: int) -> str:
    top = FIRST_ROW + first
    return f"{sheet}!A{top}:{letter(width)}{top + rows - 1}"


def _grouped(numbers: Ints, keys: Iterable[object]) -> tuple[tuple[int, ...], ...]:
    """The segments that share a key, in the order in which the keys come first."""
    groups: dict[object, list[int]] = {}
    for number, key in zip(numbers.tolist(), keys, strict=True):
        groups.setdefault(key, []).append(number)
    return tuple(tuple(group) for group in groups.values())


def members(matrix: Matrix) -> dict[tuple[int, int], Ints]:
    """The counted segments of every cell of a matrix that holds any; the total row has the last number."""
    segment, cell = matrix.cells.pairs
    if not len(cell):
        return {}
    order = np.argsort(cell, kind="stable")
    segment, cell = segment[order], cell[order]
    cuts = np.flatnonzero(np.diff(cell)) + 1
    width = len(matrix.columns)
    return {
        divmod(int(group), width): part
        for group, part in zip(cell[np.append(0, cuts)], np.split(segment, cuts), strict=True)
    }


def segment_order(bundle: Bundle) -> Ints:
    """The numbers of the counted segments, in the order of the sheet ``segments``."""
    return np.lexsort(tuple(reversed(sort_keys(bundle)))).astype(np.int64)


def sort_keys(bundle: Bundle) -> tuple[Ints, ...]:
    """What the sheet is sorted by, the most important first, one number for each counted segment."""
    arrays, codebook = bundle.arrays, bundle.codebook
    families = {name: number for number, name in enumerate(codebook.family_ids)}
    last = len(families)
    family_of_code = np.asarray(
        [families.get(codebook.family(code), last) for code in arrays.codes] + [last], dtype=np.int64
    )
    code = np.where(arrays.code < 0, len(arrays.codes), arrays.code)
    source_rank = np.empty(len(bundle.sources), dtype=np.int64)
    source_rank[source_order(bundle)] = np.arange(len(bundle.sources))
    apart = (~in_scope(bundle, False)).astype(np.int64)
    return (
        family_of_code[code],
        apart[arrays.source],
        _case_ranks(bundle)[arrays.case],
        source_rank[arrays.source],
        code,
        arrays.start,
        arrays.end,
    )


def _case_ranks(bundle: Bundle) -> Ints:
    """The rank of each case in the tree's order, main stratum first; the last number stands for no case."""
    names = [str(name) for name in bundle.cases.index]
    here = set(names)
    tops = [name for name in names if bundle.parents.get(name) not in here]
    strata = bundle.cases["stratum"] if len(bundle.cases) else pd.Series(dtype=object)
    tops.sort(key=lambda name: strata.at[name] != "main")
    walked: list[str] = []
    for top in tops:
        _walk(bundle, top, names, walked)
    rank = {name: number for number, name in enumerate(walked)}
    return np.asarray([rank.get(name, len(names)) for name in names] + [len(names)], dtype=np.int64)


def _walk(bundle: Bundle, case: str, names: list[str], walked: list[str]) -> None:
    """The case, then its sub-cases each with theirs."""
    if case in walked:
        return
    walked.append(case)
    for name in names:
        if bundle.parents.get(name) == case:
            _walk(bundle, name, names, walked)
