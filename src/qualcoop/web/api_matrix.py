"""Matrices and the other displays, and the passages behind a figure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from starlette.responses import Response

from qualcoop.analysis.result import jsonable
from qualcoop.errors import UnknownNameError
from qualcoop.study import Study
from qualcoop.web.desk import DeskOf
from qualcoop.web.shapes import reply

router = APIRouter()
DISPLAYS = "presence cooccurrence balance phases actors materials concentration provenance saturation uncoded".split()
_FILTERS = ("kind", "case", "phase", "speaker", "with_interviewer")


class Asked(BaseModel):
    """What a matrix is of. columns: family, code, group, top, one code, or several separated by commas."""

    rows: str = "case"
    columns: str = "family"
    measure: str = "seg"
    layer: str | None = None
    with_pro: bool = False
    kind: str | None = None
    case: str | None = None
    phase: str | None = None
    speaker: str | None = None
    with_interviewer: bool = False

    @property
    def column_names(self) -> str | list[str]:
        """As `Study.matrix` takes them."""
        several = [name.strip() for name in self.columns.split(",") if name.strip()]
        return several if len(several) > 1 else self.columns

    @property
    def options(self) -> dict[str, Any]:
        """The filters that were asked for."""
        return {name: getattr(self, name) for name in _FILTERS if getattr(self, name)}


AskedOf = Annotated[Asked, Depends()]


def made(study: Study, asked: Asked) -> Any:
    """The matrix asked for."""
    options = {**asked.options, "with_pro": asked.with_pro}
    return study.matrix(asked.rows, asked.column_names, asked.measure, asked.layer, **options)


@router.get("/matrix")
def matrix(desk: DeskOf, asked: AskedOf) -> Response:
    """Rows by codes in one measure: values (null for blank), totals, denominators, notes, what was filtered."""
    return reply(jsonable(made(desk.study, asked).as_dict()))


@router.get("/matrix/quotes")
def quotes(desk: DeskOf, asked: AskedOf, row: str | None = None, column: str | None = None) -> Response:
    """The passages behind a cell of the same matrix; without row or column, of all of them."""
    frame = made(desk.study, asked).quotes(row, column)
    return reply([jsonable(each) for each in frame.reset_index(drop=True).to_dict("records")])


@router.get("/displays")
def displays() -> Response:
    """The names of the other displays."""
    return reply(DISPLAYS)


class How(BaseModel):
    """Settings of single displays. window (co-occurrence): turn, sentence…; clock (phases); threshold (presence)."""

    window: str = "turn"
    clock: str = "spoken"
    threshold: int = 1


HowOf = Annotated[How, Depends()]


@router.get("/displays/{name}")
def display(desk: DeskOf, name: str, asked: AskedOf, how: HowOf) -> Response:
    """Another display of a layer: its frame as index, columns, values; further tables; notes."""
    return reply(jsonable(display_of(desk.study, name, asked, how).as_dict()))


def display_of(study: Study, name: str, asked: Asked, how: How) -> Any:
    """The display of that name, as the analysis gives it. Raises UnknownNameError."""
    from qualcoop import analysis

    bundle = study.bundle(asked.layer)
    if asked.options:
        bundle = bundle.filter(**asked.options)
    columns, pro = asked.column_names, asked.with_pro
    makers: dict[str, Callable[[], Any]] = {
        "presence": lambda: analysis.presence(bundle, columns, pro, threshold=how.threshold),
        "cooccurrence": lambda: analysis.cooccurrence(bundle, columns, how.window, with_pro=pro),
        "balance": lambda: analysis.balance(bundle, asked.rows, with_pro=pro),
        "phases": lambda: analysis.phases(bundle, columns, how.clock, with_pro=pro),
        "actors": lambda: analysis.actors(bundle, columns, with_pro=pro),
        "materials": lambda: analysis.materials(bundle, columns, with_pro=pro),
        "concentration": lambda: analysis.concentration(bundle, columns, with_pro=pro),
        "provenance": lambda: analysis.provenance(bundle, columns, with_pro=pro),
        "saturation": lambda: analysis.saturation(bundle, case=asked.case, with_pro=pro),
        "uncoded": lambda: analysis.uncoded(bundle, with_pro=pro),
    }
    if name not in makers:
        raise UnknownNameError("L'affichage", "The display", name, DISPLAYS)
    return makers[name]()
