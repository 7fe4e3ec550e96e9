"""``presence`` and ``sources_x_codes``: one row per source."""

from __future__ import annotations

from collections.abc import Sequence

from qualcoop.analysis.frequency import SourceMatrix
from qualcoop.language import tr
from qualcoop.output import styles, tables
from qualcoop.output.book import Book
from qualcoop.output.passages import members
from qualcoop.output.sheet import Sheet, Value, letter
from qualcoop.output.sheets import parts

LEAD = 6
ATTRIBUTE_WIDTHS = (10, 8, 13, 12, 10, 12)
HEADER = (5, 6)
FIRST = 7
GLYPHS = '[=1]"●";[=0]"·";General'


def presence(book: Book) -> Sheet:
    """Which source holds which family: a dot that is the number 1, a point that is the number 0."""
    matrix = book.presence
    sheet = _source_sheet(
        book,
        "presence",
        tr(
            "Quelle source contient quelle famille : ● = 1, · = 0, hachuré = source non codée.",
            "Which source holds which family: ● = 1, · = 0, hatched = source not coded.",
        ),
        [6.5] * len(matrix.columns) + [9],
        tr("Présence par source", "Presence by source"),
        tr(
            "● (1) : au moins un passage ; · (0) : codée, rien trouvé ; hachuré : pas encore codée. Un 0 ne dit pas "
            "« n'existe pas sur le terrain » : une note courte a moins de chances qu'un long entretien.",
            "● (1): at least one passage; · (0): coded, nothing found; hatched: not coded yet. A 0 does not say 'does "
            "not exist in the field': a short note has fewer chances than a long interview.",
        ),
    )
    tail = tr("familles", "families")
    totals = [*parts.whole(matrix.total.tolist()), None]
    _totals(book, sheet, tr("Sources avec la famille", "Sources with the family"), totals)
    parts.upright_heads(book, sheet, tables.attribute_heads(), tables.heads(matrix.column_set), [tail])
    _rows(book, sheet, matrix, GLYPHS, matrix.codes_per_source.tolist())
    parts.notes(book, sheet, matrix.row_set.notes)
    return sheet


def sources_x_codes(book: Book) -> Sheet:
    """Passages of every source in every code, attributes beside: the table that statistics software takes."""
    matrix = book.wide
    sheet = _source_sheet(
        book,
        "sources_x_codes",
        tr(
            "Une ligne par source, une colonne par code : nombre de passages, avec les attributs des sources.",
            "One row per source, one column per code: number of passages, with the sources' attributes.",
        ),
        [5.6] * len(matrix.columns),
        tr("Sources × codes", "Sources × codes"),
        tr(
            "Nombre de passages. Un code parent compte l'union des siens et de ceux de ses sous-codes. "
            "Hachuré : source non codée sur cette couche.",
            "Number of passages. A parent code counts the union of its own and its sub-codes' passages. "
            "Hatched: source not coded on this layer.",
        ),
    )
    _totals(book, sheet, tr("Total des sources", "Total of the sources"), parts.whole(matrix.total.tolist()))
    parts.upright_heads(book, sheet, tables.attribute_heads(), tables.heads(matrix.column_set))
    _rows(book, sheet, matrix, "0")
    parts.notes(book, sheet, matrix.row_set.notes)
    return sheet


def _source_sheet(book: Book, name: str, description: str, widths: Sequence[float], title: str, how: str) -> Sheet:
    sheet = book.sheet(
        name,
        description,
        widths=[*ATTRIBUTE_WIDTHS, *widths],
        frozen=f"{letter(LEAD + 1)}{FIRST}",
        header=HEADER,
        side=(1, 1),
        tab=styles.DARK["T"],
    )
    parts.heading(book, sheet, title, how)
    return sheet


def _totals(book: Book, sheet: Sheet, label: str, totals: Sequence[Value]) -> None:
    """The total above the heads, where sorting and filtering leave it alone."""
    head, total = book.style(styles.ROW_HEAD.but(border="", indent=0)), book.style(styles.TOTAL)
    cells = [label, *[None] * (LEAD - 1), *totals]
    sheet.add(cells, [head, *[0] * (LEAD - 1), *(total if each is not None else 0 for each in totals)], 18)


def _rows(book: Book, sheet: Sheet, matrix: SourceMatrix, format: str, tail: Sequence[float] | None = None) -> None:
    fixed_looks = [
        book.style(styles.ROW_HEAD),
        *(book.style(styles.FIXED) for _ in range(2)),
        book.style(styles.FIXED.but(format="yyyy-mm-dd")),
        book.style(styles.NUMBER.but(format="#,##0")),
        book.style(styles.FIXED.but(ink=styles.SOFT)),
    ]
    held = members(matrix)
    groups, codes = matrix.column_set.groups, matrix.column_set.codes
    figures = matrix.frame.to_numpy().tolist()
    for place, (fixed, values) in enumerate(zip(tables.attributes(matrix), figures, strict=True)):
        row = sheet.next
        looks = []
        for column, value in enumerate(values):
            names = (matrix.rows[place], matrix.columns[column])
            where = (row, LEAD + column + 1)
            linked = parts.lead_to(book, sheet, where, held.get((place, column)), names, codes[column])
            shown = linked and format != GLYPHS
            looks.append(parts.figure_style(book, value, shown, format, groups[column]))
        end = parts.whole(tail[place : place + 1]) if tail is not None else []
        sheet.add(
            [*fixed, *parts.whole(values), *end],
            [*fixed_looks, *looks, *(book.style(styles.TOTAL) for _ in end)],
        )
    last = letter(LEAD + len(matrix.columns) + (1 if tail is not None else 0))
    sheet.filtered = f"A{HEADER[1]}:{last}{max(sheet.next - 1, HEADER[1])}"
