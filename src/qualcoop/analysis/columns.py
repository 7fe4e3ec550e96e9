"""The columns of a display: which codes each one gathers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qualcoop.analysis.positions import Ints
from qualcoop.errors import InputError, UnknownNameError
from qualcoop.language import language, tr

if TYPE_CHECKING:
    from qualcoop.codebook import Codebook

KINDS = ("family", "group", "code", "top")


@dataclass(frozen=True)
class Columns:
    """ids and labels in order; codes: what each gathers; groups: the group (L, G, T, C) of each."""

    kind: str
    ids: tuple[str, ...]
    labels: tuple[str, ...]
    codes: tuple[frozenset[str], ...]
    groups: tuple[str, ...]

    @classmethod
    def of(cls, codebook: Codebook, asked: str | Sequence[str] = "family") -> Columns:
        """The columns asked for: "family", "group", "code" (each with its sub-codes), "top", an id or a list.

        Raises UnknownNameError for an unknown kind or id, InputError for an empty or repeated list.
        """
        known = _known(codebook)
        if isinstance(asked, str) and (asked in KINDS or asked not in known):
            kind, ids = asked, _ids(codebook, asked)
        elif isinstance(asked, str):
            kind, ids = "list", [asked]
        else:
            kind, ids = "list", list(asked)
            if not ids or len(set(ids)) != len(ids):
                raise InputError(
                    "La liste de colonnes doit nommer chaque code une fois, et au moins un.",
                    "The list of columns must name each code once, and at least one.",
                )
        for name in ids:
            if name not in known:
                raise UnknownNameError("Le code", "The code", name, known)
        return cls(
            kind,
            tuple(ids),
            tuple(label_of(codebook, name) for name in ids),
            tuple(frozenset(codebook.codes_in(name)) for name in ids),
            tuple(group_of(codebook, name) for name in ids),
        )

    @classmethod
    def none(cls) -> Columns:
        """No column at all: what a codebook without such codes gives, where asking for an empty list is an error."""
        return cls("list", (), (), (), ())

    def place(self, name: str) -> int:
        """The position of a column. Raises UnknownNameError."""
        if name not in self.ids:
            raise UnknownNameError("La colonne", "The column", name, self.ids)
        return self.ids.index(name)

    def pairs(self, codes: Sequence[str]) -> tuple[Ints, Ints]:
        """For each code of `codes`, in order: how many columns gather it, then all of them end to end."""
        gathered: dict[str, list[int]] = {}
        for number, under in enumerate(self.codes):
            for code in under:
                gathered.setdefault(code, []).append(number)
        lists = [gathered.get(code, []) for code in codes]
        counts = np.asarray([len(each) for each in lists], dtype=np.int64)
        flat = np.asarray([number for each in lists for number in each], dtype=np.int64)
        return counts, flat


def group_ids(codebook: Codebook) -> list[str]:
    """The groups of the codebook (L, G, T, C…), in its order."""
    return list(dict.fromkeys(group for code in codebook.codes if (group := codebook.group(code.id))))


def group_of(codebook: Codebook, name: str) -> str:
    """The group of a code, a family, or of the group itself."""
    if codebook.has(name):
        return codebook.group(name)
    codes = codebook.codes_in(name)
    return next((codebook.group(code.id) for code in codebook.codes if code.id in codes), "")


def label_of(codebook: Codebook, name: str) -> str:
    """The label of a code, a family or a group in the user's language."""
    if codebook.has(name):
        return _in_language(codebook.code(name).label.fr, codebook.code(name).label.en)
    for family in codebook.families:
        if family.id == name:
            return _in_language(family.label.fr, family.label.en)
    return {
        "L": tr("Leviers", "Levers"),
        "G": tr("Garde-fous", "Guard-rails"),
        "T": tr("Processus transversaux", "Transversal processes"),
        "C": tr("Contexte", "Context"),
    }.get(name, name)


def _in_language(fr: str, en: str) -> str:
    return (fr or en) if language() == "fr" else (en or fr)


def _ids(codebook: Codebook, kind: str) -> list[str]:
    if kind == "family":
        return list(codebook.family_ids)
    if kind == "group":
        return group_ids(codebook)
    if kind == "code":
        return [code.id for code in codebook.codes]
    if kind == "top":
        return [code.id for code in codebook.codes if code.parent is None]
    raise UnknownNameError("Le genre de colonnes", "The kind of columns", kind, KINDS)


def _known(codebook: Codebook) -> list[str]:
    names = [*codebook.family_ids, *(code.id for code in codebook.codes), *group_ids(codebook)]
    return list(dict.fromkeys(names))
