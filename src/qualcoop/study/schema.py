"""The tables of a study, as SQLAlchemy Core. Plain types only: the same schema serves SQLite and PostgreSQL.

`texts` and `events` are written once and never changed; `tokens` is a cache. Every other table is *state*:
it follows from the events alone (`replay`), and is changed only through a `journal.Transaction`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

# Revisions of the schema, oldest first; the last is what this qualcoop writes. The same names are the
# Alembic revisions under `migrations/versions` (a test keeps the two lists equal). Kept here too so that
# opening an up-to-date study need not load Alembic.
REVISIONS = ("0001", "0002")

metadata = MetaData(
    naming_convention={
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)


def _points_to(column: str, target: str) -> ForeignKeyConstraint:
    # Deferred: a change may put and drop rows of several tables in any order; the end must be consistent.
    return ForeignKeyConstraint([column], [target], deferrable=True, initially="DEFERRED")


study = Table(
    "study",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # always 1
    Column("guid", String(36), nullable=False),
    Column("name", Text, nullable=False),
    Column("aim", Text, nullable=False, default=""),
    Column("approach", Text, nullable=False, default=""),
    Column("unit_of_analysis", Text, nullable=False, default=""),
    Column("codebook", Text),
    _points_to("codebook", "codebooks.version"),
)

codebooks = Table(
    "codebooks",
    metadata,
    Column("version", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("content", Text, nullable=False),
)

texts = Table(
    "texts",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("hash", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("structure", Text, nullable=False),
    Column("positions", LargeBinary, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("id", Text, primary_key=True),
    Column("rank", Integer, nullable=False),
    Column("label", Text, nullable=False),
    Column("parent", Text),
    Column("stratum", Text, nullable=False),
    Column("description", Text, nullable=False, default=""),
    _points_to("parent", "cases.id"),
)

phases = Table(
    "phases",
    metadata,
    Column("case", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("rank", Integer, nullable=False),
    Column("label", Text, nullable=False),
    Column("start", Text),
    Column("end", Text),
    _points_to("case", "cases.id"),
)

persons = Table(
    "persons",
    metadata,
    Column("id", Text, primary_key=True),
    Column("rank", Integer, nullable=False),
    Column("label", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("actor_types", JSON, nullable=False),
    Column("organisation", Text),
    Column("attributes", JSON, nullable=False),
)

sources = Table(
    "sources",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("case", Text),
    Column("date", Text),
    Column("text", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("file", Text, nullable=False),
    Column("file_sha256", String(64), nullable=False),
    Column("format", Text, nullable=False),
    Column("reader", Text, nullable=False),
    Column("reader_version", Text, nullable=False),
    Column("encoding", Text),
    Column("attributes", JSON, nullable=False),
    Column("warnings", JSON, nullable=False),
    _points_to("text", "texts.key"),
    _points_to("case", "cases.id"),
)

speakers = Table(
    "speakers",
    metadata,
    Column("source", Text, primary_key=True),
    Column("label", Text, primary_key=True),
    Column("name", Text),
    Column("role", String(20)),
    Column("person", Text),
    _points_to("source", "sources.id"),
    _points_to("person", "persons.id"),
)

coded = Table(
    "coded",
    metadata,
    Column("source", Text, primary_key=True),
    Column("layer", Text, primary_key=True),
    _points_to("source", "sources.id"),
)

codings = Table(
    "codings",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("source", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("layer", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Column("coder", Text, nullable=False, default=""),
    Column("memo", Text, nullable=False, default=""),
    Column("about", Text),
    Column("phase", Text),
    Column("origin", String(20), nullable=False),
    Column("rule", Text),
    Column("codebook_version", Text, nullable=False),
    UniqueConstraint("source", "start", "end", "code", "layer"),
    _points_to("source", "sources.id"),
    _points_to("about", "cases.id"),
    _points_to("codebook_version", "codebooks.version"),
)

suggestions = Table(
    "suggestions",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("source", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("matched", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Column("cue", Text),
    Column("nested_in", Text),
    Column("match_start", Integer, nullable=False),
    Column("match_end", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("coding", String(36)),
    Column("score", Float),  # 0 to 1, from the suggester that learns; NULL where it said nothing
    _points_to("source", "sources.id"),
    Index(None, "source"),
)

# Texts as the suggestions' engine reads them: a cache, made again whenever a row is missing or out of date.
tokens = Table(
    "tokens",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("verb", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("inverse", Text, nullable=False),
    Column("target", Integer),  # undo: the event taken back; redo: the event done again
    Column("hash", String(64), nullable=False),
)

# The tables that follow from the events, in the order in which rows are put.
STATE: dict[str, Table] = {
    table.name: table
    for table in (study, codebooks, cases, phases, persons, sources, speakers, coded, codings, suggestions)
}


def key_columns(table: Table) -> list[str]:
    """Names of the primary key's columns, in order."""
    return [column.name for column in table.primary_key.columns]


def default_row(table: Table) -> dict[str, Any]:
    """What a column holds where an event written before it existed says nothing."""
    return {column.name: getattr(column.default, "arg", None) for column in table.columns}
