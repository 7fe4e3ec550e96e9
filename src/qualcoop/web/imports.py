"""Imports: files are put on a shelf and read by the same guarded readers; nothing counts before it is confirmed."""

from __future__ import annotations

import csv
import shutil
import tempfile
import threading
import uuid
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response

from qualcoop.errors import InputError, UnknownNameError
from qualcoop.language import tr
from qualcoop.readers.attributes import SheetRow, read_sheet
from qualcoop.web.bodies import ConfirmBody
from qualcoop.web.desk import Desk, DeskOf
from qualcoop.web.safety import MAX_FILE, too_large
from qualcoop.web.shapes import reply

if TYPE_CHECKING:
    from qualcoop.readers import ImportReport
    from qualcoop.readers.report import FileReport

router = APIRouter(prefix="/imports")

MOST_FILES = 500
_KEPT = 20  # imports on the shelf; the oldest goes
_PREVIEW = 400  # characters of each file shown before it counts
_LONGEST_NAME = 200  # bytes; file systems take 255


@dataclass
class Staged:
    """Files on the shelf. names: as the report names them → where they are. sheet: the attributes sheet."""

    id: str
    folder: Path
    files: dict[str, Path] = field(default_factory=dict)
    sheet: Path | None = None

    def chosen(self, names: Sequence[str] | None) -> list[Path]:
        """The files of these names, or all. Raises UnknownNameError."""
        for name in names or ():
            if name not in self.files:
                raise UnknownNameError("Le fichier", "The file", name, self.files)
        return [path for name, path in self.files.items() if names is None or name in names]


class Shelf:
    """Staged imports by id. Their folders are the server's own and go with them."""

    def __init__(self) -> None:
        self._staged: OrderedDict[str, Staged] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, staged: Staged) -> None:
        """One more; the oldest goes where there are too many."""
        with self._lock:
            self._staged[staged.id] = staged
            while len(self._staged) > _KEPT:
                _, old = self._staged.popitem(last=False)
                shutil.rmtree(old.folder, ignore_errors=True)

    def get(self, id: str) -> Staged:
        """The one of that id. Raises UnknownNameError."""
        with self._lock:
            if id not in self._staged:
                raise UnknownNameError("L'import", "The import", id, ())
            return self._staged[id]

    def drop(self, id: str) -> None:
        """Take one away, with its files. Raises UnknownNameError."""
        with self._lock:
            if id not in self._staged:
                raise UnknownNameError("L'import", "The import", id, ())
            shutil.rmtree(self._staged.pop(id).folder, ignore_errors=True)

    def clear(self) -> None:
        """Take all away."""
        for id in list(self._staged):
            with suppress(UnknownNameError):
                self.drop(id)


# ---------------------------------------------------------------- routes


@router.post("", status_code=201)
async def upload(request: Request, desk: DeskOf, id: str = "") -> Response:
    """Multipart: `files` (one or many), `attributes` (a csv or xlsx sheet, optional).

    Answers what was read, skipped and refused in each, before anything counts. id: made by the client, to be
    told of progress and to stop (DELETE) while files are read.
    """
    async with request.form(max_files=MOST_FILES + 1, max_fields=10) as form:
        uploads = [each for each in form.getlist("files") if isinstance(each, UploadFile)]
        sheets = [each for each in form.getlist("attributes") if isinstance(each, UploadFile)]
        if not uploads:
            raise InputError("Aucun fichier reçu (champ « files »).", "No file received (field 'files').")
        named = [(each.filename or "", each.file) for each in uploads]
        sheet = (sheets[0].filename or "attributs.csv", sheets[0].file) if sheets else None
        return await run_in_threadpool(_stage, desk, id or str(uuid.uuid4()), named, sheet)


@router.post("/{id}/preview")
def preview(desk: DeskOf, id: str, body: ConfirmBody) -> Response:
    """What would be read with these speakers and attributes; nothing counts yet."""
    staged = desk.shelf.get(id)
    with desk.job(body.task or id, "import") as job:
        report = _read(desk, staged, body, job.progress, dry_run=True)
    return reply(_told(id, report))


@router.post("/{id}/confirm")
def confirm(desk: DeskOf, id: str, body: ConfirmBody) -> Response:
    """Now it counts: the sources are in the study, the shelf is free again."""
    staged = desk.shelf.get(id)
    with desk.job(body.task or id, "import") as job:
        before = set(desk.study.source_ids())
        report = _read(desk, staged, body, job.progress, dry_run=False)
        new = [name for name in desk.study.source_ids() if name not in before]
        seq = desk.seq()
    desk.shelf.drop(id)
    return reply({**_told(id, report), "sources": new, "seq": seq})


@router.delete("/{id}")
def drop(desk: DeskOf, id: str) -> Response:
    """Stop the reading that goes on, or take the files off the shelf; nothing was added."""
    if id in desk.jobs:
        desk.stop(id)
    else:
        desk.shelf.drop(id)
    return reply({"dropped": id})


# ---------------------------------------------------------------- inside


def _stage(desk: Desk, id: str, uploads: list[tuple[str, BinaryIO]], sheet: tuple[str, BinaryIO] | None) -> Response:
    _ = desk.study  # without a study there is nothing to import into
    staged = Staged(id, Path(tempfile.mkdtemp(prefix="qualcoop-import-")))
    try:
        for number, (given, content) in enumerate(uploads):
            name = _free(safe_name(given), staged.files)
            staged.files[name] = _copied(content, staged.folder / f"{number:04d}" / name)
        if sheet is not None:
            staged.sheet = _copied(sheet[1], staged.folder / "sheet" / safe_name(sheet[0]))
        with desk.job(id, "import") as job:
            report = _read(desk, staged, ConfirmBody(), job.progress, dry_run=True)
    except BaseException:
        shutil.rmtree(staged.folder, ignore_errors=True)
        raise
    desk.shelf.put(staged)
    return reply(_told(id, report), 201)


def safe_name(given: str) -> str:
    """A file's name from what a browser says: its last part, no control characters, not hidden, not too long."""
    last = given.replace("\\", "/").rstrip("/").rpartition("/")[2]
    shown = "".join(each for each in last if each.isprintable() and each not in '<>:"|?*').strip(" .")
    stem, dot, suffix = shown.rpartition(".")
    if not dot:
        stem, suffix = shown, ""
    room = _LONGEST_NAME - len(f"{dot}{suffix}".encode())
    if room < 1:  # a suffix of hundreds of letters is none
        return shown.encode()[:_LONGEST_NAME].decode("utf-8", "ignore")
    stem = stem.encode("utf-8", "replace")[:room].decode("utf-8", "ignore") or "fichier"
    return f"{stem}{dot}{suffix}".encode("utf-8", "replace").decode("utf-8")


def _free(name: str, taken: Mapping[str, Path]) -> str:
    stem, dot, suffix = name.rpartition(".")
    made, number = name, 2
    while made in taken:
        made = f"{stem}-{number}{dot}{suffix}" if dot else f"{name}-{number}"
        number += 1
    return made


def _copied(content: BinaryIO, path: Path) -> Path:
    """The upload as a file; HTTP 413 beyond the limit of one file."""
    path.parent.mkdir()
    left = MAX_FILE
    with path.open("wb") as out:
        while piece := content.read(1024 * 1024):
            left -= len(piece)
            if left < 0:
                refusal = too_large(MAX_FILE)
                raise HTTPException(413, f"{path.name} : {tr(refusal.fr, refusal.en)}")
            out.write(piece)
    return path


def _read(desk: Desk, staged: Staged, body: ConfirmBody, progress: Any, *, dry_run: bool) -> ImportReport:
    sheet = _sheet(staged, body.attributes) if body.attributes else staged.sheet
    return desk.study.add(
        staged.chosen(body.files),
        kind=body.kind,
        case=body.case or None,
        speakers=body.speakers or None,
        attributes=sheet,
        dry_run=dry_run,
        progress=progress,
    )


def _told(id: str, report: ImportReport) -> dict[str, Any]:
    files = [{**file.as_dict(), "sources": _previews(file)} for file in report.files]
    return {"import_id": id, "files": files, "counts": report.counts(), "notes": list(report.notes)}


def _previews(file: FileReport) -> list[dict[str, Any]]:
    return [
        {
            "name": source.name,
            "kind": source.kind,
            "case": source.case,
            "attributes": dict(source.attributes),
            "preview": source.text[:_PREVIEW],
            "roles": {turn.speaker: turn.role for turn in source.turns if turn.speaker is not None},
        }
        for source in file.sources
    ]


def _sheet(staged: Staged, given: Mapping[str, Mapping[str, str]]) -> Path:
    """The attributes written on the page, on top of the uploaded sheet's, as a sheet."""
    rows: dict[str, dict[str, str]] = {}
    if staged.sheet is not None:
        rows = {row.file: _cells(row) for row in read_sheet(staged.sheet).rows}
    for file, cells in given.items():
        if file not in staged.files:
            raise UnknownNameError("Le fichier", "The file", file, staged.files)
        rows[file] = {**rows.get(file, {}), **{name: value for name, value in cells.items() if name != "fichier"}}
    columns = list(dict.fromkeys(name for cells in rows.values() for name in cells))
    path = staged.folder / f"attributs-{uuid.uuid4().hex}.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(["fichier", *columns])
        for file, cells in rows.items():
            writer.writerow([file, *(cells.get(name, "") for name in columns)])
    return path


def _cells(row: SheetRow) -> dict[str, str]:
    own = {"id": row.id, "kind": row.kind, "case": row.case}
    speakers = " ; ".join(f"{label}={name}" for label, name in row.speakers.items())
    cells = {**own, "speakers": speakers, **row.attributes}
    return {name: value for name, value in cells.items() if value}
