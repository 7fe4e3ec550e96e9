"""A result's frame as a sheet of its own: heading, table, notes; the words of its columns in both languages."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from qualcoop.analysis.result import Result
from qualcoop.language import tr
from qualcoop.output import names, styles
from qualcoop.output.book import Book
from qualcoop.output.sheet import Sheet, letter
from qualcoop.output.sheets import parts
from qualcoop.output.tables import of_frame

HEADER = 4
TAB = "5B3A86"
# Columns that hold a share or a coefficient, and how they are written.
SHARES = ("share", "uncoded_share", "top_source_share", "top_speaker_share", "from_suggestions", "prevalence")
RATES = ("kappa", "alpha", "agreement", "overlap", "low", "high", "per_1k", "span", "first", "second", "difference")
HEADS = {
    "row": ("ligne", "row"), "code": ("code", "code"), "label": ("libellé", "label"), "seg": ("segments", "segments"),
    "src": ("sources", "sources"), "top_source": ("première source", "top source"),
    "top_source_share": ("sa part", "its share"), "top_speaker": ("première voix", "top speaker"),
    "top_speaker_share": ("sa part", "their share"), "low": ("bas (‰ mots)", "low (‰ words)"),
    "high": ("haut (‰ mots)", "high (‰ words)"), "flag": ("plus de la moitié", "over half"),
    "manual": ("à la main", "by hand"), "accepted": ("acceptés", "accepted"), "edited": ("corrigés", "edited"),
    "imported": ("importés", "imported"), "all": ("tous", "all"),
    "from_suggestions": ("part suggérée", "suggested share"),
    "case": ("cas", "case"), "kind": ("matériau", "material"), "coded": ("codée", "coded"), "words": ("mots", "words"),
    "coded_words": ("mots codés", "words coded"), "uncoded_words": ("mots non codés", "words uncoded"),
    "uncoded_share": ("part non codée", "share uncoded"), "sentences": ("phrases", "sentences"),
    "uncoded_sentences": ("phrases non codées", "sentences uncoded"),
    "longest_start": ("plage : début", "stretch: start"),
    "longest_end": ("plage : fin", "stretch: end"), "longest_words": ("plage : mots", "stretch: words"),
    "units": ("phrases", "sentences"), "both": ("A ∩ B", "A ∩ B"), "agreement": ("accord brut", "raw agreement"),
    "kappa": ("κ", "κ"), "alpha": ("α", "α"), "prevalence": ("fréquence", "prevalence"),
    "overlap": ("bornes", "boundaries"), "too_few": ("trop peu", "too few"), "id": ("id", "id"),
    "sentence": ("affirmation", "claim"), "verdict": ("verdict", "verdict"), "for": ("pour", "for"),
    "against": ("contre", "against"), "src_for": ("sources pour", "sources for"),
    "src_against": ("sources contre", "sources against"), "sources": ("base", "base"), "share": ("part", "share"),
    "materials": ("matériaux", "materials"), "materials_against": ("matériaux contre", "materials against"),
    "detail": ("ce qui le dit", "what says so"), "rule": ("règle", "rule"), "source": ("source", "source"),
    "place": ("rang", "place"), "per_1k": ("pour 1 000 mots", "per 1,000 words"),
    "span": ("mots par passage", "words per passage"), "codes": ("familles", "families"),
    "first": ("1re moitié, pour 1 000 mots", "1st half, per 1,000 words"),
    "second": ("2e moitié, pour 1 000 mots", "2nd half, per 1,000 words"),
    "difference": ("différence", "difference"), "first_seg": ("n, 1re moitié", "n, 1st half"),
    "second_seg": ("n, 2e moitié", "n, 2nd half"),
    "codable": ("mots comptés", "words counted"), "questions": ("questions", "questions"),
    "interviewer": ("leurs mots", "their words"), "asides": ("mots d'apartés", "words of asides"),
    "outside": ("mots d'en-tête", "header words"), "codings": ("codages", "codings"),
    "uncounted": ("dont non comptés", "not counted"),
    "why": ("hors des tables par cas", "out of the tables by case"),
}  # fmt: skip
_TEXTS = (
    "row", "code", "label", "top_source", "top_speaker", "case", "kind", "id", "sentence", "verdict", "materials",
    "materials_against", "detail", "rule", "source", "why",
)  # fmt: skip
_WORDED = {"kind": names.kind, "row": names.row}
Cell = str | int | float | None


def framed(
    book: Book, name: str, about: str, title: str, found: Result, frame: pd.DataFrame, index: str | None = None
) -> Sheet:
    """A result's frame as it is, under a heading, its notes below."""
    columns, rows = cells(frame, index)
    widths = [width(column, [row[at] for row in rows]) for at, column in enumerate(columns)]
    sheet = book.sheet(name, about, widths=widths, frozen=f"B{HEADER + 1}", header=(HEADER, HEADER), tab=TAB)
    parts.heading(book, sheet, title, about)
    sheet.add([head(column) for column in columns], book.style(styles.HEAD), 30)
    looks = [look(book, column) for column in columns]
    for row in rows:
        texts = ((str(cell), width) for cell, width in zip(row, widths, strict=True) if isinstance(cell, str))
        sheet.add(row, looks, parts.row_height(*texts))
    sheet.filtered = f"A{HEADER}:{letter(len(columns))}{max(sheet.next - 1, HEADER)}"
    parts.notes(book, sheet, found.notes)
    return sheet


def cells(frame: pd.DataFrame, index: str | None) -> tuple[Sequence[str], list[list[Cell]]]:
    """The columns of a frame (its index first where named) and its rows, as a reader reads them."""
    table = of_frame("", frame, index)
    words = {at: _WORDED[column] for at, column in enumerate(table.columns) if column in _WORDED}
    rows = [[_cell(value) for value in row] for row in table.rows]
    for row in rows:
        for at, word in words.items():
            row[at] = word(row[at])
    return table.columns, rows


def head(column: str) -> str:
    """The words over a column."""
    return tr(*HEADS.get(column, (column, column)))


def _cell(value: object) -> Cell:
    """Yes and no as words: a tick by its colour or a TRUE is not read by everybody."""
    if isinstance(value, bool):
        return tr("oui", "yes") if value else ""
    return value  # type: ignore[return-value]


def width(column: str, cells: Sequence[Cell]) -> float:
    """The width of a column that holds these cells."""
    longest = max((len(str(cell)) for cell in cells if isinstance(cell, str)), default=0)
    return 60 if longest > 60 else max(24 if column == "why" else 11, min(longest + 3, 34))


def look(book: Book, column: str) -> int:
    """The style of a column's cells."""
    if column in SHARES:
        return book.style(styles.NUMBER.but(format="0%"))
    if column in RATES:
        signed = '+0.00;"−"0.00;0.00' if column == "difference" else "0.00"
        return book.style(styles.NUMBER.but(format=signed))
    return book.style(styles.TEXT if column in _TEXTS else styles.NUMBER)
