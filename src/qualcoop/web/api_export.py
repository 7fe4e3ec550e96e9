"""Exports: the workbook, one matrix, the tables as CSV, the codebook. Written beside, read back, sent."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import Response

from qualcoop.web.api_matrix import AskedOf, made
from qualcoop.web.desk import DeskOf

router = APIRouter(prefix="/export")

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_DAY = (1980, 1, 1, 0, 0, 0)  # the same tables give the same bytes


@router.get("/workbook.xlsx")
def workbook(desk: DeskOf, layer: str | None = None) -> Response:
    """Every display of a layer in one workbook."""
    return _sent("matrices.xlsx", _XLSX, lambda path: desk.study.workbook(path, layer))


@router.get("/matrix.xlsx")
def matrix(desk: DeskOf, asked: AskedOf) -> Response:
    """One matrix with the passages behind its figures."""
    return _sent("matrice.xlsx", _XLSX, lambda path: made(desk.study, asked).to_excel(path))


@router.get("/report.docx")
def report_docx(desk: DeskOf, layer: str | None = None) -> Response:
    """Methods, tables with their bases, figures, quotes: a Word file."""
    return _sent("rapport.docx", _DOCX, lambda path: desk.study.report(path, layer))


@router.get("/report.html")
def report_html(desk: DeskOf, layer: str | None = None) -> Response:
    """The same report as one page, sent as a file (never shown inside this application)."""
    return _sent("rapport.html", "text/html", lambda path: desk.study.report(path, layer))


@router.get("/tables.zip")
def tables(desk: DeskOf, layer: str | None = None) -> Response:
    """The same tables as CSV files."""
    with tempfile.TemporaryDirectory(prefix="qualcoop-") as folder:
        place = Path(folder) / "tables"
        desk.study.csv_tables(place, layer)
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(place.rglob("*")):
                if file.is_file():
                    entry = zipfile.ZipInfo(file.relative_to(place).as_posix(), _DAY)
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(entry, file.read_bytes())
    return _download("tables.zip", "application/zip", packed.getvalue())


@router.get("/codebook.yaml")
def codebook_yaml(desk: DeskOf) -> Response:
    """The codebook in force, as YAML."""
    from qualcoop.codebook.yaml_file import dumps

    return _download("grille.yaml", "application/yaml", dumps(desk.study.codebook).encode("utf-8"))


@router.get("/codebook.xlsx")
def codebook_xlsx(desk: DeskOf) -> Response:
    """The codebook in force, as a workbook."""
    from qualcoop.codebook.files import dump

    return _sent("grille.xlsx", _XLSX, lambda path: dump(desk.study.codebook, path))


def _sent(name: str, media_type: str, write: Callable[[Path], object]) -> Response:
    with tempfile.TemporaryDirectory(prefix="qualcoop-") as folder:
        path = Path(folder) / name
        write(path)
        return _download(name, media_type, path.read_bytes())


def _download(name: str, media_type: str, content: bytes) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
