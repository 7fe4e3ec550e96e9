"""Web pages made here, as browsers, Word and LibreOffice write them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcoop.errors import ReadError
from qualcoop.language import set_language
from qualcoop.readers import html


@pytest.fixture(autouse=True)
def _french():
    set_language("fr")
    yield
    set_language(None)


@pytest.fixture
def read(tmp_path):
    def _read(page):
        path = tmp_path / "page.html"
        path.write_bytes(page if isinstance(page, bytes) else page.encode("utf-8"))
        (draft,) = html.read(path)
        return draft

    return _read


def texts(draft):
    return [q.text for q in draft.paragraphs]


def test_blocks_are_paragraphs_and_br_a_soft_break(read):
    draft = read("<html><body><h1>Titre</h1><p>Un\n  deux<br>trois</p>nu<div>quatre<p>cinq</div></body></html>")
    assert [(q.text, q.style) for q in draft.paragraphs] == [
        ("Titre", "heading"),
        ("Un deux\ntrois", "body"),
        ("nu", "body"),
        ("quatre", "body"),
        ("cinq", "body"),
    ]


def test_scripts_styles_head_and_forms_are_no_text(read):
    page = "<head><title>T</title><style>p{}</style></head><script>x()</script><p>oui<textarea>non</textarea></p>"
    assert texts(read(page)) == ["oui"]


def test_white_space_is_folded_but_not_the_researchers_no_break_spaces(read):
    assert texts(read("<p> «&nbsp;oui\u202f! » \t\n et  <b> non </b> </p>")) == ["«\u00a0oui\u202f! » et non"]


def test_kept_white_space_makes_lines_paragraphs(read):
    assert texts(read("<pre>A : un\nB :  deux\n\nC</pre>")) == ["A : un", "B :  deux", "C"]
    assert texts(read('<div style="white-space: pre-wrap">A\nB</div>')) == ["A", "B"]


def test_bold_and_italic(read):
    draft = read(
        "<p><b>Marie :</b> oui <em>(rires)</em></p><p><span style='font-weight: 700'>P</span> non</p>"
        "<p><span style='font-variant:small-caps'>Q</span></p><p>rien</p>"
    )
    assert [q.bold for q in draft.paragraphs] == [7, 1, 1, 0]
    first = draft.paragraphs[0]
    assert [first.text[a:b] for a, b in first.italics] == ["(rires)"]


def test_lists_pictures_hidden_and_changes(read):
    draft = read(
        "<ul><li>a<li>b</ul><p>c<img src='x'> <del>vieux</del><ins>neuf</ins>"
        "<span style='display:none'>caché</span></p>"
    )
    assert [(q.text, q.style) for q in draft.paragraphs] == [("a", "list"), ("b", "list"), ("c neuf", "body")]
    assert len(draft.warnings) == 4


def test_a_transcript_table_and_a_layout_table(read):
    draft = read(
        "<table><tr><th>Qui</th><th>Quoi</th></tr><tr><td>Q<td>Une question ?<tr><td>R<td><p>Une</p><p>réponse.</p>"
        "<tr><td>Q<td>Encore ?</table><table><tr><td>x<table><tr><td>y</table></td></tr></table>fin"
    )
    assert [(q.label, q.text) for q in draft.paragraphs] == [
        (None, "Qui"),
        (None, "Quoi"),
        ("Q", "Une question ?"),
        ("R", "Une"),
        ("R", "réponse."),
        ("Q", "Encore ?"),
        (None, "x"),
        (None, "y"),
        (None, "fin"),
    ]


def test_notes_of_libreoffice_and_word(read):
    draft = read(
        '<p>un<a href="#sdfootnote1sym"><sup>1</sup></a> deux<a href="#_ftn1">[1]</a></p>'
        '<div id="sdfootnote1"><p><a href="#sdfootnote1anc">1</a>bas</p></div>'
        '<div id="ftn1"><p><a href="#_ftnref1">[1]</a> autre</p></div><div title="footer"><p>Pied</p></div>'
    )
    assert [(q.text, q.style) for q in draft.paragraphs] == [
        ("un deux", "body"),
        ("bas", "note"),
        ("autre", "note"),
    ]
    assert "Pied" in draft.warnings[-1]


@pytest.mark.parametrize(
    ("page", "encoding"),
    [
        ("<p>l’été</p>".encode(), "utf-8"),
        (b'<meta charset="windows-1252"><p>l\x92\xe9t\xe9</p>', "cp1252"),
        (b'<meta http-equiv="content-type" content="text/html; charset=iso-8859-1"><p>l\x92\xe9t\xe9</p>', "cp1252"),
        ('<?xml version="1.0" encoding="utf-8"?><html><p>l’été</p></html>'.encode(), "utf-8"),
        ("\ufeff<p>l’été</p>".encode("utf-16-le"), "utf-16"),
    ],
)
def test_encodings(read, page, encoding):
    draft = read(page)
    assert texts(draft) == ["l’été"]
    assert draft.encoding == encoding


def test_a_wrong_declaration_is_said(read):
    draft = read('<meta charset="utf-8"><p>Été très doux à la campagne</p>'.encode("cp1252"))
    assert texts(draft) == ["Été très doux à la campagne"]
    assert draft.warnings


def test_nul_characters_do_not_cut_the_page(read):
    assert texts(read("<p>a&#0;b</p><p>c</p>"))[-1] == "c"


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (b"<html><script>x</script></html>", "aucun texte"),
        (b"   ", "aucun texte"),
        (b"<p>a" + b"<div>" * 50_000 + b"b", "imbriqués"),
        (b"<p>a" * 200_001, "paragraphes"),
        (bytes(range(32)) * 40, "page"),
    ],
)
def test_refused_in_one_sentence(read, page, said):
    with pytest.raises(ReadError, match=said) as caught:
        read(page)
    assert "page.html" in str(caught.value)


def test_entities_of_the_page_are_never_fetched(read, tmp_path):
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    page = f'<!DOCTYPE html [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]><p>a&e;b</p>'
    assert "secret" not in " ".join(texts(read(page))).replace(str(tmp_path), "")


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="<>&\ufeff"), min_size=1))
def test_any_text_survives_folded(tmp_path_factory, written):
    path = tmp_path_factory.mktemp("h") / "a.html"
    path.write_text(f"<p>x{written}</p>", encoding="utf-8")
    (q,) = html.read(path)[0].paragraphs
    folded = " ".join(piece for piece in ("x" + written).split(" ") if piece)
    assert q.text == unicodedata.normalize("NFC", folded)
