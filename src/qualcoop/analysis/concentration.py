"""Is a finding due to one talkative source or speaker? Top shares, and what is left without each source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.cells import Cells
from qualcoop.analysis.columns import Columns
from qualcoop.analysis.matrix import Matrix
from qualcoop.analysis.result import Result
from qualcoop.analysis.rows import case_rows
from qualcoop.language import tr

FLAG = 0.5


@dataclass(frozen=True)
class Concentration(Result):
    """frame: one line per case and code that has segments.

    seg, src; top_source and its share; top_speaker and its share; low, high: segments per 1,000 words of the
    case when one of its own sources is left out; flag: one source or one speaker holds more than half.
    """

    matrix: Matrix | None = None

    def quotes(self, row: str, column: str, source: str | None = None) -> pd.DataFrame:
        """The passages of a cell, of one source or of all. Raises UnknownNameError."""
        assert self.matrix is not None
        found = self.matrix.quotes(row, column)
        return found if source is None else found[found["source"] == source].reset_index(drop=True)


def concentration(bundle: Bundle, columns: str | Sequence[str] = "family", *, with_pro: bool = False) -> Concentration:
    """Who holds each figure of display 1. Raises UnknownNameError."""
    matrix = Matrix(bundle, case_rows(bundle, with_pro), Columns.of(bundle.codebook, columns))
    per_source = _per_source(bundle, matrix.cells)
    speakers = _per_speaker(bundle, matrix.cells)
    words = matrix.cells.bases.own_words
    width = len(matrix.columns)
    lines = []
    for cell in sorted(per_source):
        row, column = divmod(cell, width)
        if row == len(matrix.rows):
            continue
        counts = per_source[cell]
        seg = int(counts.sum())
        speaker, spoken = speakers.get(cell, ("", 0))
        low, high = _left_out(counts, words[row])
        lines.append(
            {
                "row": matrix.rows[row],
                "code": matrix.columns[column],
                "seg": seg,
                "src": int((counts > 0).sum()),
                "top_source": str(bundle.sources.index[int(counts.argmax())]),
                "top_source_share": counts.max() / seg,
                "top_speaker": speaker,
                "top_speaker_share": spoken / seg,
                "low": low,
                "high": high,
                "flag": bool(max(counts.max(), spoken) / seg > FLAG),
            }
        )
    names = "row code seg src top_source top_source_share top_speaker top_speaker_share low high flag".split()
    frame = pd.DataFrame(lines, columns=names)
    return Concentration("concentration", frame, (*_notes(), *matrix.row_set.notes), bundle.context, matrix=matrix)


def _per_source(bundle: Bundle, cells: Cells) -> dict[int, np.ndarray]:
    """For each cell with segments: distinct spans by source."""
    cell, source, counts = cells.sources_of_cells
    found: dict[int, np.ndarray] = {}
    for number in np.unique(cell):
        here = cell == number
        line = np.zeros(len(bundle.sources), dtype=np.int64)
        line[source[here]] = counts[here]
        found[int(number)] = line
    return found


def _per_speaker(bundle: Bundle, cells: Cells) -> dict[int, tuple[str, int]]:
    """For each cell: the speaker with most distinct spans, and how many; the first by name where equal."""
    cell, span = cells.spans
    named = bundle.counted["speaker"].to_numpy(dtype=object)[bundle.arrays.span_first[span]]
    frame = pd.DataFrame({"cell": cell, "speaker": named}).dropna()
    counts = frame.groupby(["cell", "speaker"]).size().reset_index(name="n")
    ordered = counts.sort_values(["cell", "n", "speaker"], ascending=[True, False, True], kind="stable")
    first = ordered.groupby("cell").head(1)
    return {
        int(number): (str(speaker), int(n))
        for number, speaker, n in zip(first["cell"], first["speaker"], first["n"], strict=True)
    }


def _left_out(counts: np.ndarray, words: np.ndarray) -> tuple[float, float]:
    """The lowest and highest rate per 1,000 words when one of the row's own sources is left out."""
    own = np.flatnonzero(words > 0)
    left = words[own].sum() - words[own]
    kept = left > 0
    if not kept.any():
        return np.nan, np.nan
    rates = 1000 * (counts[own].sum() - counts[own][kept]) / left[kept]
    return float(rates.min()), float(rates.max())


def _notes() -> tuple[str, ...]:
    return (
        tr(
            "Part de la source (ou de la personne) qui tient le plus de passages ; au-delà de la moitié, "
            "le chiffre est le sien.",
            "Share of the source (or person) that holds most passages; above one half, the figure is theirs.",
        ),
        tr(
            "De… à (low, high) : passages pour 1 000 mots des sources du cas, en ôtant une source à la fois.",
            "From… to (low, high): passages per 1,000 words of the case's own sources, without one source at a time.",
        ),
    )
