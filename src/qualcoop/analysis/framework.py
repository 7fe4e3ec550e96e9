"""Display 4: the framework matrix (Ritchie and Spencer 1994; Gale et al. 2013): cases by codes, summed up.

The tool gives the skeleton, the passages of each cell with pointers and the state of each summary; the summaries
are the researcher's. A cell is "empty" (passages, no summary), "drafted", or "stale" (its passages changed since
the summary was written); "" where there is neither passage nor summary.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.matrix import Matrix, build
from qualcoop.analysis.positions import Ints
from qualcoop.analysis.result import Result
from qualcoop.analysis.summaries import Key, Summary
from qualcoop.errors import UnknownNameError
from qualcoop.language import tr

ROWS = ("case", "source", "person")
EMPTY, DRAFTED, STALE = "empty", "drafted", "stale"
STATES = (EMPTY, DRAFTED, STALE)
_TEXTS = ("source", "code", "quote")


class Extract(NamedTuple):
    """A passage of a cell. pointer: where it stands, for people. codes: those of the cell that it bears."""

    case: str
    code: str
    pointer: str
    source: str
    start: int
    end: int
    speaker: str
    codes: str
    quote: str


@dataclass(frozen=True)
class FrameworkCell:
    """A case under a code.

    extracts: its passages in reading order. segments: their hash, "" for none. pointers: where they stand, such
    as "E05 §23–25 · E07 §4".
    """

    case: str
    code: str
    extracts: tuple[Extract, ...]
    segments: str
    pointers: str
    summary: Summary | None = None

    @property
    def state(self) -> str:
        """See the module."""
        if self.summary is None:
            return EMPTY if len(self.extracts) else ""
        return DRAFTED if self.summary.segments == self.segments else STALE

    @property
    def text(self) -> str:
        """The summary, "" for none."""
        return self.summary.text if self.summary is not None else ""


@dataclass(frozen=True)
class Framework(Result):
    """frame: rows × columns, the summaries ("" for none, None where no source of the row is coded).

    extra: "states", "passages" (numbers), "pointers" (the same rows and columns), "extracts" (one line a passage).
    orphans: summaries of cases or codes that are not in this skeleton; they are kept.
    """

    matrix: Matrix | None = None
    cells: Mapping[Key, FrameworkCell] = field(default_factory=dict)
    orphans: tuple[Summary, ...] = ()
    rows_kind: str = "case"

    def cell(self, case: str, code: str) -> FrameworkCell:
        """One cell. Raises UnknownNameError."""
        assert self.matrix is not None
        row = self.matrix.rows[self.matrix.row_set.place(case)]
        return self.cells[row, self.matrix.columns[self.matrix.column_set.place(code)]]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many cells are empty, drafted, stale."""
        states = [cell.state for cell in self.cells.values()]
        return {state: states.count(state) for state in STATES}

    @property
    def completion(self) -> float:
        """Cells with a summary over cells with at least one passage; NaN where there is none."""
        with_passages = [cell for cell in self.cells.values() if len(cell.extracts)]
        done = sum(cell.summary is not None for cell in with_passages)
        return done / len(with_passages) if with_passages else np.nan

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON, with the completion and the number of cells in each state."""
        completion = None if np.isnan(self.completion) else self.completion
        orphans = [{"case": each.case, "code": each.code, "text": each.text} for each in self.orphans]
        return {**super().as_dict(), "completion": completion, "counts": self.counts, "orphans": orphans}


def framework(
    bundle: Bundle,
    summaries: Iterable[Summary] = (),
    rows: str = "case",
    columns: str | Sequence[str] = "family",
    *,
    with_pro: bool = False,
) -> Framework:
    """The skeleton with its passages and the summaries given. rows: case, source or person.

    Raises UnknownNameError.
    """
    if rows not in ROWS:
        raise UnknownNameError("Le genre de lignes", "The kind of rows", rows, ROWS)
    matrix = build(bundle, rows, columns, "seg", with_pro=with_pro)
    given = {summary.key: summary for summary in summaries}
    members, passages = _members(matrix), _Passages(bundle)
    cells = {
        (row, column): passages.cell(row, column, members.get((i, j)), given.get((row, column)))
        for i, row in enumerate(matrix.rows)
        for j, column in enumerate(matrix.columns)
    }
    orphans = tuple(summary for key, summary in given.items() if key not in cells)
    uncoded = {row for i, row in enumerate(matrix.rows) if matrix.cells.bases.sources[i] == 0}
    made = Framework(
        "framework",
        _table(matrix, {key: None if key[0] in uncoded and not c.text else c.text for key, c in cells.items()}),
        (),
        {**bundle.context, "rows": rows},
        extra={
            "states": _table(matrix, {key: cell.state for key, cell in cells.items()}),
            "passages": _table(matrix, {key: len(cell.extracts) for key, cell in cells.items()}),
            "pointers": _table(matrix, {key: cell.pointers for key, cell in cells.items()}),
            "extracts": pd.DataFrame(
                [extract for cell in cells.values() for extract in cell.extracts], columns=list(Extract._fields)
            ),
        },
        matrix=matrix,
        cells=cells,
        orphans=orphans,
        rows_kind=rows,
    )
    return Framework(**{**vars(made), "notes": (*_notes(made), *matrix.row_set.notes)})


def segments_hash(extracts: Iterable[Extract]) -> str:
    """A hash of passages: where they stand, under which codes, what they say. "" for none."""
    lines = sorted(f"{e.source}\x1f{e.start}\x1f{e.end}\x1f{e.codes}\x1f{e.quote}" for e in extracts)
    return hashlib.sha256("\x1e".join(lines).encode("utf-8")).hexdigest()[:16] if lines else ""


class Pointers:
    """Where passages stand in their source: the turns (or paragraphs) that they reach, numbered from 1."""

    def __init__(self, bundle: Bundle) -> None:
        self._turns: dict[str, tuple[list[int], list[int], list[int]]] = {}
        turns = bundle.turns.sort_values(["source", "start"], kind="stable")
        for source, group in turns.groupby("source", sort=False):
            self._turns[str(source)] = (group["start"].tolist(), group["end"].tolist(), group["turn"].tolist())

    def turns(self, source: str, start: int, end: int) -> tuple[int, int] | None:
        """The first and the last turn that a passage reaches; None where it reaches none."""
        starts, ends, numbers = self._turns.get(source, ([], [], []))
        last = bisect_right(starts, end - 1) - 1
        first = max(bisect_right(starts, start) - 1, 0)
        while first < len(ends) and ends[first] <= start:
            first += 1
        return None if last < first or first >= len(ends) else (numbers[first] + 1, numbers[last] + 1)

    def of(self, source: str, start: int, end: int) -> str:
        """Such as "E05 §23" or "E05 §23–25"; offsets where the passage is in no turn."""
        reached = self.turns(source, start, end)
        return f"{source} [{start}–{end}]" if reached is None else f"{source} {_section(*reached)}"

    def all(self, extracts: Iterable[Extract]) -> str:
        """The places of several passages, source by source, those that follow each other as one."""
        found: dict[str, list[tuple[int, int]]] = {}
        loose = []
        for extract in extracts:
            reached = self.turns(extract.source, extract.start, extract.end)
            if reached is None:
                loose.append(extract.pointer)
                continue
            runs = found.setdefault(extract.source, [])
            if runs and reached[0] <= runs[-1][1] + 1:
                runs[-1] = (runs[-1][0], max(runs[-1][1], reached[1]))
            else:
                runs.append(reached)
        placed = [f"{source} {', '.join(_section(*run) for run in runs)}" for source, runs in found.items()]
        return " · ".join([*placed, *loose])


def _section(first: int, last: int) -> str:
    return f"§{first}" if first == last else f"§{first}–{last}"


def state_word(state: str) -> str:
    """The state of a cell in the user's language."""
    return {
        EMPTY: tr("à écrire", "to be written"),
        DRAFTED: tr("écrit", "drafted"),
        STALE: tr("à relire", "to be read again"),
    }.get(state, "")


def _members(matrix: Matrix) -> dict[tuple[int, int], Ints]:
    """The counted segments of each cell that holds any."""
    segment, cell = matrix.cells.pairs
    order = np.argsort(cell, kind="stable")
    segment, cell = segment[order], cell[order]
    cuts = np.flatnonzero(np.diff(cell)) + 1
    if not len(cell):
        return {}
    parts = np.split(segment, cuts)
    return {
        divmod(int(number), len(matrix.columns)): part
        for number, part in zip(cell[np.append(0, cuts)], parts, strict=True)
    }


class _Passages:
    """The counted segments as plain lists, made into the passages of cells."""

    def __init__(self, bundle: Bundle) -> None:
        frame = bundle.counted
        self._span = bundle.arrays.span
        self._pointers = Pointers(bundle)
        self._source, self._code, self._quote = (frame[name].astype(str).tolist() for name in _TEXTS)
        self._speaker = frame["speaker"].fillna("").astype(str).tolist()
        self._start, self._end = bundle.arrays.start.tolist(), bundle.arrays.end.tolist()

    def cell(self, row: str, column: str, segments: Ints | None, summary: Summary | None) -> FrameworkCell:
        """One cell; segments that share a span are one passage."""
        spans: dict[int, list[int]] = {}
        if segments is not None:
            order = segments[np.argsort(self._span[segments], kind="stable")]
            for segment, span in zip(order.tolist(), self._span[order].tolist(), strict=True):
                spans.setdefault(span, []).append(segment)
        extracts = tuple(self._extract(row, column, group) for group in spans.values())
        return FrameworkCell(row, column, extracts, segments_hash(extracts), self._pointers.all(extracts), summary)

    def _extract(self, row: str, column: str, segments: list[int]) -> Extract:
        first = segments[0]
        source, start, end = self._source[first], self._start[first], self._end[first]
        codes = " + ".join(sorted({self._code[segment] for segment in segments}))
        pointer = self._pointers.of(source, start, end)
        return Extract(row, column, pointer, source, start, end, self._speaker[first], codes, self._quote[first])


def _table(matrix: Matrix, values: Mapping[Key, object]) -> pd.DataFrame:
    return pd.DataFrame(
        [[values[row, column] for column in matrix.columns] for row in matrix.rows],
        index=pd.Index(list(matrix.rows), name=matrix.row_set.kind),
        columns=list(matrix.columns),
        dtype=object,
    )


def _notes(made: Framework) -> Iterable[str]:
    counts = made.counts
    share = "–" if np.isnan(made.completion) else f"{100 * made.completion:.0f} %"
    yield tr(
        f"Avancement : {share} des cases qui ont un passage sont résumées ; {counts[EMPTY]} à écrire, "
        f"{counts[DRAFTED]} écrites, {counts[STALE]} à relire (leurs passages ont changé depuis).",
        f"Completion: {share} of the cells with a passage are summed up; {counts[EMPTY]} to be written, "
        f"{counts[DRAFTED]} drafted, {counts[STALE]} to be read again (their passages changed since).",
    )
    yield tr(
        "Les résumés sont du chercheur ; l'outil donne les cases, les passages et leurs renvois (§ : tour de "
        "parole ou paragraphe, compté depuis le début de la source).",
        "The summaries are the researcher's; the tool gives the cells, the passages and their pointers (§: turn "
        "or paragraph, counted from the start of the source).",
    )
    if made.orphans:
        named = ", ".join(f"{each.case} × {each.code}" for each in made.orphans[:5])
        yield tr(
            f"{len(made.orphans)} résumé(s) hors de ce tableau, gardé(s) : {named}.",
            f"{len(made.orphans)} summary(ies) outside this table, kept: {named}.",
        )
