"""What changed after a given event, told so that a screen can follow: sources, tables, codings put and dropped."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from qualcoop.study import journal
from qualcoop.study.describe import describe
from qualcoop.study.schema import events

if TYPE_CHECKING:
    from qualcoop.study.container import Container

_SOURCE_TABLES = ("codings", "suggestions", "coded", "speakers")
MOST_CODINGS = 500  # more than that in one event: a screen reads them again instead


@dataclass(frozen=True)
class Change:
    """One event. tables: which hold other rows now. sources: those touched, in alphabetical order.

    put, drop: codings that stand now (rows), ids of those that are gone; None where there are too many to tell.
    """

    seq: int
    at: str
    actor: str
    verb: str
    subject: dict[str, Any]
    tables: tuple[str, ...]
    sources: tuple[str, ...]
    put: tuple[dict[str, Any], ...] | None
    drop: tuple[str, ...] | None

    @property
    def sentence(self) -> str:
        """The event in the user's language."""
        return describe(self.verb, self.subject)


def head(study: Container) -> int:
    """The number of the last event: one cheap query, to be asked often."""
    with study.store.read() as connection:
        return journal.head(connection)


def changes_since(study: Container, seq: int, limit: int = 500) -> list[Change]:
    """The events after number `seq`, oldest first, at most `limit`."""
    columns = [events.c[name] for name in ("seq", "at", "actor", "verb", "subject", "payload", "inverse")]
    query = select(*columns).where(events.c.seq > seq).order_by(events.c.seq).limit(limit)
    with study.store.read() as connection:
        rows = connection.execute(query).all()
    return [_change(*row) for row in rows]


def _change(seq: int, at: str, actor: str, verb: str, subject: str, payload: str, inverse: str) -> Change:
    forward, back = json.loads(payload), json.loads(inverse)
    touched: set[str] = set()
    for name in _SOURCE_TABLES:
        for side in (forward, back):
            touched.update(row["source"] for row in _rows(side, name))
    for side in (forward, back):
        touched.update(row["id"] for row in _rows(side, "sources"))
    put = _rows(forward, "codings")
    drop = [str(key[0]) for key in forward.get("codings", {}).get("drop", [])]
    few = len(put) + len(drop) <= MOST_CODINGS
    return Change(
        seq,
        at,
        actor,
        verb,
        json.loads(subject),
        tuple(forward),
        tuple(sorted(touched)),
        tuple(put) if few else None,
        tuple(drop) if few else None,
    )


def _rows(side: dict[str, Any], table: str) -> list[dict[str, Any]]:
    data = side.get(table)
    if not data:
        return []
    return [dict(zip(data["columns"], values, strict=True)) for values in data["put"]]
