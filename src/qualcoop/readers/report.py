"""Reading many files: what was read, skipped and refused, shown before it counts."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from qualcoop.errors import QualcoopError
from qualcoop.language import tr
from qualcoop.model import Kind, Source
from qualcoop.readers.attributes import AttributesSheet, SheetRow, read_sheet
from qualcoop.readers.registry import problems, read_file
from qualcoop.readers.roles import fold, lookalikes
from qualcoop.readers.turns import build

Status = Literal["read", "skipped", "refused"]
Progress = Callable[[int, int, str], None]

_KEYS = "file format status reason encoding characters words paragraphs turns speakers warnings lookalikes".split()
_MAC_ROOTS = ("__MACOSX",)


@dataclass(frozen=True)
class FileReport:
    """One file of an import.

    file: path relative to the folder given, or the file's name. reason: why it was skipped or refused.
    characters in code points; words, paragraphs, turns: summed over the file's sources. speakers: turns
    of each named speaker. lookalikes: pairs (rarer, commoner) of labels that may be one name misspelt.
    """

    file: str
    format: str | None
    status: Status
    reason: str | None = None
    encoding: str | None = None
    characters: int = 0
    words: int = 0
    paragraphs: int = 0
    turns: int = 0
    speakers: dict[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    lookalikes: list[tuple[str, str]] = field(default_factory=list)
    sources: tuple[Source, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The report without its sources, ready for JSON."""
        made = {key: getattr(self, key) for key in _KEYS}
        return {**made, "warnings": list(self.warnings), "lookalikes": [list(pair) for pair in self.lookalikes]}


@dataclass(frozen=True)
class ImportReport:
    """What became of every file, in the order given. notes: sentences about the import as a whole."""

    files: tuple[FileReport, ...]
    notes: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source read, in order."""
        return tuple(source for file in self.files for source in file.sources)

    def counts(self) -> dict[str, int]:
        """How many files were read, skipped and refused."""
        found = Counter(file.status for file in self.files)
        return {status: found[status] for status in ("read", "skipped", "refused")}

    def as_dicts(self) -> list[dict[str, Any]]:
        """One dictionary a file, with the keys of the command line's ``--json``."""
        return [file.as_dict() for file in self.files]

    def sentences(self) -> list[str]:
        """The report as lines for a terminal: a table, then what needs attention, then the counts."""
        from qualcoop.readers.display import lines

        return lines(self)


@dataclass(frozen=True)
class _Found:
    """A path to look at: its shown name, or the reason for passing it by or for refusing it."""

    path: Path
    name: str
    passed: str | None = None
    refused: str | None = None


def read_paths(
    paths: Iterable[Path | str] | Path | str,
    *,
    kind: Kind | None = None,
    speakers: Mapping[str, str] | None = None,
    attributes: Path | str | AttributesSheet | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Read files and folders (walked through, in name order); one refused file never stops the others.

    kind, speakers: see `turns.build`; they hold for every file, and the sheet's row goes before them.
    attributes: an attributes sheet. progress: called with (files done, files in all, name).
    Raises ReadError only for the sheet itself.
    """
    sheet = read_sheet(attributes) if isinstance(attributes, Path | str) else attributes
    found = list(_walk([paths] if isinstance(paths, Path | str) else paths))
    files: list[FileReport] = []
    used: list[SheetRow] = []
    first: dict[str, str] = {}
    for done, one in enumerate(found, start=1):
        files.append(_one(one, kind, speakers or {}, sheet, used, first))
        if progress is not None:
            progress(done, len(found), one.name)
    notes = [*_notes(sheet, used, found), *_unheard(speakers or {}, files)]
    return ImportReport(tuple(_compare(files)), tuple(notes))


def _walk(paths: Iterable[Path | str]) -> Iterable[_Found]:
    seen: set[Path] = set()
    for given in paths:
        path = Path(given)
        for found in _folder(path) if path.is_dir() else [_Found(path, nfc_name(path.name) or str(given))]:
            place = Path(os.path.abspath(found.path))
            if place not in seen:
                seen.add(place)
                yield found


def _folder(root: Path) -> Iterable[_Found]:
    errors: list[OSError] = []
    for folder, folders, names in os.walk(root, onerror=errors.append):
        folders.sort()
        here = Path(folder)
        for hidden in [name for name in folders if _hidden(name)]:
            folders.remove(hidden)
            yield _Found(here / hidden, _relative(here / hidden, root), _why_hidden(hidden))
        for name in sorted(names):
            path = here / name
            yield _Found(path, _relative(path, root), _why_hidden(name) if _hidden(name) else None)
    for error in errors:
        path = Path(str(error.filename))
        name = _relative(path, root)
        yield _Found(path, name, refused=_closed_folder(name))


def _closed_folder(name: str) -> str:
    return tr(
        f"{name} : pas le droit de lire ce dossier ; changez ses droits.",
        f"{name}: no permission to read this folder; change its permissions.",
    )


def _hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name in _MAC_ROOTS or name in ("Thumbs.db", "desktop.ini") or _is_study(name)


def _is_study(name: str) -> bool:
    """A study kept in the same folder, or what SQLite keeps beside it."""
    return Path(name).suffix.startswith(".qualcoop")


def _why_hidden(name: str) -> str:
    if name.startswith("~$"):
        return tr("fichier temporaire de Word", "temporary file of Word's")
    if _is_study(name):
        return tr("étude qualcoop", "a qualcoop study")
    return tr("caché", "hidden")


def _relative(path: Path, root: Path) -> str:
    try:
        return nfc_name(path.relative_to(root).as_posix())
    except ValueError:
        return nfc_name(path.name)


def nfc_name(name: str) -> str:
    """A file's name with composed accents; bytes that are no characters stay escaped."""
    plain = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return unicodedata.normalize("NFC", plain)


def _one(
    found: _Found,
    kind: Kind | None,
    speakers: Mapping[str, str],
    sheet: AttributesSheet | None,
    used: list[SheetRow],
    first: dict[str, str],
) -> FileReport:
    if found.passed is not None:
        return FileReport(found.name, None, "skipped", found.passed)
    if found.refused is not None:
        return FileReport(found.name, None, "refused", found.refused)
    if sheet is not None and _same(found.path, sheet.path):
        reason = tr("feuille d'attributs de cet import", "this import's attributes sheet")
        return FileReport(found.name, None, "skipped", reason)
    try:
        reading = read_file(found.path)
        if reading.sha256 in first:
            twin = first[reading.sha256]
            reason = tr(f"même contenu que {twin}", f"same content as {twin}")
            return FileReport(found.name, reading.format.name, "skipped", reason)
        sources: list[Source] = []
        for raw in reading.drafts:
            draft, origin = replace(raw, name=nfc_name(raw.name)), reading.origin(raw)
            row = _row(sheet, found, draft.name, draft.attributes.get("id"))
            used.extend([row] if row is not None else [])
            source = build(
                draft,
                kind=(row.kind if row is not None else None) or kind,
                speakers={**speakers, **(row.speakers if row is not None else {})},
                origin=replace(origin, file=nfc_name(origin.file)),
            )
            sources.append(row.apply(source) if row is not None else source)
    except QualcoopError as error:
        return FileReport(found.name, None, "refused", nfc_name(str(error)))
    first[reading.sha256] = found.name
    return _report(found.name, reading.format.name, reading.warnings, tuple(sources))


def _row(sheet: AttributesSheet | None, found: _Found, name: str, code: str | None) -> SheetRow | None:
    if sheet is None:
        return None
    path = found.path
    names = [code, found.name, nfc_name(path.name), name, nfc_name(path.stem)]
    return sheet.row(*(one for one in names if one))


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _report(name: str, format_name: str, said: tuple[str, ...], sources: tuple[Source, ...]) -> FileReport:
    speakers: Counter[str] = Counter()
    warnings: list[str] = list(said)
    for source in sources:
        speakers.update(turn.speaker for turn in source.turns if turn.speaker is not None)
        warnings.extend(source.warnings)
    counted = dict(sorted(speakers.items(), key=lambda item: (-item[1], item[0])))
    return FileReport(
        file=name,
        format=format_name,
        status="read",
        encoding=next((source.origin.encoding for source in sources), None),
        characters=sum(len(source.text) for source in sources),
        words=sum(len(source.word_bounds[0]) for source in sources),
        paragraphs=sum(len(source.paragraphs) for source in sources),
        turns=sum(len(source.turns) for source in sources),
        speakers=counted,
        warnings=tuple(dict.fromkeys(warnings)),
        lookalikes=lookalikes(_labels(sources)),
        sources=sources,
    )


def _labels(sources: Iterable[Source]) -> dict[str, int]:
    """Labels of interviews with their turns: writers of notes and documents are no labels."""
    found: Counter[str] = Counter()
    for source in sources:
        if source.kind == "interview":
            found.update(turn.speaker for turn in source.turns if turn.speaker is not None)
    return dict(found)


def _compare(files: Sequence[FileReport]) -> Iterable[FileReport]:
    """A misspelling used all through one file shows only beside the other files."""
    everywhere: Counter[str] = Counter()
    labels = [_labels(file.sources) for file in files]
    for one in labels:
        everywhere.update(one)
    pairs = lookalikes(everywhere)
    for file, own in zip(files, labels, strict=True):
        known = {frozenset(pair) for pair in file.lookalikes}
        more = [pair for pair in pairs if pair[0] in own and frozenset(pair) not in known]
        yield replace(file, lookalikes=[*file.lookalikes, *more]) if more else file


def _unheard(speakers: Mapping[str, str], files: Sequence[FileReport]) -> Iterable[str]:
    """A declared label that begins no line and names no speaker: a slip of the pen, which would change nothing."""
    sources = [source for file in files for source in file.sources]
    named = {fold(turn.speaker) for source in sources for turn in source.turns if turn.speaker is not None}
    for label in speakers if sources else ():
        line = re.compile(rf"^\W*{re.escape(nfc_name(label.strip()))}(?!\w)", re.IGNORECASE | re.MULTILINE)
        if fold(label) not in named and not any(line.search(source.text) for source in sources):
            yield tr(
                f"--speakers : « {label} » n'est dans aucun fichier lu ; vérifiez comment l'étiquette y est écrite.",
                f"--speakers: '{label}' is in no file read; check how the label is written there.",
            )


def _notes(sheet: AttributesSheet | None, used: Sequence[SheetRow], found: Sequence[_Found]) -> Iterable[str]:
    yield from problems()
    if not found:
        yield tr("Aucun fichier trouvé.", "No file found.")
    if sheet is None:
        return
    missing = sheet.unused(used)
    if missing:
        names = ", ".join(row.file for row in missing[:5]) + (", …" if len(missing) > 5 else "")
        yield tr(
            f"{sheet.path.name} : {len(missing)} ligne(s) sans fichier correspondant : {names}.",
            f"{sheet.path.name}: {len(missing)} row(s) without a matching file: {names}.",
        )
