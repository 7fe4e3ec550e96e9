"""PDFs written here byte by byte: lines at places, as word processors and MAXQDA put them."""

from __future__ import annotations

import zlib

import pytest

from qualcoop.errors import ReadError
from qualcoop.language import set_language
from qualcoop.readers import pdf
from qualcoop.readers.pdf_lines import Line, paragraphs_of

WIDTH, HEIGHT = 595, 842
LEFT, TOP, STEP = 72, 760, 14


@pytest.fixture(autouse=True)
def _french():
    set_language("fr")
    yield
    set_language(None)


def literal(text):
    return text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def make(path, pages, image=False, trailer=b""):
    """A PDF whose pages are lists of (x, y, text) or (x, y, text, font), fonts 1 plain and 2 bold.

    Courier: every character is 6 points wide at size 10, so a test knows where a line ends.
    """
    objects = [b"", b""]
    kids = []
    fonts = b"<< /F1 3 0 R /F2 4 0 R >>"
    for name in (b"Courier", b"Courier-Bold"):
        objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /" + name + b" /Encoding /WinAnsiEncoding >>")
    pixel = zlib.compress(b"\0\0\0")
    objects.append(
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceRGB /BitsPerComponent 8 "
        b"/Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(pixel), pixel)
    )
    for lines in pages:
        drawn = b"q 200 0 0 200 100 300 cm /I Do Q\n" if image else b""
        for x, y, text, *font in lines:
            drawn += b"BT /F%d 10 Tf %d %d Td (%s) Tj ET\n" % (font[0] if font else 1, x, y, literal(text))
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R /Resources "
            b"<< /Font %s /XObject << /I 5 0 R >> >> >>" % (WIDTH, HEIGHT, len(objects), fonts)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    data = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        trailer,
        start,
    )
    path.write_bytes(data)
    return path


@pytest.fixture
def read(tmp_path):
    def _read(*pages):
        (draft,) = pdf.read(make(tmp_path / "a.pdf", pages))
        return draft

    return _read


def block(lines, top=TOP, x=LEFT):
    """Lines one under the other; None leaves a line blank."""
    return [(x, top - STEP * i, line) for i, line in enumerate(lines) if line is not None]


def texts(draft):
    return [q.text for q in draft.paragraphs]


FULL = "Ce que nous avons fait au début, c'était surtout de se rencontrer"  # 65 characters: the widest
MORE = "et de se parler, de se dire ce que chacun attendait de l'ensemble"


def test_wrapped_lines_become_one_paragraph(read):
    draft = read(block([FULL, MORE, "sans rien promettre.", None, "Et puis voilà."]))
    assert texts(draft) == [f"{FULL} {MORE} sans rien promettre.", "Et puis voilà."]


def test_a_line_that_had_room_for_the_next_word_ends_a_paragraph(read):
    draft = read(block([FULL, "fin courte.", "Une autre parole,", FULL.lower()]))
    assert texts(draft) == [f"{FULL} fin courte.", f"Une autre parole, {FULL.lower()}"]


def test_a_sentence_goes_on_over_the_page(read):
    first = block([FULL, MORE], top=100)
    draft = read(first, block(["et nous avons continué ainsi longtemps.", None, "Après."]))
    assert texts(draft) == [f"{FULL} {MORE} et nous avons continué ainsi longtemps.", "Après."]


def test_a_finished_sentence_ends_at_the_page(read):
    draft = read(block([FULL, MORE[:-1] + "."], top=100), block([FULL]))
    assert texts(draft) == [f"{FULL} {MORE[:-1]}.", FULL]


def test_labels_that_come_back_begin_paragraphs(read):
    asked = "Q : Comment avez-vous fait pour que tous viennent autour de ce p."
    told = "R : Nous avons invité chacun, et chacun est venu avec une idée de"
    draft = read(block([asked, told, asked, told]))
    assert texts(draft) == [asked, told, asked, told]


def test_lines_that_begin_with_a_time_begin_paragraphs(read):
    said = ["[0:01] Q une question assez longue pour aller au bout de la ligne", "[0:05] R une réponse"]
    draft = read(block([*said, *said]))
    assert texts(draft) == [*said, *said]


def test_leading_bold(read):
    page = [(LEFT, TOP, "Marie :", 2), (LEFT + 48, TOP, "oui, je crois bien."), (LEFT, TOP - 40, "Non.")]
    first, second = read(page).paragraphs
    assert (first.text, first.bold) == ("Marie : oui, je crois bien.", 7)
    assert second.bold == 0


def test_repeated_headers_and_page_numbers_are_left_out_and_said(read):
    pages = [
        [(LEFT, 810, "Projet Alpha - confidentiel"), *block([f"Page du texte {n}.", FULL, MORE]), (290, 30, f"{n} / 4")]
        for n in (1, 2, 3, 4)
    ]
    draft = read(*pages)
    written = " ".join(texts(draft))
    assert "confidentiel" not in written
    assert " / 4" not in written
    assert written.count("Page du texte") == 4
    said = " ".join(draft.warnings)
    assert "« Projet Alpha - confidentiel »" in said
    assert "4 numéros de page" in said


def test_bare_page_numbers(read):
    draft = read(*([*block([f"Parole {n}-{n}.", FULL, MORE]), (290, 30, str(n))] for n in (7, 8, 9)))
    assert not any(text[-1].isdigit() for text in texts(draft))
    assert " ".join(texts(draft)).count("Parole") == 3


def test_a_short_answer_repeated_at_the_top_of_pages_is_kept(read):
    draft = read(
        block(["Oui.", None, FULL, MORE, None, "Bien."]),
        block(["Non.", None, FULL, MORE, None, "Bien."]),
        block(["Oui.", None, FULL, MORE, None, "Bon."]),
    )
    assert sum(text == "Oui." for text in texts(draft)) == 2


def test_timecodes_at_the_top_of_pages_are_kept(read):
    draft = read(*(block([f"[Q] (0:{n}1 - 0:{n}5)", None, FULL, MORE]) for n in (1, 2, 3, 4, 5)))
    assert sum(text.startswith("[Q]") for text in texts(draft)) == 5


def test_maxqda_paragraph_numbers_mark_paragraphs_and_are_left_out(read):
    def page(first, again):
        numbers = [(25, TOP - STEP * i, str(first + n)) for n, i in enumerate((0, 1, 3))]
        outside = [(25, -40 - STEP * n, str(n + 90)) for n in range(5)]
        return [*block([f"Q{again}: court", FULL, MORE, f"R: {again}"]), *numbers, *outside]

    draft = read(page(1, "un"), page(4, "deux"))
    assert texts(draft) == [
        "Qun: court",
        f"{FULL} {MORE}",
        "R: un",
        "Qdeux: court",
        f"{FULL} {MORE}",
        "R: deux",
    ]
    assert any("1 à 6" in sentence for sentence in draft.warnings)


def test_a_hyphen_at_a_lines_end_stays_and_is_said(read):
    draft = read(block([FULL[:-3] + "peut-", "être que c'est la seule façon de faire."]))
    assert "peut-être" in texts(draft)[0]
    assert any("trait d'union" in sentence for sentence in draft.warnings)


def line(text, at, page=0, **more):
    return Line(text, 72, 72 + 6 * len(text), 700 - at, 712 - at, 10, 20, page, **more)


@pytest.mark.parametrize(
    ("written", "read_as", "name"),
    [
        ("mot\u200bà\u200bmot", "mot à mot", "zero_width"),
        ("mot \u200bà\u200b", "mot à", "zero_width"),
        ("o\ufb03ce \ufb01n", "office fin", "ligatures"),
        ("\uf0b7 point", "• point", ""),
        ("\uf0aa", "\ufffd", "unmapped"),
        ("mi\u00adlieu", "milieu", ""),
        ("e\u0301te\u0301", "été", ""),
    ],
)
def test_characters_of_the_text_layer(written, read_as, name):
    from collections import Counter

    counts = Counter()
    # Zero-width spaces glued to a real one stand for nothing.
    assert pdf._clean(written, counts).replace("  ", " ") == read_as
    assert not name or counts[name] > 0


def test_line_numbers_beside_every_line_say_nothing_about_paragraphs():
    words = [line(FULL, 14 * i) for i in range(5)]
    numbers = [Line(str(i + 1), 40, 46, 700 - 14 * i, 712 - 14 * i, 10, 6, 0) for i in range(5)]
    found = paragraphs_of([[*words, *numbers]])
    assert len(found.paragraphs) == 1
    assert found.margin_numbers == {1, 2, 3, 4, 5}


def test_no_lines_no_paragraphs():
    assert paragraphs_of([]).paragraphs == []
    assert paragraphs_of([[], []]).paragraphs == []


def test_pictures_without_text_ask_for_ocr(tmp_path):
    path = make(tmp_path / "scan.pdf", [[], []], image=True)
    with pytest.raises(ReadError, match=r"scan\.pdf .*reconnaissance de texte \(OCR\)"):
        pdf.read(path)


def test_one_page_of_pictures_among_others_is_said(tmp_path):
    (draft,) = pdf.read(make(tmp_path / "a.pdf", [block([FULL]), []], image=True))
    assert any("page(s) 2" in sentence for sentence in draft.warnings)


def test_encrypted(tmp_path):
    entry = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>]" % (
        b"12" * 32,
        b"34" * 32,
    )
    path = make(tmp_path / "a.pdf", [block([FULL])], trailer=entry)
    with pytest.raises(ReadError, match="mot de passe"):
        pdf.read(path)


@pytest.mark.parametrize("share", [0.02, 0.1])
def test_truncated_beyond_repair(tmp_path, share):
    path = make(tmp_path / "a.pdf", [block([FULL])])
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(ReadError, match=r"a\.pdf"):
        pdf.read(path)


def test_truncated_but_readable_is_said(tmp_path):
    path = make(tmp_path / "a.pdf", [block([FULL])])
    path.write_bytes(path.read_bytes()[:-6])
    (draft,) = pdf.read(path)
    assert texts(draft) == [FULL]
    assert any("tronqué" in sentence for sentence in draft.warnings)
