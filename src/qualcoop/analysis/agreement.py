"""Agreement coefficients over nominal ratings, and nothing else: no study, no text.

Percent agreement; Cohen's kappa (Cohen 1960); Krippendorff's alpha, nominal (Krippendorff 2011, "Computing
Krippendorff's Alpha-Reliability"). Each is NaN where it is not defined: nothing rated twice, or one value only.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualcoop.analysis.positions import Ints

Ratings = Sequence[Sequence[Hashable | None]]


def percent_agreement(ratings: Ratings) -> float:
    """The mean over units of the share of rater pairs that agree; units with fewer than two ratings left out.

    ratings: one line per unit, one value per rater, None where a rater gave none.
    """
    counts = _counts(ratings)
    many = counts.sum(axis=1)
    kept = many > 1
    if not kept.any():
        return np.nan
    counts, many = counts[kept], many[kept]
    return float(((counts * (counts - 1)).sum(axis=1) / (many * (many - 1))).mean())


def krippendorff_alpha(ratings: Ratings) -> float:
    """Nominal alpha for any number of raters, missing values allowed; see `percent_agreement` for `ratings`."""
    return alpha_of_counts(_counts(ratings))


def cohen_kappa(one: Sequence[Hashable | None], two: Sequence[Hashable | None]) -> float:
    """Kappa of two raters over the units that both rated."""
    both = [(a, b) for a, b in zip(one, two, strict=True) if a is not None and b is not None]
    if not both:
        return np.nan
    numbers, values = pd.factorize(np.asarray([each for pair in both for each in pair], dtype=object))
    pairs = numbers.reshape(-1, 2)
    table = np.zeros((len(values), len(values)))
    np.add.at(table, (pairs[:, 0], pairs[:, 1]), 1)
    return kappa_of_table(table)


def kappa_of_table(table: NDArray[np.generic]) -> float:
    """Kappa of a square table: lines the first rater's values, columns the second's."""
    counts = np.asarray(table, dtype=np.float64)
    total = counts.sum()
    if not total:
        return np.nan
    observed = np.trace(counts) / total
    expected = float(counts.sum(axis=1) @ counts.sum(axis=0)) / total**2
    return float((observed - expected) / (1 - expected)) if expected < 1 else np.nan


def alpha_of_counts(counts: Ints) -> float:
    """Nominal alpha from units × values: how many raters gave each value to each unit."""
    many = counts.sum(axis=1)
    counts, many = counts[many > 1], many[many > 1]
    if not len(many):
        return np.nan
    values = counts.sum(axis=0)
    total = values.sum()
    disagreed = ((many**2 - (counts**2).sum(axis=1)) / (many - 1)).sum() / total
    expected = (total**2 - (values**2).sum()) / (total * (total - 1))
    return float(1 - disagreed / expected) if expected > 0 else np.nan


def binary(n_both: float, n_one: float, n_two: float, units: float) -> dict[str, float]:
    """The coefficients for one code: `units` units, marked by the first, by the second, by both.

    agreement, kappa, alpha (each unit rated twice, yes or no) and prevalence (mean share of marked units).
    """
    neither = units - n_one - n_two + n_both
    table = np.asarray([[n_both, n_one - n_both], [n_two - n_both, neither]], dtype=np.float64)
    if units <= 0:
        return dict.fromkeys(("agreement", "kappa", "alpha", "prevalence"), np.nan)
    yes = n_one + n_two
    expected = 2.0 * yes * (2 * units - yes) / (2 * units * (2 * units - 1))
    disagreed = (n_one + n_two - 2 * n_both) / units
    return {
        "agreement": float((n_both + neither) / units),
        "kappa": kappa_of_table(table),
        "alpha": float(1 - disagreed / expected) if expected > 0 else np.nan,
        "prevalence": float(yes / (2 * units)),
    }


def _counts(ratings: Ratings) -> Ints:
    """Units × values: how many raters gave each value."""
    flat = [(unit, value) for unit, line in enumerate(ratings) for value in line if value is not None]
    if not flat:
        return np.zeros((len(ratings), 0), dtype=np.int64)
    numbers, values = pd.factorize(np.asarray([value for _, value in flat], dtype=object))
    counts = np.zeros((len(ratings), len(values)), dtype=np.int64)
    np.add.at(counts, (np.asarray([unit for unit, _ in flat]), numbers), 1)
    return counts
