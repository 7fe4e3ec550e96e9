"""Display 3: windows, counts that one can redo by hand, masks and flags."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcoop.analysis.cooccurrence import cooccurrence
from qualcoop.errors import InputError, UnknownNameError
from qualcoop.spans import union

TURNS = [
    ("interviewer", "Q", "Alors dites."),
    ("respondent", "A", "Un deux. Trois quatre. Cinq six. Sept huit."),
    ("respondent", "B", "Neuf dix. Onze douze."),
]


def study(kit, *codings):
    made = kit().source("S1", "P2", TURNS)
    for code, quote in codings:
        made.code("S1", code, quote=quote)
    return made.bundle()


def both(bundle, one, two, window, **options):
    return cooccurrence(bundle, window=window, **options).frame.loc[one, two]


def test_each_window_by_hand(kit):
    bundle = study(kit, ("L3.1", "Un"), ("L5.1", "deux"), ("G2", "Cinq"), ("C3", "Onze"))
    assert both(bundle, "L3.1", "L5.1", "sentence") == 1
    assert both(bundle, "L3.1", "L5.1", "overlap") == 0
    assert both(bundle, "L3.1", "G2", "sentence") == 0
    assert both(bundle, "L3.1", "G2", "turn") == 1
    assert both(bundle, "L3.1", "G2", "within", k=1) == 0
    assert both(bundle, "L3.1", "G2", "within", k=2) == 1
    assert both(bundle, "L3.1", "C3", "turn") == 0
    assert both(bundle, "L3.1", "C3", "source") == 1
    assert cooccurrence(bundle, window="turn").context["units"] == 2
    assert cooccurrence(bundle, window="sentence").context["units"] == 6


def test_figures_of_a_pair(kit):
    bundle = study(kit, ("L3.1", "Un"), ("L3.1", "Neuf"), ("L5.1", "deux"))
    found = cooccurrence(bundle, window="turn")
    assert found.frame.loc["L3.1", "L3.1"] == 2
    assert found.extra["c"].loc["L3.1", "L5.1"] == pytest.approx(1 / 2)
    assert found.extra["p"].loc["L3.1", "L5.1"] == pytest.approx(1 / 2)
    assert found.extra["p"].loc["L5.1", "L3.1"] == 1
    assert found.extra["lift"].loc["L5.1", "L3.1"] == pytest.approx(1 * 2 / (2 * 1))
    pair = found.extra["pairs"].set_index(["one", "two"]).loc[("L3.1", "L5.1")]
    assert (pair["n_one"], pair["n_two"], pair["n_both"]) == (2, 1, 1)


def test_parent_and_child_are_masked_and_siblings_flagged(kit):
    bundle = study(kit, ("L3.1", "Un"), ("L3.2", "deux"))
    found = cooccurrence(bundle, window="turn")
    assert np.isnan(found.frame.loc["L3", "L3.1"])
    assert np.isnan(found.extra["c"].loc["L3.1", "L3"])
    pairs = found.extra["pairs"]
    assert pairs[["one", "two", "siblings"]].to_numpy().tolist() == [["L3.1", "L3.2", True]]


def test_overlap_counts_stretches_not_pairs_of_segments(kit):
    long = "Un deux. Trois quatre. Cinq six. Sept huit."
    bundle = study(kit, ("L3", long), ("G2", "deux"), ("G2", "quatre"), ("G2", "Onze"))
    found = cooccurrence(bundle, ["L3", "G2"], window="overlap")
    assert found.frame.loc["L3", "G2"] == 1
    assert found.extra["c"].loc["L3", "G2"] == pytest.approx(1 / 2)
    assert found.extra["p"].loc["L3", "G2"] == 1
    assert found.extra["p"].loc["G2", "L3"] == pytest.approx(1 / 2)
    assert np.isnan(found.extra["lift"].loc["G2", "L3"])
    assert found.quotes("L3", "G2")["quote"].tolist() == [long, "deux", "quatre"]
    assert found.quotes("L3", "G2")["unit"].nunique() == 1


def test_quotes_are_those_of_the_units_that_hold_both(kit):
    bundle = study(kit, ("L3.1", "Un"), ("L5.1", "six"), ("L3.1", "Neuf"))
    quotes = cooccurrence(bundle, window="turn").quotes("L3.1", "L5.1")
    assert quotes["quote"].tolist() == ["Un", "six"]
    assert quotes["unit"].nunique() == 1


def test_uneven_counts_are_flagged(kit):
    made = kit()
    for number in range(6):
        made.source(f"S{number}", "P2").code(f"S{number}", "L1", 0, 2)
    made.code("S0", "G3", 0, 2)
    assert cooccurrence(made.bundle()).extra["pairs"]["uneven"].tolist() == [True]


def test_case_rows_may_be_asked_for(kit):
    made = kit().source("S1", "P1a").code("S1", "L1", 0, 2).code("S1", "G3", 0, 2, about="P1")
    bundle = made.bundle()
    assert cooccurrence(bundle, case="P1").frame.loc["L1", "G3"] == 1
    assert cooccurrence(bundle, case="P1 without P1a").frame.loc["L1", "G3"] == 0
    assert cooccurrence(bundle, case="P1 without P1a").frame.loc["G3", "G3"] == 1


def test_bad_windows_are_said(kit):
    bundle = study(kit)
    with pytest.raises(UnknownNameError, match="page"):
        cooccurrence(bundle, window="page")
    with pytest.raises(InputError):
        cooccurrence(bundle, window="within", k=-1)
    assert cooccurrence(bundle, window="overlap").frame.fillna(0).to_numpy().sum() == 0


@settings(max_examples=25, deadline=None)
@given(
    codings=st.lists(
        st.tuples(st.sampled_from(["L3.1", "G2", "C3"]), st.integers(13, 70), st.integers(1, 25)), max_size=12
    ),
    k=st.integers(0, 4),
)
def test_against_counting_one_by_one(kit, codings, k):
    made = kit().source("S1", "P2", TURNS)
    text = made.rows["S1"][0].text
    for code, start, size in set(codings):
        made.code("S1", code, start, min(start + size, len(text)))
    bundle = made.bundle()
    sentences = [(s, e) for s, e in made.rows["S1"][0].sentences() if s > 12]
    runs = [sentences[i : i + k + 1] for i in range(max(1, len(sentences) - k))]
    expected = {"sentence": [[s] for s in sentences], "within": runs}
    expected["turn"] = [[turn.span] for turn in made.rows["S1"][0].turns[1:]]
    for window, windows in expected.items():
        found = cooccurrence(bundle, ["L3.1", "G2", "C3"], window=window, k=k)
        for one in ("L3.1", "G2", "C3"):
            for two in ("L3.1", "G2", "C3"):
                counted = sum(_holds(bundle, w, one) and _holds(bundle, w, two) for w in windows)
                assert found.frame.loc[one, two] == counted, (window, one, two)
    _check_overlap(bundle)


def _holds(bundle, window, code):
    mine = bundle.segments[bundle.segments["code"] == code]
    return any(
        start < high and low < end
        for low, high in window
        for start, end in zip(mine["start"], mine["end"], strict=True)
    )


def _check_overlap(bundle):
    """Stretches of a pair by brute force: join passages of the two codes while any two overlap."""
    found = cooccurrence(bundle, ["L3.1", "G2"], window="overlap")
    parts = [[({code}, span) for span in _united(bundle.segments.query("code == @code"))] for code in ("L3.1", "G2")]
    parts = _join(parts[0] + parts[1])
    assert found.frame.loc["L3.1", "G2"] == sum(len(codes) == 2 for codes, _ in parts)
    assert np.nan_to_num(found.extra["c"].to_numpy()).max(initial=0) <= 1


def _united(frame):
    return [(int(s), int(e)) for s, e in union(zip(frame["start"], frame["end"], strict=True))]


def _join(parts):
    for i, (codes, (start, end)) in enumerate(parts):
        for j in range(i + 1, len(parts)):
            others, (low, high) = parts[j]
            if start < high and low < end:
                rest = [part for at, part in enumerate(parts) if at not in (i, j)]
                return _join([*rest, (codes | others, (min(start, low), max(end, high)))])
    return parts
