"""``cadre_L``, ``cadre_G``…: the framework matrix's skeleton, with pointers to the passages of each cell."""

from __future__ import annotations

from qualcoop.analysis.framework import framework
from qualcoop.output.book import Book
from qualcoop.output.sheet import Sheet

# Beyond this, a cell would point at hundreds of passages: that is no reading matrix any more.
MOST_SEGMENTS = 3_000


def cadre(book: Book) -> list[Sheet]:
    """One sheet per group of codes, and the extracts they point at; none without cases or codings."""
    from qualcoop.output.framework import sheets

    bundle = book.bundle
    if not len(bundle.cases) or not 0 < len(bundle.counted) <= MOST_SEGMENTS:
        return []
    return sheets(book, framework(bundle, book.summaries))
