"""The state made again from the journal alone, and compared with the state that is stored."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from qualcoop.study import journal
from qualcoop.study.changes import Changes, Key, Row, all_rows
from qualcoop.study.schema import STATE


@dataclass(frozen=True)
class Difference:
    """A row that the journal and the state disagree on; a side that has no such row holds None."""

    table: str
    key: Key
    journal: Row | None
    state: Row | None


def rebuild(connection: Connection) -> dict[str, dict[Key, Row]]:
    """Every state table as the events make it, in memory."""
    return _applied(event.payload for event in journal.read(connection))


def _applied(payloads: Iterable[str]) -> dict[str, dict[Key, Row]]:
    state: dict[str, dict[Key, Row]] = {name: {} for name in STATE}
    for payload in payloads:
        for name, change in Changes.from_json(payload).tables.items():
            for key in change.drop:
                state[name].pop(key, None)
            state[name].update(change.put)
    return state


def differences(connection: Connection) -> list[Difference]:
    """Where journal and state disagree; empty in a sound study."""
    found: list[Difference] = []
    for name, made in rebuild(connection).items():
        stored = all_rows(connection, name)
        if made == stored:
            continue
        for key in sorted({*made, *stored}, key=lambda key: json.dumps(key)):
            if made.get(key) != stored.get(key):
                found.append(Difference(name, key, made.get(key), stored.get(key)))
    return found
