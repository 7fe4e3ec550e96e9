"""The rule language: what is read, and what a researcher is told when a rule cannot be."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcoop.codebook import shipped
from qualcoop.errors import RuleError
from qualcoop.language import set_language
from qualcoop.suggest.rules import Link, Word, check_rule, parse_rule


def places(text):
    (pattern,) = parse_rule(text).patterns
    return [[[word.text for word in place] for place in phrase] for phrase in pattern.phrases]


def test_words_in_a_row_alternatives_and_gaps():
    assert places("prendre le temps") == [[["prendre"], ["le"], ["temps"]]]
    assert places("vision commune|partagée") == [[["vision"], ["commune", "partagée"]]]
    (pattern,) = parse_rule("jamais .. bilan ..6 recul ~5 temps").patterns
    assert pattern.links == (Link(3, True), Link(6, True), Link(5, False))


def test_hyphens_apostrophes_and_ne():
    assert places("porte-parole") == places("porte parole")
    assert places("l’écoute") == places("l'écoute") == [[["l'"], ["écoute"]]]
    assert places("on ne sait pas") == places("on sait pas")
    assert places("n'empêche pas") == [[["empêche"], ["pas"]]]


def test_wildcards_fold_and_quotes_do_not():
    (pattern,) = parse_rule("Coopér*").patterns
    assert pattern.phrases[0][0] == (Word("cooper", prefix=True),)
    for quoted in ('"AG"', "“AG”", "« AG »"):
        (pattern,) = parse_rule(quoted).patterns
        assert pattern.phrases[0][0] == (Word("AG", exact=True),)


def test_alternatives_of_several_words_and_whole_rules():
    assert len(parse_rule("avoir confiance | faire équipe").patterns) == 2
    assert len(parse_rule("tenir l'agenda|calendrier").patterns) == 2


BAD = [
    ("", "vide"),
    ("   ", "vide"),
    ("coop&ration", "« & »"),
    ("=coopérer", "« = »"),
    ("!coopérer", "« ! »"),
    ("(a)", "« ( »"),
    ("a, b", "« , »"),
    ("mots?", "« ? »"),
    ("un_mot", "« _ »"),
    ('"AG', "guillemet"),
    ('le "conseil', "guillemet"),
    ("AG»", "guillemet"),
    ('""', "rien entre les guillemets"),
    ('"AG"s', "espace"),
    ("coo*", "3 lettre"),
    ("co-op*", "2 lettre"),
    ("*ation", "fin d'un mot"),
    ("coo*rer", "fin d'un mot"),
    ("coopérer**", "fin d'un mot"),
    ("*", "fin d'un mot"),
    ("..", "manque un mot"),
    ("a ..", "manque un mot"),
    (".. a", "manque un mot"),
    ("a .. .. b", "manque un mot"),
    ("a ... b", "a .. b"),
    ("a..b", "a .. b"),
    ("M.", '"M."'),
    ("a ~ b", "nombre"),
    ("a ~500 b", "trop grand"),
    ("a ..99999999999999 b", "trop grand"),
    ("a|", "« | »"),
    ("|a", "« | »"),
    ("a||b", "« | »"),
    ("a |", "manque un mot"),
    ("-mot", "tiret"),
    ("mot-", "tiret"),
    ("ne", "aucun mot"),
    ("euh", "aucun mot"),
    ("a .. ne", "aucun mot"),
    ("mot " * 30, "24 mots"),
    ("x" * 500, "400 caractères"),
    ("a|b-c " * 12, "alternatives"),
    (2030, "2030"),
    (None, "None"),
    (True, "True"),
]


@pytest.mark.parametrize(("rule", "says"), BAD)
def test_a_wrong_rule_gets_one_sentence(rule, says):
    with pytest.raises(RuleError) as error:
        parse_rule(rule, code="L3.1", place="grille.yaml")
    sentence = str(error.value)
    assert sentence.startswith("grille.yaml : code L3.1, règle « ")
    assert says in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    set_language("en")
    assert str(error.value).startswith("grille.yaml: code L3.1, rule '")


def test_check_rule_says_none_or_the_sentence():
    assert check_rule("coopér*") is None
    assert "guillemet" in check_rule('"AG')


def test_every_rule_of_the_shipped_codebook_is_read():
    rules = [rule for code in shipped().codes for rule in (*code.keywords, *code.exclude)]
    assert len(rules) > 800
    assert [check_rule(rule) for rule in rules] == [None] * len(rules)


@given(st.text(alphabet="aéœn'’-|.~*\"«»“” 0123456789_&\u202f\u0301😀", max_size=25))
def test_any_text_is_read_or_refused_in_one_sentence(text):
    said = check_rule(text)
    if said is not None:
        assert said.startswith("règle « ")
        assert said.endswith(".")
    else:
        assert all(place for pattern in parse_rule(text).patterns for phrase in pattern.phrases for place in phrase)


def test_ten_thousand_rules_are_each_read():
    read = {parse_rule(f"règle numéro {number} .. partag* ensemble").patterns for number in range(10_000)}
    assert len(read) == 10_000


def test_reading_rules_needs_no_spacy():
    import subprocess

    code = (
        "import sys; import qualcoop.suggest.rules, qualcoop.suggest as s; s.parse_rule('a .. b');"
        "sys.exit('spacy' in sys.modules or 'numpy' in sys.modules or 'pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
