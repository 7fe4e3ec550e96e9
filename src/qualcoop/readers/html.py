"""Web pages (.html): their blocks as paragraphs, ``<br>`` as a soft break, tables like Word's.

Scripts, styles and forms hold no text of anybody's and are passed over. Left out, and said: pictures,
hidden and deleted text, note marks, list numbers, printed headers and footers.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from qualcoop.errors import ReadError
from qualcoop.readers.archive import Element, check_paragraphs, count_tags, no_text_error, read_bytes
from qualcoop.readers.draft import Draft, Paragraph, Style
from qualcoop.readers.encoding import decode
from qualcoop.readers.layout import Row, Runs, table_paragraphs
from qualcoop.readers.registry import register
from qualcoop.readers.said import margins_said, said

_SILENT = frozenset(
    "head script style template noscript svg iframe object embed audio video canvas select textarea button "
    "input datalist map".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table "
    "tbody td tfoot th thead tr ul".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6 title".split())
_BOLD, _ITALIC = frozenset({"b", "strong"}), frozenset({"i", "em", "cite", "dfn", "var"})
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(bold|bolder|[6-9]00)|font-variant\s*:\s*small-caps", re.I)
_ITALIC_STYLE = re.compile(r"font-style\s*:\s*(italic|oblique)", re.I)
_PLAIN_STYLE = re.compile(r"font-weight\s*:\s*(normal|lighter|[1-5]00)", re.I)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.I)
_KEPT_SPACE = re.compile(r"white-space\s*:\s*(pre|pre-wrap|pre-line|break-spaces)\b", re.I)
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.I)
# How LibreOffice and Word link a note's mark to its text, and back.
_NOTE_LINK = re.compile(r"#(?:sd(?:foot|end)note\d+(?:sym|anc)|_(?:ftn|edn)(?:ref)?\d+)")
_NOTE_BLOCK = re.compile(r"(?:sd(?:foot|end)note|ftn|edn)\d+")
_HEAD_BYTES = 2048


def _is_html(path: Path, head: bytes) -> bool:  # noqa: ARG001
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return True
    return start.startswith((b"<?xml", b"<!--")) and b"<html" in start


@register("html", suffixes=(".html", ".htm", ".xhtml"), version="1", sniff=_is_html)
def read(path: Path) -> list[Draft]:
    """The one source of a web page. Raises ReadError for binary data and for a page without text."""
    data = read_bytes(path)
    check_paragraphs(count_tags(data, (b"p", b"P", b"li", b"LI", b"tr", b"TR")), path)
    try:
        decoded = decode(data, hint=_declared(data))
    except ReadError as error:
        raise ReadError(f"{path.name} : {error.fr}", f"{path.name}: {error.en}") from error
    page = _Page(path)
    paragraphs = page.read(_parsed(decoded.text, path)) if decoded.text.strip() else []
    if not paragraphs:
        raise no_text_error(path)
    warnings = decoded.warnings + said(page.counts) + margins_said(page.margins)
    return [Draft(path.stem, tuple(paragraphs), encoding=decoded.encoding, warnings=warnings)]


def _declared(data: bytes) -> str | None:
    """The encoding that the page declares; ISO-8859-1 means cp1252 on the web (WHATWG Encoding)."""
    found = _CHARSET.search(data[:_HEAD_BYTES])
    if found is None:
        return None
    name = found.group(1).decode("ascii").lower()
    return "cp1252" if name in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii") else name


def _parsed(text: str, path: Path) -> Element | None:
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    # libxml2 stops at a NUL character.
    root = etree.fromstring(text.replace("\x00", "").encode("utf-8", "replace"), parser)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        # libxml2 gives up, and what follows would be lost without a word.
        raise ReadError(
            f"{path.name} : éléments imbriqués trop profondément (plus de 2 000) ; enregistrez la page en texte.",
            f"{path.name}: elements nested too deeply (over 2,000); save the page as text.",
        )
    return root


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside one element."""

    bold: bool = False
    italic: bool = False
    kept: bool = False  # white space is kept: every line is a paragraph
    style: Style = "body"


@dataclass(slots=True)
class _Table:
    outer: list[Paragraph]
    rows: list[Row]


class _Page:
    """One walk over a page, without recursion: pages nest as deep as they like."""

    def __init__(self, path: Path) -> None:
        self.counts: Counter[str] = Counter()
        self.margins: list[str] = []
        self._path = path
        self._found: list[Paragraph] = []
        self._notes: list[Paragraph] = []
        self._runs = Runs(collapse=True)
        self._states = [_State()]
        self._tables: list[_Table] = []

    def read(self, root: Element | None) -> list[Paragraph]:
        """The non-empty paragraphs of the page, notes last."""
        from lxml import etree

        if root is None:
            return []
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "end":
                self._leave(element)
            elif self._enter(element):
                self._text(element.text)
            else:
                walk.skip_subtree()
        self._break()
        return self._found + self._notes

    def _enter(self, element: Element) -> bool:
        """Begin an element; False when what is inside is not text of the page."""
        tag = element.tag
        css = element.get("style") or ""
        inside = not self._left_out(element, tag, css)
        if tag in _BLOCKS:
            self._break()
        if inside and tag == "table":
            self._tables.append(_Table(self._found, []))
            self._found = []
        elif inside and tag == "tr" and self._tables:
            self._tables[-1].rows.append([])
        elif inside and tag in ("td", "th") and self._tables:
            self._found = []
            if not self._tables[-1].rows:
                self._tables[-1].rows.append([])
            self._tables[-1].rows[-1].append(self._found)
        state = self._states[-1]
        self._states.append(_inner(state, element, tag, css))
        if tag == "br":
            self._line()
        return inside

    def _left_out(self, element: Element, tag: str, css: str) -> bool:
        if tag in _SILENT:
            return True
        if tag == "img":
            self.counts["pictures"] += 1
        elif tag == "del":
            self.counts["deleted"] += 1
            return True
        elif tag == "ins":
            self.counts["inserted"] += 1
        elif tag == "a" and _NOTE_LINK.fullmatch(element.get("href") or ""):
            return True
        elif tag == "div" and (element.get("title") in ("header", "footer")):
            self.margins.append(" ".join("".join(element.itertext()).split()))
            return True
        if element.get("hidden") is not None or (css and _HIDDEN_STYLE.search(css)):
            self.counts["hidden"] += len("".join(element.itertext()).strip())
            return True
        return False

    def _leave(self, element: Element) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self._break()
        self._states.pop()
        if tag == "table" and self._tables:
            table = self._tables.pop()
            stray, self._found = self._found, table.outer
            kept = stray if not any(stray is cell for row in table.rows for cell in row) else []
            self._found.extend(kept)
            self._found.extend(table_paragraphs(table.rows))
        self._text(element.tail)

    def _text(self, text: str | None) -> None:
        if not text:
            return
        state = self._states[-1]
        if not state.kept:
            self._runs.add(text, state.bold, state.italic)
            return
        for index, line in enumerate(text.replace("\r\n", "\n").split("\n")):
            if index:
                self._break()
            if line:
                self._runs.literal(line, state.bold, state.italic)

    def _line(self) -> None:
        if self._states[-1].kept:
            self._break()
        else:
            self._runs.literal("\n")

    def _break(self) -> None:
        """End the paragraph under construction, if there is one."""
        style = self._states[-1].style
        paragraph = self._runs.paragraph(style)
        self._runs = Runs(collapse=True)
        if paragraph is None:
            return
        self.counts["paragraphs"] += 1
        check_paragraphs(self.counts["paragraphs"], self._path)
        self.counts["listed"] += style == "list"
        if style == "note":
            self.counts["notes"] += 1
            self._notes.append(paragraph)
        else:
            self._found.append(paragraph)


def _inner(state: _State, element: Element, tag: str, css: str) -> _State:
    """What holds inside `element`, given what holds around it."""
    bold = state.bold or tag in _BOLD
    italic = state.italic or tag in _ITALIC
    kept = state.kept or tag == "pre"
    if css:
        bold = (bold or bool(_BOLD_STYLE.search(css))) and not _PLAIN_STYLE.search(css)
        italic = italic or bool(_ITALIC_STYLE.search(css))
        kept = kept or bool(_KEPT_SPACE.search(css))
    style = state.style
    if tag in _HEADINGS:
        style = "heading"
    elif tag == "li":
        style = "list"
    elif tag == "div" and _NOTE_BLOCK.fullmatch(element.get("id") or ""):
        style = "note"
    return replace(state, bold=bold, italic=italic, kept=kept, style=style)
