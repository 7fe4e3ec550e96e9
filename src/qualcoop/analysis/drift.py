"""Did coding change as it went on? The sources in the order they were coded, first half against second."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.frequency import SourceMatrix, source_by_code
from qualcoop.analysis.result import Result
from qualcoop.analysis.trail import Trail
from qualcoop.errors import UnknownNameError
from qualcoop.language import tr


def drift(
    bundle: Bundle,
    order: Sequence[str] | None = None,
    columns: str | Sequence[str] = "family",
    *,
    with_pro: bool = True,
    trail: Trail | None = None,
) -> Result:
    """Segments per 1,000 words, source after source in the order of coding.

    order: source ids as they were coded; without it that of the trail (what the journal tells), and without one
    the order in which sources first appear among the segments; then coded sources without any. frame: one line
    per source: place, words, seg, per_1k, span (mean words of a segment), codes (distinct columns).
    extra["halves"]: per column, per_1k in the first and in the second half of the sources, and the difference.
    Raises UnknownNameError.
    """
    matrix = source_by_code(bundle, columns, with_pro=with_pro)
    coded = [name for name in matrix.rows if bundle.coded_here[bundle.sources.index.get_loc(name)]]
    told = order
    if order is None and trail is not None:
        told = [name for name in trail.order if name in bundle.sources.index]
    names = _order(bundle, told, coded)
    seg = matrix.frame.loc[names]
    words = bundle.sources["words"].loc[names].astype(np.float64)
    total = pd.Series(matrix.row_segments).loc[names].astype(np.float64)
    frame = pd.DataFrame(
        {
            "place": np.arange(1, len(names) + 1),
            "words": words.astype(np.int64),
            "seg": total.astype(np.int64),
            "per_1k": 1000 * total / words.replace(0, np.nan),
            "span": _span_words(bundle, matrix).reindex(names) / total.replace(0, np.nan),
            "codes": (seg > 0).sum(axis=1),
        },
        index=pd.Index(names, name="source"),
    )
    notes = _notes(order is not None, trail)
    return Result("drift", frame, notes, bundle.context, extra={"halves": _halves(seg, words)})


def _order(bundle: Bundle, order: Sequence[str] | None, coded: list[str]) -> list[str]:
    if order is None:
        seen = dict.fromkeys(str(name) for name in bundle.counted["source"])
    else:
        for name in order:
            if name not in bundle.sources.index:
                raise UnknownNameError("La source", "The source", name, bundle.sources.index)
        seen = dict.fromkeys(order)
    here = set(coded)
    return list(dict.fromkeys([*(name for name in seen if name in here), *coded]))


def _span_words(bundle: Bundle, matrix: SourceMatrix) -> pd.Series:
    """The sum over distinct spans of their words, by source."""
    spans = np.unique(matrix.cells.spans[1])
    segment = bundle.arrays.span_first[spans]
    groups = np.arange(len(spans))
    sizes = bundle.ruler.touched(bundle.arrays.passages(groups, segment)).by_group(len(spans))["words"]
    source = bundle.arrays.span_source[spans]
    sums = np.bincount(source, weights=sizes, minlength=len(bundle.sources))
    return pd.Series(sums, index=bundle.sources.index)


def _halves(seg: pd.DataFrame, words: pd.Series) -> pd.DataFrame:
    middle = (len(seg) + 1) // 2
    rates = [
        1000 * seg.iloc[part].sum() / words.iloc[part].sum() if words.iloc[part].sum() else seg.sum() * np.nan
        for part in (slice(None, middle), slice(middle, None))
    ]
    return pd.DataFrame(
        {
            "first": rates[0],
            "second": rates[1],
            "difference": rates[1] - rates[0],
            "first_seg": seg.iloc[:middle].sum(),
            "second_seg": seg.iloc[middle:].sum(),
        }
    )


def _notes(given: bool, trail: Trail | None) -> tuple[str, ...]:
    return (
        *_order_notes(given, trail),
        tr(
            "Une différence entre les deux moitiés peut venir des sources autant que du codage : recoder une "
            "source du début pour savoir.",
            "A difference between the halves may come from the sources as much as from coding: recode an early "
            "source to know.",
        ),
    )


def _order_notes(given: bool, trail: Trail | None) -> tuple[str, ...]:
    """Where the order comes from, and how far it may be believed."""
    if given:
        return (tr("Ordre de codage donné.", "Order of coding as given."),)
    if trail is None:
        return (
            tr(
                "Ordre : celui où les sources apparaissent parmi les segments.",
                "Order: that in which sources appear among the segments.",
            ),
        )
    journal = tr(
        "L'ordre est celui du journal : le premier codage de chaque source dans cette couche.",
        "The order is the journal's: the first coding of each source in this layer.",
    )
    if not trail.together:
        return (journal,)
    return (
        journal,
        tr(
            f"{trail.together} sources sont entrées déjà codées, plusieurs d'un coup : leur rang ne dit pas quand "
            "elles furent codées ; donnez l'ordre à « qualcoop drift --order E02,E01… ».",
            f"{trail.together} sources came in already coded, several at once: their place does not tell when they "
            "were coded; give the order to 'qualcoop drift --order E02,E01…'.",
        ),
    )
