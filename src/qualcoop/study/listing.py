"""Plain rows and counts for a screen: straight from the tables, without data frames."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from qualcoop.study import schema as s
from qualcoop.study import sources, texts
from qualcoop.study.codings import FIELDS
from qualcoop.study.columns import columns_of
from qualcoop.study.texts import Layout

if TYPE_CHECKING:
    from qualcoop.study.container import Container

_ORDER = (s.codings.c.source, s.codings.c.start, s.codings.c.end, s.codings.c.code, s.codings.c.layer)


def coding_rows(study: Container, source: str | None = None, layer: str | None = None) -> list[tuple[Any, ...]]:
    """Codings as tuples in the order of `codings.FIELDS`, in reading order. Raises UnknownNameError (source)."""
    query = select(*(s.codings.c[name] for name in FIELDS)).order_by(*_ORDER)
    if source is not None:
        query = query.where(s.codings.c.source == source)
    if layer is not None:
        query = query.where(s.codings.c.layer == layer)
    with study.store.read() as connection:
        if source is not None:
            sources.row_of(connection, source)
        return list(zip(*columns_of(connection, query).values(), strict=True))


def counts_by_source(study: Container) -> dict[str, dict[str, int]]:
    """source → layer → how many codings."""
    return _counts(study, s.codings.c.source)


def counts_by_code(study: Container) -> dict[str, dict[str, int]]:
    """code → layer → how many codings (the code's own, sub-codes not rolled up)."""
    return _counts(study, s.codings.c.code)


def _counts(study: Container, column: Any) -> dict[str, dict[str, int]]:
    query = select(column, s.codings.c.layer, func.count()).group_by(column, s.codings.c.layer)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    with study.store.read() as connection:
        for name, layer, count in connection.execute(query.order_by(column, s.codings.c.layer)):
            found[name][layer] = int(count)
    return dict(found)


def marked(study: Container) -> dict[str, list[str]]:
    """source → layers in which it is marked as coded."""
    found: dict[str, list[str]] = defaultdict(list)
    with study.store.read() as connection:
        for row in connection.execute(select(s.coded).order_by(s.coded.c.source, s.coded.c.layer)):
            found[row.source].append(row.layer)
    return dict(found)


def source_rows(study: Container) -> list[dict[str, Any]]:
    """The `sources` rows, in the order of their ids."""
    with study.store.read() as connection:
        rows = connection.execute(select(s.sources).order_by(s.sources.c.id)).mappings()
        return [dict(row) for row in rows]


def speaker_rows(study: Container, source: str) -> dict[str, dict[str, Any]]:
    """What is set for the speakers of a source: label as read → name, role, person."""
    with study.store.read() as connection:
        return sources.speaker_map(connection, [source]).get(source, {})


def reading(study: Container, source: str) -> tuple[dict[str, Any], str, Layout]:
    """A source's row, its text and its layout, as stored at import. Raises UnknownNameError."""
    with study.store.read() as connection:
        row = sources.row_of(connection, source)
        text = texts.text_of(study.store, connection, row["text"])
        return row, text, texts.layouts(study.store, connection, [row["text"]])[row["text"]]


def rule_counts(study: Container) -> list[dict[str, Any]]:
    """Suggestions counted by rule, code, source and state."""
    c = s.suggestions.c
    columns = (c.rule, c.code, c.source, c.state)
    query = select(*columns, func.count().label("count")).group_by(*columns).order_by(*columns)
    with study.store.read() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def versions_ever(study: Container) -> list[str]:
    """Every codebook version that was ever in force, those of changes taken back too, oldest first."""
    query = select(s.events.c.subject).where(s.events.c.verb == "set_codebook").order_by(s.events.c.seq)
    with study.store.read() as connection:
        subjects = [json.loads(subject) for subject in connection.execute(query).scalars()]
    return list(dict.fromkeys(str(subject["version"]) for subject in subjects if "version" in subject))


def default_layer(study: Container) -> str:
    """The layer to show when nobody has chosen: ``main`` if it is used or nothing is, else the widest.

    The widest is the one with codings in the most sources; the first by name among equals.
    """
    reach: dict[str, int] = {}
    for counts in counts_by_source(study).values():
        for layer, number in counts.items():
            reach[layer] = reach.get(layer, 0) + (number > 0)
    if "main" in reach or not reach:
        return "main"
    return min(reach, key=lambda layer: (-reach[layer], layer))
