"""From numbers of segments back to passages."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.positions import Ints

COLUMNS = [
    "source",
    "start",
    "end",
    "quote",
    "code",
    "speaker",
    "turn",
    "role",
    "case",
    "phase",
    "memo",
    "origin",
    "coder",
    "layer",
    "id",
    "ids",
]


def distinct_quotes(bundle: Bundle, segments: Ints) -> pd.DataFrame:
    """One line per distinct span of the counted segments numbered `segments`, in reading order.

    code: the codes of the span, joined with " + ". id: its first segment; ids: all of them, as a tuple.
    """
    frame = bundle.counted.iloc[segments]
    frame = frame.assign(_span=bundle.arrays.span[segments]).sort_values(["_span", "code"], kind="stable")
    for column in COLUMNS:
        if column not in frame.columns and column != "ids":
            frame[column] = None
    grouped = frame.groupby("_span", sort=True)
    first = grouped.head(1).set_index("_span")
    first["code"] = grouped["code"].agg(lambda codes: " + ".join(dict.fromkeys(codes)))
    first["ids"] = grouped["id"].agg(tuple)
    return first.reset_index(drop=True)[COLUMNS]


def segment_lines(bundle: Bundle, segments: Ints) -> pd.DataFrame:
    """The counted segments numbered `segments`, one line each, in reading order."""
    order = np.lexsort((bundle.arrays.end[segments], bundle.arrays.start[segments], bundle.arrays.source[segments]))
    return bundle.counted.iloc[segments[order]].reset_index(drop=True)
