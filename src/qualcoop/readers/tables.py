"""Tables: csv, tsv and xlsx. One column is the text, the others are attributes; rows may share a source."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path

from qualcoop.errors import ReadError
from qualcoop.language import tr
from qualcoop.readers.archive import Archive, read_bytes, zip_names
from qualcoop.readers.draft import Draft, Paragraph
from qualcoop.readers.registry import register
from qualcoop.readers.roles import fold
from qualcoop.readers.subtitles import whisper_drafts
from qualcoop.readers.txt import decode_file, said, split
from qualcoop.text import nfc

TEXT = tuple(
    "text texte verbatim contenu content transcript transcription propos parole paroles reponse response "
    "answer body commentaire comment extrait".split()
)
ID = tuple("id source source_id id_source identifiant entretien document doc interview file fichier".split())
SPEAKER = tuple("speaker locuteur locutrice locuteur·rice qui who personne voix".split())
TIME = tuple("timecode temps time start debut horodatage timestamp".split())
SHEET = ("file", "fichier", "filename", "nom de fichier", "nom du fichier")
_DELIMITERS = ";,\t|"
_ENOUGH = 40  # average characters from which an unnamed column is taken for the text
_MANY = 1_000_000


@dataclass(frozen=True)
class Table:
    """A table as read: column names as written, rows as text of the same width, and where each row stood.

    lines: the line (csv) or row (xlsx) of each row, from 1, for messages.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    encoding: str | None = None
    warnings: tuple[str, ...] = ()

    def column(self, *names: str) -> int | None:
        """The index of the first of `names` (folded) that is a column."""
        keys = [fold(column).replace(" ", "_") for column in self.columns]
        for name in names:
            if name.replace(" ", "_") in keys:
                return keys.index(name.replace(" ", "_"))
        return None


def _is_xlsx(path: Path, head: bytes) -> bool:
    return "xl/workbook.xml" in zip_names(path, head)


@register("csv", suffixes=(".csv",), version="1")
def read_csv(path: Path) -> list[Draft]:
    """The sources of a csv file; `;` `,` tab or `|` between cells."""
    return drafts(path, csv_table(path))


@register("tsv", suffixes=(".tsv", ".tab"), version="1")
def read_tsv(path: Path) -> list[Draft]:
    """The sources of a tab-separated file; Whisper's (start, end, text) are subtitles."""
    table = csv_table(path)
    if tuple(fold(column) for column in table.columns) == ("start", "end", "text"):
        return whisper_drafts(path, table.rows, table.encoding or "utf-8", table.warnings)
    return drafts(path, table)


@register("xlsx", suffixes=(".xlsx", ".xlsm"), version="1", sniff=_is_xlsx)
def read_xlsx(path: Path) -> list[Draft]:
    """The sources of the first sheet that holds anything; other sheets are named in a warning."""
    return drafts(path, xlsx_table(path))


def read_table(path: Path) -> Table:
    """The table of a csv, tsv or xlsx file, by its content. Raises ReadError with one sentence."""
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise ReadError(
            f"{path.name} : lecture impossible ({error.strerror}) ; vérifiez le chemin et les droits.",
            f"{path.name}: cannot be read ({error.strerror}); check the path and the permissions.",
        ) from None
    return xlsx_table(path) if head.startswith(b"PK") else csv_table(path)


def csv_table(path: Path) -> Table:
    """A csv file's table; the delimiter is found from the first lines."""
    decoded = decode_file(path)
    text = nfc(decoded.text)
    delimiter = _delimiter(text)
    csv.field_size_limit(1 << 30)
    raw: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        before = 0
        for row in reader:
            if any(cell.strip() for cell in row):
                raw.append((before + 1, row))
            before = reader.line_num
    except csv.Error as error:
        raise ReadError(
            f"{path.name}, ligne {reader.line_num} : csv illisible ({error}) ; vérifiez les guillemets.",
            f"{path.name}, line {reader.line_num}: the csv cannot be read ({error}); check the quotation marks.",
        ) from None
    return _table(path, raw, said(decoded), list(decoded.warnings))


def _delimiter(text: str) -> str:
    """The sign that cuts the first rows into the same number of cells, the more cells the better."""
    sample = text[:65536]
    best, chosen = (0.0, 1), ","
    for sign in _DELIMITERS:
        try:
            rows = [row for row in csv.reader(io.StringIO(sample), delimiter=sign) if any(row)][:50]
        except csv.Error:
            continue
        if not rows or len(rows[0]) < 2:
            continue
        same = sum(len(row) == len(rows[0]) for row in rows) / len(rows)
        score = (round(same, 1), len(rows[0]))
        if score > best:
            best, chosen = score, sign
    return chosen


def xlsx_table(path: Path) -> Table:
    """The table of a workbook's first sheet that is not empty; dates as ISO 8601."""
    with Archive(path, tr("classeur Excel", "Excel workbook")):
        pass  # sizes are checked before openpyxl unpacks anything
    from openpyxl import load_workbook

    # From the bytes: openpyxl refuses a path whose suffix is wrong.
    workbook = load_workbook(io.BytesIO(read_bytes(path)), read_only=True, data_only=True)
    try:
        filled: list[tuple[str, list[tuple[int, list[str]]]]] = []
        for sheet in workbook.worksheets:
            sheet.reset_dimensions()
            rows = _sheet_rows(sheet.iter_rows(values_only=True))
            if rows:
                filled.append((sheet.title, rows))
    finally:
        workbook.close()
    others = ", ".join(title for title, _ in filled[1:])
    warnings = (
        [
            tr(
                f"Seule la première feuille est lue ; laissées de côté : {others}.",
                f"Only the first sheet is read; left out: {others}.",
            )
        ]
        if others
        else []
    )
    return _table(path, filled[0][1] if filled else [], None, warnings)


def _sheet_rows(rows: Iterable[Sequence[object]]) -> list[tuple[int, list[str]]]:
    kept: list[tuple[int, list[str]]] = []
    for number, row in enumerate(rows, start=1):
        cells = [cell_text(value) for value in row]
        if any(cell.strip() for cell in cells):
            kept.append((number, cells))
        if number >= _MANY:
            break
    return kept


def cell_text(value: object) -> str:
    """A cell as text: whole numbers without ``.0``, dates as ISO 8601, empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return nfc(str(value)).replace("_x000D_", "")


def _table(path: Path, raw: list[tuple[int, list[str]]], encoding: str | None, warnings: list[str]) -> Table:
    if not raw:
        raise ReadError(
            f"{path.name} : le tableau est vide ; sa première ligne doit nommer les colonnes.",
            f"{path.name}: the table is empty; its first line must name the columns.",
        )
    columns = [" ".join(cell.split()) for cell in raw[0][1]]
    while columns and not columns[-1]:
        columns.pop()
    _refuse_doubles(path, columns)
    columns = [name or f"colonne {at}" for at, name in enumerate(columns, start=1)]
    width = len(columns)
    for line, row in raw[1:]:
        if any(cell.strip() for cell in row[width:]):
            raise ReadError(
                f"{path.name}, ligne {line} : {len(row)} cellules pour {width} colonnes ; "
                "mettez entre guillemets les textes qui contiennent le séparateur.",
                f"{path.name}, line {line}: {len(row)} cells for {width} columns; "
                "quote the texts that hold the separator.",
            )
    rows = tuple(tuple([*row, *[""] * (width - len(row))][:width]) for _, row in raw[1:])
    return Table(tuple(columns), rows, tuple(line for line, _ in raw[1:]), encoding, tuple(warnings))


def _refuse_doubles(path: Path, columns: Sequence[str]) -> None:
    seen: dict[str, int] = {}
    for at, name in enumerate(columns, start=1):
        key = name.casefold()
        if key and key in seen:
            raise ReadError(
                f"{path.name} : deux colonnes s'appellent « {name} » ({seen[key]} et {at}) ; renommez l'une.",
                f"{path.name}: two columns are named '{name}' ({seen[key]} and {at}); rename one.",
            )
        seen[key] = at


def drafts(path: Path, table: Table) -> list[Draft]:
    """The sources of a table.

    Rows with the same identifier (column ``id``, ``source``, ``fichier``…) are one source. Without
    identifiers, a column of speakers makes the whole table one transcript, else each row is a source.
    A column whose values differ inside a source keeps them all, joined by « ; ».
    """
    _refuse_sheet(path, table)
    text, warnings = _need_text(path, table)
    identifier = table.column(*(name for name in ID if fold(table.columns[text]) != name))
    speaker, moment = table.column(*SPEAKER), table.column(*TIME)
    made: list[Draft] = []
    blank = 0
    for name, members in _groups(path, table, identifier, speaker).items():
        paragraphs = _paragraphs(table, members, text, speaker, moment)
        if not paragraphs:
            blank += len(members)
            continue
        attributes = _attributes(table, members, (text, speaker, moment))
        if identifier is not None:
            attributes.pop(table.columns[identifier], None)
            attributes = {"id": name, **attributes}
        single = speaker is None and len(members) > 1
        made.append(Draft(name, paragraphs, attributes, table.encoding, warnings, single))
    if not made:
        raise ReadError(
            f"{path.name} : la colonne « {table.columns[text]} » ne contient aucun texte.",
            f"{path.name}: the column '{table.columns[text]}' holds no text.",
        )
    if blank:
        note = tr(f"{blank} ligne(s) sans texte laissée(s) de côté.", f"{blank} row(s) without text left out.")
        made[0] = replace(made[0], warnings=(*made[0].warnings, note))
    return made


def _refuse_sheet(path: Path, table: Table) -> None:
    if table.column(*SHEET) is not None and _text_column(table) is None:
        raise ReadError(
            f"{path.name} : c'est une feuille d'attributs (colonne des fichiers, aucune colonne de texte) ; "
            "donnez-la avec --attributes.",
            f"{path.name}: this is an attributes sheet (a column of files, no column of text); "
            "give it with --attributes.",
        )


def _groups(path: Path, table: Table, identifier: int | None, speaker: int | None) -> dict[str, list[int]]:
    """The rows of every source by its name, in order of first appearance."""
    stem = nfc(path.stem)
    digits = max(3, len(str(len(table.rows))))
    groups: dict[str, list[int]] = {}
    for at, row in enumerate(table.rows):
        name = row[identifier].strip() if identifier is not None else ""
        if identifier is None and speaker is None:
            name = f"{stem}-{at + 1:0{digits}d}"
        groups.setdefault(name or stem, []).append(at)
    return groups


def _text_column(table: Table) -> int | None:
    return table.column(*TEXT)


def _need_text(path: Path, table: Table) -> tuple[int, tuple[str, ...]]:
    named = _text_column(table)
    if named is not None:
        return named, table.warnings
    seen = ", ".join(table.columns)
    sizes = [
        sum(len(row[at]) for row in table.rows) / max(1, sum(1 for row in table.rows if row[at]))
        for at in range(len(table.columns))
    ]
    longest = max(range(len(sizes)), key=sizes.__getitem__, default=0)
    if not table.rows or not sizes or sizes[longest] < _ENOUGH:
        raise ReadError(
            f"{path.name} : aucune colonne de texte parmi : {seen} ; nommez-la « texte » (ou « text »).",
            f"{path.name}: no column of text among: {seen}; name it 'text' (or 'texte').",
        )
    note = tr(
        f"Colonne de texte : « {table.columns[longest]} » (la plus longue) ; nommez-en une « texte » pour en changer.",
        f"Text column: '{table.columns[longest]}' (the longest); name one 'text' to change it.",
    )
    return longest, (*table.warnings, note)


def _paragraphs(
    table: Table, members: Sequence[int], text: int, speaker: int | None, moment: int | None
) -> tuple[Paragraph, ...]:
    made: list[Paragraph] = []
    for at in members:
        row = table.rows[at]
        cell = nfc(row[text]).strip("\n")
        if not cell.strip():
            continue
        label = row[speaker].strip() or None if speaker is not None else None
        timecode = row[moment].strip() or None if moment is not None else None
        pieces = split(cell) if len(members) == 1 or speaker is not None else [cell]
        made.append(Paragraph(pieces[0], label=label, timecode=timecode))
        made.extend(Paragraph(piece) for piece in pieces[1:])
    return tuple(made)


def _attributes(table: Table, members: Sequence[int], roles: Sequence[int | None]) -> dict[str, str]:
    found: dict[str, str] = {}
    for at, column in enumerate(table.columns):
        if at in roles:
            continue
        values = Counter(table.rows[member][at].strip() for member in members)
        values.pop("", None)
        if values:
            found[column] = " ; ".join(values)
    return found
