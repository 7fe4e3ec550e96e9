"""The study reproduced: on the whole fictional corpus, the plan's matrix exactly and its eleven facts.

The figures are the plan's (`corpus_sample/plan.csv`), not the note's: the note prints no frequencies, and only
the direction of its two cases is reproduced.
"""

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from qualcoop import codebook as codebooks
from qualcoop.analysis import (
    actors,
    balance,
    case_by_code,
    cooccurrence,
    materials,
    phases,
    source_by_code,
)
from qualcoop.sample import make_sample
from qualcoop.study import Study

PLAN = Path(__file__).parents[1] / "corpus_sample" / "plan.csv"
GRID = codebooks.shipped()
FAMILIES = "L1 L2 L3 L4 L5 L6 G1 G2 G3 G4 G5 G6 T1 T2 T3 C".split()
UMBRELLA = "P1 without P1a"

# Segments (sources) of each row of the plan, family by family.
SEGMENTS = {
    "P1": [22, 20, 2, 11, 6, 2, 1, 13, 31, 0, 9, 4, 2, 0, 5, 7],
    UMBRELLA: [21, 6, 0, 2, 0, 0, 1, 13, 27, 0, 9, 4, 0, 0, 1, 5],
    "P1a": [1, 14, 2, 9, 6, 2, 0, 0, 4, 0, 0, 0, 2, 0, 4, 2],
    "P2": [0, 3, 42, 2, 18, 0, 0, 6, 8, 3, 0, 0, 1, 3, 3, 9],
    "pro": [1, 3, 0, 0, 2, 2, 1, 0, 1, 4, 0, 2, 2, 6, 1, 10],
}
SOURCES = {
    "P1": [10, 12, 2, 8, 4, 2, 1, 9, 15, 0, 7, 3, 2, 0, 4, 6],
    UMBRELLA: [9, 5, 0, 2, 0, 0, 1, 9, 12, 0, 7, 3, 0, 0, 1, 4],
    "P1a": [1, 7, 2, 6, 4, 2, 0, 0, 3, 0, 0, 0, 2, 0, 3, 2],
    "P2": [0, 3, 18, 2, 10, 0, 0, 4, 6, 2, 0, 0, 1, 3, 3, 7],
    "pro": [1, 2, 0, 0, 2, 1, 1, 0, 1, 2, 0, 1, 1, 4, 1, 4],
}
BALANCE = {  # L, G, B, and B with one source left out: lowest, highest
    "P1": (63, 58, 0.04, None),
    UMBRELLA: (29, 54, -0.30, (-0.40, -0.24)),
    "P1a": (34, 4, 0.79, (0.75, 0.86)),
    "P2": (65, 17, 0.59, (0.55, 0.68)),
}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    with Study.open(make_sample(tmp_path_factory.mktemp("whole")).study) as study:
        made = study.bundle("ref")
    with PLAN.open(encoding="utf-8", newline="") as lines:
        planned = {row["source_id"] for row in csv.DictReader(lines)}
    missing = sorted(planned - set(made.sources.index))
    assert not missing, f"the corpus is not whole: {', '.join(missing)} missing"
    return made


@pytest.fixture(scope="module")
def by_code(bundle):
    return case_by_code(bundle, columns="code", with_pro=True)


def seg(matrix, row, code):
    return int(matrix.seg.loc[row, code])


def src(matrix, row, code):
    return int(matrix.src.loc[row, code])


def where(matrix, row, code):
    return set(matrix.quotes(row, code)["source"])


def subcodes(group):
    return [code.id for code in GRID if code.id.startswith(group) and code.parent]


def top(frame, row, codes, many):
    """The first codes of a row with their figures, the largest first."""
    ordered = frame.loc[row, codes].sort_values(ascending=False, kind="stable")
    return [(str(code), int(value)) for code, value in ordered.head(many).items()]


def test_the_corpus_is_whole_and_of_the_studys_design(bundle):
    assert len(bundle.sources) == 47
    main = bundle.sources[bundle.sources["case"] != "pro"]
    assert Counter(main["kind"]) == {"interview": 14, "observation": 20, "document": 6}
    split = Counter(zip(main["case"], main["kind"], strict=True))
    assert [split[case, "interview"] for case in ("P1", "P1a", "P2")] == [5, 3, 6]
    assert [split[case, "observation"] for case in ("P1", "P1a", "P2")] == [7, 3, 10]
    assert [split[case, "document"] for case in ("P1", "P1a", "P2")] == [2, 1, 3]
    assert Counter(bundle.sources.loc[bundle.sources["case"] == "pro", "kind"]) == {"interview": 7}


@pytest.mark.parametrize("row", SEGMENTS)
def test_the_matrix_is_that_of_the_plan(bundle, row):
    matrix = case_by_code(bundle, columns=FAMILIES, with_pro=True)
    assert matrix.seg.loc[row].tolist() == SEGMENTS[row]
    assert matrix.src.loc[row].tolist() == SOURCES[row]


@pytest.mark.parametrize("row", BALANCE)
def test_the_balance_is_that_of_the_plan(bundle, row):
    levers, guards, wanted, leaving_one_out = BALANCE[row]
    found = balance(bundle).frame.loc[row]
    assert (found["L"], found["G"]) == (levers, guards)
    assert round(found["B_seg"], 2) == wanted
    if leaving_one_out:
        assert (round(found["low"], 2), round(found["high"], 2)) == leaving_one_out
        signs = np.sign(found[["B_seg", "B_src", "B_words", "low", "high"]].to_numpy(dtype=float))
        assert abs(signs.sum()) == len(signs)  # every version, and with any source left out, says the same


def test_fact_1_time_is_the_guard_rail_of_most_sources_of_the_umbrella(bundle, by_code):
    families = case_by_code(bundle)
    assert top(families.src, UMBRELLA, [name for name in FAMILIES if name[0] == "G"], 3) == [
        ("G3", 12),
        ("G2", 9),
        ("G5", 7),
    ]
    assert top(by_code.seg, UMBRELLA, subcodes("G"), 4) == [("G3.3", 12), ("G3.2", 10), ("G2.1", 9), ("G5.1", 8)]


def test_fact_2_action_is_put_off_in_interviews_and_observations_and_in_no_document(bundle, by_code):
    found = where(by_code, UMBRELLA, "G3.3")
    own = bundle.sources[bundle.sources["case"] == "P1"]
    kinds = Counter(own.loc[sorted(found & set(own.index)), "kind"])
    assert (kinds["interview"], int((own["kind"] == "interview").sum())) == (4, 5)
    assert found - set(own.index) == {"E08"}  # of the sub-project, speaking of the umbrella
    assert kinds["observation"] > 0
    assert kinds["document"] == 0
    assert materials(bundle, columns="code").frame.loc["G3.3", UMBRELLA] == "E·O"


def test_fact_3_fading_momentum_and_missing_time_are_told_in_one_turn(bundle):
    found = cooccurrence(bundle, columns=subcodes("G"), window="turn", case=UMBRELLA)
    pairs = found.extra["pairs"]
    assert pairs.loc[0, ["one", "two", "n_both"]].tolist() == ["G2.1", "G3.2", 7]
    assert (pairs["n_both"].iloc[1:] < 7).all()
    turns = found.quotes("G2.1", "G3.2").drop_duplicates("unit")
    assert Counter(turns["source"]) == {"E01": 2, "E03": 1, "E05": 1, "O02": 1, "O05": 1, "O07": 1}


def test_fact_4_the_summer_of_2019_is_written_remembered_and_seen_again(by_code):
    found = by_code.quotes(UMBRELLA, "G5.1")
    assert set(found.loc[found["phase"] == "B", "source"]) == {"D02", "E01", "E02", "E04", "E06"}
    assert set(found.loc[found["phase"] == "C", "source"]) == {"O06"}


def test_fact_5_meetings_and_texts_motivated_at_the_start(bundle, by_code):
    found = by_code.quotes(UMBRELLA, "L1")
    assert {"D01", "O04", "E05"} <= set(found["source"])
    assert (len(found), int((found["phase"] == "A").sum())) == (21, 16)
    spoken = phases(bundle, columns=["G3.3"]).frame
    assert spoken.loc[f"{UMBRELLA} · A", ["L", "G", "G3.3"]].tolist() == [16, 0, 0]
    assert spoken.loc[f"{UMBRELLA} · B", ["L", "G", "G3.3"]].tolist() == [2, 10, 0]
    assert spoken.loc[f"{UMBRELLA} · C", ["L", "G", "G3.3"]].tolist() == [11, 44, 12]


def test_fact_6_the_sub_project_is_the_exception_and_no_fairy_tale(bundle, by_code):
    found = balance(bundle).frame["B_seg"]
    assert found[UMBRELLA] < 0 < found["P1a"]
    assert abs(found["P1"]) < 0.1  # pooled, the finding disappears
    assert top(by_code.seg, "P1a", subcodes("L"), 2) == [("L2.2", 9), ("L4.1", 7)]
    assert seg(by_code, "P1a", "T3.2") > 0
    assert seg(by_code, "P1a", "G3") == 4


def test_fact_7_consent_is_the_first_lever_and_in_all_three_materials(bundle, by_code):
    first = top(by_code.seg, "P2", subcodes("L"), 5)
    assert first[0] == ("L3.1", 17)
    assert {code: seg(by_code, "P2", code) for code in ("L3.4", "L3.3", "L3.2")} == {"L3.4": 11, "L3.3": 7, "L3.2": 7}
    assert materials(bundle, columns="code").frame.loc["L3.1", "P2"] == "E·O·D"


def test_fact_8_consent_and_common_rules_meet_in_an_interview_and_in_the_statutes(bundle):
    found = cooccurrence(bundle, columns=subcodes("L"), window="turn", case="P2").quotes("L3.1", "L5.1")
    assert found.drop_duplicates("unit")["source"].tolist() == ["D04", "E09"]


def test_fact_9_the_posture_comes_second_in_four_interviews_and_three_observations(by_code):
    assert top(by_code.seg, "P2", subcodes("L"), 2)[1] == ("L5.3", 12)
    assert where(by_code, "P2", "L5.3") == {"E09", "E11", "E12", "E13", "O13", "O15", "O19"}


def test_fact_10_communication_is_only_rather_clear(by_code):
    found = by_code.quotes("P2", "G2.3")
    assert len(found) == 6
    assert Counter(found["source"]) == {"E14": 3, "E10": 1, "E11": 1, "O16": 1}


def test_fact_11_two_roles_count_in_both_rows_and_one_voice_is_against(bundle, by_code):
    spoken = actors(bundle, columns=["L3.1", "L5.3"], measure="seg", least=None)
    assert spoken.extra["rows"].loc[["association", "élu"], "double"].tolist() == [1, 1]
    for actor in ("association", "élu"):
        assert "Inès" in set(spoken.quotes(actor, "L3.1")["speaker"])
    sources = source_by_code(bundle, columns=["L", "G"]).seg
    assert sources.loc["E12", "G"] > sources.loc["E12", "L"]
    against = by_code.quotes("P2", "G4.3")
    assert "Ferréol" in set(against["speaker"])


def test_apart_the_professionals_prepare_for_tension_and_define_four_words(bundle, by_code):
    processes = case_by_code(bundle, columns=subcodes("T"), with_pro=True).seg
    assert top(processes, "pro", subcodes("T"), 1) == [("T2.2", 5)]
    assert where(by_code, "pro", "T2.2") == {"R01", "R02", "R05"}
    assert all(seg(by_code, "pro", f"C10.{number}") > 0 for number in range(1, 5))
    assert balance(bundle, with_pro=True).frame.loc["pro", "B_seg"] == pytest.approx(0, abs=0.05)
    assert "pro" not in case_by_code(bundle).rows


def test_four_codes_are_silent_which_is_not_blank(by_code):
    for code in ("G1.2", "G1.3", "G5.2", "T3.4"):
        assert by_code.seg[code].tolist() == [0] * len(by_code.rows)
        assert src(by_code, "P2", code) == 0
