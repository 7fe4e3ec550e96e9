"""``derive``: did coding change as it went on? The sources as they were coded, and one half against the other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from qualcoop.analysis.columns import label_of
from qualcoop.analysis.drift import drift
from qualcoop.analysis.result import Result
from qualcoop.language import tr
from qualcoop.output import styles
from qualcoop.output.book import Book
from qualcoop.output.sheet import Sheet, address
from qualcoop.output.sheets import parts
from qualcoop.output.sheets.framed import HEADER, TAB, Cell, cells, head, look, width

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


def derive(book: Book) -> Sheet | None:
    """Sources in the order of coding to the left, codes in both halves to the right; None where nothing is coded."""
    if not len(book.bundle.counted):
        return None
    found = drift(book.bundle, trail=book.trail)
    left, right = _tables(book, found)
    gap = len(left[0])
    title = tr("Le codage a-t-il changé en route ?", "Did coding change as it went on?")
    about = tr(
        "Sources dans l'ordre du codage ; à droite, les familles dans la première et la seconde moitié.",
        "Sources in the order of coding; to the right, the families in the first and the second half.",
    )
    widths = [*_widths(left), 4, *_widths(right)]
    sheet = book.sheet("derive", about, widths=widths, frozen=f"B{HEADER + 1}", header=(HEADER, HEADER), tab=TAB)
    parts.heading(book, sheet, title, about)
    _rows(book, sheet, left, right)
    _chart(sheet, list(left[0]).index("per_1k") + 1, len(left[1]), address(HEADER + len(right[1]) + 2, gap + 2))
    for _ in range(_CHART_ROWS + 2 + len(right[1]) - len(left[1])):  # the notes stand under the chart
        sheet.add([])
    parts.notes(book, sheet, found.notes)
    return sheet


_Table = tuple[Sequence[str], list[list[Cell]]]
_CHART_ROWS = 19


def _tables(book: Book, found: Result) -> tuple[_Table, _Table]:
    case = book.bundle.sources["case"].reindex(found.frame.index)
    frame = found.frame.assign(case=case)[["place", "case", *(name for name in found.frame.columns if name != "place")]]
    halves = found.extra["halves"]
    labels = [label_of(book.bundle.codebook, str(name)) for name in halves.index]
    named = halves.assign(label=labels)[["label", *halves.columns]]
    return cells(frame, "source"), cells(named, "code")


def _widths(table: _Table) -> list[float]:
    columns, rows = table
    return [width(column, [row[at] for row in rows]) for at, column in enumerate(columns)]


def _rows(book: Book, sheet: Sheet, left: _Table, right: _Table) -> None:
    """Both tables side by side, under one row of heads that stays in view."""
    head_look = book.style(styles.HEAD)
    heads = [*(head(column) for column in left[0]), None, *(head(column) for column in right[0])]
    sheet.add(heads, [0 if name is None else head_look for name in heads], 44)
    looks = [[look(book, column) for column in table[0]] for table in (left, right)]
    for one, two in zip_longest(left[1], right[1]):
        values = [*(one or [None] * len(left[0])), None, *(two or [None] * len(right[0]))]
        styled = [*(looks[0] if one else [0] * len(left[0])), 0, *(looks[1] if two else [0] * len(right[0]))]
        sheet.add(values, styled, 17)


def _chart(sheet: Sheet, rate: int, sources: int, place: str) -> None:
    """How densely each source is coded (column `rate`), in the order of coding, under the halves."""

    def add(page: Worksheet) -> None:
        from openpyxl.chart import LineChart, Reference, Series
        from openpyxl.chart.shapes import GraphicalProperties
        from openpyxl.drawing.line import LineProperties

        chart = LineChart()
        chart.title, chart.legend = None, None
        chart.height, chart.width = 8.5, 18
        chart.y_axis.title = tr("segments pour 1 000 mots", "segments per 1,000 words")
        chart.x_axis.title = tr("sources, dans l'ordre du codage", "sources, in the order of coding")
        chart.y_axis.delete = chart.x_axis.delete = False
        chart.y_axis.number_format = "0"
        assert chart.y_axis.majorGridlines is not None
        chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=styles.RULE, w=6_000))
        values = Reference(page, min_col=rate, min_row=HEADER + 1, max_row=HEADER + sources)
        series = Series(values, title=head("per_1k"))
        series.graphicalProperties.line.solidFill = styles.DARK["T"]
        series.graphicalProperties.line.width = 22_000
        series.smooth = False
        chart.series.append(series)
        chart.set_categories(Reference(page, min_col=1, min_row=HEADER + 1, max_row=HEADER + sources))
        page.add_chart(chart, place)

    sheet.decorate.append(add)
