"""The attributes sheet: one row a file (or a source), which corrects and completes what was read.

Columns: ``fichier`` (or ``file``), and any of ``id``, ``materiau`` (``kind``), ``projet`` (``cas``,
``case``), ``locuteurs`` (``speakers``: ``Checheur=Chercheur ; Dan=interviewer``). Every other column
becomes an attribute. A csv (``;``, ``,`` or tab) or an xlsx.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from qualcoop.errors import ReadError
from qualcoop.model import Kind, Source
from qualcoop.readers.header import kind_of, normalise
from qualcoop.readers.tables import SHEET, Table, read_table

_ID = ("id", "source", "source_id", "identifiant")
_KIND = ("kind", "materiau", "material")
_CASE = ("case", "cas", "projet", "project")
_SPEAKERS = ("speakers", "locuteurs")


@dataclass(frozen=True)
class SheetRow:
    """What a sheet says of one file or source; None and empty where it is silent.

    file: as written. line: its line in the sheet, for messages.
    """

    file: str
    line: int
    id: str | None = None
    kind: Kind | None = None
    case: str | None = None
    speakers: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)

    def apply(self, source: Source) -> Source:
        """The source with the sheet's attributes on top of its own, and the sheet's case."""
        attributes = {**source.attributes, **self.attributes}
        if self.id:
            attributes["id"] = self.id
        if self.case:
            attributes["projet"] = self.case
        return replace(source, attributes=attributes, case=self.case or source.case)


@dataclass(frozen=True)
class AttributesSheet:
    """A sheet as read; `row` finds the row of a file."""

    path: Path
    rows: tuple[SheetRow, ...]

    def row(self, *names: str) -> SheetRow | None:
        """The row whose file is one of `names` (relative path, file name, stem, source name).

        Accents may be composed or not, case and slashes do not matter; the first name that is there wins.
        """
        found = {_key(row.file): row for row in reversed(self.rows)}
        return next((found[_key(name)] for name in names if _key(name) in found), None)

    def unused(self, used: Iterable[SheetRow]) -> tuple[SheetRow, ...]:
        """The rows whose file was not met."""
        lines = {row.line for row in used}
        return tuple(row for row in self.rows if row.line not in lines)


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).replace("\\", "/").strip().casefold()


def read_sheet(path: Path | str) -> AttributesSheet:
    """Read an attributes sheet.

    Raises ReadError, naming the line, for a sheet without a column of files, a file named twice, an
    unknown kind, or speakers that are not written ``label=name``.
    """
    path = Path(path)
    table = read_table(path)
    file, identifier = table.column(*SHEET), table.column(*_ID)
    if file is None and identifier is None:
        seen = ", ".join(table.columns)
        raise ReadError(
            f"{path.name} : aucune colonne « fichier » (ou « file ») parmi : {seen} ; nommez ainsi celle des fichiers.",
            f"{path.name}: no column 'file' (or 'fichier') among: {seen}; name the column of files so.",
        )
    rows: list[SheetRow] = []
    lines: dict[str, int] = {}
    for line, cells in zip(table.lines, table.rows, strict=True):
        row = _row(path, table, line, cells, file, identifier)
        if not row.file:
            continue
        if _key(row.file) in lines:
            first = lines[_key(row.file)]
            raise ReadError(
                f"{path.name}, ligne {line} : « {row.file} » figure déjà ligne {first} ; gardez une seule ligne.",
                f"{path.name}, line {line}: '{row.file}' is already on line {first}; keep one line.",
            )
        lines[_key(row.file)] = line
        rows.append(row)
    return AttributesSheet(path, tuple(rows))


def _row(
    path: Path, table: Table, line: int, cells: tuple[str, ...], file: int | None, identifier: int | None
) -> SheetRow:
    kind, case, speakers = table.column(*_KIND), table.column(*_CASE), table.column(*_SPEAKERS)
    place = f"{path.name}, ligne {line}", f"{path.name}, line {line}"
    taken = {file, identifier, kind, case, speakers}
    others = {
        name: cell.strip()
        for at, (name, cell) in enumerate(zip(table.columns, cells, strict=True))
        if at not in taken and cell.strip()
    }
    code = cells[identifier].strip() if identifier is not None else ""
    return SheetRow(
        file=cells[file].strip() if file is not None else code,
        line=line,
        id=code or None,
        kind=_kind(cells[kind].strip(), place) if kind is not None else None,
        case=(cells[case].strip() or None) if case is not None else None,
        speakers=parse_speakers([cells[speakers]], place) if speakers is not None else {},
        attributes=normalise(others),
    )


def _kind(written: str, place: tuple[str, str]) -> Kind | None:
    if not written:
        return None
    kind = kind_of(written)
    if kind is None:
        raise ReadError(
            f"{place[0]} : matériau « {written} » inconnu ; écrivez entretien, observation ou document.",
            f"{place[1]}: unknown kind '{written}'; write interview, observation or document.",
        )
    return kind


def parse_speakers(given: Iterable[str], place: tuple[str, str] = ("--speakers", "--speakers")) -> dict[str, str]:
    """``["Checheur=Chercheur ; Dan=interviewer"]`` as a mapping; pairs are parted by `;` or `,`.

    Raises ReadError for a pair without an equals sign. `place` begins the message, in both languages.

    >>> parse_speakers(["Checheur=Chercheur; Dan=interviewer"])
    {'Checheur': 'Chercheur', 'Dan': 'interviewer'}
    """
    found: dict[str, str] = {}
    for pair in (piece.strip() for one in given for piece in one.replace(";", ",").split(",")):
        if not pair:
            continue
        label, sign, value = pair.partition("=")
        if not sign or not label.strip():
            raise ReadError(
                f"{place[0]} : « {pair} » n'est pas de la forme étiquette=nom ou étiquette=rôle "
                "(interviewer, respondent, observer, author, ou - pour personne).",
                f"{place[1]}: '{pair}' is not label=name or label=role "
                "(interviewer, respondent, observer, author, or - for nobody).",
            )
        found[label.strip()] = value.strip()
    return found
