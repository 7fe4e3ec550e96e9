"""The eleven facts of the study, each asserted on a bundle: here the plan's, in test_study_reproduced.py the corpus's.

The numbers are those of the corpus's plan (corpus_blueprint.md, §4 and §5); each function takes only `bundle`.
"""

import pytest

from qualcoop.analysis import actors, balance, case_by_code, cooccurrence, materials, phases

UMBRELLA = "P1 without P1a"


@pytest.fixture
def bundle(plan):
    return plan


def sources(bundle, row, code):
    """The sources of a figure of display 1, and how many passages each holds."""
    quotes = case_by_code(bundle, [code], with_pro=True).quotes(row, code)
    return quotes["source"].value_counts().to_dict()


def leaves(bundle, row, group):
    """Segments of the sub-codes of a group in a row, most first."""
    ids = [code.id for code in bundle.codebook.codes if "." in code.id and code.id.startswith(group)]
    return case_by_code(bundle, ids).frame.loc[row].sort_values(ascending=False, kind="stable")


def test_fact_1_time_is_the_most_widespread_guard_rail(bundle):
    src = case_by_code(bundle, measure="src").frame.loc[UMBRELLA]
    guards = src[[name for name in src.index if name.startswith("G")]].sort_values(ascending=False)
    assert guards.head(3).to_dict() == {"G3": 12, "G2": 9, "G5": 7}
    top = leaves(bundle, UMBRELLA, "G").head(4)
    assert top.to_dict() == {"G3.3": 12, "G3.2": 10, "G2.1": 9, "G5.1": 8}
    assert list(top.index) == ["G3.3", "G3.2", "G2.1", "G5.1"]


def test_fact_2_action_is_postponed_in_interviews_and_observations(bundle):
    found = set(sources(bundle, UMBRELLA, "G3.3"))
    own = bundle.sources[bundle.sources["case"] == "P1"]
    interviews = set(own.index[own["kind"] == "interview"])
    assert (len(found & interviews), len(interviews)) == (4, 5)
    assert found & set(own.index[own["kind"] == "observation"])
    assert not found & set(own.index[own["kind"] == "document"])


def test_fact_3_momentum_and_time_meet_most(bundle):
    ids = [code.id for code in bundle.codebook.codes if code.id.startswith("G") and "." in code.id]
    found = cooccurrence(bundle, ids, "turn", case="P1")
    first, second = found.extra["pairs"]["n_both"].iloc[0], found.extra["pairs"]["n_both"].iloc[1:].max()
    assert tuple(found.extra["pairs"].iloc[0][["one", "two"]]) == ("G2.1", "G3.2")
    assert first == 7
    assert not second >= first
    units = found.quotes("G2.1", "G3.2").groupby("source")["unit"].nunique()
    assert units.to_dict() == {"E01": 2, "E03": 1, "E05": 1, "O02": 1, "O05": 1, "O07": 1}


def test_fact_4_the_summer_meeting_is_told_and_remembered(bundle):
    quotes = case_by_code(bundle, ["G5.1"]).quotes(UMBRELLA, "G5.1")
    by_phase = quotes.groupby("phase")["source"].agg(set).to_dict()
    assert by_phase == {"B": {"D02", "E01", "E02", "E04", "E06"}, "C": {"O06"}}
    assert bundle.sources.at["D02", "date"] == "2019-08-29"


def test_fact_5_meetings_motivated_and_difficulties_came_later(bundle):
    assert {"D01", "O04", "E05"} <= set(sources(bundle, UMBRELLA, "L1"))
    lines = phases(bundle).frame
    lines = lines[lines["row"] == UMBRELLA].set_index("phase")
    assert lines["L1"].to_dict() == {"A": 16, "B": 1, "C": 4}
    told = {name: (int(line["G"]), int(line["L"] + line["G"])) for name, line in lines.iterrows()}
    assert told == {"A": (0, 16), "B": (10, 12), "C": (44, 55)}
    assert set(case_by_code(bundle, ["G3.3"]).quotes(UMBRELLA, "G3.3")["phase"]) == {"C"}


def test_fact_6_the_sub_project_is_the_exception_without_a_fairy_tale(bundle):
    lines = balance(bundle).frame
    b = lines["B_seg"].round(2).to_dict()
    assert b == {"P1": 0.04, UMBRELLA: -0.30, "P1a": 0.79, "P2": 0.59}
    for row, low, high in ((UMBRELLA, -0.40, -0.24), ("P1a", 0.75, 0.86), ("P2", 0.55, 0.68)):
        assert lines.loc[row, ["low", "high"]].tolist() == pytest.approx([low, high], abs=0.005)
    assert leaves(bundle, "P1a", "L").head(2).to_dict() == {"L2.2": 9, "L4.1": 7}
    figures = case_by_code(bundle, ["T3.2", "G3"]).frame.loc["P1a"]
    assert figures["T3.2"] > 0
    assert figures["G3"] == 4


def test_fact_7_decision_is_the_first_lever_of_the_second_case(bundle):
    top = leaves(bundle, "P2", "L")
    assert top.index[0] == "L3.1"
    assert top[["L3.1", "L3.4", "L3.3", "L3.2"]].tolist() == [17, 11, 7, 7]
    assert materials(bundle, ["L3.1"]).frame.loc["L3.1", "P2"] == "E·O·D"


def test_fact_8_consent_meets_the_rules_in_an_interview_and_a_document(bundle):
    quotes = cooccurrence(bundle, ["L3.1", "L5.1"], "turn", case="P2").quotes("L3.1", "L5.1")
    assert set(quotes["source"]) == {"E09", "D04"}


def test_fact_9_posture_comes_second(bundle):
    assert leaves(bundle, "P2", "L").index[1] == "L5.3"
    found = sources(bundle, "P2", "L5.3")
    assert sum(found.values()) == 12
    assert set(found) == {"E09", "E11", "E12", "E13", "O13", "O15", "O19"}


def test_fact_10_communication_is_rather_clear(bundle):
    found = sources(bundle, "P2", "G2.3")
    assert sum(found.values()) == 6
    assert set(found) == {"E10", "E11", "E14", "O16"}
    assert max(found, key=found.get) == "E14"


def test_fact_11_one_speaker_in_two_columns_and_one_against(bundle):
    turns = bundle.turns[(bundle.turns["source"] == "E09") & (bundle.turns["role"] == "respondent")]
    assert set(turns["actor_types"].iloc[0]) == {"élu", "association"}
    lines = actors(bundle).extra["rows"]
    assert (lines.loc[["élu", "association"], "double"] >= 1).all()
    against = bundle.counted[(bundle.counted["source"] == "E12") & bundle.counted["code"].str.startswith("G")]
    assert len(against) == 5


def test_the_professionals_stay_apart(bundle):
    assert sources(bundle, "pro", "T2.2").keys() == {"R01", "R02", "R05"}
    assert sum(sources(bundle, "pro", "T2.2").values()) == 5
    figures = case_by_code(bundle, ["C10.1", "C10.2", "C10.3", "C10.4"], with_pro=True).frame.loc["pro"]
    assert (figures > 0).all()
    line = balance(bundle, with_pro=True, least=1).frame.loc["pro"]
    assert (line["L"], line["G"]) == (8, 8)
    assert "pro" not in balance(bundle).frame.index
