"""Two coders over fourteen sources: what they did, where they differ, what was decided, and how well they agree."""

import csv
from collections import Counter
from pathlib import Path

import pytest
import yaml

from qualcoop import codebook as codebooks
from qualcoop.analysis import confusion
from qualcoop.readers import read_paths
from qualcoop.spans import Span, find_quote
from qualcoop.study import Study

CORPUS = Path(__file__).parents[1] / "corpus_sample"
TWICE = "E01 E03 E06 E09 E12 E14 O02 O07 O14 O15 O19 D02 D04 R05".split()
BUDGET = {"bornes": 14, "même famille": 8, "autre famille": 7, "polarité": 2, "A seul": 6, "B seul": 6, "en trop": 11}
GRID = codebooks.shipped()
LEAVES = [code.id for code in GRID if not any(other.parent == code.id for other in GRID)]


def rows(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def layer(name):
    return {row["segment_id"]: row for path in (CORPUS / "coding" / name).glob("*.csv") for row in rows(path)}


TOLD = yaml.safe_load((CORPUS / "double_coding.yaml").read_text(encoding="utf-8"))
DECISIONS = rows(CORPUS / "coding" / "decisions.csv")
LAYERS = {name: layer(name) for name in ("A", "B", "ref")}
PLANNED = {key: row for key, row in LAYERS["ref"].items() if row["source_id"] in TWICE}


def span(row):
    return Span(int(row["start"]), int(row["end"]))


def same(one, two):
    return (one["source_id"], one["code"], span(one)) == (two["source_id"], two["code"], span(two))


def given(pair, coder):
    """The rows of one coder in a pair."""
    return [LAYERS[coder][key] for key in filter(None, pair[f"{coder.lower()}_segment"].split("|"))]


def planned(pair):
    """The reference passage of a pair: what the file says of the same place, in the same order."""
    mine = [entry for entry in TOLD["segments"] if entry["segment"].startswith(pair["source_id"])]
    number = int(pair["pair_id"].rsplit("P", 1)[1]) - 1
    return PLANNED[mine[number]["segment"]]


PAIRS = [pair for pair in DECISIONS if pair["kind"] != "en trop"]
EXTRAS = [pair for pair in DECISIONS if pair["kind"] == "en trop"]


@pytest.fixture(scope="module")
def study(made_sample):
    with Study.open(made_sample.study) as opened:
        yield opened


@pytest.fixture(scope="module")
def texts():
    found = read_paths([CORPUS / "sources"])
    return {file.file.rsplit("/", 1)[-1].split(".")[0]: file.sources[0] for file in found.files}


def overall(one, two, columns):
    return float(confusion(one, two, columns=columns).extra["overall"]["pooled_alpha"].iloc[0])


def only(bundle, names):
    return bundle.narrowed(
        sources=bundle.sources.loc[names],
        turns=bundle.turns[bundle.turns["source"].isin(names)],
        segments=bundle.segments[bundle.segments["source"].isin(names)],
        coded=frozenset(names),
    )


def test_fourteen_sources_were_coded_twice():
    assert TOLD["sources"] == TWICE
    for name in ("A", "B"):
        assert sorted(path.stem for path in (CORPUS / "coding" / name).glob("*.csv")) == sorted(TWICE)
    assert len(PLANNED) == 95


def test_the_budget_of_disagreements_is_kept_exactly():
    assert Counter(pair["kind"] for pair in DECISIONS) == BUDGET
    assert Counter(entry["coder"] for entry in TOLD["extras"]) == {"A": 4, "B": 7}
    assert sum("|" in pair["a_segment"] + pair["b_segment"] for pair in PAIRS) == 4
    assert sum(pair["decision"] == "ni A ni B" for pair in DECISIONS) == 10
    told = {entry["segment"] for entry in TOLD["segments"]}
    agreed = [row for key, row in PLANNED.items() if key not in told]
    assert len(agreed) == 52
    for row in agreed:
        for name in ("A", "B"):
            assert sum(same(row, other) for other in LAYERS[name].values()) == 1, (name, row["segment_id"])


def test_each_kind_is_what_it_says():
    for pair in PAIRS:
        a, b, kind = given(pair, "A"), given(pair, "B"), pair["kind"]
        if kind in ("A seul", "B seul"):
            assert (len(a), len(b)) == ((1, 0) if kind == "A seul" else (0, 1)), pair
            continue
        codes = {row["code"] for row in a}, {row["code"] for row in b}
        families = [{GRID.family(code) for code in side} for side in codes]
        polarities = [{GRID.code(code).polarity for code in side} for side in codes]
        if kind == "bornes":
            assert codes[0] == codes[1], pair
            assert {span(row) for row in a} != {span(row) for row in b}, pair
        elif kind == "même famille":
            assert families[0] == families[1], pair
            assert codes[0] != codes[1], pair
        else:
            assert families[0] != families[1], pair
            assert (polarities == [{"lever"}, {"guard-rail"}]) == (kind == "polarité"), pair


def test_a_decision_says_what_the_reference_became():
    for pair in PAIRS:
        wanted = planned(pair)
        right = {name: len(mine) == 1 and same(mine[0], wanted) for name in "AB" for mine in [given(pair, name)]}
        assert right == {name: pair["decision"] == name for name in "AB"}, pair
        assert all(span(row).overlaps(span(wanted)) for name in "AB" for row in given(pair, name)), pair


def test_what_was_rejected_is_not_in_the_reference():
    for pair in EXTRAS:
        (row,) = given(pair, "A") + given(pair, "B")
        assert pair["decision"] == "rejeté"
        here = [other for other in PLANNED.values() if other["source_id"] == row["source_id"]]
        assert not any(row["code"] == other["code"] and span(row).overlaps(span(other)) for other in here), pair


def test_every_row_of_a_coder_is_agreed_or_decided():
    decided = {key for pair in DECISIONS for field in ("a_segment", "b_segment") for key in pair[field].split("|")}
    for name in ("A", "B"):
        for key, row in LAYERS[name].items():
            assert row["coder"] == name
            agreed = any(same(row, other) for other in PLANNED.values())
            assert key in decided or agreed, key


def test_every_decision_has_a_reason_of_its_own():
    reasons = [pair["reason"] for pair in DECISIONS]
    assert len({pair["pair_id"] for pair in DECISIONS}) == len(DECISIONS) == 54
    assert all(len(reason.split()) >= 8 for reason in reasons)
    assert len(set(reasons)) == len(reasons)


def test_every_quote_is_unique_and_in_a_turn_that_counts(texts):
    for name in ("A", "B"):
        for key, row in LAYERS[name].items():
            source, here = texts[row["source_id"]], span(row)
            assert source.text[here.start : here.end] == row["quote"]
            assert source.hash == row["text_sha256"]
            assert find_quote(source.text, row["quote"]) == [here], key
            (turn,) = [turn for turn in source.turns if turn.start <= here.start and here.end <= turn.end]
            assert turn.role in ("respondent", "observer", "author"), key


def test_b_codes_more_and_shorter():
    sizes = {name: [span(row).size for row in LAYERS[name].values()] for name in ("A", "B")}
    assert len(sizes["A"]) == 93
    assert len(sizes["B"]) == 100
    assert sum(sizes["B"]) / len(sizes["B"]) < sum(sizes["A"]) / len(sizes["A"])


def test_two_decisions_changed_the_codebook():
    changing = [pair for pair in DECISIONS if "grille 0.2.0" in pair["reason"]]
    assert [(pair["source_id"], "do_not_use_when" in pair["reason"]) for pair in changing] == [
        ("E03", True),
        ("R05", True),
    ]
    history = CORPUS.parent / "codebook" / "history"
    before, after = (codebooks.load(history / f"grid-{version}.yaml") for version in ("0.1.0", "0.2.0"))
    changed = {change.id for change in codebooks.diff(before, after) if change.field.startswith("do_not_use_when")}
    assert changed == {"G3.2", "L5.2"}


def test_agreement_before_discussion_is_that_of_honest_coders(study):
    a, b = study.bundle("A"), study.bundle("B")
    families, subcodes = overall(a, b, "family"), overall(a, b, LEAVES)
    assert 0.70 <= families <= 0.80
    assert 0.60 <= subcodes <= 0.70
    told = (CORPUS / "README.md").read_text(encoding="utf-8")
    for figure in (families, subcodes):
        assert f"{figure:.2f}".replace(".", ",") in told


def test_the_easy_codes_and_the_hard_ones(study):
    found = confusion(study.bundle("A"), study.bundle("B"), columns=LEAVES).frame
    for code in ("L3.1", "G3.2"):
        assert found.loc[code, "alpha"] > 0.85
    for code in ("C6", "T2.2", "G2.1"):
        assert 0.35 <= found.loc[code, "alpha"] <= 0.55, code
    used = found[found["A"] + found["B"] > 0]
    assert used["too_few"].sum() >= 5
    enough = used[~used["too_few"]]
    assert enough["alpha"].idxmin() == "G2.1"


def test_both_drift_after_the_fourth_interview(study):
    a, b = study.bundle("A"), study.bundle("B")
    before, after = ["E01", "E03", "E06", "E09"], ["E12", "E14"]
    for columns in ("family", LEAVES):
        early = overall(only(a, before), only(b, before), columns)
        late = overall(only(a, after), only(b, after), columns)
        assert late > early + 0.1


def test_the_study_holds_both_layers_on_their_sources_only(study):
    assert {"A", "B", "ref"} <= set(study.layers())
    for name in ("A", "B"):
        assert study.bundle(name).coded == frozenset(TWICE)
        assert len(study.codings(layer=name)) == len(LAYERS[name])
