"""Lines of a PDF page to paragraphs: page headers, margin numbers, and where a paragraph begins.

A PDF has no paragraphs, only characters at places. A new paragraph is seen by a number in the margin
(MAXQDA), a wider gap, a change of type size, a first-line indent, a speaker's label, or a line that ended
although the next line's first word would still have fitted.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from qualcoop.readers.draft import Paragraph

_NUMBER = re.compile(r"\d{1,5}")
_DIGITS = re.compile(r"\d+")
# « [Chercheur] (0:00) », « Marie D. : », « E1- »: what a line begins with when somebody starts to speak.
_LABEL = re.compile(r"\[[^\]\n]{1,30}\]|[^\W\d_][\w.’' -]{0,30}?\s?:(?!//)|[A-Z]{1,3}\d{0,2}\s?[:–—-](?=\s)")
_CLOCK = re.compile(r"[\[(#]?\d{1,2}:\d{2}(?::\d{2})?\b")
_BULLET = re.compile(r"[•◦▪–—➢●]\s")
_PAGE_NUMBER = re.compile(r"\W*(?:page|p\.?|seite)?\s*\d+\s*(?:(?:/|sur|of|de|\|)\s*\d+)?\W*", re.IGNORECASE)
_SURE_PAGE_NUMBER = re.compile(r"\d+\s*/\s*\d+|page\s+\d+(?:\s*(?:/|sur|of)\s*\d+)?", re.IGNORECASE)
_FINAL = '.?!…»”")]'
_HYPHENS = "-\u2010"
_SAME_PLACE = 3.0  # points
_WIDE_GAP = 1.3  # times the usual distance between two lines
_ISOLATED = 1.4
_RECURRING = 0.4  # of the pages
_MARGIN_LINES = 2  # at most, of a header or a footer


@dataclass(slots=True)
class Line:
    """One line of a page: its text, its box in points (y grows upwards), and its type.

    word: width of its first word. bold: length of its leading bold run. numbered: a margin number stood
    beside it.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    word: float
    page: int
    bold: int = 0
    numbered: bool = False


@dataclass(slots=True)
class Found:
    """What the lines gave: paragraphs, the margins left out, and counts for the user."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    margins: list[str] = field(default_factory=list)
    page_numbers: int = 0
    margin_numbers: set[int] = field(default_factory=set)
    hyphens: int = 0


def paragraphs_of(pages: Sequence[Sequence[Line]]) -> Found:
    """The paragraphs of a document, given the lines of each page in reading order."""
    found = Found()
    unnumbered = [_without_numbers(lines, found) for lines in pages]
    lines = [line for page in _without_margins(unnumbered, found) for line in page]
    numbered = sum(line.numbered for line in lines)
    # Beside nearly every line they are line numbers, and say nothing about paragraphs.
    by_number = len(found.margin_numbers) >= 3 and numbered < 0.9 * len(lines)
    layout = _Layout(lines)
    group: list[Line] = []
    for line in lines:
        if group and (line.numbered if by_number else layout.begins(group, line)):
            found.paragraphs.append(_joined(group, found))
            group = []
        group.append(line)
    if group:
        found.paragraphs.append(_joined(group, found))
    return found


def _without_margins(pages: Sequence[Sequence[Line]], found: Found) -> list[list[Line]]:
    """The pages without the lines that come back at the same place, and without page numbers."""
    edges = [line for lines in pages for line in _edge_lines(lines)]
    places: dict[str, list[Line]] = {}
    for line in edges:
        for text in _variants(line):
            places.setdefault(text, []).append(line)
    # On few pages a short answer may well stand twice at the same height: all of them, then.
    enough = max(3, _RECURRING * len(pages)) if len(pages) > 3 else max(2, len(pages))
    dropped: set[int] = set()
    for line in edges:
        again = max(_pages_with(places[text], line.bottom) for text in _variants(line))
        if again >= enough or _SURE_PAGE_NUMBER.fullmatch(line.text):
            dropped.add(id(line))
            if _PAGE_NUMBER.fullmatch(line.text):
                found.page_numbers += 1
            else:
                found.margins.append(line.text)
    return [[line for line in lines if id(line) not in dropped] for lines in pages]


def _pages_with(lines: Sequence[Line], bottom: float) -> int:
    return len({line.page for line in lines if abs(line.bottom - bottom) <= _SAME_PLACE})


def _variants(line: Line) -> list[str]:
    """The line's words as they are, and with one number at a time given relative to the page's own."""
    text = " ".join(line.text.split())
    found = [text]
    for number in _DIGITS.finditer(text):
        if len(number.group()) < 6:
            relative = int(number.group()) - line.page
            found.append(f"{text[: number.start()]}\x00{relative}{text[number.end() :]}")
    return found


def _edge_lines(lines: Sequence[Line]) -> list[Line]:
    """The lines at the top and the bottom of a page that stand apart from the text between them."""
    if not lines:
        return []
    ordered = sorted(lines, key=lambda line: -line.top)
    steps = sorted(a.bottom - b.bottom for a, b in pairwise(ordered))
    usual = median(steps) if len(steps) > 2 else 0.0
    found = []
    for order in (ordered, ordered[::-1]):
        for at, line in enumerate(order[:_MARGIN_LINES]):
            following = order[at + 1] if at + 1 < len(order) else None
            apart = following is None or abs(line.bottom - following.bottom) >= _ISOLATED * usual
            if apart or _PAGE_NUMBER.fullmatch(line.text):
                found.extend(order[: at + 1])
    return list({id(line): line for line in found}.values())


def _without_numbers(lines: Sequence[Line], found: Found) -> list[Line]:
    """The lines of a page without the numbers in its left margin; the lines beside them are marked."""
    body = [line for line in lines if not _NUMBER.fullmatch(line.text)]
    if not body:
        return list(lines)
    common = Counter(round(line.left) for line in body).most_common(1)[0][0]
    numbers = [line for line in lines if _NUMBER.fullmatch(line.text) and line.right < common]
    if not numbers:
        return list(lines)
    heights = sorted((line.bottom + line.top) / 2 for line in numbers)
    for line in body:
        at = bisect_left(heights, line.bottom)
        line.numbered = at < len(heights) and heights[at] <= line.top
    found.margin_numbers.update(int(line.text) for line in numbers)
    dropped = {id(line) for line in numbers}
    return [line for line in lines if id(line) not in dropped]


class _Layout:
    """What is usual in a document: distance between lines, edges of the text, labels that come back."""

    def __init__(self, lines: Sequence[Line]) -> None:
        pairs = list(pairwise(lines))
        steps = [a.bottom - b.bottom for a, b in pairs if a.page == b.page and a.bottom > b.bottom]
        # Too few distances tell nothing: the line spacing of a plain page, then.
        self._step = _usual(steps) if len(steps) > 2 else 1.4 * median(line.size for line in lines or [_BLANK])
        rights = sorted(line.right for line in lines)
        # Not the very widest line: one that sticks out must not make every other one look short.
        self._right = rights[min(len(rights) - 1, int(len(rights) * 0.98))] if rights else 0.0
        self._left = Counter(round(line.left) for line in lines).most_common(1)[0][0] if lines else 0
        labels = Counter(_label(line.text) for line in lines)
        # A few lines that begin with a time are a transcript's; a single one may be a sentence's « 10:30 ».
        self._timed = sum(_CLOCK.match(line.text) is not None for line in lines) >= 3
        self._labels = {label for label, count in labels.items() if label and count >= 2}

    def begins(self, group: Sequence[Line], line: Line) -> bool:
        """Does `line` begin a paragraph, after the lines of `group`?"""
        last = group[-1]
        if _label(line.text) in self._labels or _BULLET.match(line.text):
            return True
        if self._timed and _CLOCK.match(line.text):
            return True
        if abs(line.size - last.size) > 0.15 * max(line.size, last.size):
            return True
        short = last.right + 0.25 * last.size + line.word < self._right - 0.3 * last.size
        ended = last.text[-1] in _FINAL
        goes_on = not ended and line.text[0].islower()
        if line.page != last.page or line.bottom >= last.bottom:
            return not goes_on and (short or (ended and not line.text[0].islower()))
        if last.bottom - line.bottom > _WIDE_GAP * self._step:
            return True
        if goes_on:  # a sentence that runs over the line's end, however short the line
            return False
        indented = line.left - self._left > 0.8 * line.size and last.left - self._left < 0.4 * line.size
        return short or indented


_BLANK = Line("", 0, 0, 0, 0, 10, 0, 0)


def _usual(steps: Sequence[float]) -> float:
    """The commonest distance between two lines, to half a point; the smallest among equally common ones."""
    counts = Counter(round(step * 2) / 2 for step in steps if step > 2)
    if not counts:
        return 12.0
    most = max(counts.values())
    return min(step for step, count in counts.items() if count >= 0.5 * most)


def _label(text: str) -> str:
    found = _LABEL.match(text)
    return "" if found is None else found.group().strip()


def _joined(lines: Sequence[Line], found: Found) -> Paragraph:
    """One paragraph from its lines; a hyphen at a line's end stays, and is counted."""
    text = lines[0].text.rstrip()
    bold = min(lines[0].bold, len(text))
    for line in lines[1:]:
        piece = line.text.strip()
        glued = len(text) > 1 and text[-1] in _HYPHENS and text[-2].isalnum() and piece[:1].isalnum()
        if bold == len(text) and line.bold:
            bold += (0 if glued else 1) + min(line.bold, len(piece))
        found.hyphens += glued
        text += piece if glued else f" {piece}"
    return Paragraph(text, bold=bold)
