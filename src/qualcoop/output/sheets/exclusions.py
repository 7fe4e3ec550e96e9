"""``exclusions``: where every word of every source went, what readers warned of, which files were refused."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from qualcoop.analysis.exclusions import exclusions as left_out
from qualcoop.language import tr
from qualcoop.output import styles
from qualcoop.output.book import Book, short
from qualcoop.output.sheet import Sheet, Value
from qualcoop.output.sheets import parts
from qualcoop.output.sheets.framed import framed

_FILE = 34  # characters of a file's name before it is cut


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
        heads = ["source", tr("avertissement", "warning")]
        _told(book, sheet, tr("Avertissements de lecture", "Reading warnings"), heads, warnings.to_numpy().tolist())
    if len(files):
        heads = [tr("fichier", "file"), tr("refusé le", "refused on"), tr("raison", "reason")]
        _told(book, sheet, tr("Fichiers refusés", "Files refused"), heads, files.to_numpy().tolist())
    return sheet


def _told(book: Book, sheet: Sheet, title: str, heads: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    """Lines under the table; the last text runs over the columns to its right, on as many rows as it needs."""
    sheet.add([])
    sheet.add([title], book.style(styles.SECTION), 22)
    sheet.add(heads, book.style(styles.HEAD.but(wrap=False, border="below")), 20)
    first, rest = book.style(styles.PLAIN.but(bold=True, wrap=True)), book.style(styles.PLAIN)
    for *lead, text in lines:
        shown = [short(str(each), _FILE) for each in lead]
        for number, piece in enumerate(textwrap.wrap(str(text), parts.NOTE_WIDTH - 12 * len(lead)) or [""]):
            cells: list[Value] = [*(shown if not number else [None] * len(lead)), piece]
            looks = [first if at == 0 else rest for at in range(len(cells))]
            sheet.add(cells, looks, parts.row_height((shown[0], sheet.widths[0])) if not number else None)
