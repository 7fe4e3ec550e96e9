"""Codebooks from and to files, whatever their format, with every fault named before anything is used."""

from __future__ import annotations

import dataclasses
import os
import tempfile
from functools import lru_cache
from pathlib import Path

from qualcoop import shipped as shipped_files
from qualcoop.codebook.faults import CheckRule, Fault, Parsed
from qualcoop.codebook.model import Codebook, Matching
from qualcoop.codebook.plain import from_plain
from qualcoop.codebook.validation import validate
from qualcoop.codebook.yaml_file import dumps, parse, read_text
from qualcoop.errors import CodebookError, InputError, ReadError
from qualcoop.language import tr

YAML_SUFFIXES = (".yaml", ".yml")
EXCEL_SUFFIXES = (".xlsx", ".xlsm")

# What `chosen` takes beside a file name: the grid that comes with qualcoop, and an empty codebook.
SHIPPED_NAMES = ("grille", "grid")
EMPTY_NAMES = ("vide", "empty")


def load(path: str | Path) -> Codebook:
    """The codebook in a YAML or Excel file.

    Raises ReadError when the file cannot be opened and CodebookError, with all faults, when it has any.
    Keyword rules are not read here: `check_file` with a rule checker does that.
    """
    path = Path(path)
    parsed = _parsed(path)
    return _built(parsed, path.name)


def loads(text: str, name: str = "") -> Codebook:
    """The codebook in YAML `text` (what `dumps` gives); `name` is for messages. Raises CodebookError."""
    return _built(parse(text), name)


def check_file(path: str | Path, check_rule: CheckRule | None = None) -> list[Fault]:
    """Every fault of a YAML or Excel file; an unreadable file is one fault. Never raises for bad content."""
    path = Path(path)
    try:
        parsed = _parsed(path)
    except ReadError as error:
        return [Fault("", "", "", str(error))]
    return _faults(parsed, path.name, check_rule)


def dump(codebook: Codebook, path: str | Path) -> None:
    """Write the codebook as YAML or Excel, by the file's suffix; the file is replaced in one step.

    Raises InputError for another suffix, a folder that is not there, or a text that Excel cannot hold.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix in YAML_SUFFIXES:
        replace_file(path, dumps(codebook).encode("utf-8"))
    elif suffix == ".xlsx":
        from qualcoop.codebook.excel import to_bytes

        replace_file(path, to_bytes(codebook))
    else:
        raise _unknown_format(path)


def replace_file(path: Path, content: bytes) -> None:
    """Write `content` beside `path`, then put it in its place: a crash leaves the old file whole."""
    beside: str | None = None
    try:
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        os.chmod(beside, mode)
        os.replace(beside, path)
        beside = None
    except OSError as error:
        raise InputError(
            f"{path} : écriture impossible ({error.strerror}) ; vérifiez le dossier, fermez le fichier.",
            f"{path}: cannot be written ({error.strerror}); check the folder, close the file.",
        ) from None
    finally:
        if beside is not None:
            Path(beside).unlink(missing_ok=True)


@lru_cache(maxsize=1)
def shipped() -> Codebook:
    """The grid that comes with qualcoop: 83 codes, 6 levers, 6 guard-rails, 3 processes, 10 context factors."""
    return load(shipped_files.path("codebook/grid.yaml"))


def empty() -> Codebook:
    """A codebook without codes, with the shipped grid's matching settings, to begin one's own."""
    return Codebook(id="codebook", version="0.1.0", matching=shipped().matching)


def chosen(name: str | Path) -> Codebook:
    """``grille`` (the shipped grid), ``vide`` (an empty codebook), or the codebook of a file."""
    if str(name).lower() in SHIPPED_NAMES:
        return shipped()
    if str(name).lower() in EMPTY_NAMES:
        return empty()
    return load(name)


def _parsed(path: Path) -> Parsed:
    suffix = path.suffix.lower()
    if suffix in YAML_SUFFIXES:
        return parse(read_text(path))
    if suffix in EXCEL_SUFFIXES:
        from qualcoop.codebook.excel_reading import parse_excel

        return parse_excel(path)
    raise _unknown_format(path)


def _unknown_format(path: Path) -> ReadError:
    return ReadError(
        f"{path.name} : une grille s'écrit en .yaml ou en .xlsx ; changez le nom du fichier.",
        f"{path.name}: a codebook is written as .yaml or .xlsx; change the file's name.",
    )


def _faults(parsed: Parsed, name: str, check_rule: CheckRule | None) -> list[Fault]:
    faults = [Fault(name, "", field, sentence, place) for place, field, sentence in parsed.errors]
    if faults and parsed.data is None:
        return faults
    return faults + validate(parsed.data, check_rule, file=name, place=parsed.place)


def _built(parsed: Parsed, name: str) -> Codebook:
    found = _faults(parsed, name, None)
    if found:
        faults = [str(fault) for fault in found]
        shown = name or tr("Cette grille", "This codebook")
        more = len(faults) - 1
        first = str(dataclasses.replace(found[0], file="")).rstrip(".")
        end = "" if first.endswith("?") else "."
        raise CodebookError(
            f"{shown} : {len(faults)} faute(s) dans la grille ; la première : {first}"
            + (f" ; et {more} autre(s), à lister avec « qualcoop codebook check »." if more else end),
            f"{shown}: {len(faults)} fault(s) in the codebook; the first: {first}"
            + (f"; and {more} more, listed by 'qualcoop codebook check'." if more else end),
            faults,
        )
    if not isinstance(parsed.data, dict):  # validate refuses everything else
        return Codebook(id="", version="", matching=Matching())
    return from_plain(parsed.data)


read_file = load
write_file = dump
