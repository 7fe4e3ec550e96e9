"""``exclusions``: where every word of every source went, what readers warned of, which files were refused."""

from __future__ import annotations

import textwrap

from qualcoop.analysis.exclusions import exclusions as left_out
from qualcoop.language import tr
from qualcoop.output import styles
from qualcoop.output.book import Book
from qualcoop.output.sheet import Sheet
from qualcoop.output.sheets import parts
from qualcoop.output.sheets.framed import framed


def exclusions(book: Book) -> Sheet | None:
    """What no figure counts, source by source, and why; None for a study without sources or refused files."""
    found = left_out(book.bundle, book.trail)
    warnings, files = found.extra["warnings"], found.extra["files"]
    if not len(found.frame) and not len(files):
        return None
    title = tr("Ce qui n'est pas compté, et pourquoi", "What is not counted, and why")
    about = tr(
        "Mots lus et mots comptés, source par source ; avertissements de lecture ; fichiers refusés.",
        "Words read and words counted, source by source; reading warnings; files refused.",
    )
    sheet = framed(book, "exclusions", about, title, found, found.frame, "source")
    if len(warnings):
        _section(book, sheet, tr("Avertissements de lecture", "Reading warnings"))
        for source, said in warnings.itertuples(index=False, name=None):
            _told(book, sheet, str(source), str(said))
    if len(files):
        _section(book, sheet, tr("Fichiers refusés", "Files refused"))
        for file, day, reason in files.itertuples(index=False, name=None):
            # A file's name may be long: it runs over the whole line, its reason stands below.
            name = tr(f"{file} — refusé le {day}", f"{file} — refused on {day}")
            sheet.add([name], book.style(styles.PLAIN.but(bold=True)))
            _told(book, sheet, None, str(reason))
    return sheet


def _section(book: Book, sheet: Sheet, title: str) -> None:
    sheet.add([])
    sheet.add([title], book.style(styles.SECTION), 22)


def _told(book: Book, sheet: Sheet, name: str | None, text: str) -> None:
    """A text that runs over the columns to its right, on as many rows as it needs."""
    first, rest = book.style(styles.PLAIN.but(bold=True)), book.style(styles.PLAIN)
    for number, piece in enumerate(textwrap.wrap(text, parts.NOTE_WIDTH) or [""]):
        sheet.add([None if number else name, piece], [first, rest])
