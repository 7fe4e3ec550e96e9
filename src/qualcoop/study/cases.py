"""Cases as a tree, persons, and the phases of each case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from qualcoop.errors import ConflictError, InputError, UnknownNameError
from qualcoop.model import ROLES, Case, Person
from qualcoop.study import schema as s
from qualcoop.study.dates import first_day, iso_date, last_day, within
from qualcoop.study.describe import listed
from qualcoop.study.journal import Transaction


@dataclass(frozen=True, slots=True)
class Phase:
    """A period of a case's life, both days included; an open side is None. Sub-cases inherit phases."""

    case: str
    id: str
    label: str
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True)
class CaseTree:
    """The cases and phases of a study, as asked for when codings are checked and frames built."""

    parents: dict[str, str | None]
    phases: dict[str, tuple[Phase, ...]]

    @classmethod
    def load(cls, connection: Connection) -> CaseTree:
        """Read them."""
        parents = {case.id: case.parent for case in cases(connection)}
        found: dict[str, list[Phase]] = {}
        for phase in phases(connection):
            found.setdefault(phase.case, []).append(phase)
        return cls(parents, {case: tuple(several) for case, several in found.items()})

    def phases_of(self, case: str | None) -> tuple[Phase, ...]:
        """The phases of a case: its own, else those of the nearest case above that has some."""
        while case is not None:
            if case in self.phases:
                return self.phases[case]
            case = self.parents.get(case)
        return ()

    def phase_on(self, case: str | None, date: str | None) -> str | None:
        """The phase of the case in which the date lies entirely, or None."""
        if date is None:
            return None
        return next((p.id for p in self.phases_of(case) if within(date, p.start, p.end)), None)


def cases(connection: Connection) -> list[Case]:
    """The cases, in the order in which they were given."""
    rows = connection.execute(select(s.cases).order_by(s.cases.c.rank, s.cases.c.id)).mappings()
    return [Case(r["id"], r["label"], r["parent"], r["stratum"], r["description"]) for r in rows]


def persons(connection: Connection) -> list[Person]:
    """The persons, in the order in which they were given."""
    rows = connection.execute(select(s.persons).order_by(s.persons.c.rank, s.persons.c.id)).mappings()
    return [
        Person(r["id"], r["label"], r["role"], tuple(r["actor_types"]), r["organisation"], dict(r["attributes"]))
        for r in rows
    ]


def phases(connection: Connection) -> list[Phase]:
    """The phases of every case, in the order in which they were given."""
    rows = connection.execute(select(s.phases).order_by(s.phases.c.rank)).mappings()
    return [Phase(r["case"], r["id"], r["label"], r["start"], r["end"]) for r in rows]


def set_cases(transaction: Transaction, given: Sequence[Case]) -> None:
    """These are the study's cases from now on.

    Raises ConflictError where one left out is in use, InputError for a tree that is none.
    """
    _unique([case.id for case in given], "Le cas", "The case")
    parents = {case.id: case.parent for case in given}
    for case in given:
        _check_ancestors(case.id, parents)
    connection = transaction.connection
    gone = [case.id for case in cases(connection) if case.id not in parents]
    used = _used(connection, gone, (s.sources.c.case, s.codings.c.about, s.phases.c.case))
    if used:
        raise ConflictError(
            f"Cas encore utilisés par des sources, des codages ou des périodes : {', '.join(used)} ; "
            "gardez-les dans la liste ou changez d'abord ce qui les utilise.",
            f"Cases still used by sources, codings or phases: {', '.join(used)}; "
            "keep them in the list or first change what uses them.",
        )
    for name in gone:
        transaction.drop("cases", name)
    for rank, case in enumerate(given):
        transaction.put(
            "cases",
            id=case.id,
            rank=rank,
            label=case.label,
            parent=case.parent,
            stratum=case.stratum,
            description=case.description,
        )
    transaction.subject.update(ids=listed(list(parents)))


def _check_ancestors(name: str, parents: dict[str, str | None]) -> None:
    seen = {name}
    above = parents[name]
    while above is not None:
        if above not in parents:
            raise UnknownNameError("Le cas parent", "The parent case", above, parents)
        if above in seen:
            raise InputError(
                f"Le cas « {name} » se contient lui-même ; corrigez les parents.",
                f"The case '{name}' contains itself; correct the parents.",
            )
        seen.add(above)
        above = parents[above]


def set_persons(transaction: Transaction, given: Sequence[Person]) -> None:
    """These are the study's persons from now on; ConflictError where one left out is linked to a speaker."""
    _unique([person.id for person in given], "La personne", "The person")
    for person in given:
        if person.role not in ROLES:
            raise UnknownNameError("Le rôle", "The role", person.role, ROLES)
    connection = transaction.connection
    kept = {person.id for person in given}
    gone = [person.id for person in persons(connection) if person.id not in kept]
    used = _used(connection, gone, (s.speakers.c.person,))
    if used:
        raise ConflictError(
            f"Personnes encore liées à des locuteurs : {', '.join(used)} ; gardez-les dans la liste.",
            f"Persons still linked to speakers: {', '.join(used)}; keep them in the list.",
        )
    for name in gone:
        transaction.drop("persons", name)
    for rank, person in enumerate(given):
        transaction.put(
            "persons",
            id=person.id,
            rank=rank,
            label=person.label,
            role=person.role,
            actor_types=list(person.actor_types),
            organisation=person.organisation,
            attributes=dict(person.attributes),
        )
    transaction.subject.update(n=len(given))


def set_phases(transaction: Transaction, given: Sequence[Phase]) -> None:
    """These are the phases of the study's cases from now on.

    Dates are ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``. Raises InputError for a phase that ends before it
    begins or a date that is none, UnknownNameError for its case, ConflictError where codings speak of a
    phase that would be gone.
    """
    _unique([f"{phase.case}/{phase.id}" for phase in given], "La période", "The phase")
    connection = transaction.connection
    tree = CaseTree.load(connection)
    checked = [_checked(phase, tree) for phase in given]
    _keep_spoken_of(connection, tree, checked)
    for old in phases(connection):
        transaction.drop("phases", old.case, old.id)
    for rank, phase in enumerate(checked):
        transaction.put(
            "phases",
            case=phase.case,
            id=phase.id,
            rank=rank,
            label=phase.label,
            start=phase.start,
            end=phase.end,
        )
    transaction.subject.update(n=len(given))


def _checked(phase: Phase, tree: CaseTree) -> Phase:
    if phase.case not in tree.parents:
        raise UnknownNameError("Le cas", "The case", phase.case, tree.parents)
    limits: list[str | None] = []
    for written in (phase.start, phase.end):
        limit = iso_date(written) if written else None
        if written and limit is None:
            raise InputError(
                f"Période {phase.id} de {phase.case} : « {written} » n'est pas une date (AAAA-MM-JJ).",
                f"Phase {phase.id} of {phase.case}: '{written}' is not a date (YYYY-MM-DD).",
            )
        limits.append(limit)
    start, end = limits
    if start is not None and end is not None and last_day(end) < first_day(start):
        raise InputError(
            f"Période {phase.id} de {phase.case} : elle finit ({end}) avant de commencer ({start}).",
            f"Phase {phase.id} of {phase.case}: it ends ({end}) before it begins ({start}).",
        )
    return Phase(phase.case, phase.id, phase.label, start, end)


def _keep_spoken_of(connection: Connection, tree: CaseTree, given: list[Phase]) -> None:
    """No coding may speak of a phase that its case does not have."""
    by_case: dict[str, tuple[Phase, ...]] = {}
    for phase in given:
        by_case[phase.case] = (*by_case.get(phase.case, ()), phase)
    after = CaseTree(tree.parents, by_case)
    query = (
        select(s.codings.c.phase, s.codings.c.about, s.sources.c.case)
        .join(s.sources, s.sources.c.id == s.codings.c.source)
        .where(s.codings.c.phase.is_not(None))
        .distinct()
    )
    lost = sorted(
        {
            f"{about or case or '?'}/{phase}"
            for phase, about, case in connection.execute(query)
            if (known := after.phases_of(about or case)) and phase not in [p.id for p in known]
        }
    )
    if lost:
        raise ConflictError(
            f"Des codages parlent de périodes absentes de cette liste : {', '.join(lost)} ; "
            "ajoutez-les ou changez d'abord ces codages.",
            f"Codings speak of phases that are not in this list: {', '.join(lost)}; "
            "add them or first change these codings.",
        )


def _used(connection: Connection, names: list[str], columns: Iterable[Any]) -> list[str]:
    found: set[str] = set()
    for column in columns:
        found.update(connection.execute(select(column).where(column.in_(names)).distinct()).scalars())
    return sorted(found)


def _unique(names: list[str], what_fr: str, what_en: str) -> None:
    for name in names:
        if not name.strip():
            raise InputError(f"{what_fr} doit avoir un identifiant.", f"{what_en} must have an id.")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"{what_fr} « {twice[0]} » est donné(e) deux fois.", f"{what_en} '{twice[0]}' is given twice.")
