"""What a reading gives becomes sources: which are new, which are known, which changed under a known name."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from qualcoop.language import tr
from qualcoop.model import Source
from qualcoop.study import schema as s
from qualcoop.study import sources
from qualcoop.study.describe import listed
from qualcoop.study.journal import REMARK
from qualcoop.study.store import Store

if TYPE_CHECKING:
    from qualcoop.readers import ImportReport


@dataclass
class Plan:
    """Ids for the sources of a reading. `take` decides; `chosen` are those to be stored."""

    known: dict[str, tuple[str, str]]  # id → text's hash, file
    by_text: dict[str, str] = field(default_factory=dict)
    old: frozenset[str] = frozenset()
    cases: set[str] = field(default_factory=set)
    chosen: list[tuple[str, Source]] = field(default_factory=list)

    @classmethod
    def load(cls, connection: Connection) -> Plan:
        """What the study holds already."""
        query = select(s.sources.c.id, s.sources.c.hash, s.sources.c.file).order_by(s.sources.c.id)
        known = {row.id: (row.hash, row.file) for row in connection.execute(query)}
        by_text: dict[str, str] = {}
        for name, (digest, _) in known.items():
            by_text.setdefault(digest, name)
        cases = set(connection.execute(select(s.cases.c.id)).scalars())
        return cls(known, by_text, frozenset(known), cases)

    def take(self, source: Source, case: str | None) -> tuple[str | None, str]:
        """The id under which to store this source (None: not at all) and a sentence where one is due."""
        given = visible(source.attributes.get("id", ""))
        name = given or visible(_stem(source)) or "source"
        if source.hash in self.by_text:
            there = self.by_text[source.hash]
            return None, tr(
                f"même texte que la source « {there} », déjà dans l'étude : rien à faire.",
                f"same text as the source '{there}', already in the study: nothing to do.",
            )
        said = ""
        if name in self.known:
            same_file = self.known[name][1] == source.origin.file
            if given or (same_file and name in self.old):
                return None, str(sources.changed_text(name))
            taken, name = name, self._free(name)
            said = tr(
                f"« {taken} » est déjà pris par un autre texte : ajouté sous « {name} ».",
                f"'{taken}' is already taken by another text: added as '{name}'.",
            )
        attributes = {key: value for key, value in source.attributes.items() if key != "id"}
        source = replace(source, attributes=attributes, case=case or source.case)
        said = " ".join(filter(None, (said, self._new_case(source.case))))
        self.known[name] = (source.hash, source.origin.file)
        self.by_text[source.hash] = name
        self.chosen.append((name, source))
        return name, said

    def _free(self, name: str) -> str:
        number = 2
        while f"{name}-{number}" in self.known:
            number += 1
        return f"{name}-{number}"

    def _new_case(self, case: str | None) -> str:
        if case is None or case in self.cases:
            return ""
        self.cases.add(case)
        return tr(
            f"le cas « {case} » n'était pas défini : il est créé.", f"the case '{case}' was not defined: it is made."
        )


def visible(name: str) -> str:
    """A file's name as an id that can be typed and shown: line breaks and no-break spaces are spaces.

    >>> visible("Entretien d’été\\n «\\u00a0brut\\u00a0»")
    'Entretien d’été « brut »'
    """
    spaced = "".join(letter if letter.isprintable() else " " * letter.isspace() for letter in name)
    return " ".join(spaced.split())[: sources.LONGEST_ID].rstrip()


def _stem(source: Source) -> str:
    """The source's name without its file's suffix."""
    suffix = source.origin.file.rpartition(".")[2]
    return source.name.removesuffix(f".{suffix}") if suffix else source.name


def planned(connection: Connection, report: ImportReport, case: str | None) -> tuple[ImportReport, Plan]:
    """The report with what the study makes of each file, and the sources to be stored."""
    plan = Plan.load(connection)
    files = []
    for file in report.files:
        kept: list[Source] = []
        notes: list[str] = []
        for source in file.sources:
            name, said = plan.take(source, case)
            if name is not None:
                kept.append(plan.chosen[-1][1])
            if said:
                notes.append(said)
        if file.sources and not kept:
            file = replace(file, status="skipped", reason=" ".join(notes), sources=())
        elif notes:
            file = replace(file, warnings=(*file.warnings, *notes), sources=tuple(kept))
        files.append(file)
    return replace(report, files=tuple(files)), plan


# ---------------------------------------------------------------- refused files


def remember(store: Store, actor: str, report: ImportReport) -> None:
    """Keep in the journal which files were refused and why; what it says already is not said again."""
    given = [(file.file, file.reason or "") for file in report.files if file.status == "refused"]
    if not given:
        return
    with store.write(REMARK, actor) as change:
        known = {(file, reason) for file, _, reason in refused(change.connection)}
        new = [each for each in given if each not in known]
        change.remark = bool(new)
        change.subject.update(n=len(new), names=listed([file for file, _ in new]), refused=[list(each) for each in new])


def refused(connection: Connection) -> list[tuple[str, str, str]]:
    """(file, day of the refusal, reason) of the files refused, without those that were read since and are here."""
    events = s.events.c
    query = select(events.verb, events.at, events.subject, events.payload)
    query = query.where(events.verb.in_((REMARK, "add_sources"))).order_by(events.seq)
    said: dict[str, tuple[str, str]] = {}
    later: set[str] = set()  # those read in an import after their refusal
    for verb, at, subject, payload in connection.execute(query):
        if verb == REMARK:
            told = json.loads(subject)["refused"]
            said.update({file: (at[:10], reason) for file, reason in told})
            later.difference_update(file for file, _ in told)
        elif said:
            read = _files(payload)
            later.update(file for file in said if _base(file) in read)
    here = set(connection.execute(select(s.sources.c.file)).scalars())
    return [(file, *said[file]) for file in sorted(said) if file not in later or _base(file) not in here]


def _files(payload: str) -> set[str]:
    """The files of the sources that an event puts."""
    put = json.loads(payload).get("sources") or {"columns": [], "put": []}
    return {row[put["columns"].index("file")] for row in put["put"]}


def _base(file: str) -> str:
    """A source keeps its file's name without folders."""
    return file.rpartition("/")[2]
