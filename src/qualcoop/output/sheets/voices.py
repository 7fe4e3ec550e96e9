"""``acteurs`` and ``materiaux``: who says it, and in which kind of source."""

from __future__ import annotations

import numpy as np

from qualcoop.analysis.actors import Actors
from qualcoop.analysis.materials import LETTERS, Materials
from qualcoop.analysis.matrix import Matrix
from qualcoop.analysis.positions import Ints
from qualcoop.language import tr
from qualcoop.output import names, styles
from qualcoop.output.book import Book
from qualcoop.output.passages import members
from qualcoop.output.sheet import Sheet, Value, letter
from qualcoop.output.sheets import parts

ACTOR_LEAD = 5
HIDDEN = "•"
Held = dict[tuple[int, int], Ints]


def acteurs(book: Book) -> Sheet | None:
    """Actor types by families, per 1,000 words of these speakers; None where no type is described."""
    found = book.actors
    if found is None or found.matrix is None:
        return None
    matrix = found.matrix
    sheet = book.sheet(
        "acteurs",
        tr(
            "Passages pour 1 000 mots, par type d'acteur de la personne qui parle.",
            "Passages per 1,000 words, by actor type of the person who speaks.",
        ),
        widths=[26, 12, 12, 10, 10, *[7] * len(matrix.columns)],
        frozen=f"{letter(ACTOR_LEAD + 1)}6",
        header=(4, 5),
        side=(1, 1),
        tab=styles.DARK["T"],
    )
    parts.heading(
        book,
        sheet,
        tr("Types d'acteur × codes", "Actor types × codes"),
        tr(
            f"Pour 1 000 mots de ces personnes. {HIDDEN} : moins de {found.least} personnes derrière le chiffre, "
            "qui pourrait nommer quelqu'un. Les citations, elles, nomment : ne pas diffuser le classeur entier.",
            f"Per 1,000 words of these persons. {HIDDEN}: fewer than {found.least} persons behind the figure, "
            "which might name somebody. The quotes do name: do not hand out the whole workbook.",
        ),
    )
    heads = list(zip(matrix.columns, matrix.column_labels, matrix.column_set.groups, strict=True))
    parts.upright_heads(book, sheet, _actor_heads(), heads)
    _actor_rows(book, sheet, found, matrix)
    for number, (_, _, group) in enumerate(heads, ACTOR_LEAD + 1):
        parts.scale(sheet, group, [parts.column_range(number, 6, sheet.next - 1)])
    parts.notes(book, sheet, found.notes)
    return sheet


def _actor_heads() -> tuple[str, ...]:
    return (
        tr("Type d'acteur", "Actor type"),
        tr("personnes", "persons"),
        tr("à plusieurs types", "with several types"),
        tr("sources", "sources"),
        tr("mots", "words"),
    )


def _actor_rows(book: Book, sheet: Sheet, found: Actors, matrix: Matrix) -> None:
    hidden = found.extra["withheld"].to_numpy(dtype=bool)
    held, values = members(matrix), found.frame.to_numpy(dtype=np.float64)
    count = book.style(styles.NUMBER.but(format="#,##0", ink=styles.SOFT))
    dot = book.style(styles.NUMBER.but(ink=styles.SOFT))
    for place, name in enumerate(matrix.rows):
        row = sheet.next
        base = found.extra["rows"].iloc[place]
        cells: list[Value] = [name, *(int(base[each]) for each in ("speakers", "double", "sources", "words"))]
        looks = [book.style(styles.ROW_HEAD), *[count] * 4]
        for column, code in enumerate(matrix.columns):
            if hidden[place, column]:
                cells.append(HIDDEN)
                looks.append(dot)
                continue
            where, value = (row, ACTOR_LEAD + column + 1), float(values[place, column])
            codes = matrix.column_set.codes[column]
            linked = parts.lead_to(book, sheet, where, held.get((place, column)), (name, code), codes)
            cells.append(value)
            looks.append(parts.figure_style(book, value, linked, "0.0", matrix.column_set.groups[column]))
        sheet.add(cells, looks, 18)


def materiaux(book: Book) -> Sheet | None:
    """Codes by cases, the letters of the materials that evidence them; then counts and rates by material."""
    found = book.materials
    if found is None or found.matrix is None or found.cases is None or not found.matrix.rows:
        return None
    cases, kinds = found.cases, found.matrix.rows
    sheet = book.sheet(
        "materiaux",
        tr(
            "Qui atteste chaque code dans chaque cas : entretien (E), observation (O), document (D).",
            "What evidences each code in each case: interview (E), observation (O), document (D).",
        ),
        widths=[9, 34, *[12] * len(cases.rows), *[9.5] * (3 * len(kinds))],
        frozen="C6",
        header=(4, 5),
        side=(1, 2),
        tab=styles.DARK["T"],
    )
    parts.heading(
        book,
        sheet,
        tr("Matériaux et triangulation", "Materials and triangulation"),
        tr(
            "E seul : dit, jamais vu. O seul : vu, jamais dit. D seul : promis, non vécu. Vide : aucun passage. "
            "Des résultats ou des trous, pas des erreurs.",
            "E alone: said, never seen. O alone: seen, never said. D alone: promised, not lived. Empty: no passage. "
            "Findings or gaps, not errors.",
        ),
    )
    _material_heads(book, sheet, found)
    case_cells, kind_cells = members(cases), members(found.matrix)
    for column in range(len(cases.columns)):
        _material_row(book, sheet, found, column, (case_cells, kind_cells))
    last = letter(2 + len(cases.rows) + 3 * len(kinds))
    sheet.filtered = f"A5:{last}{sheet.next - 1}"
    parts.notes(book, sheet, found.notes)
    return sheet


def _material_heads(book: Book, sheet: Sheet, found: Materials) -> None:
    assert found.cases is not None
    assert found.matrix is not None
    kinds = [names.kind(kind) for kind in found.matrix.rows]
    top = [None, None, tr("Attesté par", "Evidenced by"), *[None] * (len(found.cases.rows) - 1)]
    for title in (
        tr("Passages", "Passages"),
        tr("Pour 1 000 mots", "Per 1,000 words"),
        tr("% des sources", "% of sources"),
    ):
        top += [title, *[None] * (len(kinds) - 1)]
    look = book.style(styles.HEAD.but(fill="", border="below", wrap=False))
    sheet.add(top, look, 18)
    heads = [tr("code", "code"), tr("libellé", "label"), *found.cases.row_labels, *kinds * 3]
    sheet.add(heads, book.style(styles.HEAD.but(align="center", indent=0)), 44)


def _material_row(
    book: Book,
    sheet: Sheet,
    found: Materials,
    column: int,
    held: tuple[dict, dict],  # type: ignore[type-arg]
) -> None:
    assert found.cases is not None
    assert found.matrix is not None
    cases, matrix, row = found.cases, found.matrix, sheet.next
    code, label, group = cases.columns[column], cases.column_labels[column], cases.column_set.groups[column]
    codes = cases.column_set.codes[column]
    cells: list[Value] = [code, label]
    top = code in book.families.ids
    looks = [
        book.style(styles.ROW_HEAD.but(ink=styles.DARK[group], fill=styles.PALE[group] if top else "")),
        book.style(styles.FIXED.but(bold=top, wrap=True)),
    ]
    for place, case in enumerate(cases.rows):
        letters = found.frame.loc[code, case]
        where = (row, len(cells) + 1)
        linked = parts.lead_to(book, sheet, where, held[0].get((place, column)), (case, code), codes)
        cells.append(letters if isinstance(letters, str) else None)
        looks.append(_letters_style(book, letters, group, linked))
    for measure, format in (("seg", "0"), ("per_1k", "0.0"), ("pct_src", "0%")):
        figures = found.extra[measure].to_numpy(dtype=np.float64)[:, column]
        for place, kind in enumerate(matrix.rows):
            value = float(figures[place])
            where = (row, len(cells) + 1)
            linked = parts.lead_to(book, sheet, where, held[1].get((place, column)), (kind, code), codes)
            cells.append(parts.whole([value])[0])
            looks.append(parts.figure_style(book, value, linked, format, group))
    sheet.add(cells, looks)


def _letters_style(book: Book, letters: object, group: str, linked: bool) -> int:
    """White, pale or strong: no, one or two, all three materials; hatched where no source is coded."""
    if not isinstance(letters, str):
        return book.style(styles.BLANK)
    many = len([sign for sign in letters if sign in LETTERS.values()])
    fill = ("", styles.PALE[group], styles.PALE[group], styles.STRONG[group])[many]
    return book.style(styles.NUMBER.but(bold=many > 1, fill=fill, underline=linked, ink=styles.DARK[group]))
