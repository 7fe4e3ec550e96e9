"""Where a line may begin with the name of who speaks: every shape seen, none of them believed yet.

Only the first characters of a line are looked at, so one line of 5 MB costs no more than a short one.
`accept.py` decides which candidates are speakers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qualcoop.readers.draft import Paragraph

Shape = Literal["layout", "bracket", "bold", "colon", "stamp", "dash", "dot", "tab"]

WINDOW = 140
LONGEST = 40

_S = r"[ \t\u00a0\u202f\u2009\u200b]"
_TIME = rf"\d{{1,3}}{_S}?:{_S}?\d{{2}}(?:{_S}?:{_S}?\d{{2}})?(?:[.,]\d{{1,3}})?"
_MARK = rf"(?:{_TIME}|\d{{1,3}}{_S}?['’]{_S}?\d{{2}}(?:''|’’|[\"”])?)"
_RANGE = rf"{_MARK}(?:{_S}*(?:-->|[-–—→]|à){_S}*{_MARK})?"
BOXED_TIME = rf"[\[(<]{_S}*{_RANGE}{_S}*[\])>]"
HASH_TIME = rf"#{_TIME}(?:-\d+)?#"
BRACKETED_TIME = rf"(?:{BOXED_TIME}|{HASH_TIME})"
_LEAD = rf"{_S}*(?:(?P<before>{BRACKETED_TIME}|{_RANGE}){_S}*[-–—|:]?{_S}*)?"
_NAME = rf"(?P<label>[^\W_][^\n\t:\[\](){{}}<>«»\"“”!?;,=…#|]{{0,{LONGEST - 1}}}?)"
_AFTER = rf"(?:{_S}*(?P<after>{BRACKETED_TIME}))?"

_COLON = re.compile(
    rf"{_LEAD}{_NAME}(?:{_S}*\([^()\n\d][^()\n]{{0,40}}\))?{_S}*"
    rf"(?P<inside>{BRACKETED_TIME}|{_RANGE})?{_S}*[:：](?!//)(?=\s|$|[^\W\d]|[«\"“\[(…¡¿*]){_AFTER}{_S}*"
)
_BRACKET = re.compile(
    rf"{_LEAD}\[{_S}*(?P<label>[^\W\d_][^\n\[\]:]{{0,{LONGEST - 1}}}?)(?:[ ,:–—-]+(?P<inside>{_RANGE}))?{_S}*\]"
    rf"(?:{_S}*(?P<after>{BRACKETED_TIME}|{_RANGE}))?{_S}*(?P<sign>:?){_S}*"
)
_STAMP = re.compile(rf"{_LEAD}{_NAME}{_S}*[-–—|·,]?{_S}*(?P<inside>{BRACKETED_TIME}|{_RANGE}){_S}*$")
_TIMED_NAME = re.compile(rf"{_S}*(?P<inside>{BRACKETED_TIME}|{_RANGE}){_S}+[-–—|]?{_S}*{_NAME}{_S}*$")
_DASH = re.compile(rf"{_LEAD}{_NAME}(?:{_S}+-|{_S}*[–—]){_S}+(?=\S)")
_DOT = re.compile(rf"{_LEAD}(?P<label>[^\W\d_a-zà-ÿ]{{1,3}}\d{{0,2}})\.{_S}+(?=\S)")
_TAB = re.compile(rf"{_LEAD}(?P<label>[^\W_][^\n\t:]{{0,24}}?)(?:\t+| {{3,}})(?=\S)")
_CODE = re.compile(rf"(?P<label>[A-ZÀ-Þ]{{1,3}}\d{{1,2}})(?:{_S}{{2,}}|\t)(?=\S)")
_STAMPS = (_STAMP, _TIMED_NAME)
_TIME_FIRST = re.compile(rf"{_S}*{BRACKETED_TIME}")
_TIME_ONLY = re.compile(rf"{_S}*(?P<time>{BRACKETED_TIME}|{_RANGE}){_S}*$")
_FIRST_TIME = re.compile(_MARK)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the joined text: its span, the paragraph that it belongs to, and whether it begins it."""

    start: int
    end: int
    paragraph: int
    first: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may open a turn: the label as written and where the speech would begin.

    line: index of the line. shape: how the label is set apart. timed: a timecode stands with it.
    own_line: nothing is said on the label's own line. colon: a colon ends the label.
    """

    line: int
    label: str
    speech: int
    shape: Shape
    timecode: str | None = None
    own_line: bool = False
    colon: bool = False

    @property
    def timed(self) -> bool:
        return self.timecode is not None


def lines_of(text: str, starts: Sequence[int]) -> list[Line]:
    """Every non-empty line of `text`; `starts` are the offsets where paragraphs begin, in order."""
    found: list[Line] = []
    begin = 0
    paragraph = -1
    count = len(starts)
    for piece in text.split("\n"):
        first = paragraph + 1 < count and starts[paragraph + 1] == begin
        paragraph += first
        end = begin + len(piece)
        if piece and not piece.isspace():
            found.append(Line(begin, end, paragraph, first))
        begin = end + 1
    return found


def bare_time(written: str | None) -> str | None:
    """The first moment named in a written timecode, without brackets: ``(0:01 - 0:11)`` gives ``0:01``."""
    if not written:
        return None
    found = _FIRST_TIME.search(written)
    return "".join(found.group().split()) if found else written.strip("[]()<># ")


def time_only(text: str, line: Line) -> str | None:
    """The timecode of a line that holds nothing else, or None."""
    if line.end - line.start > LONGEST:
        return None
    found = _TIME_ONLY.match(text, line.start, line.end)
    return bare_time(found.group("time")) if found else None


def candidates(text: str, lines: Sequence[Line], paragraphs: Sequence[Paragraph]) -> list[Candidate]:
    """At most one candidate a line, in order; the layout's own label goes before any written one."""
    found: list[Candidate] = []
    for index, line in enumerate(lines):
        paragraph = paragraphs[line.paragraph]
        if paragraph.label is not None:
            if line.first:
                time = bare_time(paragraph.timecode)
                found.append(Candidate(index, paragraph.label.strip(), line.start, "layout", time))
            continue
        if paragraph.style in ("note", "heading"):
            continue
        one = _candidate(text, index, line, paragraph)
        if one is None or (one.shape == "stamp" and not _followed_by_speech(text, lines, index)):
            continue
        found.append(one)
    return found


def _followed_by_speech(text: str, lines: Sequence[Line], index: int) -> bool:
    """A name with a time, alone on its line, is a label only if the next line is not timed as well."""
    line = lines[index]
    if text[line.end - 1] in ".?!…" or index + 1 >= len(lines):
        return False
    following = lines[index + 1]
    stop = min(following.end, following.start + WINDOW)
    return not any(
        pattern.match(text, following.start, stop)
        for pattern in (_TIME_FIRST, *(_STAMPS if stop == following.end else ()))
    )


# What must stand in a line's first characters for any shape to be possible: a cheap look before the
# patterns, which four lines out of five never reach.
_HINT = re.compile(r"[:：\[–—\t]| - |\. |  ")


def _candidate(text: str, index: int, line: Line, paragraph: Paragraph) -> Candidate | None:
    stop = min(line.end, line.start + WINDOW)
    bold = paragraph.bold if line.first else 0
    if not bold and _HINT.search(text, line.start, min(stop, line.start + LONGEST + 45)) is None:
        return None
    for shape, pattern in _WRITTEN:
        whole = stop == line.end
        if shape in ("stamp",) and not whole:
            continue
        found = pattern.match(text, line.start, stop)
        if found is not None:
            return _made(index, line, found, shape, bold)
    return _bold_name(text, index, line, bold) if bold else None


_WRITTEN: tuple[tuple[Shape, re.Pattern[str]], ...] = (
    ("bracket", _BRACKET),
    ("colon", _COLON),
    ("stamp", _STAMP),
    ("stamp", _TIMED_NAME),
    ("dot", _DOT),
    ("dash", _DASH),
    ("tab", _CODE),
    ("tab", _TAB),
)


def _made(index: int, line: Line, found: re.Match[str], shape: Shape, bold: int) -> Candidate:
    groups = found.groupdict()
    time = bare_time(groups.get("inside") or groups.get("after") or groups.get("before"))
    label = groups["label"].strip()
    colon = shape == "colon" or groups.get("sign") == ":"
    if bold and shape in ("colon", "dash", "dot", "tab") and found.end("label") <= line.start + bold:
        # A bold name: the bold may stop before the colon or run to the end of the line.
        shape = "bold" if found.end("label") - line.start >= bold - 3 else shape
    return Candidate(index, label, found.end(), shape, time, found.end() >= line.end, colon)


def _bold_name(text: str, index: int, line: Line, bold: int) -> Candidate | None:
    run = text[line.start : line.start + bold]
    label = run.strip().strip(".:–—- \u00a0\u202f")
    if not label or len(label) > LONGEST or len(label.split()) > 5 or not label[0].isalpha():
        return None
    speech = line.start + bold
    while speech < line.end and text[speech] in " .:–—-\t\u00a0\u202f":
        speech += 1
    return Candidate(index, label, speech, "bold", None, speech >= line.end, False)
