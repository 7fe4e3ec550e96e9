"""Bringing a study's schema to this version: a copy first, then all of it or nothing."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from qualcoop.errors import StoreError
from qualcoop.study import engine as db
from qualcoop.study.schema import REVISIONS

SCRIPTS = Path(__file__).parent / "migrations"


def revision(connection: Connection) -> str | None:
    """The schema's revision, or None where no study is."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def upgrade(connection: Connection, scripts: Path = SCRIPTS) -> None:
    """Run the revisions that are missing, inside the connection's transaction.

    scripts: the Alembic folder; tests give another one.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    db.protect_journal(connection)


def bring_up_to_date(
    where: db.Place, engine: Engine, *, revisions: tuple[str, ...] = REVISIONS, scripts: Path = SCRIPTS
) -> Path | None:
    """Migrate an older study, after a copy of it; returns the copy's path, None if nothing was due.

    Raises StoreError for a study from a newer qualcoop, for one that is no study, and for an older one
    that cannot be written.
    """
    with db.reading(engine) as connection:
        if _is_current(where, revision(connection), revisions):
            return None
    if where.read_only:
        raise StoreError(
            f"{where.name} vient d'une version plus ancienne et le fichier est en lecture seule ; "
            "rendez-le modifiable pour le mettre à jour.",
            f"{where.name} comes from an older version and the file is read-only; "
            "make it writable so that it can be brought up to date.",
        )
    with db.writing(engine, migration=True) as connection:
        found = revision(connection)  # again, now that nobody else can migrate it
        if found is None or _is_current(where, found, revisions):
            return None
        copy = db.backup(where, found)
        upgrade(connection, scripts)
        return copy


def _is_current(where: db.Place, found: str | None, revisions: tuple[str, ...]) -> bool:
    if found is None:
        raise StoreError(
            f"{where.name} n'est pas une étude qualcoop (aucune version n'y est inscrite).",
            f"{where.name} is not a qualcoop study (no version is written in it).",
        )
    if found not in revisions:
        raise StoreError(
            f"{where.name} vient d'une version plus récente de qualcoop (schéma {found}) ; "
            "mettez qualcoop à jour. Rien n'a été changé.",
            f"{where.name} comes from a newer version of qualcoop (schema {found}); "
            "update qualcoop. Nothing was changed.",
        )
    return found == revisions[-1]
