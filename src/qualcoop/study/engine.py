"""The one place that knows which database is below: SQLite's files, settings and messages.

Everything else in `study` is SQLAlchemy Core that PostgreSQL runs as well. Here: what a path or a URL
means, durability (WAL, ``synchronous=FULL``), waiting for another process, triggers that keep the journal
append-only, the copy made before a migration, and the database's own messages turned into one sentence.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from qualcoop.errors import StoreError

_MAGIC = b"SQLite format 3\x00"
_APPLICATION = 0x51434F50  # "QCOP", in the file's header: whose SQLite file this is
_WAIT_SECONDS = 5.0
_KNOWN_BEGINNINGS = (
    (
        b"PK\x03\x04",
        "un document Word, Excel, ODT ou une archive zip",
        "a Word, Excel or ODT document or a zip archive",
    ),
    (b"%PDF", "un PDF", "a PDF"),
    (b"{\\rtf", "un document RTF", "an RTF document"),
)


@dataclass(frozen=True)
class Place:
    """Where a study is: a SQLite file, or another database's URL. `name` is how errors call it.

    read_only: nothing can be written, for want of a permission or, with `full`, of room on the disk.
    """

    name: str
    path: Path | None
    url: URL
    read_only: bool = False
    full: bool = False


def place(path_or_url: str | Path) -> Place:
    """What was given, understood: anything with ``://`` is a URL, the rest is a file's path."""
    given = str(path_or_url)
    if "://" in given:
        try:
            url = make_url(given)
        except ArgumentError:
            raise StoreError(
                f"« {given} » n'est pas une adresse de base de données valide.",
                f"'{given}' is not a valid database address.",
            ) from None
        if url.get_backend_name() != "sqlite":
            return Place(url.render_as_string(hide_password=True), None, url)
        given = url.database or ""
    if given in ("", ":memory:"):
        raise StoreError(
            "Une étude est un fichier : donnez un chemin, par exemple etude.qualcoop.",
            "A study is a file: give a path, for instance study.qualcoop.",
        )
    path = Path(given).expanduser()
    return Place(str(path_or_url), path, URL.create("sqlite", database=str(path)), _is_read_only(path))


def _is_read_only(path: Path) -> bool:
    # SQLite writes beside the file too, so the folder counts.
    return path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


# ---------------------------------------------------------------- before opening


def check_new(where: Place) -> None:
    """Can a study be created here? StoreError with the reason if not; reserves the file's name."""
    if where.path is None:
        return
    folder = where.path.parent
    if not folder.is_dir():
        raise StoreError(
            f"{where.name} : le dossier {folder} n'existe pas ; créez-le d'abord.",
            f"{where.name}: the folder {folder} does not exist; create it first.",
        )
    try:
        where.path.open("xb").close()
    except FileExistsError:
        raise StoreError(
            f"{where.name} existe déjà ; ouvrez cette étude ou choisissez un autre nom.",
            f"{where.name} already exists; open this study or choose another name.",
        ) from None
    except OSError as problem:
        raise StoreError(
            f"{where.name} : impossible d'écrire dans ce dossier ({problem.strerror}).",
            f"{where.name}: cannot write in this folder ({problem.strerror}).",
        ) from problem


def forget_new(where: Place) -> None:
    """Remove what a creation that failed left behind."""
    if where.path is not None:
        for suffix in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                Path(str(where.path) + suffix).unlink(missing_ok=True)


def check_file(where: Place) -> None:
    """Is this file a SQLite database made by qualcoop? StoreError saying what it is if not."""
    if where.path is None:
        return
    if where.path.is_dir():
        raise StoreError(
            f"{where.name} est un dossier ; donnez le fichier de l'étude (.qualcoop).",
            f"{where.name} is a folder; give the study's file (.qualcoop).",
        )
    try:
        with where.path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError:
        raise StoreError(
            f"{where.name} n'existe pas ; créez l'étude avec « qualcoop new » ou vérifiez le chemin.",
            f"{where.name} does not exist; create the study with 'qualcoop new' or check the path.",
        ) from None
    except OSError as problem:
        raise StoreError(
            f"{where.name} ne peut pas être lu ({problem.strerror}).",
            f"{where.name} cannot be read ({problem.strerror}).",
        ) from problem
    if not head.startswith(_MAGIC):
        fr, en = _what_it_is(head)
        raise StoreError(
            f"{where.name} n'est pas une étude qualcoop : c'est {fr}.",
            f"{where.name} is not a qualcoop study: it is {en}.",
        )
    if int.from_bytes(head[68:72], "big") != _APPLICATION:
        raise StoreError(
            f"{where.name} est une base SQLite d'un autre programme, pas une étude qualcoop.",
            f"{where.name} is another program's SQLite database, not a qualcoop study.",
        )


def _what_it_is(head: bytes) -> tuple[str, str]:
    if not head:
        return "un fichier vide", "an empty file"
    for beginning, fr, en in _KNOWN_BEGINNINGS:
        if head.startswith(beginning):
            return fr, en
    return "un fichier d'un autre type", "a file of another type"


# ---------------------------------------------------------------- connections


def connect(where: Place, *, new: bool = False) -> Engine:
    """The engine for this place; `new` prepares an empty SQLite file."""
    if where.path is None:
        return _connect_other(where)
    url = where.url
    if where.read_only:
        url = URL.create("sqlite", database=_read_only_uri(where.path), query={"uri": "true"})
    engine = create_engine(url, connect_args={"timeout": _WAIT_SECONDS})

    @event.listens_for(engine, "connect")
    def _prepare(dbapi: sqlite3.Connection, _record: object) -> None:
        # SQLAlchemy emits BEGIN itself (below), so that DDL and a wait for the lock are in our hands.
        dbapi.isolation_level = None
        run = dbapi.execute
        if new:
            run(f"PRAGMA application_id = {_APPLICATION}")
        if not where.read_only:
            run("PRAGMA journal_mode = WAL")
            run("PRAGMA synchronous = FULL")
        run("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes the lock before it reads, so what it read still holds when it writes.
        writes = connection.get_execution_options().get("qualcoop_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _read_only_uri(path: Path) -> str:
    wal = Path(str(path) + "-wal")
    # `immutable` reads a WAL file without its side files; unsafe (and not needed) while someone writes.
    frozen = "" if wal.exists() and wal.stat().st_size else "&immutable=1"
    return f"{path.absolute().as_uri()}?mode=ro{frozen}"


def _connect_other(where: Place) -> Engine:
    try:
        return create_engine(where.url)
    except (ImportError, NoSuchModuleError):
        backend = where.url.get_backend_name()
        raise StoreError(
            f"{where.name} : le pilote pour {backend} n'est pas installé.",
            f"{where.name}: the driver for {backend} is not installed.",
        ) from None


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one unchanging state of the study."""
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine, *, migration: bool = False) -> Iterator[Connection]:
    """A connection that holds the one right to write; all of it is kept, or nothing.

    migration: tables may be rebuilt meanwhile; that no row points to nothing is checked at the end.
    """
    with engine.connect() as connection:
        sqlite = engine.dialect.name == "sqlite"
        if migration and sqlite:
            # To alter a table SQLite copies and drops it, which foreign keys would refuse. The setting
            # cannot change inside a transaction, so it goes to the driver before BEGIN.
            _foreign_keys(connection, "OFF")
        connection.execution_options(qualcoop_write=True)
        try:
            with connection.begin():
                if engine.dialect.name == "postgresql" and inspect(connection).has_table("events"):
                    connection.exec_driver_sql("LOCK TABLE events IN EXCLUSIVE MODE")
                yield connection
                if migration and sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise sqlite3.IntegrityError("the migration left rows that point to nothing")
        finally:
            if migration and sqlite:
                _foreign_keys(connection, "ON")


def _foreign_keys(connection: Connection, setting: str) -> None:
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA foreign_keys = {setting}")


# ---------------------------------------------------------------- append-only, backup, integrity


def protect_journal(connection: Connection) -> None:
    """Triggers that refuse to change or delete an event or a text, even from another program."""
    if connection.dialect.name != "sqlite":
        return
    for table in ("events", "texts"):
        for action in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER IF NOT EXISTS {table}_no_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'qualcoop: {table} is append-only'); END"
            )


def backup(where: Place, revision: str) -> Path | None:
    """A copy of the study as last saved, ``<file>.bak-<revision>``; never over an earlier copy.

    Returns its path, or None for a database that is no file (its server makes its own backups).
    """
    if where.path is None:
        return None
    target = Path(f"{where.path}.bak-{revision}")
    number = 2
    while target.exists():
        target = Path(f"{where.path}.bak-{revision}-{number}")
        number += 1
    source = sqlite3.connect(where.path, timeout=_WAIT_SECONDS)
    copy = sqlite3.connect(target)
    try:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, not three
    except sqlite3.Error:
        copy.close()
        target.unlink(missing_ok=True)
        raise
    finally:
        source.close()
        copy.close()
    return target


def database_faults(connection: Connection) -> list[str]:
    """What SQLite itself finds wrong in the file: damaged pages, rows that point to nothing."""
    if connection.dialect.name != "sqlite":
        return []
    damaged = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(20)")]
    faults = [line for line in damaged if line != "ok"]
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20):
        faults.append(f"{table} {row} → {parent}")
    missing = {f"{table}_no_{act}" for table in ("events", "texts") for act in ("update", "delete")}
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    missing -= {str(row[0]) for row in connection.exec_driver_sql(query)}
    return faults + [f"trigger {name}" for name in sorted(missing)]


# ---------------------------------------------------------------- messages

_SENTENCES = (
    (
        ("database is locked", "database table is locked", "lock timeout", "deadlock"),
        "{0} : le fichier est utilisé par un autre programme ; rien n'a été changé, réessayez dans un instant.",
        "{0}: the file is in use by another program; nothing was changed, try again in a moment.",
    ),
    (
        ("readonly database", "read-only transaction"),
        "{0} est en lecture seule ; rien n'a été changé. Rendez le fichier et son dossier modifiables.",
        "{0} is read-only; nothing was changed. Make the file and its folder writable.",
    ),
    (
        ("disk is full", "disk full", "no space left"),
        "{0} : le disque est plein ; rien n'a été changé ni perdu. Libérez de la place et recommencez.",
        "{0}: the disk is full; nothing was changed or lost. Free some space and try again.",
    ),
    (
        ("disk i/o error",),
        "{0} : le disque n'accepte pas d'écriture (plein, ou défaillant) ; rien n'a été changé ni perdu. "
        "Libérez de la place et recommencez.",
        "{0}: the disk accepts no writing (full, or failing); nothing was changed or lost. "
        "Free some space and try again.",
    ),
    (
        ("malformed", "not a database", "file is encrypted", "no such table", "no such column"),
        "{0} est endommagé ; reprenez une sauvegarde (.bak) et gardez ce fichier pour le faire examiner.",
        "{0} is damaged; go back to a backup (.bak) and keep this file to have it looked at.",
    ),
    (
        ("unable to open", "could not connect", "connection refused", "connection failed"),
        "{0} ne peut pas être ouvert ; vérifiez le chemin et les droits.",
        "{0} cannot be opened; check the path and the permissions.",
    ),
)


@contextmanager
def speaking(where: Place) -> Iterator[None]:
    """Turns the database's own errors into a StoreError of one sentence that names the study."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, PoolTimeout) as problem:
        raise store_error(where, problem) from problem


def refused(where: Place) -> StoreError:
    """Why a study that is read-only takes no change."""
    said = "disk i/o error" if where.full else "readonly database"
    return store_error(where, sqlite3.OperationalError(said))


def without_room(where: Place, problem: StoreError) -> Place | None:
    """The same study to be read only, where opening it failed for want of room beside it; else None.

    SQLite wants a small file beside the study even to read it.
    """
    said = str(getattr(problem.__cause__, "orig", None) or problem.__cause__).lower()
    if where.path is None or where.read_only or not any(sign in said for sign in ("disk i/o error", "disk is full")):
        return None
    return replace(where, read_only=True, full=True)


def store_error(where: Place, problem: Exception) -> StoreError:
    """The sentence for a database error."""
    original: Any = getattr(problem, "orig", None) or problem
    said = str(original)
    if isinstance(problem, PoolTimeout):
        said = "database is locked"
    for signs, fr, en in _SENTENCES:
        if any(sign in said.lower() for sign in signs):
            return StoreError(fr.format(where.name), en.format(where.name))
    return StoreError(
        f"{where.name} : la base de données a refusé ({said}) ; rien n'a été changé.",
        f"{where.name}: the database refused ({said}); nothing was changed.",
    )
