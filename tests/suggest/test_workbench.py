"""A rule tried out, the rules measured against a layer, and the words of what none of them finds."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import power_divergence

from qualcoop.errors import InputError, RuleError, UnknownNameError
from qualcoop.model import Origin, Source, Turn
from qualcoop.spans import Span
from qualcoop.suggest import Suggester
from qualcoop.suggest.units import Units, base_form, words_within
from qualcoop.suggest.workbench import log_likelihood, report, try_rule, words

A = "On a pris le temps. L'élan est retombé. Le temps manque, et le temps passe."
B = "La confiance est là. Notre élan, lui, retombe vite. L'argent manque."


def code(name, *keywords, exclude=()):
    return SimpleNamespace(id=name, polarity=None, contraries=(), keywords=keywords, exclude=exclude)


BOOK = SimpleNamespace(
    codes=(code("T", "temps", "prendre le temps"), code("C", "confiance", "jamais vu"), code("M", "manque")),
    matching=None,
)
CASES = {"a": "P1", "b": "P2", "c": None}


def made(text):
    span = Span(0, len(text))
    return Source(
        "x", "interview", text, (span,), (Turn(0, *span, "respondent"),), Origin("x", "0" * 64, "t", "t", "1")
    )


def bench(**texts):
    suggester = Suggester(BOOK)
    return suggester, suggester.corpus([(n, t, suggester.tokens(made(t))) for n, t in texts.items()])


def coded(*rows, texts):
    found = [(s, texts[s].index(q), texts[s].index(q) + len(q), c, q) for s, q, c in rows]
    return pd.DataFrame(found, columns=["source", "start", "end", "code", "quote"])


def test_a_rule_is_shown_in_context_with_its_counts():
    suggester, corpus = bench(a=A, b=B, c="Rien.")
    trial = try_rule(suggester, corpus, "élan .. retomb*", cases=CASES)
    assert trial.hits["hit"].tolist() == ["élan est retombé", "élan, lui, retombe"]
    assert [text[s:e] for text, (s, e) in zip((A, B), trial.hits[["start", "end"]].to_numpy(), strict=True)] == [
        "élan est retombé",
        "élan, lui, retombe",
    ]
    assert trial.by_source[["source", "hits", "sentences"]].to_numpy().tolist() == [
        ["a", 1, 1],
        ["b", 1, 1],
        ["c", 0, 0],
    ]
    assert trial.by_case[["case", "hits"]].to_numpy().tolist() == [["P1", 1], ["P2", 1]]
    # the codebook's words are counted as the engine counts them: hesitations, signs and « ne » left out
    assert trial.by_source["per_1k"].round(1).tolist()[2] == 0
    assert (trial.sentences, trial.added, trial.added_to_code) == (2, 2, None)
    assert trial.remarks == ()


def test_hits_stand_at_the_same_column():
    suggester, corpus = bench(a=A, b=B)
    lines = try_rule(suggester, corpus, "élan").lines(60)
    assert len({line.index("élan") for line in lines}) == 1
    assert all(len(line) <= 60 for line in lines)


def test_what_a_rule_adds_to_and_shares_with_the_others():
    suggester, corpus = bench(a=A, b=B)
    trial = try_rule(suggester, corpus, "manque", code="T")
    assert (trial.sentences, trial.added, trial.added_to_code) == (2, 0, 1)
    assert trial.shared[["code", "rule", "sentences", "shared", "same"]].to_numpy().tolist() == [
        ["M", "manque", 2, 2, True],
        ["T", "temps", 2, 1, False],
    ]
    assert trial.as_dict()["shared"][0]["rule"] == "manque"


def test_doubtful_and_wrong_rules_are_a_sentence():
    suggester, corpus = bench(a="C'est là. " * 20)
    assert "ne trouve rien" in try_rule(suggester, corpus, "soleil").remarks[0]
    assert "100 % des phrases" in try_rule(suggester, corpus, "là").remarks[0]
    with pytest.raises(RuleError):
        try_rule(suggester, corpus, "ab*")
    with pytest.raises(UnknownNameError):
        try_rule(suggester, corpus, "là", code="Z")
    empty = try_rule(*bench(), "là")
    assert (len(empty.hits), empty.lines()) == (0, [])


def test_rules_against_a_layer():
    texts = {"a": A, "b": B, "c": "Le temps, le temps. Le temps. Du temps. Encore du temps."}
    suggester, corpus = bench(**texts)
    layer = coded(
        ("a", "On a pris le temps.", "T"), ("a", "L'élan est retombé.", "T"), ("b", "argent manque", "M"), texts=texts
    )
    found = report(suggester, corpus, layer, sources=["a", "b"])
    assert found.sources == ("a", "b")
    assert found.by_code.loc["T", ["offered", "accepted", "rejected", "missed"]].tolist() == [2, 1, 1, 1]
    assert found.by_code.loc["M", ["offered", "edited", "rejected"]].tolist() == [2, 1, 1]
    assert found.by_rule.loc[("T", "prendre le temps"), "accepted"] == 1
    assert found.silent.to_numpy().tolist() == [["C", "jamais vu"]]
    assert found.missed[["source", "code", "quote"]].to_numpy().tolist() == [["a", "T", "L'élan est retombé."]]
    assert found.wrong.empty
    whole = report(suggester, corpus, layer)  # « c » counts as coded: four more times wrong, and never…
    assert whole.by_code.loc["T", "rejected"] == 5
    assert whole.as_dict()["by_code"][0]["precision"] is None or 0 <= whole.as_dict()["by_code"][0]["precision"] <= 1


def test_rules_that_always_err_and_decisions():
    texts = {"c": "Le temps, le temps. Le temps. Du temps. Encore du temps."}
    suggester, corpus = bench(**texts)
    found = report(suggester, corpus, coded(texts=texts), sources=["c"])
    assert found.wrong.to_numpy().tolist() == [["T", "temps", 4]]
    decisions = pd.DataFrame(
        [
            ("c", 0, 19, "T", "temps", "accepted"),
            ("c", 20, 29, "T", "temps", "rejected"),
            ("d", 0, 5, "T", "temps", "pending"),
        ],
        columns=["source", "start", "end", "code", "rule", "state"],
    )
    judged = report(suggester, corpus, coded(texts=texts), decisions=decisions)
    assert (judged.judge, judged.sources) == ("decisions", ("c",))
    assert judged.by_rule.loc[("T", "temps"), ["offered", "accepted", "rejected"]].tolist() == [2, 1, 1]


def test_log_likelihood_is_that_of_a_known_library():
    rng = np.random.default_rng(4)
    for _ in range(50):
        here, there = (int(n) for n in rng.integers(0, 50, 2))
        size, others = (int(n) for n in rng.integers(60, 5000, 2))
        share = (here + there) / (size + others)
        if here + there == 0:
            continue
        known = power_divergence([here, there], [size * share, others * share], lambda_="log-likelihood")
        assert log_likelihood([here], [there], size, others)[0] == pytest.approx(known.statistic)
    assert log_likelihood([0], [0], 10, 10)[0] == 0


def test_words_that_mark_the_passages_no_rule_found():
    missed = ["Le souffle est court.", "Nos souffles courts.", "Ce souffle, encore."]
    other = " ".join(["Le marché ouvre tôt et la pluie tombe sur la place."] * 20)
    texts = {"a": " ".join(missed), "b": other, "c": "Souffle souffle souffle. Souffle souffle."}
    suggester, corpus = bench(**texts)
    layer = coded(*(("a", quote, "T") for quote in missed), ("a", "Nos souffles courts.", "C"), texts=texts)
    found = words(suggester, corpus, layer, sources=["a", "b"])
    assert found[["code", "word", "passages", "count", "rest"]].to_numpy().tolist() == [
        ["T", "souffle", 3, 3, 0],
        ["T", "court", 2, 2, 0],
    ]
    assert len(words(suggester, corpus, layer, sources=["a", "b"], codes={"M"})) == 0
    with pytest.raises(InputError, match="rien à comparer"):
        words(suggester, corpus, coded(texts=texts), sources=["a"])


def test_what_a_rule_finds_already_proposes_no_word():
    texts = {"a": "Le temps souffle. Le temps souffle. Le temps souffle.", "b": "La pluie tombe. " * 30}
    suggester, corpus = bench(**texts)
    layer = coded(("a", texts["a"], "T"), texts=texts)
    assert len(words(suggester, corpus, layer, sources=["a", "b"])) == 0


def test_words_are_counted_with_their_lemma_under_the_form_used_most():
    _, corpus = bench(a="Des tensions, une tension, des tensions. Lui, leur. Ça a décidé.")
    units = Units.read(corpus)
    assert "tensions" in units.names
    assert "tension" not in units.names
    assert base_form("lui") == "lui"
    assert not units.telling[units.names.index("lui")]
    assert units.telling[units.names.index("tensions")]


def test_words_within_a_passage_are_the_whole_ones():
    _, corpus = bench(a="un deux trois", b="quatre cinq six")
    runs = words_within(corpus, ["b", "a", "z", "b"], np.array([0, 1, 0, 7]), np.array([11, 8, 5, 7]))
    said = [[corpus.vocabulary.forms[w] for w in corpus.words[a:b]] for a, b in runs.tolist()]
    assert said == [["quatre", "cinq"], ["deux"], [], []]
