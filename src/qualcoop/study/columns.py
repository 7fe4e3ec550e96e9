"""Queries straight into columns: no object per row, so that 100,000 codings are read in a blink."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, Select

Ints = NDArray[np.int64]


@contextmanager
def _no_collection() -> Iterator[None]:
    """No garbage collection while many small tuples are made: it would go over all of them again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def columns_of(connection: Connection, query: Select[Any]) -> dict[str, Sequence[Any]]:
    """The columns of a query, each as one sequence. For plain columns: the driver's values as they come."""
    names = list(query.selected_columns.keys())
    with _no_collection():
        result = connection.execute(query)
        rows = result.cursor.fetchall() if result.cursor is not None else []
        result.close()
        columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(names)
        del rows  # before collection sets in again
    return dict(zip(names, columns, strict=True))


def text_column(values: Iterable[Any]) -> Any:
    """A text column, NaN where nothing stands; one value all along (usual for coder or memo) is made once."""
    listed = values if isinstance(values, tuple) else tuple(values)
    if len(listed) > 1 and listed.count(listed[0]) == len(listed):
        return pd.array([listed[0]], dtype="str").take(np.zeros(len(listed), dtype=np.int64))
    return pd.array(list(listed), dtype="str")
