"""A suggester that learns: only codes with examples enough, measured on sources it never saw, the same twice."""

import random
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score, brier_score_loss

from qualcoop.errors import InputError
from qualcoop.model import Origin, Source, Turn
from qualcoop.spans import Span
from qualcoop.suggest import Suggester
from qualcoop.suggest.features import Features
from qualcoop.suggest.learner import calibrated, learn
from qualcoop.suggest.measuring import average_precision, best_threshold, measures

TIME = ("On finit à vingt heures", "Le calendrier déborde", "Les délais nous écrasent", "On court après les heures")
TRUST = ("On se fait crédit", "La parole donnée tient", "On compte les uns sur les autres", "La parole suffit")
OTHER = ("Le hangar est au bord de l'eau", "Il a plu sur la place", "Le pain cuit dans le four", "Le chien dort dehors")


def book():
    def code(name, *keywords):
        return SimpleNamespace(id=name, polarity=None, contraries=(), keywords=keywords, exclude=())

    return SimpleNamespace(
        codes=(code("T"), code("T.1", "calendrier"), code("C", "parole"), code("R", "pain")), matching=None
    )


CODES = {"T": frozenset({"T", "T.1"}), "T.1": frozenset({"T.1"}), "C": frozenset({"C"}), "R": frozenset({"R"})}


def material(sources=6, coded=5, seed=3):
    """Sources of forty sentences; in the last ones nobody has coded anything yet."""
    rng = random.Random(seed)
    suggester, items, rows = Suggester(book()), [], []
    for number in range(sources):
        name, text = f"s{number}", ""
        for _ in range(40):
            kind = rng.choices(["T", "C", None], [1, 1, 4])[0]
            said = rng.choice({"T": TIME, "C": TRUST, None: OTHER}[kind])
            sentence = f"{said}, {rng.choice(['alors', 'voilà', 'tu vois', 'quoi'])}."
            start = len(text) + bool(text)
            text = f"{text} {sentence}" if text else sentence
            if kind and number < coded:
                exact = "T.1" if kind == "T" and "délais" in said else kind
                rows.append((name, start, len(text), exact))
        span = Span(0, len(text))
        made = Source(
            name, "interview", text, (span,), (Turn(0, *span, "respondent"),), Origin("x", "0" * 64, "t", "t", "1")
        )
        items.append((name, text, suggester.tokens(made)))
    codings = pd.DataFrame(rows, columns=["source", "start", "end", "code"])
    return suggester, suggester.corpus(items), codings, [f"s{number}" for number in range(coded)]


@pytest.fixture(scope="module")
def learned():
    suggester, corpus, codings, coded = material()
    return corpus, codings, learn(suggester, corpus, codings, layer="ref", sources=coded, codes=CODES)


def test_it_learns_what_is_there_and_proposes_it_elsewhere(learned):
    corpus, _, found = learned
    assert found.codes.loc[["T", "C"], "proposed"].all()
    new = [each for each in found.suggestions if each.source == "s5"]
    text = corpus.texts[corpus.names.index("s5")]
    assert {each.code for each in new} >= {"C"}
    for each in new:
        assert text[each.start : each.end] == each.quote
        assert each.rule == "learner:ref"
        assert 0 <= each.score <= 1
        said = TRUST if each.code == "C" else TIME
        assert any(each.quote.startswith(sentence) for sentence in said)
        assert text[each.match_start : each.match_end] in each.matched.split(" … ")
        assert each.start <= each.match_start < each.match_end <= each.end
    wanted = sum(text.count(sentence) for sentence in TRUST)
    assert sum(each.code == "C" for each in new) >= 0.9 * wanted


def test_the_words_that_spoke_are_words_of_the_code(learned):
    _, _, found = learned
    trust = [each.matched for each in found.suggestions if each.code == "C"]
    assert trust
    telling = ("crédit", "parole", "compte", "suffit", "donnée", "tient", "fait", "uns", "autres")
    assert all(any(word in matched for word in telling) for matched in trust)


def test_codes_without_examples_enough_say_why(learned):
    _, _, found = learned
    assert not found.codes.loc["R", "learned"]
    assert found.codes.loc["R", "why"] == "0 phrases sur 10"
    assert "R" not in found.measures.index
    assert found.score_of("s0", 0, 1, "R") is None


def test_what_is_coded_so_already_is_not_proposed_again(learned):
    _, codings, found = learned
    there = set(codings[["source", "start", "end"]].itertuples(index=False, name=None))
    assert not [each for each in found.suggestions if (each.source, each.start, each.end) in there and each.code != "T"]


def test_a_passage_of_a_sub_code_is_an_example_of_its_parent(learned):
    _, codings, found = learned
    assert found.codes.loc["T", "examples"] == codings["code"].isin(["T", "T.1"]).sum()
    assert found.codes.loc["T.1", "examples"] == (codings["code"] == "T.1").sum()


def test_figures_stand_beside_those_of_the_rules(learned):
    _, codings, found = learned
    row = found.measures.loc["C"]
    assert row["examples"] == (codings["code"] == "C").sum()
    assert row["rules_offered"] == row["rules_right"] > 0  # « parole » is always right here, and finds half
    assert 0.3 < row["rules_recall"] < 0.7
    assert row["recall"] > 0.9
    assert row["precision_low"] <= row["precision"] <= row["precision_high"]
    assert row["right_at_rules"] <= row["rules_offered"]


def test_two_runs_of_one_seed_are_the_same(learned):
    _, _, found = learned
    suggester, corpus, codings, coded = material()
    again = learn(suggester, corpus, codings, layer="ref", sources=coded, codes=CODES)
    assert again.suggestions == found.suggestions
    assert again.scores == found.scores
    assert again.as_dict() == found.as_dict()


def test_the_uncertain_come_first(learned):
    _, _, found = learned
    doubts = [abs(each.score - 0.5) for each in found.uncertain_first()]
    assert doubts == sorted(doubts)
    assert len(doubts) == len(found.suggestions)


def test_scores_in_coded_sources_come_from_models_that_never_saw_them():
    """A code said only by one word a source: known by heart, never found again elsewhere."""
    suggester, items, rows = Suggester(book()), [], []
    for number in range(6):
        word = ("gravier", "bobine", "cerise", "tuile", "pendule", "moufle")[number]
        text = " ".join([f"Ma {word} brille.", "Il a plu hier soir.", "Le pain cuit."] * 8)
        span = Span(0, len(text))
        made = Source(
            "x", "interview", text, (span,), (Turn(0, *span, "respondent"),), Origin("x", "0" * 64, "t", "t", "1")
        )
        items.append((f"s{number}", text, suggester.tokens(made)))
        starts = [at for at in range(len(text)) if text.startswith("Ma ", at) and number % 2 == 0]
        rows.extend((f"s{number}", at, at + len(f"Ma {word} brille."), "C") for at in starts)
    codings = pd.DataFrame(rows, columns=["source", "start", "end", "code"])
    names = [name for name, _, _ in items]
    found = learn(suggester, suggester.corpus(items), codings, layer="ref", sources=names, codes=CODES)
    assert found.measures.loc["C", "precision"] < 0.8  # half of the sources contradict it, and that is seen


def test_nothing_to_learn_is_a_sentence():
    suggester, corpus, codings, coded = material(coded=2)
    with pytest.raises(InputError, match="aucun code n'a 10 phrases"):
        learn(suggester, corpus, codings, layer="ref", sources=coded, codes=CODES)
    with pytest.raises(InputError):
        learn(suggester, suggester.corpus([]), codings[:0], layer="ref", sources=[], codes=CODES)


def test_calibrated_scores_are_shares():
    rng = np.random.default_rng(1)
    raw = rng.normal(size=4000) * 3
    truth = rng.random(4000) < 1 / (1 + np.exp(-(0.5 * raw - 1)))
    chance = calibrated(raw, truth, raw)
    assert chance.mean() == pytest.approx(truth.mean(), abs=0.01)
    for low, high in ((0, 0.2), (0.2, 0.5), (0.5, 1.0)):
        chosen = (chance >= low) & (chance < high)
        assert chance[chosen].mean() == pytest.approx(truth[chosen].mean(), abs=0.05)
    assert brier_score_loss(truth, chance) < brier_score_loss(truth, np.full(4000, truth.mean()))


def test_measures_against_a_known_library_and_by_hand():
    rng = np.random.default_rng(2)
    truth, chance = rng.random(300) < 0.2, rng.permutation(300) / 300
    order = np.argsort(-chance)
    assert average_precision(truth[order]) == pytest.approx(average_precision_score(truth, chance))
    assert average_precision(np.zeros(3, dtype=bool)) == 0
    assert best_threshold(np.array([0.9, 0.8, 0.3, 0.3]), np.array([True, True, False, True])) == 0.8
    folds = np.array([0, 0, 1, 1])
    row = measures(
        np.array([0.9, 0.1, 0.8, 0.2]),
        np.array([True, False, True, False]),
        np.array([True, True, False, False]),
        folds,
    )
    assert (row["right_10"], row["rules_offered"], row["rules_right"], row["right_at_rules"]) == (2, 2, 1, 2)
    assert (row["offered"], row["right"]) == (1, 1)  # 0.9 is over the other fold's 0.8, 0.8 not over 0.9


def test_many_sentences_are_learned_by_descent(monkeypatch):
    from qualcoop.suggest import learner

    monkeypatch.setattr(learner, "MANY_SENTENCES", 50)
    suggester, corpus, codings, coded = material()
    one = learn(suggester, corpus, codings, layer="ref", sources=coded, codes=CODES, seed=5)
    two = learn(suggester, corpus, codings, layer="ref", sources=coded, codes=CODES, seed=5)
    assert one.scores == two.scores
    assert one.measures.loc["C", "recall"] > 0.8


def test_features_are_counts_of_words_pairs_and_pieces():
    _, corpus, _, _ = material(sources=2)
    features = Features.read(corpus)
    assert len(features) == 80
    assert features.words.shape[0] == features.pieces.shape[0] == 80
    source, start, end = features.span(3)
    text = corpus.texts[corpus.names.index(source)]
    first, stop = features.words_of(3)
    assert text[start:end].startswith(text[corpus.starts[first] : corpus.ends[first]])
    assert features.words[3, : features.pairs_from].sum() == stop - first
    weighted = features.weighted(np.arange(40))
    assert np.sqrt(weighted[3].multiply(weighted[3]).sum()) <= np.sqrt(2) + 1e-9
