"""A stretch of paragraphs as RTF gives it: paragraph by paragraph, cells and rows announced by their ends."""

from __future__ import annotations

from dataclasses import dataclass, field

from qualcoop.readers.draft import Paragraph, Style
from qualcoop.readers.layout import Cell, Row, Runs, table_paragraphs


@dataclass(slots=True)
class Flow:
    """The text itself, one note, one text box, or one header.

    runs: the paragraph under construction. numbered: a number made by the program stood before it.
    """

    style: Style = "body"
    paragraphs: list[Paragraph] = field(default_factory=list)
    runs: Runs = field(default_factory=Runs)
    numbered: bool = False
    _rows: list[Row] = field(default_factory=list)
    _row: Row = field(default_factory=list)
    _cell: Cell = field(default_factory=list)

    def end_paragraph(self, style: Style, in_table: bool) -> bool:
        """End the paragraph under construction; False when it was empty."""
        paragraph = self.runs.paragraph(style)
        self.runs, self.numbered = Runs(), False
        if not in_table:
            self.end_table()
        if paragraph is None:
            return False
        (self._cell if in_table else self.paragraphs).append(paragraph)
        return True

    def end_cell(self) -> None:
        """End a table's cell."""
        self._row.append(self._cell)
        self._cell = []

    def end_row(self) -> None:
        """End a table's row."""
        if self._row:
            self._rows.append(self._row)
        self._row = []

    def end_table(self) -> None:
        """End the table, if there is one, and add its paragraphs."""
        if self._cell:
            self.end_cell()
        self.end_row()
        if self._rows:
            self.paragraphs.extend(table_paragraphs(self._rows))
        self._rows = []

    def end(self) -> None:
        """End whatever is open."""
        paragraph = self.runs.paragraph()
        self.runs = Runs()
        self.end_table()
        if paragraph is not None:
            self.paragraphs.append(paragraph)
