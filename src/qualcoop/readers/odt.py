"""OpenDocument texts: .odt (LibreOffice, Google Docs) and flat .fodt, as they read with changes accepted.

Left out, and said: comments, headers and footers, deleted text, pictures, the numbers and bullets that
the program makes. Notes come after the text, in the order of their marks.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from qualcoop.errors import ReadError
from qualcoop.language import tr
from qualcoop.readers.archive import (
    Archive,
    Element,
    check_paragraphs,
    count_tags,
    encrypted_error,
    no_text_error,
    parse_xml,
    read_bytes,
    zip_names,
)
from qualcoop.readers.draft import Draft, Paragraph, Style
from qualcoop.readers.layout import Row, Runs, table_paragraphs
from qualcoop.readers.registry import register
from qualcoop.readers.said import margins_said, said

_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _OFFICE, _TABLE, _DRAW, _STYLE = (_NS % name for name in ("text", "office", "table", "drawing", "style"))
_FO = _NS % "xsl-fo-compatible"

_P, _H = _TEXT + "p", _TEXT + "h"
_LIST, _ITEMS = _TEXT + "list", frozenset({_TEXT + "list-item", _TEXT + "list-header"})
_TABLE_TABLE, _ROW = _TABLE + "table", _TABLE + "table-row"
_CELLS = frozenset({_TABLE + "table-cell"})
_SHAPES = frozenset(_DRAW + name for name in ("text-box", "custom-shape", "rect", "ellipse", "line"))
_SILENT = frozenset(
    {
        _TEXT + "sequence-decls",
        _TEXT + "variable-decls",
        _TEXT + "user-field-decls",
        _TEXT + "note-citation",
        _TEXT + "ruby-text",
        _OFFICE + "annotation-end",
        _OFFICE + "forms",
        _OFFICE + "event-listeners",
        "{http://www.w3.org/2000/svg}title",
        "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}title",
        "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}desc",
    }
)
_MARGINS = frozenset(
    _STYLE + kind for kind in ("header", "footer", "header-left", "footer-left", "header-first", "footer-first")
)
_MOST_SPACES = 1_000  # of one text:s element


def _is_odt(path: Path, head: bytes) -> bool:
    if b"application/vnd.oasis.opendocument.text" in head[:200]:
        return True
    if "content.xml" in zip_names(path, head) and path.suffix.lower() not in (".ods", ".odp", ".odg"):
        return True
    return b"<office:document" in head and b"opendocument" in head


@register("odt", suffixes=(".odt", ".ott", ".fodt"), version="1", sniff=_is_odt)
def read(path: Path) -> list[Draft]:
    """The one source of an OpenDocument text, zipped or flat.

    Raises ReadError for anything that is no sound OpenDocument text, and for one without text.
    """
    with path.open("rb") as file:
        flat = file.read(512).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")
    content, styles = _flat(path) if flat else _zipped(path)
    text = content.find(f".//{_OFFICE}text")
    if text is None:
        raise ReadError(
            f"{path.name} : ce document OpenDocument n'est pas un texte (tableur ou présentation ?) ; "
            "enregistrez-le en .odt ou en .xlsx.",
            f"{path.name}: this OpenDocument file is no text (a sheet or slides?); save it as .odt or .xlsx.",
        )
    body = _Body(_looks(content, styles), path)
    paragraphs = body.blocks(text)
    paragraphs += body.note_paragraphs
    if not paragraphs:
        raise no_text_error(path)
    warnings = said(body.counts) + margins_said(_margins(styles, path))
    return [Draft(path.stem, tuple(paragraphs), warnings=warnings)]


def _zipped(path: Path) -> tuple[Element, Element | None]:
    with Archive(path, tr("document OpenDocument", "OpenDocument file")) as archive:
        manifest = "META-INF/manifest.xml"
        if archive.has(manifest) and b"encryption-data" in archive.read(manifest):
            raise encrypted_error(path)
        data = archive.read("content.xml")
        check_paragraphs(count_tags(data, (b"text:p", b"text:h")), path)
        content = parse_xml(data, f"{path.name} (content.xml)")
        styles = archive.xml("styles.xml") if archive.has("styles.xml") else None
    return content, styles


def _flat(path: Path) -> tuple[Element, Element | None]:
    data = read_bytes(path)
    check_paragraphs(count_tags(data, (b"text:p", b"text:h")), path)
    root = parse_xml(data, path.name, huge=True)
    return root, root


@dataclass(frozen=True, slots=True)
class _Look:
    bold: bool | None = None
    italic: bool | None = None
    hidden: bool | None = None

    def over(self, base: _Look) -> _Look:
        return _Look(
            base.bold if self.bold is None else self.bold,
            base.italic if self.italic is None else self.italic,
            base.hidden if self.hidden is None else self.hidden,
        )


_PLAIN = _Look()


def _looks(content: Element, styles: Element | None) -> dict[tuple[str, str], _Look]:
    """The looks of every style by (family, name), inheritance resolved."""
    own: dict[tuple[str, str], tuple[_Look, str]] = {}
    for root in (styles, content):
        for style in () if root is None else root.iter(_STYLE + "style"):
            family = style.get(_STYLE + "family", "")
            if family in ("paragraph", "text"):
                key = (family, style.get(_STYLE + "name", ""))
                own[key] = (_own_look(style), style.get(_STYLE + "parent-style-name", ""))
    found = {}
    for key, (look, base) in own.items():
        seen = {key}
        while (key[0], base) in own and (key[0], base) not in seen:
            seen.add((key[0], base))
            parent, base = own[key[0], base]
            look = look.over(parent)
        found[key] = look
    return found


def _own_look(style: Element) -> _Look:
    properties = style.find(_STYLE + "text-properties")
    if properties is None:
        return _PLAIN
    weight = properties.get(_FO + "font-weight")
    capitals = properties.get(_FO + "font-variant") == "small-caps"
    bold = None if weight is None else weight == "bold" or (weight.isdigit() and int(weight) >= 600)
    posture, display = properties.get(_FO + "font-style"), properties.get(_TEXT + "display")
    return _Look(
        True if capitals else bold,
        None if posture is None else posture in ("italic", "oblique"),
        None if display is None else display == "none",
    )


class _Body:
    """One walk over the text; `counts` says what was left out, `note_paragraphs` what comes last."""

    def __init__(self, looks: dict[tuple[str, str], _Look], path: Path) -> None:
        self.counts: Counter[str] = Counter()
        self.note_paragraphs: list[Paragraph] = []
        self._looks = looks
        self._path = path
        self._boxes: list[Paragraph] = []

    def blocks(self, container: Element, style: Style = "body") -> list[Paragraph]:
        """The non-empty paragraphs inside `container`, lists, tables and frames in their places."""
        found: list[Paragraph] = []
        for child in container:
            tag = child.tag
            if tag in (_P, _H):
                found.extend(self._paragraph(child, "heading" if tag == _H else style))
            elif tag == _LIST:
                found.extend(self._list(child))
            elif tag == _TABLE_TABLE:
                found.extend(table_paragraphs(self._rows(child)))
            elif tag == _TEXT + "tracked-changes":
                self.counts["deleted"] += sum(1 for _ in child.iter(_TEXT + "deletion"))
                self.counts["inserted"] += sum(1 for _ in child.iter(_TEXT + "insertion"))
            elif tag == _DRAW + "frame" or tag in _SHAPES or tag == _DRAW + "g":
                found.extend(self._shape(child))
            elif tag not in _SILENT:
                found.extend(self.blocks(child, style))
        return found

    def _list(self, element: Element) -> list[Paragraph]:
        return [paragraph for item in element if item.tag in _ITEMS for paragraph in self.blocks(item, "list")]

    def _rows(self, table: Element) -> list[Row]:
        return [
            [self.blocks(cell) for cell in row if cell.tag in _CELLS]
            for row in table.iter(_ROW)
            if _owner(row) is table
        ]

    def _paragraph(self, element: Element, style: Style) -> list[Paragraph]:
        self.counts["paragraphs"] += 1
        check_paragraphs(self.counts["paragraphs"], self._path)
        look = self._looks.get(("paragraph", element.get(_TEXT + "style-name", "")), _PLAIN)
        outer, self._boxes = self._boxes, []
        runs = Runs(collapse=True)
        self._inline(element, runs, look)
        boxes, self._boxes = self._boxes, outer
        paragraph = runs.paragraph(style)
        if paragraph is None:
            return boxes
        self.counts["listed"] += style == "list"
        return [paragraph, *boxes]

    def _inline(self, parent: Element, runs: Runs, look: _Look) -> None:
        self._text(parent.text, runs, look)
        for child in parent:
            self._inline_child(child, runs, look)
            self._text(child.tail, runs, look)

    def _inline_child(self, child: Element, runs: Runs, look: _Look) -> None:
        tag = child.tag
        bold, italic = bool(look.bold), bool(look.italic)
        if tag == _TEXT + "s":
            runs.literal(" " * _space_count(child), bold, italic)
        elif tag == _TEXT + "tab":
            runs.literal("\t", bold, italic)
        elif tag == _TEXT + "line-break":
            runs.literal("\n", bold, italic)
        elif tag == _TEXT + "span":
            named = self._looks.get(("text", child.get(_TEXT + "style-name", "")), _PLAIN)
            self._inline(child, runs, named.over(look))
        elif tag == _TEXT + "note":
            note = child.find(_TEXT + "note-body")
            paragraphs = [] if note is None else self.blocks(note)
            self.note_paragraphs.extend(replace(paragraph, style="note") for paragraph in paragraphs)
            self.counts["notes"] += 1
        elif tag == _OFFICE + "annotation":
            self.counts["comments"] += 1
        elif tag == _DRAW + "frame" or tag in _SHAPES or tag == _DRAW + "g":
            self._boxes.extend(self._shape(child))
        elif tag not in _SILENT:
            self._inline(child, runs, look)

    def _text(self, text: str | None, runs: Runs, look: _Look) -> None:
        if not text:
            return
        if look.hidden:
            self.counts["hidden"] += len(text)
        else:
            runs.add(text, bool(look.bold), bool(look.italic))

    def _shape(self, shape: Element) -> list[Paragraph]:
        self.counts["pictures"] += any(child.tag == _DRAW + "image" for child in shape)
        found = [replace(paragraph, style="box") for paragraph in self.blocks(shape)]
        if shape.tag in _SHAPES:
            self.counts["boxes"] += bool(found)
        return found


def _space_count(element: Element) -> int:
    count = element.get(_TEXT + "c", "1")
    return min(int(count), _MOST_SPACES) if count.isdecimal() else 1


def _owner(row: Element) -> Element:
    """The table that a row belongs to, which may itself stand in a cell of another."""
    return next(row.iterancestors(_TABLE_TABLE))


def _margins(styles: Element | None, path: Path) -> list[str]:
    """The lines of the headers and footers, which are not part of the text."""
    if styles is None:
        return []
    return [
        paragraph.text
        for page in styles.iter(_STYLE + "master-page")
        for child in page
        if child.tag in _MARGINS
        for paragraph in _Body({}, path).blocks(child)
    ]
