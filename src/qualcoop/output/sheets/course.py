"""``phases`` and ``saturation``: what changes over the periods, and how soon codes are first evidenced."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qualcoop.analysis.phases import LEAST
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
        widths=[32, 22, 10, 11, 8, 8, 10, *[7.5] * len(matrix.columns)],
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
    lead = (
        tr("Cas", "Case"),
        tr("Période", "Period"),
        tr("sources", "sources"),
        tr("passages", "passages"),
        "L",
        "G",
        "G/(L+G)",
    )
    heads = list(zip(matrix.columns, matrix.column_labels, matrix.column_set.groups, strict=True))
    parts.upright_heads(book, sheet, lead, heads)
    held, figures = members(matrix), found.frame[list(matrix.columns)].to_numpy(dtype=np.float64)
    labels = _phase_names(book)
    for place, row in enumerate(found.frame.to_dict("records")):
        number = sheet.next
        cells: list[Value] = [
            labels.get(str(row["row"]), str(row["row"])),
            labels.get("phase " + str(row["phase"]), str(row["phase"])),
            *parts.whole([float(row[name]) for name in ("sources", "segments", "L", "G")]),
            _share(number, float(row["G_share"])),
        ]
        looks = _phase_looks(book, float(row["sources"]))
        for column, (code, _, group) in enumerate(heads):
            value = float(figures[place, column])
            where = (number, PHASE_LEAD + column + 1)
            codes = matrix.column_set.codes[column]
            linked = parts.lead_to(book, sheet, where, held.get((place, column)), (matrix.rows[place], code), codes)
            cells.append(parts.whole([value])[0])
            looks.append(parts.figure_style(book, value, linked, "0", group))
        sheet.add(cells, looks, 20)
    _bars(sheet, [group for _, _, group in heads], sheet.next - 1)
    _continuity(book, sheet, labels)
    parts.notes(book, sheet, found.notes)
    return sheet


def _phase_names(book: Book) -> dict[str, str]:
    """Labels of cases by id and of periods by "phase " and id."""
    found = {
        name: parts.row_name(name, label)
        for name, label in zip(book.frequency.rows, book.frequency.row_labels, strict=True)
    }
    if book.bundle.phases is not None:
        by_id: dict[str, list[str]] = {}
        for name, label in zip(book.bundle.phases["id"], book.bundle.phases["label"], strict=True):
            if names.text(label) not in by_id.setdefault(str(name), []):
                by_id[str(name)].append(names.text(label))
        found |= {f"phase {name}": parts.row_name(name, " / ".join(labels)) for name, labels in by_id.items()}
    return found


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
            rule = DataBarRule("num", 0, "max", None, "FF" + styles.STRONG[group])
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
    curves = {name: curve for name, curve in book.saturations.items() if len(curve.frame)}
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
            "Codes fixés d'avance : ce n'est pas une « saturation théorique », ni un permis de cesser de lire. Un projet "
            "à la fois, par date.",
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
    title = tr(
        f"{parts.row_name(name, label)} — base {curve.base}, suite {curve.run}, seuil {curve.threshold:.0%} : {reached}",
        f"{parts.row_name(name, label)} — base {curve.base}, run {curve.run}, threshold {curve.threshold:.0%}: {reached}",
    )
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
