"""The container under `Study`: opening and closing, what the study says of itself, cases, codebook, journal."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sqlalchemy import select

from qualcoop.errors import UnknownNameError
from qualcoop.model import Case, Person
from qualcoop.study import cases, codebooks, doctor, replay, undo
from qualcoop.study import engine as db
from qualcoop.study import schema as s
from qualcoop.study.cases import Phase
from qualcoop.study.doctor import DoctorReport
from qualcoop.study.replay import Difference
from qualcoop.study.store import Store

if TYPE_CHECKING:
    import pandas as pd

    from qualcoop.analysis.trail import Trail
    from qualcoop.codebook.model import Codebook

_TEXTS = ("name", "aim", "approach", "unit_of_analysis")


@dataclass(frozen=True)
class Info:
    """What a study says of itself; codebook: the version in force, None where there is none yet."""

    guid: str
    name: str
    aim: str
    approach: str
    unit_of_analysis: str
    codebook: str | None


class Container:
    """A study's file (or database) and all that is not about sources and passages."""

    def __init__(self, store: Store, actor: str = "") -> None:
        self.store = store
        self.actor = actor

    @classmethod
    def create(
        cls,
        path_or_url: str | Path,
        *,
        name: str = "",
        codebook: Codebook | None = None,
        exist_ok: bool = False,
        actor: str = "",
    ) -> Self:
        """A new study; with `exist_ok`, the one that is there. StoreError where it cannot be."""
        where = db.place(path_or_url)
        if exist_ok and where.path is not None and where.path.exists():
            return cls.open(path_or_url, actor=actor)
        title = name or (where.path.stem if where.path else "")
        study = cls(Store.create(path_or_url), actor)
        try:
            with study.store.write("create", actor, name=title) as change:
                change.put("study", id=1, guid=str(uuid.uuid4()), name=title)
            if codebook is not None:
                study.set_codebook(codebook)
        except BaseException:
            study.close()
            db.forget_new(where)
            raise
        return study

    @classmethod
    def open(cls, path_or_url: str | Path, *, actor: str = "") -> Self:
        """An existing study, brought up to date (a copy of it is kept) where an older qualcoop made it."""
        return cls(Store.open(path_or_url), actor)

    def close(self) -> None:
        """Give the file back."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.store.name!r})"

    # ------------------------------------------------------------ the study itself

    @property
    def read_only(self) -> bool:
        """Can the file (or its folder) not be written? Then every change is refused with a sentence."""
        return self.store.where.read_only

    @property
    def backup(self) -> Path | None:
        """The copy that was made because opening had to bring an older study up to date, if it had to."""
        return self.store.backup

    @property
    def info(self) -> Info:
        """Name, aim, approach, unit of analysis, codebook version, GUID."""
        with self.store.read() as connection:
            row = dict(connection.execute(select(s.study)).mappings().one())
        del row["id"]
        return Info(**row)

    def describe(self, **texts: str) -> None:
        """Set `name`, `aim`, `approach` or `unit_of_analysis`, as printed in the methods paragraph."""
        for key in texts:
            if key not in _TEXTS:
                raise UnknownNameError("Le champ", "The field", key, _TEXTS)
        with self.store.write("describe", self.actor) as change:
            row = dict(change.connection.execute(select(s.study)).mappings().one())
            change.put("study", **{**row, **texts})

    @property
    def codebook(self) -> Codebook:
        """The codebook in force; ConflictError where the study has none yet."""
        with self.store.read() as connection:
            return codebooks.current(self.store, connection)

    def set_codebook(self, codebook: Codebook) -> None:
        """Put a codebook in force; ConflictError where an id would change its meaning or a used one is missing."""
        with self.store.write("set_codebook", self.actor) as change:
            codebooks.set_codebook(self.store, change, codebook)

    def codebook_versions(self) -> list[str]:
        """Every version that the study has known, oldest first."""
        with self.store.read() as connection:
            return codebooks.versions(connection)

    def codebook_at(self, version: str) -> Codebook:
        """The codebook as it was at that version. Raises UnknownNameError."""
        with self.store.read() as connection:
            return codebooks.at_version(self.store, connection, version)

    # ------------------------------------------------------------ cases, persons, phases

    def cases(self) -> list[Case]:
        """The cases, in their order."""
        with self.store.read() as connection:
            return cases.cases(connection)

    def set_cases(self, given: Iterable[Case]) -> None:
        """These are the cases from now on (a tree). ConflictError where one left out is in use."""
        with self.store.write("set_cases", self.actor) as change:
            cases.set_cases(change, list(given))

    def persons(self) -> list[Person]:
        """The persons, in their order."""
        with self.store.read() as connection:
            return cases.persons(connection)

    def set_persons(self, given: Iterable[Person]) -> None:
        """These are the persons from now on; a speaker whose name is a person's label or id is that person."""
        with self.store.write("set_persons", self.actor) as change:
            cases.set_persons(change, list(given))

    def phases(self) -> list[Phase]:
        """The phases of every case, in their order."""
        with self.store.read() as connection:
            return cases.phases(connection)

    def set_phases(self, given: Iterable[Phase]) -> None:
        """These are the phases from now on. InputError where one ends before it begins."""
        with self.store.write("set_phases", self.actor) as change:
            cases.set_phases(change, list(given))

    # ------------------------------------------------------------ journal

    def history(self, limit: int | None = 50) -> pd.DataFrame:
        """The last changes, newest first: seq, at, actor, verb, undone, what."""
        from qualcoop.study import views

        with self.store.read() as connection:
            return views.history(connection, limit)

    def undo(self, actor: str | None = None) -> str:
        """Take the last change back (with `actor`, that person's last); says which. An event of its own."""
        with self.store.write("undo", actor or self.actor) as change:
            return undo.undo(change, actor)

    def redo(self, actor: str | None = None) -> str:
        """Do the last change taken back once more; says which."""
        with self.store.write("redo", actor or self.actor) as change:
            return undo.redo(change, actor)

    def doctor(self) -> DoctorReport:
        """Check file, texts, quotes, codebook, journal, and the state against the journal."""
        with self.store.read() as connection:
            return doctor.examine(self.store, connection)

    def trail(self, layer: str) -> Trail:
        """How a layer came about: the order of its coding, what readers said, which files were refused."""
        from qualcoop.study import trail

        with self.store.read() as connection:
            return trail.trail(connection, layer)

    def replay(self) -> list[Difference]:
        """Where the state made again from the journal alone differs from the one stored: nowhere, if sound."""
        with self.store.read() as connection:
            return replay.differences(connection)
