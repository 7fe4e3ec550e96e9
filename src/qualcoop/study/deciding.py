"""Decisions on many suggestions at once: one change, one event, one undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from qualcoop.study import suggestions
from qualcoop.study.describe import listed

if TYPE_CHECKING:
    from qualcoop.study.container import Container

Decision = Literal["accept", "reject", "reopen"]


def decide(
    study: Container, identifiers: Sequence[str], decision: Decision, *, layer: str = "main", coder: str = ""
) -> int:
    """Accept, reject or reopen these suggestions as one change; tells how many. One that does not fit refuses all.

    Raises UnknownNameError, ConflictError (a code retired since).
    """
    actor = coder or study.actor
    touched: list[dict[str, Any]] = []
    with study.store.write(decision, actor) as change:
        for identifier in identifiers:
            touched.append(suggestions.row_of(change.connection, identifier))
            if decision == "accept":
                suggestions.accept(study.store, change, identifier, layer=layer, changes={"coder": actor})
            elif decision == "reject":
                suggestions.reject(change, identifier)
            else:
                suggestions.reopen(change, identifier)
        names = {name: listed(sorted({row[name] for row in touched})) for name in ("code", "source")}
        change.subject = {**names, "n": len(touched)}
    return len(touched)
