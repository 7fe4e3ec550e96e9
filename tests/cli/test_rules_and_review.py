"""Rules tried and measured, a whole rule decided at once, from the command line."""

import io
import json

import click
import pytest


def keys(monkeypatch, typed):
    stream = io.StringIO(typed)
    monkeypatch.setattr("sys.stdin", stream)
    monkeypatch.setattr(click, "prompt", lambda *_, **__: (stream.readline(), stream.readline())[1].strip())


def test_a_rule_is_tried(qualcoop, study):
    said = qualcoop("rules", "try", study, "consentement", "--code", "L3.1")
    assert said.code == 0
    lines = [line for line in said.out.splitlines() if "onsentement" in line and line.startswith("E0")]
    assert len({line.lower().index("consentement") for line in lines}) == 1
    assert len(lines) == 2
    assert "2 trouvaille(s) dans 2 phrase(s), dont 0 où aucune règle" in said.out
    found = qualcoop("rules", "try", study, "consentement", "--json").json
    assert [hit["source"] for hit in found["hits"]] == ["E01", "E02"]
    wrong = qualcoop("rules", "try", study, "ab*")
    assert (wrong.code, len(wrong.err.strip().splitlines())) == (2, 1)


def test_rules_are_measured_against_a_layer(qualcoop, study):
    qualcoop(
        "code", study, "E01", "L3.1", "--quote", "Les décisions se prennent par consentement, ça oui.", "--layer", "ref"
    )
    said = qualcoop("rules", "report", study, "--layer", "ref")
    assert said.code == 0
    assert "1.00 [0.21–1.00]" in said.out
    assert "Ne se déclenchent jamais" in said.out
    found = qualcoop("rules", "report", study, "--layer", "ref", "--json").json
    assert found["layer"] == "ref"
    (row,) = [row for row in found["by_code"] if row["code"] == "L3.1"]
    assert (row["offered"], row["accepted"], row["recall"]) == (1, 1, 1.0)
    assert {"offered", "accepted", "edited", "rejected", "missed", "precision_low", "recall_high"} <= set(row)
    assert qualcoop("rules", "report", study, "--layer", "ref", "--by", "rule").code == 0
    assert qualcoop("rules", "report", study).code == 0
    assert "Aucun mot ne se détache" in qualcoop("rules", "words", study, "--layer", "ref").out
    assert qualcoop("rules", "words", study, "--layer", "zz").code == 2


def test_a_whole_rule_is_rejected_after_confirmation(qualcoop, study, monkeypatch):
    qualcoop("suggest", study)
    keys(monkeypatch, "n")
    said = qualcoop("review", study, "--code", "L3.1", "--reject-all")
    assert "Rejeter 2 suggestions" in said.out
    assert "0 rejetée, 2 à juger" in said.out
    assert "2 rejetées" in qualcoop("review", study, "--code", "L3.1", "--reject-all", "--yes").out
    assert "2 suggestions refusées ensemble" in qualcoop("undo", study).out
    states = {row["state"] for row in qualcoop("suggest", study, "--code", "L3.1", "--json").json}
    assert states == {"pending"}
    assert qualcoop("review", study, "--accept-all", "--reject-all").code == 2


def test_inside_a_review_a_rule_is_taken_whole_and_given_back_whole(qualcoop, study, monkeypatch):
    qualcoop("suggest", study)
    pending = qualcoop("suggest", study, "--code", "L3.1", "--json").json
    keys(monkeypatch, "Ao" + "q")
    said = qualcoop("review", study, "--code", "L3.1")
    same = sum(row["rule"] == pending[0]["rule"] for row in pending)
    assert f"{same} acceptées" in said.out
    qualcoop("undo", study)
    total = len(qualcoop("suggest", study, "--json").json)
    keys(monkeypatch, "Aobq")
    assert f"0 acceptée, 0 corrigée, 0 rejetée, {total} à juger" in qualcoop("review", study).out
    keys(monkeypatch, "Rnq")
    assert "0 rejetée, " in qualcoop("review", study, "--code", "L3.1").out


@pytest.mark.parametrize("order", ["text", "rule", "code", "source", "score", "uncertain"])
def test_the_queue_has_an_order(qualcoop, study, monkeypatch, order):
    qualcoop("suggest", study)
    keys(monkeypatch, "q")
    assert qualcoop("review", study, "--order", order).code == 0


def test_scores_order_the_queue():
    import pandas as pd

    from qualcoop.cli.review import ordered

    queue = pd.DataFrame(
        {"id": list("abcd"), "score": [0.9, None, 0.45, 0.2], "code": list("ZAZA"), "rule": list("xyxy")}
    )
    assert "".join(ordered(queue, "score")["id"]) == "acdb"
    assert "".join(ordered(queue, "uncertain")["id"]) == "cdab"
    assert "".join(ordered(queue, "code")["id"]) == "bdac"
    assert "".join(ordered(queue, "text")["id"]) == "abcd"


def test_how_suggestions_were_checked_is_told(qualcoop, study, monkeypatch):
    qualcoop("suggest", study)
    keys(monkeypatch, "ar")
    qualcoop("review", study, "--code", "L3.1")
    found = json.loads(qualcoop("review", study, "--summary", "--json").out)
    assert (found["codings"]["suggested"], found["codings"]["share"]) == (1, 1.0)
    assert found["decisions"]["one_by_one"] == 2
    assert sum(found["decisions"]["pace"].values()) == 2
    said = qualcoop("review", study, "--summary", "--layer", "main")
    assert "1 codages, dont 1 suggérés (100%)" in said.out
    assert "Temps de lecture, une à une : <2 s : 2" in said.out


def test_learning_without_examples_is_a_sentence(qualcoop, study):
    qualcoop("code", study, "E01", "G3.2", "--quote", "Je finis à 21 heures", "--layer", "ref")
    said = qualcoop("suggest", study, "--learn", "ref")
    assert said.code == 2
    assert "aucun code n'a 10 phrases" in said.err
    assert qualcoop("suggest", study, "--learn", "zz").code == 2
    assert qualcoop("suggest", study, "--learn", "ref", "--dask", "local").code == 2
    told = qualcoop("suggest", study, "--model", "m", "--dask", "local")
    assert told.code == 2
    assert "--dask et --model ne vont pas ensemble" in told.err
    told = qualcoop("suggest", study, "--model", "fr_core_news_xx")
    assert told.code == 2
    assert "« fr_core_news_xx » n'est pas installé ici" in told.err


def test_a_negation_is_told_only_where_one_was_seen(qualcoop, study, monkeypatch):
    rows = qualcoop("suggest", study, "--json").json
    cues = [row["cue"] for row in rows]
    assert None in cues
    assert any(cues)
    keys(monkeypatch, "s" * len(rows))
    said = qualcoop("review", study).out
    assert said.count("Négation ou doute") == sum(cue is not None for cue in cues)
    assert "nan" not in said
