"""A fault in a codebook: where it is and, in one sentence, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from qualcoop.language import tr

# Where a value stands in the plain data: ("codes", 3, "keywords", 0).
Where = tuple[Hashable, ...]
CheckRule = Callable[[str], object]
Place = Callable[[Where], str]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `place` is a line or a cell, `id` the code's (or "" for the header), `field` its field."""

    file: str
    id: str
    field: str
    sentence: str
    place: str = ""

    def __str__(self) -> str:
        """``grid.yaml, ligne 12, L1.2, contraries : le code « L9 » n'existe pas.``"""
        named = ", ".join(part for part in (self.file, self.place, self.id, self.field) if part)
        return tr(f"{named} : ", f"{named}: ") + self.sentence if named else self.sentence

    def as_dict(self) -> dict[str, str]:
        """For ``--json``."""
        return {
            "file": self.file,
            "place": self.place,
            "id": self.id,
            "field": self.field,
            "sentence": self.sentence,
        }


@dataclass
class Faults:
    """The faults found so far in one file; `place` turns a path into words."""

    file: str = ""
    place: Place = lambda _: ""
    found: list[Fault] = field(default_factory=list)
    _where: list[Where] = field(default_factory=list)

    def add(self, where: Where, id: str, name: str, fr: str, en: str) -> None:
        """Note one fault at `where`."""
        self.found.append(Fault(self.file, id, name, tr(fr, en), self.place(where)))
        self._where.append(where)

    def in_order(self) -> list[Fault]:
        """The faults of the header, then code by code, then of the families, each as it was found."""

        def rank(number: int) -> tuple[int, int]:
            top, at = (*self._where[number], "", "")[:2]
            return {"codes": 1, "families": 2}.get(str(top), 0), at if isinstance(at, int) else -1

        return [self.found[number] for number in sorted(range(len(self.found)), key=rank)]


@dataclass
class Parsed:
    """What a file holds: plain data, the place (line, cell) of each value by its path, and what cannot be read.

    errors: place, field ("" where none) and sentence; when there is one, `data` may lack a part.
    """

    data: object = None
    places: dict[Where, str] = field(default_factory=dict)
    errors: list[tuple[str, str, str]] = field(default_factory=list)

    def place(self, where: Where) -> str:
        """The place of `where`, or of the nearest thing that holds it."""
        while where and where not in self.places:
            where = where[:-1]
        return self.places.get(where, "") if where else ""


def meant(name: str, known: Iterable[str]) -> tuple[str, str]:
    """« voulez-vous dire … ? » in French and English, or two empty texts when nothing is close."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return (f" ; voulez-vous dire « {close[0]} » ?", f"; do you mean '{close[0]}'?") if close else (".", ".")
