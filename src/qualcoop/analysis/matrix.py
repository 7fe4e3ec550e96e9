"""A matrix: figures that know their denominators, their filter and the quotes behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualcoop.analysis import rows as row_builders
from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.cells import Cells, Floats, divided
from qualcoop.analysis.columns import Columns
from qualcoop.analysis.quotes import distinct_quotes
from qualcoop.analysis.result import jsonable, table
from qualcoop.analysis.rows import Rows
from qualcoop.analysis.wording import COUNTS, MEASURES, measure_name, measure_notes
from qualcoop.errors import UnknownNameError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SMALL = (5, 10)
PERCENTAGES = ("pct_src", "pct_sent", "cover", "row_share")


@dataclass(frozen=True)
class Matrix:
    """Rows × columns of one measure; blank (NaN) where no source of the row was coded, 0 where none was found.

    small: (sources, segments) under which a row shows no percentage, or None. The counts stay: see
    `withheld`, `seg` and `src`.
    """

    bundle: Bundle
    row_set: Rows
    column_set: Columns
    measure: str = "seg"
    small: tuple[int, int] | None = SMALL
    title: str = ""
    extra_notes: tuple[str, ...] = ()

    @cached_property
    def cells(self) -> Cells:
        """The counts."""
        return Cells(self.bundle, self.row_set, self.column_set)

    @property
    def rows(self) -> tuple[str, ...]:
        """Row ids, in order."""
        return self.row_set.ids

    @property
    def columns(self) -> tuple[str, ...]:
        """Column ids, in order."""
        return self.column_set.ids

    @property
    def row_labels(self) -> tuple[str, ...]:
        """Row labels in the user's language."""
        return self.row_set.labels

    @property
    def column_labels(self) -> tuple[str, ...]:
        """Column labels in the user's language."""
        return self.column_set.labels

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures that can be asked for."""
        return MEASURES

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The figures: rows × columns, NaN for blank or withheld."""
        return self.show(self.measure)

    @property
    def values(self) -> Floats:
        """The figures as an array."""
        return self.frame.to_numpy(dtype=np.float64)

    def show(self, measure: str) -> pd.DataFrame:
        """The same cells in another measure. Raises UnknownNameError."""
        return self._framed(self._values(_known(measure))[:-1])

    def with_measure(self, measure: str) -> Matrix:
        """The same matrix, whose figures are another measure."""
        return replace(self, measure=_known(measure))

    @cached_property
    def total(self) -> pd.Series:
        """The total of each column: distinct spans, sources, sentences or words, never a sum of the rows."""
        values = self._values(self.measure)[-1]
        return pd.Series(values, index=list(self.columns), name="total")

    @cached_property
    def withheld(self) -> pd.DataFrame:
        """Where a percentage is withheld because the row is small."""
        small = np.repeat(self._small[:-1, None], len(self.columns), axis=1)
        return self._framed(small & (self.measure in PERCENTAGES))

    @cached_property
    def small_rows(self) -> pd.Series:
        """Which rows are under the threshold of sources or of segments."""
        return pd.Series(self._small[:-1], index=list(self.rows), name="small")

    @cached_property
    def denominators(self) -> pd.DataFrame:
        """What each row is counted against, with the total in the last line.

        sources: coded on this layer, own and guests (sources of elsewhere with a passage about the row).
        words, sentences, chars: codable text of the own ones, and the passages of the guests. uncoded:
        sources of the row without a coding session: in no figure. segments: distinct spans of the row.
        """
        bases = self.cells.bases
        own = self.row_set.members
        uncoded = (own & ~self.bundle.coded_here).sum(axis=1)
        every = (own.any(axis=0) & ~self.bundle.coded_here).sum() if len(own) else 0
        return pd.DataFrame(
            {
                "sources": bases.sources.astype(np.int64),
                "own": bases.members.sum(axis=1),
                "guests": bases.guests.sum(axis=1),
                "uncoded": np.append(uncoded, every).astype(np.int64),
                "words": bases.words.astype(np.int64),
                "sentences": bases.sentences.astype(np.int64),
                "chars": bases.chars.astype(np.int64),
                "segments": self._row_segments.astype(np.int64),
            },
            index=pd.Index([*self.rows, "total"], name=self.row_set.kind),
        )

    @cached_property
    def top_source(self) -> pd.DataFrame:
        """The share of each cell's segments due to its most talkative source; above 0.5 it makes the figure."""
        return self._framed(self.cells.top_share[:-1])

    @property
    def one_source_makes_it(self) -> pd.DataFrame:
        """Where one source holds more than half of the segments of a cell."""
        return self.top_source > 0.5

    def quotes(self, row: str | None = None, column: str | None = None) -> pd.DataFrame:
        """The passages behind a cell: one line per distinct span, as many as `seg` says.

        None stands for every row, or every column. Raises UnknownNameError.
        """
        segment, cell = self.cells.pairs
        wanted = len(self.rows) if row in (None, "total") else self.row_set.place(str(row))
        kept = cell // len(self.columns) == wanted
        if column is not None:
            kept &= cell % len(self.columns) == self.column_set.place(column)
        return distinct_quotes(self.bundle, np.unique(segment[kept]))

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What must be read with the figures: measure, denominators, roll-up, small rows, what is left out."""
        return (
            *measure_notes(self.measure, self.small, bool(self._small[:-1].any())),
            *self.row_set.notes,
            *_unknown_codes(self.bundle),
            *self.extra_notes,
        )

    def as_dict(self) -> dict[str, Any]:
        """Everything as plain values for JSON; null for a blank or withheld figure."""
        return {
            "title": self.title,
            "measure": self.measure,
            "measure_label": measure_name(self.measure),
            "row_kind": self.row_set.kind,
            "rows": list(self.rows),
            "row_labels": list(self.row_labels),
            "columns": list(self.columns),
            "column_labels": list(self.column_labels),
            "values": _whole(jsonable(self.values)) if self.measure in COUNTS else jsonable(self.values),
            "withheld": [[self.rows[i], self.columns[j]] for i, j in np.argwhere(self.withheld.to_numpy()).tolist()],
            "totals": jsonable(self.total.to_dict()),
            "denominators": table(self.denominators),
            **self.bundle.context,
            "notes": list(self.notes),
        }

    def plot(self) -> Figure:
        """A heat map of the figures."""
        from qualcoop.output import heatmap

        return heatmap(self)

    def to_excel(self, path: str | Path) -> Path:
        """Write the matrix to a workbook; gives its path."""
        from qualcoop.output import write_matrix

        return write_matrix(self, path)

    @property
    def seg(self) -> pd.DataFrame:
        """Segments."""
        return self.show("seg")

    @property
    def src(self) -> pd.DataFrame:
        """Sources with at least one segment."""
        return self.show("src")

    @property
    def sent(self) -> pd.DataFrame:
        """Distinct codable sentences touched."""
        return self.show("sent")

    @property
    def words(self) -> pd.DataFrame:
        """Words in the union of the spans."""
        return self.show("words")

    @property
    def chars(self) -> pd.DataFrame:
        """Characters in the union of the spans."""
        return self.show("chars")

    @property
    def per_1k(self) -> pd.DataFrame:
        """Segments per 1,000 codable words of the row (pooled: each word weighs the same)."""
        return self.show("per_1k")

    @property
    def pct_src(self) -> pd.DataFrame:
        """Sources with the code over coded sources (0 to 1)."""
        return self.show("pct_src")

    @property
    def pct_sent(self) -> pd.DataFrame:
        """Sentences touched over codable sentences (0 to 1)."""
        return self.show("pct_sent")

    @property
    def cover(self) -> pd.DataFrame:
        """Words in the spans over codable words (0 to 1)."""
        return self.show("cover")

    @property
    def row_share(self) -> pd.DataFrame:
        """Segments over the segments of all listed columns (0 to 1; a row sums to 1)."""
        return self.show("row_share")

    @property
    def mean_per_source(self) -> pd.DataFrame:
        """Mean over sources of segments per 1,000 words (each source weighs the same)."""
        return self.show("mean_per_source")

    @property
    def row_segments(self) -> pd.Series:
        """Distinct spans of each row over all its columns."""
        return pd.Series(self._row_segments[:-1].astype(np.int64), index=list(self.rows), name="segments")

    @cached_property
    def _row_segments(self) -> Floats:
        """Distinct spans of each row over all its columns, the total last."""
        cell, span = self.cells.spans
        if not len(cell):
            return np.zeros(len(self.rows) + 1)
        many = int(span.max()) + 1
        each = np.unique((cell // len(self.columns)) * many + span)
        return np.bincount(each // many, minlength=len(self.rows) + 1).astype(np.float64)

    @cached_property
    def _small(self) -> NDArray[np.bool_]:
        if self.small is None:
            return np.zeros(len(self.rows) + 1, dtype=bool)
        sources, segments = self.small
        return np.asarray((self.cells.bases.sources < sources) | (self._row_segments < segments))

    def _values(self, measure: str) -> Floats:
        values = self._computed(measure).copy()
        values[self.cells.bases.sources == 0] = np.nan
        if measure in PERCENTAGES:
            values[self._small] = np.nan
        return values

    def _computed(self, measure: str) -> Floats:
        cells, bases = self.cells, self.cells.bases
        if measure in ("seg", "src"):
            return cells.seg if measure == "seg" else cells.src
        if measure in ("sent", "words", "chars"):
            return cells.sizes[measure]
        if measure == "per_1k":
            return divided(1000 * cells.seg, bases.words[:, None])
        if measure == "pct_src":
            return divided(cells.src, bases.sources[:, None])
        if measure == "pct_sent":
            return divided(cells.sizes["sent"], bases.sentences[:, None])
        if measure == "cover":
            return divided(cells.sizes["words"], bases.words[:, None])
        if measure == "row_share":
            return divided(cells.seg, cells.seg.sum(axis=1)[:, None])
        return cells.mean_rate

    def _framed(self, values: NDArray[Any]) -> pd.DataFrame:
        return pd.DataFrame(values, index=pd.Index(list(self.rows), name=self.row_set.kind), columns=list(self.columns))


def _whole(rows: list[list[float | None]]) -> list[list[int | None]]:
    """Counts as whole numbers: 3, not 3.0."""
    return [[None if value is None else int(value) for value in row] for row in rows]


def build(
    bundle: Bundle,
    rows: str = "case",
    columns: str | Sequence[str] = "family",
    measure: str = "seg",
    *,
    with_pro: bool = False,
    small: tuple[int, int] | None = SMALL,
) -> Matrix:
    """Any rows (case, source, material, phase, speaker, person, actor) by any columns.

    columns: "family", "group", "code", "top", a code's id or a list of ids. Raises UnknownNameError.
    """
    return Matrix(
        bundle,
        row_builders.build(bundle, rows, with_pro),
        Columns.of(bundle.codebook, columns),
        _known(measure),
        small,
    )


def _known(measure: str) -> str:
    """The measure's name as used here; spaces are allowed."""
    name = measure.replace(" ", "_")
    if name not in MEASURES:
        raise UnknownNameError("La mesure", "The measure", measure, MEASURES)
    return name


def _unknown_codes(bundle: Bundle) -> tuple[str, ...]:
    from qualcoop.language import tr

    lost = int((bundle.arrays.code < 0).sum())
    if not lost:
        return ()
    return (
        tr(
            f"{lost} segment(s) portent un code absent du livre de codes : dans aucune colonne.",
            f"{lost} segment(s) carry a code that the codebook does not hold: in no column.",
        ),
    )
