"""How suggested codings were checked: one by one or together, at what pace. Counts only, read from the journal."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from sqlalchemy import Connection, select

from qualcoop.errors import UnknownNameError
from qualcoop.study import codings, undo
from qualcoop.study import schema as s
from qualcoop.study.deciding import PACES
from qualcoop.suggest import LEARNED

_DECIDED = ("accepted", "edited", "rejected")


def checking(connection: Connection, layer: str | None = None) -> dict[str, Any]:
    """``codings`` of a layer (of all, None) by origin, and ``decisions`` on suggestions, all of them.

    codings: total, manual, imported, accepted, edited, suggested (the last two), share (suggested of total,
    None where nothing is coded), by_rules, by_learner. decisions: accepted, edited, rejected, pending;
    one_by_one, together (of those decided and standing now, how the last decision on them was taken);
    pace: one by one, how many by seconds looked at. Raises UnknownNameError for a layer that is not there.
    """
    if layer is not None and layer not in (known := codings.layers(connection)):
        raise UnknownNameError("La couche", "The layer", layer, known)
    return {"layer": layer, "codings": _codings(connection, layer), "decisions": _decisions(connection)}


def _codings(connection: Connection, layer: str | None) -> dict[str, Any]:
    query = select(s.codings.c.origin, s.codings.c.rule)
    if layer is not None:
        query = query.where(s.codings.c.layer == layer)
    rows = connection.execute(query).all()
    origins = Counter(row.origin for row in rows)
    suggested = [row.rule or "" for row in rows if row.origin in ("accepted", "edited")]
    learned = sum(rule.startswith(LEARNED) for rule in suggested)
    return {
        "total": len(rows),
        **{name: origins[name] for name in ("manual", "imported", "accepted", "edited")},
        "suggested": len(suggested),
        "share": len(suggested) / len(rows) if rows else None,
        "by_rules": len(suggested) - learned,
        "by_learner": learned,
    }


def _decisions(connection: Connection) -> dict[str, Any]:
    query = select(s.suggestions.c.id, s.suggestions.c.state)
    states: dict[str, str] = {row.id: row.state for row in connection.execute(query)}
    last = _last_decisions(connection)
    counts = Counter(states.values())
    decided = [last[name] for name, state in states.items() if state in _DECIDED and name in last]
    alone = [told for told in decided if told.get("n", 1) == 1]
    paces = Counter(told["pace"] for told in alone if "pace" in told)
    return {
        **{name: counts[name] for name in (*_DECIDED, "pending")},
        "one_by_one": len(alone),
        "together": len(decided) - len(alone),
        "pace": {name: paces[name] for _, name in PACES},
    }


def _last_decisions(connection: Connection) -> dict[str, dict[str, Any]]:
    """Suggestion → what the journal says of the last decision on it that was not taken back."""
    standing = set(undo.stacks(connection)[0])
    events = s.events.c
    query = select(events.seq, events.subject, events.payload).where(events.verb.in_(("accept", "reject")))
    last: dict[str, dict[str, Any]] = {}
    for seq, subject, payload in connection.execute(query.order_by(events.seq)):
        if seq not in standing:
            continue
        told = json.loads(subject)
        data = json.loads(payload).get("suggestions")
        for values in data["put"] if data else ():
            last[values[data["columns"].index("id")]] = told
    return last
