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
    with pytest.raises(InputError, match=r"P1-temps.*phase.*« Z »"):
        judged(bundle, case="P2", phase="Z")
    with pytest.raises(UnknownNameError):
        found.quotes("P9")


def test_uncoded_case_has_too_little(kit):
    assert judged(kit().source("S1", "P2").bundle(), rule={"segments": 0}).frame["verdict"].item() == "too little"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"for": []}, "champ « for »"),
        ({"sentence": ""}, "champ « sentence »"),
        ({"rule": {"pourcent": 3}}, "champ « rule ».*materials"),
        ({"rule": {"sources": "half"}}, "champ « rule.sources ».*half"),
        ({"rule": {"segments": 2.5}}, "champ « rule.segments »"),
        ({"rule": {"segments": True}}, "champ « rule.segments »"),
        ({"rule": {"materials": -1}}, "champ « rule.materials »"),
        ({"rule": {"more_than_against": "oui"}}, "champ « rule.more_than_against »"),
        ({"rule": [1]}, "champ « rule »"),
        ({"verdict": "holds"}, "champ « verdict »"),
        ({"window": "overlap"}, "champ « window ».*overlap"),
        ({"kind": "hunch"}, "champ « kind ».*hunch"),
        ({"measure": "loudness"}, "champ « measure ».*loudness"),
        ({"kind": "rank", "measure": "balance", "among": ["G3"]}, "champ « measure ».*balance"),
        ({"kind": "rank"}, "champ « among »"),
        ({"kind": "rank", "among": {"level": "code"}}, "champ « among »"),
        ({"kind": "rank", "among": {"group": "G", "level": "leaf"}}, "champ « among ».*leaf"),
        ({"kind": "pair"}, "champ « with »"),
        ({"kind": "period"}, "champ « phase »"),
        ({"kind": "period", "phase": "C", "case": None, "rule": {"rising": True}}, "champ « case »"),
        ({"kind": "contrast"}, "champ « than »"),
        ({"for": {"code": "G3"}}, "champ « for »"),
    ],
)
def test_faults_name_the_file_the_claim_and_the_field(changes, said):
    with pytest.raises(InputError, match=f"^temps.yaml, affirmation « P1-temps », {said}") as caught:
        parse([{**TIME, **changes}], "temps.yaml")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"for": ["G99"]}, "champ « for ».*G99"),
        ({"against": ["L4", "Z1"]}, "champ « against ».*Z1"),
        ({"with": ["Z1"]}, "champ « with ».*Z1"),
        ({"case": "P7"}, "champ « case ».*P7"),
        ({"material": ["film"]}, "champ « material ».*film"),
        ({"phase": ["Z"]}, "champ « phase ».*« Z »"),
        ({"rule": {"of": "film"}}, "champ « rule.of ».*film"),
        ({"kind": "rank", "among": ["G1", "Z1"]}, "champ « among ».*Z1"),
        ({"kind": "rank", "among": {"group": "Z"}}, "champ « among ».*« Z »"),
        ({"kind": "contrast", "than": "P7"}, "champ « than ».*P7"),
    ],
)
def test_names_that_the_study_does_not_know_are_said_with_their_place(plan, changes, said):
    with pytest.raises(InputError, match=f"claims.yaml, affirmation « P1-temps », {said}") as caught:
        judged(plan, **changes)
    assert "\n" not in str(caught.value)


def two_sides(kit):
    """Six passages of G3 in three sources of two materials, two of G2; a source silent."""
    made = kit().source("S1", "P2").source("S2", "P2").source("S3", "P2", kind="observation").source("S4", "P2")
    for name in ("S1", "S2", "S3"):
        made.code(name, "G3.1", 0, 2).code(name, "G3.2", 3, 7)
    return made.code("S1", "G2.1", 8, 12).code("S2", "G2.2", 8, 12)


RANK = {"kind": "rank", "case": "P2", "among": {"group": "G", "level": "family"}, "against": []}


def test_a_rank_is_held_lost_or_tied(kit):
    bundle = two_sides(kit).bundle()
    assert judged(bundle, **RANK, measure="src").frame["verdict"].item() == "holds"
    assert judged(bundle, **RANK, **{"for": ["G2"]}, rule={"segments": 1}).frame["verdict"].item() == "not supported"
    second = {"segments": 1, "rank": 2, "materials": 1}
    assert judged(bundle, **RANK, **{"for": ["G2"]}, rule=second).frame["verdict"].item() == "holds"
    tie = {**RANK, "among": {"group": "G", "level": "code"}, "for": ["G3.1"], "rule": {"segments": 3}}
    line = judged(bundle, **tie).frame.iloc[0]
    assert line["verdict"] == "mixed"
    assert "G3.2 3" in line["detail"]
    assert judged(bundle, **RANK, rule={"segments": 7}).frame["verdict"].item() == "too little"


def test_a_pair_counts_windows_and_ranks_them(kit):
    turns = [("respondent", "a", f"Un deux {i}. Trois quatre {i}.") for i in range(4)]
    made = kit().source("S1", "P2", turns).source("S2", "P2", turns, kind="document")
    for name in ("S1", "S2"):
        for i in range(3):
            made.code(name, "G2.1", quote=f"Un deux {i}").code(name, "G3.2", quote=f"Trois quatre {i}")
    made.code("S1", "G2.1", quote="Un deux 3").code("S1", "G3.3", quote="Trois quatre 3")
    pair = {
        "kind": "pair",
        "case": "P2",
        "for": "G2.1",
        "with": "G3.2",
        "against": [],
        "among": {"group": "G", "level": "code"},
    }
    found = judged(made.bundle(), **pair)
    line = found.frame.iloc[0]
    assert (line["verdict"], line["for"], line["materials"]) == ("holds", 6, "E·D")
    assert len(found.quotes("P1-temps")) == 12
    lost = judged(made.bundle(), **{**pair, "with": "G3.3"}, rule={"segments": 1}).frame.iloc[0]
    assert (lost["verdict"], lost["for"]) == ("not supported", 1)
    assert judged(made.bundle(), **{**pair, "with": "G3.4"}).frame["verdict"].item() == "too little"


def test_a_period_holds_most_of_it_or_not(plan):
    late = {"kind": "period", "for": ["G3.3"], "against": [], "phase": ["C"]}
    found = judged(plan, **late, rule={"share": 0.9, "rising": True}).frame.iloc[0]
    assert found["verdict"] == "holds"
    assert "0.00 au début, 0.80 en C" in found["detail"]
    early = {**late, "phase": ["A"]}
    assert judged(plan, **early).frame["verdict"].item() == "not supported"
    # All of L1 that is not in A speaks against.
    first = judged(plan, kind="period", **{"for": ["L1"]}, against=[], phase="A", rule={"share": 0.9})
    assert first.frame["verdict"].item() == "not supported"
    assert len(first.quotes("P1-temps", "against")) == 5


def test_a_contrast_wants_opposite_signs_that_stand(plan):
    both = {"kind": "contrast", "measure": "balance", "for": ["L"], "against": ["G"]}
    assert judged(plan, **both, case="P1a", than="P1 without P1a").frame["verdict"].item() == "holds"
    assert judged(plan, **both, case="P2", than="P1a").frame["verdict"].item() == "not supported"
    line = judged(plan, **both, case="P1", than="P1 without P1a").frame.iloc[0]
    assert line["verdict"] == "mixed"  # +0.04 becomes negative without one source
    assert "+0.04" in line["detail"]


def test_a_contrast_of_too_little_is_said(kit):
    made = kit().source("S1", "P1a").source("S2", "P2").code("S1", "L1", 0, 2)
    found = judged(made.bundle(), kind="contrast", case="P1a", than="P2")
    assert found.frame["verdict"].item() == "too little"


def test_a_fact_is_stated_and_computes_nothing(plan):
    found = claims(plan, parse([{"id": "H1", "kind": "fact", "sentence": "Trente-deux.", "note": "décrit"}]))
    line = found.frame.iloc[0]
    assert (line["verdict"], line["detail"]) == ("stated", "décrit")
    assert line[["for", "against", "sources", "share"]].isna().all()
    assert found.quotes("H1").empty


def test_the_share_may_be_of_the_row_s_own_interviews(plan):
    line = judged(plan, **{"for": ["G3.3"]}, against=[], rule={"of": "interview"}).frame.iloc[0]
    assert line["share"] == pytest.approx(4 / 5)
    assert "4 des 5 entretiens" in line["detail"]


def test_passages_are_counted_by_material(plan):
    table = judged(plan).extra["materials"].set_index(["side", "material"])
    assert table.loc[("for", "document"), "passages"] == 0
    assert table.loc["for", "passages"].sum() == 27
    assert table.loc[("against", "observation")].tolist()[1:] == [1, 1]


def test_the_strongest_come_from_each_material_then_bear_most_codes(kit):
    made = kit().source("S1", "P2").source("S2", "P2", kind="observation").source("S3", "P2", kind="document")
    made.code("S1", "G3.1", quote="Un").code("S1", "G3.1", quote="Quatre cinq").code("S1", "G3.2", quote="Quatre cinq")
    made.code("S2", "G3.1", quote="Un").code("S2", "G3.1", quote="Quatre cinq six").code("S3", "G3.1", quote="deux")
    shown = judged(made.bundle(), case="P2").extra["quotes"]
    assert shown["source"].tolist() == ["S1", "S2", "S3"]
    assert shown["quote"].tolist() == ["Quatre cinq", "Quatre cinq six", "deux"]


def test_repeated_ids_and_odd_files():
    with pytest.raises(InputError, match=r"P1-temps.*deux fois"):
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
