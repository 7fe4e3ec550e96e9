"""The workbook: every display on its sheet, every figure leading to its passages.

To add a sheet, write a function in `qualcoop.output.sheets` that takes the book and gives a sheet, several or
None, and list it in `SHEETS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.matrix import Matrix
from qualcoop.output import package
from qualcoop.output.book import Book
from qualcoop.output.passages import Passages
from qualcoop.output.sheet import Sheet
from qualcoop.output.sheets import (
    balance,
    cadre,
    codebook,
    course,
    drift,
    exclusions,
    frequency,
    meetings,
    passages,
    readme,
    sources,
    trust,
    voices,
)
from qualcoop.output.styles import PLAIN, Styles

if TYPE_CHECKING:
    from qualcoop.analysis.claim_data import Claim
    from qualcoop.analysis.summaries import Summary
    from qualcoop.analysis.trail import Trail

SheetWriter = Callable[[Book], Sheet | list[Sheet] | None]

# In the order of the tabs; ``citations`` comes after every sheet whose figures it explains.
SHEETS: tuple[SheetWriter, ...] = (
    frequency.projet_x_code,
    sources.sources_x_codes,
    sources.presence,
    meetings.cooccurrences,
    meetings.paires,
    cadre.cadre,
    balance.equilibre,
    voices.acteurs,
    voices.materiaux,
    course.phases,
    course.saturation,
    trust.accord,
    trust.affirmations,
    trust.concentrations,
    trust.provenances,
    trust.non_code,
    drift.derive,
    exclusions.exclusions,
    passages.segments,
    passages.citations,
    codebook.codebook,
)


def write(
    path: str | Path,
    bundle: Bundle,
    *,
    study_meta: Mapping[str, Any] | None = None,
    coders: tuple[Bundle, Bundle] | None = None,
    claims: Iterable[Claim] = (),
    summaries: Iterable[Summary] = (),
    trail: Trail | None = None,
) -> list[str]:
    """Write the workbook of one layer; gives the names of its sheets.

    study_meta: name, description, fictional (true for the sample corpus). coders: two layers, for the sheet
    ``accord``. claims: for the sheet ``affirmations``. trail: for ``derive`` and ``exclusions``. The file is
    written beside and put in place in one step. The same bundle gives the same bytes. Raises InputError,
    StoreError.
    """
    target = Path(path)
    package.check_suffix(target, ".xlsx")
    package.check_folder(target.parent)
    book = new_book(bundle, study_meta)
    book.coders, book.claims, book.summaries, book.trail = coders, tuple(claims), tuple(summaries), trail
    for writer in SHEETS:
        book.sheets.extend(_made(writer(book)))
    sheets = [readme.readme(book), *book.sheets]
    package.save(target, book.workbook, sheets, f"{book.title} · {book.provenance}")
    return [sheet.name for sheet in sheets]


def _made(found: Sheet | list[Sheet] | None) -> list[Sheet]:
    """What a writer gave, as a list."""
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


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
        book.sheets.extend(_made(writer(book)))
    package.save(target, book.workbook, book.sheets, f"{book.title} · {book.provenance}")
    return target
