"""How well learned suggestions rank and choose, in counts, beside the written rules on the same sentences."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from qualcoop.suggest.evaluate import wilson

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

FIRST = 10  # how many of the best ranked a person would look at first


def measures(chance: Floats, truth: Mask, by_rules: Mask, folds: npt.NDArray[np.int64]) -> dict[str, Any]:
    """Counts and shares of one code over held-out sentences.

    chance: calibrated scores from models that never saw the sentence's source. folds: each sentence's fold.

    examples; first_10, right_10: of the ten best ranked, how many are right; average_precision;
    offered, right, precision (+ low, high), recall (+ low, high) at the threshold that serves F½ best in the
    *other* folds; rules_offered, rules_right, rules_precision, rules_recall: the written rules;
    right_at_rules: how many are right among the best ranked when as many are looked at as the rules offer.
    """
    order = np.argsort(-chance, kind="stable")
    chosen = _chosen(chance, truth, folds)
    examples, offered, right = int(truth.sum()), int(chosen.sum()), int((chosen & truth).sum())
    rules_offered, rules_right = int(by_rules.sum()), int((by_rules & truth).sum())
    precision, recall = wilson(right, offered), wilson(right, examples)
    return {
        "examples": examples,
        "first_10": min(FIRST, len(order)),
        "right_10": int(truth[order[:FIRST]].sum()),
        "average_precision": round(average_precision(truth[order]), 4),
        "offered": offered,
        "right": right,
        "precision": precision.share,
        "precision_low": precision.low,
        "precision_high": precision.high,
        "recall": recall.share,
        "recall_low": recall.low,
        "recall_high": recall.high,
        "rules_offered": rules_offered,
        "rules_right": rules_right,
        "rules_precision": wilson(rules_right, rules_offered).share,
        "rules_recall": wilson(rules_right, examples).share,
        "right_at_rules": int(truth[order[:rules_offered]].sum()),
    }


def _chosen(chance: Floats, truth: Mask, folds: npt.NDArray[np.int64]) -> Mask:
    chosen = np.zeros(len(chance), dtype=bool)
    for fold in np.unique(folds):
        here, others = folds == fold, folds != fold
        if others.any() and truth[others].any():
            chosen[here] = chance[here] >= best_threshold(chance[others], truth[others])
    return chosen


def best_threshold(chance: Floats, truth: Mask) -> float:
    """The score from which on choosing gives the best F½ (precision counts twice); the highest of equals."""
    order = np.argsort(-chance, kind="stable")
    ranked = chance[order]
    right = np.cumsum(truth[order])
    last = np.append(ranked[1:] != ranked[:-1], True)  # equal scores are taken or left together
    weighed = 1.25 * right / (np.arange(1, len(order) + 1) + 0.25 * max(int(truth.sum()), 1))
    return float(ranked[int(np.argmax(np.where(last, weighed, -1.0)))])


def average_precision(ranked: Mask) -> float:
    """The mean, over the right ones, of the share of right ones at each one's rank.

    >>> average_precision(np.array([True, False, True]))
    0.8333333333333333
    """
    ranks = np.flatnonzero(ranked) + 1
    return float((np.arange(1, len(ranks) + 1) / ranks).mean()) if len(ranks) else 0.0
