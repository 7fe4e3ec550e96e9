"""PDF: the text layer, put back into paragraphs.

Page headers, footers, page numbers and MAXQDA's paragraph numbers are left out and said; a PDF of
pictures is refused, since recognising letters is another program's work.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qualcoop.errors import ReadError
from qualcoop.language import tr
from qualcoop.readers.archive import (
    MAX_PARAGRAPHS,
    check_paragraphs,
    counted,
    encrypted_error,
    read_bytes,
)
from qualcoop.readers.draft import Draft
from qualcoop.readers.pdf_lines import Found, Line, paragraphs_of
from qualcoop.readers.registry import register
from qualcoop.readers.said import margins_said
from qualcoop.readers.symbols import symbol

_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD
_IMAGE = 3  # FPDF_PAGEOBJ_IMAGE
_ZERO_WIDTH = re.compile("[\u200b\u2060\ufeff]")
_BETWEEN_WORDS = re.compile("(?<=\\S)[\u200b\u2060\ufeff]+(?=\\S)")
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_PRIVATE = re.compile("[\uf000-\uf0ff]")  # signs of symbol fonts, such as a list's bullets
# pdfium's own signs for a hyphen that ends a line.
_LINE_HYPHENS = {0x02: "-", 0xFFFE: "-"}
_BOLD_NAME = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
_LONGEST_BOLD = 200


def _is_pdf(path: Path, head: bytes) -> bool:  # noqa: ARG001
    return b"%PDF-" in head[:1024]


@register("pdf", suffixes=(".pdf",), version="1", sniff=_is_pdf)
def read(path: Path) -> list[Draft]:
    """The one source of a PDF with a text layer.

    Raises ReadError for a damaged or encrypted file and for pages that are only pictures.
    """
    data = read_bytes(path)
    document = _opened(path, data)
    counts: Counter[str] = Counter()
    try:
        pages, blind = _pages(document, path, counts)
    finally:
        document.close()
    found = paragraphs_of(pages)
    if not found.paragraphs:
        raise ReadError(
            f"{path.name} : ce PDF ne contient que des images, sans texte ; faites d'abord une reconnaissance "
            "de texte (OCR), puis réimportez-le.",
            f"{path.name}: this PDF holds only pictures and no text; run a text recognition (OCR) first, "
            "then import it again.",
        )
    warnings = _warnings(found, counts, blind, b"%%EOF" in data[-2048:])
    return [Draft(path.stem, tuple(found.paragraphs), warnings=warnings)]


def _opened(path: Path, data: bytes) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if pypdfium2.raw.FPDF_GetLastError() == _PASSWORD_ERROR or "assword" in str(error):
            raise encrypted_error(path) from error
        raise ReadError(
            f"{path.name} : PDF endommagé ou tronqué ; recopiez l'original ou réexportez-le.",
            f"{path.name}: damaged or truncated PDF; copy the original again or export it again.",
        ) from error


def _pages(document: Any, path: Path, counts: Counter[str]) -> tuple[list[list[Line]], list[int]]:
    """The lines of every page, and the numbers of the pages that hold pictures but no text."""
    import pypdfium2

    pages: list[list[Line]] = []
    blind: list[int] = []
    total = 0
    for number in range(len(document)):
        try:
            page = document[number]
            lines = _Characters(page, number, counts).lines()
            if not lines and any(item.type == _IMAGE for item in page.get_objects(max_depth=3)):
                blind.append(number + 1)
            page.close()
        except pypdfium2.PdfiumError as error:
            raise ReadError(
                f"{path.name}, page {number + 1} : page illisible ; le PDF est sans doute tronqué, "
                "recopiez l'original.",
                f"{path.name}, page {number + 1}: unreadable page; the PDF is probably truncated, "
                "copy the original again.",
            ) from error
        total += len(lines)
        if total > MAX_PARAGRAPHS:
            check_paragraphs(total, path)
        pages.append(lines)
    return pages, blind


class _Characters:
    """The characters of one page and where they stand."""

    def __init__(self, page: Any, number: int, counts: Counter[str]) -> None:
        import pypdfium2.raw as raw

        self._raw = raw
        self._number = number
        self._counts = counts
        self._box = page.get_cropbox()
        self._page = page.get_textpage()
        codes = [raw.FPDFText_GetUnicode(self._page, i) for i in range(self._page.count_chars())]
        self._text = "".join(_LINE_HYPHENS.get(code) or chr(code or 0xFFFD) for code in codes)
        # pdfium puts its sign for a hyphen where the line ended, and no line ending after it.
        self._ends = [index + 1 for index, code in enumerate(codes) if code in _LINE_HYPHENS]

    def lines(self) -> list[Line]:
        """The lines inside the page's visible part, in the order of the text layer."""
        found = []
        for start, end in self._stretches():
            raw_text = self._text[start:end]
            if raw_text.strip():
                line = self._line(start, raw_text)
                if line is not None:
                    found.append(line)
        self._page.close()
        return found

    def _stretches(self) -> Iterator[tuple[int, int]]:
        """Where each line begins and ends in the text layer."""
        for match in re.finditer(r"[^\r\n]+", self._text):
            start = match.start()
            for end in self._ends:
                if start < end < match.end():
                    yield start, end
                    start = end
            yield start, match.end()

    def _line(self, at: int, raw_text: str) -> Line | None:
        first = at + len(raw_text) - len(raw_text.lstrip())
        last = at + len(raw_text.rstrip()) - 1
        left, bottom, _, top = self._charbox(first)
        right = self._charbox(last)[2]
        x0, y0, x1, y1 = self._box
        middle = (bottom + top) / 2
        if not (y0 <= middle <= y1) or left > x1 or right < x0:
            return None  # outside the page: nobody sees it
        text = _clean(raw_text.strip(), self._counts)
        if not text:
            return None
        word_end = first + len(raw_text.strip().split(None, 1)[0]) - 1
        word = self._charbox(word_end)[2] - left
        size = float(self._raw.FPDFText_GetFontSize(self._page, first))
        scale = top - bottom  # some programs write size 1 and scale the page instead
        bold = min(len(text), self._bold(first, last))
        return Line(text, left, right, bottom, top, size if size > 2 else scale, word, self._number, bold)

    def _charbox(self, index: int) -> tuple[float, float, float, float]:
        box: tuple[float, float, float, float] = self._page.get_charbox(index, loose=True)
        return box

    def _bold(self, first: int, last: int) -> int:
        """Length of the bold run that begins at character `first`."""
        size = 0
        for index in range(first, min(last + 1, first + _LONGEST_BOLD)):
            if not self._text[index].isspace() and not self._is_bold(index):
                break
            size = index - first + 1
        return len(self._text[first : first + size].rstrip())

    def _is_bold(self, index: int) -> bool:
        import ctypes

        name = ctypes.create_string_buffer(128)
        flags = ctypes.c_int(0)
        self._raw.FPDFText_GetFontInfo(self._page, index, name, 128, ctypes.byref(flags))
        return bool(_BOLD_NAME.search(name.value)) or self._raw.FPDFText_GetFontWeight(self._page, index) >= 600


def _clean(text: str, counts: Counter[str]) -> str:
    """NFC, ligatures as the letters that were typed, zero-width spaces as the spaces they stand for."""
    # Halves of a character above U+FFFF come one by one.
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = _PRIVATE.sub(lambda found: symbol("Symbol", ord(found.group())) or "\ufffd", text)
    counts["unmapped"] += text.count("\ufffd")
    zero = _ZERO_WIDTH.findall(text)
    if zero:
        counts["zero_width"] += len(zero)
        text = _ZERO_WIDTH.sub("", _BETWEEN_WORDS.sub(" ", text))
    if _LIGATURES.search(text):
        counts["ligatures"] += len(_LIGATURES.findall(text))
        text = _LIGATURES.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)
    if "\u00ad" in text:
        text = text[:-1].replace("\u00ad", "") + text[-1].replace("\u00ad", "-")
    text = "".join(c for c in text if c == "\t" or unicodedata.category(c) != "Cc")
    return unicodedata.normalize("NFC", text).strip()


def _warnings(found: Found, counts: Counter[str], blind: list[int], complete: bool) -> tuple[str, ...]:
    warnings = [
        tr(
            "PDF : les paragraphes ont été reconstitués d'après la mise en page ; relisez-les.",
            "PDF: paragraphs were put back together from the layout; read them through.",
        )
    ]
    if not complete:
        warnings.append(
            tr(
                "Le PDF s'arrête avant sa fin : il est sans doute tronqué, comparez avec l'original.",
                "The PDF stops before its end: it is probably truncated, compare with the original.",
            )
        )
    if blind:
        shown = ", ".join(map(str, blind[:10])) + ("…" if len(blind) > 10 else "")
        warnings.append(
            tr(
                f"Pages sans texte, seulement des images (page(s) {shown}) : reconnaissance de texte (OCR) nécessaire.",
                f"Pages without text, only pictures (page(s) {shown}): text recognition (OCR) is needed.",
            )
        )
    warnings.extend(margins_said(found.margins))
    if found.margin_numbers:
        low, high = min(found.margin_numbers), max(found.margin_numbers)
        warnings.append(
            tr(
                f"Numéros en marge laissés de côté : {low} à {high} (paragraphes de MAXQDA ou lignes).",
                f"Numbers in the margin left out: {low} to {high} (MAXQDA's paragraphs, or lines).",
            )
        )
    numbers = {"page_numbers": found.page_numbers, "hyphens": found.hyphens, **counts}
    warnings.extend(counted(numbers[name], fr, en) for name, fr, en in _SENTENCES if numbers.get(name))
    return tuple(warnings)


_SENTENCES = (
    (
        "page_numbers",
        ("{n} numéro de page laissé de côté.", "{n} numéros de page laissés de côté."),
        ("{n} page number left out.", "{n} page numbers left out."),
    ),
    (
        "hyphens",
        (
            "{n} ligne finit par un trait d'union : il est gardé, et le mot recollé.",
            "{n} lignes finissent par un trait d'union : il est gardé, et le mot recollé.",
        ),
        (
            "{n} line ends with a hyphen: it is kept, and the word joined again.",
            "{n} lines end with a hyphen: it is kept, and the word joined again.",
        ),
    ),
    (
        "zero_width",
        (
            "{n} espace de largeur nulle remplacée par une espace entre deux mots.",
            "{n} espaces de largeur nulle remplacées par des espaces entre les mots.",
        ),
        (
            "{n} zero-width space replaced by a space between words.",
            "{n} zero-width spaces replaced by spaces between words.",
        ),
    ),
    (
        "ligatures",
        ("{n} ligature (« ﬁ ») réécrite en lettres.", "{n} ligatures (« ﬁ ») réécrites en lettres."),
        ("{n} ligature ('ﬁ') written as letters.", "{n} ligatures ('ﬁ') written as letters."),
    ),
    (
        "unmapped",
        (
            "{n} caractère du PDF est sans équivalent et devient « \ufffd ».",
            "{n} caractères du PDF sont sans équivalent et deviennent « \ufffd ».",
        ),
        (
            "{n} character of the PDF has no equivalent and becomes '\ufffd'.",
            "{n} characters of the PDF have no equivalent and become '\ufffd'.",
        ),
    ),
)
