"""One matrix on one sheet, whatever its rows: what `Matrix.to_excel` writes."""

from __future__ import annotations

from qualcoop.analysis.matrix import Matrix
from qualcoop.analysis.wording import measure_name
from qualcoop.language import tr
from qualcoop.output import styles, tables
from qualcoop.output.book import Book
from qualcoop.output.passages import members
from qualcoop.output.sheet import Sheet, letter
from qualcoop.output.sheets import parts

LEAD = 3
FORMATS = {"per_1k": "0.0", "mean_per_source": "0.0"}
SHARES = ("pct_src", "pct_sent", "cover", "row_share")
FIRST = 6


def one_matrix(book: Book, matrix: Matrix, name: str = "") -> Sheet:
    """The figures, their bases, the total, the notes; each figure leads to its passages."""
    sheet = book.sheet(
        name or tr("matrice", "matrix"),
        matrix.title or measure_name(matrix.measure),
        widths=[16, 30, 10, *([8] * len(matrix.columns))],
        frozen=f"{letter(LEAD + 1)}{FIRST}",
        header=(4, 5),
        side=(1, 2),
        tab=styles.DARK["L"],
    )
    parts.heading(book, sheet, matrix.title or tr("Matrice", "Matrix"), measure_name(matrix.measure).capitalize())
    table = tables.matrix_table(matrix)
    parts.upright_heads(book, sheet, table.columns[:LEAD], tables.heads(matrix.column_set))
    _rows(book, sheet, matrix, table)
    first, last = FIRST, FIRST + len(matrix.rows) - 1
    for group in dict.fromkeys(matrix.column_set.groups):
        numbers = [n for n, each in enumerate(matrix.column_set.groups, LEAD + 1) if each == group]
        parts.scale(sheet, group, [parts.column_range(n, first, last) for n in numbers] if matrix.rows else [])
    parts.notes(book, sheet, matrix.notes)
    return sheet


def _rows(book: Book, sheet: Sheet, matrix: Matrix, table: tables.Table) -> None:
    head, name = book.style(styles.ROW_HEAD), book.style(styles.FIXED.but(wrap=True))
    base = book.style(styles.NUMBER.but(ink=styles.SOFT, format="#,##0"))
    format = "0%" if matrix.measure in SHARES else FORMATS.get(matrix.measure, "0")
    held = members(matrix)
    groups, codes = matrix.column_set.groups, matrix.column_set.codes
    for place, row in enumerate(table.rows):
        number = sheet.next
        looks = []
        for column, value in enumerate(row[LEAD:]):
            names = (str(row[0]), matrix.columns[column])
            where = (number, LEAD + column + 1)
            linked = parts.lead_to(book, sheet, where, held.get((place, column)), names, codes[column])
            looks.append(parts.figure_style(book, value, linked, format, groups[column]))
        figures = parts.whole([float(value) for value in row[LEAD:]])  # type: ignore[arg-type]
        sheet.add([*row[:LEAD], *figures], [head, name, base, *looks])
