"""Display 9: how soon the codes of the grid are first evidenced.

The codes are fixed in advance, so this is not "theoretical saturation": it says when reading more sources stops
bringing evidence for codes not met before. Measure: Guest, Namey and Chen 2020, PLoS ONE 15(5) e0232076: new
codes in a run of sources over the codes of the base.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.cells import Cells
from qualcoop.analysis.columns import Columns
from qualcoop.analysis.positions import Ints
from qualcoop.analysis.result import Result
from qualcoop.analysis.rows import one_row
from qualcoop.errors import InputError
from qualcoop.language import tr

ORDERS = 1000
SEED = 20200505


@dataclass(frozen=True)
class Saturation(Result):
    """frame: one line per source in the real order: source, date, new (codes), S, low, median, high, new_share.

    S(k): distinct codes evidenced in the first k sources. low, median, high: 5, 50 and 95 % of S(k) over
    random orders. new_share: codes first seen in the run that ends here over the codes of the base.
    """

    base: int = 4
    run: int = 2
    threshold: float = 0.05
    reached: int | None = None
    possible: int = 0


def saturation(
    bundle: Bundle,
    *,
    case: str | None = None,
    with_pro: bool = False,
    codes: Iterable[str] | None = None,
    base: int = 4,
    run: int = 2,
    threshold: float = 0.05,
    orders: int = ORDERS,
    seed: int = SEED,
) -> Saturation:
    """First evidence of codes, source after source by date.

    case: a row of display 1; its own coded sources only. codes: those to follow (all active codes by
    default), each by its own segments, without roll-up. Raises UnknownNameError, InputError.
    """
    if base < 1 or run < 1 or orders < 1 or not 0 <= threshold < 1:
        raise InputError(
            "Saturation : base, suite et ordres d'au moins 1, seuil entre 0 et 1.",
            "Saturation: base, run and orders of at least 1, threshold between 0 and 1.",
        )
    names = [code.id for code in bundle.codebook.active] if codes is None else list(codes)
    sources, held = _held(bundle, case, with_pro, names)
    first = _first(held, np.arange(len(sources))[None, :])[0]
    share = _new_share(first, len(sources), base, run)
    reached = next((k + 1 for k, value in enumerate(share) if value <= threshold), None)
    frame = _frame(bundle, sources, names, first, _band(held, orders, seed)).assign(new_share=share)
    settings = {"base": base, "run": run, "threshold": threshold, "reached": reached, "codes": len(names)}
    return Saturation(
        "saturation",
        frame,
        _notes(base, run, threshold, reached, case),
        {**bundle.context, "case": case, "orders": orders, "seed": seed, **settings},
        base=base,
        run=run,
        threshold=threshold,
        reached=reached,
        possible=len(names),
    )


def _frame(
    bundle: Bundle, sources: list[str], names: list[str], first: Ints, band: NDArray[np.float64]
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "source": sources,
            "date": bundle.sources["date"].loc[sources].to_list(),
            "new": [" ".join(names[code] for code in np.flatnonzero(first == k)) for k in range(len(sources))],
            "S": _curves(first[None, :], len(sources))[0],
            "low": band[0],
            "median": band[1],
            "high": band[2],
        },
        index=pd.RangeIndex(1, len(sources) + 1, name="k"),
    )


def _held(bundle: Bundle, case: str | None, with_pro: bool, names: list[str]) -> tuple[list[str], NDArray[np.bool_]]:
    """The row's own coded sources by date then id, and which codes each holds."""
    rows = one_row(bundle, case, with_pro)
    cells = Cells(bundle, rows, _leaves(bundle, names))
    own = np.flatnonzero(cells.bases.members[0])
    dates = ["" if pd.isna(date) else str(date) for date in bundle.sources["date"]]
    ids = [str(name) for name in bundle.sources.index]
    # A source without a date comes last: its place in the order is not known.
    order = sorted((int(number) for number in own), key=lambda n: (dates[n] == "", dates[n], ids[n]))
    segment, cell = cells.pairs
    first = cell < len(names)
    there = np.zeros((len(ids), len(names)), dtype=bool)
    there[bundle.arrays.source[segment[first]], cell[first]] = True
    return [ids[number] for number in order], there[order]


def _leaves(bundle: Bundle, names: list[str]) -> Columns:
    """Columns that hold each code by itself, without its sub-codes."""
    checked = Columns.of(bundle.codebook, names) if names else Columns.none()
    return Columns("own", checked.ids, checked.labels, tuple(frozenset((name,)) for name in names), checked.groups)


def _first(held: NDArray[np.bool_], place: Ints) -> Ints:
    """orders × codes: the place of the first source that holds each code (the number of sources if none).

    place: orders × sources, the place of each source in each order.
    """
    sources, codes = held.shape
    first = np.full((len(place), codes), sources, dtype=np.int64)
    for code in range(codes):
        holding = np.flatnonzero(held[:, code])
        if len(holding):
            first[:, code] = place[:, holding].min(axis=1)
    return first


def _curves(first: Ints, sources: int) -> Ints:
    """orders × sources: S(k)."""
    counts = np.zeros((len(first), sources + 1), dtype=np.int64)
    np.add.at(counts, (np.arange(len(first))[:, None], first), 1)
    return np.cumsum(counts[:, :sources], axis=1)


def _band(held: NDArray[np.bool_], orders: int, seed: int) -> NDArray[np.float64]:
    sources = len(held)
    if not sources:
        return np.empty((3, 0))
    places = np.random.default_rng(seed).permuted(np.tile(np.arange(sources), (orders, 1)), axis=1)
    return np.asarray(np.percentile(_curves(_first(held, places), sources), [5, 50, 95], axis=0))


def _new_share(first: Ints, sources: int, base: int, run: int) -> NDArray[np.float64]:
    """For each k, the codes first seen in the run ending at k over those of the base; NaN inside the base."""
    share = np.full(sources, np.nan)
    known = int((first < base).sum())
    if known:
        for k in range(base + run - 1, sources):
            share[k] = ((first > k - run) & (first <= k)).sum() / known
    return share


def _notes(base: int, run: int, threshold: float, reached: int | None, case: str | None) -> tuple[str, ...]:
    percent = f"{100 * threshold:g}"
    notes = [
        tr(
            "Codes fixés d'avance : la courbe montre leur première attestation, et non une « saturation "
            "théorique ». Elle ne permet pas de cesser de lire.",
            "Codes fixed in advance: the curve shows their first evidence, not 'theoretical saturation'. "
            "It is no licence to stop reading.",
        ),
        tr(
            f"Guest, Namey et Chen 2020 : base {base}, suite {run}, seuil {percent} % : ",
            f"Guest, Namey and Chen 2020: base {base}, run {run}, threshold {percent} %: ",
        )
        + (
            tr("non atteint.", "not reached.")
            if reached is None
            else tr(f"atteint à {reached}.", f"reached at {reached}.")
        ),
    ]
    if case is None:
        notes.append(
            tr(
                "Plusieurs cas ensemble : préférer une courbe par cas.",
                "Several cases together: prefer one curve per case.",
            )
        )
    return tuple(notes)
