"""``segments`` and ``citations``: the passages behind the figures."""

from __future__ import annotations

from qualcoop.language import tr
from qualcoop.output import names, styles, tables
from qualcoop.output.book import Book
from qualcoop.output.passages import CITATIONS, FIRST_ROW, SEGMENTS, Listing
from qualcoop.output.sheet import Sheet, Value, letter
from qualcoop.output.sheets import parts

# id, source, case, about, material, speaker, actor types, role, start, end, text, code, family, label,
# layer, origin, rule, phase, coder, memo, codebook version, counted
WIDTHS = (13, 9, 8, 10, 13, 15, 17, 12, 8, 8, 72, 8, 8, 24, 9, 13, 12, 9, 10, 24, 10, 10)
TEXT_COLUMN, LABEL_COLUMN, MEMO_COLUMN = 10, 13, 19
CITATION_WIDTHS = (24, 12, 8, 7, 9, 16, 16, 80, 8, 8, 11)


def segments(book: Book) -> Sheet:
    """One row per segment of the layer, in the order that keeps the rows of a figure together."""
    table = tables.segments(book.bundle, book.passages.order)
    sheet = book.sheet(
        SEGMENTS,
        tr(
            "Un passage codé par ligne : texte, place, locuteur, code, origine, mémo.",
            "One coded segment per row: text, place, speaker, code, origin, memo.",
        ),
        widths=WIDTHS,
        frozen=f"C{FIRST_ROW}",
        header=(FIRST_ROW - 1, FIRST_ROW - 1),
        tab="7F8C95",
    )
    parts.heading(
        book,
        sheet,
        tr("Segments", "Segments"),
        tr(
            "Triés par famille, cas, source, code et place. Début et fin : caractères du texte de la source. "
            "Trier cette feuille déplace les lignes, pas les liens : trier une copie.",
            "Sorted by family, case, source, code and place. Start and end: characters of the source's text. "
            "Sorting this sheet moves its rows, not the links: sort a copy.",
        ),
    )
    sheet.add(table.columns, book.style(styles.HEAD), height=30)
    looks = _segment_looks(book)
    families = {family: _tinted(book, looks, group) for family, group in _groups(book).items()}
    for values in table.rows:
        height = parts.row_height(
            *((str(values[column]), WIDTHS[column]) for column in (TEXT_COLUMN, LABEL_COLUMN, MEMO_COLUMN))
        )
        sheet.add(values, families.get(str(values[12]), looks), height)
    last = letter(len(table.columns))
    sheet.filtered = f"A{FIRST_ROW - 1}:{last}{max(sheet.next - 1, FIRST_ROW - 1)}"
    return sheet


def _segment_looks(book: Book) -> list[int]:
    plain, text = book.style(styles.CELL), book.style(styles.TEXT)
    soft = book.style(styles.CELL.but(ink=styles.SOFT, size=8))
    number = book.style(styles.CELL.but(align="center", indent=0, ink=styles.SOFT))
    looks = [plain] * len(WIDTHS)
    looks[0] = soft
    looks[8] = looks[9] = number
    for column in (6, TEXT_COLUMN, LABEL_COLUMN, MEMO_COLUMN, 21):
        looks[column] = text
    return looks


def _tinted(book: Book, looks: list[int], group: str) -> list[int]:
    """The looks of a row, its code and family in the hue of the group."""
    code = book.style(
        styles.CELL.but(bold=True, ink=styles.DARK[group], fill=styles.PALE[group], align="center", indent=0)
    )
    return [*looks[:11], code, code, *looks[13:]]


def _groups(book: Book) -> dict[str, str]:
    return dict(zip(book.families.ids, book.families.groups, strict=True))


def citations(book: Book) -> Sheet | None:
    """The passages of the figures whose rows are scattered in ``segments``; None where there are none."""
    if not book.passages.listings:
        return None
    sheet = book.sheet(
        CITATIONS,
        tr(
            "Les passages des chiffres dont les lignes ne se suivent pas dans « segments », colonne par colonne.",
            "The passages of the figures whose rows do not follow one another in 'segments', column by column.",
        ),
        widths=CITATION_WIDTHS,
        frozen=f"A{FIRST_ROW}",
        header=(FIRST_ROW - 1, FIRST_ROW - 1),
        tab="7F8C95",
    )
    parts.heading(
        book,
        sheet,
        tr("Citations par colonne", "Quotes by column"),
        tr(
            "Un passage par ligne, même s'il porte deux codes de la colonne : un lien choisit autant de lignes que "
            "son chiffre en compte. La première colonne ramène au chiffre.",
            "One passage per row, even with two codes of the column: a link selects as many rows as its figure "
            "counts. The first column leads back to the figure.",
        ),
    )
    heads = _citation_heads()
    sheet.add(heads, book.style(styles.HEAD), height=30)
    writer = _Citations(book, sheet)
    for listing in book.passages.listings:
        writer.write(listing)
    sheet.filtered = f"A{FIRST_ROW - 1}:{letter(len(heads))}{sheet.next - 1}"
    return sheet


def _citation_heads() -> list[str]:
    return [
        tr("retour au chiffre", "back to figure"),
        tr("colonne", "column"),
        tr("cas", "case"),
        tr("n°", "no."),
        tr("source", "source"),
        tr("locuteur", "speaker"),
        tr("codes", "codes"),
        tr("texte", "text"),
        tr("début", "start"),
        tr("fin", "end"),
        tr("rang dans segments", "row in segments"),
    ]


class _Citations:
    """Writes listings; what a passage shows is made once, however many listings hold it."""

    def __init__(self, book: Book, sheet: Sheet) -> None:
        frame = book.bundle.counted
        self._cases = [names.text(case) for case in frame["case"].tolist()]
        self._columns = {name: frame[name].tolist() for name in ("source", "code", "quote", "start", "end")}
        self._speakers = [names.text(each) for each in frame["speaker"].tolist()]
        self._place = book.passages.place.tolist()
        self._sheet = sheet
        self._cells: dict[tuple[int, ...], tuple[str, float]] = {}
        self._soft = book.style(styles.CELL.but(ink=styles.SOFT))
        self._bold = book.style(styles.CELL.but(bold=True))
        self._back = book.style(styles.CELL.but(ink=styles.LINK, underline=True))
        number = book.style(styles.CELL.but(align="center", indent=0, ink=styles.SOFT))
        plain, text = book.style(styles.CELL), book.style(styles.TEXT)
        self._number = number
        self._looks = [plain, plain, plain, text, number, number, number]

    def write(self, listing: Listing) -> None:
        """One row per passage; the first row of a figure's passages leads back to it."""
        row, column = listing.title
        title = f"{row} · {column}" if row else column
        lead: dict[str, str] = {}
        for place, passage in enumerate(listing.passages):
            back, case = listing.backs.get(place), self._cases[passage[0]]
            if back is not None or case not in lead:
                lead[case] = self._lead(back, title, case, place == 0)
            cells, height = self._passage(passage)
            count = self._sheet.cells([place + 1], self._number, first=4)
            number = self._sheet.add_cells(lead[case] + count + cells, height)
            if back is not None:
                self._sheet.link(number, 1, back)
                del lead[case]

    def _lead(self, back: str | None, title: str, case: str, first: bool) -> str:
        """The way back, the column, the case."""
        looks = [self._soft if back is None else self._back, self._bold if first else self._soft, self._soft]
        return self._sheet.cells(["" if back is None else f"↩ {back.replace('!', ' ')}", title, case], looks)

    def _passage(self, segments: tuple[int, ...]) -> tuple[str, float]:
        """The cells of a passage and its row's height."""
        if segments not in self._cells:
            columns, first = self._columns, segments[0]
            values: list[Value] = [
                str(columns["source"][first]),
                self._speakers[first],
                " + ".join(dict.fromkeys(str(columns["code"][each]) for each in segments)),
                str(columns["quote"][first]),
                int(columns["start"][first]),
                int(columns["end"][first]),
                FIRST_ROW + self._place[first],
            ]
            made = self._sheet.cells(values, self._looks, first=5)
            self._cells[segments] = made, parts.row_height((str(values[3]), 80))
        return self._cells[segments]
