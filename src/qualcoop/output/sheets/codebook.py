"""``codebook``: the grid as it was when the figures were counted."""

from __future__ import annotations

from qualcoop.language import tr
from qualcoop.output import styles, tables
from qualcoop.output.book import Book
from qualcoop.output.sheet import Sheet, letter
from qualcoop.output.sheets import parts

HEADER = 4
BOLD = 0.88  # bold letters are wider: fewer go in a line
NARROW, WIDE, VERY_WIDE = 11, 55, 110


def codebook(book: Book) -> Sheet:
    """One row per code: label, definition, when to use it, example, keywords."""
    table = tables.codebook(book.bundle)
    # One keyword a line would make rows of half a page.
    rows = [[cell.replace("\n", " ; ") if isinstance(cell, str) else cell for cell in row] for row in table.rows]
    widths = [_width([str(row[number] or "") for row in rows], head) for number, head in enumerate(table.columns)]
    sheet = book.sheet(
        "codebook",
        tr("La grille : codes, définitions, mots-clés.", "The codebook: codes, definitions, keywords."),
        widths=widths,
        frozen=f"B{HEADER + 1}",
        header=(HEADER, HEADER),
        tab="7F8C95",
    )
    known = book.bundle.codebook
    parts.heading(
        book,
        sheet,
        tr("Grille de codage", "Codebook"),
        f"{known.id} {known.version}" + (f" — {known.derived_from}" if known.derived_from else ""),
    )
    sheet.add(table.columns, book.style(styles.HEAD), height=30)
    for row in rows:
        looks = _looks(book, str(row[0]), len(row))
        texts = ((str(cell or ""), width * BOLD) for cell, width in zip(row, widths, strict=True))
        sheet.add(row, looks, parts.row_height(*texts))
    sheet.filtered = f"A{HEADER}:{letter(len(table.columns))}{max(sheet.next - 1, HEADER)}"
    return sheet


def _width(cells: list[str], head: str) -> float:
    """Narrow for ids and short words, wide for sentences."""
    longest = max((len(cell) for cell in cells), default=0)
    if longest > 60:
        return WIDE if longest <= 180 else VERY_WIDE
    return max(NARROW, min(longest + 4, 34), len(head) * 0.7)


def _looks(book: Book, code: str, width: int) -> list[int]:
    codes = book.bundle.codebook
    known = codes.has(code)
    group = codes.group(code) if known else ""
    top = known and codes.code(code).parent is None
    text = book.style(styles.TEXT.but(bold=top, fill=styles.PALE[group] if top else ""))
    first = book.style(styles.TEXT.but(bold=True, ink=styles.DARK[group], fill=styles.PALE[group]))
    return [first, *[text] * (width - 1)]
