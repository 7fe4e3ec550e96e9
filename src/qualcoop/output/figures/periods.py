"""Periods side by side: one small picture per case, points on a common axis, never lines between periods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from qualcoop.analysis.phases import Phases
from qualcoop.analysis.rows import case_rows
from qualcoop.language import tr
from qualcoop.output import names
from qualcoop.output.figures import paper
from qualcoop.output.safe import clean

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MARKS = {"L": "o", "G": "s", "T": "^", "C": "D", "": "o"}


def phases(found: Phases, codes: Sequence[str] | None = None) -> Figure:
    """The result of `qualcoop.analysis.phases`: cases × groups of codes, one small picture each.

    codes: the columns to show, L and G families by default, each group in a line of pictures. The number of
    sources is written under each period; periods without a coded source stay empty.
    """
    assert found.matrix is not None
    columns = found.matrix.column_set
    shown = (
        list(codes) if codes is not None else [n for n, g in zip(columns.ids, columns.groups, strict=True) if g in "LG"]
    )
    groups = list(dict.fromkeys(columns.groups[columns.place(name)] for name in shown))
    cases, periods = list(dict.fromkeys(found.frame["row"])), list(dict.fromkeys(found.frame["phase"]))
    labels = _case_names(found)
    with paper.settings():
        width, height = 1.3 + 0.62 * max(len(periods), 2), 1.9
        figure = paper.sheet(0.6 + width * len(cases) + 0.1, 1.0 + height * len(groups) + 0.5)
        paper.title(
            figure,
            tr("Passages par période", "Passages per period"),
            tr(
                "Un point par famille ; n : sources codées. Pas de ligne : les périodes sont de durée inégale.",
                "One point per family; n: coded sources. No lines: periods differ in length.",
            ),
        )
        most = max(float(np.nanmax(found.frame[shown].to_numpy(dtype=np.float64), initial=0.0)), 1.0)
        for line, group in enumerate(groups):
            mine = [name for name in shown if columns.groups[columns.place(name)] == group]
            for place, case in enumerate(cases):
                left, top = 0.6 + width * place, 1.0 + height * line
                right = figure.get_figwidth() - left - width + 0.25
                bottom = figure.get_figheight() - top - height + 0.55
                axes = paper.frame(figure, left, right, top, bottom)
                rows = found.frame[found.frame["row"] == case]
                _points(axes, rows, periods, mine, (group, most))
                axes.set_title(
                    clean(labels.get(str(case), str(case))) if line == 0 else "", loc="left", size=9, weight="bold"
                )
                if place == 0:
                    axes.set_ylabel(names.group(group), size=9, color=paper.DARK[group])
                else:
                    axes.set_yticklabels([])
        paper.footnote(figure, paper.provenance(dict(found.context)))
    return figure


def _case_names(found: Phases) -> dict[str, str]:
    """The case's id, or how the reader's language says "without its sub-cases"."""
    assert found.matrix is not None
    rows = case_rows(found.matrix.bundle, True)
    return {name: label if " " in name else name for name, label in zip(rows.ids, rows.labels, strict=True)}


def _points(
    axes: Axes, rows: pd.DataFrame, periods: Sequence[str], codes: Sequence[str], look: tuple[str, float]
) -> None:
    group, most = look
    by_phase = rows.set_index("phase")
    figures = by_phase[list(codes)].to_numpy(np.float64)
    known = {str(name): row for name, row in zip(by_phase.index, figures, strict=True)}
    sources = {str(name): int(n) for name, n in zip(by_phase.index, by_phase["sources"], strict=True)}
    for place, period in enumerate(periods):
        values = known.get(str(period), np.full(len(codes), np.nan))
        spread = np.linspace(-0.32, 0.32, max(len(codes), 1))
        last: dict[int, int] = {}
        for shift, code, value in zip(spread, codes, values, strict=False):
            if value != value:
                continue
            hollow = value == 0
            axes.plot(
                [place + shift],
                [value],
                marker=MARKS[group],
                markersize=4.5,
                color=paper.MIDDLE[group],
                markerfacecolor="white" if hollow else paper.MIDDLE[group],
                linestyle="none",
                clip_on=False,
            )
            if value >= most * 0.25 and last.get(int(value), 0) < 1:
                last[int(value)] = 1
                where = (place + shift, value)
                axes.annotate(code, where, (0, 4), textcoords="offset points", ha="center", size=6.5)
    axes.set_xlim(-0.5, len(periods) - 0.5)
    axes.set_ylim(0, most * 1.15)
    axes.set_xticks(
        range(len(periods)), [f"{clean(str(period))}\nn={sources.get(str(period), 0)}" for period in periods], size=8
    )
    axes.tick_params(length=2)
    axes.grid(axis="y", color=paper.RULE, linewidth=0.5)
    axes.set_axisbelow(True)
