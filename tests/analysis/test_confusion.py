"""Display 11: two coders on one text that one can count by hand."""

import json

import numpy as np
import pytest

from qualcoop.analysis.agreement import cohen_kappa, krippendorff_alpha
from qualcoop.analysis.confusion import NONE, confusion
from qualcoop.errors import ConflictError, UnknownNameError

TURNS = [
    ("interviewer", "Q", "Et puis ?"),
    ("respondent", "A", "Un deux. Trois quatre. Cinq six. Sept huit. Neuf dix."),
]


def layer(kit, name, *codings, sources=("S1",)):
    made = kit()
    for source in ("S1", "S2"):
        made.source(source, "P2", TURNS, coded=source in sources)
    for code, quote in codings:
        made.code("S1", code, quote=quote, layer=name)
    bundle = made.bundle()
    return bundle.narrowed(meta={**bundle.meta, "layer": name})


@pytest.fixture
def two(kit):
    a = layer(kit, "A", ("L3.1", "Un deux."), ("L3.1", "Trois"), ("G2", "Cinq"), ("L5", "Neuf"))
    b = layer(kit, "B", ("L3.1", "Un"), ("L3.2", "quatre"), ("G3", "six"), ("C1", "Sept"))
    return a, b


def test_figures_per_code(two):
    frame = confusion(*two, columns=["L3", "L3.1", "G2"]).frame
    assert frame.loc["L3", ["units", "A", "B", "both"]].tolist() == [5, 2, 2, 2]
    assert frame.loc["L3", "alpha"] == 1
    line = frame.loc["L3.1"]
    a, b = [1, 1, 0, 0, 0], [1, 0, 0, 0, 0]
    assert line["agreement"] == pytest.approx(4 / 5)
    assert line["kappa"] == pytest.approx(cohen_kappa(a, b))
    assert line["alpha"] == pytest.approx(krippendorff_alpha(list(zip(a, b, strict=True))))
    assert line["prevalence"] == pytest.approx(3 / 10)
    assert line["overlap"] == pytest.approx(2 / 8)
    assert np.isnan(frame.loc["G2", "overlap"])
    assert frame["too_few"].all()


def test_what_one_coder_marked_where_the_other_marked_something_else(two):
    found = confusion(*two)
    table = found.extra["codes"]
    assert table.loc["L3", "L3"] == 2
    assert table.loc["G2", "G3"] == 1
    assert table.loc["L5", NONE] == 1
    assert table.loc[NONE, "C"] == 1
    assert table.to_numpy().sum() == 5
    assert found.quotes("G2", "G3")["quote"].tolist() == ["Cinq", "six"]
    assert found.quotes("G2", "G3")["layer"].tolist() == ["A", "B"]
    assert found.quotes(NONE, "C")["quote"].tolist() == ["Sept"]
    assert sorted(found.quotes("L3", "L3")["layer"]) == ["A", "A", "B", "B"]


def test_disagreements_to_settle(two):
    lines = confusion(*two).extra["disagreements"]
    assert lines[["A", "B"]].to_numpy().tolist() == [["G2", "G3"], ["", "C"], ["L5", ""]]
    json.dumps(confusion(*two).as_dict(), allow_nan=False)


def test_by_turn(two):
    frame = confusion(*two, columns=["L3"], unit="turn").frame
    assert frame.loc["L3", ["units", "A", "B", "both"]].tolist() == [1, 1, 1, 1]
    with pytest.raises(UnknownNameError):
        confusion(*two, unit="page")


def test_only_sources_coded_twice_count(kit):
    a = layer(kit, "A", ("L3", "Un"), sources=("S1", "S2"))
    b = layer(kit, "B", ("L3", "Un"))
    assert confusion(a, b).frame["units"].iloc[0] == 5
    with pytest.raises(ConflictError):
        confusion(layer(kit, "A", sources=("S1",)), layer(kit, "B", sources=("S2",)))


def test_enough_uses_give_an_overall_line(two):
    found = confusion(*two, few=1)
    assert found.extra["overall"].loc["overall", "codes"] == 5
    assert found.extra["overall"].loc["overall", "alpha_high"] == 1
    assert np.isnan(confusion(*two).extra["overall"].loc["overall", "alpha_median"])
