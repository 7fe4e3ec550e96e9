"""Counts and intervals of suggestions judged by a person or compared with a layer."""

import math

import pandas as pd
import pytest

from qualcoop.errors import InputError
from qualcoop.suggest.evaluate import evaluate, wilson


def suggestions(*rows):
    return pd.DataFrame(rows, columns=["source", "start", "end", "code", "rule", "state"])


def codings(*rows):
    return pd.DataFrame(rows, columns=["source", "start", "end", "code"])


OFFERED = suggestions(
    ("s", 0, 10, "A", "r1", "accepted"),
    ("s", 10, 20, "A", "r1", "edited"),
    ("s", 20, 30, "A", "r2", "rejected"),
    ("s", 30, 40, "A", "r2", "pending"),
    ("s", 0, 10, "B", "r3", "rejected"),
)
CODED = codings(("s", 0, 10, "A"), ("s", 12, 18, "A"), ("s", 50, 60, "A"), ("s", 50, 60, "C"), ("t", 0, 5, "A"))


@pytest.mark.parametrize(
    ("good", "all_", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (1, 1, 0.2065, 1.0)],
)
def test_wilson_against_published_values(good, all_, low, high):
    interval = wilson(good, all_)
    assert interval.low == pytest.approx(low, abs=1e-4)
    assert interval.high == pytest.approx(high, abs=1e-4)


def test_nothing_counted_is_blank_not_zero():
    assert all(math.isnan(value) for value in wilson(0, 0))


def test_by_code_from_decisions():
    table = evaluate(OFFERED, CODED)
    assert table.index.tolist() == ["A", "B", "C"]
    assert table.loc["A", ["offered", "accepted", "edited", "rejected", "missed"]].tolist() == [4, 1, 1, 1, 2]
    assert table.loc["A", "precision"] == pytest.approx(2 / 3)
    assert table.loc["A", "recall"] == pytest.approx(2 / 4)
    assert table.loc["C", ["offered", "missed"]].tolist() == [0, 1]
    assert math.isnan(table.loc["C", "precision"])
    assert table.loc["C", "recall"] == 0
    assert table.loc["A", "precision_low"] < 2 / 3 < table.loc["A", "precision_high"]


def test_by_rule_the_missed_stand_apart():
    table = evaluate(OFFERED, CODED, by="rule")
    assert table.loc[("A", "r1"), ["offered", "accepted", "edited"]].tolist() == [2, 1, 1]
    assert table.loc[("A", ""), "missed"] == 2
    assert table["missed"].sum() == 3
    assert table["recall"].isna().all()


def test_against_a_layer_only_its_sources_count():
    table = evaluate(OFFERED.assign(state="pending"), CODED, judge="layer")
    assert table.loc["A", ["accepted", "edited", "rejected", "missed"]].tolist() == [1, 1, 2, 2]
    assert table.loc["B", "rejected"] == 1
    only = evaluate(OFFERED, CODED, sources=["s"])
    assert only.loc["A", "missed"] == 1


def test_nothing_offered_and_nothing_coded():
    assert len(evaluate(suggestions(), codings())) == 0
    assert evaluate(suggestions(), CODED).loc["A", "missed"] == 4
    assert evaluate(OFFERED, codings()).loc["A", "missed"] == 0


def test_faults_are_said():
    with pytest.raises(InputError, match="« rule »"):
        evaluate(OFFERED.drop(columns="rule"), CODED)
    with pytest.raises(InputError, match="plusieurs couches"):
        evaluate(OFFERED, CODED.assign(layer=["a", "b", "a", "a", "a"]))
