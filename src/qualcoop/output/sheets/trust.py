"""``accord``, ``affirmations``, ``concentration``, ``provenance``, ``non_code``: what a reviewer puts to the test."""

from __future__ import annotations

from qualcoop.analysis.claims import claims, verdict_word
from qualcoop.analysis.concentration import concentration
from qualcoop.analysis.confusion import confusion
from qualcoop.analysis.provenance import provenance
from qualcoop.analysis.uncoded import uncoded
from qualcoop.errors import ConflictError
from qualcoop.language import tr
from qualcoop.output.book import Book
from qualcoop.output.sheet import Sheet
from qualcoop.output.sheets.framed import framed


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
    return framed(book, "accord", about, title, found, found.frame, "code")


def affirmations(book: Book) -> Sheet | None:
    """The claims of a file with their verdicts; only where one was given."""
    if not book.claims:
        return None
    found = claims(book.bundle, book.claims)
    frame = found.frame.drop(columns="label", errors="ignore")
    frame = frame.assign(verdict=frame["verdict"].map(verdict_word))
    title = tr("Affirmations, jugées par leurs règles", "Claims, judged by their rules")
    about = tr("Affirmations : pour, contre, verdict, règle.", "Claims: for, against, verdict, rule.")
    return framed(book, "affirmations", about, title, found, frame)


def concentrations(book: Book) -> Sheet | None:
    """Which figure hangs on one source or one person."""
    if not len(book.bundle.cases) or not len(book.bundle.counted):
        return None
    found = concentration(book.bundle, columns="family")
    title = tr("Un chiffre tient-il à une seule voix ?", "Does a figure hang on one voice?")
    about = tr("Part de la première source et de la première voix.", "Share of the top source and speaker.")
    return framed(book, "concentration", about, title, found, found.frame)


def provenances(book: Book) -> Sheet | None:
    """Where codings came from: made by hand, accepted, edited, imported."""
    if not len(book.bundle.counted):
        return None
    found = provenance(book.bundle, columns="family")
    title = tr("D'où vient chaque codage", "Where each coding came from")
    about = tr("À la main, accepté, corrigé, importé.", "By hand, accepted, edited, imported.")
    return framed(book, "provenance", about, title, found, found.frame, "code")


def non_code(book: Book) -> Sheet | None:
    """What stays without a code, source by source."""
    if not len(book.bundle.sources):
        return None
    found = uncoded(book.bundle)
    title = tr("Ce qui reste sans code", "What stays without a code")
    about = tr("Mots et phrases sans code, source par source.", "Words and sentences without a code, by source.")
    return framed(book, "non_code", about, title, found, found.frame, "source")
