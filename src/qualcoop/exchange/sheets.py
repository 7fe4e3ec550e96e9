"""Coding sheets: csv files with one coded passage a row, anchored by offsets and by quote.

Columns: ``source_id, start, end, quote, code`` and, where there are any, ``text_sha256, about, phase,
coder, origin, memo``; others are ignored. Offsets are code points of the source's text. Where they no
longer fit (another reader, a corrected file), the quote is searched, and the row is refused unless it is
found exactly once: nothing is guessed, and what was refused is listed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qualcoop.errors import AnchorError, InputError, QualcoopError, ReadError
from qualcoop.language import tr
from qualcoop.model import Coding, CodingOrigin, Source
from qualcoop.spans import Span, locate
from qualcoop.study import Study

# What the sheet says of a coding's origin is kept; anything else is a coding made elsewhere.
_ORIGINS: dict[str, CodingOrigin] = {"manual": "manual", "accepted": "accepted", "edited": "edited"}
NEEDED = ("source_id", "start", "end", "quote", "code")


@dataclass(frozen=True)
class SheetsReport:
    """What came in: new codings, those moved to where their quote stands, refused rows with reasons."""

    files: int
    read: int
    added: int
    moved: int
    refused: tuple[str, ...]

    def sentences(self) -> list[str]:
        """The report for the terminal, the refused rows first."""
        known = self.read - self.added - len(self.refused)
        return [
            *self.refused,
            tr(
                f"{self.files} feuilles, {self.read} lignes : {self.added} codages ajoutés "
                f"(dont {self.moved} replacés par leur citation), {known} déjà connus, "
                f"{len(self.refused)} refusés.",
                f"{self.files} sheets, {self.read} rows: {self.added} codings added "
                f"({self.moved} of them placed by their quote), {known} already known, "
                f"{len(self.refused)} refused.",
            ),
        ]


def import_sheets(study: Study, path: Path, *, layer: str) -> SheetsReport:
    """Add the codings of one csv file, or of all those of a folder, to `layer` in one change.

    Raises ReadError where a file cannot be read or lacks a column; rows that do not fit are refused
    one by one, in the report.
    """
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    if not files or not path.exists():
        raise ReadError(
            f"{path} : pas de feuille de codage .csv à cet endroit.", f"{path}: no .csv coding sheet there."
        )
    codings: list[Coding] = []
    refused: list[str] = []
    read = moved = 0
    sources: dict[str, Source] = {}
    for file in files:
        for number, row in _rows(file):
            read += 1
            try:
                coding, shifted = _coding(study, row, layer, sources)
            except QualcoopError as error:
                refused.append(tr(f"{file.name}, ligne {number} : {error}", f"{file.name}, row {number}: {error}"))
                continue
            codings.append(coding)
            moved += shifted
    added = study.add_codings(codings)
    return SheetsReport(len(files), read, added, moved, tuple(refused))


def _rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(
            f"{file.name} : illisible ({error}) ; enregistrez-le en csv UTF-8.",
            f"{file.name}: unreadable ({error}); save it as UTF-8 csv.",
        ) from error
    first = text.split("\n", 1)[0]
    reader = csv.DictReader(
        text.splitlines(keepends=True), delimiter=";" if first.count(";") > first.count(",") else ","
    )
    missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        raise ReadError(
            f"{file.name} : colonne(s) {', '.join(missing)} absente(s) ; vu : {', '.join(reader.fieldnames or ())}.",
            f"{file.name}: column(s) {', '.join(missing)} missing; seen: {', '.join(reader.fieldnames or ())}.",
        )
    for row in reader:
        yield reader.line_num, {key: value or "" for key, value in row.items() if key}


def _coding(study: Study, row: dict[str, str], layer: str, sources: dict[str, Source]) -> tuple[Coding, bool]:
    name = row["source_id"].strip()
    source = sources.get(name) or sources.setdefault(name, study.source(name))
    span, moved = _place(source, row, name)
    coding = Coding(
        source=name,
        start=span.start,
        end=span.end,
        code=row["code"].strip(),
        layer=layer,
        quote=source.text[span.start : span.end],
        coder=row.get("coder", ""),
        memo=row.get("memo", ""),
        about=row.get("about") or None,
        phase=row.get("phase") or None,
        origin=_ORIGINS.get(row.get("origin", ""), "imported"),
    )
    study.check_coding(coding)
    return coding, moved


def _place(source: Source, row: dict[str, str], name: str) -> tuple[Span, bool]:
    """The row's span: its offsets where the quote stands there, else the one place of the quote."""
    try:
        span = Span(int(row["start"]), int(row["end"]))
    except ValueError as error:
        raise InputError(
            f"positions « {row['start']} » et « {row['end']} » : deux nombres entiers sont attendus.",
            f"offsets '{row['start']}' and '{row['end']}': two whole numbers are expected.",
        ) from error
    if 0 <= span.start < span.end and source.text[span.start : span.end] == row["quote"]:
        return span, False
    if not row["quote"].strip():
        raise AnchorError("la citation manque.", "the quote is missing.")
    return locate(source.text, row["quote"], name), True
