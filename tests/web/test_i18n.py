"""The page speaks English whole: nothing untranslated, nothing left over, the same placeholders."""

import re

from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from qualcoop.web import i18n


def wanted():
    found = {sentence for sentence, _ in i18n.sentences()}
    for _, message, _, _ in extract_from_file("python", i18n.HERE / "pages.py", keywords={"_": None}):
        found.add(message)
    return found


def test_every_sentence_of_the_page_is_translated():
    missing = wanted() - set(i18n.catalogue("en"))
    assert not missing


def test_no_translation_is_left_over():
    with i18n.CATALOGUE.open("rb") as file:
        known = {message.id for message in read_po(file, locale="en") if message.id}
    assert known <= wanted()


def test_placeholders_are_the_same_in_both_languages():
    for french, english in i18n.catalogue("en").items():
        assert sorted(re.findall(r"\{\w+\}", french)) == sorted(re.findall(r"\{\w+\}", english)), french


def test_french_needs_no_catalogue():
    assert i18n.catalogue("fr") == {}
    assert i18n.translator("fr")("Grille") == "Grille"
    assert i18n.translator("fr")("« {n} » : oui ?", n="a : b") == "«\u00a0a : b\u00a0»\u00a0: oui\u00a0?"
    assert i18n.translator("en")("Grille") == "Codebook"
    assert i18n.translator("en")("version {version}.", version="0.3.0") == "version 0.3.0."
