"""The codebook: codes with their counts, and its edits; each edit is a version, its codings follow in one step."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Annotated, Any

from fastapi import APIRouter, Header
from starlette.responses import Response

from qualcoop.codebook import editing
from qualcoop.codebook.comparison import diff
from qualcoop.codebook.editing import Edited
from qualcoop.codebook.files import empty
from qualcoop.codebook.model import Code, Codebook, Label
from qualcoop.codebook.plain import LABELS, LISTS
from qualcoop.errors import CodebookError, ConflictError
from qualcoop.study import Study
from qualcoop.study.listing import counts_by_code, versions_ever
from qualcoop.study.recoding import edit_codebook
from qualcoop.text import nfc
from qualcoop.web.bodies import CodeFields, MergeBody, MoveBody, NewCode, RetireBody, SplitBody
from qualcoop.web.desk import Desk, DeskOf
from qualcoop.web.shapes import check_match, code_etag, etag_of, reply

router = APIRouter()
IfMatch = Annotated[str | None, Header()]


@router.get("/codebook")
def codebook(desk: DeskOf) -> Response:
    """Version, families, codes in order, each with its counts by layer (own codings) and its ETag."""
    study = desk.study
    counts = counts_by_code(study)
    book = _current(study)
    codes = [code_dict(book, code, counts) for code in book.codes]
    told = {
        "id": book.id,
        "version": book.version if study.info.codebook is not None else None,
        "language": book.language,
        "families": [
            {"id": each, "label": _label(book.family_label(each)), "codes": _tops(book, each)}
            for each in book.family_ids
        ],
        "codes": codes,
    }
    return reply(told, ETag=etag_of([book.version, [code["etag"] for code in codes]]))


@router.get("/codebook/versions")
def versions(desk: DeskOf) -> Response:
    """Every version, newest first, with what it changed, in sentences."""
    study = desk.study
    names = study.codebook_versions()
    books = [study.codebook_at(name) for name in names]
    changes = [[str(each) for each in diff(old, new)] for old, new in pairwise(books)]
    now = study.info.codebook
    told = [
        {"version": name, "in_force": name == now, "changes": changed}
        for name, changed in zip(names, [[], *changes], strict=False)
    ]
    return reply(told[::-1])


@router.post("/codebook/codes", status_code=201)
def add(desk: DeskOf, body: NewCode) -> Response:
    """A new code. Without `id` one is made that never served."""
    with desk.change() as study:
        book, taken = _current(study), _taken(study)
        code = _new_code(book, body, _ids(study))
        return _saved(desk, study, book, editing.add_code(book, code, taken=taken), 201)


@router.patch("/codebook/codes/{code:path}")
def change(desk: DeskOf, code: str, body: CodeFields, if_match: IfMatch = None) -> Response:
    """Change label, definition, when to use and not, example, rules, contraries, polarity, colour."""
    return _edited(desk, code, if_match, lambda book, taken: editing.change(book, code, taken=taken, **_wording(body)))


@router.post("/codebook/codes/{code:path}/move")
def move(desk: DeskOf, code: str, body: MoveBody, if_match: IfMatch = None) -> Response:
    """Put it, with all under it, under another parent, before a sibling if given; its codings follow."""

    def action(book: Codebook, taken: list[str]) -> Edited:
        return editing.move(book, code, body.parent, before=body.before, taken=taken)

    return _edited(desk, code, if_match, action)


@router.post("/codebook/codes/{code:path}/merge")
def merge(desk: DeskOf, code: str, body: MergeBody, if_match: IfMatch = None) -> Response:
    """It becomes `into`: codings, sub-codes and rules go there; it stays, retired."""
    return _edited(desk, code, if_match, lambda book, taken: editing.merge(book, code, body.into, taken=taken))


@router.post("/codebook/codes/{code:path}/retire")
def retire(desk: DeskOf, code: str, body: RetireBody, if_match: IfMatch = None) -> Response:
    """It and all under it are no longer offered, their codings stay; or (retired false) it is offered again."""
    action = editing.retire if body.retired else editing.restore
    return _edited(desk, code, if_match, lambda book, taken: action(book, code, taken=taken))


@router.post("/codebook/codes/{code:path}/split")
def split(desk: DeskOf, code: str, body: SplitBody, if_match: IfMatch = None) -> Response:
    """New codes take up parts of it; `assigned` says which of its codings go to which (place in `parts`)."""
    with desk.change() as study:
        book, taken = _current(study), _taken(study)
        check_match(if_match, code_etag(book.code(code)), "Ce code", "This code")
        ids = _ids(study)
        parts: list[Code] = []
        for part in body.parts:
            beside = part if part.parent is not None else part.model_copy(update={"parent": book.code(code).parent})
            parts.append(_new_code(book, beside, [*ids, *(each.id for each in parts)]))
        wrong = sorted({place for place in body.assigned.values() if place >= len(parts)})
        if wrong:
            raise ConflictError(
                f"« assigned » renvoie à un nouveau code n° {wrong[0]} qui n'est pas dans « parts ».",
                f"'assigned' points to a new code number {wrong[0]} that is not in 'parts'.",
            )
        for identifier in body.assigned:
            if study.coding(identifier).code != code:
                raise ConflictError(
                    f"Le codage {identifier} n'est pas un codage de {code} ; rien n'a été changé.",
                    f"The coding {identifier} is not one of {code}; nothing was changed.",
                )
        edited = editing.split(book, code, parts, retire_old=body.retire, taken=taken)
        assigned = {identifier: parts[place].id for identifier, place in body.assigned.items()}
        return _saved(desk, study, book, edited, 200, assigned, [part.id for part in parts])


# ---------------------------------------------------------------- inside


def _edited(desk: Desk, code: str, if_match: str | None, action: Callable[[Codebook, list[str]], Edited]) -> Response:
    with desk.change() as study:
        book = _current(study)
        check_match(if_match, code_etag(book.code(code)), "Ce code", "This code")
        return _saved(desk, study, book, action(book, _taken(study)))


def _saved(
    desk: Desk,
    study: Study,
    old: Codebook,
    edited: Edited,
    status: int = 200,
    assigned: dict[str, str] | None = None,
    new: list[str] | None = None,
) -> Response:
    """The edit in force, with the codings that follow, and what it was in sentences."""
    book = edited.codebook
    moved = 0
    if book.version != old.version or study.info.codebook is None:
        _check_rules(book)
        moved = edit_codebook(study, book, edited.recoded, assigned)
    told = code_dict(book, book.code(edited.id), counts_by_code(study))
    return reply(
        {
            "code": told,
            "version": book.version,
            "recoded": dict(edited.recoded),
            "new": new or [],
            "codings": moved,
            "changes": [str(each) for each in diff(old, book)],
            "seq": desk.seq(),
        },
        status,
        ETag=told["etag"],
    )


def _check_rules(book: Codebook) -> None:
    """Keyword rules that the suggester could not read are refused here, where they are written."""
    from qualcoop.suggest.rules import check_rule

    for code in book.active:
        for rule in (*code.keywords, *code.exclude):
            said = check_rule(rule)
            if said is not None:
                raise CodebookError(f"{code.id}, « {rule} » : {said}", f"{code.id}, '{rule}': {said}", [said])


def _current(study: Study) -> Codebook:
    return empty() if study.info.codebook is None else study.codebook


def _taken(study: Study) -> list[str]:
    # One that was taken back too: a workbook may bear its number.
    return versions_ever(study)


def _ids(study: Study) -> list[str]:
    """Every id that ever served."""
    books = [study.codebook_at(version) for version in study.codebook_versions()]
    return list(dict.fromkeys(code.id for book in books for code in book.codes))


def _new_code(book: Codebook, body: NewCode, taken: list[str]) -> Code:
    wording = _wording(body)
    label: Label = wording["label"]
    id = body.id.strip() or editing.free_id(book, label.fr or label.en, body.parent, taken)
    return Code(id=nfc(id), parent=body.parent, **wording)


def _wording(body: CodeFields) -> dict[str, Any]:
    """The fields that the client sent, as a code holds them. A label sent in one language keeps only that one."""
    given = {name: value for name, value in body.given().items() if name not in ("id", "parent")}
    made: dict[str, Any] = {}
    for name, value in given.items():
        if name in LABELS:
            made[name] = Label(**{tongue: nfc(text).strip() for tongue, text in (value or {}).items()})
        elif name in LISTS:
            made[name] = tuple(nfc(each).strip() for each in value or ())
        else:
            made[name] = value.lower() if name == "color" and value else value
    return made


def code_dict(book: Codebook, code: Code, counts: dict[str, dict[str, int]]) -> dict[str, Any]:
    """A code as the page gets it. color: its own or the nearest above; own_color: only its own."""
    return {
        "id": code.id,
        "parent": code.parent,
        "family": book.family(code.id),
        "group": book.group(code.id),
        "polarity": code.polarity,
        "status": code.status,
        **{name: _label(getattr(code, name)) for name in LABELS},
        **{name: list(getattr(code, name)) for name in LISTS},
        "color": book.color(code.id),
        "own_color": code.color,
        "counts": counts.get(code.id, {}),
        "etag": code_etag(code),
    }


def _label(label: Label) -> dict[str, str]:
    return {"fr": label.fr, "en": label.en}


def _tops(book: Codebook, family: str) -> list[str]:
    return [code.id for code in book.top_codes if book.family(code.id) == family]
