"""Taking a source out: the question counts what goes, a no changes nothing, undo brings all back."""

import pytest

from qualcoop.study import Study


@pytest.fixture
def coded(qualcoop, study):
    """E01 coded in two layers, E02 not at all."""
    for code, layer, quote in (("G3.2", "main", "Je finis à 21 heures."), ("G3", "A", "Elle est au point mort.")):
        assert qualcoop("code", study, "E01", code, "--quote", quote, "--layer", layer).code == 0
    return study


def state(path):
    with Study.open(path) as study:
        return study.source_ids(), study.codings().to_dict("records"), len(study.suggestions())


def answer(monkeypatch, word):
    asked = []
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda text: asked.append(text) or word)
    return asked


def test_the_question_counts_codings_by_layer_and_suggestions(qualcoop, coded, monkeypatch):
    assert qualcoop("suggest", coded).code == 0
    with Study.open(coded) as study:
        pending = len(study.suggestions(source="E01"))
    asked = answer(monkeypatch, "n")
    before = state(coded)
    said = qualcoop("remove", coded, "E01")
    assert said.code == 0
    assert "Rien n'a été changé" in said.out
    assert state(coded) == before
    for words in ("2 codages (A 1, main 1)", f"{pending} suggestion", "[o/N]"):
        assert words in asked[0]


def test_yes_takes_it_out_and_undo_brings_all_back(qualcoop, coded, monkeypatch):
    before = state(coded)
    answer(monkeypatch, "oui")
    said = qualcoop("remove", coded, "E01")
    assert said.code == 0
    assert "avec 2 codages" in said.out
    assert state(coded)[:2] == (["E02"], [])
    assert qualcoop("doctor", coded).code == 0
    assert qualcoop("undo", coded).code == 0
    assert state(coded) == before
    assert qualcoop("doctor", coded).code == 0


def test_for_a_script_nothing_is_asked(qualcoop, coded):
    assert qualcoop("remove", coded, "E02", "--yes").code == 0
    assert state(coded)[0] == ["E01"]


def test_an_unknown_source_is_one_sentence(qualcoop, coded):
    said = qualcoop("remove", coded, "E99")
    assert said.code == 2
    assert "E99" in said.err
    assert len(said.err.strip().splitlines()) == 1
