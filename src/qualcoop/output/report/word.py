"""The report as a Word file: styles of its own, tables with repeated heads, the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qualcoop.output.package import FIXED_DATE
from qualcoop.output.report.blocks import Block, Heading, Picture, Quote, Table, Text
from qualcoop.output.safe import clean

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement

_WIDTH = 17.4  # centimetres of text on A4 with margins of 1.8
_EPOCH = (1980, 1, 1, 0, 0, 0)


def to_docx(blocks: Sequence[Block]) -> bytes:
    """The bytes of the Word file."""
    import docx
    from docx.shared import Cm, Pt

    document = docx.Document()
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(10.5)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.8)
    properties = document.core_properties
    properties.author = properties.last_modified_by = "qualcoop"
    properties.created = properties.modified = FIXED_DATE
    for block in blocks:
        _add(document, block)
    buffer = io.BytesIO()
    document.save(buffer)
    return _same_zip(buffer.getvalue())


def _add(document: Document, block: Block) -> None:
    from docx.shared import Cm, Pt

    match block:
        case Heading(text, level):
            document.add_heading(clean(text), level)
        case Text(text, note):
            run = document.add_paragraph().add_run(clean(text))
            if note:
                run.italic = True
                run.font.size = Pt(8.5)
        case Quote(text, place):
            paragraph = document.add_paragraph(style="Quote")
            paragraph.add_run(f"« {clean(text)} »")
            paragraph.add_run(f" — {clean(place)}").italic = False
        case Picture(caption, png):
            document.add_picture(io.BytesIO(png), width=Cm(_WIDTH))
            document.add_paragraph(clean(caption), style="Caption")
        case Table():
            _add_table(document, block)


def _add_table(document: Document, block: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.shared import Cm, Pt

    document.add_paragraph(clean(block.caption), style="Caption").paragraph_format.keep_with_next = True
    table = document.add_table(rows=0, cols=len(block.columns))
    table.style = "Light Grid Accent 1"
    small = Pt(7.5 if len(block.columns) > 10 else 9)
    table.autofit = False
    table._tbl.tblPr.append(_narrow_margins())
    widths = [Cm(width) for width in _widths(len(block.columns))]
    for column, width in enumerate(widths):
        table.columns[column].width = width
    for number, line in enumerate((block.columns, *block.rows)):
        row = table.add_row()
        for column, (cell, written) in enumerate(zip(row.cells, line, strict=True)):
            cell.width = widths[column]
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
            run = cell.paragraphs[0].add_run(clean(written))
            run.font.size = small
            run.bold = number == 0 or column == 0
            if column:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if number == 0:  # the head comes again on each page
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    document.add_paragraph()


def _widths(columns: int) -> list[float]:
    """Centimetres: a wide first column for names, a second for bases in a wide table, the rest alike."""
    if columns <= 10:
        return [4.6, *[(_WIDTH - 4.6) / (columns - 1)] * (columns - 1)]
    return [3.7, 1.5, *[(_WIDTH - 5.2) / (columns - 2)] * (columns - 2)]


def _narrow_margins() -> BaseOxmlElement:
    """Cell margins of half a millimetre, so that sixteen families fit on a page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tblCellMar")
    for side in ("w:left", "w:right"):
        margin = OxmlElement(side)
        margin.set(qn("w:w"), "30")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    return margins


def _same_zip(data: bytes) -> bytes:
    """The same archive with fixed dates."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            new.writestr(info, old.read(name))
    return out.getvalue()
