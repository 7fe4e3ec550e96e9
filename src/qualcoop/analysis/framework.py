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
from typing import Any

import numpy as np
import pandas as pd

from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.matrix import Matrix, build
from qualcoop.analysis.positions import Ints
from qualcoop.analysis.quotes import distinct_quotes
from qualcoop.analysis.result import Result
from qualcoop.analysis.summaries import Key, Summary
from qualcoop.errors import UnknownNameError
from qualcoop.language import tr

ROWS = ("case", "source", "person")
EMPTY, DRAFTED, STALE = "empty", "drafted", "stale"
STATES = (EMPTY, DRAFTED, STALE)
EXTRACTS = ["case", "code", "pointer", "source", "start", "end", "speaker", "codes", "quote"]


@dataclass(frozen=True)
class FrameworkCell:
    """A case under a code. extracts: its passages (the columns of EXTRACTS). segments: their hash, "" for none."""

    case: str
    code: str
    extracts: pd.DataFrame
    segments: str
    summary: Summary | None = None

    @property
    def state(self) -> str:
        """See the module."""
        if self.summary is None:
            return EMPTY if len(self.extracts) else ""
        return DRAFTED if self.summary.segments == self.segments else STALE

    @property
    def pointers(self) -> str:
        """Where the passages stand, such as "E05 §23–25 · E07 §4"."""
        return " · ".join(dict.fromkeys(self.extracts["pointer"]))

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
    members, pointers = _members(matrix), Pointers(bundle)
    cells = {
        (row, column): _cell(bundle, row, column, members.get((i, j)), pointers, given.get((row, column)))
        for i, row in enumerate(matrix.rows)
        for j, column in enumerate(matrix.columns)
    }
    orphans = tuple(summary for key, summary in given.items() if key not in cells)
    uncoded = {row for i, row in enumerate(matrix.rows) if matrix.cells.bases.sources[i] == 0}
    extracts = [cell.extracts for cell in cells.values() if len(cell.extracts)]
    made = Framework(
        "framework",
        _table(matrix, {key: None if key[0] in uncoded and not c.text else c.text for key, c in cells.items()}),
        (),
        {**bundle.context, "rows": rows},
        extra={
            "states": _table(matrix, {key: cell.state for key, cell in cells.items()}),
            "passages": _table(matrix, {key: len(cell.extracts) for key, cell in cells.items()}),
            "pointers": _table(matrix, {key: cell.pointers for key, cell in cells.items()}),
            "extracts": pd.concat(extracts, ignore_index=True) if extracts else pd.DataFrame(columns=EXTRACTS),
        },
        matrix=matrix,
        cells=cells,
        orphans=orphans,
        rows_kind=rows,
    )
    return Framework(**{**vars(made), "notes": (*_notes(made), *matrix.row_set.notes)})


def segments_hash(quotes: pd.DataFrame) -> str:
    """A hash of passages: where they stand, under which codes, what they say. "" for none."""
    if not len(quotes):
        return ""
    lines = sorted(
        "\x1f".join(str(value) for value in row)
        for row in quotes[["source", "start", "end", "code", "quote"]].itertuples(index=False, name=None)
    )
    return hashlib.sha256("\x1e".join(lines).encode("utf-8")).hexdigest()[:16]


class Pointers:
    """Where passages stand in their source: the turns (or paragraphs) that they reach, numbered from 1."""

    def __init__(self, bundle: Bundle) -> None:
        self._turns: dict[str, tuple[list[int], list[int], list[int]]] = {}
        turns = bundle.turns.sort_values(["source", "start"], kind="stable")
        for source, group in turns.groupby("source", sort=False):
            self._turns[str(source)] = (group["start"].tolist(), group["end"].tolist(), group["turn"].tolist())

    def of(self, source: str, start: int, end: int) -> str:
        """Such as "E05 §23" or "E05 §23–25"; offsets where the passage is in no turn."""
        starts, ends, numbers = self._turns.get(source, ([], [], []))
        last = bisect_right(starts, end - 1) - 1
        first = max(bisect_right(starts, start) - 1, 0)
        while first < len(ends) and ends[first] <= start:
            first += 1
        if last < first or first >= len(ends):
            return f"{source} [{start}–{end}]"
        one, two = numbers[first] + 1, numbers[last] + 1
        return f"{source} §{one}" if one == two else f"{source} §{one}–{two}"


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


def _cell(
    bundle: Bundle, row: str, column: str, segments: Ints | None, pointers: Pointers, summary: Summary | None
) -> FrameworkCell:
    quotes = distinct_quotes(bundle, np.empty(0, dtype=np.int64) if segments is None else segments)
    extracts = pd.DataFrame(
        {
            "case": row,
            "code": column,
            "pointer": [
                pointers.of(str(source), int(start), int(end))
                for source, start, end in zip(quotes["source"], quotes["start"], quotes["end"], strict=True)
            ],
            "source": quotes["source"].to_list(),
            "start": quotes["start"].to_list(),
            "end": quotes["end"].to_list(),
            "speaker": quotes["speaker"].to_list(),
            "codes": quotes["code"].to_list(),
            "quote": quotes["quote"].to_list(),
        },
        columns=EXTRACTS,
    )
    return FrameworkCell(row, column, extracts, segments_hash(quotes), summary)


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
