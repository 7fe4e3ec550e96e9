"""What changed between two versions of a codebook, as sentences; ids that vanish or serve twice are faults."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from qualcoop.codebook.model import Code, Codebook, Label
from qualcoop.codebook.plain import LABELS, LISTS
from qualcoop.codebook.words import field_name
from qualcoop.language import tr

Kind = Literal["added", "retired", "removed", "reused", "changed", "moved"]

_HEADER = ("id", "version", "language", "derived_from", "notes")
_MATCHING = ("negators", "negation_window", "negation_exceptions", "roles")


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `id` is a code's or a family's, or "" for the header; `before`, `after` are its two values.

    Texts are texts, lists are tuples, and None stands for what is not there.
    """

    id: str
    kind: Kind
    field: str = ""
    before: Any = None
    after: Any = None

    @property
    def is_fault(self) -> bool:
        """Does the new version break the promise that an id never vanishes and never serves twice?"""
        return self.kind in ("removed", "reused")

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        values = {"before": self.before, "after": self.after}
        shown = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
        return {"id": self.id, "kind": self.kind, "field": self.field, **shown, "sentence": str(self)}

    def __str__(self) -> str:
        """One sentence in the user's language."""
        whole = {
            "added": (f"{self.id} : code ajouté, « {self.after} ».", f"{self.id}: code added, '{self.after}'."),
            "retired": (f"{self.id} : code retiré, « {self.before} ».", f"{self.id}: code retired, '{self.before}'."),
            "removed": (
                f"FAUTE {self.id} : code disparu, « {self.before} » ; gardez-le avec « status: retired ».",
                f"FAULT {self.id}: code gone, '{self.before}'; keep it with 'status: retired'.",
            ),
            "reused": (
                f"FAUTE {self.id} : identifiant retiré (« {self.before} ») repris pour « {self.after} » ; "
                "donnez un identifiant neuf.",
                f"FAULT {self.id}: retired id ('{self.before}') used again for '{self.after}'; give a new id.",
            ),
            "moved": (
                f"{self.id} : déplacé de {_or_root(self.before)} vers {_or_root(self.after)}.",
                f"{self.id}: moved from {_or_root(self.before)} to {_or_root(self.after)}.",
            ),
        }
        return tr(*whole[self.kind]) if self.kind in whole else self._changed()

    def _changed(self) -> str:
        where = tr(f"{self.id or 'Grille'}, ", f"{self.id or 'Codebook'}, ") + field_name(self.field)
        if isinstance(self.before, tuple) or isinstance(self.after, tuple):
            return tr(f"{where} : ", f"{where}: ") + _list_change(self.before or (), self.after or ()) + "."
        if self.before and self.after:
            return tr(
                f"{where} : « {self.before} » devient « {self.after} ».",
                f"{where}: '{self.before}' becomes '{self.after}'.",
            )
        if self.after:
            return tr(f"{where} : ajouté, « {self.after} ».", f"{where}: added, '{self.after}'.")
        return tr(f"{where} : ôté, « {self.before} ».", f"{where}: taken out, '{self.before}'.")


def _or_root(parent: str | None) -> str:
    return parent or tr("la racine", "the root")


def _list_change(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    new = [each for each in after if each not in before]
    gone = [each for each in before if each not in after]
    parts = []
    if new:
        parts.append(tr("ajouté ", "added ") + _listed(new))
    if gone:
        parts.append(tr("ôté ", "taken out ") + _listed(gone))
    return tr(" ; ", "; ").join(parts) or tr("ordre changé", "order changed")


def _listed(texts: list[str]) -> str:
    return ", ".join(tr(f"« {text} »", f"'{text}'") for text in texts)


def diff(old: Codebook, new: Codebook) -> list[Change]:
    """Every change from `old` to `new`: the header, then codes in the new order, then codes that vanished.

    A retired code that is active again under the same label is a change of its status; under another
    label it is `reused`, a fault. Equal codebooks give an empty list, others never do.
    """
    return [*_header(old, new), *_families(old, new), *_codes(old, new)]


def broken_promises(old: Codebook, new: Codebook) -> list[Change]:
    """The changes that must be refused once codings were made: ids gone, ids that serve twice."""
    return [change for change in diff(old, new) if change.is_fault]


def _header(old: Codebook, new: Codebook) -> Iterator[Change]:
    for name in _HEADER:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change("", "changed", name, before, after)
    for name in _MATCHING:
        before, after = getattr(old.matching, name), getattr(new.matching, name)
        if before != after:
            as_text = str if isinstance(before, int) else tuple
            yield Change("", "changed", name, as_text(before), as_text(after))


def _families(old: Codebook, new: Codebook) -> Iterator[Change]:
    before = {family.id: family for family in old.families}
    after = {family.id: family for family in new.families}
    if tuple(before) != tuple(after):
        yield Change("", "changed", "families", tuple(before), tuple(after))
    for id in (id for id in after if id in before):
        yield from _labels(id, "label", before[id].label, after[id].label)
        if before[id].codes != after[id].codes:
            yield Change(id, "changed", "codes", before[id].codes, after[id].codes)


def _codes(old: Codebook, new: Codebook) -> Iterator[Change]:
    for code in new.codes:
        if old.has(code.id):
            yield from _code(old.code(code.id), code)
        else:
            yield Change(code.id, "added", "", None, str(code.label))
    for code in old.codes:
        if not new.has(code.id):
            yield Change(code.id, "removed", "", str(code.label), None)
    before = tuple(code.id for code in old.codes if new.has(code.id))
    after = tuple(code.id for code in new.codes if old.has(code.id))
    if before != after:
        yield Change("", "changed", "codes", before, after)


def _code(old: Code, new: Code) -> Iterator[Change]:
    if old.status == "retired" and new.status == "active":
        if old.label != new.label:
            yield Change(new.id, "reused", "", str(old.label), str(new.label))
            return
        yield Change(new.id, "changed", "status", old.status, new.status)
    elif old.status != new.status:
        yield Change(new.id, "retired", "", str(old.label), None)
    if old.parent != new.parent:
        yield Change(new.id, "moved", "parent", old.parent, new.parent)
    if old.polarity != new.polarity:
        yield Change(new.id, "changed", "polarity", old.polarity, new.polarity)
    for name in LABELS:
        yield from _labels(new.id, name, getattr(old, name), getattr(new, name))
    for name in LISTS:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change(new.id, "changed", name, before, after)
    if old.color != new.color:
        yield Change(new.id, "changed", "color", old.color, new.color)


def _labels(id: str, name: str, old: Label, new: Label) -> Iterator[Change]:
    for tongue in ("fr", "en"):
        before, after = getattr(old, tongue), getattr(new, tongue)
        if before != after:
            yield Change(id, "changed", f"{name}.{tongue}", before or None, after or None)
