"""Is this workbook the one that the study gives today? Sheet by sheet, cell by cell."""

from __future__ import annotations

import math
import warnings
import zipfile
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from qualcoop.errors import ReadError
from qualcoop.language import tr
from qualcoop.output.sheet import address

_LARGEST = 2_000_000_000
_CLOSE = 1e-9


@dataclass(frozen=True)
class Difference:
    """A cell that is not the same: its sheet and address, what it is here and there ("" for nothing)."""

    sheet: str
    cell: str
    there: str
    here: str

    def __str__(self) -> str:
        place = f"{self.sheet}!{self.cell}" if self.cell else self.sheet
        return tr(
            f"{place} : « {self.there} » dans le classeur donné, « {self.here} » aujourd'hui.",
            f"{place}: '{self.there}' in the workbook given, '{self.here}' today.",
        )


@dataclass(frozen=True)
class Comparison:
    """same_bytes: the very same file. sheets: how many cells of each sheet were compared."""

    same_bytes: bool
    sheets: dict[str, int]
    differences: tuple[Difference, ...] = ()

    @property
    def equal(self) -> bool:
        """Do both say the same?"""
        return self.same_bytes or not self.differences


def compare(given: str | Path, made: str | Path) -> Comparison:
    """Compare the values of every sheet of two workbooks. Raises ReadError where one cannot be read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of decorations that it does not know; values are compared
        return _compare(Path(given), Path(made))


def _compare(there: Path, here: Path) -> Comparison:
    same = there.is_file() and there.read_bytes() == here.read_bytes()
    old, new = _open(there), _open(here)
    try:
        sheets: dict[str, int] = {}
        found: list[Difference] = []
        for name in dict.fromkeys([*new.sheetnames, *old.sheetnames]):
            if name not in old.sheetnames or name not in new.sheetnames:
                word = tr("feuille", "sheet")
                found.append(Difference(name, "", *((word, "") if name in old.sheetnames else ("", word))))
                continue
            sheets[name] = _compare_sheet(name, old[name], new[name], found) if not same else _size(new[name])
    finally:
        old.close()
        new.close()
    return Comparison(same, sheets, tuple(found))


def _size(sheet: Any) -> int:
    return int(sheet.max_row or 0) * int(sheet.max_column or 0)


def _compare_sheet(name: str, old: Any, new: Any, found: list[Difference]) -> int:
    compared = 0
    rows = zip_longest(old.iter_rows(values_only=True), new.iter_rows(values_only=True), fillvalue=())
    for number, (before, after) in enumerate(rows, 1):
        for column, (one, two) in enumerate(zip_longest(before, after), 1):
            compared += 1
            if not _alike(one, two):
                found.append(Difference(name, address(number, column), _said(one), _said(two)))
    return compared


def _alike(one: object, two: object) -> bool:
    if isinstance(one, (int, float)) and isinstance(two, (int, float)):
        return math.isclose(one, two, rel_tol=_CLOSE, abs_tol=_CLOSE)
    return _said(one) == _said(two)


def _said(value: object) -> str:
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _open(file: Path) -> Any:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(file) as archive:
            if sum(member.file_size for member in archive.infolist()) > _LARGEST:
                raise ReadError(f"{file.name} : classeur trop gros.", f"{file.name}: the workbook is too large.")
        return load_workbook(file, read_only=True, data_only=True)
    except FileNotFoundError:
        raise ReadError(
            f"{file.name} : ce classeur n'existe pas ; écrivez-le par « qualcoop workbook ».",
            f"{file.name}: there is no such workbook; write it with 'qualcoop workbook'.",
        ) from None
    except ReadError:
        raise
    except Exception:  # openpyxl lets any error through for damaged content
        raise ReadError(
            f"{file.name} : ce fichier n'est pas un classeur Excel lisible.",
            f"{file.name}: this file is not an Excel workbook that can be read.",
        ) from None
