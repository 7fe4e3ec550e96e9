"""Levers to the right, guard-rails to the left, on one scale; dots for the balance without one source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from qualcoop.analysis.balance import Balance
from qualcoop.language import tr
from qualcoop.output.book import short
from qualcoop.output.figures import paper
from qualcoop.output.safe import clean

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BAR = 0.42


def balance(found: Balance) -> Figure:
    """The result of `qualcoop.analysis.balance` as diverging bars, and B with its leave-one-out range beside.

    Rows with too few passages show their bars and no B.
    """
    with paper.settings():
        frame = found.frame
        names = [_name(str(name), str(label)) for name, label in zip(frame.index, frame["label"], strict=True)]
        left = 0.35 + 0.075 * max((len(name) for name in names), default=4)
        height = 1.75 + BAR * max(len(frame), 1)
        figure = paper.sheet(left + 7.0, height)
        bars = paper.frame(figure, left, 3.3, 0.95, 0.8)
        dots = paper.frame(figure, left + 4.05, 0.3, 0.95, 0.8)
        paper.title(
            figure,
            tr("Leviers et garde-fous", "Levers and guard-rails"),
            tr("Description, non évaluation des projets", "A description, not a rating of projects"),
        )
        _bars(bars, found, names)
        _dots(dots, found)
        paper.footnote(
            figure,
            tr(
                "B = (L − G)/(L + G) ; trait : étendue quand on ôte une source ; vide : moins de 10 passages.\n",
                "B = (L − G)/(L + G); line: range when one source is left out; blank: fewer than 10 passages.\n",
            )
            + paper.provenance(dict(found.context)),
        )
    return figure


def _name(name: str, label: str) -> str:
    shown = label if label.startswith(name.split(" ")[0]) else f"{name} · {label}"
    return clean(short(shown, 38))


def _bars(axes: Axes, found: Balance, names: list[str]) -> None:
    levers = found.frame["L"].to_numpy(dtype=np.float64)
    guards = found.frame["G"].to_numpy(dtype=np.float64)
    places = np.arange(len(names))
    style: dict[str, Any] = {"height": 0.62, "edgecolor": "white", "linewidth": 0.5}
    axes.barh(places, np.nan_to_num(levers), color=paper.MIDDLE["L"], **style)
    axes.barh(places, -np.nan_to_num(guards), color=paper.MIDDLE["G"], hatch="///", **style)
    most = max(float(np.nanmax([*levers, *guards, 1.0])), 1.0) * 1.22
    for place, (up, down) in enumerate(zip(levers, guards, strict=True)):
        if up == up:
            axes.text(up + most * 0.02, place, f"{up:.0f}", va="center", size=8.5)
            axes.text(-down - most * 0.02, place, f"{down:.0f}", va="center", ha="right", size=8.5)
    axes.axvline(0, color=paper.INK, linewidth=0.8)
    axes.set_xlim(-most, most)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_yticks(places, names)
    axes.set_xticks([])
    axes.tick_params(length=0)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set_title(tr("← garde-fous (G)", "← guard-rails (G)"), loc="left", size=9, color=paper.DARK["G"])
    axes.set_title(tr("leviers (L) →", "levers (L) →"), loc="right", size=9, color=paper.DARK["L"])


def _dots(axes: Axes, found: Balance) -> None:
    frame = found.frame
    for place, row in enumerate(frame[["B_seg", "low", "high"]].to_numpy(dtype=np.float64)):
        share, low, high = row
        if share != share:
            axes.text(0, place, tr("trop peu", "too few"), ha="center", va="center", size=8, color=paper.SOFT)
            continue
        axes.plot([low, high], [place, place], color=paper.SOFT, linewidth=4, solid_capstyle="butt", alpha=0.5)
        axes.plot([share], [place], marker="o", markersize=5, color=paper.INK)
        written = f"{share:+.2f}".replace("-", "−")
        axes.text(1.06, place, tr(written.replace(".", ","), written), va="center", size=8.5)
    axes.axvline(0, color=paper.RULE, linewidth=0.8)
    axes.set_xlim(-1.05, 1.5)
    axes.set_ylim(len(frame) - 0.5, -0.5)
    axes.set_xticks([-1, 0, 1], ["−1", "0", "+1"])
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_bounds(-1, 1)
    axes.set_title("B", loc="left", size=9)
