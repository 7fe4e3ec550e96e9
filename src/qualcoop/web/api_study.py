"""The study as a whole: what it says of itself, recent studies, a new one, the sample, history, undo and redo."""

from __future__ import annotations

import base64
import binascii
import re
import tempfile
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from qualcoop.errors import ConflictError, InputError, StoreError
from qualcoop.model import Case, Person
from qualcoop.study import Phase, Study, listing
from qualcoop.web.bodies import (
    CaseBody,
    FileBody,
    NewStudy,
    PathBody,
    PersonBody,
    PhaseBody,
    SampleBody,
    StudyEdit,
)
from qualcoop.web.desk import Desk, DeskOf
from qualcoop.web.shapes import reply

if TYPE_CHECKING:
    from qualcoop.codebook.model import Codebook

router = APIRouter()
_LONGEST_NAME = 60


def study_dict(desk: Desk) -> dict[str, Any]:
    """What the page shows of the study."""
    study = desk.study
    info, layers = study.info, study.layers()
    return {
        "name": info.name,
        "path": Path(desk.path or "").name if "://" not in (desk.path or "") else info.name,
        "aim": info.aim,
        "approach": info.approach,
        "unit_of_analysis": info.unit_of_analysis,
        "layers": layers,
        "default_layer": listing.default_layer(study),
        "codebook_version": info.codebook,
        "sources": len(study.source_ids()),
        "seq": desk.seq(),
    }


@router.get("/study")
def get_study(desk: DeskOf) -> Response:
    """Name, file, layers, codebook version, number of sources, number of the last event (`seq`)."""
    return reply(study_dict(desk))


@router.patch("/study")
def edit_study(desk: DeskOf, body: StudyEdit) -> Response:
    """Set name, aim, approach, unit of analysis."""
    with desk.change() as study:
        study.describe(**{name: value or "" for name, value in body.given().items()})
        told = study_dict(desk)
    return reply(told)


# ---------------------------------------------------------------- the first screen


@router.get("/recent")
def recent(desk: DeskOf) -> Response:
    """Recent studies, newest first; the folder in which new ones are made; the path of the one that is open."""
    return reply({"recent": desk.recent.shown(), "folder": str(desk.folder), "open": desk.path})


@router.post("/recent/forget")
def forget(desk: DeskOf, body: PathBody) -> Response:
    """Take a study out of the list; the study itself stays."""
    desk.recent.forget(body.path)
    return reply({"recent": desk.recent.shown()})


@router.post("/studies", status_code=201)
def create(desk: DeskOf, body: NewStudy) -> Response:
    """Make a study (one file, named after it) and open it. 409 where a file of that name is there."""
    folder = Path(body.folder).expanduser() if body.folder else desk.folder
    path = folder / f"{_file_name(body.name)}.qualcoop"
    if path.exists():
        raise ConflictError(
            f"{path} existe déjà ; ouvrez cette étude ou donnez un autre nom.",
            f"{path} already exists; open this study or give another name.",
        )
    codebook = _codebook(body.codebook)
    if body.folder is None:
        _make(folder)
    desk.adopt(path, lambda: Study.create(path, name=body.name, codebook=codebook, actor=desk.actor))
    return reply({**study_dict(desk), "file": str(path)}, 201)


@router.post("/studies/open")
def open_study(desk: DeskOf, body: PathBody) -> Response:
    """Open another study."""
    desk.open(body.path if "://" in body.path else Path(body.path).expanduser())
    return reply(study_dict(desk))


@router.post("/studies/close")
def close_study(desk: DeskOf) -> Response:
    """Back to the first screen."""
    desk.close()
    return reply({"closed": True})


@router.post("/sample", status_code=201)
def sample(desk: DeskOf, body: SampleBody) -> Response:
    """Make the fictional sample study (once; it is kept as it is afterwards) and open it."""
    from qualcoop.sample import make_sample

    steps = 4
    folder = Path(body.folder).expanduser() if body.folder else desk.folder / "exemple"
    with desk.job(body.task or "sample", "sample") as job:
        told = iter(range(1, steps + 1))
        made = make_sample(folder, step=lambda sentence: job.progress(next(told, steps), steps, sentence))
    desk.open(made.study)
    return reply({**study_dict(desk), "file": str(made.study), "said": made.sentences()}, 201)


def _file_name(name: str) -> str:
    """A file's name that every system takes, from a study's name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    made = re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_NAME].strip("-") or "etude"
    reserved = re.fullmatch(r"con|prn|aux|nul|com\d|lpt\d", made)
    return f"etude-{made}" if reserved else made


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{folder} : ce dossier ne peut pas être créé ({error.strerror}).",
            f"{folder}: this folder cannot be made ({error.strerror}).",
        ) from error


def _codebook(given: str | FileBody) -> Codebook:
    from qualcoop import codebook as codebooks

    if isinstance(given, str):
        return codebooks.chosen(given)
    try:
        content = base64.b64decode(given.base64, validate=True)
    except (binascii.Error, ValueError):
        raise InputError(
            f"{given.filename} : contenu mal transmis.", f"{given.filename}: badly transmitted content."
        ) from None
    with tempfile.TemporaryDirectory(prefix="qualcoop-") as folder:
        name = re.sub(r"[^\w.-]", "_", Path(given.filename.replace("\\", "/")).name)[-80:] or "grille"
        path = Path(folder) / f"_{name}"
        path.write_bytes(content)
        return codebooks.load(path)


# ---------------------------------------------------------------- cases, persons, phases


@router.get("/cases")
def cases(desk: DeskOf) -> Response:
    """The cases (a tree), the phases of each, the persons."""
    study = desk.study
    return reply(
        {
            "cases": [_plain(case) for case in study.cases()],
            "phases": [_plain(phase) for phase in study.phases()],
            "persons": [_plain(person) for person in study.persons()],
        }
    )


@router.put("/cases")
def set_cases(desk: DeskOf, body: list[CaseBody]) -> Response:
    """These are the cases from now on. 409 where one left out is in use."""
    with desk.change() as study:
        study.set_cases([Case(**each.model_dump()) for each in body])
    return cases(desk)


@router.put("/phases")
def set_phases(desk: DeskOf, body: list[PhaseBody]) -> Response:
    """These are the phases from now on."""
    with desk.change() as study:
        study.set_phases([Phase(**each.model_dump()) for each in body])
    return cases(desk)


@router.put("/persons")
def set_persons(desk: DeskOf, body: list[PersonBody]) -> Response:
    """These are the persons from now on."""
    with desk.change() as study:
        study.set_persons([Person(**{**each.model_dump(), "actor_types": tuple(each.actor_types)}) for each in body])
    return cases(desk)


def _plain(value: Case | Phase | Person) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(value)


# ---------------------------------------------------------------- history


@router.get("/history")
def history(desk: DeskOf, limit: Annotated[int, Query(ge=1, le=10_000)] = 50) -> Response:
    """The last changes, newest first: seq, at (UTC), actor, verb, undone, what (a sentence)."""
    from qualcoop.analysis.result import jsonable

    frame = desk.study.history(limit)
    rows: list[dict[str, Any]] = [jsonable(row) for row in frame.to_dict("records")]
    return reply(rows)


@router.post("/undo")
def undo(desk: DeskOf) -> Response:
    """Take the last change back; says which."""
    with desk.change() as study:
        sentence = study.undo()
        seq = desk.seq()
    return reply({"sentence": sentence, "seq": seq})


@router.post("/redo")
def redo(desk: DeskOf) -> Response:
    """Do the last change taken back once more; says which."""
    with desk.change() as study:
        sentence = study.redo()
        seq = desk.seq()
    return reply({"sentence": sentence, "seq": seq})


# ---------------------------------------------------------------- long work


@router.delete("/tasks/{task}")
def stop(desk: DeskOf, task: str) -> Response:
    """Stop long work that goes on under this id; nothing of it is kept."""
    desk.stop(task)
    return reply({"stopped": task})


@router.get("/tasks")
def tasks(desk: DeskOf) -> Response:
    """The long work that goes on: id and kind."""
    return reply([{"task": job.id, "kind": job.kind} for job in list(desk.jobs.values())])
