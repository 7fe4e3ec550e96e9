"""First evidence of codes, source after source: the real order, and the band of random orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualcoop.analysis.saturation import Saturation
from qualcoop.language import tr
from qualcoop.output.figures import paper

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def saturation(found: Saturation) -> Figure:
    """The result of `qualcoop.analysis.saturation`: S(k) by date, with the median and 5–95 % of random orders."""
    with paper.settings():
        frame = found.frame
        figure = paper.sheet(7.2, 4.3)
        axes = paper.frame(figure, 0.65, 0.3, 0.85, 1.05)
        case, percent = found.context.get("case"), f"{100 * found.threshold:g}"
        heading = tr("Première attestation des codes", "First evidence of codes") + (f" — {case}" if case else "")
        paper.title(
            figure,
            heading,
            tr(
                f"Guest, Namey et Chen 2020 : base {found.base}, suite {found.run}, seuil {percent} % : ",
                f"Guest, Namey and Chen 2020: base {found.base}, run {found.run}, threshold {percent} %: ",
            )
            + _reached(found),
        )
        k = list(frame.index)
        axes.fill_between(
            k,
            frame["low"],
            frame["high"],
            color="#E3E7EA",
            linewidth=0,
            label=tr("5–95 % des ordres", "5–95 % of orders"),
        )
        axes.plot(k, frame["median"], color=paper.SOFT, linestyle="--", linewidth=1.2, label=tr("médiane", "median"))
        real = tr("ordre réel (par date)", "real order (by date)")
        axes.plot(k, frame["S"], color=paper.DARK["L"], linewidth=2, marker="o", markersize=4, label=real)
        if found.reached is not None:
            axes.axvline(found.reached, color=paper.DARK["G"], linestyle=":", linewidth=1.2)
            axes.text(
                found.reached + 0.1,
                0.4,
                tr("seuil", "threshold"),
                color=paper.DARK["G"],
                size=8,
                rotation=90,
                va="bottom",
            )
        axes.set_xlim(0.5, max(len(k), 1) + 0.5)
        axes.set_ylim(0, max(float(frame["high"].max()) if len(frame) else 1.0, 1.0) * 1.08)
        step = max(1, len(k) // 16)
        axes.set_xticks(
            k[::step], [f"{n}\n{name}" for n, name in zip(k[::step], frame["source"][::step], strict=True)], size=7.5
        )
        axes.set_ylabel(tr(f"codes attestés, sur {found.possible}", f"codes evidenced, of {found.possible}"))
        axes.legend(loc="upper left", frameon=False, fontsize=8.5)
        axes.grid(axis="y", color=paper.RULE, linewidth=0.5)
        axes.set_axisbelow(True)
        paper.footnote(
            figure,
            tr(
                "Codes fixés d'avance : ni « saturation théorique », ni permis de cesser de lire.\n",
                "Codes fixed in advance: neither 'theoretical saturation' nor a licence to stop reading.\n",
            )
            + paper.provenance(dict(found.context)),
        )
    return figure


def _reached(found: Saturation) -> str:
    if found.reached is None:
        return tr("non atteint", "not reached")
    return tr(f"atteint à la source {found.reached}", f"reached at source {found.reached}")
