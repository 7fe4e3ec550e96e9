"""All the figures of a layer in a folder, one file each: what a paper or a slide takes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from qualcoop.analysis import case_by_code, cooccurrence
from qualcoop.output import package
from qualcoop.output.displays import balance_of, phases_of, saturations_of
from qualcoop.output.figures.balances import balance
from qualcoop.output.figures.curves import saturation
from qualcoop.output.figures.matrices import heatmap
from qualcoop.output.figures.networks import network
from qualcoop.output.figures.paper import save
from qualcoop.output.figures.periods import phases

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from qualcoop.analysis.bundle import Bundle

_LEAST = 2  # turns in which a pair meets


def write_all(folder: str | Path, bundle: Bundle, kind: str = "svg") -> list[str]:
    """Write every figure that the layer has matter for; gives the files' names.

    kind: svg, png or pdf. The same bundle gives the same bytes. Raises InputError, StoreError.
    """
    target = Path(folder)
    package.make_folder(target)
    return [save(figure, target / f"{name}.{kind}").name for name, figure in _drawn(bundle)]


def _drawn(bundle: Bundle) -> Iterator[tuple[str, Figure]]:
    if len(bundle.cases):
        yield "projet_x_code", heatmap(case_by_code(bundle))
    found = balance_of(bundle)
    if found is not None:
        yield "equilibre", balance(found)
    periods = phases_of(bundle)
    if periods is not None:
        yield "phases", phases(periods)
    for case, curve in saturations_of(bundle).items():
        yield f"saturation_{case}", saturation(curve)
    if len(bundle.counted):
        # A code and its parent would meet everywhere: only the codes at the tips of the tree are drawn.
        parents = {code.parent for code in bundle.codebook.codes}
        tips = [code.id for code in bundle.codebook.codes if code.id not in parents]
        yield "rencontres", network(cooccurrence(bundle, tips, "turn", with_pro=True), _LEAST)
