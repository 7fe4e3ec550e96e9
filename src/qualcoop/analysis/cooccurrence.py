"""Display 3: which codes meet in the same window of text.

Units are counted, not pairs of segments, so ``c_ij = n_ij / (n_i + n_j - n_ij)`` (Jaccard 1912) stays in 0–1;
``P(j|i) = n_ij / n_i``; ``lift = n_ij N / (n_i n_j)``, N codable units.

With the window "overlap" there is no unit given beforehand. A unit of the pair (i, j) is a stretch: passages of
i and j that overlap from one to the next are one stretch. n_i counts the stretches that hold i; lift has no N.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.cells import Cells, Floats
from qualcoop.analysis.columns import Columns
from qualcoop.analysis.positions import Ints, distinct
from qualcoop.analysis.quotes import segment_lines
from qualcoop.analysis.result import Result
from qualcoop.analysis.rows import one_row
from qualcoop.analysis.units import WINDOWS, Units, units
from qualcoop.errors import UnknownNameError
from qualcoop.language import tr

_CHUNK = 50_000
UNEVEN = 5.0


@dataclass(frozen=True)
class CoOccurrence(Result):
    """frame: n_ij, symmetric, n_i on the diagonal, NaN for a code and its own sub-code.

    extra: "c", "p" (line i, column j: P(j|i)), "lift", and "pairs", one line per pair that meets, with flags.
    """

    window: str = "turn"
    k: int = 1
    bundle: Bundle | None = None
    columns: Columns | None = None
    cells: Cells | None = None
    windows: Units | None = None

    def quotes(self, one: str, two: str) -> pd.DataFrame:
        """The segments of both codes in the units that hold both, in reading order; `unit` numbers the unit.

        Raises UnknownNameError.
        """
        assert self.bundle is not None
        assert self.cells is not None
        assert self.columns is not None
        segment, column = _in_row(self.cells)
        mine = np.unique(segment[column == self.columns.place(one)])
        theirs = np.unique(segment[column == self.columns.place(two)])
        if self.windows is None:
            chosen, unit = _overlapping(self.bundle, mine, theirs)
        else:
            chosen, unit = _meeting(self.windows, mine, theirs)
        lines = segment_lines(self.bundle, chosen)
        order = np.lexsort(tuple(getattr(self.bundle.arrays, name)[chosen] for name in ("end", "start", "source")))
        lines.insert(0, "unit", unit[order])
        return lines


def cooccurrence(
    bundle: Bundle,
    columns: str | Sequence[str] = "code",
    window: str = "turn",
    *,
    k: int = 1,
    case: str | None = None,
    with_pro: bool = False,
) -> CoOccurrence:
    """Codes by codes in a named window: "overlap", "sentence", "turn", "within" (k sentences) or "source".

    case: only the passages of this row of display 1 ("P1 without P1a" too). Raises UnknownNameError.
    """
    if window not in WINDOWS:
        raise UnknownNameError("La fenêtre", "The window", window, WINDOWS)
    chosen = Columns.of(bundle.codebook, columns)
    cells = Cells(bundle, one_row(bundle, case, with_pro), chosen)
    windows = None
    if window == "overlap":
        n_i, n_ij = _stretches(bundle, cells)
        total = np.nan
    else:
        windows = units(bundle, window, cells.bases.members[0] | cells.bases.guests[0], k)
        n_i, n_ij = _counted(windows, cells)
        total = float(windows.many)
    mask = _ancestry(chosen)
    tables = _tables(n_i, n_ij, total, mask, chosen)
    return CoOccurrence(
        "cooccurrence",
        tables.pop("n"),
        _notes(window, k, total),
        {**bundle.context, "window": windows.kind if windows else window, "units": total, "case": case},
        extra={**tables, "pairs": _pairs(bundle, chosen, n_i, n_ij, total, mask)},
        window=window,
        k=k,
        bundle=bundle,
        columns=chosen,
        cells=cells,
        windows=windows,
    )


def _in_row(cells: Cells) -> tuple[Ints, Ints]:
    """Pairs (segment, column) of the only row."""
    segment, cell = cells.pairs
    first = cell < cells.shape[1]
    return segment[first], cell[first]


def _counted(windows: Units, cells: Cells) -> tuple[Floats, Floats]:
    """n_i as a full matrix (line i holds n_i) and n_ij, by the product of the incidence with itself."""
    width = cells.shape[1]
    unit, column = windows.touching(*_in_row(cells))
    both = np.zeros((width, width))
    used, line = np.unique(unit, return_inverse=True)
    for first in range(0, len(used), _CHUNK):
        here = (line >= first) & (line < first + _CHUNK)
        incidence = np.zeros((min(_CHUNK, len(used) - first), width), dtype=np.float32)
        incidence[line[here] - first, column[here]] = 1
        both += incidence.T @ incidence
    return np.repeat(np.diag(both)[:, None], width, axis=1), both


def _stretches(bundle: Bundle, cells: Cells) -> tuple[Floats, Floats]:
    """Stretches that hold i (line i, within the pair with j) and stretches that hold both.

    Passages of one code are first united; two families of disjoint spans make a graph without circles, whose
    parts are nodes − edges. So stretches with both = i-spans that meet j + j-spans that meet i − meetings.
    """
    width = cells.shape[1]
    segment, column = _in_row(cells)
    spans = bundle.arrays.passages(column, segment).united()
    order = np.lexsort((spans.start, spans.source))
    spans = spans.take(order)
    one, two = _meetings(spans.source, spans.start, spans.end)
    one, two = np.concatenate((one, two)), np.concatenate((two, one))
    code_one, code_two = spans.group[one], spans.group[two]
    edges = _square(code_one, code_two, width)
    meeting = distinct(one * width + code_two)
    meet = _square(spans.group[meeting // width], meeting % width, width)
    alone = np.bincount(spans.group, minlength=width)[:, None] - meet
    both = meet + meet.T - edges
    np.fill_diagonal(both, np.bincount(spans.group, minlength=width))
    return np.where(np.eye(width, dtype=bool), both, both + alone), both


def _meetings(source: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Pairs of overlapping spans, each once; spans come ordered by source and start."""
    step = int(end.max(initial=0)) + 2
    high = np.searchsorted(source * step + start, source * step + end, side="left")
    first = np.arange(len(source))
    sizes = np.maximum(high - first - 1, 0)
    within = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.repeat(first, sizes), np.repeat(first + 1, sizes) + within


def _square(one: Ints, two: Ints, width: int) -> Floats:
    return np.bincount(one * width + two, minlength=width * width).reshape(width, width).astype(np.float64)


def _ancestry(columns: Columns) -> NDArray[np.bool_]:
    """Pairs of a column and one of its own sub-codes: double coding by construction."""
    width = len(columns.ids)
    mask = np.zeros((width, width), dtype=bool)
    for i, mine in enumerate(columns.codes):
        for j, theirs in enumerate(columns.codes):
            mask[i, j] = i != j and bool(mine & theirs)
    return mask


def _tables(
    n_i: Floats, n_ij: Floats, total: float, mask: NDArray[np.bool_], columns: Columns
) -> dict[str, pd.DataFrame]:
    with np.errstate(divide="ignore", invalid="ignore"):
        tables = {
            "n": n_ij.copy(),
            "c": n_ij / (n_i + n_i.T - n_ij),
            "p": n_ij / n_i,
            "lift": n_ij * total / (n_i * n_i.T),
        }
    names = list(columns.ids)
    for name, values in tables.items():
        values[mask | ~np.isfinite(values)] = np.nan
        if name != "n":
            np.fill_diagonal(values, np.nan)
    return {name: pd.DataFrame(values, index=names, columns=names) for name, values in tables.items()}


def _pairs(
    bundle: Bundle, columns: Columns, n_i: Floats, n_ij: Floats, total: float, mask: NDArray[np.bool_]
) -> pd.DataFrame:
    one, two = np.nonzero(np.triu(n_ij > 0, k=1) & ~mask)
    first, second, both = n_i[one, two], n_i[two, one], n_ij[one, two]
    codebook, ids = bundle.codebook, columns.ids
    parents = {code.id: code.parent for code in codebook.codes}
    siblings = [
        parents.get(ids[i]) is not None and parents.get(ids[i]) == parents.get(ids[j])
        for i, j in zip(one, two, strict=True)
    ]
    frame = pd.DataFrame(
        {
            "one": [ids[i] for i in one],
            "two": [ids[j] for j in two],
            "n_one": first,
            "n_two": second,
            "n_both": both,
            "c": both / (first + second - both),
            "p_two_given_one": both / first,
            "p_one_given_two": both / second,
            "lift": both * total / (first * second),
            "siblings": np.asarray(siblings, dtype=bool),
            "uneven": np.maximum(first, second) / np.minimum(first, second) > UNEVEN,
        }
    )
    order = frame.sort_values(["n_both", "c"], ascending=False, kind="stable")
    return order.reset_index(drop=True)


def _meeting(windows: Units, mine: Ints, theirs: Ints) -> tuple[Ints, Ints]:
    """The segments of both lists in units that hold both, each with the first such unit."""
    every = np.union1d(mine, theirs)
    unit, segment = windows.touching(every, every)
    both = np.intersect1d(unit[np.isin(segment, mine)], unit[np.isin(segment, theirs)])
    kept = np.isin(unit, both)
    segments, first = np.unique(segment[kept], return_index=True)
    return segments, unit[kept][first]


def _overlapping(bundle: Bundle, mine: Ints, theirs: Ints) -> tuple[Ints, Ints]:
    """The segments of each list that overlap one of the other; `unit` is their stretch."""
    arrays = bundle.arrays
    every = np.union1d(mine, theirs)
    passages = arrays.passages(np.zeros(len(every), dtype=np.int64), every)
    order = np.lexsort((passages.start, passages.source))
    placed = passages.take(order)
    one, two = _meetings(placed.source, placed.start, placed.end)
    one, two = every[order][one], every[order][two]
    cross = (np.isin(one, mine) & np.isin(two, theirs)) | (np.isin(one, theirs) & np.isin(two, mine))
    chosen = np.unique(np.concatenate((one[cross], two[cross], np.intersect1d(mine, theirs))))
    spots = arrays.passages(np.zeros(len(chosen), dtype=np.int64), chosen)
    whole = spots.united()
    step = int(arrays.end.max(initial=0)) + 2
    unit = np.searchsorted(whole.source * step + whole.start, spots.source * step + spots.start, side="right")
    return chosen, (unit - 1).astype(np.int64)


def window_name(window: str, k: int = 1) -> str:
    """A window of text, in words."""
    return {
        "overlap": tr("passages qui se chevauchent", "overlapping passages"),
        "sentence": tr("même phrase", "same sentence"),
        "turn": tr("même tour de parole ou paragraphe", "same turn or paragraph"),
        "within": tr(f"à {k} phrase(s) au plus", f"at most {k} sentence(s) apart"),
        "source": tr("même source", "same source"),
    }[window]


def _notes(window: str, k: int, total: float) -> tuple[str, ...]:
    count = "" if np.isnan(total) else f" (N = {int(total)})"
    notes = [
        tr(f"Fenêtre : {window_name(window, k)}{count}.", f"Window: {window_name(window, k)}{count}."),
        tr(
            "Un code et son sous-code sont masqués ; deux sous-codes frères et des effectifs très inégaux "
            "(rapport > 5) sont signalés. Se rencontrer n'est pas causer : lire les citations.",
            "A code and its own sub-code are masked; sibling sub-codes and very uneven counts (ratio > 5) are "
            "flagged. Meeting is not causing: read the quotes.",
        ),
    ]
    if window == "source":
        notes.append(
            tr(
                "Fenêtre très large : un long entretien relie tout à tout.",
                "A very wide window: a long interview links everything to everything.",
            )
        )
    return tuple(notes)
