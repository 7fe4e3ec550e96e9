"""Codes that meet often enough, as a ring: only above a stated count, thickness and figure for the count."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qualcoop.analysis.cooccurrence import CoOccurrence, window_name
from qualcoop.language import tr
from qualcoop.output.figures import paper

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEAST = 3
MOST_CODES = 40


def network(found: CoOccurrence, least: int = LEAST) -> Figure:
    """The result of `qualcoop.analysis.cooccurrence` as a ring of codes in the order of the grid.

    least: pairs below this count are left out, as the picture says. The place of a code means nothing but its
    place in the grid: no layout by springs, which would suggest distances that the data do not hold.
    """
    pairs = found.extra["pairs"]
    kept = pairs[pairs["n_both"] >= least]
    codes = [name for name in found.frame.index if name in set(kept["one"]) | set(kept["two"])]
    left_out = max(0, len(codes) - MOST_CODES)
    if left_out:
        codes = _busiest(kept, codes)
        kept = kept[kept["one"].isin(codes) & kept["two"].isin(codes)]
    with paper.settings():
        figure = paper.sheet(6.6, 7.2)
        axes = paper.frame(figure, 0.2, 0.2, 0.75, 0.75)
        axes.set_axis_off()
        axes.set_xlim(-1.32, 1.32)
        axes.set_ylim(-1.32, 1.32)
        paper.title(
            figure,
            tr("Codes qui se rencontrent", "Codes that meet"),
            tr(f"Paires présentes ensemble au moins {least} fois", f"Pairs that stand together at least {least} times"),
        )
        if not codes:
            text = tr(f"Aucune paire ne se rencontre {least} fois.", f"No pair meets {least} times.")
            axes.text(0, 0, text, ha="center", va="center", color=paper.SOFT)
        else:
            _edges(axes, kept, codes)
            _nodes(axes, found, codes)
        paper.footnote(figure, _legend(found, least, left_out))
    return figure


def _busiest(kept: pd.DataFrame, codes: list[str]) -> list[str]:
    """The codes with the most meetings, in the order of the grid."""
    sums = kept.groupby("one")["n_both"].sum().add(kept.groupby("two")["n_both"].sum(), fill_value=0)
    ranked = sorted(codes, key=lambda name: (-float(sums[name]), codes.index(name)))[:MOST_CODES]
    return [name for name in codes if name in set(ranked)]


def _place(number: int, many: int, radius: float = 1.0) -> tuple[float, float]:
    angle = math.pi / 2 - 2 * math.pi * number / many
    return radius * math.cos(angle), radius * math.sin(angle)


def _edges(axes: Axes, kept: pd.DataFrame, codes: list[str]) -> None:
    from matplotlib.patches import FancyArrowPatch

    most = float(kept["n_both"].max())
    written: list[tuple[float, float]] = []
    for one, two, count, siblings in zip(kept["one"], kept["two"], kept["n_both"], kept["siblings"], strict=True):
        start, end = _place(codes.index(one), len(codes), 0.95), _place(codes.index(two), len(codes), 0.95)
        share = float(count) / most
        bend = 0.0 if len(codes) < 4 else -0.15
        line = FancyArrowPatch(
            start,
            end,
            arrowstyle="-",
            connectionstyle=f"arc3,rad={bend}",
            linewidth=0.7 + 4.3 * share,
            color=paper.SOFT,
            alpha=0.3 + 0.5 * share,
            linestyle=":" if siblings else "-",
        )
        axes.add_patch(line)
        x, y = _free_place(start, end, bend, written)
        axes.text(
            x, y, f"{count:.0f}", size=7.5, ha="center", va="center", bbox={"fc": "white", "ec": "none", "pad": 0.6}
        )


def _free_place(
    start: tuple[float, float], end: tuple[float, float], bend: float, written: list[tuple[float, float]]
) -> tuple[float, float]:
    """A place on the line for its figure, away from the figures already written where there is one."""
    places = [_on_curve(start, end, bend, share) for share in (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74)]
    free = (place for place in places if all(math.dist(place, other) > 0.09 for other in written))
    written.append(next(free, places[0]))
    return written[-1]


def _on_curve(start: tuple[float, float], end: tuple[float, float], bend: float, share: float) -> tuple[float, float]:
    """A place on the bent line: a quadratic curve whose handle stands aside of the middle of the chord."""
    handle = (
        (start[0] + end[0]) / 2 + bend * (end[1] - start[1]),
        (start[1] + end[1]) / 2 - bend * (end[0] - start[0]),
    )
    x, y = (
        (1 - share) ** 2 * start[axis] + 2 * share * (1 - share) * handle[axis] + share**2 * end[axis]
        for axis in (0, 1)
    )
    return x, y


def _nodes(axes: Axes, found: CoOccurrence, codes: list[str]) -> None:
    assert found.columns is not None
    groups = dict(zip(found.columns.ids, found.columns.groups, strict=True))
    units = dict(zip(found.frame.index, np.diag(found.frame.to_numpy(dtype=np.float64)), strict=True))
    counts = [float(units[name]) for name in codes]
    for number, name in enumerate(codes):
        x, y = _place(number, len(codes))
        size = 90 + 420 * counts[number] / max(counts)
        axes.scatter([x], [y], s=size, color=paper.MIDDLE[groups[name]], edgecolor="white", linewidth=1.2, zorder=3)
        label_x, label_y = _place(number, len(codes), 1.17)
        axes.text(
            label_x,
            label_y,
            f"{name}\n{counts[number]:.0f}",
            size=8,
            ha="center",
            va="center",
            color=paper.DARK[groups[name]],
        )


def _legend(found: CoOccurrence, least: int, left_out: int) -> str:
    lines = tr(
        f"Trait et chiffre : unités communes (moins de {least} : omis) ; pointillé : sous-codes frères ; "
        "disque : unités du code.\n",
        f"Line and figure: units in common (under {least}: left out); dotted: sibling sub-codes; "
        "disc: units of the code.\n",
    )
    if left_out:
        lines += tr(f"{left_out} codes moins liés omis. ", f"{left_out} less linked codes left out. ")
    lines += tr(
        "Se rencontrer n'est pas causer. ",
        "Meeting is not causing. ",
    )
    name = window_name(found.window, found.k)
    window = tr(f"Fenêtre : {name}.\n", f"Window: {name}.\n")
    return lines + window + paper.provenance(dict(found.context))
