"""Heat map of a matrix: every figure written in its cell, blank cells hatched, one hue per group of codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qualcoop.analysis.cells import Floats
from qualcoop.analysis.matrix import Matrix
from qualcoop.analysis.wording import measure_name
from qualcoop.language import tr
from qualcoop.output.book import short
from qualcoop.output.figures import paper
from qualcoop.output.safe import clean

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHARES = ("pct_src", "pct_sent", "cover", "row_share")
RATES = ("per_1k", "mean_per_source")
CELL_WIDTH, CELL_HEIGHT = 0.52, 0.34
LABEL = 34
LETTER = 0.072  # the width of a letter, in inches
# Above this many columns the labels would be unreadable: only ids are written.
MANY = 60


def heatmap(matrix: Matrix) -> Figure:
    """A matrix as a picture.

    Colour goes from white (0) to the group's hue at the largest figure of that group; the figure itself is
    written in each cell. Hatched: blank (not coded). "–": withheld because the row is small.
    """
    with paper.settings():
        rows, columns = max(len(matrix.rows), 1), max(len(matrix.columns), 1)
        names, labels = _row_names(matrix), _column_names(matrix)
        left = 0.35 + LETTER * max((len(name) for name in names), default=4)
        top = 0.85 + 0.87 * LETTER * max((len(label) for label in labels), default=4)
        # Labels lean to the right by half their length: the last ones need room beyond the last column.
        reach = max((CELL_WIDTH * (n + 0.5) + 0.5 * LETTER * len(label) for n, label in enumerate(labels)), default=0)
        right = max(0.3, reach - CELL_WIDTH * columns + 0.15)
        width = max(left + right + CELL_WIDTH * columns, 5.2)
        figure = paper.sheet(width, top + 0.75 + CELL_HEIGHT * rows)
        axes = paper.frame(figure, left, width - left - CELL_WIDTH * columns, top, 0.75)
        paper.title(figure, matrix.title or tr("Matrice", "Matrix"), measure_name(matrix.measure).capitalize())
        _cells(axes, matrix)
        _heads(axes, matrix, names, labels)
        paper.footnote(figure, _legend(matrix))
    return figure


def _row_names(matrix: Matrix) -> list[str]:
    sources = dict(zip(matrix.denominators.index, matrix.denominators["sources"].tolist(), strict=True))
    names = []
    for name, label in zip(matrix.rows, matrix.row_labels, strict=True):
        shown = label if label.startswith(name.split(" ")[0]) else f"{name} · {label}"
        base = sources[name]
        names.append(clean(short(shown, 38)) + (f"  (n={base})" if matrix.row_set.kind != "source" else ""))
    return names


def _cells(axes: Axes, matrix: Matrix) -> None:
    """One rectangle and one text per cell."""
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Rectangle

    values, withheld = matrix.values, matrix.withheld.to_numpy(dtype=bool)
    coded = matrix.denominators["sources"].to_numpy()[:-1] > 0
    groups = np.asarray(matrix.column_set.groups, dtype=object)
    maps = {
        group: LinearSegmentedColormap.from_list(f"q{group}", ["#FFFFFF", paper.MIDDLE[group], paper.DARK[group]])
        for group in paper.DARK
    }
    tops = {group: _largest(values[:, groups == group]) for group in paper.DARK}
    for row, column in np.ndindex(values.shape):
        value, group = values[row, column], str(groups[column])
        blank = not coded[row] or (np.isnan(value) and not withheld[row, column])
        share = 0.0 if np.isnan(value) or not tops[group] else float(value / tops[group])
        face = (1.0, 1.0, 1.0, 1.0) if blank else maps[group](share * 0.9)
        axes.add_patch(
            Rectangle(
                (column, row),
                1,
                1,
                facecolor=face,
                edgecolor=paper.RULE,
                linewidth=0.7,
                hatch="////" if blank else None,
            )
        )
        if not blank:
            ink = paper.SOFT if value == 0 else paper.ink_on(face)
            text = "–" if np.isnan(value) else _written(matrix.measure, float(value))
            axes.text(column + 0.5, row + 0.5, text, ha="center", va="center", size=8, color=ink)


def _largest(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.max()) if known.size else 0.0


def _written(measure: str, value: float) -> str:
    kind = "0%" if measure in SHARES else "0.0" if measure in RATES else "0"
    return "0" if value == 0 else paper.readable(value, kind)


def _column_names(matrix: Matrix) -> list[str]:
    return [
        name if len(matrix.columns) > MANY or label == name else f"{name}  {clean(short(label, LABEL))}"
        for name, label in zip(matrix.columns, matrix.column_labels, strict=True)
    ]


def _heads(axes: Axes, matrix: Matrix, names: list[str], labels: list[str]) -> None:
    axes.set_xlim(0, max(len(matrix.columns), 1))
    axes.set_ylim(max(len(matrix.rows), 1), 0)
    axes.set_yticks(np.arange(len(names)) + 0.5, names)
    axes.xaxis.tick_top()
    axes.set_xticks(np.arange(len(labels)) + 0.5, labels, rotation=60, ha="left", rotation_mode="anchor")
    for tick, group in zip(axes.get_xticklabels(), matrix.column_set.groups, strict=True):
        tick.set_color(paper.DARK[group])
    axes.tick_params(length=0, pad=3)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _legend(matrix: Matrix) -> str:
    lines = [
        tr(
            "Hachuré : pas de source codée. 0 : codé, rien trouvé. Teinte : du blanc à la plus grande valeur du groupe "
            "(L, G, T, C).",
            "Hatched: no coded source. 0: coded, nothing found. Tint: white to the largest figure of the group "
            "(L, G, T, C).",
        ),
    ]
    if matrix.withheld.to_numpy().any():
        lines[0] += tr(" – : effectif trop petit.", " –: count too small.")
    if matrix.row_set.kind == "case":
        lines.append(
            tr("Les lignes d'un cas et de ses sous-cas se recouvrent. ", "Rows of a case and its sub-cases overlap. ")
        )
    return "\n".join([*lines[:1], "".join(lines[1:]) + paper.provenance(matrix.bundle.context)])
