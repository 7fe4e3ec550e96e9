"""What several sheets are made of: headings, heads of code columns, figures that lead to their passages."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from qualcoop.output import styles
from qualcoop.output.book import Book, short
from qualcoop.output.passages import Figure
from qualcoop.output.sheet import Sheet, Value, address, letter
from qualcoop.output.styles import DARK, PALE, STRONG, Look

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from qualcoop.analysis.positions import Ints

Head = tuple[str, str, str]
# Notes run over the columns to their right; a longer line would be cut at the page's edge.
NOTE_WIDTH = 150


def heading(book: Book, sheet: Sheet, title: str, how: str) -> None:
    """The first three rows of a sheet: what it is, what it is made from, how to read it."""
    sheet.add([title], book.style(styles.TITLE), height=24)
    sheet.add([f"{book.title} — {book.provenance}"], book.style(styles.SUBTITLE), height=14)
    sheet.add([how], book.style(styles.SUBTITLE.but(vertical="top")), height=20)


def notes(book: Book, sheet: Sheet, lines: Iterable[str]) -> None:
    """Notes under a table."""
    sheet.add([])
    for line in lines:
        for piece in textwrap.wrap(line, NOTE_WIDTH):
            sheet.add([piece], book.style(styles.FOOT))


def row_name(name: str, label: str) -> str:
    """Id and label of a row; a label that begins with the id stands alone."""
    return label if not label or label.startswith(name.split(" ")[0]) else f"{name} · {label}"


def id_look(group: str, folded: bool = False) -> Look:
    """The head of a code column: its id."""
    if folded:
        return styles.HEAD.but(fill=PALE[group], ink=DARK[group], align="center", size=9, indent=0)
    return styles.HEAD.but(fill=DARK[group], ink="FFFFFF", align="center", indent=0)


def label_look(group: str, rotate: int = 0, folded: bool = False) -> Look:
    """The head of a code column: its label."""
    size = 8.5 if folded else 9
    return styles.HEAD.but(
        fill=PALE[group],
        ink=DARK[group],
        bold=False,
        size=size,
        align="center",
        rotate=rotate,
        indent=0,
        vertical="bottom" if rotate else "center",
    )


def upright_heads(
    book: Book, sheet: Sheet, lead: Sequence[str], heads: Sequence[Head], tail: Sequence[str] = ()
) -> None:
    """Two rows: labels turned by 90°, then ids, so that filter buttons stand under the short ids."""
    blank = book.style(styles.HEAD)
    labels = [short(label, 46) for _, label, _ in heads]
    looks = [book.style(label_look(group, 90)) for _, _, group in heads]
    empty = ["" for _ in lead]
    sheet.add([*empty, *labels, *("" for _ in tail)], [*(blank for _ in lead), *looks, *(blank for _ in tail)], 165)
    looks = [book.style(id_look(group)) for _, _, group in heads]
    sheet.add(
        [*lead, *(name for name, _, _ in heads), *tail],
        [*(blank for _ in lead), *looks, *(blank for _ in tail)],
        30,
    )


def figure_style(book: Book, value: object, linked: bool, format: str, group: str = "") -> int:
    """The style of a figure: hatched where blank, pale where 0, coloured and underlined where it leads on."""
    if not isinstance(value, (int, float)) or math.isnan(value):
        return book.style(styles.BLANK)
    return book.style(_figure_look(value == 0, linked, format, group))


@cache
def _figure_look(zero: bool, linked: bool, format: str, group: str) -> Look:
    if zero:
        return styles.ZERO.but(format=format)
    ink = DARK[group] if group else styles.INK
    return styles.NUMBER.but(format=format, ink=ink, underline=linked)


def lead_to(
    book: Book,
    sheet: Sheet,
    place: tuple[int, int],
    segments: Ints | None,
    names: tuple[str, str],
    codes: frozenset[str] = frozenset(),
    pool: Ints | None = None,
) -> bool:
    """Make a cell lead to the passages it counts; False where it counts none.

    names: of its row and its column. codes, pool: what the column gathers (see `Figure`).
    """
    if segments is None:
        return False
    target = book.passages.of(segments, Figure(f"{sheet.name}!{address(*place)}", *names, codes, pool))
    if target is None:
        return False
    sheet.link(*place, target, f"{names[0]} × {names[1]}")
    return True


def scale(sheet: Sheet, group: str, ranges: Sequence[str]) -> None:
    """Colour the cells of `ranges` from white to the group's hue, by value."""
    if not ranges:
        return

    def add(page: Worksheet) -> None:
        from openpyxl.formatting.rule import ColorScaleRule

        rule = ColorScaleRule(  # type: ignore[no-untyped-call]
            start_type="num", start_value=0, start_color="FFFFFFFF", end_type="max", end_color="FF" + STRONG[group]
        )
        page.conditional_formatting.add(" ".join(ranges), rule)

    sheet.decorate.append(add)


def column_range(column: int, first: int, last: int) -> str:
    """The cells of one column, from row to row."""
    return f"{letter(column)}{first}:{letter(column)}{last}"


def whole(values: Sequence[float]) -> list[Value]:
    """Counts as whole numbers; NaN as blank."""
    return [None if value != value else int(value) if float(value).is_integer() else value for value in values]


def lines_needed(text: str, width: float) -> int:
    """About how many lines a text takes in a column of `width` characters; most letters are narrower than 0."""
    room = width * 1.15
    if "\n" not in text:
        return max(1, math.ceil(len(text) / room))
    return sum(max(1, math.ceil(len(line) / room)) for line in text.split("\n"))


def row_height(*texts: tuple[str, float], most: float = 260) -> float:
    """A row's height in points for the longest of (text, column width), never more than `most`."""
    lines = max(lines_needed(text, width) for text, width in texts)
    return min(15 + 13 * (lines - 1), most)
