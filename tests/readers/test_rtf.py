"""RTF made here: code pages, groups, tables, notes, and damage."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcoop.errors import ReadError
from qualcoop.language import set_language
from qualcoop.readers import rtf

FONTS = (
    rb"{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset2 Symbol;}{\f2\fcharset204 Arial Cyr{\*\falt Arial};}"
    rb"{\f3\fcharset77 Mac;}{\f4\fcharset2 Wingdings;}}"
)


@pytest.fixture(autouse=True)
def _french():
    set_language("fr")
    yield
    set_language(None)


@pytest.fixture
def read(tmp_path):
    def _read(body, head=rb"\ansi\ansicpg1252\deff0"):
        path = tmp_path / "a.rtf"
        path.write_bytes(rb"{\rtf1" + head + FONTS + body + b"}")
        (draft,) = rtf.read(path)
        return draft

    return _read


def texts(draft):
    return [q.text for q in draft.paragraphs]


def test_paragraphs_soft_breaks_and_tabs(read):
    draft = read(b"\\pard Un\\par\\par Deux\\line suite\\tab x\r\n\\par Trois")
    assert texts(draft) == ["Un", "Deux\nsuite\tx", "Trois"]
    assert draft.warnings == ()
    assert draft.encoding == "cp1252"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"\'e9t\'e9", "été"),
        (rb"l\'92\'e9lan \'85", "l’élan …"),
        ("été".encode("cp1252"), "été"),
        (rb"\u233?t\u233 ?", "été"),
        (rb"\uc0\u233 t\u233", "été"),
        (rb"\uc2\u233\'c3\'a9t\u233??", "été"),
        (rb"\u-10179?\u-8704? !", "😀 !"),
        (rb"\uc0\u55357\uc1\u56832\'3f !", "😀 !"),
        (rb"\u55357? !", "\ufffd !"),
        (rb"{\f2\'ef\'f0\'e8}", "при"),
        (rb"{\f3\'8et\'8e}", "été"),
        (rb"{\f1\'b7} a", "• a"),
        (rb"{\f1\u-3913?} a", "• a"),
        (rb"{\f4\'e0} a", "→ a"),
        (rb"a\~b\_c\-d\endash e\rquote f\{\}\\", "a\u00a0b\u2011cd–e’f{}\\"),
        (rb"e\u769?", "é"),
    ],
)
def test_characters(read, body, text):
    assert texts(read(body)) == [text]


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        (rb"\mac", rb"\'8et\'8e", "été"),
        (rb"\ansi\ansicpg1251", rb"\'ef\'f0\'e8", "при"),
        (rb"\ansi\ansicpg65001", "été".encode(), "été"),
        (rb"\pca", rb"\'82t\'82", "été"),
        (rb"\ansi\ansicpg99999", rb"\'e9", "é"),
    ],
)
def test_code_pages(read, head, body, text):
    assert texts(read(body, head)) == [text]


def test_bold_italic_and_small_capitals(read):
    draft = read(rb"{\b Marie :} oui {\i (rires)}\par{\scaps Paul}\plain  non\par \b tout\b0  pas")
    marie, paul, whole = draft.paragraphs
    assert (marie.text, marie.bold) == ("Marie : oui (rires)", 7)
    assert [marie.text[a:b] for a, b in marie.italics] == ["(rires)"]
    assert (paul.text, paul.bold) == ("Paul non", 4)
    assert whole.bold == 4


def test_what_is_not_text_is_left_out(read):
    draft = read(
        rb"{\stylesheet{\s1 heading 1;}}{\info{\title Secret}}{\*\generator X;}{\colortbl;\red0;}"
        rb"{\field{\*\fldinst HYPERLINK x}{\fldrslt lien}} {\*\unknown rien}{\bkmkstart z}ici{\pict\pngblip 89504e47}"
    )
    assert texts(draft) == ["lien ici"]
    assert draft.warnings == ("1 image laissée de côté.",)


def test_unicode_destination_replaces_the_ansi_one(read):
    assert texts(read(rb"a {\upr{\'3f\'3f}{\*\ud{\u1087?\u1088?}}} b")) == ["a пр b"]


def test_binary_data_is_jumped_over(read):
    assert texts(read(b"a{\\pict\\bin5 }}}}}}b")) == ["ab"]


def test_headings_and_lists(read):
    draft = read(
        rb"{\stylesheet{\s0 Normal;}{\s1\b heading 1;}}\pard\s1 Titre\par\pard texte\par"
        rb"{\listtext 1.\tab}\pard\ls1 point\par\pard fin"
    )
    assert [(q.text, q.style) for q in draft.paragraphs] == [
        ("Titre", "heading"),
        ("texte", "body"),
        ("point", "list"),
        ("fin", "body"),
    ]
    assert "puce" in draft.warnings[0]


def test_notes_comments_headers_boxes(read):
    draft = read(
        rb"{\header\pard\b En-t\'eate\par}\pard un{\super\chftn}{\footnote\pard bas}"
        rb"{\*\atnid x}{\*\atnauthor y}\chatn{\*\annotation{\*\atnref 1}remarque}"
        rb"{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt cadre\par}}{\shprslt{\pict 00}}} suite\par"
    )
    assert [(q.text, q.style, q.bold) for q in draft.paragraphs] == [
        ("cadre", "box", 0),
        ("un suite", "body", 0),
        ("bas", "note", 0),
    ]
    said = " ".join(draft.warnings)
    assert "1 note placée" in said
    assert "1 commentaire" in said
    assert "En-tête" in said


def test_tracked_changes_and_hidden_text(read):
    draft = read(rb"a {\revised neuf }{\deleted vieux }{\v secret}b")
    assert texts(draft) == ["a neuf b"]
    assert "1 insertion(s)" in draft.warnings[0]
    assert "1 suppression(s)" in draft.warnings[0]
    assert draft.warnings[1] == "6 caractères masqués laissés de côté."


def test_a_transcript_table(read):
    def row(*cells):
        return rb"\trowd\cellx1000\cellx5000\pard\intbl " + b"\\cell ".join(cells) + rb"\cell\row"

    draft = read(
        rb"Avant\par"
        + row(b"Q", b"Une question ?")
        + row(b"R", rb"Une\par r\'e9ponse.")
        + row(b"Q", b"Encore ?")
        + rb"\pard Apr\'e8s\par"
    )
    assert [(q.label, q.text) for q in draft.paragraphs] == [
        (None, "Avant"),
        ("Q", "Une question ?"),
        ("R", "Une"),
        ("R", "réponse."),
        ("Q", "Encore ?"),
        (None, "Après"),
    ]


def test_a_table_at_the_very_end(read):
    assert texts(read(rb"\trowd\pard\intbl a\cell b\cell\row")) == ["a", "b"]


def test_a_truncated_file_is_read_and_said(tmp_path):
    path = tmp_path / "a.rtf"
    path.write_bytes(rb"{\rtf1\ansi {\b Bonjour \'e0 to")
    (draft,) = rtf.read(path)
    assert texts(draft) == ["Bonjour à to"]
    assert "tronqué" in draft.warnings[-1]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"Bonjour", "pas un document RTF"),
        (rb"{\rtf1\ansi }", "aucun texte"),
        (rb"{\rtf1" + b"{" * 100_000, "imbriqués"),
        (rb"{\rtf1 " + b"a\\par " * 200_001 + b"}", "paragraphes"),
    ],
)
def test_refused_in_one_sentence(tmp_path, data, said):
    path = tmp_path / "a.rtf"
    path.write_bytes(data)
    with pytest.raises(ReadError, match=said):
        rtf.read(path)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("h") / "a.rtf"
    path.write_bytes(rb"{\rtf1 x\par " + data)
    (draft,) = rtf.read(path)
    assert draft.paragraphs[0].text.startswith("x") or draft.paragraphs


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc", "Co", "Cn"], blacklist_characters="\r\n")))
def test_any_text_survives_as_unicode_escapes(tmp_path_factory, written):
    units = ("x" + written).encode("utf-16-le")
    codes = [int.from_bytes(units[i : i + 2], "little", signed=True) for i in range(0, len(units), 2)]
    path = tmp_path_factory.mktemp("h") / "a.rtf"
    path.write_bytes(rb"{\rtf1\uc1 " + "".join(f"\\u{code}?" for code in codes).encode("ascii") + b"}")
    assert rtf.read(path)[0].paragraphs[0].text == unicodedata.normalize("NFC", "x" + written)
