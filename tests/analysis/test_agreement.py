"""Coefficients against published values and against recomputed references."""

import json
from pathlib import Path

import numpy as np
import pytest

from qualcoop.analysis.agreement import (
    binary,
    cohen_kappa,
    kappa_of_table,
    krippendorff_alpha,
    percent_agreement,
)

REFERENCE = Path(__file__).parents[2].parent / "shared" / "data" / "agreement_reference.json"

# Krippendorff 2011, four observers and twelve units, with missing values: nominal alpha 0.743.
KRIPPENDORFF = [
    (1, 1, None, 1), (2, 2, 3, 2), (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2), (1, 2, 3, 4),
    (4, 4, 4, 4), (1, 1, 2, 1), (2, 2, 2, 2), (None, 5, 5, 5), (None, None, 1, 1), (None, None, 3, None),
]  # fmt: skip


def test_krippendorff_2011():
    assert krippendorff_alpha(KRIPPENDORFF) == pytest.approx(0.743, abs=5e-4)


def test_cohen_1960_table_1():
    assert kappa_of_table(np.array([[88, 14, 18], [10, 40, 10], [2, 6, 12]])) == pytest.approx(0.492, abs=6e-4)


def test_undefined_is_blank_not_one():
    assert np.isnan(krippendorff_alpha([("x", None), (None, "y")]))
    assert np.isnan(krippendorff_alpha([("x", "x"), ("x", "x")]))
    assert np.isnan(cohen_kappa(["x", "x"], ["x", "x"]))
    assert np.isnan(cohen_kappa([], []))
    assert np.isnan(percent_agreement([]))
    assert percent_agreement([("x", "x"), ("x", "x")]) == 1


def test_the_binary_shortcut_is_the_general_formula():
    ratings = [("y", "y")] * 5 + [("y", "n")] * 2 + [("n", "y")] * 3 + [("n", "n")] * 30
    found = binary(n_both=5, n_one=7, n_two=8, units=40)
    assert found["alpha"] == pytest.approx(krippendorff_alpha(ratings))
    assert found["kappa"] == pytest.approx(cohen_kappa(*zip(*ratings, strict=True)))
    assert found["agreement"] == pytest.approx(35 / 40)
    assert found["prevalence"] == pytest.approx(15 / 80)
    assert np.isnan(binary(0, 0, 0, 10)["alpha"])


def _cases():
    if not REFERENCE.exists():
        return [pytest.param(None, marks=pytest.mark.skip(reason="../shared is not here"))]
    kinds = ("nominal_units", "character_level_nominal")
    cases = json.loads(REFERENCE.read_text(encoding="utf-8"))["cases"]
    return [pytest.param(case, id=case["id"]) for case in cases if case["kind"] in kinds]


def _ratings(case):
    if "rater1" in case:
        return list(zip(case["rater1"], case["rater2"], strict=True))
    if "table" in case:
        names = case["categories"]
        return [
            (names[i], names[j])
            for i, line in enumerate(case["table"])
            for j, count in enumerate(line)
            for _ in range(count)
        ]
    return case["ratings_units_x_raters"]


@pytest.mark.parametrize("case", _cases())
def test_reference_values(case):
    ratings = _ratings(case)
    expected = {**case["cross_checks"], **case["expected"]} if "cross_checks" in case else case["expected"]
    alpha = expected["krippendorff_alpha_nominal"]
    found = krippendorff_alpha(ratings)
    assert np.isnan(found) if alpha is None else found == pytest.approx(alpha, abs=1e-6)
    if "percent_agreement" in expected:
        assert percent_agreement(ratings) == pytest.approx(expected["percent_agreement"], abs=1e-6)
    if "cohen_kappa" in expected:
        assert cohen_kappa(*zip(*ratings, strict=True)) == pytest.approx(expected["cohen_kappa"], abs=1e-6)
