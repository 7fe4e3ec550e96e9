"""What a report is made of, whatever the file it becomes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """A title; level 0 is the report's own."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Text:
    """A paragraph; `note` in small print under a table or a figure."""

    text: str
    note: bool = False


@dataclass(frozen=True)
class Table:
    """A caption, the names of the columns, rows of written cells; numbers are already written."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    """A figure as PNG bytes, with what it shows for those who do not see it."""

    caption: str
    png: bytes


@dataclass(frozen=True)
class Quote:
    """A passage and its place: pseudonym, source, paragraph."""

    text: str
    place: str


Block = Heading | Text | Table | Picture | Quote
