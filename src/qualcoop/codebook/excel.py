"""A codebook as an Excel workbook: a sheet of codes, a sheet of settings. Same codebook, same bytes.

`excel_reading` reads it back without loss. Lists stand one item a line in their cell, and every cell
is text whatever it begins with: no formula, no date, no lost zero.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from qualcoop.codebook.frame import COLUMNS, cell
from qualcoop.codebook.model import POLARITIES, STATUSES, Codebook
from qualcoop.codebook.words import field_name, value_name
from qualcoop.errors import InputError
from qualcoop.language import tr

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SHEETS = {"codes": ("codes", "codes"), "settings": ("grille", "codebook")}
# Excel's own limit of one cell.
LONGEST = 32_767
# The computed column; it is not read back.
_COLUMNS = tuple(column for column in COLUMNS if column != "family")
_WIDTHS = {"id": 9, "parent": 9, "polarity": 12, "contraries": 12, "color": 10, "status": 10}
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
# Files carry a date; a clock would make two equal codebooks differ.
_DATE = datetime(2020, 1, 1)


def to_bytes(codebook: Codebook) -> bytes:
    """The workbook's bytes. Raises InputError for a text that an Excel cell cannot hold."""
    from openpyxl import Workbook

    book = Workbook()
    codes: Any = book.active
    codes.title = tr(*SHEETS["codes"])
    _put_row(codes, 1, [field_name(column) for column in _COLUMNS], "")
    for number, code in enumerate(codebook.codes, 2):
        _put_row(codes, number, [cell(codebook, code, column) for column in _COLUMNS], code.id)
    _dress(codes, [_WIDTHS.get(column, 38) for column in _COLUMNS])
    _choices(codes, "polarity", POLARITIES, len(codebook) + 1)
    _choices(codes, "status", STATUSES, len(codebook) + 1)
    settings = book.create_sheet(tr(*SHEETS["settings"]))
    for number, row in enumerate(_settings(codebook), 1):
        _put_row(settings, number, row, row[0])
    _dress(settings, [24, 60, 30, 30])
    return _same_bytes(book)


def _settings(codebook: Codebook) -> Iterator[list[str]]:
    """The rows of the second sheet: field, value; a family takes two columns more."""
    value, members = tr("valeur", "value"), field_name("codes")
    yield [tr("champ", "field"), value, field_name("label.fr"), field_name("label.en"), members]
    for name in ("id", "version", "language", "derived_from"):
        yield [field_name(name), getattr(codebook, name)]
    for note in codebook.notes:
        yield [field_name("notes"), note]
    for name in ("negators", "negation_window", "negation_exceptions", "roles"):
        setting = getattr(codebook.matching, name)
        yield [field_name(name), "\n".join(setting) if isinstance(setting, tuple) else str(setting)]
    for family in codebook.families:
        yield [field_name("family"), family.id, family.label.fr, family.label.en, "\n".join(family.codes)]


def _put_row(sheet: Worksheet, number: int, texts: list[str], name: str) -> None:
    for column, text in enumerate(texts, 1):
        if text:
            _put(sheet, number, column, text, name)


def _put(sheet: Worksheet, row: int, column: int, text: str, name: str) -> None:
    illegal = _ILLEGAL.search(text)
    if illegal or len(text) > LONGEST:
        place = f"{sheet.title}!{name}"
        raise InputError(
            f"{place} : ce texte ne tient pas dans une cellule Excel ("
            + (f"caractère U+{ord(illegal.group()):04X}" if illegal else f"{len(text)} caractères")
            + ") ; écrivez la grille en .yaml.",
            f"{place}: this text does not fit in an Excel cell ("
            + (f"character U+{ord(illegal.group()):04X}" if illegal else f"{len(text)} characters")
            + "); write the codebook as .yaml.",
        )
    put: Any = sheet.cell(row, column)
    put.value = text
    put.data_type = "s"  # also for what begins with = or looks like an error
    put.number_format = "@"
    put.quotePrefix = text[0] in "=+-@"


def _dress(sheet: Worksheet, widths: list[int]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for row in sheet.iter_rows():
        for each in row:
            each.alignment = Alignment(wrap_text=True, vertical="top")
    for each in sheet[1]:
        each.font = Font(bold=True)
    sheet.freeze_panes = "B2"


def _choices(sheet: Worksheet, column: str, values: tuple[str, ...], last: int) -> None:
    """A drop-down list on a column, with room for new rows."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    letter = get_column_letter(_COLUMNS.index(column) + 1)
    listed = ",".join(value_name(value) for value in values)
    choice = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
    choice.add(f"{letter}2:{letter}{last + 200}")
    sheet.add_data_validation(choice)


def _same_bytes(book: Any) -> bytes:
    """The workbook without the hour at which it was written."""
    book.properties.created = _DATE
    written = io.BytesIO()
    book.save(written)
    fixed = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                stamp = f"{_DATE.isoformat()}Z".encode()
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            member = zipfile.ZipInfo(name, date_time=_DATE.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            new.writestr(member, content)
    return fixed.getvalue()
