"""``projet_x_code``: how often each code stands in each case, three measures one under the other."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from qualcoop.analysis.matrix import Matrix
from qualcoop.analysis.positions import Ints
from qualcoop.language import tr
from qualcoop.output import styles
from qualcoop.output.book import Book
from qualcoop.output.passages import members
from qualcoop.output.sheet import Sheet, Value
from qualcoop.output.sheets import parts
from qualcoop.output.tables import BASES, measure_head

LEAD = 2  # columns before the codes: the case, the base
FLAG = " ▲"
FORMATS = {"seg": "0", "per_1k": "0.0", "pct_src": "0%", "top": "0%"}


@dataclass
class _Block:
    """One measure of the matrix on the sheet."""

    book: Book
    sheet: Sheet
    matrix: Matrix
    measure: str
    held: dict[tuple[int, int], Ints]
    bases: list[dict[Hashable, int]]

    def write(self, title: str) -> None:
        """The block's title, its rows, its total."""
        self.sheet.add([title], self.book.style(styles.SECTION), height=20)
        first = self.sheet.next
        lines = self._lines()
        for place, values in enumerate(lines):
            self._row(place, values)
        self._colour(first, first + len(self.matrix.rows) - 1)
        self.sheet.add([])

    def _lines(self) -> list[list[float]]:
        if self.measure == "top":
            return self.matrix.top_source.to_numpy().tolist()
        shown = self.matrix.with_measure(self.measure)
        return [*shown.frame.to_numpy().tolist(), shown.total.tolist()]

    def _row(self, place: int, values: list[float]) -> None:
        total = place == len(self.matrix.rows)
        row = self.sheet.next
        cells: list[Value] = []
        looks: list[int] = []
        for column, value in enumerate(values):
            linked = self._link(row, place, column)
            shown, look = self._figure(place, column, value, linked)
            cells.append(shown)
            looks.append(look)
        head = styles.ROW_HEAD.but(fill=styles.TOTAL.fill if total else "", wrap=True)
        base = styles.NUMBER.but(ink=styles.SOFT, fill=styles.TOTAL.fill if total else "", format="#,##0")
        self.sheet.add(
            [self._name(place), self._base(place), *cells],
            [self.book.style(head), self.book.style(base), *looks],
            height=21,
        )

    def _link(self, row: int, place: int, column: int) -> bool:
        segments = self.held.get((place, column))
        names = (self._name(place), self.matrix.columns[column])
        codes = self.matrix.column_set.codes[column]
        return parts.lead_to(self.book, self.sheet, (row, column + LEAD + 1), segments, names, codes)

    def _figure(self, place: int, column: int, value: float, linked: bool) -> tuple[Value, int]:
        """A figure with its style; `(n=3)` as text where the row is too small for a percentage."""
        group = self.matrix.column_set.groups[column]
        if self.measure == "pct_src" and value != value and self._small(place):
            count = self._count(place, column)
            look = styles.NUMBER.but(italic=True, size=9, ink=styles.SOFT, underline=linked)
            return f"(n={count})", self.book.style(look)
        if self.measure == "top" and value != value:
            return None, self.book.style(styles.NUMBER)  # no passage: no source holds most of them
        format = FORMATS[self.measure]
        if self._one_source(place, column) and self.measure in ("seg", "top"):
            format += f'"{FLAG}"'
        if place == len(self.matrix.rows) and value == value:
            look = styles.TOTAL.but(format=format, underline=linked, ink=styles.DARK[group])
            return _plain(value), self.book.style(look)
        return _plain(value), parts.figure_style(self.book, value, linked, format, group)

    def _one_source(self, place: int, column: int) -> bool:
        """Does one source hold more than half of at least two passages?"""
        cells = self.matrix.cells
        return bool(cells.seg[place, column] >= 2 and cells.top_share[place, column] > 0.5)

    def _count(self, place: int, column: int) -> int:
        return int(self.matrix.cells.src[place, column])

    def _small(self, place: int) -> bool:
        base = self.bases[place]
        if self.matrix.small is None or base["sources"] == 0:
            return False
        return bool(base["sources"] < self.matrix.small[0] or base["segments"] < self.matrix.small[1])

    def _name(self, place: int) -> str:
        if place == len(self.matrix.rows):
            return tr("Total (chaque passage une fois)", "Total (each passage once)")
        shown = parts.row_name(self.matrix.rows[place], self.matrix.row_labels[place])
        if self._small(place):
            shown += f" (n={self.bases[place]['sources']})"
        return shown

    def _base(self, place: int) -> Value:
        if self.measure == "top":
            return None
        return self.bases[place][BASES[self.measure]]

    def _colour(self, first: int, last: int) -> None:
        if self.measure == "top" or last < first:
            return
        for group in dict.fromkeys(self.matrix.column_set.groups):
            columns = [n for n, each in enumerate(self.matrix.column_set.groups) if each == group]
            ranges = [parts.column_range(n + LEAD + 1, first, last) for n in columns]
            parts.scale(self.sheet, group, ranges)


def _plain(value: float) -> Value:
    if value != value:
        return None
    return int(value) if float(value).is_integer() else float(value)


def projet_x_code(book: Book) -> Sheet | None:
    """Cases by families, each family unfolding into its codes; None where the study describes no case."""
    if not len(book.bundle.cases):
        return None
    matrix = book.frequency
    families = set(book.families.ids)
    sheet = book.sheet(
        "projet_x_code",
        tr(
            "Combien de passages par cas et par code : nombre, taux pour 1 000 mots, part des sources.",
            "How many passages per case and code: number, rate per 1,000 words, share of sources.",
        ),
        widths=[34, 9.5, *(10.5 if name in families else 9 for name in matrix.columns)],
        frozen="C6",
        header=(4, 5),
        side=(1, LEAD),
        folded=_folded(matrix.columns, families),
        tab=styles.DARK["L"],
    )
    parts.heading(
        book,
        sheet,
        tr("Projet × code", "Case × code"),
        tr(
            "Cliquer un chiffre souligné ouvre ses passages. Le + au-dessus d'une famille ouvre ses codes. "
            "Hachuré : pas de source codée ; 0 : codé, rien trouvé.",
            "Click an underlined figure to open its passages. The + above a family opens its codes. "
            "Hatched: no coded source; 0: coded, nothing found.",
        ),
    )
    _heads(book, sheet, matrix, families)
    held, bases = members(matrix), matrix.denominators.to_dict("records")
    for number, (measure, base) in enumerate(_blocks(), 1):
        block = _Block(book, sheet, matrix, measure, held, bases)
        block.write(f"{number}. {measure_head(measure).capitalize()}{base}")
    parts.notes(book, sheet, _notes(matrix))
    return sheet


def _blocks() -> list[tuple[str, str]]:
    return [
        ("seg", tr(" — base : passages distincts de la ligne", " — base: distinct passages of the row")),
        ("per_1k", tr(" — base : mots codables de la ligne", " — base: codable words of the row")),
        ("pct_src", tr(" — base : sources codées de la ligne", " — base: coded sources of the row")),
        ("top", ""),
    ]


def _folded(columns: tuple[str, ...], families: set[str]) -> list[tuple[int, int]]:
    """Runs of columns that are not families."""
    runs: list[tuple[int, int]] = []
    for number, name in enumerate(columns, LEAD + 1):
        if name in families:
            continue
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _heads(book: Book, sheet: Sheet, matrix: Matrix, families: set[str]) -> None:
    head = book.style(styles.HEAD)
    columns = matrix.column_set
    ids = [book.style(parts.id_look(g, n not in families)) for n, g in zip(columns.ids, columns.groups, strict=True)]
    labels = [
        book.style(parts.label_look(g, 0, n not in families)) for n, g in zip(columns.ids, columns.groups, strict=True)
    ]
    sheet.add([tr("Cas", "Case"), tr("Base", "Base"), *columns.ids], [head, head, *ids], height=18)
    sheet.add(["", "", *columns.labels], [head, head, *labels], height=52)


def _notes(matrix: Matrix) -> list[str]:
    sources, segments = matrix.small or (0, 0)
    return [
        tr(
            "Les lignes d'un cas et de ses sous-cas se recouvrent : ne pas les additionner. Le total compte "
            "chaque passage une fois.",
            "The rows of a case and of its sub-cases overlap: do not add them. The total counts each passage once.",
        ),
        tr(
            "Un code parent compte l'union de ses passages : il peut être inférieur à la somme de ses sous-codes.",
            "A parent code counts the union of its passages: it may be less than the sum of its sub-codes.",
        ),
        tr(
            f"{FLAG.strip()} : une seule source porte plus de la moitié des passages (au moins 2) ; voir le bloc 4.",
            f"{FLAG.strip()}: one source holds more than half of the passages (at least 2); see block 4.",
        ),
        tr(
            f"(n=…) : moins de {sources} sources ou de {segments} passages dans la ligne ; pas de pourcentage, "
            "mais le nombre de sources qui portent le code.",
            f"(n=…): fewer than {sources} sources or {segments} passages in the row; no percentage, but the "
            "number of sources that hold the code.",
        ),
        tr(
            "La fréquence n'est pas l'importance ; un effectif de textes inégaux ne se compare pas.",
            "Frequency is not importance; counts over unequal texts do not compare.",
        ),
        *matrix.row_set.notes,
    ]
