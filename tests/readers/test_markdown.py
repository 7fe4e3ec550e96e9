"""Markdown: the head gives attributes, signs go, words stay."""

import pytest

from qualcoop.errors import ReadError
from qualcoop.readers.markdown import inline, read
from qualcoop.readers.report import read_paths
from qualcoop.spans import Span

PAGE = """---
id: E13
kind: interview
date: 2021-03-04
title: "Entretien avec Ysée"
tags: [résidente, association]
micro: true
---
# Entretien avec Ysée

**Enquêtrice** : On *peut* commencer ? ![photo](a.png)

**Ysée** : Oui [rires], voir [le site](https://x.org/a_b_c) et snake_case_word.
Enfin, 2 * 3 * 4.

---

**Enquêtrice** Et après ?

**Ysée** : Rien \\*du tout\\*.

- un
- deux
1. trois
"""


def test_a_transcript_in_markdown(tmp_path):
    path = tmp_path / "E13.md"
    path.write_text(PAGE, encoding="utf-8")
    (source,) = read_paths([path]).sources
    said = [(turn.speaker, source.text[turn.start : turn.end]) for turn in source.turns]
    assert said == [
        ("Enquêtrice", "On peut commencer ? photo"),
        ("Ysée", "Oui [rires], voir le site et snake_case_word.\nEnfin, 2 * 3 * 4."),
        ("Enquêtrice", "Et après ?"),
        ("Ysée", "Rien *du tout*.\nun\ndeux\n1. trois"),
    ]
    assert source.attributes["id"] == "E13"
    assert source.attributes["date"] == "2021-03-04"
    assert source.attributes["titre"] == "Entretien avec Ysée"
    assert source.attributes["tags"] == "résidente ; association"
    assert source.kind == "interview"
    assert "**" not in source.text


def test_emphasis_is_removed_and_known():
    assert inline("**Q** : *très* ***fort*** `code`") == (
        "Q : très fort code",
        [Span(0, 1), Span(9, 13)],
        [Span(4, 8), Span(9, 13)],
    )
    assert inline("a*b ** c * d __x") == ("a*b ** c * d __x", [], [])


def test_headings_lists_quotes_and_tables(tmp_path):
    path = tmp_path / "D06.md"
    path.write_text("## Titre ##\n\n> Cité.\n\n* un\n\n| a | b |\n|---|---|\n| 1 | **2** |\n\n<!-- non -->Fin.\n")
    (draft,) = read(path)
    assert [(p.text, p.style) for p in draft.paragraphs] == [
        ("Titre", "heading"),
        ("Cité.", "body"),
        ("un", "list"),
        ("a | b", "table"),
        ("1 | 2", "table"),
        ("Fin.", "body"),
    ]


@pytest.mark.parametrize(("head", "words"), [("a: b: c", "ligne 2"), ("- un\n- deux", "clé: valeur")])
def test_a_bad_head_is_one_sentence(tmp_path, head, words):
    path = tmp_path / "bad.md"
    path.write_text(f"---\n{head}\n---\nTexte.")
    with pytest.raises(ReadError, match=words):
        read(path)


def test_only_a_head_is_no_text(tmp_path):
    path = tmp_path / "bad.md"
    path.write_text("---\nid: x\n---\n")
    with pytest.raises(ReadError, match="aucun texte"):
        read(path)


@pytest.mark.parametrize(
    "line", ["*" * 20_000, "**a" * 20_000, "[" * 20_000, "_a" * 20_000, "`" * 20_000, "*a " * 20_000]
)
def test_stray_signs_do_not_hang(line):
    assert inline(line)[0]
