"""Migrations: the schema is what Alembic makes; an older study is copied first and migrated whole or not."""

import shutil
import sqlite3

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from qualcoop.errors import StoreError
from qualcoop.study import Study, migrate
from qualcoop.study import engine as db
from qualcoop.study.schema import REVISIONS, metadata

NEXT = """
import sqlalchemy as sa
from alembic import op
revision = "0003"
down_revision = "0002"
branch_labels = depends_on = None
def upgrade():
    with op.batch_alter_table("sources") as table:
        table.add_column(sa.Column("place", sa.Text(), server_default="Brest"))
        table.alter_column("encoding", new_column_name="charset")
    {more}
"""


def later_version(tmp_path, more=""):
    """The migrations of a later qualcoop: one more revision, which rebuilds a table that others point to."""
    scripts = tmp_path / "scripts"
    shutil.copytree(migrate.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "r0003_next.py").write_text(NEXT.replace("{more}", more), "utf-8")
    return scripts


def brought_up(path, scripts):
    where = db.place(path)
    engine = db.connect(where)
    try:
        with db.speaking(where):
            return migrate.bring_up_to_date(where, engine, revisions=(*REVISIONS, "0003"), scripts=scripts)
    finally:
        engine.dispose()


def query(path, sql):
    raw = sqlite3.connect(path)
    try:
        return raw.execute(sql).fetchall()
    finally:
        raw.close()


def test_the_migrations_make_exactly_the_schema(study):
    with study.store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_known_revisions_are_those_of_alembic():
    config = Config()
    config.set_main_option("script_location", str(migrate.SCRIPTS))
    scripts = list(ScriptDirectory.from_config(config).walk_revisions())
    assert tuple(script.revision for script in reversed(scripts)) == REVISIONS


def test_postgresql_could_hold_the_same_tables():
    ddl = " ".join(str(CreateTable(table).compile(dialect=postgresql.dialect())) for table in metadata.sorted_tables)
    assert ddl.count("CREATE TABLE") == len(metadata.tables)
    assert "DEFERRABLE INITIALLY DEFERRED" in ddl


def test_an_older_study_is_copied_then_migrated(study, tmp_path):
    study.code("E01", "L3", start=0, end=5)
    path = study.store.where.path
    study.close()
    copy = brought_up(path, later_version(tmp_path))
    assert copy.name == "etude.qualcoop.bak-0002"
    assert query(path, "SELECT version_num FROM alembic_version") == [("0003",)]
    assert query(path, "SELECT DISTINCT place, charset FROM sources") == [("Brest", None)]
    assert len(query(path, "SELECT id FROM codings")) == 1
    assert len(query(path, "SELECT name FROM sqlite_master WHERE type = 'trigger'")) == 4
    with Study.open(copy) as old:
        assert len(old.codings()) == 1
        assert old.doctor().findings == []
    assert brought_up(path, later_version(tmp_path / "again")) is None  # nothing more to do, no second copy


def test_an_earlier_copy_is_never_overwritten(study, tmp_path):
    path = study.store.where.path
    study.close()
    earlier = path.with_name(path.name + ".bak-0002")
    earlier.write_text("précieux", "utf-8")
    assert brought_up(path, later_version(tmp_path)).name == "etude.qualcoop.bak-0002-2"
    assert earlier.read_text("utf-8") == "précieux"


@pytest.mark.parametrize(
    "more",
    ["op.execute('INSERT INTO nowhere VALUES (1)')", "op.execute(\"UPDATE codings SET source = 'E99'\")"],
)
def test_a_migration_that_fails_leaves_the_study_as_it_was(study, tmp_path, more):
    study.code("E01", "L3", start=0, end=5)
    path = study.store.where.path
    study.close()
    with pytest.raises(StoreError):
        brought_up(path, later_version(tmp_path, more))
    assert query(path, "SELECT version_num FROM alembic_version") == [("0002",)]
    with Study.open(path) as again:
        assert len(again.codings()) == 1
        assert again.doctor().findings == []


def test_an_older_read_only_study_asks_to_be_made_writable(study, tmp_path, monkeypatch):
    path = study.store.where.path
    study.close()
    monkeypatch.setattr(db, "_is_read_only", lambda _: True)
    with pytest.raises(StoreError, match="modifiable"):
        brought_up(path, later_version(tmp_path))


def as_before_scores(path):
    """The file as the first version of the schema made it."""
    raw = sqlite3.connect(path)
    with raw:
        raw.execute("ALTER TABLE suggestions DROP COLUMN score")
        raw.execute("DROP TABLE tokens")
        raw.execute("UPDATE alembic_version SET version_num = '0001'")
    raw.close()


def test_a_study_of_the_first_schema_gets_scores_and_kept_tokens(study):
    study.suggest()
    study.accept(study.suggestions()["id"].iloc[0])
    before = study.suggestions().drop(columns="score")
    path = study.store.where.path
    study.close()
    as_before_scores(path)
    with Study.open(path) as again:
        assert again.backup.name == "etude.qualcoop.bak-0001"
        assert again.suggestions()["score"].isna().all()
        assert again.suggestions().drop(columns="score").equals(before)
        assert again.doctor().findings == []
        again.undo()
        assert set(again.suggest()["state"]) == {"pending"}
        assert again.replay() == []


def test_an_event_written_before_a_column_existed_takes_its_default():
    from qualcoop.study.changes import Changes

    old = '{"cases": {"columns": ["id", "rank", "label", "parent", "stratum", "gone"], '
    old += '"put": [["P1", 0, "Un", null, "main", 1]], "drop": []}, "no_such_table": {"put": []}}'
    row = Changes.from_json(old).tables["cases"].put[("P1",)]
    assert row["description"] == ""
    assert "gone" not in row
