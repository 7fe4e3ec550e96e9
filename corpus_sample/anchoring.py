"""Find a master's passages again in the text that a reader made of the file built from it.

White space may differ (hard line breaks, no-break spaces), labels may have gone to a table's column:
so the characters other than white space are compared, paragraph after paragraph, always forward.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from markup import Mark, MarkupError, Master
from qualcoop.model import Source
from qualcoop.spans import Span
from writers import split_label


def place_marks(master: Master, source: Source) -> Iterator[tuple[Mark, Span]]:
    """Each planned passage (decoys left out) with its span in `source.text`."""
    squeezed, where = _squeeze(source.text)
    cursor = 0
    offset = 0
    for paragraph in master.paragraphs:
        label, said = split_label(master, paragraph)
        body, _ = _squeeze(said)
        marks = [m for m in master.segments if offset <= m.start < offset + len(paragraph)]
        found = squeezed.find(body, cursor)
        if found < 0 and marks:
            raise MarkupError(f"{master.path.name}: not found again in the file: « {said[:60]} »")
        for mark in marks:
            yield mark, _span(mark, offset + len(label), said, found, where, master)
        cursor = found + len(body) if found >= 0 else cursor
        offset += len(paragraph) + 1


def _span(mark: Mark, base: int, said: str, found: int, where: list[int], master: Master) -> Span:
    """The source's span: count the characters other than white space before each end."""
    inside = list(accumulate((not c.isspace() for c in said), initial=0))
    start, end = mark.start - base, mark.end - base
    if start < 0:
        raise MarkupError(f"{master.path.name}: a passage begins inside a label near « {said[:40]} »")
    return Span(where[found + inside[start]], where[found + inside[end] - 1] + 1)


def _squeeze(text: str) -> tuple[str, list[int]]:
    """The text without white space, and where each remaining character was."""
    where = [i for i, character in enumerate(text) if not character.isspace()]
    return "".join(text[i] for i in where), where
