"""``accord``, ``affirmations``, ``concentration``, ``provenance``, ``non_code``: what a reviewer puts to the test."""

from __future__ import annotations

import pandas as pd

from qualcoop.analysis.claims import claims, verdict_word
from qualcoop.analysis.concentration import concentration
from qualcoop.analysis.confusion import confusion
from qualcoop.analysis.provenance import provenance
from qualcoop.analysis.result import Result
from qualcoop.analysis.uncoded import uncoded
from qualcoop.errors import ConflictError
from qualcoop.language import tr
from qualcoop.output import styles
from qualcoop.output.book import Book
from qualcoop.output.sheet import Sheet, letter
from qualcoop.output.sheets import parts
from qualcoop.output.tables import of_frame

HEADER = 4
_TAB = "5B3A86"
# Columns that hold a share or a coefficient, and how they are written.
SHARES = ("share", "uncoded_share", "top_source_share", "top_speaker_share", "from_suggestions", "prevalence")
RATES = ("kappa", "alpha", "agreement", "overlap", "low", "high")
_HEADS = {
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
}  # fmt: skip


def accord(book: Book) -> Sheet | None:
    """Code by code, how far two coders agree; only where two layers were given that share sources."""
    if book.coders is None:
        return None
    try:
        found = confusion(*book.coders, "code")
    except ConflictError:
        return None
    title = tr("Accord entre codeurs, code par code", "Agreement between coders, code by code")
    about = tr("Accord de deux couches, avant discussion.", "Agreement of two layers, before discussion.")
    return _framed(book, "accord", about, title, found, found.frame, "code")


def affirmations(book: Book) -> Sheet | None:
    """The claims of a file with their verdicts; only where one was given."""
    if not book.claims:
        return None
    found = claims(book.bundle, book.claims)
    frame = found.frame.drop(columns="label", errors="ignore")
    frame = frame.assign(verdict=frame["verdict"].map(verdict_word))
    title = tr("Affirmations, jugées par leurs règles", "Claims, judged by their rules")
    about = tr("Affirmations : pour, contre, verdict, règle.", "Claims: for, against, verdict, rule.")
    return _framed(book, "affirmations", about, title, found, frame)


def concentrations(book: Book) -> Sheet | None:
    """Which figure hangs on one source or one person."""
    if not len(book.bundle.cases) or not len(book.bundle.counted):
        return None
    found = concentration(book.bundle, columns="family")
    title = tr("Un chiffre tient-il à une seule voix ?", "Does a figure hang on one voice?")
    about = tr("Part de la première source et de la première voix.", "Share of the top source and speaker.")
    return _framed(book, "concentration", about, title, found, found.frame)


def provenances(book: Book) -> Sheet | None:
    """Where codings came from: made by hand, accepted, edited, imported."""
    if not len(book.bundle.counted):
        return None
    found = provenance(book.bundle, columns="family")
    title = tr("D'où vient chaque codage", "Where each coding came from")
    about = tr("À la main, accepté, corrigé, importé.", "By hand, accepted, edited, imported.")
    return _framed(book, "provenance", about, title, found, found.frame, "code")


def non_code(book: Book) -> Sheet | None:
    """What stays without a code, source by source."""
    if not len(book.bundle.sources):
        return None
    found = uncoded(book.bundle)
    title = tr("Ce qui reste sans code", "What stays without a code")
    about = tr("Mots et phrases sans code, source par source.", "Words and sentences without a code, by source.")
    return _framed(book, "non_code", about, title, found, found.frame, "source")


def _framed(
    book: Book, name: str, about: str, title: str, found: Result, frame: pd.DataFrame, index: str | None = None
) -> Sheet:
    """A result's frame as it is, under a heading, its notes below."""
    table = of_frame(name, frame, index)
    widths = [_width(column, [row[at] for row in table.rows]) for at, column in enumerate(table.columns)]
    sheet = book.sheet(name, about, widths=widths, frozen=f"B{HEADER + 1}", header=(HEADER, HEADER), tab=_TAB)
    parts.heading(book, sheet, title, about)
    sheet.add([tr(*_HEADS.get(column, (column, column))) for column in table.columns], book.style(styles.HEAD), 30)
    looks = [_look(book, column) for column in table.columns]
    for row in table.rows:
        texts = ((str(cell), width) for cell, width in zip(row, widths, strict=True) if isinstance(cell, str))
        sheet.add([_cell(cell) for cell in row], looks, parts.row_height(*texts))
    sheet.filtered = f"A{HEADER}:{letter(len(table.columns))}{max(sheet.next - 1, HEADER)}"
    parts.notes(book, sheet, found.notes)
    return sheet


def _cell(value: object) -> str | int | float | None:
    """Yes and no as words: a tick by its colour or a TRUE is not read by everybody."""
    if isinstance(value, bool):
        return tr("oui", "yes") if value else ""
    return value  # type: ignore[return-value]


def _width(column: str, cells: list[object]) -> float:
    longest = max((len(str(cell)) for cell in cells if isinstance(cell, str)), default=0)
    return 60 if longest > 60 else max(11, min(longest + 3, 34), 9 if column in SHARES else 0)


def _look(book: Book, column: str) -> int:
    if column in SHARES:
        return book.style(styles.NUMBER.but(format="0%"))
    if column in RATES:
        return book.style(styles.NUMBER.but(format="0.00"))
    return book.style(styles.TEXT if column in _TEXTS else styles.NUMBER)


_TEXTS = (
    "row", "code", "label", "top_source", "top_speaker", "case", "kind", "id", "sentence", "verdict", "materials",
    "materials_against", "detail", "rule", "source",
)  # fmt: skip
