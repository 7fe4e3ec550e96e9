"""The file itself: sheets put together, the same bytes each time, written whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

from qualcoop.errors import InputError, StoreError
from qualcoop.output.sheet import Sheet

if TYPE_CHECKING:
    from openpyxl import Workbook

# Properties carry a date; this one never changes, so that two exports of the same study can be compared.
FIXED_DATE = datetime(2000, 1, 1)
# A third of the time of level 6 for a fifth more bytes.
COMPRESSION = 1

_EMPTY_ROWS = re.compile(rb"<sheetData\s*/>|<sheetData>\s*</sheetData>")
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"\s*/>')
_AFTER_LINKS = re.compile(rb"<(?:printOptions|pageMargins)\b")


def new_workbook(title: str) -> Workbook:
    """An empty workbook with fixed properties and one placeholder sheet."""
    from openpyxl import Workbook

    workbook = Workbook()
    properties = workbook.properties
    properties.creator = properties.lastModifiedBy = "qualcoop"
    properties.title = title
    properties.created = properties.modified = FIXED_DATE
    workbook.calculation.fullCalcOnLoad = False  # the results are stored
    return workbook


def save(path: Path, workbook: Workbook, sheets: Sequence[Sheet], footer: str) -> None:
    """Write the sheets to `path`, replacing it only when all is written. Raises InputError, StoreError."""
    first = workbook.worksheets[0]
    for number, sheet in enumerate(sheets):
        page = first if number == 0 else workbook.create_sheet()
        page.title = sheet.name
        sheet.lay_out(page, footer)
    workbook.active = 0

    def write(file: IO[bytes]) -> None:
        from openpyxl.writer.excel import ExcelWriter

        parts = {f"xl/worksheets/sheet{number}.xml": sheet for number, sheet in enumerate(sheets, 1)}
        with _StableZip(file, parts) as archive:
            ExcelWriter(workbook, archive).write_data()

    replace_file(path, write)


class _StableZip(ZipFile):
    """A zip whose entries bear one date and one system, and whose sheets take their cells from `parts`."""

    def __init__(self, file: IO[bytes], parts: dict[str, Sheet]) -> None:
        super().__init__(file, "w", ZIP_DEFLATED, compresslevel=COMPRESSION)
        self._parts = parts

    def writestr(self, name: Any, data: Any, *_: Any, **__: Any) -> None:  # type: ignore[override]
        self._put(str(name), [data.encode("utf-8") if isinstance(data, str) else data])

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        page, name = Path(filename).read_bytes(), str(arcname).lstrip("/")
        self._put(name, _filled(page, self._parts[name]) if name in self._parts else [page])

    def _put(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write an entry; opened by name, it bears the date 1980-01-01, not the clock's."""
        with self.open(name, "w") as file:
            for piece in pieces:
                file.write(piece)
        self.getinfo(name).create_system = 3


def _filled(page: bytes, sheet: Sheet) -> Iterator[bytes]:
    """The worksheet that openpyxl wrote without cells, with its rows, its links and its true size."""
    page = _DIMENSION.sub(f'<dimension ref="{sheet.occupied}"/>'.encode(), page, count=1)
    hole = _EMPTY_ROWS.search(page)
    after = _AFTER_LINKS.search(page)
    assert hole is not None
    assert after is not None
    yield page[: hole.start()]
    yield from sheet.rows_xml()
    yield page[hole.end() : after.start()]
    yield sheet.links_xml()
    yield page[after.start() :]


def replace_file(path: Path, write: Callable[[IO[bytes]], None]) -> None:
    """Write a file beside `path`, then put it in its place in one step: a failure leaves the old one whole."""
    check_folder(path.parent)
    if path.is_dir():
        raise InputError(f"{path} est un dossier ; donnez un nom de fichier.", f"{path} is a folder; give a file name.")
    beside = path.with_name(f".{path.stem[:40]}.{uuid.uuid4().hex}.tmp")
    try:
        if path.exists() and not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, "read-only", str(path))
        with beside.open("wb") as file:
            write(file)
        beside.replace(path)
    except OSError as error:
        raise _refused(path, error) from error
    finally:
        beside.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make `folder` where it is not there yet. Raises InputError, StoreError."""
    check_folder(folder.parent)
    try:
        folder.mkdir(exist_ok=True)
    except FileExistsError as error:
        raise InputError(
            f"{folder} est un fichier ; donnez un nom de dossier.", f"{folder} is a file; give a folder's name."
        ) from error
    except OSError as error:
        raise _refused(folder, error) from error


def check_suffix(path: Path, suffix: str) -> None:
    """Raises InputError where a file's name promises another format: Excel would refuse to open it."""
    if path.suffix.lower() != suffix and not path.is_dir():
        raise InputError(
            f"{path.name} : le nom d'un classeur finit par {suffix} ; écrivez par exemple {path.stem}{suffix}.",
            f"{path.name}: a workbook's name ends with {suffix}; write for instance {path.stem}{suffix}.",
        )


def check_folder(folder: Path) -> None:
    """Raises InputError where a file cannot be put in `folder` because it is not there."""
    if not folder.is_dir():
        raise InputError(
            f"Le dossier {folder} n'existe pas ; créez-le ou choisissez un autre emplacement.",
            f"The folder {folder} does not exist; make it or choose another place.",
        )


def _refused(path: Path, error: OSError) -> StoreError:
    if error.errno == errno.ENOSPC:
        return StoreError(
            f"Plus de place sur le disque : {path} n'a pas été écrit.",
            f"No space left on the disk: {path} was not written.",
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.ETXTBSY):
        return StoreError(
            f"{path} ne peut pas être écrit : fichier ouvert ailleurs (Excel ?), ou dossier en lecture seule ; "
            "fermez-le ou choisissez un autre nom.",
            f"{path} cannot be written: open elsewhere (Excel?), or a read-only folder; "
            "close it or choose another name.",
        )
    return StoreError(
        f"{path} n'a pas pu être écrit ({error.strerror}) ; choisissez un autre nom ou un autre dossier.",
        f"{path} could not be written ({error.strerror}); choose another name or folder.",
    )
