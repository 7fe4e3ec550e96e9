"""Display 8: codes over the periods of each case, by one of two clocks that is always named.

"spoken": the period a passage speaks of (an interview tells early periods afterwards); "source": the period in
which the source was made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.cells import Cells
from qualcoop.analysis.columns import Columns, group_of
from qualcoop.analysis.matrix import Matrix
from qualcoop.analysis.result import Result
from qualcoop.analysis.rows import case_rows, crossed, phase_rows
from qualcoop.errors import UnknownNameError
from qualcoop.language import tr

CLOCKS = ("spoken", "source")
LEAST = 10


@dataclass(frozen=True)
class Phases(Result):
    """frame: one line per case and period: row, phase, sources, segments, L, G, share G/(L+G), the codes.

    extra["continuity"]: for each case and process, the periods with a segment over the periods with a source.
    """

    matrix: Matrix | None = None
    clock: str = "spoken"

    def quotes(self, row: str, phase: str, column: str | None = None) -> pd.DataFrame:
        """The passages of a case in a period. Raises UnknownNameError."""
        assert self.matrix is not None
        case = case_rows(self.matrix.bundle, True)
        name = case.aliases.get(row, row)
        return self.matrix.quotes(f"{name} · {phase}", column)


def phases(
    bundle: Bundle,
    columns: str | Sequence[str] = "family",
    clock: str = "spoken",
    *,
    with_pro: bool = False,
    least: int = LEAST,
) -> Phases:
    """Periods by codes in each case; the share is blank where L + G < `least`. Raises UnknownNameError."""
    if clock not in CLOCKS:
        raise UnknownNameError("L'horloge", "The clock", clock, CLOCKS)
    cases, periods = case_rows(bundle, with_pro), phase_rows(bundle, with_pro, clock)
    rows = crossed(cases, periods, "phase")
    matrix = Matrix(bundle, rows, Columns.of(bundle.codebook, columns), title=tr("Périodes", "Periods"))
    frame = _frame(bundle, matrix, cases.ids, periods.ids, least)
    return Phases(
        "phases",
        frame,
        (*_notes(clock, least), *cases.notes),
        {**bundle.context, "clock": clock},
        extra={"continuity": _continuity(bundle, matrix, cases.ids, periods.ids)},
        matrix=matrix,
        clock=clock,
    )


def _frame(bundle: Bundle, matrix: Matrix, cases: Sequence[str], periods: Sequence[str], least: int) -> pd.DataFrame:
    groups = Columns.of(bundle.codebook, "group") if bundle.codebook.codes else matrix.column_set
    by_group = Matrix(bundle, matrix.row_set, groups).seg
    levers = by_group["L"] if "L" in by_group else by_group.sum(axis=1) * 0
    guards = by_group["G"] if "G" in by_group else by_group.sum(axis=1) * 0
    both = levers + guards
    frame = pd.DataFrame(
        {
            "row": np.repeat(np.asarray(cases, dtype=object), len(periods)),
            "phase": np.tile(np.asarray(periods, dtype=object), len(cases)),
            "sources": matrix.cells.bases.sources[:-1].astype(np.int64),
            "segments": matrix.row_segments.to_numpy(),
            "L": levers,
            "G": guards,
            "G_share": (guards / both).where(both >= least),
        },
        index=matrix.frame.index,
    )
    return pd.concat([frame, matrix.frame], axis=1)


def _continuity(bundle: Bundle, matrix: Matrix, cases: Sequence[str], periods: Sequence[str]) -> pd.DataFrame:
    """Processes are said to need to run all along: in how many documented periods is each evidenced?"""
    families = [name for name in bundle.codebook.family_ids if group_of(bundle.codebook, name) == "T"]
    if not families:
        return pd.DataFrame(columns=["row", "process", "evidenced", "documented", "continuity", "too_few"])
    shape = (len(cases), len(periods))
    seg = Cells(bundle, matrix.row_set, Columns.of(bundle.codebook, families)).seg[:-1]
    documented = (matrix.cells.bases.sources[:-1] > 0).reshape(shape).sum(axis=1)
    lines = []
    for column, name in enumerate(families):
        evidenced = (seg[:, column].reshape(shape) > 0).sum(axis=1)
        for number, row in enumerate(cases):
            known = int(documented[number])
            lines.append(
                {
                    "row": row,
                    "process": name,
                    "evidenced": int(evidenced[number]),
                    "documented": known,
                    "continuity": evidenced[number] / known if known else np.nan,
                    "too_few": known < 2,
                }
            )
    return pd.DataFrame(lines)


def _notes(clock: str, least: int) -> tuple[str, ...]:
    said = {
        "spoken": tr("la période dont parle le passage", "the period the passage speaks of"),
        "source": tr("la période où la source a été faite", "the period in which the source was made"),
    }[clock]
    return (
        tr(f"Horloge : {said}.", f"Clock: {said}."),
        tr(
            f"Part G/(L+G), vide si L + G < {least}. Lire le nombre de sources : une période racontée après "
            "coup l'est avec ce qu'on sait de la suite.",
            f"Share G/(L+G), blank if L + G < {least}. Read the number of sources: a period told afterwards "
            "is told with what came next in mind.",
        ),
        tr(
            "Des points, pas des lignes : les périodes n'ont pas la même durée.",
            "Points, not lines: periods differ in length.",
        ),
    )
