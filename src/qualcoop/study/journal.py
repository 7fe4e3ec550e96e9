"""The journal: every change is an event, written in the change's own transaction, never changed after.

An event says when, who, what (`verb` and `subject`, for people), the rows put and dropped (`payload`),
the way back (`inverse`), and a hash over itself and the event before it, so that a journal altered from
outside is seen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from qualcoop.study import changes as ch
from qualcoop.study.changes import Changes
from qualcoop.study.schema import events

# The verb of an event that changes no row: files that an import refused, kept so that they are not forgotten.
REMARK = "refuse_files"


@dataclass(frozen=True)
class Event:
    """One line of the journal. `at`: UTC, ISO 8601. `target`: the event undone or done again."""

    seq: int
    at: str
    actor: str
    verb: str
    subject: dict[str, Any]
    payload: str
    inverse: str
    target: int | None
    hash: str


@dataclass
class Transaction:
    """A change being made: rows are put and dropped, then `record` carries it out with its event.

    remark: the event is worth keeping though no row changes.
    """

    connection: Connection
    verb: str
    actor: str = ""
    subject: dict[str, Any] = field(default_factory=dict)
    target: int | None = None
    changes: Changes = field(default_factory=Changes)
    remark: bool = False

    def put(self, table: str, **row: Any) -> None:
        """A row is to stand in `table`."""
        self.changes.put(table, row)

    def drop(self, table: str, *key: Any) -> None:
        """No row of this key is to stand in `table`."""
        self.changes.drop(table, key)

    def record(self) -> int | None:
        """Apply the changes and write the event; its number, or None when nothing changes and nothing is remarked."""
        forward, back = ch.settle(self.connection, self.changes)
        if not forward and self.target is None and not self.remark:
            return None
        ch.apply(self.connection, forward, back)
        return _append(self, forward.as_json(), back.as_json())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _append(transaction: Transaction, payload: str, inverse: str) -> int:
    connection = transaction.connection
    last = connection.execute(select(events.c.seq, events.c.hash).order_by(events.c.seq.desc()).limit(1)).first()
    seq = 1 if last is None else last.seq + 1
    row = {
        "seq": seq,
        "at": _now(),
        "actor": transaction.actor,
        "verb": transaction.verb,
        "subject": json.dumps(transaction.subject, ensure_ascii=False, sort_keys=True),
        "payload": payload,
        "inverse": inverse,
        "target": transaction.target,
    }
    row["hash"] = seal("" if last is None else last.hash, row)
    connection.execute(events.insert(), [row])
    return seq


def seal(previous: str, row: dict[str, Any]) -> str:
    """SHA-256 over the event before and everything this event says."""
    parts = (previous, *(str(row[name]) for name in ("seq", "at", "actor", "verb", "subject")))
    parts += (row["payload"], row["inverse"], str(row["target"]))
    return hashlib.sha256("\x1f".join(parts).encode("utf-8")).hexdigest()


def read(connection: Connection, *, newest_first: bool = False, limit: int | None = None) -> Iterator[Event]:
    """The events, oldest first unless asked otherwise."""
    order = events.c.seq.desc() if newest_first else events.c.seq
    query = select(events).order_by(order)
    if limit is not None:
        query = query.limit(limit)
    for row in connection.execute(query).mappings():
        yield _event(dict(row))


def one(connection: Connection, seq: int) -> Event:
    """The event of that number."""
    row = connection.execute(select(events).where(events.c.seq == seq)).mappings().one()
    return _event(dict(row))


def head(connection: Connection) -> int:
    """The number of the last event; 0 in an empty journal."""
    found = connection.execute(select(events.c.seq).order_by(events.c.seq.desc()).limit(1)).scalar()
    return 0 if found is None else int(found)


def _event(row: dict[str, Any]) -> Event:
    return Event(**{**row, "subject": json.loads(row["subject"])})


def chain_faults(connection: Connection) -> list[tuple[int, str]]:
    """Events that are missing (``gap``) or not as they were written (``altered``)."""
    faults: list[tuple[int, str]] = []
    previous, expected = "", 1
    for row in connection.execute(select(events).order_by(events.c.seq)).mappings():
        if row["seq"] != expected:
            faults.append((expected, "gap"))
        if seal(previous, dict(row)) != row["hash"]:
            faults.append((row["seq"], "altered"))
        previous, expected = row["hash"], row["seq"] + 1
    return faults
