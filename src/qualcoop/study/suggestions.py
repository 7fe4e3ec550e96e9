"""Suggestions: proposals that count nowhere until a person accepts them, and decisions that last."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, select

from qualcoop.errors import UnknownNameError
from qualcoop.model import Coding, Suggestion
from qualcoop.study import codings
from qualcoop.study import schema as s
from qualcoop.study.describe import shorten
from qualcoop.study.journal import Transaction
from qualcoop.study.store import Store
from qualcoop.suggest import LEARNED

STATES = ("pending", "accepted", "edited", "rejected")
FIELDS = tuple(field.name for field in fields(Suggestion))


def replace_pending(
    transaction: Transaction, found: Iterable[Suggestion], sources: Collection[str], *, learned: bool = False
) -> None:
    """What the rules (or, `learned`, the suggester that learns) say now takes the place of what was pending.

    Only in these sources, and only what the same one had said; where both propose the same, the written rule
    is named. Decisions stay: one accepted, edited or rejected (same source, span and code) is not asked again.
    """
    query = select(s.suggestions)
    before = {row["id"]: dict(row) for row in transaction.connection.execute(query).mappings()}
    seen: set[str] = set()
    new = 0
    for suggestion in found:
        old = before.get(suggestion.id)
        seen.add(suggestion.id)
        if old is not None and old["state"] != "pending":
            continue
        new += old is None
        row = {name: getattr(suggestion, name) for name in FIELDS}
        if old is not None and learned and not is_learned(old):
            row = {**old, "score": suggestion.score}
        elif old is not None and not learned:
            row["score"] = old["score"]
        transaction.put("suggestions", **{**row, "state": "pending"})
    gone = [
        row["id"]
        for row in before.values()
        if row["state"] == "pending"
        and row["id"] not in seen
        and row["source"] in sources
        and is_learned(row) == learned
    ]
    for identifier in gone:
        transaction.drop("suggestions", identifier)
    transaction.subject.update(new=new, gone=len(gone))


def score_pending(transaction: Transaction, score_of: Callable[[str, int, int, str], float | None]) -> None:
    """Give what the written rules propose the score that `score_of(source, start, end, code)` tells."""
    there = transaction.changes.tables.get("suggestions")
    touched = set() if there is None else set(there.keys())
    query = select(s.suggestions).where(s.suggestions.c.state == "pending")
    for row in map(dict, transaction.connection.execute(query).mappings()):
        if (row["id"],) in touched or is_learned(row):
            continue
        score = score_of(row["source"], row["start"], row["end"], row["code"])
        if score != row["score"]:
            transaction.put("suggestions", **{**row, "score": score})


def is_learned(row: dict[str, Any]) -> bool:
    """Was it proposed by the suggester that learns?"""
    return str(row["rule"]).startswith(LEARNED)


def accept(
    store: Store,
    transaction: Transaction,
    identifier: str,
    *,
    layer: str,
    changes: dict[str, Any],
    checker: codings.Checker | None = None,
    others: Collection[str] = (),
) -> Coding:
    """Make the suggestion a coding of `layer`; its origin tells whether code or span were changed first.

    A coding that a person had made on the same span with the same code stays that person's.
    checker, others: where many are accepted at once, what is read once for all, and their ids.
    """
    row = row_of(transaction.connection, identifier)
    if row["state"] in ("accepted", "edited"):
        _take_back(transaction, row, others)
    code = changes.pop("code", None) or row["code"]
    start = row["start"] if (given := changes.pop("start", None)) is None else given
    end = row["end"] if (given := changes.pop("end", None)) is None else given
    as_proposed = (code, start, end) == (row["code"], row["start"], row["end"])
    proposed = Coding(
        source=row["source"],
        start=start,
        end=end,
        code=code,
        layer=layer,
        quote="",
        origin="accepted" if as_proposed else "edited",
        rule=row["rule"],
        **changes,
    )
    coding = codings.add_one(store, transaction, proposed, checker)
    state = "accepted" if as_proposed else "edited"
    transaction.put("suggestions", **{**row, "state": state, "coding": coding.id})
    return coding


def reject(transaction: Transaction, identifier: str, others: Collection[str] = ()) -> None:
    """A person says no; the rules do not ask again. A coding made from it is taken back."""
    _decide(transaction, identifier, "rejected", others)


def reopen(transaction: Transaction, identifier: str, others: Collection[str] = ()) -> None:
    """Back to pending; a coding made from it is taken back. others: ids that are decided in the same change."""
    _decide(transaction, identifier, "pending", others)


def _decide(transaction: Transaction, identifier: str, state: str, others: Collection[str]) -> None:
    row = row_of(transaction.connection, identifier)
    _take_back(transaction, row, others)
    transaction.put("suggestions", **{**row, "state": state, "coding": None})
    transaction.subject.update(code=row["code"], source=row["source"], quote=shorten(row["quote"]))


def _take_back(transaction: Transaction, row: dict[str, Any], others: Collection[str]) -> None:
    if row["coding"] is None:
        return
    coding = codings.find(transaction.connection, row["coding"])
    table = s.suggestions.c
    query = select(table.id).where(table.coding == row["coding"], table.id != row["id"])
    shared = any(other not in others for other in transaction.connection.execute(query).scalars())
    # What a person had coded before accepting, or another suggestion stands for, is not this one's to take.
    if coding is not None and coding.origin in ("accepted", "edited") and not shared:
        transaction.drop("codings", coding.id)


def row_of(connection: Connection, identifier: str) -> dict[str, Any]:
    """The row of one suggestion. Raises UnknownNameError."""
    query = select(s.suggestions).where(s.suggestions.c.id == identifier)
    row = connection.execute(query).mappings().first()
    if row is None:
        raise UnknownNameError("La suggestion", "The suggestion", identifier, ())
    return dict(row)


def rows(
    connection: Connection, *, state: str | None = None, code: str | None = None, source: str | None = None
) -> list[dict[str, Any]]:
    """Suggestions in the order of the text. Raises UnknownNameError for a state that is none."""
    if state is not None and state not in STATES:
        raise UnknownNameError("L'état", "The state", state, STATES)
    table = s.suggestions.c
    query = select(s.suggestions).order_by(table.source, table.start, table.end, table.code)
    for column, value in ((table.state, state), (table.code, code), (table.source, source)):
        if value is not None:
            query = query.where(column == value)
    return [dict(row) for row in connection.execute(query).mappings()]


def as_suggestion(row: dict[str, Any]) -> Suggestion:
    """The suggestion of a row."""
    return Suggestion(**{name: row[name] for name in FIELDS})
