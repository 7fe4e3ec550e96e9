"""Codings: put by an id that the client makes, so that sending twice is safe; changed and taken back by id.

The study names a coding by what it is (layer, source, span, code), so the answer's `id` is the study's. The
client's id goes on meaning the same coding until the server stops, through every change of span or code.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Header
from starlette.responses import Response

from qualcoop.errors import AnchorError, ConflictError, InputError, UnknownNameError
from qualcoop.model import Coding, coding_id
from qualcoop.study import Study
from qualcoop.study.listing import coding_rows
from qualcoop.web.bodies import CodingBody, CodingEdit
from qualcoop.web.desk import Desk, DeskOf
from qualcoop.web.shapes import check_match, coding_of, codings_json, reply, reply_written

router = APIRouter()
IfMatch = Annotated[str | None, Header()]

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_KEPT = ("memo", "about", "phase", "coder")


@router.get("/sources/{source:path}/codings")
def of_source(desk: DeskOf, source: str, layer: str | None = None, quotes: bool = True) -> Response:
    """The codings of a source, of one layer or of all, in the order of the text.

    quotes false leaves `quote` out: a page that holds the text can cut it itself, and the answer is lighter.
    """
    study = desk.study
    seq = desk.seq()  # before the rows: an event told twice does no harm, one left out would
    written = desk.kept(
        ("codings", source, layer, quotes), seq, lambda: codings_json(coding_rows(study, source, layer), quotes)
    )
    return reply_written(written, X_Qualcoop_Seq=str(seq))


@router.get("/codings")
def every(desk: DeskOf, layer: str | None = None) -> Response:
    """Every coding of the study, or of one layer."""
    return reply_written(codings_json(coding_rows(desk.study, None, layer)))


@router.get("/codings/{identifier}")
def one(desk: DeskOf, identifier: str) -> Response:
    """One coding, by the study's id or by the client's."""
    coding = desk.study.coding(_resolve(desk, desk.study, identifier))
    return _told(coding, seq=desk.seq())


@router.put("/codings/{identifier}")
def put(desk: DeskOf, identifier: str, body: CodingBody, if_match: IfMatch = None) -> Response:
    """Save a coding under an id made by the client. 201: new; 200: it was there (the answer is the one there).

    Put again with another span, code, layer or memo it is changed. 409 where If-Match is not its ETag.
    """
    if not _UUID.fullmatch(identifier):
        raise InputError(
            f"« {identifier[:60]} » n'est pas un identifiant : un UUID est attendu.",
            f"'{identifier[:60]}' is no id: a UUID is expected.",
        )
    with desk.change() as study:
        if body.quote is not None:
            _check_quote(study, body)
        old = _find(study, _resolve(desk, study, identifier))
        if old is not None and old.source != body.source:
            raise ConflictError(
                f"Cet identifiant est celui d'un codage de {old.source} ; prenez-en un neuf.",
                f"This id is that of a coding of {old.source}; take a new one.",
            )
        check_match(if_match, None if old is None else coding_of(old)["etag"], "Ce codage", "This coding")
        if old is not None:
            coding, new = _changed(study, old, body), False
        else:
            twin = coding_id(body.source, body.start, body.end, body.code, body.layer)
            new = _find(study, twin) is None
            given = body.model_dump(exclude={"quote", "source", "code"})
            coding = study.code(body.source, body.code, **given)
        _rename(desk, identifier, old, coding)
        seq = desk.seq()
    return _told(coding, 201 if new else 200, seq=seq, client_id=identifier)


@router.patch("/codings/{identifier}")
def edit(desk: DeskOf, identifier: str, body: CodingEdit, if_match: IfMatch = None) -> Response:
    """Change span, code, layer, memo, about, phase. `was` is the id before; another span or code gives another."""
    changes = {name: value for name, value in body.given().items() if value is not None or name in ("about", "phase")}
    with desk.change() as study:
        old = study.coding(_resolve(desk, study, identifier))
        check_match(if_match, coding_of(old)["etag"], "Ce codage", "This coding")
        coding = study.edit_coding(old.id, **changes) if _differs(old, changes) else old
        _rename(desk, identifier, old, coding)
        seq = desk.seq()
    return _told(coding, seq=seq, was=old.id)


@router.delete("/codings/{identifier}")
def uncode(desk: DeskOf, identifier: str, if_match: IfMatch = None) -> Response:
    """Take a coding back; undo brings it back. 404 where it is not (or no longer) there."""
    with desk.change() as study:
        old = study.coding(_resolve(desk, study, identifier))
        check_match(if_match, coding_of(old)["etag"], "Ce codage", "This coding")
        coding = study.uncode(old.id)
        seq = desk.seq()
    return _told(coding, seq=seq)


# ---------------------------------------------------------------- inside


def _resolve(desk: Desk, study: Study, identifier: str) -> str:
    """The study's id of what a client calls by this one. An id that stands in the study means itself."""
    return identifier if _find(study, identifier) is not None else desk.named(identifier)


def _rename(desk: Desk, identifier: str, old: Coding | None, new: Coding) -> None:
    if old is not None:
        desk.name(old.id, new.id)
    desk.name(identifier, new.id)


def _find(study: Study, identifier: str) -> Coding | None:
    try:
        return study.coding(identifier)
    except UnknownNameError:
        return None


def _check_quote(study: Study, body: CodingBody) -> None:
    """The quote that the client saw must be what stands there, or its text is not ours."""
    study.check_coding(Coding(body.source, body.start, body.end, body.code, body.layer, body.quote or ""))
    if body.quote == "":
        raise AnchorError("La citation est vide.", "The quote is empty.")


def _changed(study: Study, old: Coding, body: CodingBody) -> Coding:
    changes = {name: getattr(body, name) for name in ("code", "start", "end", "layer")}
    changes |= {name: value for name, value in body.given().items() if name in _KEPT}
    return study.edit_coding(old.id, **changes) if _differs(old, changes) else old


def _differs(old: Coding, changes: dict[str, Any]) -> bool:
    return any(getattr(old, name) != value for name, value in changes.items())


def _told(coding: Coding, status: int = 200, **more: Any) -> Response:
    shown = coding_of(coding)
    return reply({"coding": shown, **more}, status, ETag=shown["etag"])
