"""What a format reader makes of a file: paragraphs as laid out, before anybody knows who speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from qualcoop.spans import Span

Style = Literal["body", "heading", "list", "note", "table", "box"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a file, with what only the layout says about it.

    text: NFC, the researcher's own characters; ``\\n`` inside is a soft line break.
    label: the speaker named by the layout (a table's speaker column, a subtitle's ``<v Name>``); not in
    `text`. timecode: likewise. style: where the paragraph stood. bold: length, in code points, of a bold
    or small-caps run that begins the text. italics: spans of italic text, relative to the paragraph.
    """

    text: str
    label: str | None = None
    timecode: str | None = None
    style: Style = "body"
    bold: int = 0
    italics: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """One source as a format reader gives it; one file may hold several (the rows of a table).

    name: the source's name (the file's name without its suffix, unless the file itself names it).
    attributes: what the format itself says of the source (a table's other columns).
    encoding: the character encoding, for formats that do not fix it. warnings: sentences for the user.
    single_turns: every paragraph is a turn of its own (subtitle cues, rows), labels or not.
    """

    name: str
    paragraphs: tuple[Paragraph, ...]
    attributes: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    warnings: tuple[str, ...] = ()
    single_turns: bool = False
