"""What stands behind the displays: the passages of a figure, and any table shown as a CSV file."""

from __future__ import annotations

import csv
import io
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from qualcoop.analysis.result import jsonable
from qualcoop.errors import InputError
from qualcoop.language import language
from qualcoop.output.safe import clean, csv_text
from qualcoop.web.api_matrix import AskedOf, HowOf, display_of, made
from qualcoop.web.desk import DeskOf
from qualcoop.web.shapes import reply

router = APIRouter()
_BOM = "\ufeff"  # so that Excel sees the accents


@router.get("/displays/agreement")
def agreement(desk: DeskOf, asked: AskedOf, other: str, unit: str = "sentence") -> Response:
    """Two layers of the study compared on the sources that both coded. unit: sentence or turn."""
    return reply(jsonable(_agreement(desk, asked, other, unit).as_dict()))


@router.get("/displays/agreement/quotes")
def agreement_quotes(
    desk: DeskOf, asked: AskedOf, other: str, row: str, column: str, unit: str = "sentence"
) -> Response:
    """The passages of both layers where one says `row` and the other `column`."""
    return _quotes(_agreement(desk, asked, other, unit).quotes(row, column))


def _agreement(desk: DeskOf, asked: AskedOf, other: str, unit: str) -> Any:
    from qualcoop.analysis import confusion

    return confusion(desk.study.bundle(asked.layer), desk.study.bundle(other), asked.column_names, unit)


@router.get("/displays/{name}/quotes")
def display_quotes(
    desk: DeskOf, name: str, asked: AskedOf, how: HowOf, row: str, column: str, third: str | None = None
) -> Response:
    """The passages behind a figure of a display, in reading order.

    row, column: as the display's own `quotes` takes them (two codes for co-occurrence, a case and L, G or
    contested for balance, a case and a period, then a code as `third`, for phases…).
    """
    found = display_of(desk.study, name, asked, how)
    if not hasattr(found, "quotes"):
        raise InputError(
            f"Les chiffres de « {name} » ne sont pas des comptes de passages.",
            f"The figures of '{name}' are not counts of passages.",
        )
    return _quotes(found.quotes(row, column) if third is None else found.quotes(row, column, third))


def _quotes(frame: Any) -> Response:
    return reply([jsonable(each) for each in frame.reset_index(drop=True).to_dict("records")])


@router.get("/export/display.csv")
def display_csv(
    desk: DeskOf,
    name: str,
    asked: AskedOf,
    how: HowOf,
    part: str | None = None,
    other: str = "",
    unit: str = "sentence",
) -> Response:
    """A display's table as CSV for the page's language (French: ``;`` and decimal commas). part: a further table.

    name: "matrix" or a display's ("agreement" takes the second layer as `other`). Its notes stand under the table.
    """
    if name == "agreement":
        found = _agreement(desk, asked, other, unit)
    else:
        found = made(desk.study, asked) if name == "matrix" else display_of(desk.study, name, asked, how)
    told = found.as_dict()  # what the display withholds is not in it
    shown = {**told, "index": told["rows"]} if "rows" in told else told
    if part is not None:
        if part not in told.get("tables", {}):
            raise InputError(f"« {name} » n'a pas de table « {part} ».", f"'{name}' has no table '{part}'.")
        shown = told["tables"][part]
    lines = [[each, *row] for each, row in zip(shown["index"], shown["values"], strict=True)]
    content = _csv([["", *shown["columns"]], *lines, [], *([note] for note in told["notes"])])
    names = [name, *([part] if part else [])]
    headers = {"Content-Disposition": f'attachment; filename="{"_".join(names)}.csv"'}
    return Response(content.encode("utf-8"), media_type="text/csv; charset=utf-8", headers=headers)


def _csv(lines: list[list[Any]]) -> str:
    french = language() == "fr"
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if french else ",", lineterminator="\r\n")
    writer.writerows([_cell(value, french) for value in line] for line in lines)
    return _BOM + out.getvalue()


def _cell(value: Any, french: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        written = str(int(value)) if value.is_integer() else repr(round(value, 6))
        return written.replace(".", ",") if french else written
    return str(value) if isinstance(value, int) else csv_text(clean(str(value)))
