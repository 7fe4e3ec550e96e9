"""A study's outline: one YAML file that names its aim, cases, phases, before any source is there.

::

    name: Coopérer en archipel
    aim: …
    cases:
      - {id: P1, label: Archipel commun}
      - {id: P1a, label: Les Alcyons, parent: P1}
    phases:
      - {case: P1, id: A, label: Départ, end: 2019-06-30}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml

from qualcoop.errors import InputError, ReadError
from qualcoop.model import Case
from qualcoop.study.cases import Phase

if TYPE_CHECKING:
    from qualcoop.study import Study

T = TypeVar("T")
_TEXTS = ("name", "aim", "approach", "unit_of_analysis")


@dataclass(frozen=True)
class Outline:
    """What an outline file says: texts about the study, its cases (a tree), its phases."""

    texts: Mapping[str, str]
    cases: tuple[Case, ...] = ()
    phases: tuple[Phase, ...] = ()

    def apply(self, study: Study) -> None:
        """Write it into a study; raises what the study's own methods raise."""
        if self.texts:
            study.describe(**self.texts)
        if self.cases:
            study.set_cases(list(self.cases))
        if self.phases:
            study.set_phases(list(self.phases))


def read_outline(path: Path) -> Outline:
    """Read an outline; ReadError or InputError with the file and the place where it is wrong."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise ReadError(
            f"{path.name} : description d'étude illisible ({reason}).",
            f"{path.name}: unreadable study outline ({reason}).",
        ) from error
    if not isinstance(data, dict):
        raise _fault(
            path, "la première ligne", "the first line", "« clé: valeur » est attendu", "'key: value' is expected"
        )
    for key in data:
        if key not in (*_TEXTS, "cases", "phases"):
            known = ", ".join((*_TEXTS, "cases", "phases"))
            raise _fault(
                path, f"« {key} »", f"'{key}'", f"clé inconnue ; connues : {known}", f"unknown key; known: {known}"
            )
    return Outline(
        {key: " ".join(str(data[key]).split()) for key in _TEXTS if data.get(key)},
        tuple(_made(Case, entry, path, "cases") for entry in data.get("cases") or ()),
        tuple(_made(Phase, entry, path, "phases") for entry in data.get("phases") or ()),
    )


def _made(kind: type[T], entry: Any, path: Path, key: str) -> T:
    if not isinstance(entry, dict):
        raise _fault(path, key, key, f"« {entry} » n'est pas de la forme {{id: …}}", f"'{entry}' is not {{id: …}}")
    known = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    for name in entry:
        if name not in known:
            raise _fault(
                path,
                key,
                key,
                f"« {name} » est inconnu ; connus : {', '.join(known)}",
                f"'{name}' is unknown; known: {', '.join(known)}",
            )
    try:
        return kind(**{name: None if value is None else str(value) for name, value in entry.items()})
    except TypeError as error:
        raise _fault(
            path, key, key, f"il manque quelque chose à {entry}", f"something is missing in {entry}"
        ) from error


def _fault(path: Path, where_fr: str, where_en: str, fr: str, en: str) -> InputError:
    return InputError(f"{path.name}, {where_fr} : {fr}.", f"{path.name}, {where_en}: {en}.")
