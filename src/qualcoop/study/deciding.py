"""Decisions on suggestions, one or many at once (one change, one event, one undo), and how they were taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from qualcoop.study import suggestions
from qualcoop.study.codings import Checker
from qualcoop.study.describe import listed

if TYPE_CHECKING:
    from qualcoop.study.container import Container

Decision = Literal["accept", "reject", "reopen"]

# How long somebody looked at a suggestion, in seconds: only the class is kept, and only counted.
PACES: tuple[tuple[float, str], ...] = (
    (2, "<2 s"),
    (5, "2–5 s"),
    (15, "5–15 s"),
    (60, "15–60 s"),
    (float("inf"), ">60 s"),
)


def pace(seconds: float | None) -> str | None:
    """The class of a time of decision; None where nobody measured it.

    >>> pace(3.2), pace(None)
    ('2–5 s', None)
    """
    if seconds is None or seconds < 0:
        return None
    return next(name for most, name in PACES if seconds < most)


def pace_of(seconds: float | None) -> dict[str, str]:
    """What the journal keeps of a time of decision."""
    found = pace(seconds)
    return {} if found is None else {"pace": found}


def decide(
    study: Container, identifiers: Sequence[str], decision: Decision, *, layer: str = "main", coder: str = ""
) -> int:
    """Accept, reject or reopen these suggestions as one change; tells how many. One that does not fit refuses all.

    Raises UnknownNameError, ConflictError (a code retired since).
    """
    actor = coder or study.actor
    wanted = list(dict.fromkeys(identifiers))
    if not wanted:
        return 0
    together = frozenset(wanted)
    touched: list[dict[str, Any]] = []
    with study.store.write(decision, actor) as change:
        checker = Checker.load(study.store, change.connection) if decision == "accept" else None
        for identifier in wanted:
            touched.append(suggestions.row_of(change.connection, identifier))
            if decision == "accept":
                suggestions.accept(
                    study.store, change, identifier, layer=layer, changes={"coder": actor},
                    checker=checker, others=together,
                )  # fmt: skip
            elif decision == "reject":
                suggestions.reject(change, identifier, together)
            else:
                suggestions.reopen(change, identifier, together)
        names = {name: listed(sorted({row[name] for row in touched})) for name in ("code", "source", "rule")}
        change.subject = {**names, "n": len(touched), "quote": ""}
    return len(touched)
