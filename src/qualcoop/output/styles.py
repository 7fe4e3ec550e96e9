"""The look of a workbook, in one place: a few colours, a few formats, each style made once and shared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.styles import Border

# One hue for levers, one for guard-rails, one for processes, grey for context. The code's letter says the
# same in text, so that nothing depends on seeing the colour.
DARK = {"L": "1F4E79", "G": "9C3D0C", "T": "5B3A86", "C": "4D4D4D", "": "2F3B45"}
PALE = {"L": "DCE9F5", "G": "FBE3D2", "T": "E9E0F3", "C": "EBEBEB", "": "E7ECEF"}
STRONG = {"L": "6FA8DC", "G": "F2A46F", "T": "B094D4", "C": "B5B5B5", "": "9FB1BD"}
INK = "1D2429"
SOFT = "66727B"
RULE = "B8C2C9"
LINK = "0B5394"
NOTE = "FFF6DB"

Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Look:
    """How a cell looks. format: a spreadsheet number format. border: rules around ("", "below", "box", "above")."""

    bold: bool = False
    italic: bool = False
    size: float = 10
    ink: str = INK
    fill: str = ""
    align: Align = "left"
    vertical: Literal["top", "center", "bottom"] = "top"
    wrap: bool = False
    format: str = "General"
    border: Literal["", "below", "box", "above"] = ""
    underline: bool = False
    indent: int = 0
    rotate: int = 0
    quote: bool = False
    hatch: bool = False

    def but(self, **changes: object) -> Look:
        """The same look with some changes."""
        return replace(self, **changes)  # type: ignore[arg-type]


PLAIN = Look()
TEXT = Look(wrap=True, border="below", indent=1)
CELL = Look(border="below", indent=1)
FIXED = Look(border="box", vertical="center", indent=1)
TITLE = Look(bold=True, size=15, vertical="center")
SUBTITLE = Look(ink=SOFT, vertical="center")
SECTION = Look(bold=True, size=11.5, vertical="center")
FOOT = Look(ink=SOFT, size=9, italic=True)
HEAD = Look(bold=True, fill=PALE[""], border="box", vertical="center", wrap=True, size=9.5, indent=1)
NUMBER = Look(align="center", vertical="center", border="box")
LINKED = NUMBER.but(ink=LINK, underline=True)
BLANK = NUMBER.but(hatch=True)
ZERO = NUMBER.but(ink="9AA5AD")
TOTAL = NUMBER.but(bold=True, fill="F3F5F6")
ROW_HEAD = FIXED.but(bold=True)


class Styles:
    """Looks of one workbook, as the style numbers that its cells carry."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._known: dict[Look, int] = {}

    def __call__(self, look: Look) -> int:
        """The style number of `look`."""
        if look not in self._known:
            self._known[look] = self._register(look)
        return self._known[look]

    def quoted(self, number: int) -> int:
        """The style that looks like `number` and marks its text as text, whatever it begins with."""
        look = next(look for look, known in self._known.items() if known == number)
        return self(replace(look, quote=True))

    def _register(self, look: Look) -> int:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Font, PatternFill

        cell = WriteOnlyCell(self._workbook.worksheets[0])
        cell.font = Font(
            name="Calibri",
            size=look.size,
            bold=look.bold,
            italic=look.italic,
            color="FF" + look.ink,
            underline="single" if look.underline else None,
        )
        if look.hatch:
            cell.fill = PatternFill("lightUp", fgColor="FFC3CAD0", bgColor="FFFFFFFF")
        elif look.fill:
            cell.fill = PatternFill("solid", fgColor="FF" + look.fill)
        cell.alignment = Alignment(
            horizontal=look.align,
            vertical=look.vertical,
            wrap_text=look.wrap or None,
            indent=look.indent,
            text_rotation=look.rotate,
        )
        cell.border = _border(look.border)
        cell.number_format = look.format
        if look.quote:
            cell.quotePrefix = True
        return int(cell.style_id)


def _border(kind: str) -> Border:
    from openpyxl.styles import Border, Side

    thin, strong = Side(style="thin", color="FF" + RULE), Side(style="medium", color="FF" + SOFT)
    if kind == "below":
        return Border(bottom=thin)
    if kind == "above":
        return Border(top=strong)
    return Border(left=thin, right=thin, top=thin, bottom=thin) if kind == "box" else Border()
