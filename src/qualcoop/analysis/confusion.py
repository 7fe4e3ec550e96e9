"""Display 11: two coders over the sources that both coded, code by code and code against code.

Unit: a codable sentence (or a turn). A coder marks a unit with a code when one of their segments touches it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualcoop.analysis.agreement import binary
from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.cells import Cells
from qualcoop.analysis.columns import Columns
from qualcoop.analysis.positions import Ints
from qualcoop.analysis.quotes import segment_lines
from qualcoop.analysis.result import Result
from qualcoop.analysis.rows import one_row
from qualcoop.analysis.units import Units, units
from qualcoop.errors import ConflictError, UnknownNameError
from qualcoop.language import tr

FEW = 10
NONE = "–"
WINDOWS = ("sentence", "turn")


@dataclass(frozen=True)
class _Coder:
    """One coder's marks: units × columns."""

    bundle: Bundle
    cells: Cells
    windows: Units
    marks: NDArray[np.bool_]


@dataclass(frozen=True)
class Confusion(Result):
    """frame: one line per code: units, A, B, both, agreement, kappa, alpha, prevalence, overlap, too_few.

    overlap: median over A's segments of intersection / union (characters) with the best matching segment of B
    in the same code. extra: "codes" (M[i, j]: units that A marked i and B marked j instead, the diagonal where
    both marked i, "–" for none), "disagreements" (units to settle), "overall".
    """

    one: _Coder | None = None
    two: _Coder | None = None

    def quotes(self, one: str, two: str) -> pd.DataFrame:
        """The segments behind a cell of "codes": A's with `one` and B's with `two`, in those units.

        Raises UnknownNameError.
        """
        assert self.one is not None
        assert self.two is not None
        here = _cell(self.one, self.two, one, two)
        lines = []
        for coder, code in ((self.one, one), (self.two, two)):
            if code != NONE:
                lines.append(_segments_in(coder, coder.cells.columns.place(code), here))
        every = pd.concat(lines) if lines else self.one.bundle.counted.iloc[:0]
        return every.sort_values(["source", "start", "end", "layer"], kind="stable").reset_index(drop=True)


def confusion(
    one: Bundle, two: Bundle, columns: str | Sequence[str] = "family", unit: str = "sentence", *, few: int = FEW
) -> Confusion:
    """Agreement of two layers of the same study, on the sources that both coded.

    few: codes marked on fewer units by both together get no coefficient to lean on (`too_few`). Raises
    UnknownNameError, ConflictError where no source is coded twice.
    """
    if unit not in WINDOWS:
        raise UnknownNameError("L'unité", "The unit", unit, WINDOWS)
    shared = _shared(one, two)
    coders = [_marked(_only(bundle, shared), columns, unit) for bundle in (one, two)]
    first, second = coders
    frame = _per_code(first, second, few)
    layers = [str(bundle.meta.get("layer") or name) for bundle, name in ((one, "A"), (two, "B"))]
    return Confusion(
        "confusion",
        frame,
        _notes(unit, first.windows.many, len(shared), few, layers),
        {**one.context, "layers": layers, "unit": unit, "sources": sorted(shared)},
        extra={
            "codes": _table(first, second),
            "overall": _overall(frame),
            "disagreements": _disagreements(first, second),
        },
        one=first,
        two=second,
    )


def _shared(one: Bundle, two: Bundle) -> set[str]:
    known = [set(bundle.sources.index[bundle.coded_here]) for bundle in (one, two)]
    shared = {str(name) for name in known[0] & known[1]}
    if not shared:
        raise ConflictError(
            "Aucune source n'est codée dans les deux couches : il n'y a pas d'accord à mesurer.",
            "No source is coded in both layers: there is no agreement to measure.",
        )
    return shared


def _only(bundle: Bundle, names: set[str]) -> Bundle:
    """The bundle on these sources, in an order that does not depend on the layer."""
    return bundle.narrowed(
        sources=bundle.sources.loc[sorted(names)],
        turns=bundle.turns[bundle.turns["source"].isin(list(names))],
        segments=bundle.segments[bundle.segments["source"].isin(list(names))],
        coded=frozenset(names),
    )


def _marked(bundle: Bundle, columns: str | Sequence[str], unit: str) -> _Coder:
    cells = Cells(bundle, one_row(bundle, None, with_pro=True), Columns.of(bundle.codebook, columns))
    windows = units(bundle, unit, np.ones(len(bundle.sources), dtype=bool))
    segment, cell = cells.pairs
    first = cell < cells.shape[1]
    touched, column = windows.touching(segment[first], cell[first])
    marks = np.zeros((windows.many, cells.shape[1]), dtype=bool)
    marks[touched, column] = True
    return _Coder(bundle, cells, windows, marks)


def _per_code(one: _Coder, two: _Coder, few: int) -> pd.DataFrame:
    a, b = one.marks.sum(axis=0), two.marks.sum(axis=0)
    both = (one.marks & two.marks).sum(axis=0)
    overlaps = _overlaps(one, two)
    many = one.windows.many
    lines = [
        {
            "units": many,
            "A": int(a[j]),
            "B": int(b[j]),
            "both": int(both[j]),
            **binary(both[j], a[j], b[j], many),
            "overlap": overlaps[j],
            "too_few": bool(a[j] + b[j] - both[j] < few),
        }
        for j in range(len(a))
    ]
    return pd.DataFrame(lines, index=pd.Index(list(one.cells.columns.ids), name="code"))


def _overlaps(one: _Coder, two: _Coder) -> list[float]:
    """For each column, the median intersection over union of A's spans with their best match among B's."""
    return [
        float(np.median(best)) if len(best := _best(_column_spans(one, j), _column_spans(two, j))) else np.nan
        for j in range(one.cells.shape[1])
    ]


def _column_spans(coder: _Coder, column: int) -> Ints:
    """(source, start, end) of the distinct spans of a column."""
    cell, span = coder.cells.spans
    arrays = coder.bundle.arrays
    segment = arrays.span_first[span[cell == column]]
    return np.column_stack((arrays.source[segment], arrays.start[segment], arrays.end[segment]))


def _best(mine: Ints, theirs: Ints) -> NDArray[np.float64]:
    """For each span of `mine` that meets one of `theirs`: the best intersection over union."""
    found = []
    for source in np.intersect1d(mine[:, 0], theirs[:, 0]):
        a, b = mine[mine[:, 0] == source][:, None, 1:], theirs[theirs[:, 0] == source][None, :, 1:]
        shared = np.minimum(a[..., 1], b[..., 1]) - np.maximum(a[..., 0], b[..., 0])
        whole = (a[..., 1] - a[..., 0]) + (b[..., 1] - b[..., 0]) - shared
        best = np.where(shared > 0, shared / whole, 0).max(axis=1)
        found.append(best[best > 0])
    return np.concatenate(found) if found else np.empty(0)


def _table(one: _Coder, two: _Coder) -> pd.DataFrame:
    """A's codes against B's: what both marked on the diagonal; what A marked alone against what B marked alone."""
    names = [*one.cells.columns.ids, NONE]
    both = one.marks & two.marks
    left, right = _with_none(one.marks & ~both, two.marks & ~both)
    table = left.T.astype(np.int64) @ right.astype(np.int64)
    places = np.arange(both.shape[1])
    table[places, places] += both.sum(axis=0)
    return pd.DataFrame(table, index=pd.Index(names, name="A"), columns=pd.Index(names, name="B"))


def _with_none(left: NDArray[np.bool_], right: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """The marks that one coder alone gave, with "none" where the other gave nothing instead."""
    some_left, some_right = left.any(axis=1), right.any(axis=1)
    return (
        np.column_stack((left, some_right & ~some_left)),
        np.column_stack((right, some_left & ~some_right)),
    )


def _cell(one: _Coder, two: _Coder, a: str, b: str) -> NDArray[np.bool_]:
    """Which units stand in the cell (a, b) of the table."""
    both = one.marks & two.marks
    if a == b and a != NONE:
        return np.asarray(both[:, one.cells.columns.place(a)])
    left, right = _with_none(one.marks & ~both, two.marks & ~both)
    last = left.shape[1] - 1
    i = last if a == NONE else one.cells.columns.place(a)
    j = last if b == NONE else two.cells.columns.place(b)
    return np.asarray(left[:, i] & right[:, j])


def _segments_in(coder: _Coder, column: int, here: NDArray[np.bool_]) -> pd.DataFrame:
    segment, cell = coder.cells.pairs
    mine = np.unique(segment[cell == column])
    unit, touching = coder.windows.touching(mine, mine)
    return segment_lines(coder.bundle, np.unique(touching[here[unit]]))


def _overall(frame: pd.DataFrame) -> pd.DataFrame:
    """Over codes with enough uses: median, lowest and highest alpha; over all decisions: the pooled figures."""
    kept = frame[~frame["too_few"]]
    pooled = binary(*(float(frame[name].sum()) for name in ("both", "A", "B", "units")))
    alphas = kept["alpha"].dropna()
    return pd.DataFrame(
        {
            "codes": [len(kept)],
            "alpha_median": [alphas.median() if len(alphas) else np.nan],
            "alpha_low": [alphas.min() if len(alphas) else np.nan],
            "alpha_high": [alphas.max() if len(alphas) else np.nan],
            **{f"pooled_{name}": [value] for name, value in pooled.items()},
        },
        index=["overall"],
    )


def _disagreements(one: _Coder, two: _Coder) -> pd.DataFrame:
    """Units that the coders did not mark alike, in reading order: source, start, end, A, B."""
    differing = np.flatnonzero((one.marks != two.marks).any(axis=1))
    names = np.asarray(one.cells.columns.ids, dtype=object)
    sources = one.bundle.sources.index
    return pd.DataFrame(
        {
            "source": [sources[number] for number in one.windows.source[differing]],
            "start": one.windows.start[differing],
            "end": one.windows.end[differing],
            "A": [" ".join(names[one.marks[unit]]) for unit in differing],
            "B": [" ".join(names[two.marks[unit]]) for unit in differing],
        }
    )


def _notes(unit: str, many: int, sources: int, few: int, layers: list[str]) -> tuple[str, ...]:
    named = {"sentence": tr("phrase", "sentence"), "turn": tr("tour de parole", "turn")}[unit]
    return (
        tr(
            f"A : {layers[0]} ; B : {layers[1]}. Unité : {named} codable ({many}), {sources} source(s) codées "
            "par les deux.",
            f"A: {layers[0]}; B: {layers[1]}. Unit: codable {named} ({many}), {sources} source(s) coded by both.",
        ),
        tr(
            f"Code sur moins de {few} unités : trop peu pour un coefficient. Lire code par code : un chiffre "
            "unique cache les codes difficiles.",
            f"Code on fewer than {few} units: too few for a coefficient. Read code by code: one figure hides "
            "the hard codes.",
        ),
        tr(
            "Accord d'avant discussion seulement ; l'accord avec les suggestions n'est pas une fiabilité.",
            "Agreement before discussion only; agreement with the suggestions is no reliability.",
        ),
    )
