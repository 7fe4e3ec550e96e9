"""Display 8: two clocks, shares, continuity of processes."""

import numpy as np
import pytest

from qualcoop.analysis.phases import phases
from qualcoop.errors import UnknownNameError


def test_planned_periods_of_p1_by_what_is_spoken_of(plan):
    frame = phases(plan).frame
    mine = frame[frame["row"] == "P1 without P1a"].set_index("phase")
    assert mine["G"].tolist() == [0, 10, 44]
    assert (mine["L"] + mine["G"]).tolist() == [16, 12, 55]
    assert mine.loc["C", "G_share"] == pytest.approx(0.8)
    found = phases(plan, ["G3.3"])
    assert len(found.quotes("P1 sans P1a", "C", "G3.3")) == 12
    assert len(found.quotes("P1", "A", "G3.3")) == 0


def test_the_other_clock_reads_the_date_of_the_source(plan):
    mine = phases(plan, clock="source").frame.query("row == 'P1 without P1a'").set_index("phase")
    assert mine["L"].tolist() == [4, 2, 23]
    assert mine["sources"].tolist()[:2] == [1, 1]
    assert np.isnan(mine.loc["A", "G_share"])
    with pytest.raises(UnknownNameError, match="clock"):
        phases(plan, clock="clock")


def test_continuity_counts_documented_periods(kit):
    made = kit().source("S1", "P2", phase="A").source("S2", "P2", phase="B").source("S3", "P1", phase="A")
    made.code("S1", "T1.1", 0, 2)
    table = phases(made.bundle()).extra["continuity"].set_index(["row", "process"])
    assert table.loc[("P2", "T1"), "continuity"] == 0.5
    assert table.loc[("P2", "T2"), "continuity"] == 0
    assert table.loc[("P1", "T1"), "too_few"]
    assert not table.loc[("P2", "T1"), "too_few"]


def test_undocumented_period_is_blank(kit):
    made = kit().source("S1", "P2", phase="A").source("S2", "P1", phase="B")
    frame = phases(made.bundle()).frame
    assert np.isnan(frame.loc["P2 · B", "L1"])
    assert frame.loc["P2 · A", "L1"] == 0
