"""Opening a study's database and handing out transactions; texts are kept in memory once read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from qualcoop.errors import ConflictError, StoreError
from qualcoop.study import engine as db
from qualcoop.study import migrate
from qualcoop.study.journal import Transaction


class Store:
    """A study's database: `read` and `write` are the only two ways in.

    cache: values that never change once stored (texts by key, codebooks by version), kept by the modules
    that read them. backup: the copy made if opening had to migrate, else None.
    """

    def __init__(self, where: db.Place, *, new: bool = False) -> None:
        self.where = where
        self.backup: Path | None = None
        self.cache: dict[tuple[str, str], Any] = {}
        self.engine = db.connect(where, new=new)

    @classmethod
    def create(cls, path_or_url: str | Path) -> Store:
        """A new, empty database with the schema of this version; refuses one that exists."""
        where = db.place(path_or_url)
        db.check_new(where)
        store = cls(where, new=True)
        try:
            with db.speaking(where), db.writing(store.engine) as connection:
                if migrate.revision(connection) is not None:
                    raise StoreError(
                        f"{where.name} contient déjà une étude ; ouvrez-la.",
                        f"{where.name} already holds a study; open it.",
                    )
                migrate.upgrade(connection)
        except BaseException:
            store.close()
            db.forget_new(where)
            raise
        return store

    @classmethod
    def open(cls, path_or_url: str | Path) -> Store:
        """An existing study, migrated if it is older. StoreError in one sentence for anything else.

        On a full disk it can still be read.
        """
        where = db.place(path_or_url)
        db.check_file(where)
        try:
            return cls._open(where)
        except StoreError as problem:
            to_read = db.without_room(where, problem)
            if to_read is None:
                raise
        return cls._open(to_read)

    @classmethod
    def _open(cls, where: db.Place) -> Store:
        store = cls(where)
        try:
            with db.speaking(where):
                store.backup = migrate.bring_up_to_date(where, store.engine)
        except BaseException:
            store.close()
            raise
        return store

    @property
    def name(self) -> str:
        """How errors call the study: the path or URL that was given."""
        return self.where.name

    def close(self) -> None:
        """Give the file back."""
        self.engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection on one unchanging state."""
        with db.speaking(self.where), db.reading(self.engine) as connection:
            yield connection

    @contextmanager
    def write(self, verb: str, actor: str = "", **subject: Any) -> Iterator[Transaction]:
        """A change: all that is put and dropped inside is saved with its event, or nothing is.

        verb, subject: what the journal tells people. An exception inside leaves the study as it was.
        """
        if self.where.read_only:
            raise db.refused(self.where)
        try:
            with db.speaking(self.where), db.writing(self.engine) as connection:
                transaction = Transaction(connection, verb, actor, subject)
                yield transaction
                transaction.record()
        except StoreError as problem:
            if isinstance(problem.__cause__, IntegrityError):
                raise ConflictError(
                    "Ce changement contredit ce qui a été enregistré depuis (autre chose en dépend) ; "
                    "rien n'a été changé.",
                    "This change contradicts what was saved since (something else depends on it); nothing was changed.",
                ) from problem
            raise
