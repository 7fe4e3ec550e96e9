"""Display 5, against the planned corpus and small studies."""

import json
from dataclasses import replace

import numpy as np
import pytest

from qualcoop.analysis.balance import balance
from qualcoop.analysis.frequency import case_by_code
from qualcoop.errors import UnknownNameError


@pytest.mark.parametrize(
    ("row", "levers", "guards", "b", "low", "high"),
    [
        ("P1", 63, 58, 0.04, None, None),
        ("P1 without P1a", 29, 54, -0.30, -0.40, -0.24),
        ("P1a", 34, 4, 0.79, 0.75, 0.86),
        ("P2", 65, 17, 0.59, 0.55, 0.68),
    ],
)
def test_planned_balance(plan, row, levers, guards, b, low, high):
    line = balance(plan).frame.loc[row]
    assert (line["L"], line["G"]) == (levers, guards)
    assert line["B_seg"] == pytest.approx(b, abs=0.005)
    if low is not None:
        assert line["low"] == pytest.approx(low, abs=0.005)
        assert line["high"] == pytest.approx(high, abs=0.005)


def test_the_three_versions_agree_where_a_sign_may_be_read(plan):
    found = balance(plan)
    assert found.agree["P1a"]
    assert found.agree["P2"]
    assert (found.frame.loc["P1a", ["B_src", "B_words"]] > 0).all()


def test_under_ten_segments_nothing_is_said(kit):
    made = kit().source("S1", "P2")
    for start in range(9):
        made.code("S1", "L1.1", start, start + 2)
    assert np.isnan(balance(made.bundle()).frame.loc["P2", "B_seg"])
    made.code("S1", "G3.1", 20, 22)
    assert balance(made.bundle()).frame.loc["P2", "B_seg"] == pytest.approx(0.8)
    assert balance(made.bundle()).frame.loc["P1", ["L", "B_seg"]].isna().all()


def test_contested_passages_are_counted_apart(kit):
    made = kit().source("S1", "P2").code("S1", "L4.1", 0, 5).code("S1", "G3.1", 0, 5)
    made.code("S1", "L1", 6, 9).code("S1", "G3", 6, 9).code("S1", "G4", 10, 12)
    found = balance(made.bundle(), least=1)
    line = found.frame.loc["P2"]
    # L1 and G3 are not contraries: that span is on both sides.
    assert (line["L"], line["G"], line["contested"]) == (1, 2, 1)
    assert found.quotes("P2", "contested")["code"].tolist() == ["G3.1 + L4.1"]
    assert len(found.quotes("P2", "G")) == 2
    with pytest.raises(UnknownNameError):
        found.quotes("P2", "T")


def test_sides_and_contested_make_the_group_figures_of_table_one(plan):
    line = balance(plan, with_pro=True).frame
    group = case_by_code(plan, "group", with_pro=True).seg
    assert (line["L"] + line["contested"]).tolist() == group["L"].tolist()


def test_pairs_are_many_to_many(plan):
    pairs = balance(plan).extra["pairs"]
    mine = pairs[(pairs["row"] == "P2")].set_index("family")
    assert mine.loc["L3", "contraries"] == "G2 G4"
    assert mine.loc["L3", ["for", "against"]].tolist() == [42, 9]
    assert mine.loc["T3", "contraries"] == "G5"
    assert np.isnan(mine.loc["T3", "B"])


def test_words_of_the_balance_are_unions(kit):
    made = kit().source("S1", "P2").code("S1", "L1", quote="Un deux").code("S1", "L2", quote="deux trois")
    made.code("S1", "G3", quote="Quatre")
    line = balance(made.bundle(), least=1).frame.loc["P2"]
    assert (line["L_words"], line["G_words"]) == (3, 1)
    assert line["B_words"] == pytest.approx(1 / 2)
    assert line["B_src"] == 0


def test_it_says_that_it_is_no_rating_and_goes_to_json(plan):
    found = balance(plan)
    told = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    assert "rating" in " ".join(found.notes) or "évaluation" in " ".join(found.notes)
    assert told["index"][0] == "P1"
    assert told["layer"] == "main"


@pytest.mark.parametrize("sides", ["", "L", "G"])
@pytest.mark.parametrize("rows", ["case", "source", "actor"])
def test_a_codebook_without_both_sides_gives_blanks_and_says_why(kit, sides, rows):
    bundle = kit().source("S1", "P2").code("S1", "L1", 0, 5).code("S1", "G3", 6, 9).bundle()
    codes = tuple(
        replace(code, polarity=code.polarity if code.id[0] in sides else None) for code in bundle.codebook.codes
    )
    found = balance(bundle.narrowed(codebook=replace(bundle.codebook, codes=codes)), rows, least=1)
    assert found.frame.drop(columns="label").isna().all(axis=None)
    assert not found.agree.any()
    assert found.extra["pairs"].empty
    assert "polarity" in found.notes[0]


def test_no_rows_still_have_columns(kit):
    found = balance(kit().bundle(), "source")
    assert list(found.frame.columns) == list(balance(kit().bundle()).frame.columns)
    assert "polarity" not in found.notes[0]
