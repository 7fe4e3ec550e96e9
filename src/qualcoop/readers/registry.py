"""The readers there are, and which one reads a given file.

A format is one function in one module, here or in somebody else's package::

    from qualcoop.readers.draft import Draft, Paragraph
    from qualcoop.readers.registry import register

    @register("elan", suffixes=(".eaf",), version="1")
    def read(path: Path) -> list[Draft]: ...

A module in this folder is found by being here. Another package names its module (or a function that
registers) in the entry-point group ``qualcoop.readers``; one that cannot be loaded is a warning
(`problems`), never a crash.
"""

from __future__ import annotations

import hashlib
import pkgutil
import stat
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module, metadata
from pathlib import Path
from types import MappingProxyType, ModuleType

from qualcoop.errors import ConflictError, QualcoopError, ReadError
from qualcoop.language import tr
from qualcoop.model import Origin
from qualcoop.readers.archive import check_paragraphs, is_legacy_office, legacy_office_error
from qualcoop.readers.draft import Draft

GROUP = "qualcoop.readers"
HEAD = 4096

Reader = Callable[[Path], list[Draft]]
# Is the file certainly of this format? Given its path and its first HEAD bytes.
Sniff = Callable[[Path, bytes], bool]

_formats: dict[str, Format] = {}
_problems: list[str] = []
_state = {"loaded": False}
_lock = threading.RLock()


@dataclass(frozen=True, slots=True)
class Format:
    """A registered format: its name, suffixes (lower case, with the dot), reader and reader's version."""

    name: str
    suffixes: tuple[str, ...]
    version: str
    read: Reader
    sniff: Sniff | None = None

    @property
    def reader(self) -> str:
        """The module that reads the format, as kept with every source."""
        return self.read.__module__

    @property
    def built_in(self) -> bool:
        return self.reader.startswith("qualcoop.")


@dataclass(frozen=True, slots=True)
class Choice:
    """The format chosen for a file, with what there is to say about the choice."""

    format: Format
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read: its drafts, the format, the SHA-256 of its bytes, warnings about the file."""

    path: Path
    format: Format
    drafts: tuple[Draft, ...]
    sha256: str
    warnings: tuple[str, ...] = ()

    def origin(self, draft: Draft) -> Origin:
        """Where `draft` came from, to be kept with its source."""
        return Origin(
            file=self.path.name,
            sha256=self.sha256,
            format=self.format.name,
            reader=self.format.reader,
            reader_version=self.format.version,
            encoding=draft.encoding,
        )


def register(
    name: str, *, suffixes: tuple[str, ...], version: str, sniff: Sniff | None = None
) -> Callable[[Reader], Reader]:
    """Register the decorated function as the reader of `name`.

    suffixes: with the dot, any case. version: changes whenever the same file would give another text.
    sniff: says from path and first bytes that a file is certainly of this format, whatever its suffix.
    Raises ConflictError when another module has already registered the name or one of the suffixes.
    """

    def decorate(function: Reader) -> Reader:
        lower = tuple(suffix.lower() for suffix in suffixes)
        for other in _formats.values():
            taken = [suffix for suffix in lower if suffix in other.suffixes]
            if other.reader != function.__module__ and (other.name == name or taken):
                raise ConflictError(
                    f"Le format « {name} » ({', '.join(lower)}) est déjà lu par {other.reader} ; "
                    "donnez-lui un autre nom et d'autres suffixes.",
                    f"The format '{name}' ({', '.join(lower)}) is already read by {other.reader}; "
                    "give it another name and other suffixes.",
                )
        _formats[name] = Format(name, lower, version, function, sniff)
        return function

    return decorate


def formats() -> Mapping[str, Format]:
    """Every registered format by name, sorted; the first call imports the readers."""
    with _lock:  # a second thread waits until all are there
        if not _state["loaded"]:
            _state["loaded"] = True
            _load_built_in()
            _load_foreign()
    return MappingProxyType(dict(sorted(_formats.items())))


def problems() -> tuple[str, ...]:
    """One sentence for every reader of another package that could not be loaded."""
    formats()
    return tuple(_problems)


def suffixes() -> tuple[str, ...]:
    """Every suffix that can be read, sorted."""
    return tuple(sorted(suffix for known in formats().values() for suffix in known.suffixes))


def _load_built_in() -> None:
    package = import_module("qualcoop.readers")
    for module in pkgutil.iter_modules(package.__path__):
        import_module(f"qualcoop.readers.{module.name}")


def _load_foreign() -> None:
    for entry in sorted(metadata.entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)):
        try:
            found = entry.load()
            registered = any(found is known.read for known in _formats.values())
            if not isinstance(found, ModuleType) and not registered:
                found()
        except Exception as error:  # whatever a stranger's code raises, ours goes on
            _problems.append(
                tr(
                    f"Le lecteur « {entry.name} » ({entry.value}) n'a pas pu être chargé : {error}",
                    f"The reader '{entry.name}' ({entry.value}) could not be loaded: {error}",
                )
            )


def reader_for(path: Path) -> Choice:
    """The format that reads `path`: by its suffix, unless its content is certainly something else.

    A wrong suffix is said in `warnings`. Raises ReadError for a missing, unreadable or empty file, a
    legacy or encrypted Office file, and a format that no reader knows.
    """
    path = Path(path)
    head = _head(path)
    by_suffix = next((f for f in formats().values() if path.suffix.lower() in f.suffixes), None)
    if is_legacy_office(head) and (by_suffix is None or by_suffix.built_in):
        raise legacy_office_error(path)
    certain = [f for f in formats().values() if f.sniff is not None and f.sniff(path, head)]
    if by_suffix is not None and (not certain or by_suffix in certain):
        return Choice(by_suffix)
    if certain:
        return Choice(certain[0], (_wrong_suffix(path, certain[0]),))
    raise ReadError(
        f"{path.name} : aucun lecteur pour ce format ; formats lus : {', '.join(suffixes())}.",
        f"{path.name}: no reader for this format; formats read: {', '.join(suffixes())}.",
    )


def read_file(path: Path) -> Reading:
    """Read one file with the reader that fits it.

    Raises ReadError, with one sentence naming the file, whatever goes wrong inside the reader.
    """
    path = Path(path)
    choice = reader_for(path)
    try:
        drafts = choice.format.read(path)
        for draft in drafts:
            check_paragraphs(len(draft.paragraphs), path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except QualcoopError:
        raise
    except OSError as error:
        raise _unreadable(path, error) from error
    except Exception as error:  # the last net under parsers of other people's files
        raise ReadError(
            f"{path.name} : le lecteur {choice.format.name} n'a pas pu lire ce fichier "
            f"({type(error).__name__} : {error}) ; il est sans doute endommagé, réenregistrez-le.",
            f"{path.name}: the {choice.format.name} reader could not read this file "
            f"({type(error).__name__}: {error}); it is probably damaged, save it again.",
        ) from error
    return Reading(path, choice.format, tuple(drafts), digest, choice.warnings)


def _head(path: Path) -> bytes:
    try:
        _refuse_devices(path)
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise _unreadable(path, error) from error
    if not head:
        raise ReadError(
            f"{path.name} : le fichier est vide (0 octet) ; vérifiez que l'original a bien été copié.",
            f"{path.name}: the file is empty (0 bytes); check that the original was copied.",
        )
    return head


def _refuse_devices(path: Path) -> None:
    """A pipe or a device has no end: opening one would wait for ever."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise ReadError(
            f"{path.name} : ce n'est pas un fichier ordinaire (tube, périphérique) ; enregistrez son contenu "
            "dans un fichier.",
            f"{path.name}: this is no ordinary file (a pipe, a device); save what it gives into a file.",
        )


def _unreadable(path: Path, error: OSError) -> ReadError:
    if isinstance(error, FileNotFoundError):
        return ReadError(
            f"{path.name} : fichier introuvable ; vérifiez le chemin.",
            f"{path.name}: file not found; check the path.",
        )
    if isinstance(error, IsADirectoryError):
        return ReadError(
            f"{path.name} : c'est un dossier, pas un fichier.", f"{path.name}: this is a folder, not a file."
        )
    if isinstance(error, PermissionError):
        return ReadError(
            f"{path.name} : pas le droit de lire ce fichier ; changez ses droits ou copiez-le.",
            f"{path.name}: no permission to read this file; change its permissions or copy it.",
        )
    return ReadError(
        f"{path.name} : lecture impossible ({error.strerror}).",
        f"{path.name}: cannot be read ({error.strerror}).",
    )


def _wrong_suffix(path: Path, found: Format) -> str:
    shown = path.suffix or tr("(aucun suffixe)", "(no suffix)")
    return tr(
        f"Le contenu est du {found.name} malgré le suffixe {shown} : lu comme {found.name}.",
        f"The content is {found.name} despite the suffix {shown}: read as {found.name}.",
    )
