"""The XML of a Word document, walked once: what is text, what is layout, what is left out and counted.

The walk goes element by element rather than through python-docx's paragraphs, which do not see inserted
text, content controls, text boxes and notes, and which take ten times as long.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from qualcoop.readers.archive import Element, check_paragraphs
from qualcoop.readers.draft import Paragraph, Style
from qualcoop.readers.layout import Row, Runs, table_paragraphs
from qualcoop.readers.symbols import symbol

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_P, _R, _T, _TBL, _TR, _TC = (W + name for name in ("p", "r", "t", "tbl", "tr", "tc"))
_PPR, _RPR, _VAL, _BR, _SYM = (W + name for name in ("pPr", "rPr", "val", "br", "sym"))
_BOLD, _ITALIC, _HIDDEN, _RUN_STYLE = (W + name for name in ("b", "i", "vanish", "rStyle"))
_EMPHASIS = (_BOLD, _ITALIC, _HIDDEN, W + "smallCaps", W + "caps")
_SDT, _SDT_CONTENT, _TEXT_BOX = (W + name for name in ("sdt", "sdtContent", "txbxContent"))
_ALTERNATE, _CHOICE = _MC + "AlternateContent", _MC + "Choice"
_MATH_TEXT = _MATH + "t"

_INSERTED = frozenset({W + "ins", W + "moveTo"})
_DELETED = frozenset({W + "del", W + "moveFrom"})
_WRAPPERS = frozenset({W + "customXml", W + "smartTag"}) | _INSERTED
_SILENT = frozenset({_PPR, _RPR, W + "rt", W + "sdtPr"})
_ANCHORS = frozenset({W + "drawing", W + "pict", W + "object", _ALTERNATE})
_NOTES = {W + "footnoteReference": "footnotes", W + "endnoteReference": "endnotes"}
# A soft hyphen is where a program may cut a word, not a character that somebody said or wrote.
_LITERALS = {W + "tab": "\t", W + "ptab": "\t", W + "cr": "\n", W + "noBreakHyphen": "\u2011"}
_PICTURES = (
    "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic",
    "{urn:schemas-microsoft-com:vml}imagedata",
)
_OFF = frozenset({"0", "false", "off"})
_BLANKS = re.compile(r"[\r\n\t]+")

_HEADING = re.compile(r"heading \d|title|subtitle|titre( \d)?|sous-titre", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Look:
    """What a style says: emphasis (None where it says nothing), and whether it heads or numbers."""

    bold: bool | None = None
    italic: bool | None = None
    hidden: bool | None = None
    heading: bool = False
    numbered: bool = False

    def over(self, base: Look) -> Look:
        """This look, completed by the style it is based on."""
        return Look(
            base.bold if self.bold is None else self.bold,
            base.italic if self.italic is None else self.italic,
            base.hidden if self.hidden is None else self.hidden,
            self.heading or base.heading,
            self.numbered or base.numbered,
        )


_PLAIN = Look()


def read_styles(root: Element | None) -> dict[str, Look]:
    """The looks of a document's styles by identifier, inheritance resolved; `root` is ``styles.xml``'s."""
    if root is None:
        return {}
    own: dict[str, tuple[Look, str]] = {}
    for style in root.iter(W + "style"):
        based = style.find(W + "basedOn")
        own[style.get(W + "styleId", "")] = (
            _style_look(style),
            "" if based is None else based.get(_VAL, ""),
        )
    return {name: _resolved(name, own) for name in own}


def _style_look(style: Element) -> Look:
    bold, italic, hidden = _emphasis(style.find(_RPR))
    name = style.find(W + "name")
    properties = style.find(_PPR)
    titled = name is not None and _HEADING.fullmatch(name.get(_VAL, "")) is not None
    return Look(bold, italic, hidden, titled or _outlined(properties), _numbered(properties) is True)


def _resolved(name: str, own: dict[str, tuple[Look, str]]) -> Look:
    look, base = own[name]
    seen = {name}
    while base in own and base not in seen:
        seen.add(base)
        parent, following = own[base]
        look = look.over(parent)
        base = following
    return look


def _emphasis(properties: Element | None) -> tuple[bool | None, bool | None, bool | None]:
    """Bold (or small or full capitals), italic, hidden, as run properties say them."""
    bold = italic = hidden = capitals = None
    for child in () if properties is None else properties.iterchildren(*_EMPHASIS):
        on = child.get(_VAL, "1") not in _OFF
        tag = child.tag
        if tag == _BOLD:
            bold = on
        elif tag == _ITALIC:
            italic = on
        elif tag == _HIDDEN:
            hidden = on
        else:
            capitals = capitals or on
    return capitals or bold, italic, hidden


def _outlined(properties: Element | None) -> bool:
    level = None if properties is None else properties.find(W + "outlineLvl")
    return level is not None and level.get(_VAL, "9") != "9"


def _numbered(properties: Element | None) -> bool | None:
    """Does the paragraph take a number or a bullet? None when its properties do not say."""
    numbering = None if properties is None else properties.find(f"{W}numPr/{W}numId")
    return None if numbering is None else numbering.get(_VAL, "0") != "0"


class Body:
    """One walk over a document's body, and over its notes afterwards.

    counts: what was accepted, left out or changed, by name. notes: (part, id) of the notes referred to,
    in the text's order.
    """

    def __init__(self, styles: dict[str, Look], path: Path) -> None:
        self.counts: Counter[str] = Counter()
        self.notes: list[tuple[str, str]] = []
        self._styles = styles
        self._path = path
        self._look = _PLAIN
        self._boxes: list[Paragraph] = []

    def blocks(self, container: Element) -> list[Paragraph]:
        """The non-empty paragraphs inside `container`, tables and text boxes in their places."""
        found: list[Paragraph] = []
        pending: Runs | None = None
        for block in _blocks(container, self.counts):
            if block.tag == _TBL:
                found.extend(table_paragraphs(self._rows(block)))
                continue
            self.counts["paragraphs"] += 1
            check_paragraphs(self.counts["paragraphs"], self._path)
            runs = pending or Runs()
            outer, self._boxes = self._boxes, []
            style = self._paragraph(block, runs)
            boxes, self._boxes = self._boxes, outer
            # A deleted paragraph mark, once accepted, joins the paragraph to the next one.
            pending = runs if _mark_deleted(block) else None
            if pending is None:
                self._finish(found, runs, style)
            found.extend(boxes)
        if pending is not None:
            self._finish(found, pending, "body")
        return found

    def _finish(self, found: list[Paragraph], runs: Runs, style: Style) -> None:
        paragraph = runs.paragraph(style)
        if paragraph is not None:
            self.counts["listed"] += style == "list"
            self.counts["soft_breaks"] += paragraph.text.count("\n")
            found.append(paragraph)

    def _rows(self, table: Element) -> list[Row]:
        self.counts["tables"] += 1
        rows: list[Row] = []
        for row in _inside(table, _TR):
            if row.find(f"{W}trPr/{W}del") is not None:
                self.counts["deleted"] += 1
                continue
            cells = _inside(row, _TC)
            rows.append([self.blocks(cell) for cell in cells if cell.find(f"{W}tcPr/{W}cellDel") is None])
        return rows

    def _paragraph(self, element: Element, runs: Runs) -> Style:
        properties = element.find(_PPR)
        look = _PLAIN
        if properties is not None:
            named = properties.find(W + "pStyle")
            if named is not None:
                look = self._styles.get(named.get(_VAL, ""), _PLAIN)
        outer, self._look = self._look, look
        self._inline(element, runs)
        self._look = outer
        if look.heading or _outlined(properties):
            return "heading"
        numbered = _numbered(properties)
        return "list" if (look.numbered if numbered is None else numbered) else "body"

    def _inline(self, parent: Element, runs: Runs) -> None:
        for child in parent:
            tag = child.tag
            if tag == _R:
                self._run(child, runs)
            elif tag in _DELETED:
                self.counts["deleted"] += 1
            elif tag in _SILENT:
                continue
            elif tag == _MATH_TEXT:
                runs.add(child.text or "")
            elif tag == _ALTERNATE:
                self._inline(_chosen(child), runs)
            else:
                self.counts["inserted"] += tag in _INSERTED
                self._inline(child, runs)

    def _run(self, run: Element, runs: Runs) -> None:
        bold, italic, hidden = self._run_look(run.find(_RPR))
        if hidden:
            self.counts["hidden"] += sum(len(text.text or "") for text in run.iter(_T))
            return
        for child in run:
            tag = child.tag
            if tag == _T:
                text = child.text
                if text:
                    # Word shows a line ending inside the XML as one space.
                    runs.add(_BLANKS.sub(" ", text) if "\n" in text or "\t" in text else text, bold, italic)
            elif tag in _LITERALS:
                runs.literal(_LITERALS[tag], bold, italic)
            elif tag == _BR:
                runs.literal("\n", bold, italic)
            elif tag == _SYM:
                runs.literal(self._symbol(child), bold, italic)
            elif tag in _NOTES:
                self.notes.append((_NOTES[tag], child.get(W + "id", "")))
            elif tag in _ANCHORS:
                self._anchored(child)

    def _run_look(self, properties: Element | None) -> tuple[bool, bool, bool]:
        look = self._look
        if properties is not None:
            named = properties.find(_RUN_STYLE)
            if named is not None:
                look = self._styles.get(named.get(_VAL, ""), _PLAIN).over(look)
            bold, italic, hidden = _emphasis(properties)
            return (
                bool(look.bold if bold is None else bold),
                bool(look.italic if italic is None else italic),
                bool(look.hidden if hidden is None else hidden),
            )
        return bool(look.bold), bool(look.italic), bool(look.hidden)

    def _anchored(self, element: Element) -> None:
        """The text boxes and pictures that hang on a run."""
        if element.tag == _ALTERNATE:
            element = _chosen(element)
        self.counts["pictures"] += element.tag in _PICTURES
        for child in element:
            if child.tag == _TEXT_BOX:
                self._boxes.extend(replace(paragraph, style="box") for paragraph in self.blocks(child))
                self.counts["boxes"] += 1
            else:
                self._anchored(child)

    def _symbol(self, element: Element) -> str:
        font = element.get(W + "font", "")
        try:
            code = int(element.get(W + "char", "0"), 16)
        except ValueError:
            code = 0
        sign = symbol(font, code)
        if sign is None:
            self.counts["symbols"] += 1
            return "\ufffd"
        return sign


def _chosen(alternate: Element) -> Element:
    """One of the alternatives, never both: the first choice, else the fallback."""
    choice = alternate.find(_CHOICE)
    if choice is not None:
        return choice
    fallback = alternate.find(_MC + "Fallback")
    return alternate if fallback is None else fallback


def _blocks(container: Element, counts: Counter[str]) -> Iterator[Element]:
    """The paragraphs and tables of `container`, through content controls and accepted insertions."""
    for child in container:
        tag = child.tag
        if tag in (_P, _TBL):
            yield child
        elif tag == _SDT:
            content = child.find(_SDT_CONTENT)
            if content is not None:
                yield from _blocks(content, counts)
        elif tag in _WRAPPERS:
            counts["inserted"] += tag in _INSERTED
            yield from _blocks(child, counts)
        elif tag == _ALTERNATE:
            yield from _blocks(_chosen(child), counts)
        elif tag in _DELETED:
            counts["deleted"] += 1
        elif tag == W + "altChunk":
            counts["chunks"] += 1


def _inside(parent: Element, wanted: str) -> list[Element]:
    """The rows of a table or the cells of a row, through content controls and wrappers."""
    found: list[Element] = []
    for child in parent:
        if child.tag == wanted:
            found.append(child)
        elif child.tag == _SDT or child.tag == _SDT_CONTENT or child.tag in _WRAPPERS:
            found.extend(_inside(child, wanted))
    return found


def _mark_deleted(paragraph: Element) -> bool:
    properties = paragraph.find(f"{_PPR}/{_RPR}")
    if properties is None:
        return False
    return properties.find(W + "del") is not None or properties.find(W + "moveFrom") is not None
