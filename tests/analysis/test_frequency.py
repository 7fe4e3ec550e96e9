"""Displays 1, 2 and 10 as a researcher sees them."""

import json

import numpy as np
import pytest

from qualcoop.analysis.frequency import case_by_code, presence, segments_table, source_by_code
from qualcoop.errors import InputError, UnknownNameError
from qualcoop.language import set_language

WITHOUT = "P1 without P1a"
# corpus_blueprint.md, section 4: segments (sources) by what the passage is about.
EXPECTED = {
    "P1": "22/10 20/12 2/2 11/8 6/4 2/2 1/1 13/9 31/15 0/0 9/7 4/3 2/2 0/0 5/4 7/6",
    WITHOUT: "21/9 6/5 0/0 2/2 0/0 0/0 1/1 13/9 27/12 0/0 9/7 4/3 0/0 0/0 1/1 5/4",
    "P1a": "1/1 14/7 2/2 9/6 6/4 2/2 0/0 0/0 4/3 0/0 0/0 0/0 2/2 0/0 4/3 2/2",
    "P2": "0/0 3/3 42/18 2/2 18/10 0/0 0/0 6/4 8/6 3/2 0/0 0/0 1/1 3/3 3/3 9/7",
    "pro": "1/1 3/2 0/0 0/0 2/2 2/1 1/1 0/0 1/1 4/2 0/0 2/1 2/1 6/4 1/1 10/4",
}


@pytest.fixture(autouse=True)
def _english():
    set_language("en")
    yield
    set_language(None)


@pytest.mark.parametrize("row", EXPECTED)
def test_planned_corpus_gives_the_planned_matrix(plan, row):
    matrix = case_by_code(plan, with_pro=True)
    found = [f"{int(seg)}/{int(src)}" for seg, src in zip(matrix.seg.loc[row], matrix.src.loc[row], strict=True)]
    assert found == EXPECTED[row].split()


def test_rows_and_their_other_names(plan):
    matrix = case_by_code(plan)
    assert matrix.rows == ("P1", WITHOUT, "P1a", "P2")
    assert case_by_code(plan, with_pro=True).rows[-1] == "pro"
    for name in (WITHOUT, "P1 sans P1a", "P1-P1a"):
        assert len(matrix.quotes(name, "G3")) == 27
    assert "pro" in " ".join(matrix.notes)
    set_language("fr")
    assert case_by_code(plan).row_labels[1] == "P1 sans P1a"


def test_columns_by_family_group_code_and_list(plan):
    assert case_by_code(plan, "group").seg.loc["P1"].tolist() == [63, 58, 7, 7]
    assert case_by_code(plan, ["G3.3", "G3"]).seg.loc[WITHOUT].tolist() == [12, 27]
    assert "L3.1" in case_by_code(plan, "code").columns
    assert case_by_code(plan, "top").columns[-1] == "C10"
    assert case_by_code(plan, "G3").columns == ("G3",)
    with pytest.raises(UnknownNameError, match="L9"):
        case_by_code(plan, ["L9"])
    with pytest.raises(UnknownNameError, match="importance"):
        case_by_code(plan, measure="importance")
    with pytest.raises(InputError):
        case_by_code(plan, [])


def test_total_is_distinct_not_the_sum(plan):
    matrix = case_by_code(plan)
    assert matrix.total["G3"] == 31 + 8
    assert matrix.with_measure("src").total["G3"] == 15 + 6
    assert matrix.denominators.loc["total", "own"] == 40


def test_denominators_of_a_row_are_its_sources_and_its_guests(plan):
    base = case_by_code(plan).denominators
    assert base.loc["P1", ["own", "guests"]].tolist() == [21, 0]
    assert base.loc[WITHOUT, ["own", "guests", "sources"]].tolist() == [14, 2, 16]
    # Three passages of six words each, said in P1a sources about P1.
    own = base.loc["P1", "words"] - base.loc["P1a", "words"]
    assert base.loc[WITHOUT, "words"] == own + 3 * 6


def test_shares_are_the_printed_count_over_the_printed_base(plan):
    matrix = case_by_code(plan)
    base = matrix.denominators.loc[WITHOUT]
    assert matrix.pct_src.loc[WITHOUT, "G3"] == pytest.approx(12 / base["sources"])
    assert matrix.per_1k.loc[WITHOUT, "G3"] == pytest.approx(27_000 / base["words"])
    assert matrix.row_share.loc[WITHOUT].sum() == pytest.approx(1)


def test_measures_on_a_text_one_can_count_by_hand(kit):
    bundle = (
        kit()
        .source(
            "S1",
            "P2",
            [("interviewer", "Q", "Et le temps ?"), ("respondent", "A", "Un deux trois. Quatre [rires] cinq.")],
            asides=[(36, 43)],
        )
        .code("S1", "L3.1", quote="deux trois. Quatre [rires]")
        .code("S1", "L3.2", quote="trois")
        .bundle()
    )
    assert bundle.sources.loc["S1", ["words", "sentences"]].tolist() == [5, 2]
    matrix = case_by_code(bundle, ["L3", "L3.1", "L3.2"], small=None)
    row = matrix.show("words").loc["P2"]
    assert row.tolist() == [3, 3, 1]
    assert matrix.sent.loc["P2"].tolist() == [2, 2, 1]
    assert matrix.chars.loc["P2"].tolist() == [len("deux trois. Quatre "), len("deux trois. Quatre "), 5]
    assert matrix.seg.loc["P2"].tolist() == [2, 1, 1]
    assert matrix.cover.loc["P2", "L3"] == pytest.approx(3 / 5)
    assert matrix.pct_sent.loc["P2", "L3.2"] == pytest.approx(1 / 2)
    assert matrix.per_1k.loc["P2", "L3"] == pytest.approx(2000 / 5)


def test_two_codes_of_a_family_on_one_span_count_once_in_the_parent(kit):
    bundle = kit().source("S1", "P2").code("S1", "L3.1", 0, 5).code("S1", "L3.2", 0, 5).bundle()
    matrix = case_by_code(bundle, ["L3", "L3.1", "L3.2"])
    assert matrix.seg.loc["P2"].tolist() == [1, 1, 1]
    assert matrix.quotes("P2", "L3")["code"].tolist() == ["L3.1 + L3.2"]


def test_blank_is_not_zero(kit):
    bundle = kit().source("S1", "P2").source("S2", "P1", coded=False).bundle()
    matrix = case_by_code(bundle, with_pro=True)
    assert matrix.frame.loc["P2"].eq(0).all()
    assert matrix.frame.loc[["P1", WITHOUT, "P1a", "pro"]].isna().all().all()
    assert matrix.denominators.loc["P1", ["sources", "uncoded"]].tolist() == [0, 1]
    table = source_by_code(bundle)
    assert np.isnan(table.frame.loc["S2", "L1"])
    assert table.frame.loc["S1", "L1"] == 0
    assert presence(bundle).codes_per_source.isna().tolist() == [True, False]


def test_uncoded_source_is_out_of_the_denominator(kit):
    made = kit().source("S1", "P2").source("S2", "P2").source("S3", "P2", coded=False).code("S1", "G3", 0, 3)
    matrix = case_by_code(made.bundle(), measure="pct_src", small=None)
    assert matrix.frame.loc["P2", "G3"] == 1 / 2


def test_small_rows_show_counts_and_no_percentage(kit):
    made = kit()
    for number in range(4):
        made.source(f"S{number}", "P2")
        for start in range(0, 12, 2):
            made.code(f"S{number}", "G3.1", start, start + 2)
    matrix = case_by_code(made.bundle(), measure="pct_src")
    assert matrix.frame.loc["P2"].isna().all()
    assert matrix.withheld.loc["P2"].all()
    assert matrix.seg.loc["P2", "G3"] == 24
    assert ["P2", "G3"] in matrix.as_dict()["withheld"]
    assert not matrix.with_measure("seg").withheld.any().any()
    enough = made.source("S4", "P2").bundle()
    assert case_by_code(enough, measure="pct_src").frame.loc["P2", "G3"] == 4 / 5
    assert case_by_code(made.bundle(), measure="pct_src", small=(6, 10)).frame.isna().all().all()


def test_interviewer_turns_count_only_when_asked(kit):
    turns = [("interviewer", "Q", "Vous avez manqué de temps ?"), ("respondent", "A", "Oui vraiment.")]
    bundle = kit().source("S1", "P2", turns).code("S1", "G3.2", quote="manqué de temps").bundle()
    assert case_by_code(bundle).seg.loc["P2", "G3"] == 0
    asked = bundle.filter(with_interviewer=True)
    assert case_by_code(asked).seg.loc["P2", "G3"] == 1
    assert asked.sources.loc["S1", "words"] == 2 + 5
    assert "interviewer" in case_by_code(asked).as_dict()["filter"]


def test_professionals_stay_out_even_when_they_speak_about_a_project(kit):
    made = kit().source("R1", "pro").source("S1", "P1").code("R1", "G3.2", 0, 5, about="P1")
    assert case_by_code(made.bundle()).seg.loc["P1", "G3"] == 0
    assert case_by_code(made.bundle(), with_pro=True).seg.loc["P1", "G3"] == 1
    assert case_by_code(made.bundle().filter(case="P1")).seg.loc["P1", "G3"] == 0


def test_one_talkative_source_is_named(kit):
    made = kit().source("S1", "P2").source("S2", "P2").code("S2", "G3", 0, 3)
    for start in (0, 5, 9):
        made.code("S1", "G3.2", start, start + 3)
    matrix = case_by_code(made.bundle())
    assert matrix.top_source.loc["P2", "G3"] == 3 / 4
    assert matrix.one_source_makes_it.loc["P2", "G3"]
    assert not matrix.one_source_makes_it.loc["P2", "L1"]


def test_mean_per_source_weighs_sources_alike(kit):
    made = kit().source("S1", "P2", [("respondent", "a", "un deux trois quatre")])
    made.source("S2", "P2", [("respondent", "b", "un deux trois quatre " * 4)]).code("S1", "G3", 0, 2)
    matrix = case_by_code(made.bundle())
    assert matrix.mean_per_source.loc["P2", "G3"] == pytest.approx((1000 / 4 + 0) / 2)
    assert matrix.per_1k.loc["P2", "G3"] == pytest.approx(1000 / 20)
    assert matrix.show("mean per source").equals(matrix.mean_per_source)


def test_filters_narrow_numerator_and_denominator_together(plan):
    interviews = plan.filter(kind="interview", case="P2")
    matrix = case_by_code(interviews)
    assert matrix.rows == ("P2",)
    assert matrix.denominators.loc["P2", "sources"] == 6
    assert matrix.as_dict()["filter"] == "material = interview ; case = P2"
    assert set(matrix.quotes("P2", "L5")["source"]) == {"E09", "E10", "E11", "E12", "E13", "E14"}
    with pytest.raises(UnknownNameError, match="film"):
        plan.filter(kind="film")
    with pytest.raises(UnknownNameError, match="P9"):
        plan.filter(case="P9")


def test_filter_by_speaker_measures_the_speaker_s_words(kit):
    turns = [("respondent", "A", "Un deux trois."), ("respondent", "B", "Quatre cinq.")]
    bundle = kit().source("S1", "P2", turns).code("S1", "G3", quote="Un").code("S1", "G3", quote="cinq").bundle()
    only = bundle.filter(speaker="B")
    assert only.sources.loc["S1", ["words", "sentences", "chars"]].tolist() == [2, 1, 12]
    assert case_by_code(only).quotes("P2", "G3")["quote"].tolist() == ["cinq"]


def test_json_has_nulls_for_blanks_and_carries_its_context(kit):
    bundle = kit().source("S1", "P2").code("S1", "L3.1", 0, 5).bundle()
    told = json.loads(json.dumps(case_by_code(bundle).as_dict(), allow_nan=False))
    assert told["values"][told["rows"].index("P1")] == [None] * 16
    assert (told["layer"], told["codebook_version"], told["measure"]) == ("main", "1", "seg")
    assert told["denominators"]["columns"][0] == "sources"


def test_counts_load_no_positions(kit):
    def refuse(name):
        raise AssertionError(name)

    bundle = kit().source("S1", "P2").code("S1", "L3.1", 0, 5).bundle(positions=refuse)
    matrix = case_by_code(bundle)
    assert matrix.seg.loc["P2", "L3"] == 1
    assert matrix.per_1k.loc["P2", "L3"] > 0
    with pytest.raises(AssertionError, match="S1"):
        matrix.show("words")


def test_presence_is_one_zero_blank_in_reading_order(plan):
    table = presence(plan)
    assert table.rows[:2] == ("E01", "E02")
    assert table.rows[5:7] == ("O01", "O02")
    assert table.frame.loc["E01", "G3"] == 1
    assert table.frame.loc["E01", "L3"] == 0
    assert table.total["G3"] == 15 + 6
    assert presence(plan, threshold=2).frame.loc["E05", "G3"] == 0
    assert table.codes_per_source["E01"] == 6


def test_sources_sum_to_the_cases(plan):
    table = source_by_code(plan)
    cases = case_by_code(plan).frame
    assert table.frame.sum().equals(cases.loc[["P1", "P2"]].sum())
    assert table.wide.columns[:3].tolist() == ["case", "kind", "date"]
    assert len(table.wide) == 40
    assert len(source_by_code(plan, with_pro=True).frame) == 47


def test_long_table_holds_every_segment_once(plan):
    table = segments_table(plan)
    assert len(table) == 268
    assert table["id"].is_unique
    assert set(table.loc[table["code"] == "C10.2", "family"]) == {"C"}
    assert len(segments_table(plan, with_pro=False)) == 268 - 35


def test_a_study_without_cases_says_what_to_do(kit):
    bundle = kit(cases=[]).source("S1", None).bundle()
    with pytest.raises(InputError, match="one row per source"):
        case_by_code(bundle)
    assert source_by_code(bundle).rows == ("S1",)


def test_source_without_case_is_said(kit):
    bundle = kit().source("S1", None).source("S2", "P2").bundle()
    assert any("1 source(s) without a known case" in note for note in case_by_code(bundle).notes)


def test_unknown_code_is_said_not_dropped_in_silence(kit):
    bundle = kit().source("S1", "P2").code("S1", "Z9", 0, 3).bundle()
    assert any("1 segment(s) carry a code" in note for note in case_by_code(bundle).notes)


def test_several_sub_cases_and_deeper_trees(kit):
    from qualcoop.model import Case

    cases = [Case("P", "P"), Case("Pa", "a", "P"), Case("Pb", "b", "P"), Case("Pb1", "b1", "Pb")]
    bundle = kit(cases=cases).source("S1", "Pb1").code("S1", "L1", 0, 2).bundle()
    matrix = case_by_code(bundle)
    assert matrix.rows == ("P", "P without Pa, Pb", "Pa", "Pb", "Pb without Pb1", "Pb1")
    assert matrix.seg["L1"].fillna(-1).tolist() == [1, -1, -1, 1, -1, 1]
