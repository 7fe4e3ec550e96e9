"""The codebook as frozen values: codes in a tree, families that fold the tree, matching settings.

Lookups take ids and give ids; `Codebook.code` gives the code itself. Nothing here reads a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from qualcoop.errors import UnknownNameError
from qualcoop.language import language

if TYPE_CHECKING:
    import pandas as pd

Polarity = Literal["lever", "guard-rail", "process", "context"]
Status = Literal["active", "retired"]

POLARITIES: tuple[Polarity, ...] = ("lever", "guard-rail", "process", "context")
STATUSES: tuple[Status, ...] = ("active", "retired")

# The group a code is shown in: what its polarity says, whatever its id begins with.
GROUPS: Mapping[Polarity, str] = {"lever": "L", "guard-rail": "G", "process": "T", "context": "C"}


@dataclass(frozen=True, slots=True)
class Label:
    """A text in French and English; either may be empty.

    >>> str(Label(fr="Cap partagé"))
    'Cap partagé'
    """

    fr: str = ""
    en: str = ""

    def __str__(self) -> str:
        """The text in the user's language, or in the other one where that is missing."""
        return (self.fr or self.en) if language() == "fr" else (self.en or self.fr)

    def __bool__(self) -> bool:
        return bool(self.fr or self.en)


@dataclass(frozen=True, slots=True)
class Code:
    """One code of the grid.

    contraries: ids of the codes that name its failure or its remedy; a negated hit is offered as these.
    keywords, exclude: rules in the language of `qualcoop.suggest`. color: ``#rrggbb`` or None.
    status: a retired code keeps its id for ever and is no longer offered.
    """

    id: str
    parent: str | None = None
    polarity: Polarity | None = None
    label: Label = Label()
    definition: Label = Label()
    use_when: Label = Label()
    do_not_use_when: Label = Label()
    example: Label = Label()
    contraries: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    color: str | None = None
    status: Status = "active"


@dataclass(frozen=True, slots=True)
class Family:
    """Several top codes shown as one column; `codes` are top codes, each in one family at most."""

    id: str
    label: Label = Label()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matching:
    """Settings of the suggestions.

    negators: words that turn a hit into a cue; negation_window: tokens before the hit in which they
    count; negation_exceptions: expressions that hold a negator and negate nothing; roles: whose turns
    are searched.
    """

    negators: tuple[str, ...] = ()
    negation_window: int = 4
    negation_exceptions: tuple[str, ...] = ()
    roles: tuple[str, ...] = ("respondent", "observer", "author")


@dataclass(frozen=True)
class Codebook:
    """A codebook in one version.

    codes: in the order of the file, sub-codes and retired codes included. families: declared folds.
    language: the language in which the codebook was written first, ``fr`` or ``en``.
    """

    id: str
    version: str
    language: str = "fr"
    codes: tuple[Code, ...] = ()
    families: tuple[Family, ...] = ()
    matching: Matching = Matching()
    notes: tuple[str, ...] = ()
    derived_from: str = ""

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    # -- one code -------------------------------------------------------------------------------

    def has(self, id: str) -> bool:
        """Is there a code of this id, active or retired?"""
        return id in self._by_id

    def code(self, id: str) -> Code:
        """The code of this id. Raises UnknownNameError, which offers close ids."""
        try:
            return self._by_id[id]
        except KeyError:
            raise UnknownNameError("Le code", "The code", id, self._by_id) from None

    @cached_property
    def active(self) -> tuple[Code, ...]:
        """The codes that can still be given, in order."""
        return tuple(code for code in self.codes if code.status == "active")

    # -- the tree -------------------------------------------------------------------------------

    @cached_property
    def top_codes(self) -> tuple[Code, ...]:
        """The codes without a parent, in order."""
        return tuple(code for code in self.codes if code.parent is None)

    def children(self, id: str) -> tuple[str, ...]:
        """The ids right under `id`, in order."""
        return self._children.get(self.code(id).id, ())

    def descendants(self, id: str) -> tuple[str, ...]:
        """`id` itself and every id under it, parents before children."""
        found = [self.code(id).id]
        for above in found:  # grows while it is walked
            found.extend(child for child in self._children.get(above, ()) if child not in found)
        return tuple(found)

    def ancestors(self, id: str) -> tuple[str, ...]:
        """The ids above `id`, nearest first, without `id` itself."""
        found: list[str] = []
        parent = self.code(id).parent
        while parent is not None and self.has(parent) and parent not in found:
            found.append(parent)
            parent = self._by_id[parent].parent
        return tuple(found)

    def top(self, id: str) -> str:
        """The top id above `id`, or `id` itself when nothing is above it."""
        return (self.code(id).id, *self.ancestors(id))[-1]

    def color(self, id: str) -> str | None:
        """The colour of code `id`: its own, else the nearest one above it."""
        names = (self.code(id).id, *self.ancestors(id))
        return next((color for name in names if (color := self._by_id[name].color)), None)

    # -- families and groups --------------------------------------------------------------------

    def family(self, id: str) -> str:
        """The id of the family of code `id`: a declared one, else its top code."""
        return self._family_of[self.code(id).id]

    @cached_property
    def family_ids(self) -> tuple[str, ...]:
        """The families in the order of their first code."""
        return tuple(dict.fromkeys(self._family_of[code.id] for code in self.top_codes))

    def family_label(self, id: str) -> Label:
        """The label of a family id (a declared family's or its top code's). Raises UnknownNameError."""
        for family in self.families:
            if family.id == id:
                return family.label
        if id in self.family_ids:
            return self.code(id).label
        raise UnknownNameError("La famille", "The family", id, self.family_ids)

    def group(self, id: str) -> str:
        """``L``, ``G``, ``T`` or ``C`` by the polarity of code `id` (or of what is above it), else ``""``."""
        for name in (self.code(id).id, *self.ancestors(id)):
            polarity = self._by_id[name].polarity
            if polarity is not None:
                return GROUPS[polarity]
        return ""

    def codes_in(self, column: str) -> frozenset[str]:
        """The ids that roll up in `column`: a declared family, a code with all under it, or a group.

        A declared family goes before a code and a code before a group of the same name.
        Raises UnknownNameError.
        """
        for family in self.families:
            if family.id == column:
                tops = [top for top in family.codes if self.has(top)]
                return frozenset(id for top in tops for id in self.descendants(top))
        if self.has(column):
            return frozenset(self.descendants(column))
        members = frozenset(code.id for code in self.codes if column and self.group(code.id) == column)
        if not members:
            known = dict.fromkeys([*self.family_ids, *self._by_id, *GROUPS.values()])
            raise UnknownNameError("Le code ou la famille", "The code or family", column, known)
        return members

    # -- contraries -----------------------------------------------------------------------------

    def contraries(self, id: str) -> tuple[str, ...]:
        """The families that face the family of `id` (a code or a family), read both ways, in order.

        Two families face one another as soon as one code of either names a code of the other.
        """
        family = id if id in self.family_ids else self.family(id)
        return self._facing.get(family, ())

    def contrary_codes(self, id: str) -> tuple[str, ...]:
        """The codes that face code `id`: those it names, then those that name it, in order."""
        own = self.code(id).contraries
        return tuple(dict.fromkeys([*own, *(code.id for code in self.codes if id in code.contraries)]))

    # -- as a table -----------------------------------------------------------------------------

    def to_frame(self) -> pd.DataFrame:
        """One row a code, the columns of the workbook's sheet (headings in the user's language)."""
        from qualcoop.codebook.frame import to_frame

        return to_frame(self)

    # -- lookups --------------------------------------------------------------------------------

    @cached_property
    def _by_id(self) -> dict[str, Code]:
        return {code.id: code for code in self.codes}

    @cached_property
    def _children(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for code in self.codes:
            if code.parent is not None:
                found.setdefault(code.parent, []).append(code.id)
        return {parent: tuple(children) for parent, children in found.items()}

    @cached_property
    def _family_of(self) -> dict[str, str]:
        declared = {top: family.id for family in self.families for top in family.codes}
        tops = {code.id: self.top(code.id) for code in self.codes}
        return {id: declared.get(top, top) for id, top in tops.items()}

    @cached_property
    def _facing(self) -> dict[str, tuple[str, ...]]:
        pairs: set[tuple[str, str]] = set()
        for code in self.codes:
            for other in code.contraries:
                if self.has(other) and self.family(other) != self.family(code.id):
                    pairs |= {(self.family(code.id), self.family(other)), (self.family(other), self.family(code.id))}
        return {
            family: tuple(other for other in self.family_ids if (family, other) in pairs) for family in self.family_ids
        }
