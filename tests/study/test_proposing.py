"""Texts kept as the engine reads them; rules tried and reported on; a suggester that learns, through the study."""

import sqlite3

import pytest

from qualcoop.errors import InputError, UnknownNameError
from qualcoop.study import Study, proposing
from qualcoop.suggest import engine

ON_TIME = "On finit à vingt heures. Le calendrier déborde. "
ON_TRUST = "La parole donnée tient. On se fait crédit. "
REST = "Il a plu sur la place. Le pain cuit dans le four. Le chien dort dehors. "


def kept(study):
    raw = sqlite3.connect(study.store.where.path)
    try:
        return dict(raw.execute("SELECT key, data FROM tokens").fetchall())
    finally:
        raw.close()


def reopened(study):
    path = study.store.where.path
    study.close()
    return Study.open(path)


def refuse_reading(monkeypatch):
    def fail(*_):
        raise AssertionError("a text was read again")

    monkeypatch.setattr(engine, "read_source", fail)


def test_a_new_process_need_not_read_the_texts_again(study, monkeypatch):
    first = study.suggest()
    assert len(kept(study)) == 2
    with reopened(study) as again:
        refuse_reading(monkeypatch)
        assert again.suggest().equals(first)
        assert again.doctor().findings == []


def test_other_roles_are_read_anew_and_what_nobody_needs_is_forgotten(study):
    study.suggest()
    before = kept(study)
    study.set_speakers("E01", {"Enquêtrice": "respondent"})
    found = study.suggest()
    assert "Vous avez manqué de temps ?" in set(found["quote"])
    after = kept(study)
    assert len(after) == 2
    assert len(before.keys() & after.keys()) == 1
    study.remove_source("E02")
    study.set_speakers("E01", {"Enquêtrice": "interviewer"})
    study.suggest()
    assert len(kept(study)) == 1


def test_asides_belong_to_the_key(make_source):
    from dataclasses import replace

    source = make_source()
    roles = {"respondent"}
    assert proposing._key(source, roles) != proposing._key(replace(source, asides=()), roles)
    assert proposing._key(source, roles) == proposing._key(replace(source, name="x", attributes={}), roles)


def test_damaged_kept_texts_are_read_anew(study):
    first = study.suggest()
    path = study.store.where.path
    study.close()
    raw = sqlite3.connect(path)
    with raw:
        raw.execute("UPDATE tokens SET data = x'00ff'")
    raw.close()
    with Study.open(path) as again:
        assert again.suggest().equals(first)
        assert all(data != b"\x00\xff" for data in kept(again).values())


def test_keeping_texts_is_no_event_and_a_read_only_study_tries_rules(study, monkeypatch):
    events = len(study.history())
    study.try_rule("temps")
    assert len(study.history()) == events
    with reopened(study) as again:
        monkeypatch.setattr(proposing.db.Place, "read_only", True, raising=False)
        assert len(again.try_rule("consentement").hits) == 1


def test_a_rule_is_tried_with_its_cases(study):
    trial = study.try_rule("confiance")
    assert trial.by_case[["case", "hits"]].to_numpy().tolist() == [["P1", 1], ["P1a", 1]]
    assert trial.added == 1  # the other sentence is found by « manqué de temps » already


def test_rules_are_reported_against_a_layer_or_by_decisions(study):
    study.code("E01", "L3.1", quote="On a décidé ensemble, par consentement.", layer="ref")
    study.code("E01", "T1", quote="la confiance est venue après", layer="ref")
    found = study.rules_report("ref")
    assert found.sources == ("E01",)
    assert found.by_code.loc["L3.1", ["offered", "accepted", "missed"]].tolist() == [1, 1, 0]
    assert found.by_code.loc["T1", "missed"] == 1
    assert found.by_code.loc["G3.2", "rejected"] == 2
    assert study.rules_report("ref", sources=["E02"]).sources == ()
    frame = study.suggest()
    study.reject_many(frame.loc[frame["code"] == "G3.2", "id"].tolist())
    decided = study.rules_report()
    assert decided.judge == "decisions"
    assert decided.by_rule.loc[("G3.2", "manqué de temps"), ["offered", "rejected"]].tolist() == [2, 2]
    with pytest.raises(UnknownNameError):
        study.rules_report("nobody")


@pytest.fixture
def larger(empty, make_source):
    """Five coded sources and one that is not, two themes in plain words."""
    for number in range(6):
        said = (ON_TIME + REST + ON_TRUST + REST) * 3
        speech = (("Q", "interviewer", "Alors ?"), ("A", "respondent", f"{said}Voilà {number}."))
        empty.add_sources([(f"S{number}", make_source(f"S{number}", speech))])
        text = empty.source(f"S{number}").text
        for quote, code in (("Le calendrier déborde.", "G3.2"), ("La parole donnée tient.", "T1")):
            at = text.find(quote)
            while at >= 0 and number < 5:
                empty.code(f"S{number}", code, start=at, end=at + len(quote), layer="ref")
                at = text.find(quote, at + 1)
    return empty


def test_what_is_learned_is_pending_with_its_own_origin_down_to_the_last_table(larger):
    learned = larger.learn("ref")
    assert set(learned.measures.index) == {"G3.2", "T1"}
    frame = larger.suggestions(state="pending")
    assert set(frame["source"]) == {"S5"}
    assert set(frame["rule"]) == {"learner:ref"}
    assert frame["score"].between(0, 1).all()
    (_, code) = larger.suggestions(code="T1")[["id", "code"]].iloc[0]
    assert code == "T1"
    larger.accept(frame["id"].iloc[0], layer="mine")
    segments = larger.bundle("mine").segments
    assert segments[["origin", "rule"]].to_numpy().tolist() == [["accepted", "learner:ref"]]
    assert larger.checking("mine")["codings"]["by_learner"] == 1
    assert larger.doctor().findings == []
    assert larger.replay() == []
    assert "appris de la couche ref" in " ".join(larger.history()["what"])


def test_rules_and_learner_leave_each_other_s_suggestions(larger):
    text = larger.source("S5").text
    start = text.index("La parole donnée tient.")
    from qualcoop.model import Suggestion

    by_rule = Suggestion("S5", start, start + 23, "T1", "parole", "parole", "La parole donnée tient.")
    larger.put_suggestions([by_rule], ["S5"])
    larger.learn("ref")
    frame = larger.suggestions(state="pending").set_index("id")
    assert frame.loc[by_rule.id, "rule"] == "parole"
    assert frame.loc[by_rule.id, "score"] > 0.5  # the written rule is named, the score is the learner's
    count = len(frame)
    larger.put_suggestions([by_rule], ["S5"])
    again = larger.suggestions(state="pending").set_index("id")
    assert len(again) == count
    assert again.loc[by_rule.id, "score"] == frame.loc[by_rule.id, "score"]
    larger.put_suggestions([], ["S5"])
    assert len(larger.suggestions(state="pending")) == count - 1
    larger.reject_many(larger.suggestions(state="pending")["id"].tolist())
    larger.learn("ref")
    assert set(larger.suggestions().query("rule == 'learner:ref'")["state"]) <= {"rejected", "pending"}
    assert larger.suggestions(state="pending")["id"].tolist() == [by_rule.id]


def test_which_layer_is_meant_is_asked(study):
    with pytest.raises(InputError, match="aucune couche"):
        study.learn()
    study.code("E01", "L3", start=0, end=5, layer="A")
    study.code("E01", "L3", start=0, end=5, layer="B")
    with pytest.raises(InputError, match="A, B"):
        study.marking_words()
    with pytest.raises(InputError, match="aucun code n'a"):
        study.learn("A")


def test_a_cluster_finds_the_same(study, monkeypatch):
    from qualcoop.suggest import Suggester, cluster

    alone = study.suggest()
    asked = []

    def here(items, rules, scheduler):
        asked.append(scheduler)
        return Suggester(rules).suggest_many(items)

    monkeypatch.setattr(cluster, "suggest_sources", here)
    assert study.suggest(cluster="local").equals(alone)
    assert asked == ["local"]
