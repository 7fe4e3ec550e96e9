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
    error = errors.UnknownNameError("Le code", "Code", "L33", ["L3.3", "G1", "T2"])
    assert str(error) == "Le code « L33 » est inconnu(e) ; connus : L3.3."
    assert "connus : G1, T2" in str(errors.UnknownNameError("Le code", "Code", "zz", ["G1", "T2"]))


@pytest.mark.parametrize("name", ["ReadError", "CodebookError", "RuleError", "AnchorError", "ConflictError"])
def test_the_users_errors_are_one_family(name):
    assert issubclass(getattr(errors, name), errors.InputError)
    assert not issubclass(errors.StoreError, errors.InputError)
    assert name in (errors.__doc__ or "")
