"""One sheet: rows written as they come, and how it opens, scrolls, filters and prints.

openpyxl makes the workbook around (styles, views, charts, relations); the cells are written here as text.
Cell by cell, openpyxl takes about 10 µs: 20,000 segments with their 20 columns would take four seconds.
This takes less than one, and it can give a formula its result, so that a reader that does not calculate
(a preview, pandas) shows the figure.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

import numpy as np

from qualcoop.output.safe import clean, cut, for_xml, looks_like_formula, sheet_name
from qualcoop.output.styles import Styles

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# Excel opens no sheet with more hyperlinks; the figures stay, only further links are left out.
MAX_LINKS = 65_000
MAX_ROWS = 1_048_576
# Characters across a landscape A4 page that can still be read.
PAGE_WIDTH = 250
_DAY_ZERO = date(1899, 12, 30)


@dataclass(frozen=True)
class Formula:
    """A formula in English notation, with the result that it has now (None or NaN: an empty text)."""

    text: str
    value: float | None = None


Value = str | int | float | bool | date | Formula | None


@cache
def letter(column: int) -> str:
    """The letters of column `column`, counted from 1.

    >>> letter(1), letter(26), letter(27), letter(703)
    ('A', 'Z', 'AA', 'AAA')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# Stands for the row's number in cells that several rows share; no cleaned text holds it.
_ROW = "\0"
_ROWS_AT_ONCE = 2_000


def address(row: int, column: int) -> str:
    """The address of a cell, both counted from 1."""
    return f"{letter(column)}{row}"


@dataclass
class Sheet:
    """A sheet under construction.

    widths: of the columns, in characters. frozen: the first cell that scrolls. header: first and last row
    that print again on each page. filtered: the range with filter buttons. folded: (first, last) columns
    that open with a plus sign. decorate: what else openpyxl adds (scales, charts).
    """

    name: str
    styles: Styles
    widths: Sequence[float] = ()
    frozen: str | None = None
    header: tuple[int, int] | None = None
    side: tuple[int, int] | None = None
    filtered: str | None = None
    folded: list[tuple[int, int]] = field(default_factory=list)
    portrait: bool = False
    tab: str | None = None
    zoom: int = 100
    decorate: list[Callable[[Worksheet], None]] = field(default_factory=list)
    changed: int = 0
    _rows: list[str] = field(default_factory=list)
    _links: list[str] = field(default_factory=list)
    _texts: dict[tuple[str, int], str] = field(default_factory=dict)
    _dropped: int = 0
    _columns: int = 1

    def __post_init__(self) -> None:
        self.name = sheet_name(self.name)

    @property
    def next(self) -> int:
        """The number of the row that `add` will write."""
        return len(self._rows) + 1

    @property
    def dropped_links(self) -> int:
        """Links left out because a sheet cannot hold more."""
        return self._dropped

    def add(self, values: Sequence[Value], styles: int | Sequence[int] = 0, height: float | None = None) -> int:
        """Write one row; gives its number. styles: one for all cells, or one each."""
        return self.add_cells(self.cells(values, styles), height)

    def cells(self, values: Sequence[Value], styles: int | Sequence[int] = 0, first: int = 1) -> str:
        """Cells from column `first` on, for rows that share them; `add_cells` puts them in a row."""
        each = [styles] * len(values) if isinstance(styles, int) else styles
        self._columns = max(self._columns, first - 1 + len(values))
        filling = self._filling
        return "".join(
            [
                f'<c r="{letter(column)}{_ROW}"{filling(value, style)}'
                for column, (value, style) in enumerate(zip(values, each, strict=True), first)
                if value is not None or style
            ]
        )

    def add_cells(self, cells: str, height: float | None = None) -> int:
        """Write one row from `cells`; gives its number."""
        number = len(self._rows) + 1
        sized = f' ht="{height:g}" customHeight="1"' if height else ""
        self._rows.append(f'<row r="{number}"{sized}>{cells.replace(_ROW, str(number))}</row>')
        return number

    def link(self, row: int, column: int, target: str, tip: str = "") -> None:
        """Make a cell lead to `target`, a place in this workbook such as ``segments!A12:S19``."""
        if len(self._links) >= MAX_LINKS:
            self._dropped += 1
            return
        tooltip = f" tooltip={quoteattr(clean(tip)[:255])}" if tip else ""
        self._links.append(f'<hyperlink ref="{address(row, column)}" location={quoteattr(target)}{tooltip}/>')

    @property
    def occupied(self) -> str:
        """The range that holds cells."""
        return f"A1:{address(max(len(self._rows), 1), self._columns)}"

    def rows_xml(self) -> Iterator[bytes]:
        """The rows as parts of a worksheet, a few thousand at a time."""
        yield b"<sheetData>"
        for first in range(0, len(self._rows), _ROWS_AT_ONCE):
            yield "".join(self._rows[first : first + _ROWS_AT_ONCE]).encode("utf-8")
        yield b"</sheetData>"

    def links_xml(self) -> bytes:
        """The links as a part of a worksheet."""
        return f"<hyperlinks>{''.join(self._links)}</hyperlinks>".encode() if self._links else b""

    def _filling(self, value: Value, style: int) -> str:
        """What follows the address in a cell."""
        if type(value) is str:
            known = self._texts.get((value, style))
            if known is None:
                known = self._texts[value, style] = self._text(value, style)
            return known
        shown = f' s="{style}"' if style else ""
        if type(value) is int:
            return f"{shown}><v>{value}</v></c>"
        if isinstance(value, Formula):
            formula = f"<f>{for_xml(value.text.lstrip('='))}</f>"
            if value.value is None or value.value != value.value:
                return f'{shown} t="str">{formula}<v></v></c>'
            return f"{shown}>{formula}<v>{_number(value.value)}</v></c>"
        if isinstance(value, (bool, np.bool_)):
            return f'{shown} t="b"><v>{int(value)}</v></c>'
        if isinstance(value, date):
            return f"{shown}><v>{_serial(value)}</v></c>"
        if not isinstance(value, (int, float)) or not math.isfinite(value):
            return f"{shown}/>"
        return f"{shown}><v>{_number(value)}</v></c>"

    def _text(self, value: str, style: int) -> str:
        text = cut(clean(value))
        if text != value:
            self.changed += 1
        if looks_like_formula(text):
            style = self.styles.quoted(style)
        shown = f' s="{style}"' if style else ""
        if not text:
            return f"{shown}/>"
        return f'{shown} t="inlineStr"><is><t xml:space="preserve">{for_xml(text)}</t></is></c>'

    def lay_out(self, sheet: Worksheet, footer: str) -> None:
        """Give the openpyxl sheet its columns, view, filter and print set-up."""
        from openpyxl.worksheet.properties import Outline

        for column, width in enumerate(self.widths, 1):
            sheet.column_dimensions[letter(column)].width = width
        for first, last in self.folded:
            sheet.column_dimensions.group(letter(first), letter(last), outline_level=1, hidden=True)
        sheet.sheet_properties.outlinePr = Outline(summaryRight=False)
        sheet.freeze_panes = self.frozen
        sheet.sheet_view.showGridLines = False
        sheet.sheet_view.zoomScale = self.zoom
        if self.tab:
            sheet.sheet_properties.tabColor = "FF" + self.tab
        if self.filtered:
            sheet.auto_filter.ref = self.filtered
        self._lay_out_print(sheet, footer)
        for decoration in self.decorate:
            decoration(sheet)

    def _pages_across(self) -> int:
        """How many pages side by side keep the print readable."""
        hidden = {column for first, last in self.folded for column in range(first, last + 1)}
        shown = sum(width for column, width in enumerate(self.widths, 1) if column not in hidden)
        return max(1, math.ceil(shown / PAGE_WIDTH))

    def _lay_out_print(self, sheet: Worksheet, footer: str) -> None:
        from openpyxl.worksheet.properties import PageSetupProperties

        sheet.page_setup.orientation = "portrait" if self.portrait else "landscape"
        sheet.page_setup.paperSize = 9  # A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = self._pages_across(), 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        margins = sheet.page_margins
        margins.left = margins.right = 0.4
        margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.6, 0.25, 0.3
        if self.header:
            sheet.print_title_rows = f"{self.header[0]}:{self.header[1]}"
        if self.side:
            sheet.print_title_cols = f"{letter(self.side[0])}:{letter(self.side[1])}"
        assert sheet.oddFooter is not None
        assert sheet.oddFooter.left is not None
        assert sheet.oddFooter.right is not None
        safe = clean(footer).replace("&", "&&")
        sheet.oddFooter.left.text, sheet.oddFooter.left.size = safe[:180], 8
        sheet.oddFooter.right.text, sheet.oddFooter.right.size = "&A · &P / &N", 8


def _number(value: float) -> str:
    """A number as XML text: whole numbers without a point, others with the shortest exact form."""
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def _serial(value: date) -> str:
    """A date as the spreadsheet's day number."""
    if isinstance(value, datetime):
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        return _number((value.date() - _DAY_ZERO).days + seconds / 86400)
    return str((value - _DAY_ZERO).days)
