"""An installed French model: its lemmas are added, and what the rules found without it they still find."""

from types import SimpleNamespace

import pytest
import spacy

from qualcoop.codebook import shipped
from qualcoop.errors import InputError
from qualcoop.model import Origin, Source, Turn
from qualcoop.spans import Span
from qualcoop.study import Study
from qualcoop.suggest import Suggester, pipeline

SAID = "On zblique souvent ensemble. Le BUREAU zblique aussi, euh, beaucoup. C'est l'élan, l'élan."


def saved(folder, lang="fr", lemma="zbloguer"):
    """A model as installed ones are: a tokenizer and what tells lemmas, here of one word that no table knows."""
    nlp = spacy.blank(lang)
    if lemma:
        ruler = nlp.add_pipe("attribute_ruler")
        ruler.add(patterns=[[{"LOWER": "zblique"}]], attrs={"LEMMA": lemma})
    nlp.to_disk(folder)
    return str(folder)


def source(text=SAID):
    origin = Origin("x", "0" * 64, "txt", "made", "1")
    return Source("a", "interview", text, (Span(0, len(text)),), (Turn(0, 0, len(text), "respondent"),), origin)


def book(*keywords):
    code = SimpleNamespace(id="K", polarity=None, contraries=(), keywords=keywords, exclude=())
    return SimpleNamespace(codes=[code], matching=None)


def hits(*keywords, model=None):
    return [found.matched for found in Suggester(book(*keywords), model=model).suggest("a", source())]


def test_a_models_lemmas_are_found_by_the_same_rules(tmp_path):
    model = saved(tmp_path / "m")
    assert hits("zbloguer") == []
    assert hits("zbloguer", model=model) == ["zblique", "zblique"]
    assert hits("zblog*", model=model) == ["zblique", "zblique"]
    assert hits("bureau zbloguer beaucoup", model=model) == []  # « aussi » stands between
    assert hits("bureau .. zbloguer .. beaucoup", model=model) == ["BUREAU zblique aussi, euh, beaucoup"]


@pytest.mark.parametrize("rule", ["zblique", '"zblique"', "zbli*", "élan", "zblique souvent", '"BUREAU"'])
def test_nothing_found_without_it_is_lost(tmp_path, rule):
    assert hits(rule, model=saved(tmp_path / "m")) == hits(rule) != []


def test_a_suggester_without_model_is_as_before(tmp_path):
    assert hits("zbloguer", model=saved(tmp_path / "m")) != []
    assert hits("zbloguer") == []


@pytest.mark.parametrize(
    ("lang", "lemma", "said"), [("en", "x", "d'une autre langue (en)"), ("fr", None, "ne donne pas de lemmes")]
)
def test_a_model_that_cannot_serve_is_refused_in_one_sentence(tmp_path, lang, lemma, said):
    with pytest.raises(InputError, match=said.replace("(", r"\(").replace(")", r"\)")):
        pipeline.load(saved(tmp_path / "m", lang, lemma))


@pytest.mark.parametrize("name", ["fr_core_news_nothing", "", "no/such/folder", "nom avec espaces"])
def test_a_model_that_is_not_there_is_named(name):
    with pytest.raises(InputError, match=f"« {name} » n'est pas installé"):
        pipeline.load(name)


def test_the_journal_names_the_model(tmp_path):
    model = saved(tmp_path / "m", lemma="consensus")
    with Study.create(tmp_path / "s.qualcoop", codebook=shipped()) as study:
        study.add_sources([("a", source("On a un zblique. On a un vrai consensus."))])
        plain = study.suggest()
        with_model = study.suggest(model=model)
        assert list(plain["matched"]) == ["consensus"]
        assert list(with_model["matched"]) == ["zblique", "consensus"]
        assert study.history().iloc[0]["what"].startswith(f"suggestions recalculées avec le modèle {model} : 1 nou")
        study.undo()
        assert list(study.suggestions()["id"]) == list(plain["id"])


def test_a_model_and_a_cluster_do_not_go_together(tmp_path):
    with (
        Study.create(tmp_path / "s.qualcoop", codebook=shipped()) as study,
        pytest.raises(InputError, match="ne vont pas ensemble"),
    ):
        study.suggest(model="m", cluster="local")
