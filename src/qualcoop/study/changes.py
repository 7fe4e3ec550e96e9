"""What one change does to the state: rows put and rows dropped, table by table, and the way back.

Events hold changes in this form, so undo, redo and replay need no code per kind of change: they put and
drop rows. As JSON::

    {"codings": {"columns": ["id", …], "put": [["6f1d…", …]], "drop": [["0c55…"]]}}
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select, tuple_

from qualcoop.study.schema import STATE, default_row, key_columns

Key = tuple[Any, ...]
Row = dict[str, Any]

_AT_ONCE = 5000  # keys per query: below the parameter limits of SQLite (32766) and PostgreSQL (65535)


@dataclass
class TableChange:
    """Rows put (new or replaced) and keys dropped, in one table."""

    put: dict[Key, Row] = field(default_factory=dict)
    drop: dict[Key, None] = field(default_factory=dict)

    def keys(self) -> list[Key]:
        """Every key touched."""
        return [*self.put, *self.drop]


class Changes:
    """Puts and drops, gathered before they are applied. The last word on a key counts."""

    def __init__(self) -> None:
        self.tables: dict[str, TableChange] = {}

    def put(self, table: str, row: Mapping[str, Any]) -> None:
        """This row is to stand in the table, whether or not its key is there already."""
        full = {**_defaults(table), **row}
        key = key_of(table, full)
        change = self.tables.setdefault(table, TableChange())
        change.drop.pop(key, None)
        change.put[key] = full

    def drop(self, table: str, key: Sequence[Any]) -> None:
        """No row of this key is to stand in the table."""
        change = self.tables.setdefault(table, TableChange())
        change.put.pop(tuple(key), None)
        change.drop[tuple(key)] = None

    def __bool__(self) -> bool:
        return any(change.put or change.drop for change in self.tables.values())

    def as_json(self) -> str:
        """The changes as compact JSON, as events keep them."""
        data: dict[str, Any] = {}
        for name, change in self.tables.items():
            if change.put or change.drop:
                columns = [column.name for column in STATE[name].columns]
                data[name] = {
                    "columns": columns,
                    "put": [[row[column] for column in columns] for row in change.put.values()],
                    "drop": [list(key) for key in change.drop],
                }
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Changes:
        """The changes of an event. Columns that the event does not know take their defaults."""
        changes = cls()
        for name, data in json.loads(text).items():
            if name not in STATE:
                continue  # a table that a later schema no longer has
            known = set(STATE[name].columns.keys())
            for key in data["drop"]:
                changes.drop(name, key)
            for values in data["put"]:
                row = dict(zip(data["columns"], values, strict=True))
                changes.put(name, {column: row[column] for column in row if column in known})
        return changes


def key_of(table: str, row: Mapping[str, Any]) -> Key:
    """The primary key of a row."""
    return tuple(row[column] for column in _keys(table))


def _keys(table: str, known: dict[str, list[str]] = {}) -> list[str]:  # noqa: B006 (a cache)
    if table not in known:
        known[table] = key_columns(STATE[table])
    return known[table]


def _defaults(table: str, known: dict[str, Row] = {}) -> Row:  # noqa: B006 (a cache)
    if table not in known:
        known[table] = default_row(STATE[table])
    return known[table]


def rows_of(connection: Connection, table: str, keys: Iterable[Key]) -> dict[Key, Row]:
    """The rows that now stand under these keys."""
    target = STATE[table]
    columns = [target.c[name] for name in _keys(table)]
    wanted = list(keys)
    found: dict[Key, Row] = {}
    for at in range(0, len(wanted), _AT_ONCE // len(columns)):
        some = wanted[at : at + _AT_ONCE // len(columns)]
        where = columns[0].in_([key[0] for key in some]) if len(columns) == 1 else tuple_(*columns).in_(some)
        for row in map(dict, connection.execute(select(target).where(where)).mappings()):
            found[key_of(table, row)] = row
    return found


def all_rows(connection: Connection, table: str) -> dict[Key, Row]:
    """Every row of a state table, by key."""
    rows = map(dict, connection.execute(select(STATE[table])).mappings())
    return {key_of(table, row): row for row in rows}


def settle(connection: Connection, changes: Changes) -> tuple[Changes, Changes]:
    """The part of `changes` that changes something now, and the changes that lead back."""
    forward, back = Changes(), Changes()
    for name, change in changes.tables.items():
        before = rows_of(connection, name, change.keys())
        for key, row in change.put.items():
            if before.get(key) == row:
                continue
            forward.put(name, row)
            if key in before:
                back.put(name, before[key])
            else:
                back.drop(name, key)
        for key in change.drop:
            if key in before:
                forward.drop(name, key)
                back.put(name, before[key])
    return forward, back


def apply(connection: Connection, changes: Changes, back: Changes) -> None:
    """Carry out settled changes; `back` tells which of the rows put are replacements."""
    for name in STATE:
        change = changes.tables.get(name)
        if change is None:
            continue
        table = STATE[name]
        replaced = [key for key in change.put if key in back.tables[name].put]
        _delete(connection, table, [*change.drop, *replaced])
        if change.put:
            connection.execute(table.insert(), list(change.put.values()))


def _delete(connection: Connection, table: Table, keys: list[Key]) -> None:
    if not keys:
        return
    names = key_columns(table)
    statement = table.delete()
    for name in names:
        statement = statement.where(table.c[name] == bindparam(f"key_{name}"))
    connection.execute(statement, [dict(zip((f"key_{name}" for name in names), key, strict=True)) for key in keys])


def stands(connection: Connection, changes: Changes) -> bool:
    """Is the state now what it was just after these changes?"""
    for name, change in changes.tables.items():
        now = rows_of(connection, name, change.keys())
        if any(now.get(key) != row for key, row in change.put.items()):
            return False
        if any(key in now for key in change.drop):
            return False
    return True
