"""How good the suggestions are, with counts and intervals: per code, per rule, for any layer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import sqrt
from typing import Literal, NamedTuple

import pandas as pd

from qualcoop.errors import InputError

By = Literal["code", "rule"]
Judge = Literal["decisions", "layer"]

COLUMNS = (
    "offered", "accepted", "edited", "rejected", "missed",
    "precision", "precision_low", "precision_high", "recall", "recall_low", "recall_high",
)  # fmt: skip
_STATES = ("accepted", "edited", "rejected")
_Z95 = 1.959963984540054


class Interval(NamedTuple):
    """A share and its interval; NaN where nothing was counted."""

    share: float
    low: float
    high: float


def wilson(successes: int, trials: int, z: float = _Z95) -> Interval:
    """The score interval of a proportion (Wilson, 1927); `z` is the normal quantile (1.96: 95 %).

    >>> [round(value, 3) for value in wilson(8, 10)]
    [0.8, 0.49, 0.943]
    """
    if trials == 0:
        return Interval(float("nan"), float("nan"), float("nan"))
    share = successes / trials
    spread = 1 + z * z / trials
    middle = (share + z * z / (2 * trials)) / spread
    half = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / spread
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


def evaluate(
    suggestions: pd.DataFrame,
    codings: pd.DataFrame,
    *,
    by: By = "code",
    judge: Judge = "decisions",
    sources: Iterable[str] | None = None,
) -> pd.DataFrame:
    """Offered, accepted, edited, rejected and missed suggestions, precision and recall with 95 % intervals.

    suggestions: columns source, start, end, code, rule, state. codings: source, start, end, code, of ONE
    layer (a column `layer` with several values is refused).
    judge: "decisions" takes each suggestion's state; "layer" compares with the codings: accepted is the same
    span and code, edited an overlapping one, rejected none.
    missed: codings that no suggestion of the same code overlaps. They belong to codes, not to rules: with
    by="rule" they stand once a code, in the row whose rule is empty, and a rule has no recall.
    sources: those that were coded; suggestions elsewhere are left out (all sources when None, and with
    judge="layer" those that have codings).
    Returns a frame indexed by code, or by code and rule. Precision = (accepted + edited) / judged; recall =
    (accepted + edited) / (accepted + edited + missed). Raises InputError.
    """
    _check(suggestions, ("source", "start", "end", "code", "rule", "state"), "suggestions")
    _check(codings, ("source", "start", "end", "code"), "codings")
    if "layer" in codings.columns and codings["layer"].nunique() > 1:
        raise InputError(
            "évaluation : les codages viennent de plusieurs couches ; choisissez-en une.",
            "evaluation: the codings come from several layers; choose one.",
        )
    kept = set(sources) if sources is not None else set(codings["source"]) if judge == "layer" else None
    if kept is not None:
        suggestions = suggestions[suggestions["source"].isin(kept)]
        codings = codings[codings["source"].isin(kept)]
    if judge == "layer":
        suggestions = suggestions.assign(state=_judged(suggestions, codings))
    keys = ["code"] if by == "code" else ["code", "rule"]
    states = suggestions.groupby([*keys, "state"], sort=True).size().unstack(fill_value=0)
    counts = states.reindex(columns=list(_STATES), fill_value=0)
    counts.insert(0, "offered", states.sum(axis=1))
    return _with_shares(_with_missed(counts, _missed(suggestions, codings), by), by)


def _check(frame: pd.DataFrame, columns: Sequence[str], what: str) -> None:
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise InputError(
            f"évaluation : il manque la colonne « {missing[0]} » dans {what}.",
            f"evaluation: the column '{missing[0]}' is missing in {what}.",
        )


def _spans(frame: pd.DataFrame) -> dict[tuple[str, str], list[tuple[int, int]]]:
    spans: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for source, code, start, end in frame[["source", "code", "start", "end"]].itertuples(index=False):
        spans.setdefault((source, code), []).append((int(start), int(end)))
    return spans


def _judged(suggestions: pd.DataFrame, codings: pd.DataFrame) -> list[str]:
    spans = _spans(codings)
    judged = []
    for source, code, start, end in suggestions[["source", "code", "start", "end"]].itertuples(index=False):
        near = spans.get((source, code), [])
        if (start, end) in near:
            judged.append("accepted")
        else:
            overlaps = any(low < end and start < high for low, high in near)
            judged.append("edited" if overlaps else "rejected")
    return judged


def _missed(suggestions: pd.DataFrame, codings: pd.DataFrame) -> pd.Series[int]:
    """By code, how many codings no suggestion of that code overlaps."""
    spans = _spans(suggestions)
    alone = [
        not any(low < end and start < high for low, high in spans.get((source, code), []))
        for source, code, start, end in codings[["source", "code", "start", "end"]].itertuples(index=False)
    ]
    return codings.loc[alone].groupby("code").size()


def _with_missed(counts: pd.DataFrame, missed: pd.Series[int], by: By) -> pd.DataFrame:
    if by == "code":
        everything = counts.index.union(missed.index, sort=True)
        counts = counts.reindex(everything, fill_value=0)
        return counts.assign(missed=missed.reindex(everything, fill_value=0))
    rows = pd.DataFrame(0, index=pd.MultiIndex.from_product([missed.index, [""]]), columns=counts.columns)
    rows["missed"] = missed.to_numpy()
    joined = pd.concat([counts.assign(missed=0), rows]).sort_index()
    joined.index.names = ["code", "rule"]
    return joined


def _with_shares(counts: pd.DataFrame, by: By) -> pd.DataFrame:
    right = counts["accepted"] + counts["edited"]
    precision = [wilson(int(good), int(good + bad)) for good, bad in zip(right, counts["rejected"], strict=True)]
    recall = [
        wilson(int(good), int(good + lost)) if by == "code" else wilson(0, 0)
        for good, lost in zip(right, counts["missed"], strict=True)
    ]
    made = counts.astype(int)
    for name, values in (("precision", precision), ("recall", recall)):
        made[name] = [value.share for value in values]
        made[f"{name}_low"] = [value.low for value in values]
        made[f"{name}_high"] = [value.high for value in values]
    return made[list(COLUMNS)]
