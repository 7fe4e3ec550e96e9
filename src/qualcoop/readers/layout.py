"""What docx, odt, rtf, html and pdf have in common: building a paragraph from runs, and reading tables.

A table of two columns (three with a timecode) whose label column repeats a few short names is a
transcript: each row becomes a paragraph that carries the label. Any other table gives its cells in order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from qualcoop.readers.draft import Paragraph, Style
from qualcoop.spans import union

Cell = list[Paragraph]
Row = list[Cell]

_SPACE = re.compile(r"[ \t\n\r\f]+")  # not the no-break spaces: they are the researcher's
_CLOCK = r"\d{1,3}[:h]\d{2}(?:[:m]\d{2})?(?:[.,]\d{1,3})?s?"
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.[ -]?){1,4}")
_TIMECODE = re.compile(rf"[\[(#<]?\s*{_CLOCK}(?:\s*(?:-->|->|→|-|–|—|à|to)\s*{_CLOCK})?\s*[\])#>]?")
_LONGEST_LABEL = 40
_HEADER_WORDS = 4


class Runs:
    """One paragraph under construction: text pieces with their emphasis, then `paragraph()`.

    collapse: white space is folded as HTML and ODF ask (`literal` adds characters as they are).
    """

    __slots__ = ("_collapse", "_folded", "_pieces")

    def __init__(self, *, collapse: bool = False) -> None:
        self._pieces: list[tuple[str, bool, bool]] = []
        self._collapse = collapse
        self._folded = True  # at the paragraph's start, a folded space is dropped

    def add(self, text: str, bold: bool = False, italic: bool = False) -> None:
        """Append `text`; bold stands for small capitals as well."""
        if self._collapse:
            text = _SPACE.sub(" ", text)
            if self._folded:
                text = text.removeprefix(" ")
            if not text:
                return
            self._folded = text.endswith(" ")
        self._pieces.append((text, bold, italic))

    def literal(self, text: str, bold: bool = False, italic: bool = False) -> None:
        """Append characters that are never folded: a tab, a soft break, counted spaces."""
        if self._collapse and text == "\n" and self._pieces and self._folded:
            self._trim_end()
        self._pieces.append((text, bold, italic))
        self._folded = self._collapse and text == "\n"

    def extend(self, other: Runs) -> None:
        """Append the pieces of another paragraph."""
        self._pieces.extend(other._pieces)
        self._folded = other._folded

    def _trim_end(self) -> None:
        text, bold, italic = self._pieces[-1]
        if text.endswith(" "):
            self._pieces[-1] = (text[:-1], bold, italic)

    def paragraph(self, style: Style = "body") -> Paragraph | None:
        """The paragraph in NFC, or None when it holds nothing but white space.

        Soft breaks at its two ends are layout and are dropped; every other character stays.
        """
        if self._collapse and self._folded and self._pieces:
            self._trim_end()
        raw = "".join(piece[0] for piece in self._pieces)
        if not raw.strip():
            return None
        composed = unicodedata.is_normalized("NFC", raw)
        text = raw if composed else unicodedata.normalize("NFC", raw)
        bold, italics = self._emphasis()
        if not composed:
            bold = _composed_length(raw, bold)
            italics = [(_composed_length(raw, a), _composed_length(raw, b)) for a, b in italics]
        body = text.lstrip("\n")
        cut = len(text) - len(body)
        body = body.rstrip("\n")
        spans = ((max(0, a - cut), min(len(body), b - cut)) for a, b in italics)
        return Paragraph(body, style=style, bold=max(0, min(len(body), bold - cut)), italics=tuple(union(spans)))

    def _emphasis(self) -> tuple[int, list[tuple[int, int]]]:
        """Length of the leading bold run, and the italic spans, in code points of the raw text."""
        at = bold = 0
        leading = True
        italics: list[tuple[int, int]] = []
        for text, is_bold, is_italic in self._pieces:
            after = at + len(text)
            if leading and text and not text.isspace():
                leading = is_bold
            if leading and is_bold:
                bold = after
            if is_italic and text:
                italics.append((at, after))
            at = after
        return bold, italics


def _composed_length(raw: str, offset: int) -> int:
    return len(unicodedata.normalize("NFC", raw[:offset]))


def is_timecode(text: str) -> bool:
    """Is `text` a clock time or a pair of them, as transcripts write them: ``[00:01:02]``, ``0:05 - 0:25``?"""
    return _TIMECODE.fullmatch(text.strip()) is not None


def table_paragraphs(rows: Sequence[Row]) -> list[Paragraph]:
    """The paragraphs of a table, row by row: labelled when it is a transcript, else in style ``table``."""
    rows = [row for row in rows if any(row)]
    layout = _transcript_columns(rows)
    if layout is None:
        return [_tabled(paragraph) for row in rows for cell in row for paragraph in cell]
    found: list[Paragraph] = []
    label_at, time_at, text_at = layout
    label: str | None = None
    for index, row in enumerate(rows):
        if len(row) <= max(layout) or (index == 0 and _is_header(rows, layout)):
            found.extend(_tabled(paragraph) for cell in row for paragraph in cell)
            continue
        label = _label(row[label_at]) or label
        timecode = _cell_text(row[time_at]) or None if time_at >= 0 else None
        for paragraph in row[text_at]:
            found.append(replace(paragraph, label=label, timecode=timecode))
            timecode = None
    return found


def _tabled(paragraph: Paragraph) -> Paragraph:
    """In style ``table``, unless a table inside the cell has already said who speaks."""
    return paragraph if paragraph.label is not None else replace(paragraph, style="table")


def _cell_text(cell: Cell) -> str:
    return " ".join(paragraph.text for paragraph in cell).strip()


def _label(cell: Cell) -> str:
    return _cell_text(cell).rstrip(" \u00a0\u202f:").strip()


def _transcript_columns(rows: Sequence[Row]) -> tuple[int, int, int] | None:
    """Columns (label, timecode or -1, text) of a table that is a transcript, or None."""
    widths = {len(row) for row in rows if len(row) > 1}
    if len(rows) < 2 or len(widths) != 1:
        return None
    width = widths.pop()
    full = [row for row in rows if len(row) == width]
    times = [column for column in range(width) if _is_time_column(full, column)]
    rest = [column for column in range(width) if column not in times]
    if len(rest) != 2 or len(times) > 1 or not _is_label_column(full, rest[0]):
        return None
    if _length(full, rest[1]) <= _length(full, rest[0]):
        return None
    return rest[0], times[0] if times else -1, rest[1]


def _length(rows: Sequence[Row], column: int) -> int:
    return sum(len(_cell_text(row[column])) for row in rows)


def _is_time_column(rows: Sequence[Row], column: int) -> bool:
    """Every filled cell a timecode; the first row may hold the column's title instead."""
    texts = [_cell_text(row[column]) for row in rows]
    filled = [text for text in texts[1:] if text]
    return bool(filled) and all(is_timecode(text) for text in filled)


def _is_label_column(rows: Sequence[Row], column: int) -> bool:
    """Few short names that come back: at most half as many names as rows."""
    labels = [_label(row[column]) for row in rows]
    filled = [label for label in labels if label]
    if len(filled) < 2 or any(len(label) > _LONGEST_LABEL or _is_said(label) for label in filled[1:]):
        return False
    return _come_back(filled) or _come_back(filled[1:])  # the first may be the column's title


def _is_said(label: str) -> bool:
    """A cell that ends like a sentence is no name; initials (« L. », « J.-B. ») are."""
    return label[-1] in ".?!" and _INITIALS.fullmatch(label) is None


def _come_back(labels: Sequence[str]) -> bool:
    again = any(a == b for a, b in pairwise(sorted(labels)))
    return again and len(set(labels)) <= max(2, (len(labels) + 1) // 2)


def _is_header(rows: Sequence[Row], layout: tuple[int, int, int]) -> bool:
    """Is the first row the titles of the columns: a name that never comes back, above a few words?"""
    label_at, time_at, text_at = layout
    first = rows[0]
    if time_at >= 0 and _cell_text(first[time_at]) and not is_timecode(_cell_text(first[time_at])):
        return True
    name = _label(first[label_at])
    again = sum(1 for row in rows if len(row) > label_at and _label(row[label_at]) == name)
    title = _cell_text(first[text_at])
    return again == 1 and 0 < len(title.split()) <= _HEADER_WORDS and title[-1] not in ".?!…"


def without_empty(paragraphs: Iterable[Paragraph | None]) -> list[Paragraph]:
    """The paragraphs that hold something."""
    return [paragraph for paragraph in paragraphs if paragraph is not None]
