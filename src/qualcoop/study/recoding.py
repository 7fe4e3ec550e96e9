"""A codebook edit and the codings that follow it, as one change: one event, one undo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from qualcoop.errors import UnknownNameError
from qualcoop.model import Coding
from qualcoop.study import codebooks
from qualcoop.study import schema as s
from qualcoop.study.changes import rows_of
from qualcoop.study.codings import as_row
from qualcoop.study.journal import Transaction

if TYPE_CHECKING:
    from qualcoop.codebook.model import Codebook
    from qualcoop.study.container import Container


def edit_codebook(
    study: Container, codebook: Codebook, recoded: Mapping[str, str], assigned: Mapping[str, str] | None = None
) -> int:
    """Put `codebook` in force and give codings another code; tells how many changed.

    recoded: old code → new code, for every coding of it. assigned: coding id → new code, for single ones
    (they go first). A passage that has the new code already keeps one coding, with both memos. Suggestions
    follow the codings made from them. Raises UnknownNameError, ConflictError; nothing is changed then.
    """
    assigned = assigned or {}
    for code in {*recoded.values(), *assigned.values()}:
        codebook.code(code)
    with study.store.write("set_codebook", study.actor) as change:
        codebooks.set_codebook(study.store, change, codebook)
        return _recode(change, str(codebook.version), recoded, assigned)


def _recode(change: Transaction, version: str, recoded: Mapping[str, str], assigned: Mapping[str, str]) -> int:
    query = select(s.codings).where(s.codings.c.code.in_(list(recoded)) | s.codings.c.id.in_(list(assigned)))
    olds = {row["id"]: Coding(**row) for row in change.connection.execute(query).mappings()}
    for identifier in assigned:
        if identifier not in olds:
            raise UnknownNameError("Le codage", "The coding", identifier, ())
    new: dict[str, Coding] = {}
    heirs: dict[str, str] = {}
    for old in olds.values():
        code = assigned.get(old.id) or recoded[old.code]
        made = replace(old, code=code, id="", codebook_version=version)
        heirs[old.id] = made.id
        new[made.id] = _both(new[made.id], made) if made.id in new else made
    there = rows_of(change.connection, "codings", [(identifier,) for identifier in new])
    for (identifier,), row in there.items():
        if identifier not in olds:
            new[str(identifier)] = _both(Coding(**row), new[str(identifier)])
    for identifier in olds:
        if identifier not in new:
            change.drop("codings", identifier)
    for made in new.values():
        change.put("codings", **as_row(made))
    _follow(change, heirs)
    return len(olds)


def _both(one: Coding, other: Coding) -> Coding:
    """One coding of two on the same passage: the first, with what it does not say taken from the second."""
    memos = dict.fromkeys(memo for memo in (one.memo, other.memo) if memo)
    return replace(one, memo="\n".join(memos), about=one.about or other.about, phase=one.phase or other.phase)


def _follow(change: Transaction, heirs: Mapping[str, str]) -> None:
    query = select(s.suggestions).where(s.suggestions.c.coding.in_(list(heirs)))
    for row in change.connection.execute(query).mappings().all():
        change.put("suggestions", **{**row, "coding": heirs[row["coding"]]})
