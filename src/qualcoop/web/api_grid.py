"""A codebook edited elsewhere (Excel, YAML) comes back: first as the list of what it would change, then for good."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from pydantic import StrictBool
from starlette.responses import Response

from qualcoop.codebook.comparison import Change, diff
from qualcoop.codebook.editing import next_version
from qualcoop.codebook.files import empty
from qualcoop.codebook.model import Codebook
from qualcoop.errors import ConflictError
from qualcoop.study import Study
from qualcoop.web.api_study import _codebook as codebook_of
from qualcoop.web.bodies import FileBody, Name
from qualcoop.web.desk import DeskOf
from qualcoop.web.shapes import reply

router = APIRouter()
_WORDING = ("changed",)


class GridFile(FileBody):
    """A codebook's file. apply: put it in force. seen: the version that the list of changes was made against."""

    apply: StrictBool = False
    seen: Name | None = None


@router.post("/codebook/import")
def import_codebook(desk: DeskOf, body: GridFile) -> Response:
    """What the file would change, in sentences; with `apply`, it is in force. 400 with every fault of the file.

    A file that kept the version number of the codebook that it was exported from gets the next one.
    """
    found = codebook_of(FileBody(filename=body.filename, base64=body.base64))
    with desk.change() as study:
        now = empty() if study.info.codebook is None else study.codebook
        if body.apply and body.seen is not None and body.seen != now.version:
            raise ConflictError(
                "La grille a changé entre-temps ; rien n'a été importé, déposez le fichier à nouveau.",
                "The codebook changed meanwhile; nothing was imported, give the file again.",
            )
        changes = [change for change in diff(now, found) if change.field != "version"]
        found = _numbered(study, now, found, changes)
        if body.apply and changes:
            study.set_codebook(found)
        seq = desk.seq()
    return reply(_told(now, found, changes, body.apply, seq))


def _told(now: Codebook, found: Codebook, changes: list[Change], applied: bool, seq: int) -> dict[str, Any]:
    return {
        "seen": now.version,
        "version": found.version,
        "codes": len(found.codes),
        "changes": [{**change.as_dict(), "fault": change.is_fault} for change in changes],
        "applied": applied and bool(changes),
        "seq": seq,
    }


def _numbered(study: Study, now: Codebook, found: Codebook, changes: Collection[Change]) -> Codebook:
    """The codebook under a version that does not stand for another content."""
    known = study.codebook_versions()
    if not changes:
        return replace(found, version=now.version)
    if found.version not in known:
        return found
    wording = all(change.kind in _WORDING for change in changes)
    return replace(found, version=next_version(now.version, "wording" if wording else "structure", known))
