"""Display 12: verdicts by rules written beforehand."""

import json

import pytest

from qualcoop.analysis.claims import claims, parse
from qualcoop.errors import InputError, UnknownNameError

TIME = {
    "id": "P1-temps",
    "sentence": {"fr": "Le temps manque.", "en": "Time is short."},
    "case": "P1 without P1a",
    "for": ["G3"],
    "against": ["L4"],
}


def judged(bundle, **changes):
    return claims(bundle, parse([{**TIME, **changes}]))


def test_planned_claims(plan):
    found = judged(plan)
    line = found.frame.loc["P1-temps"]
    assert line["verdict"] == "holds"
    assert (line["for"], line["against"], line["src_for"], line["sources"]) == (27, 2, 12, 16)
    assert line["materials"] == "E·O"
    assert len(found.quotes("P1-temps")) == 27
    assert set(found.quotes("P1-temps", "against")["source"]) == {"O04", "E05"}
    shown = found.extra["quotes"]
    assert (shown["side"] == "for").sum() == 3
    assert shown.loc[shown["side"] == "for", "source"].is_unique


def test_the_other_verdicts(plan):
    assert judged(plan, case="P1a").frame["verdict"].item() == "not supported"
    assert judged(plan, rule={"materials": 3}).frame["verdict"].item() == "mixed"
    assert judged(plan, case="P2", **{"for": ["T1"], "against": []}).frame["verdict"].item() == "too little"


def test_filters_and_windows(kit):
    turns = [("respondent", "a", "Un deux."), ("respondent", "b", "Trois quatre.")]
    made = kit().source("S1", "P2", turns, phase="A").code("S1", "G3.2", quote="Un").code("S1", "G2.1", quote="deux")
    bundle = made.code("S1", "G3.2", quote="Trois").bundle()
    rule = {"segments": 1, "materials": 1}
    found = judged(bundle, case="P2", rule=rule, **{"with": ["G2.1"]})
    assert found.quotes("P1-temps")["quote"].tolist() == ["Un"]
    by_source = judged(bundle, case="P2", rule=rule, window="source", **{"with": "G2.1"})
    assert len(by_source.quotes("P1-temps")) == 2
    assert judged(bundle, case="P2", material="interview", phase="A").frame["for"].item() == 2
    with pytest.raises(InputError, match="P1-temps.*phase.*« Z »"):
        judged(bundle, case="P2", phase="Z")
    with pytest.raises(UnknownNameError):
        found.quotes("P9")


def test_uncoded_case_has_too_little(kit):
    assert judged(kit().source("S1", "P2").bundle(), rule={"segments": 0}).frame["verdict"].item() == "too little"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"for": []}, "for"),
        ({"rule": {"pourcent": 3}}, "materials"),
        ({"rule": {"sources": "half"}}, "half"),
        ({"verdict": "holds"}, "verdict"),
        ({"window": "overlap"}, "overlap"),
    ],
)
def test_faults_are_said(changes, said):
    with pytest.raises(InputError, match=said):
        parse([{**TIME, **changes}])


def test_repeated_ids_and_odd_files():
    with pytest.raises(InputError, match="P1-temps"):
        parse({"claims": [TIME, TIME]})
    with pytest.raises(InputError):
        parse("claims")
    with pytest.raises(InputError):
        parse(["G3"])
    assert parse({"claims": [TIME]})[0].rule.sources == 0.5


def test_json(plan):
    told = json.loads(json.dumps(judged(plan).as_dict(), allow_nan=False))
    assert told["index"] == ["P1-temps"]
    assert claims(plan, []).frame.empty
