"""Display 9: the curve, the band, the threshold."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcoop.analysis.saturation import saturation
from qualcoop.errors import InputError

CODES = ["L1", "L2", "L3", "L4", "G1", "G2"]


def study(kit, sets):
    made = kit()
    for number, codes in enumerate(sets):
        made.source(f"S{number}", "P2", date=f"2021-01-{number + 1:02d}")
        for code in codes:
            made.code(f"S{number}", code, 0, 2)
    return made


def test_curve_in_the_real_order(kit):
    sets = [["L1", "L2"], ["L1"], ["L3"], ["L4"], ["G1"], ["L1"], ["L2"]]
    found = saturation(study(kit, sets).bundle(), case="P2", codes=CODES)
    assert found.frame["S"].tolist() == [2, 2, 3, 4, 5, 5, 5]
    assert found.frame["new"].tolist() == ["L1 L2", "", "L3", "L4", "G1", "", ""]
    # Base of four sources: 4 codes. Runs of two: sources 5-6 bring one new code, sources 6-7 none.
    assert found.frame["new_share"].iloc[:5].isna().all()
    assert found.frame["new_share"].iloc[5:].tolist() == [1 / 4, 0]
    assert found.reached == 7
    assert saturation(study(kit, sets).bundle(), case="P2", codes=CODES, threshold=0.25).reached == 6


def test_not_reached_is_said(kit):
    found = saturation(study(kit, [["L1"], ["L2"]]).bundle(), case="P2")
    assert found.reached is None
    assert found.frame["new_share"].isna().all()
    assert any("not reached" in note or "non atteint" in note for note in found.notes)
    json.dumps(found.as_dict(), allow_nan=False)


def test_order_is_by_date_and_undated_sources_come_last(kit):
    made = kit().source("A", "P2", date=None).source("B", "P2", date="2021-05-01")
    made.source("C", "P2", date="2020-05-01").source("D", "P2", coded=False, date="2019-01-01")
    assert saturation(made.bundle(), case="P2").frame["source"].tolist() == ["C", "B", "A"]


def test_band_is_the_same_every_time_and_depends_on_the_seed_only(kit):
    bundle = study(kit, [["L1", "L2"], ["L1"], ["L3"], ["L4", "L1"], ["G1"]]).bundle()
    one, two = saturation(bundle, case="P2"), saturation(bundle, case="P2")
    assert one.frame.equals(two.frame)
    band = one.frame
    assert (band["low"] <= band["median"]).all()
    assert (band["median"] <= band["high"]).all()
    assert band.iloc[-1][["low", "median", "high"]].tolist() == [5, 5, 5]


def test_band_against_every_order(kit):
    from itertools import permutations

    sets = [{"L1", "L2"}, {"L1"}, {"L3"}]
    found = saturation(study(kit, [sorted(s) for s in sets]).bundle(), case="P2", orders=3000)
    curves = [[len(set().union(*order[: k + 1])) for k in range(3)] for order in permutations(sets)]
    assert found.frame["median"].tolist() == np.median(curves, axis=0).tolist()


@settings(max_examples=15, deadline=None)
@given(sets=st.lists(st.sets(st.sampled_from(CODES)), min_size=1, max_size=8))
def test_curve_never_falls_and_ends_with_all_that_is_evidenced(kit, sets):
    frame = saturation(study(kit, [sorted(s) for s in sets]).bundle(), case="P2", orders=50).frame
    assert (frame["S"].diff().dropna() >= 0).all()
    assert frame["S"].iloc[-1] == len(set().union(*sets))
    assert sum(len(new.split()) for new in frame["new"]) == frame["S"].iloc[-1]


def test_settings_are_checked(kit):
    with pytest.raises(InputError):
        saturation(study(kit, [["L1"]]).bundle(), base=0)


def test_pooling_cases_is_warned_of(plan):
    pooled = saturation(plan, orders=20)
    assert any("one curve per case" in note or "une courbe par cas" in note for note in pooled.notes)
    assert len(pooled.frame) == 40
    assert len(saturation(plan, case="pro", orders=20).frame) == 7
