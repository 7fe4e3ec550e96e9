"""``equilibre``: levers against guard-rails, with formulas that can be read. A description, not a rating."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qualcoop.analysis.balance import LEAST, Balance
from qualcoop.analysis.positions import Ints
from qualcoop.language import tr
from qualcoop.output import styles
from qualcoop.output.book import Book
from qualcoop.output.sheet import Formula, Sheet, Value, address
from qualcoop.output.sheets import parts

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

WIDTHS = (34, 9, 9, 10, 10, 9, 9, 10, 9, 9, 10, 13, 13, 15)
# Columns (from 1): L, G, contested, B; the same for sources and words; range; agreement.
L, G, CONTESTED, B = 2, 3, 4, 5
TINTS = {L: "L", G: "G", 6: "L", 7: "G", 9: "L", 10: "G"}
SIDES = {"L": "L", "G": "G", "contested": "L = G"}
SHARE = '+0.00;"−"0.00;0.00'


def equilibre(book: Book) -> Sheet | None:
    """The balance of each case, then of each pair of contrary families; None without cases or without sides."""
    found = book.balance
    if found is None:
        return None
    sheet = book.sheet(
        "equilibre",
        tr(
            "Leviers et garde-fous par cas : B = (L − G) / (L + G). Description, non évaluation.",
            "Levers and guard-rails per case: B = (L − G) / (L + G). A description, not a rating.",
        ),
        widths=WIDTHS,
        frozen="B6",
        header=(5, 5),
        tab=styles.DARK["G"],
    )
    parts.heading(
        book,
        sheet,
        tr("Équilibre leviers – garde-fous", "Balance of levers and guard-rails"),
        tr(
            f"Description, non évaluation. B va de −1 (garde-fous seuls) à +1 (leviers seuls) ; vide sous {LEAST} "
            "passages. Ne lire le signe que si les trois versions s'accordent.",
            f"A description, not a rating. B goes from −1 (guard-rails only) to +1 (levers only); blank under {LEAST} "
            "passages. Read the sign only where the three versions agree.",
        ),
    )
    _heads(book, sheet)
    first = sheet.next
    for name, row in found.frame.iterrows():
        _row(book, sheet, found, str(name), row)
    _tint(sheet, [f"{column}{first}:{column}{sheet.next - 1}" for column in ("E", "H", "K")])
    _pairs(book, sheet, found)
    parts.notes(book, sheet, found.notes)
    return sheet


def _heads(book: Book, sheet: Sheet) -> None:
    blank = book.style(styles.HEAD.but(border="", fill=""))
    top = book.style(styles.HEAD.but(align="left", fill="", border="below"))
    groups: list[Value] = [None] * len(WIDTHS)
    groups[1] = tr("passages", "passages")
    groups[5] = tr("sources", "sources")
    groups[8] = tr("mots", "words")
    sheet.add(groups, [top if each else blank for each in groups], 18)
    heads = [
        tr("Cas", "Case"),
        "L",
        "G",
        tr("contestés", "contested"),
        "B",
        "L",
        "G",
        "B",
        "L",
        "G",
        "B",
        tr("B min., une source ôtée", "B min., one source out"),
        tr("B max., une source ôtée", "B max., one source out"),
        tr("les trois s'accordent", "the three agree"),
    ]
    looks = [
        book.style(parts.id_look(TINTS[n]) if n in TINTS else styles.HEAD.but(align="center" if n > 1 else "left"))
        for n in range(1, len(heads) + 1)
    ]
    sheet.add(heads, looks, 34)


def _row(book: Book, sheet: Sheet, found: Balance, name: str, row: pd.Series) -> None:
    number = sheet.next
    enough = _enough(number, L, G)
    count = book.style(styles.NUMBER.but(format="#,##0"))
    share = book.style(styles.NUMBER.but(format=SHARE, bold=True))
    agrees = found.agree.loc[name]
    blank = row["B_seg"] != row["B_seg"]
    said = "" if blank else tr("oui", "yes") if agrees else tr("non : ne pas lire le signe", "no: do not read the sign")
    values: list[Value] = [
        parts.row_name(name, str(row["label"])),
        *_sides(number, L, G, [row["L"], row["G"]], row["B_seg"], enough, [row["contested"]]),
        *_sides(number, 6, 7, [row["L_src"], row["G_src"]], row["B_src"], enough),
        *_sides(number, 9, 10, [row["L_words"], row["G_words"]], row["B_words"], enough),
        float(row["low"]),
        float(row["high"]),
        said,
    ]
    looks = [book.style(styles.ROW_HEAD.but(wrap=True)), *[count] * 3, share, count, count, share, count, count, share]
    looks += [book.style(styles.NUMBER.but(format=SHARE))] * 2
    looks += [book.style(styles.NUMBER.but(wrap=True, size=9, bold=bool(agrees) and not blank))]
    for column, side in ((L, "L"), (G, "G"), (CONTESTED, "contested")):
        if row[side] != row[side] or not row[side]:
            continue
        title = (name, tr("équilibre : ", "balance: ") + SIDES[side])
        pool = np.unique(np.concatenate([_segments(found, each, side) for each in range(len(found.frame))]))
        segments = _segments(found, list(found.frame.index).index(name), side)
        if parts.lead_to(book, sheet, (number, column), segments, title, pool=pool):
            ink = styles.DARK.get(side, styles.INK)
            looks[column - 1] = book.style(styles.NUMBER.but(format="#,##0", underline=True, ink=ink))
    sheet.add(values, looks, 26)


def _segments(found: Balance, place: int, side: str) -> Ints:
    """The counted segments of one side of one row."""
    spans, bundle = found.spans, found.bundle
    assert spans is not None
    assert bundle is not None
    segment, cell = spans.cells.pairs
    mine = np.unique(segment[cell // len(spans.columns.ids) == place])
    counted = spans.span[spans.side(side) & (spans.row == place)]
    return mine[np.isin(bundle.arrays.span[mine], counted)]


def _enough(row: int, one: int, two: int) -> str:
    """The condition under which a balance is shown: enough passages on the two sides."""
    return f"N({address(row, one)})+N({address(row, two)})<{LEAST}"


def _sides(
    row: int, one: int, two: int, counts: Sequence[float], share: float, few: str, between: Sequence[float] = ()
) -> list[Value]:
    """The two counts, what stands between, and the balance as a formula on them."""
    up, down = address(row, one), address(row, two)
    formula = f'IF(OR({few},{up}+{down}=0),"",({up}-{down})/({up}+{down}))'
    return [*parts.whole([*counts, *between]), Formula(formula, share)]


def _pairs(book: Book, sheet: Sheet, found: Balance) -> None:
    pairs = found.extra["pairs"]
    if pairs.empty:
        return
    sheet.add([])
    title = tr(
        "Par paire : une famille et ses contraires (les paires ne s'additionnent pas)",
        "By pair: a family and its contraries (pairs do not add up)",
    )
    sheet.add([title], book.style(styles.SECTION), 22)
    heads = [
        tr("Cas", "Case"),
        tr("pour", "for"),
        tr("contre", "against"),
        tr("contestés", "contested"),
        "B",
        tr("famille", "family"),
        tr("contraires", "contraries"),
    ]
    sheet.add(heads, book.style(styles.HEAD.but(align="center")), 20)
    labels = found.frame["label"]
    first = sheet.next
    count, share = book.style(styles.NUMBER), book.style(styles.NUMBER.but(format=SHARE, bold=True))
    text = book.style(styles.NUMBER.but(wrap=True))
    for pair in pairs.itertuples(index=False):
        row = sheet.next
        sides = _sides(row, L, G, [pair[3], pair[4]], pair[6], _enough(row, L, G), [pair[5]])
        name = parts.row_name(str(pair[0]), str(labels.loc[pair[0]]))
        looks = [book.style(styles.FIXED), count, count, count, share, text, text]
        sheet.add([name, *sides, str(pair[1]), str(pair[2])], looks)
    _tint(sheet, [f"E{first}:E{sheet.next - 1}"])


def _tint(sheet: Sheet, ranges: Sequence[str]) -> None:
    """From the guard-rails' hue through white to the levers'; the sign says the same."""

    def add(page: Worksheet) -> None:
        from openpyxl.formatting.rule import ColorScaleRule

        rule = ColorScaleRule(  # type: ignore[no-untyped-call]
            start_type="num",
            start_value=-1,
            start_color="FF" + styles.STRONG["G"],
            mid_type="num",
            mid_value=0,
            mid_color="FFFFFFFF",
            end_type="num",
            end_value=1,
            end_color="FF" + styles.STRONG["L"],
        )
        page.conditional_formatting.add(" ".join(ranges), rule)

    sheet.decorate.append(add)
