"""Folders of this machine, so that a study can be placed or found by clicking: names only, no file is read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from qualcoop.errors import InputError
from qualcoop.web.desk import DeskOf
from qualcoop.web.shapes import reply

router = APIRouter()
MOST = 500
SUFFIX = ".qualcoop"


@router.get("/folders")
def folders(desk: DeskOf, path: str = "") -> Response:
    """The folders and the studies in a folder (the user's own where none is given), in alphabetical order.

    path: absolute. Gives path, parent (null at the root), folders and studies, each with name and path.
    """
    place = Path(path).expanduser() if path else Path.home()
    if not place.is_absolute():
        raise InputError(f"« {path} » n'est pas un dossier entier.", f"'{path}' is no whole folder path.")
    names, studies = _listed(place)
    return reply(
        {
            "path": str(place),
            "parent": None if place.parent == place else str(place.parent),
            "usual": str(desk.folder),
            "folders": [{"name": name, "path": str(place / name)} for name in names],
            "studies": [{"name": name, "path": str(place / name)} for name in studies],
        }
    )


def _listed(place: Path) -> tuple[list[str], list[str]]:
    folders: list[str] = []
    studies: list[str] = []
    try:
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.name.startswith(".") or not _writable(entry.name):
                    continue
                if _is_folder(entry):
                    folders.append(entry.name)
                elif entry.name.endswith(SUFFIX):
                    studies.append(entry.name)
    except OSError as error:
        reason: Any = error.strerror or error
        raise InputError(
            f"{place} : ce dossier ne peut pas être ouvert ({reason}).",
            f"{place}: this folder cannot be opened ({reason}).",
        ) from None
    return sorted(folders, key=str.casefold)[:MOST], sorted(studies, key=str.casefold)[:MOST]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _writable(name: str) -> bool:
    """Can the name be written in JSON (no bytes that are no characters)?"""
    return not any("\ud800" <= character <= "\udfff" for character in name)
