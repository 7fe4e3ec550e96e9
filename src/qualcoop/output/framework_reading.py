"""The framework workbook as it comes back from a researcher: checked key by key, refused rather than guessed."""

from __future__ import annotations

import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualcoop.analysis.summaries import Key, Returned, tidy
from qualcoop.errors import InputError, ReadError
from qualcoop.language import tr
from qualcoop.output.framework import (
    EXTRACTS,
    HEADER,
    KEY,
    KEY_HEADS,
    KEYS,
    LEAD,
    LINE,
    PASSAGES,
    REREAD,
    STATE,
    SUMMARY,
)

_LARGEST = 200_000_000
KINDS = (SUMMARY, REREAD, STATE, PASSAGES)
_LINES = {word: kind[0] for kind in KINDS for word in kind}


@dataclass(frozen=True)
class FrameworkSheet:
    """What a workbook brings back: the layer and the kind of rows that it was exported for, and its cells."""

    layer: str
    rows: str
    cells: tuple[Returned, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Page:
    """A sheet as text: values by key line and code."""

    values: dict[tuple[str, str, str], str]


def read(path: str | Path) -> FrameworkSheet:
    """Read a workbook written by `qualcoop.output.framework.write`, filled in since.

    Raises ReadError for no workbook; InputError, one sentence with sheet and place, for a changed key, a missing
    or new line, a new column, a missing sheet.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of decorations that it does not know; texts are read
        return _read(Path(path))


def _read(file: Path) -> FrameworkSheet:
    book = _open(file)
    try:
        layer, rows, exported = _exported(file, book)
        pages: dict[str, _Page] = {}
        for name, keys in exported.items():
            if name not in book.sheetnames:
                raise _fault(file, name, "cette feuille manque", "this sheet is missing")
            pages[name] = _page(file, name, book[name], list(keys))
        cells = [
            Returned(
                case,
                code,
                pages[name].values.get((case, SUMMARY[0], code), ""),
                segments,
                base,
                pages[name].values.get((case, REREAD[0], code), "").casefold() not in _NOT,
            )
            for name, keys in exported.items()
            for (case, code), (segments, base) in keys.items()
        ]
        others = [name for name in book.sheetnames if name not in (*exported, KEYS, EXTRACTS)]
    finally:
        book.close()
    notes = (tr(f"Feuilles non lues : {', '.join(others)}.", f"Sheets not read: {', '.join(others)}."),)
    return FrameworkSheet(layer, rows, tuple(cells), notes if others else ())


def _open(file: Path) -> Any:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(file) as archive:
            if sum(member.file_size for member in archive.infolist()) > _LARGEST:
                raise ReadError(
                    f"{file.name} : ce classeur est bien trop gros pour un cadre d'analyse.",
                    f"{file.name}: this workbook is far too large for a framework matrix.",
                )
        return load_workbook(file, read_only=True)
    except FileNotFoundError:
        raise ReadError(
            f"{file.name} : ce fichier n'existe pas ; vérifiez le nom et le dossier.",
            f"{file.name}: there is no such file; check the name and the folder.",
        ) from None
    except ReadError:
        raise
    except Exception:  # openpyxl lets any error through for damaged content
        raise ReadError(
            f"{file.name} : ce fichier n'est pas un classeur Excel lisible ; réenregistrez-le en .xlsx.",
            f"{file.name}: this file is not an Excel workbook that can be read; save it again as .xlsx.",
        ) from None


# What says in the line "read again" that it was not.
_NOT = ("", "non", "no", "n", "0", "-")
Exported = dict[str, dict[Key, tuple[str, str]]]


def _exported(file: Path, book: Any) -> tuple[str, str, Exported]:
    """Layer, kind of rows, and by sheet the keys exported with their two hashes."""
    lines = _lines(book[KEYS]) if KEYS in book.sheetnames else []
    if len(lines) < 2 or lines[0][0] != "layer" or tuple(lines[1][: len(KEY_HEADS)]) != KEY_HEADS:
        raise _fault(
            file,
            KEYS,
            "cette feuille cachée manque ou a changé ; réexportez le cadre sous un autre nom et reportez-y vos résumés",
            "this hidden sheet is missing or changed; export again under another name and put your summaries there",
        )
    found: Exported = {}
    for line in lines[2:]:
        if line[0]:
            name, case, code, segments, base = line[: len(KEY_HEADS)]
            found.setdefault(name, {})[case, code] = (segments, base)
    return lines[0][1], lines[0][3], found


def _page(file: Path, name: str, sheet: Any, keys: list[Key]) -> _Page:
    lines = _lines(sheet)
    codes = list(dict.fromkeys(code for _, code in keys))
    cases = list(dict.fromkeys(case for case, _ in keys))
    start = next((at for at, line in enumerate(lines[:20]) if line and line[0] in KEY), None)
    if start is None or lines[start][LEAD - 1] not in LINE:
        raise _fault(
            file,
            name,
            f"l'en-tête « {KEY[0]} » de la ligne {HEADER} manque",
            f"the header '{KEY[1]}' of row {HEADER} is missing",
        )
    columns = _columns(file, name, lines[start], codes)
    _refuse_headless(file, name, lines[start:], len(lines[start]))
    values: dict[tuple[str, str, str], str] = {}
    seen: dict[tuple[str, str], int] = {}
    for number, line in enumerate(lines[start + 1 :], start + 2):
        kind = _LINES.get(line[LEAD - 1].strip()) if len(line) >= LEAD else None
        if kind is None:
            _refuse_stray(file, name, number, line, start + 2)
            continue
        case = line[0].strip()
        if (case, kind) in seen:
            said = f"{case} · {kind}"
            raise _fault(
                file, name, f"la ligne « {said} » est là deux fois (A{number})", f"line '{said}' is there twice"
            )
        seen[case, kind] = number
        for place, code in columns.items():
            values[case, kind, code] = line[place] if place < len(line) else ""
    _check_lines(file, name, seen, cases)
    return _Page(values)


def _columns(file: Path, name: str, header: list[str], codes: list[str]) -> dict[int, str]:
    """Where each code stands; refuses what is missing, new or twice."""
    there = {place: text.strip() for place, text in enumerate(header) if place >= LEAD and text.strip()}
    new = [text for text in there.values() if text not in codes]
    missing = [code for code in codes if code not in there.values()]
    if new and missing:
        fr, en = f"la colonne « {missing[0]} » est devenue « {new[0]} »", f"column '{missing[0]}' became '{new[0]}'"
        raise _fault(file, name, f"{fr} ; rendez-lui sa clef", f"{en}; give it its key back")
    if new:
        fr, en = f"colonne ajoutée « {new[0]} »", f"new column '{new[0]}'"
        raise _fault(file, name, f"{fr} ; ôtez-la (une clef vient de la grille)", f"{en}; take it out")
    if missing:
        raise _fault(file, name, f"il manque la colonne « {missing[0]} »", f"column '{missing[0]}' is missing")
    if len(there) > len(codes):
        twice = next(code for code in codes if list(there.values()).count(code) > 1)
        raise _fault(file, name, f"la colonne « {twice} » est là deux fois", f"column '{twice}' is there twice")
    return there


def _refuse_headless(file: Path, name: str, lines: list[list[str]], width: int) -> None:
    """A column without a key in its head, in which somebody wrote."""
    heads = lines[0] + [""] * (max(len(line) for line in lines) - width)
    for line in lines[2:]:
        for place, text in enumerate(line):
            if place >= LEAD and text and not heads[place].strip():
                fr = f"colonne ajoutée sans clef, où il est écrit « {text[:40]} »"
                en = f"a new column without a key holds '{text[:40]}'"
                raise _fault(file, name, f"{fr} ; ôtez-la", f"{en}; take it out")


def _refuse_stray(file: Path, name: str, number: int, line: list[str], labels: int) -> None:
    """Text under codes, in a line without a kind: a summary that would be lost."""
    if number > labels and any(text for text in line[LEAD:]):
        fr = f"la ligne {number} n'est ni « résumé », ni « relu », ni « passages » ; rendez-lui sa clef"
        raise _fault(file, name, fr, f"row {number} is no line of summaries; give it its key back")


def _check_lines(file: Path, name: str, seen: dict[tuple[str, str], int], cases: list[str]) -> None:
    wanted = [(case, kind[0]) for case in cases for kind in KINDS]
    missing = [line for line in wanted if line not in seen]
    new = [line for line in seen if line not in wanted]
    if new and missing:
        was, now = " · ".join(missing[0]), " · ".join(new[0])
        fr, en = f"la clef « {was} » est devenue « {now} » (A{seen[new[0]]})", f"key '{was}' became '{now}'"
        raise _fault(file, name, f"{fr} ; rendez-lui sa clef", f"{en}; give it its key back")
    if new:
        said = " · ".join(new[0])
        raise _fault(file, name, f"ligne ajoutée « {said} » (A{seen[new[0]]}) ; ôtez-la", f"new line '{said}'")
    if missing:
        said = " · ".join(missing[0])
        raise _fault(file, name, f"il manque la ligne « {said} »", f"line '{said}' is missing")


def _lines(sheet: Any) -> list[list[str]]:
    return [[tidy("" if value is None else value) for value in row] for row in sheet.iter_rows(values_only=True)]


def _fault(file: Path, sheet: str, fr: str, en: str) -> InputError:
    return InputError(f"{file.name}, feuille « {sheet} » : {fr}.", f"{file.name}, sheet '{sheet}': {en}.")
