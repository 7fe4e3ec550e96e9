"""Word documents made here, one feature at a time, and what a researcher reads of each."""

from __future__ import annotations

import random
import unicodedata
import zipfile
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcoop.errors import ReadError
from qualcoop.language import set_language
from qualcoop.readers import docx

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    }.items()
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


@pytest.fixture(autouse=True)
def _french():
    set_language("fr")
    yield
    set_language(None)


def r(text, props=""):
    return f'<w:r><w:rPr>{props}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(*runs, props=""):
    content = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p><w:pPr>{props}</w:pPr>{content}</w:p>"


def table(*rows):
    cells = ("".join(f"<w:tc>{cell if cell.startswith('<') else p(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def make(path, *blocks, **parts):
    """A .docx whose body holds `blocks`; other parts by name (styles, footnotes, comments, header…)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        body = f"<w:document {NAMESPACES}><w:body>{''.join(blocks)}<w:sectPr/></w:body></w:document>"
        made.writestr("word/document.xml", body)
        links = ""
        for name, content in parts.items():
            root = {"header": "hdr", "footer": "ftr"}.get(name, name)
            made.writestr(f"word/{name}.xml", f"<w:{root} {NAMESPACES}>{content}</w:{root}>")
            links += f'<Relationship Id="{name}" Type="{OFFICE}/{name}" Target="{name}.xml"/>'
        made.writestr("word/_rels/document.xml.rels", f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>')
    return path


@pytest.fixture
def read(tmp_path):
    def _read(*blocks, **parts):
        (draft,) = docx.read(make(tmp_path / "Entretien.docx", *blocks, **parts))
        return draft

    return _read


def texts(draft):
    return [paragraph.text for paragraph in draft.paragraphs]


def test_paragraphs_in_order_and_empty_ones_dropped(read):
    draft = read(p("Un"), p(), p("   "), p("Deux", " et ", "demi"))
    assert texts(draft) == ["Un", "Deux et demi"]
    assert draft.name == "Entretien"
    assert draft.warnings == ()


def test_the_researchers_own_characters_stay(read):
    written = "  «\u00a0L’élan\u202f» — œuvre… \u2011 😀 ‘x’ \u200e "
    assert texts(read(p(written))) == [written]


def test_text_is_nfc_and_spans_follow(read):
    decomposed = unicodedata.normalize("NFD", "Éléonore")
    (paragraph,) = read(p(r(decomposed, "<w:b/>"), r(" : été", ""), r(" là", "<w:i/>"))).paragraphs
    assert paragraph.text == "Éléonore : été là"
    assert paragraph.bold == len("Éléonore")
    assert [paragraph.text[a:b] for a, b in paragraph.italics] == [" là"]


def test_an_accent_in_the_next_run_joins_its_letter(read):
    assert texts(read(p(r("e"), r("\u0301te\u0301")))) == ["été"]


def test_soft_break_tab_and_special_characters(read):
    runs = (
        "<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t><w:cr/><w:t>peut</w:t><w:noBreakHyphen/>"
        '<w:t>être</w:t><w:softHyphen/><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>'
    )
    assert texts(read(p(runs))) == ["a\nb\tc\npeut\u2011être→"]


def test_breaks_at_the_ends_are_layout(read):
    runs = '<w:r><w:br w:type="page"/><w:t>a</w:t><w:br/></w:r>'
    assert texts(read(p(runs))) == ["a"]


def test_an_unknown_symbol_is_said(read):
    draft = read(p('<w:r><w:t>a </w:t><w:sym w:font="Webdings" w:char="F0AA"/></w:r>'))
    assert texts(draft) == ["a \ufffd"]
    assert "symboles" in draft.warnings[0]


def test_tracked_changes_are_read_as_accepted(read):
    draft = read(
        p(
            "garde ",
            f"<w:ins>{r('neuf ')}</w:ins>",
            "<w:del><w:r><w:delText>vieux</w:delText></w:r></w:del>",
            f"<w:moveFrom>{r('parti ')}</w:moveFrom>",
            f"<w:moveTo>{r('venu')}</w:moveTo>",
        )
    )
    assert texts(draft) == ["garde neuf venu"]
    (warning,) = draft.warnings
    assert "2 insertion(s)" in warning
    assert "2 suppression(s)" in warning


def test_a_deleted_paragraph_mark_joins_two_paragraphs(read):
    mark = "<w:rPr><w:del/></w:rPr>"
    assert texts(read(p("un ", props=mark), p("deux"), p("trois"))) == ["un deux", "trois"]


def test_a_deleted_row_is_left_out(read):
    rows = (
        f"<w:tbl><w:tr><w:tc>{p('a')}</w:tc></w:tr><w:tr><w:trPr><w:del/></w:trPr><w:tc>{p('b')}</w:tc></w:tr></w:tbl>"
    )
    assert texts(read(rows)) == ["a"]


def test_links_fields_controls_and_smart_tags_are_text(read):
    draft = read(
        p(f"<w:hyperlink>{r('lien')}</w:hyperlink>", f"<w:smartTag>{r(' lieu')}</w:smartTag>"),
        p(
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE \\* X</w:instrText></w:r>',
            r("12"),
        ),
        f"<w:sdt><w:sdtPr/><w:sdtContent>{p('bloc')}</w:sdtContent></w:sdt>",
        p(f"<w:sdt><w:sdtContent>{r('ligne')}</w:sdtContent></w:sdt>"),
        p("<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"),
    )
    assert texts(draft) == ["lien lieu", "12", "bloc", "ligne", "x=1"]


def test_a_text_box_is_read_once_after_its_paragraph(read):
    def box(inside):
        return f"<w:txbxContent>{inside}</w:txbxContent>"

    anchor = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box(p('cadre'))}</wps:txbx></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{box(p('cadre'))}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    draft = read(p("avant", anchor, " après"), p("fin"))
    assert [(q.text, q.style) for q in draft.paragraphs] == [
        ("avant après", "body"),
        ("cadre", "box"),
        ("fin", "body"),
    ]
    assert "1 zone de texte" in draft.warnings[0]


def test_notes_come_last_in_the_order_of_their_marks(read):
    draft = read(
        p("texte", '<w:r><w:endnoteReference w:id="1"/></w:r>', '<w:r><w:footnoteReference w:id="2"/></w:r>'),
        p("suite"),
        footnotes=f'<w:footnote w:type="separator" w:id="0">{p("---")}</w:footnote>'
        f'<w:footnote w:id="2">{p("<w:r><w:footnoteRef/></w:r>", "au pied")}</w:footnote>',
        endnotes=f'<w:endnote w:id="1">{p("à la fin")}</w:endnote>',
    )
    assert [(q.text, q.style) for q in draft.paragraphs] == [
        ("texte", "body"),
        ("suite", "body"),
        ("à la fin", "note"),
        ("au pied", "note"),
    ]
    assert "2 notes" in draft.warnings[0]


def test_comments_headers_and_footers_are_left_out_and_said(read):
    draft = read(
        p("texte", '<w:r><w:commentReference w:id="0"/></w:r>'),
        comments=f"<w:comment>{p('remarque')}</w:comment><w:comment>{p('deux')}</w:comment>",
        header=p("CONFIDENTIEL"),
        footer=p("Page 3"),
    )
    assert texts(draft) == ["texte"]
    comments, margins = draft.warnings
    assert comments == "2 commentaires laissés de côté."
    assert "CONFIDENTIEL / Page 3" in margins


def test_empty_headers_are_not_worth_a_sentence(read):
    assert read(p("texte"), header=p()).warnings == ()


def test_hidden_text_and_pictures_are_left_out_and_said(read):
    draft = read(p("vu", r("nom réel", "<w:vanish/>"), "<w:r><w:drawing><pic:pic/></w:drawing></w:r>"))
    assert texts(draft) == ["vu"]
    assert draft.warnings == ("8 caractères masqués laissés de côté.", "1 image laissée de côté.")


def test_lists_and_headings(read):
    number = '<w:numPr><w:numId w:val="3"/></w:numPr>'
    styles = (
        '<w:style w:type="paragraph" w:styleId="Titre1"><w:name w:val="heading 1"/><w:rPr><w:b/></w:rPr></w:style>'
        f'<w:style w:styleId="Liste"><w:name w:val="List"/><w:pPr>{number}</w:pPr></w:style>'
        '<w:style w:styleId="Fille"><w:name w:val="x"/><w:basedOn w:val="Liste"/></w:style>'
        '<w:style w:styleId="Ronde"><w:name w:val="y"/><w:basedOn w:val="Ronde"/></w:style>'
    )
    draft = read(
        p("Titre", props='<w:pStyle w:val="Titre1"/>'),
        p("point", props=number),
        p("par le style", props='<w:pStyle w:val="Fille"/>'),
        p("sans", props='<w:pStyle w:val="Liste"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
        p("ronde", props='<w:pStyle w:val="Ronde"/>'),
        styles=styles,
    )
    assert [q.style for q in draft.paragraphs] == ["heading", "list", "list", "body", "body"]
    assert draft.paragraphs[0].bold == 5
    assert draft.warnings == (
        "2 paragraphes de liste : les puces et numéros automatiques ne font pas partie du texte.",
    )


@pytest.mark.parametrize(
    ("runs", "bold"),
    [
        ([r("Marie : ", "<w:b/>"), r("oui")], 8),
        ([r("Marie", "<w:smallCaps/>"), r(" : oui")], 5),
        ([r("Marie", "<w:b/>"), r(" "), r("D. :", "<w:b/>"), r(" oui")], 10),
        ([r("Marie", '<w:b w:val="0"/>'), r(" oui", "<w:b/>")], 0),
        ([r("Marie", '<w:rStyle w:val="Fort"/>'), r(" oui")], 5),
        ([r("Marie", '<w:rStyle w:val="Fort"/><w:b w:val="false"/>'), r(" oui")], 0),
    ],
)
def test_leading_bold(read, runs, bold):
    fort = '<w:style w:styleId="Fort"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>'
    assert read(p(*runs), styles=fort).paragraphs[0].bold == bold


def test_italic_runs(read):
    (paragraph,) = read(p("a ", r("(rire", "<w:i/>"), r("s)", "<w:i/><w:b/>"), " b")).paragraphs
    assert [paragraph.text[a:b] for a, b in paragraph.italics] == ["(rires)"]


def test_a_transcript_table(read):
    draft = read(
        p("Entretien"),
        table(
            ["Locuteur", "Propos"],
            ["Enquêteur :", "Comment avez-vous commencé ?"],
            ["Marie", p("Par hasard.") + p("Et puis non.")],
            ["", "Enfin, presque."],
            ["Enquêteur :", "Et ensuite ?"],
            ["Marie", "Ensuite on a grandi."],
        ),
        p("Fin"),
    )
    assert [(q.label, q.text, q.style) for q in draft.paragraphs] == [
        (None, "Entretien", "body"),
        (None, "Locuteur", "table"),
        (None, "Propos", "table"),
        ("Enquêteur", "Comment avez-vous commencé ?", "body"),
        ("Marie", "Par hasard.", "body"),
        ("Marie", "Et puis non.", "body"),
        ("Marie", "Enfin, presque.", "body"),
        ("Enquêteur", "Et ensuite ?", "body"),
        ("Marie", "Ensuite on a grandi.", "body"),
        (None, "Fin", "body"),
    ]


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (1, 2, 0)])
def test_a_transcript_table_with_timecodes(read, order):
    rows = [("00:01", "Q", "Une question ?"), ("[00:00:05]", "R", "Une réponse."), ("0:09 - 0:12", "Q", "Oui ?")]
    draft = read(table(*([row[i] for i in order] for row in rows)))
    assert [(q.timecode, q.label, q.text) for q in draft.paragraphs] == rows


def test_other_tables_give_their_cells_row_by_row(read):
    draft = read(table(["Projet", "Alpha"], ["Date", "3 mai 2024"], ["Lieu", "Lyon"]))
    assert texts(draft) == ["Projet", "Alpha", "Date", "3 mai 2024", "Lieu", "Lyon"]
    assert {(q.style, q.label) for q in draft.paragraphs} == {("table", None)}


def test_a_table_inside_a_cell_is_read(read):
    assert texts(read(table(["a", table(["b", "c"])], ["d", "e"]))) == ["a", "b", "c", "d", "e"]


def test_words_strict_variant(tmp_path):
    path = make(tmp_path / "strict.docx", p("Bonjour"))
    with zipfile.ZipFile(path) as made:
        body = made.read("word/document.xml").replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("word/document.xml", body)
    assert texts(docx.read(path)[0]) == ["Bonjour"]


def test_python_docx_agrees(tmp_path):
    python_docx = pytest.importorskip("docx")
    document = python_docx.Document()
    document.add_heading("Titre", 1)
    document.add_paragraph("Un paragraphe")
    document.add_paragraph("puce", style="List Bullet")
    document.save(tmp_path / "a.docx")
    (draft,) = docx.read(tmp_path / "a.docx")
    expected = [q.text for q in python_docx.Document(tmp_path / "a.docx").paragraphs]
    assert texts(draft) == expected
    assert [q.style for q in draft.paragraphs] == ["heading", "body", "list"]


@pytest.mark.parametrize(
    ("blocks", "said"),
    [((p(), p("  ")), "aucun texte"), (("<w:p>",), "XML mal formé"), ((p("<w:r><w:t>&x;</w:t></w:r>"),), "XML mal")],
)
def test_refused_in_one_sentence(read, blocks, said):
    with pytest.raises(ReadError, match=said):
        read(*blocks)


def test_a_zip_without_a_document_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as made:
        made.writestr("autre.xml", "<a/>")
    with pytest.raises(ReadError, match=r"a\.docx"):
        docx.read(tmp_path / "a.docx")


def test_doctype_in_the_document_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as made:
        made.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>')
    with pytest.raises(ReadError, match="DOCTYPE"):
        docx.read(tmp_path / "a.docx")


def test_a_million_paragraphs_are_refused(tmp_path):
    chance = random.Random(3)
    lines = [p(f"{chance.random()}") for _ in range(1000)]
    path = make(tmp_path / "million.docx", *("".join(chance.sample(lines, 1000)) for _ in range(1000)))
    with pytest.raises(ReadError, match="paragraphes"):
        docx.read(path)


def test_one_megabyte_of_text_is_read_whole(tmp_path):
    chance = random.Random(1)
    words = "alors la coopération entre acteurs demande du temps et de la confiance partagée".split()
    dressed = '<w:rFonts w:ascii="Calibri"/><w:color w:val="000000"/><w:sz w:val="24"/>'

    def speech():
        return r(" ".join(chance.choices(words, k=30)) + " ", dressed)

    path = make(tmp_path / "grand.docx", *(p(r("Marie : ", "<w:b/>"), speech(), speech()) for _ in range(3000)))
    (draft,) = docx.read(path)
    assert len(texts(draft)) == 3000
    assert all(text.startswith("Marie : ") for text in texts(draft))
    assert sum(len(text) for text in texts(draft)) > 1_000_000


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff")),
            st.sampled_from(["", "<w:b/>", "<w:i/>", "<w:b/><w:i/>"]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_any_runs_give_their_text_and_spans_inside_it(tmp_path_factory, runs):
    written = "".join(text for text, _ in runs)
    path = tmp_path_factory.mktemp("h") / "a.docx"
    make(path, p(r("x"), *(r(text, props) for text, props in runs)))
    (paragraph,) = docx.read(path)[0].paragraphs
    assert paragraph.text == unicodedata.normalize("NFC", "x" + written)
    assert paragraph.bold == 0
    last = 0
    for start, end in paragraph.italics:
        assert last <= start < end <= len(paragraph.text)
        last = end


def test_initials_are_names_in_a_transcript_table(read):
    draft = read(table(["L.", "Où ?"], ["J.-B.", "Au fond du car."], ["L.", "Et là ?"], ["J.-B.", "Devant, tiens."]))
    assert [q.label for q in draft.paragraphs] == ["L.", "J.-B.", "L.", "J.-B."]
