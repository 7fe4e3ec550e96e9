"""A codebook from the workbook that `excel` writes, after people edited it: faults name sheet, row and column."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from qualcoop.codebook.excel import SHEETS
from qualcoop.codebook.faults import Parsed, Where, meant
from qualcoop.codebook.frame import COLUMNS
from qualcoop.codebook.plain import LABELS, LISTS
from qualcoop.codebook.words import FIELDS, VALUES
from qualcoop.errors import ReadError
from qualcoop.language import tr

# A grid of 83 codes unpacks to half a megabyte.
_LARGEST = 60_000_000
_SETTINGS = ("id", "version", "language", "derived_from", "negators", "negation_window", "negation_exceptions", "roles")
_LISTED = ("negators", "negation_exceptions", "roles")
_HEADINGS = {heading: field for field in COLUMNS for heading in (field, *FIELDS[field])}
_NAMES = {name: field for field in (*_SETTINGS, "notes", "family") for name in (field, *FIELDS[field])}
_WORDS = {word: value for value, words in VALUES.items() for word in words}

Row = tuple[Any, ...]


def parse_excel(path: Path) -> Parsed:
    """Plain data from the workbook at `path`. Raises ReadError when it is no workbook."""
    book = _open(path)
    found = Parsed()
    try:
        codes = _sheet(book, "codes")
        if codes is None:
            names = ", ".join(book.sheetnames[:6])
            sentence = tr(
                f"il manque la feuille « codes » (feuilles présentes : {names}).",
                f"the sheet 'codes' is missing (sheets there: {names}).",
            )
            found.errors.append(("", "", sentence))
            return found
        data: dict[str, Any] = {"codes": _codes(codes, found)}
        settings = _sheet(book, "settings")
        if settings is None:
            sentence = tr(
                "il manque la feuille « grille » (identifiant, version, familles…).",
                "the sheet 'codebook' is missing (id, version, families…).",
            )
            found.errors.append(("", "", sentence))
            return found
        _read_settings(settings, data, found)
        found.data = data
    finally:
        book.close()
    return found


def _open(path: Path) -> Any:
    from openpyxl import load_workbook

    not_excel = ReadError(
        f"{path.name} : ce fichier n'est pas un classeur Excel lisible ; réenregistrez-le en .xlsx.",
        f"{path.name}: this file is not an Excel workbook that can be read; save it again as .xlsx.",
    )
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > _LARGEST:
                raise ReadError(
                    f"{path.name} : ce classeur est bien trop gros pour une grille de codage.",
                    f"{path.name}: this workbook is far too large for a codebook.",
                )
        return load_workbook(path)
    except FileNotFoundError:
        raise ReadError(
            f"{path.name} : ce fichier n'existe pas ; vérifiez le nom et le dossier.",
            f"{path.name}: there is no such file; check the name and the folder.",
        ) from None
    except ReadError:
        raise
    except Exception:  # openpyxl lets any error through for damaged content
        raise not_excel from None


def _sheet(book: Any, name: str) -> Any:
    wanted = {each.casefold() for each in SHEETS[name]}
    return next((sheet for sheet in book.worksheets if sheet.title.strip().casefold() in wanted), None)


def _place(sheet: Any, row: int, column: str = "") -> str:
    fr = f"feuille « {sheet.title} », ligne {row}" + (f", colonne « {column} »" if column else "")
    return tr(fr, f"sheet '{sheet.title}', row {row}" + (f", column '{column}'" if column else ""))


def _text(sheet: Any, cell: Any, column: str, found: Parsed) -> str:
    """A cell as text. A formula, a date, a decimal number is an error: what was typed is not known."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str) and cell.data_type != "f":
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value == int(value):
        return str(int(value))
    if cell.data_type == "f":
        fr, en = "cette cellule contient une formule", "this cell holds a formula"
    else:
        fr, en = f"Excel a fait de cette cellule « {value} »", f"Excel turned this cell into '{value}'"
    sentence = tr(
        f"{fr} ; mettez la cellule au format Texte et retapez-la.",
        f"{en}; set the cell's format to Text and type it again.",
    )
    found.errors.append((_place(sheet, cell.row, column), "", sentence))
    return ""


def _filled(sheet: Any) -> Iterator[tuple[int, Row]]:
    """The rows with something in them, and their numbers."""
    for row in sheet.iter_rows():
        if any(cell.value is not None and str(cell.value).strip() for cell in row):
            yield row[0].row, row


def _columns(sheet: Any, row: Row, found: Parsed) -> dict[int, tuple[str, str]]:
    """Column number → field and heading, from the heading row."""
    columns: dict[int, tuple[str, str]] = {}
    for cell in row:
        heading = str(cell.value or "").strip()
        field = _HEADINGS.get(heading) or _HEADINGS.get(heading.casefold())
        if not heading or field == "family":
            continue
        if field is None:
            fr, en = meant(heading, _HEADINGS)
            sentence = tr(f"cette colonne n'existe pas{fr}", f"there is no such column{en}")
        elif any(field == known for known, _ in columns.values()):
            sentence = tr("cette colonne figure deux fois.", "this column is there twice.")
        else:
            columns[cell.column] = (field, heading)
            continue
        found.errors.append((_place(sheet, cell.row, heading), "", sentence))
    return columns


def _codes(sheet: Any, found: Parsed) -> list[dict[str, Any]]:
    rows = _filled(sheet)
    _, headings = next(rows, (1, ()))
    columns = _columns(sheet, headings, found)
    if not any(field == "id" for field, _ in columns.values()):
        sentence = tr("il manque la colonne « identifiant ».", "the column 'id' is missing.")
        found.errors.append((_place(sheet, 1), "", sentence))
        return []
    named = {cell.column for cell in headings if str(cell.value or "").strip()}
    codes: list[dict[str, Any]] = []
    for number, row in rows:
        where: Where = ("codes", len(codes))
        found.places[where] = _place(sheet, number)
        codes.append(_code(sheet, row, columns, where, found))
        for cell in row:
            if cell.column not in named and str(cell.value or "").strip():
                sentence = tr("cette colonne n'a pas de titre.", "this column has no heading.")
                found.errors.append((_place(sheet, number, cell.column_letter), "", sentence))
    return codes


def _code(sheet: Any, row: Row, columns: Mapping[int, tuple[str, str]], where: Where, found: Parsed) -> dict[str, Any]:
    code: dict[str, Any] = {}
    for cell in row:
        if cell.column not in columns:
            continue
        field, heading = columns[cell.column]
        text = _text(sheet, cell, heading, found)
        name, _, tongue = field.partition(".")
        found.places.setdefault((*where, name), _place(sheet, cell.row, heading))
        if name in LISTS:
            code[name] = _lines(text)
            _place_items(found, (*where, name), len(code[name]))
        elif name in LABELS:
            code.setdefault(name, {})[tongue] = text
        elif name in ("polarity", "status"):
            code[name] = _WORDS.get(text.strip().casefold(), text)
        else:
            code[name] = text
    return code


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _place_items(found: Parsed, where: Where, count: int) -> None:
    for number in range(count):
        found.places[(*where, number)] = found.places[where]


def _read_settings(sheet: Any, data: dict[str, Any], found: Parsed) -> None:
    header: dict[str, Any] = {}
    matching: dict[str, Any] = {}
    notes: list[str] = []
    families: list[dict[str, Any]] = []
    data |= {"codebook": header, "matching": matching}
    rows = _filled(sheet)
    next(rows, None)  # the headings
    for number, row in rows:
        name, value, *more = [_text(sheet, cell, cell.column_letter, found) for cell in row[:5]] + [""] * 5
        field = _NAMES.get(name.strip()) or _NAMES.get(name.strip().casefold())
        where: Where = ("codebook", field)
        if field is None:
            fr, en = meant(name, _NAMES)
            sentence = tr(f"le champ « {name} » n'existe pas{fr}", f"there is no field '{name}'{en}")
            found.errors.append((_place(sheet, number), "", sentence))
        elif field == "family":
            where = ("families", len(families))
            families.append({"id": value, "label": {"fr": more[0], "en": more[1]}, "codes": _lines(more[2])})
        elif field == "notes":
            notes.append(value)
        elif field in header or field in matching:
            sentence = tr(f"le champ « {name} » figure deux fois.", f"the field '{name}' is there twice.")
            found.errors.append((_place(sheet, number), "", sentence))
        elif field in ("id", "version", "language", "derived_from"):
            header[field] = value
        else:
            where = ("matching", field)
            matching[field] = _lines(value) if field in _LISTED else value
        found.places[where] = _place(sheet, number)
    if notes:
        header["notes"] = notes
    if families:
        data["families"] = families
