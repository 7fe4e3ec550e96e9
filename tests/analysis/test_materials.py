"""Display 7: per material, and the triangulation letters."""

import json

import pytest

from qualcoop.analysis.materials import materials, only_in


def test_planned_triangulation(plan):
    found = materials(plan, ["L3.1", "G3.3", "L3", "G1", "T3.4"])
    assert found.frame.loc["L3.1", "P2"] == "E·O·D"
    assert found.frame.loc["G3.3", "P1 without P1a"] == "E·O"
    assert found.frame.loc["G1", "P1"] == "E"
    assert found.frame.loc["T3.4", "P2"] == ""
    assert found.extra["coded"]["materials"].tolist() == ["E·O·D"] * 4
    assert len(found.quotes("P2", "L3.1", "document")) == 2
    assert set(found.quotes("P2", "L3.1")["source"].str[0]) == {"E", "O", "D"}


def test_said_but_never_seen_needs_somebody_to_have_looked(kit):
    made = kit().source("E1", "P2").code("E1", "L3", 0, 2)
    assert not only_in(materials(made.bundle()), "interview").loc["L3", "P2"]
    made.source("O1", "P2", kind="observation")
    assert only_in(materials(made.bundle()), "interview").loc["L3", "P2"]
    assert materials(made.bundle()).frame["P1"].isna().all()


def test_rates_by_material(kit):
    made = kit().source("E1", "P2").source("O1", "P2", kind="observation").code("O1", "L3", 0, 2)
    found = materials(made.bundle())
    assert found.extra["per_1k"].loc["observation", "L3"] == pytest.approx(1000 / 9)
    assert found.extra["per_1k"].loc["interview", "L3"] == 0
    assert "document" not in found.extra["per_1k"].index
    json.dumps(found.as_dict(), allow_nan=False)
