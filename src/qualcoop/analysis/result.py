"""What every display gives back: a frame, the notes to read with it, and plain values for JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Result:
    """The result of a display.

    name: the display's. frame: its figures. notes: denominators and warnings, in the user's language.
    context: layer, codebook version, filter, corpus. segments: the passages behind the figures, where the
    display shows figures of passages. extra: further tables by name.
    """

    name: str
    frame: pd.DataFrame
    notes: tuple[str, ...] = ()
    context: Mapping[str, Any] = field(default_factory=dict)
    segments: pd.DataFrame | None = None
    extra: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON: index, columns, values (null for blanks), the further tables, the notes."""
        return {
            "display": self.name,
            **table(self.frame),
            "tables": {name: table(frame) for name, frame in self.extra.items()},
            **{str(key): jsonable(value) for key, value in self.context.items()},
            "notes": list(self.notes),
        }


def table(frame: pd.DataFrame) -> dict[str, Any]:
    """A frame as {"index": [...], "columns": [...], "values": [[...]]} of plain values."""
    return {
        "index": [jsonable(name) for name in frame.index],
        "columns": [jsonable(name) for name in frame.columns],
        "values": [[jsonable(value) for value in row] for row in frame.itertuples(index=False, name=None)],
    }


def jsonable(value: Any) -> Any:
    """The value with plain Python types only; NaN and missing become None."""
    if isinstance(value, np.ndarray):
        return jsonable(value.tolist())
    if isinstance(value, Mapping):
        return {str(key): jsonable(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [jsonable(each) for each in value]
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, (bool, int, float, str)) else str(value)
