"""OpenDocument texts made here, zipped and flat."""

from __future__ import annotations

import unicodedata
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcoop.errors import ReadError
from qualcoop.language import set_language
from qualcoop.readers import odt

NS = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "style": "style",
        "fo": "xsl-fo-compatible",
        "manifest": "manifest",
    }.items()
)
STYLES = (
    '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="B2" style:family="text" style:parent-style-name="B"/>'
    '<style:style style:name="I" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>'
    '<style:style style:name="C" style:family="text"><style:text-properties fo:font-variant="small-caps"/>'
    "</style:style>"
    '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="PB" style:family="paragraph"><style:text-properties fo:font-weight="700"/>'
    "</style:style>"
)


@pytest.fixture(autouse=True)
def _french():
    set_language("fr")
    yield
    set_language(None)


def content(*blocks, root="office:document-content"):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><{root} {NS}><office:automatic-styles>{STYLES}'
        f"</office:automatic-styles><office:body><office:text>{''.join(blocks)}</office:text></office:body></{root}>"
    )


def make(path, *blocks, **parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        made.writestr("content.xml", content(*blocks))
        for name, data in parts.items():
            made.writestr({"manifest": "META-INF/manifest.xml"}.get(name, f"{name}.xml"), data)
    return path


@pytest.fixture(params=["odt", "fodt"])
def read(request, tmp_path):
    def _read(*blocks):
        path = tmp_path / f"Note.{request.param}"
        if request.param == "odt":
            make(path, *blocks)
        else:
            path.write_text(content(*blocks, root="office:document"), encoding="utf-8")
        (draft,) = odt.read(path)
        return draft

    return _read


def p(inside, style=""):
    return f'<text:p text:style-name="{style}">{inside}</text:p>'


def span(inside, style):
    return f'<text:span text:style-name="{style}">{inside}</text:span>'


def texts(draft):
    return [q.text for q in draft.paragraphs]


def test_paragraphs_headings_and_lists(read):
    draft = read(
        '<text:h text:outline-level="1">Titre</text:h>',
        p("Un"),
        p(""),
        f"<text:list><text:list-item>{p('a')}<text:list><text:list-item>{p('b')}</text:list-item></text:list>"
        "</text:list-item></text:list>",
        f"<text:section>{p('Deux')}</text:section>",
    )
    assert [(q.text, q.style) for q in draft.paragraphs] == [
        ("Titre", "heading"),
        ("Un", "body"),
        ("a", "list"),
        ("b", "list"),
        ("Deux", "body"),
    ]
    assert draft.warnings == (
        "2 paragraphes de liste : les puces et numéros automatiques ne font pas partie du texte.",
    )


def test_white_space_is_folded_but_counted_spaces_stay(read):
    draft = read(p("\n  a \n  b" + span("  c", "I") + '<text:s text:c="3"/>d<text:tab/>e<text:line-break/> f\n'))
    assert texts(draft) == ["a b c   d\te\nf"]


def test_an_absurd_count_of_spaces_does_not_fill_the_memory(read):
    assert len(texts(read(p('a<text:s text:c="999999999"/>b')))[0]) < 2000
    assert texts(read(p('a<text:s text:c="x"/>b'))) == ["a b"]


def test_no_break_spaces_are_the_researchers(read):
    assert texts(read(p("«\u00a0oui\u202f!\u00a0»"))) == ["«\u00a0oui\u202f!\u00a0»"]


@pytest.mark.parametrize(
    ("inside", "style", "bold"),
    [
        (span("Marie :", "B") + " oui", "", 7),
        (span("Marie", "B2") + " oui", "", 5),
        (span("Marie", "C") + " oui", "", 5),
        ("Marie oui", "PB", 9),
        ("Marie " + span("oui", "B"), "", 0),
    ],
)
def test_leading_bold(read, inside, style, bold):
    assert read(p(inside, style)).paragraphs[0].bold == bold


def test_italics(read):
    (q,) = read(p("il " + span("(rit)", "I") + " bien")).paragraphs
    assert [q.text[a:b] for a, b in q.italics] == ["(rit)"]


def test_tracked_changes_comments_hidden_text(read):
    draft = read(
        "<text:tracked-changes><text:changed-region><text:deletion>"
        f"{p('vieux')}</text:deletion></text:changed-region><text:changed-region><text:insertion/>"
        "</text:changed-region></text:tracked-changes>",
        p(f"reste <office:annotation>{p('remarque')}</office:annotation>là" + span("secret", "H")),
    )
    assert texts(draft) == ["reste là"]
    assert len(draft.warnings) == 3
    assert "1 insertion(s)" in draft.warnings[0]
    assert "1 suppression(s)" in draft.warnings[0]
    assert draft.warnings[1] == "1 commentaire laissé de côté."
    assert draft.warnings[2] == "6 caractères masqués laissés de côté."


def test_notes_last_and_boxes_after_their_paragraph(read):
    note = (
        f"<text:note><text:note-citation>1</text:note-citation><text:note-body>{p('bas')}</text:note-body></text:note>"
    )
    box = f"<draw:frame><draw:text-box>{p('cadre')}</draw:text-box></draw:frame>"
    draft = read(p(f"un{note}{box} deux"), p("<draw:frame><draw:image/></draw:frame>trois"))
    assert [(q.text, q.style) for q in draft.paragraphs] == [
        ("un deux", "body"),
        ("cadre", "box"),
        ("trois", "body"),
        ("bas", "note"),
    ]
    assert len(draft.warnings) == 3


def test_a_transcript_table(read):
    def row(*cells):
        inside = "".join(f"<table:table-cell>{p(cell)}</table:table-cell>" for cell in cells)
        return f"<table:table-row>{inside}</table:table-row>"

    rows = row("Q", "Une question ?") + row("R", "Une réponse.") + row("Q", "Encore ?")
    draft = read(f"<table:table><table:table-header-rows>{rows}</table:table-header-rows></table:table>")
    assert [(q.label, q.text) for q in draft.paragraphs] == [
        ("Q", "Une question ?"),
        ("R", "Une réponse."),
        ("Q", "Encore ?"),
    ]


def test_headers_are_left_out_and_said(tmp_path):
    styles = (
        f"<office:document-styles {NS}><office:master-styles><style:master-page><style:header>{p('En-tête')}"
        f"</style:header><style:footer>{p('Pied')}</style:footer></style:master-page></office:master-styles>"
        "</office:document-styles>"
    )
    (draft,) = odt.read(make(tmp_path / "a.odt", p("texte"), styles=styles))
    assert texts(draft) == ["texte"]
    assert draft.warnings == ("En-têtes et pieds de page laissés de côté : « En-tête / Pied ».",)


def test_encrypted(tmp_path):
    manifest = f"<manifest:manifest {NS}><manifest:encryption-data/></manifest:manifest>"
    with pytest.raises(ReadError, match="mot de passe"):
        odt.read(make(tmp_path / "a.odt", p("x"), manifest=manifest))


def test_a_spreadsheet_is_refused(tmp_path):
    path = tmp_path / "a.fodt"
    path.write_text(f"<office:document {NS}><office:body/></office:document>", encoding="utf-8")
    with pytest.raises(ReadError, match="pas un texte"):
        odt.read(path)


def test_empty_text_and_entities_are_refused(read, tmp_path):
    with pytest.raises(ReadError, match="aucun texte"):
        read(p(" "))
    path = tmp_path / "b.fodt"
    path.write_text('<!DOCTYPE a [<!ENTITY e "x">]>' + content(p("&e;"))[38:], encoding="utf-8")
    with pytest.raises(ReadError, match="DOCTYPE"):
        odt.read(path)


def test_too_many_paragraphs(tmp_path):
    path = tmp_path / "a.fodt"
    path.write_text(content("<text:p>a</text:p>" * 200_001, root="office:document"), encoding="utf-8")
    with pytest.raises(ReadError, match="paragraphes"):
        odt.read(path)


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff<>&")))
def test_any_text_survives_but_for_folded_spaces(tmp_path_factory, written):
    path = tmp_path_factory.mktemp("h") / "a.fodt"
    path.write_text(content(p("x" + written), root="office:document"), encoding="utf-8")
    (q,) = odt.read(path)[0].paragraphs
    folded = " ".join(piece for piece in ("x" + written).split(" ") if piece)
    assert q.text == unicodedata.normalize("NFC", folded)
