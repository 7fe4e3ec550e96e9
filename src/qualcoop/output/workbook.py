"""The workbook: every display on its sheet, every figure leading to its passages.

To add a sheet, write a function ``(book) -> Sheet | None`` in `qualcoop.output.sheets` and list it in `SHEETS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.matrix import Matrix
from qualcoop.output import package
from qualcoop.output.book import Book
from qualcoop.output.passages import Passages
from qualcoop.output.sheet import Sheet
from qualcoop.output.sheets import balance, codebook, course, frequency, meetings, passages, readme, sources, voices
from qualcoop.output.styles import PLAIN, Styles

SheetWriter = Callable[[Book], Sheet | None]

# In the order of the tabs; ``citations`` comes after every sheet whose figures it explains.
SHEETS: tuple[SheetWriter, ...] = (
    frequency.projet_x_code,
    sources.presence,
    sources.sources_x_codes,
    meetings.cooccurrences,
    meetings.paires,
    balance.equilibre,
    voices.acteurs,
    voices.materiaux,
    course.phases,
    course.saturation,
    passages.segments,
    passages.citations,
    codebook.codebook,
)


def write(path: str | Path, bundle: Bundle, *, study_meta: Mapping[str, Any] | None = None) -> list[str]:
    """Write the workbook of one layer; gives the names of its sheets.

    study_meta: name, description, fictional (true for the sample corpus). The file is written beside and put
    in place in one step. The same bundle gives the same bytes. Raises InputError, StoreError.
    """
    target = Path(path)
    package.check_folder(target.parent)
    book = new_book(bundle, study_meta)
    for writer in SHEETS:
        sheet = writer(book)
        if sheet is not None:
            book.sheets.append(sheet)
    sheets = [readme.readme(book), *book.sheets]
    package.save(target, book.workbook, sheets, f"{book.title} · {book.provenance}")
    return [sheet.name for sheet in sheets]


def new_book(bundle: Bundle, study_meta: Mapping[str, Any] | None = None) -> Book:
    """A book without sheets."""
    made = package.new_workbook(str((study_meta or {}).get("name") or bundle.meta.get("study") or "qualcoop"))
    styles = Styles(made)
    styles(PLAIN)
    found = Passages(bundle, len(passages.WIDTHS), len(passages.CITATION_WIDTHS))
    return Book(bundle, made, styles, found, dict(study_meta or {}))


def write_matrix(path: str | Path, matrix: Matrix) -> Path:
    """Write one matrix with the passages behind its figures; gives the path. Raises InputError, StoreError."""
    from qualcoop.output.sheets.matrix import one_matrix

    target = Path(path)
    package.check_folder(target.parent)
    book = new_book(matrix.bundle)
    book.sheets.append(one_matrix(book, matrix))
    for writer in (passages.segments, passages.citations, codebook.codebook):
        sheet = writer(book)
        if sheet is not None:
            book.sheets.append(sheet)
    package.save(target, book.workbook, book.sheets, f"{book.title} · {book.provenance}")
    return target
