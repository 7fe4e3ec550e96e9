"""Errors are sentences, in the user's language, with a remedy."""

import pytest

from qualcoop import errors
from qualcoop.language import language, set_language, speaking, tr


@pytest.fixture
def english():
    set_language("en")
    yield
    set_language(None)


def test_french_comes_first(monkeypatch):
    for name in ("QUALCOOP_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert language() == "fr"
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert language() == "en"
    monkeypatch.setenv("QUALCOOP_LANG", "fr")
    assert language() == "fr"


@pytest.mark.usefixtures("english")
def test_an_error_speaks_the_users_language():
    error = errors.ReadError("Fichier vide.", "Empty file.")
    assert str(error) == "Empty file."
    set_language("fr")
    assert str(error) == "Fichier vide."
    assert tr("oui", "yes") == "oui"


def test_two_requests_may_speak_two_languages_at_once():
    import contextvars

    heard = []
    with speaking("en"):
        contextvars.copy_context().run(lambda: heard.append(tr("oui", "yes")))
        with speaking("fr"):
            heard.append(tr("oui", "yes"))
        heard.append(tr("oui", "yes"))
    assert heard == ["yes", "oui", "yes"]
    assert language() == "fr"


def test_an_unknown_name_offers_close_ones():
    many = ["L3.3", *(f"G{number}" for number in range(1, 10))]
    error = errors.UnknownNameError("Le code", "Code", "L33", many)
    assert str(error) == "Le code « L33 » n'existe pas ; noms proches : L3.3."
    error = errors.UnknownNameError("Le code", "Code", "zz", many)
    assert str(error) == "Le code « zz » n'existe pas ; il y a : L3.3, G1, G2, G3, G4, G5, G6, G7, …."


def test_a_few_known_names_are_all_told_even_where_one_is_close():
    error = errors.UnknownNameError("La couche", "The layer", "réf", ["A", "B", "ref"])
    assert str(error) == "La couche « réf » n'existe pas ; il y a : A, B, ref."
    assert str(errors.UnknownNameError("Le cas", "The case", "P1", [])) == "Le cas « P1 » n'existe pas."


@pytest.mark.parametrize("name", ["ReadError", "CodebookError", "RuleError", "AnchorError", "ConflictError"])
def test_the_users_errors_are_one_family(name):
    assert issubclass(getattr(errors, name), errors.InputError)
    assert not issubclass(errors.StoreError, errors.InputError)
    assert name in (errors.__doc__ or "")
