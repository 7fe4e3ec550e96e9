"""Undo and redo: each is an event of its own that puts rows back; nothing is ever struck from the journal."""

from __future__ import annotations

from sqlalchemy import Connection, select

from qualcoop.errors import ConflictError
from qualcoop.study import changes as ch
from qualcoop.study import journal
from qualcoop.study.changes import Changes
from qualcoop.study.describe import describe
from qualcoop.study.journal import REMARK, Event, Transaction
from qualcoop.study.schema import events

# A remark changes nothing: undo passes over it to the last change, and it leaves what can be redone.
_NOT_UNDOABLE = ("create", REMARK)


def stacks(connection: Connection, actor: str | None = None) -> tuple[list[int], list[int]]:
    """Numbers of the events that can be undone and of those that can be redone, next one last.

    actor: only this person's; None for everyone's. A new change empties what can be redone.
    """
    query = select(events.c.seq, events.c.verb, events.c.target).order_by(events.c.seq)
    if actor is not None:
        query = query.where(events.c.actor == actor)
    done: list[int] = []
    undone: list[int] = []
    for seq, verb, target in connection.execute(query):
        if verb == "undo":
            if target in done:
                done.remove(target)
            undone.append(target)
        elif verb == "redo":
            if target in undone:
                undone.remove(target)
            done.append(target)
        elif verb not in _NOT_UNDOABLE:
            done.append(seq)
            undone.clear()
    return done, undone


def undone_events(connection: Connection) -> set[int]:
    """Numbers of the events that are taken back at present."""
    now: set[int] = set()
    query = select(events.c.verb, events.c.target).where(events.c.target.is_not(None)).order_by(events.c.seq)
    for verb, target in connection.execute(query):
        (now.add if verb == "undo" else now.discard)(target)
    return now


def undo(transaction: Transaction, actor: str | None = None) -> str:
    """Take the last change back; says which in one sentence. ConflictError when there is none."""
    done, _ = stacks(transaction.connection, actor)
    if not done:
        raise ConflictError("Il n'y a rien à annuler.", "There is nothing to undo.")
    event = journal.one(transaction.connection, done[-1])
    _replay(transaction, event, Changes.from_json(event.inverse), was=Changes.from_json(event.payload))
    return describe("undo", {"verb": event.verb, **event.subject})


def redo(transaction: Transaction, actor: str | None = None) -> str:
    """Do the last change taken back once more; says which in one sentence."""
    _, undone = stacks(transaction.connection, actor)
    if not undone:
        raise ConflictError("Il n'y a rien à rétablir.", "There is nothing to redo.")
    event = journal.one(transaction.connection, undone[-1])
    _replay(transaction, event, Changes.from_json(event.payload), was=Changes.from_json(event.inverse))
    return describe("redo", {"verb": event.verb, **event.subject})


def _replay(transaction: Transaction, event: Event, changes: Changes, was: Changes) -> None:
    if not ch.stands(transaction.connection, was):
        said = describe(event.verb, event.subject)
        raise ConflictError(
            f"Ce changement ({said}) a été modifié depuis par quelqu'un d'autre ; rien n'a été changé.",
            f"This change ({said}) has since been changed by somebody else; nothing was changed.",
        )
    transaction.changes = changes
    transaction.target = event.seq
    transaction.subject = {"verb": event.verb, **event.subject}
