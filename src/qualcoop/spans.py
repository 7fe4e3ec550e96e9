"""Half-open spans ``[start, end)`` in code points: overlap, union, crop, and anchoring by quote."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from qualcoop.errors import AnchorError


class Span(NamedTuple):
    """A half-open stretch of text, in Unicode code points.

    >>> Span(2, 5).overlaps(Span(4, 9)), Span(2, 5).overlaps(Span(5, 9))
    (True, False)
    """

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Do the two share at least one character?"""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Does this span hold all of `other`?"""
        return self.start <= other.start and other.end <= self.end

    @property
    def size(self) -> int:
        """Its length in code points."""
        return self.end - self.start


def union(spans: Iterable[tuple[int, int]]) -> list[Span]:
    """The same characters as disjoint spans in order; touching ones are joined, empty ones dropped.

    >>> union([(4, 9), (0, 2), (1, 4), (12, 12)])
    [Span(start=0, end=9)]
    """
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, end))
        else:
            merged.append(Span(start, end))
    return merged


def subtract(spans: Iterable[tuple[int, int]], holes: Iterable[tuple[int, int]]) -> list[Span]:
    """What is left of `spans` outside `holes`, as disjoint spans in order.

    >>> subtract([(0, 10)], [(2, 3), (8, 12)])
    [Span(start=0, end=2), Span(start=3, end=8)]
    """
    cuts = union(holes)
    left: list[Span] = []
    first = 0
    for start, end in union(spans):
        while first < len(cuts) and cuts[first].end <= start:
            first += 1
        at = first
        while at < len(cuts) and cuts[at].start < end:
            if cuts[at].start > start:
                left.append(Span(start, cuts[at].start))
            start = max(start, cuts[at].end)
            at += 1
        if start < end:
            left.append(Span(start, end))
    return left


def crop(spans: Iterable[tuple[int, int]], window: tuple[int, int]) -> list[Span]:
    """The parts of `spans` that lie inside `window`."""
    low, high = window
    return union((max(start, low), min(end, high)) for start, end in spans if start < high and low < end)


def find_quote(text: str, quote: str) -> list[Span]:
    """Every place where `quote` stands in `text`, white space and apostrophes and quotation marks alike.

    A line break, a no-break space or several spaces in the text match one space of the quote.
    """
    pattern = r"\s+".join(_tolerant(piece) for piece in quote.split())
    if not pattern:
        return []
    # A look-ahead, so that places which overlap one another are all found.
    return [Span(*found.span(1)) for found in re.finditer(f"(?=({pattern}))", text)]


def _tolerant(piece: str) -> str:
    return re.sub("['’]", "['’]", re.escape(piece))


def locate(text: str, quote: str, place: str) -> Span:
    """The one span of `quote` in `text`; AnchorError with the places when there is none or several.

    `place` names the source in the message.
    """
    found = find_quote(text, quote)
    if len(found) == 1:
        return found[0]
    shown = quote if len(quote) <= 60 else quote[:57] + "…"
    if not found:
        raise AnchorError(
            f"{place} : le passage « {shown} » ne s'y trouve pas ; vérifiez la citation.",
            f"{place}: the passage '{shown}' is not in it; check the quote.",
        )
    places = ", ".join(str(span.start) for span in found[:10])
    raise AnchorError(
        f"{place} : « {shown} » s'y trouve {len(found)} fois (positions {places}) ; "
        "allongez la citation ou donnez --start et --end.",
        f"{place}: '{shown}' is there {len(found)} times (offsets {places}); "
        "lengthen the quote or give --start and --end.",
    )
