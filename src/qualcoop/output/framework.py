"""The framework matrix as a workbook to write in: per case a line for the summaries, one to say "read again", one
for the state of each cell (it leads to its passages) and one of pointers. `framework_reading` reads it back; the
hidden sheet ``_clefs`` says what was exported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcoop.analysis.columns import label_of
from qualcoop.analysis.framework import EMPTY, STALE, Framework, FrameworkCell, state_word
from qualcoop.analysis.summaries import digest
from qualcoop.errors import InputError
from qualcoop.language import tr
from qualcoop.output import package, styles
from qualcoop.output.book import Book, short
from qualcoop.output.safe import CELL_LIMIT
from qualcoop.output.sheet import Sheet, Value
from qualcoop.output.sheets import parts
from qualcoop.output.workbook import new_book

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

KEYS = "_clefs"
EXTRACTS = "extraits"
# Column heads of the keys; the words of both languages are read back.
KEY, LABEL, LINE = ("clef", "key"), ("cas", "case"), ("ligne", "line")
SUMMARY, REREAD, STATE = ("résumé", "summary"), ("relu", "read again"), ("état", "state")
PASSAGES = ("passages", "passages")
KEY_HEADS = ("sheet", "case", "code", "segments", "summary")
HEADER, LEAD = 5, 3
WIDTH, MOST = 45, 8
_QUOTE = 220


def write(path: str | Path, found: Framework, *, study_meta: Mapping[str, Any] | None = None) -> list[str]:
    """Write the workbook to be filled in; gives the names of its visible sheets. Raises InputError, StoreError."""
    assert found.matrix is not None
    target = Path(path)
    package.check_folder(target.parent)
    book = new_book(found.matrix.bundle, study_meta)
    made = sheets(book, found)
    package.save(target, book.workbook, [*made, _keys(book, found)], f"{book.title} · {book.provenance}")
    return [sheet.name for sheet in made]


def sheets(book: Book, found: Framework) -> list[Sheet]:
    """One sheet per group of columns (``cadre_L``…; by family where a group has more than eight), then extracts."""
    _refuse_long(found)
    extracts = _Extracts(book, found)
    return [*(_matrix(book, found, name, columns, extracts) for name, columns in chunks(found)), extracts.sheet]


def chunks(found: Framework) -> list[tuple[str, list[str]]]:
    """The name of each sheet and its columns."""
    assert found.matrix is not None
    names = found.matrix.column_set
    by_group: dict[str, list[str]] = {}
    for column, group in zip(names.ids, names.groups, strict=True):
        by_group.setdefault(group, []).append(column)
    made: dict[str, list[str]] = {}
    codebook = found.matrix.bundle.codebook
    for group, columns in by_group.items():
        for column in columns:
            family = codebook.family(column) if len(columns) > MOST and codebook.has(column) else group
            made.setdefault(f"cadre_{family}" if family else "cadre", []).append(column)
    return [each for name, columns in made.items() for each in _split(name, columns)]


def _split(name: str, columns: list[str]) -> list[tuple[str, list[str]]]:
    """At most eight columns to a sheet: more cannot be read across."""
    pieces = [columns[at : at + MOST] for at in range(0, len(columns), MOST)]
    return [(name if number == 1 else f"{name}_{number}", piece) for number, piece in enumerate(pieces, 1)]


def _matrix(book: Book, found: Framework, name: str, columns: Sequence[str], extracts: _Extracts) -> Sheet:
    sheet = book.sheet(
        name,
        tr(
            "Cadre d'analyse : les résumés du chercheur par cas et par code, avec les renvois aux passages.",
            "Framework matrix: the researcher's summaries per case and code, with pointers to the passages.",
        ),
        widths=[14, 24, 11, *([WIDTH] * len(columns))],
        frozen=f"D{HEADER + 2}",
        header=(HEADER, HEADER + 1),
        side=(1, 3),
    )
    parts.heading(
        book,
        sheet,
        tr("Cadre d'analyse", "Framework matrix"),
        tr(
            "Écrivez dans les lignes « résumé » ; un x dans « relu » dit qu'un résumé à relire tient encore. Ne "
            "changez ni les clefs, ni les lignes, ni les colonnes. Puis : qualcoop framework import.",
            "Write in the lines 'summary'; an x in 'read again' says that a summary still holds. Change neither "
            "keys, lines nor columns. Then: qualcoop framework import.",
        ),
    )
    sheet.add([])
    _heads(book, sheet, found, columns)
    for row in found.frame.index:
        _case(book, sheet, found, str(row), columns, extracts)
    parts.notes(book, sheet, found.notes)
    return sheet


def _heads(book: Book, sheet: Sheet, found: Framework, columns: Sequence[str]) -> None:
    assert found.matrix is not None
    names = found.matrix.column_set
    groups = [names.groups[names.place(column)] for column in columns]
    lead = book.style(styles.HEAD)
    ids = [book.style(parts.id_look(group)) for group in groups]
    sheet.add([tr(*KEY), tr(*LABEL), tr(*LINE), *columns], [lead] * LEAD + ids, 20)
    labels = [label_of(found.matrix.bundle.codebook, column) for column in columns]
    looks = [book.style(parts.label_look(group)) for group in groups]
    sheet.add(["", "", "", *labels], [lead] * LEAD + looks, 32)


def _case(book: Book, sheet: Sheet, found: Framework, row: str, columns: Sequence[str], extracts: _Extracts) -> None:
    assert found.matrix is not None
    label = found.matrix.row_labels[found.matrix.row_set.place(row)]
    cells = [found.cells[row, column] for column in columns]
    key = book.style(styles.ROW_HEAD.but(vertical="top", wrap=True))
    written = styles.Look(wrap=True, border="box", indent=1)
    looks = [book.style(written.but(fill=styles.NOTE if cell.state == STALE else "")) for cell in cells]
    height = parts.row_height(*((cell.text, WIDTH) for cell in cells), (label, 24), most=400)
    sheet.add([row, label, tr(*SUMMARY), *(cell.text for cell in cells)], [key] * LEAD + looks, max(height, 60))
    small, mark = book.style(styles.FOOT.but(indent=1)), book.style(styles.NUMBER)
    lead = [small] * LEAD
    sheet.add([row, "", tr(*REREAD), *("" for _ in cells)], lead + [mark] * len(cells), 15)
    targets = [extracts.of(cell) for cell in cells]
    # The link stands on a line of its own: LibreOffice shows a cell that leads somewhere on one line.
    leading = book.style(styles.CELL.but(border="box", ink=styles.LINK, underline=True))
    plain = book.style(styles.CELL.but(border="box"))
    line = sheet.add(
        [row, "", tr(*STATE), *(_state(cell) for cell in cells)],
        lead + [leading if target else plain for target in targets],
        15,
    )
    for number, (cell, target) in enumerate(zip(cells, targets, strict=True), LEAD + 1):
        if target:
            sheet.link(line, number, target, f"{cell.case} × {cell.code}")
    shown = [_shown(cell) for cell in cells]
    height = parts.row_height(*((text, WIDTH) for text in shown), most=300)
    look = book.style(styles.TEXT.but(border="box", ink=styles.SOFT))
    sheet.add([row, "", tr(*PASSAGES), *shown], lead + [look] * len(cells), height)


def _state(cell: FrameworkCell) -> str:
    """How many passages a cell has, and what is to be done with it."""
    if not cell.state:
        return ""
    many = len(cell.extracts)
    count = tr(f"{many} passage(s)", f"{many} passage(s)")
    return f"[{state_word(cell.state)}] {count}" if cell.state in (EMPTY, STALE) else count


def _shown(cell: FrameworkCell) -> str:
    """Where the passages of a cell stand, and the first of them, short."""
    if not cell.extracts:
        return ""
    return f"{cell.pointers}\n« {short(' '.join(cell.extracts[0].quote.split()), _QUOTE)} »"


class _Extracts:
    """The sheet of passages, cell after cell, and where the passages of each cell stand in it."""

    def __init__(self, book: Book, found: Framework) -> None:
        self._places: dict[tuple[str, str], str] = {}
        self.sheet = book.sheet(
            EXTRACTS,
            tr("Les passages de chaque case du cadre, entiers.", "The passages of each framework cell, whole."),
            widths=[16, 8, 16, 18, 14, 100],
            frozen="A5",
            header=(4, 4),
        )
        title = tr("Passages du cadre", "Passages of the framework")
        how = tr("Une ligne par passage, case après case.", "One line per passage, cell after cell.")
        parts.heading(book, self.sheet, title, how)
        heads: list[Value] = [
            tr(*LABEL),
            tr("code", "code"),
            tr("renvoi", "pointer"),
            tr("locuteur", "speaker"),
            tr("codes", "codes"),
            tr("citation", "quote"),
        ]
        self.sheet.add(heads, book.style(styles.HEAD), 20)
        look = book.style(styles.TEXT)
        for key, cell in found.cells.items():
            first = self.sheet.next
            for each in cell.extracts:
                values: list[Value] = [each.case, each.code, each.pointer, each.speaker, each.codes, each.quote]
                self.sheet.add(values, look, parts.row_height((each.quote, 100), most=400))
            if self.sheet.next > first:
                self._places[key] = f"{EXTRACTS}!A{first}:F{self.sheet.next - 1}"
        self.sheet.filtered = f"A4:F{max(self.sheet.next - 1, 4)}"

    def of(self, cell: FrameworkCell) -> str | None:
        """The range of a cell's passages."""
        return self._places.get((cell.case, cell.code))


def _keys(book: Book, found: Framework) -> Sheet:
    """What was exported: sheet, case, code, hash of the passages, hash of the summary; then layer and rows."""
    sheet = Sheet(KEYS, book.styles, widths=[14, 20, 10, 20, 20])
    sheet.add(["layer", str(found.context.get("layer") or ""), "rows", found.rows_kind, ""])
    sheet.add(list(KEY_HEADS))
    for name, columns in chunks(found):
        for row in found.frame.index:
            for column in columns:
                cell = found.cells[str(row), column]
                sheet.add([name, cell.case, cell.code, cell.segments, digest(cell.text)])

    def hide(page: Worksheet) -> None:
        page.sheet_state = "hidden"

    sheet.decorate.append(hide)
    return sheet


def _refuse_long(found: Framework) -> None:
    """A summary that one cell cannot hold whole would come back cut."""
    for cell in found.cells.values():
        if len(cell.text.encode("utf-16-le")) // 2 > CELL_LIMIT:
            raise InputError(
                f"Le résumé {cell.case} × {cell.code} a {len(cell.text)} caractères ; une cellule Excel en tient "
                f"{CELL_LIMIT} : raccourcissez-le dans le fichier des résumés.",
                f"The summary {cell.case} × {cell.code} has {len(cell.text)} characters; an Excel cell holds "
                f"{CELL_LIMIT}: shorten it in the summaries file.",
            )
