"""Time a function several times in this process; report medians, growth and ratios."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One measured line: what, how large, seconds (median), what was asked, and a remark."""

    what: str
    size: str
    seconds: float
    asked: float | None = None
    remark: str = ""


def median(work: Callable[[], object], runs: int = 3, before: Callable[[], object] | None = None) -> float:
    """The median of `runs` wall-clock times of `work`, in seconds; `before` is not counted."""
    times = []
    for _ in range(runs):
        if before is not None:
            before()
        gc.collect()
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def growth(rows: list[Row]) -> str:
    """How time grows over rows of growing size: each as a multiple of the first."""
    return " → ".join(f"×{row.seconds / rows[0].seconds:.1f}" for row in rows)


def show(title: str, rows: list[Row]) -> None:
    """Print the rows of one benchmark."""
    print(f"\n{title}")
    for row in rows:
        asked = f"  (asked ≤ {row.asked:g} s: ×{row.asked / row.seconds:.1f})" if row.asked else ""
        print(f"  {row.what:<44} {row.size:>12}  {row.seconds:8.3f} s{asked}  {row.remark}".rstrip())
