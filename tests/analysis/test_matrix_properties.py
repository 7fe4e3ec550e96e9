"""What must hold of every matrix, whatever was coded."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcoop.analysis.frequency import case_by_code, segments_table, source_by_code
from qualcoop.analysis.matrix import build

CODES = ["L3", "L3.1", "L3.2", "G3", "G3.1", "C1"]
CASES = ["P1", "P1a", "P2", "pro"]
COUNTS = ["seg", "src", "sent", "words", "chars"]
SHARES = ["pct_src", "pct_sent", "cover"]
TEXT = "Un deux, trois. Quatre [rires] cinq ? Six sept huit neuf."


@st.composite
def studies(draw):
    """Up to five sources of two turns (the second with a stage direction), and any codings."""
    sources = draw(st.lists(st.tuples(st.sampled_from(CASES), st.booleans()), min_size=1, max_size=5))
    length = 2 * len(TEXT) + 1
    codings = draw(
        st.lists(
            st.tuples(
                st.integers(0, len(sources) - 1),
                st.integers(0, length - 2),
                st.integers(1, 60),
                st.sampled_from(CODES),
            ),
            max_size=25,
        )
    )
    about = draw(st.dictionaries(st.integers(0, 30), st.sampled_from(CASES[:3]), max_size=5))
    return sources, codings, about


def make(kit, study, order=None):
    sources, codings, about = study
    made = kit()
    aside = len(TEXT) + 1 + TEXT.index("[rires]")
    turns = [("respondent", "a", TEXT), ("respondent", "b", TEXT)]
    for number, (case, coded) in enumerate(sources):
        made.source(f"S{number}", case, turns, coded=coded, asides=[(aside, aside + 7)])
    length = 2 * len(TEXT) + 1
    seen = set()
    for source, start, size, code in codings if order is None else [codings[i] for i in order]:
        end = min(start + size, length)
        if (source, start, end, code) not in seen:
            seen.add((source, start, end, code))
            # One span speaks about one case, whatever its codes.
            made.code(f"S{source}", code, start, end, about=about.get((source * 7 + start + end) % 31))
    return made.bundle()


@settings(max_examples=25, deadline=None)
@given(study=studies())
def test_parent_is_at_most_the_sum_of_its_parts_and_at_least_the_largest(kit, study):
    matrix = case_by_code(make(kit, study), ["L3", "L3.1", "L3.2"], with_pro=True)
    own = make(kit, study).narrowed(segments=make(kit, study).segments.query("code == 'L3'"))
    direct = case_by_code(own, ["L3"], with_pro=True)
    for measure in COUNTS:
        frame = matrix.show(measure).fillna(0)
        parts = frame["L3.1"] + frame["L3.2"] + direct.show(measure)["L3"].fillna(0)
        assert (frame["L3"] <= parts).all(), measure
        assert (frame["L3"] >= frame[["L3.1", "L3.2"]].max(axis=1)).all(), measure


@settings(max_examples=25, deadline=None)
@given(study=studies())
def test_a_union_never_exceeds_the_text_and_shares_never_exceed_one(kit, study):
    for rows in ("case", "source", "material"):
        matrix = build(make(kit, study), rows, "group", with_pro=True, small=None)
        base = matrix.denominators.iloc[:-1]
        for measure, column in (("words", "words"), ("sent", "sentences"), ("chars", "chars"), ("src", "sources")):
            figures = matrix.show(measure)
            assert (figures.le(base[column], axis=0) | figures.isna()).all().all(), (rows, measure)
        for measure in SHARES:
            figures = matrix.show(measure)
            assert (figures.le(1 + 1e-12) | figures.isna()).all().all()


@settings(max_examples=25, deadline=None)
@given(study=studies())
def test_sources_sum_to_table_one(kit, study):
    bundle = make(kit, study)
    wide = source_by_code(bundle, "code", with_pro=True).frame.sum()
    cases = case_by_code(bundle, "code", with_pro=True)
    tops = cases.frame.loc[["P1", "P2", "pro"]].fillna(0).sum()
    assert wide.equals(tops)
    assert cases.total.fillna(0).equals(wide.rename("total"))


@settings(max_examples=25, deadline=None)
@given(study=studies())
def test_every_figure_has_exactly_its_quotes(kit, study):
    bundle = make(kit, study)
    matrix = case_by_code(bundle, "group", with_pro=True)
    for row in matrix.rows:
        for column in matrix.columns:
            quotes = matrix.quotes(row, column)
            figure = matrix.seg.loc[row, column]
            assert len(quotes) == (0 if np.isnan(figure) else figure)
            assert quotes["source"].nunique() == np.nan_to_num(matrix.src.loc[row, column])
            assert not quotes.duplicated(["source", "start", "end"]).any()
    everything = matrix.quotes()
    assert sum(len(ids) for ids in everything["ids"]) == len(segments_table(bundle))


@settings(max_examples=25, deadline=None)
@given(study=studies(), data=st.data())
def test_the_order_of_coding_changes_nothing(kit, study, data):
    order = data.draw(st.permutations(range(len(study[1]))))
    one, two = make(kit, study), make(kit, study, order)
    # A repeated coding may keep another `about` only if its span differs, so the two studies are the same.
    for measure in [*COUNTS, "per_1k", "mean_per_source", "row_share"]:
        first, second = (case_by_code(each, with_pro=True, measure=measure) for each in (one, two))
        assert np.allclose(first.values, second.values, equal_nan=True)
        assert first.quotes()["ids"].tolist() == second.quotes()["ids"].tolist()


@settings(max_examples=25, deadline=None)
@given(study=studies())
def test_blank_means_not_coded_and_nothing_else(kit, study):
    bundle = make(kit, study)
    matrix = source_by_code(bundle, with_pro=True)
    for source in matrix.rows:
        coded = source in bundle.coded or source in set(bundle.segments["source"])
        assert matrix.frame.loc[source].isna().all() == (not coded)
        assert matrix.frame.loc[source].isna().any() == (not coded)


@settings(max_examples=25, deadline=None)
@given(study=studies())
def test_unions_agree_with_sets_of_characters_and_words(kit, study):
    bundle = make(kit, study)
    matrix = source_by_code(bundle, ["L3", "G3"], with_pro=True)
    text = TEXT + "\n" + TEXT
    aside = range(len(TEXT) + 1 + TEXT.index("[rires]"), len(TEXT) + 8 + TEXT.index("[rires]"))
    codable = set(range(len(text))) - {len(TEXT)} - set(aside)
    words = bundle.positions("S0")
    for source in matrix.rows:
        for column in ("L3", "G3"):
            mine = bundle.segments.query("source == @source and code.str.startswith(@column)")
            chars = {at for s, e in zip(mine["start"], mine["end"], strict=True) for at in range(s, e)} & codable
            touched = sum(bool(chars & set(range(s, e))) for s, e in zip(words.words, words.word_ends, strict=True))
            sentences = sum(bool(chars & set(range(s, e))) for s, e in words.sentences)
            if not np.isnan(matrix.frame.loc[source, column]):
                assert matrix.chars.loc[source, column] == len(chars)
                assert matrix.words.loc[source, column] == touched
                assert matrix.sent.loc[source, column] == sentences
