"""The order in which a layer was coded, as the journal tells it, and what readers said of the sources."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, select

from qualcoop.analysis.trail import Trail
from qualcoop.study import importing
from qualcoop.study import schema as s


def trail(connection: Connection, layer: str) -> Trail:
    """What the journal and the sources say of a layer's making."""
    read = dict(connection.execute(select(s.sources.c.id, s.sources.c.warnings).order_by(s.sources.c.id)).all())
    order, together = _order(connection, layer, set(read))
    warnings = tuple((name, str(said)) for name, listed in read.items() for said in listed)
    return Trail(order, together, warnings, tuple(importing.refused(connection)))


def _order(connection: Connection, layer: str, known: set[str]) -> tuple[tuple[str, ...], int]:
    """The known sources by their first coding in the layer; how many of them began in an event with others."""
    seen: dict[str, None] = {}
    together = 0
    for payload in connection.execute(select(s.events.c.payload).order_by(s.events.c.seq)).scalars():
        if '"codings":{' not in payload:  # most events; their rows need not be read
            continue
        new = [name for name in _coded(json.loads(payload), layer) if name in known and name not in seen]
        seen.update(dict.fromkeys(new))
        together += len(new) if len(new) > 1 else 0
    return tuple(seen), together


def _coded(payload: dict[str, Any], layer: str) -> list[str]:
    """The sources in which an event puts codings of this layer, each once."""
    put = payload.get("codings") or {"columns": [], "put": []}
    places = {name: at for at, name in enumerate(put["columns"])}
    rows = (row for row in put["put"] if row[places["layer"]] == layer)
    return list(dict.fromkeys(str(row[places["source"]]) for row in rows))
