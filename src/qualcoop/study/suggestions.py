"""Suggestions: proposals that count nowhere until a person accepts them, and decisions that last."""

from __future__ import annotations

from collections.abc import Collection, Iterable
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

STATES = ("pending", "accepted", "edited", "rejected")
FIELDS = tuple(field.name for field in fields(Suggestion))


def replace_pending(transaction: Transaction, found: Iterable[Suggestion], sources: Collection[str]) -> None:
    """What the rules say now of these sources takes the place of what was pending there.

    Decisions stay: one accepted, edited or rejected (same source, span and code) is not asked again.
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
        transaction.put("suggestions", **{**row, "state": "pending"})
    gone = [
        row["id"]
        for row in before.values()
        if row["state"] == "pending" and row["id"] not in seen and row["source"] in sources
    ]
    for identifier in gone:
        transaction.drop("suggestions", identifier)
    transaction.subject.update(new=new, gone=len(gone))


def accept(store: Store, transaction: Transaction, identifier: str, *, layer: str, changes: dict[str, Any]) -> Coding:
    """Make the suggestion a coding of `layer`; its origin tells whether code or span were changed first.

    A coding that a person had made on the same span with the same code stays that person's.
    """
    row = row_of(transaction.connection, identifier)
    if row["state"] in ("accepted", "edited"):
        _take_back(transaction, row)
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
    coding = codings.add_one(store, transaction, proposed)
    state = "accepted" if as_proposed else "edited"
    transaction.put("suggestions", **{**row, "state": state, "coding": coding.id})
    return coding


def reject(transaction: Transaction, identifier: str) -> None:
    """A person says no; the rules do not ask again. A coding made from it is taken back."""
    _decide(transaction, identifier, "rejected")


def reopen(transaction: Transaction, identifier: str) -> None:
    """Back to pending; a coding made from it is taken back."""
    _decide(transaction, identifier, "pending")


def _decide(transaction: Transaction, identifier: str, state: str) -> None:
    row = row_of(transaction.connection, identifier)
    _take_back(transaction, row)
    transaction.put("suggestions", **{**row, "state": state, "coding": None})
    transaction.subject.update(code=row["code"], source=row["source"], quote=shorten(row["quote"]))


def _take_back(transaction: Transaction, row: dict[str, Any]) -> None:
    if row["coding"] is None:
        return
    coding = codings.find(transaction.connection, row["coding"])
    table = s.suggestions.c
    query = select(table.id).where(table.coding == row["coding"], table.id != row["id"])
    shared = transaction.connection.execute(query).first() is not None
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
