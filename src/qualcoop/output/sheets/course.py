"""``phases`` and ``saturation``: what changes over the periods, and how soon codes are first evidenced."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qualcoop.analysis.matrix import Matrix
from qualcoop.analysis.phases import LEAST, Phases
from qualcoop.analysis.saturation import Saturation
from qualcoop.language import tr
from qualcoop.output import names, styles
from qualcoop.output.book import Book
from qualcoop.output.passages import members
from qualcoop.output.sheet import Formula, Sheet, Value, address, letter
from qualcoop.output.sheets import parts

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

PHASE_LEAD = 7
SATURATION_WIDTHS = (6, 11, 12, 52, 9, 9, 9, 9, 11, 4)
CHART_ROWS = 18


def phases(book: Book) -> Sheet | None:
    """Periods of each case by families; None where no period is known."""
    found = book.phases
    if found is None or found.matrix is None or not len(found.frame):
        return None
    matrix = found.matrix
    sheet = book.sheet(
        "phases",
        tr("Passages par cas et par période.", "Passages per case and period."),
        widths=[34, 22, 10, 11, 8, 8, 10, *[7.5] * len(matrix.columns)],
        frozen=f"{letter(PHASE_LEAD + 1)}6",
        header=(4, 5),
        side=(1, 2),
        tab=styles.DARK["L"],
    )
    parts.heading(
        book,
        sheet,
        tr("Périodes × codes", "Periods × codes"),
        tr(
            "Horloge : la période dont parle le passage, sinon celle de sa source. Lire le nombre de sources : une "
            "période racontée après coup l'est en sachant la suite.",
            "Clock: the period that the passage speaks of, else that of its source. Read the number of sources: a "
            "period told afterwards is told knowing what came next.",
        ),
    )
    heads = list(zip(matrix.columns, matrix.column_labels, matrix.column_set.groups, strict=True))
    parts.upright_heads(book, sheet, _phase_heads(), heads)
    _phase_rows(book, sheet, found, matrix)
    _bars(sheet, [group for _, _, group in heads], sheet.next - 1)
    _continuity(book, sheet, _case_names(book))
    parts.notes(book, sheet, found.notes)
    return sheet


def _phase_heads() -> tuple[str, ...]:
    case, period = tr("Cas", "Case"), tr("Période", "Period")
    return case, period, tr("sources", "sources"), tr("passages", "passages"), "L", "G", "G/(L+G)"


def _phase_rows(book: Book, sheet: Sheet, found: Phases, matrix: Matrix) -> None:
    held, figures = members(matrix), found.frame[list(matrix.columns)].to_numpy(dtype=np.float64)
    labels = _case_names(book)
    for place, row in enumerate(found.frame.to_dict("records")):
        number = sheet.next
        cells: list[Value] = [
            labels.get(str(row["row"]), str(row["row"])),
            _phase_name(book, str(row["row"]), str(row["phase"])),
            *parts.whole([float(row[name]) for name in ("sources", "segments", "L", "G")]),
            _share(number, float(row["G_share"])),
        ]
        looks = _phase_looks(book, float(row["sources"]))
        for column, code in enumerate(matrix.columns):
            value, group = float(figures[place, column]), matrix.column_set.groups[column]
            where = (number, PHASE_LEAD + column + 1)
            codes = matrix.column_set.codes[column]
            linked = parts.lead_to(book, sheet, where, held.get((place, column)), (matrix.rows[place], code), codes)
            cells.append(parts.whole([value])[0])
            looks.append(parts.figure_style(book, value, linked, "0", group))
        sheet.add(cells, looks, 26)


def _case_names(book: Book) -> dict[str, str]:
    """How each row of cases is called."""
    rows = zip(book.frequency.rows, book.frequency.row_labels, strict=True)
    return {name: parts.row_name(name, label) for name, label in rows}


def _phase_name(book: Book, row: str, phase: str) -> str:
    """A period with its label in the row's case, or in the case above; the same letter may name others elsewhere."""
    declared = book.bundle.phases
    if declared is None:
        return phase
    case: str | None = row if row in book.bundle.cases.index else row.split(" ")[0]
    while case is not None:
        found = declared[(declared["case"] == case) & (declared["id"] == phase)]
        if len(found):
            return parts.row_name(phase, names.text(found["label"].iloc[0]))
        case = book.bundle.parents.get(case)
    return phase


def _share(row: int, value: float) -> Formula:
    levers, guards = address(row, 5), address(row, 6)
    return Formula(f'IF(N({levers})+N({guards})<{LEAST},"",{guards}/({levers}+{guards}))', value)


def _phase_looks(book: Book, sources: float) -> list[int]:
    count = book.style(styles.NUMBER if sources else styles.BLANK)
    return [
        book.style(styles.ROW_HEAD.but(wrap=True)),
        book.style(styles.FIXED.but(wrap=True)),
        book.style(styles.NUMBER.but(ink=styles.SOFT, bold=sources == 1)),
        count,
        count,
        count,
        book.style(styles.NUMBER.but(format="0%", bold=True)),
    ]


def _bars(sheet: Sheet, groups: list[str], last: int) -> None:
    """A bar in each cell, on one scale for all, so that periods compare at a glance."""

    def add(page: Worksheet) -> None:
        from openpyxl.formatting.rule import DataBarRule

        for group in dict.fromkeys(groups):
            columns = [number for number, each in enumerate(groups, PHASE_LEAD + 1) if each == group]
            ranges = " ".join(parts.column_range(number, 6, last) for number in columns)
            color = "FF" + styles.STRONG[group]
            rule = DataBarRule("num", 0, "max", None, color)  # type: ignore[no-untyped-call]
            page.conditional_formatting.add(ranges, rule)

    if last >= 6:
        sheet.decorate.append(add)


def _continuity(book: Book, sheet: Sheet, labels: dict[str, str]) -> None:
    found = book.phases
    if found is None or found.extra["continuity"].empty:
        return
    sheet.add([])
    title = tr(
        "Continuité des processus : périodes attestées / périodes avec source",
        "Continuity of processes: periods evidenced / periods with a source",
    )
    sheet.add([title], book.style(styles.SECTION), 22)
    heads = [
        tr("Cas", "Case"),
        tr("Processus", "Process"),
        tr("attestées", "evidenced"),
        tr("avec source", "with a source"),
        tr("part", "share"),
    ]
    sheet.add(heads, book.style(styles.HEAD), 44)
    looks = [
        book.style(styles.FIXED),
        book.style(styles.FIXED.but(bold=True, ink=styles.DARK["T"])),
        book.style(styles.NUMBER),
        book.style(styles.NUMBER),
        book.style(styles.NUMBER.but(format="0%")),
    ]
    for row in found.extra["continuity"].to_dict("records"):
        number = sheet.next
        one, all_of = address(number, 3), address(number, 4)
        share = float(row["continuity"]) if row["documented"] >= 2 else None
        sheet.add(
            [
                labels.get(str(row["row"]), str(row["row"])),
                str(row["process"]),
                int(row["evidenced"]),
                int(row["documented"]),
                Formula(f'IF({all_of}<2,"",{one}/{all_of})', share),
            ],
            looks,
        )


def saturation(book: Book) -> Sheet | None:
    """One table and one curve per project; None where nothing is coded."""
    curves = book.saturations
    if not curves:
        return None
    sheet = book.sheet(
        "saturation",
        tr(
            "Première attestation des codes de la grille, source après source.",
            "First evidence of the grid's codes, source after source.",
        ),
        widths=[*SATURATION_WIDTHS, *[10] * 8],
        frozen="A5",
        header=(4, 4),
        tab=styles.DARK["C"],
    )
    parts.heading(
        book,
        sheet,
        tr("Première attestation des codes", "First evidence of codes"),
        tr(
            "Codes fixés d'avance : ce n'est pas une « saturation théorique », ni un permis de cesser de lire. "
            "Un projet à la fois, par date.",
            "Codes fixed in advance: not 'theoretical saturation', nor a licence to stop reading. One project at a "
            "time, by date.",
        ),
    )
    sheet.add(_saturation_heads(), book.style(styles.HEAD.but(align="center", indent=0)), 44)
    for name, curve in curves.items():
        _curve(book, sheet, name, curve)
    return sheet


def _saturation_heads() -> list[str]:
    return [
        "k",
        tr("source", "source"),
        tr("date", "date"),
        tr("codes attestés pour la première fois", "codes evidenced for the first time"),
        tr("S(k) réel", "real S(k)"),
        tr("5 %", "5%"),
        tr("médiane", "median"),
        tr("95 %", "95%"),
        tr("nouveaux / base", "new / base"),
    ]


def _curve(book: Book, sheet: Sheet, name: str, curve: Saturation) -> None:
    label = dict(zip(book.frequency.rows, book.frequency.row_labels, strict=True)).get(name, "")
    reached = (
        tr("non atteint", "not reached")
        if curve.reached is None
        else tr(f"atteint à la source {curve.reached}", f"reached at source {curve.reached}")
    )
    settings = tr(
        f"base {curve.base}, suite {curve.run}, seuil {curve.threshold:.0%} : ",
        f"base {curve.base}, run {curve.run}, threshold {curve.threshold:.0%}: ",
    )
    title = f"{parts.row_name(name, label)} — {settings}{reached}"
    top = sheet.add([title], book.style(styles.SECTION), 24)
    text = book.style(styles.TEXT.but(border="box"))
    band = book.style(styles.NUMBER.but(format="0.0", ink=styles.SOFT))
    looks = [
        book.style(styles.NUMBER.but(ink=styles.SOFT)),
        book.style(styles.ROW_HEAD),
        book.style(styles.FIXED.but(format="yyyy-mm-dd")),
        text,
        book.style(styles.NUMBER.but(bold=True)),
        band,
        band,
        band,
        book.style(styles.NUMBER.but(format="0%")),
    ]
    first = sheet.next
    for k, row in enumerate(curve.frame.to_dict("records"), 1):
        figures: list[Value] = [float(row[name]) for name in ("low", "median", "high", "new_share")]
        new = str(row["new"])
        values: list[Value] = [k, str(row["source"]), names.day(row["date"]), new, int(row["S"]), *figures]
        sheet.add(values, looks, parts.row_height((new, SATURATION_WIDTHS[3])))
    last = sheet.next - 1
    for _ in range(max(0, CHART_ROWS - (last - top))):
        sheet.add([])
    sheet.add([])
    _chart(sheet, top, first, last)


def _chart(sheet: Sheet, top: int, first: int, last: int) -> None:
    """A line chart beside the table: the real order strong, the band thin and dashed."""

    def add(page: Worksheet) -> None:
        from openpyxl.chart import LineChart, Reference, Series
        from openpyxl.chart.shapes import GraphicalProperties
        from openpyxl.drawing.line import LineProperties

        chart = LineChart()
        chart.title = None
        chart.height, chart.width = 8.5, 17
        chart.y_axis.title, chart.x_axis.title = tr("codes attestés", "codes evidenced"), tr("sources", "sources")
        chart.y_axis.delete = chart.x_axis.delete = False
        assert chart.legend is not None
        assert chart.y_axis.majorGridlines is not None
        chart.legend.position = "b"
        chart.y_axis.number_format = "0"
        chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=styles.RULE, w=6_000))
        for column, name, ink, width, dash in (
            (5, tr("ordre réel", "real order"), styles.DARK["L"], 28_000, "solid"),
            (7, tr("médiane", "median"), styles.SOFT, 12_000, "dash"),
            (6, "5 %", styles.STRONG["C"], 9_000, "sysDot"),
            (8, "95 %", styles.STRONG["C"], 9_000, "sysDot"),
        ):
            series = Series(Reference(page, min_col=column, min_row=first, max_row=last), title=name)
            series.graphicalProperties.line.solidFill = ink
            series.graphicalProperties.line.width = width
            series.graphicalProperties.line.dashStyle = dash
            series.smooth = False
            chart.series.append(series)
        chart.set_categories(Reference(page, min_col=1, min_row=first, max_row=last))
        page.add_chart(chart, f"K{top}")

    sheet.decorate.append(add)
