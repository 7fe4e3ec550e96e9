"""Codings: a code on a passage, by offsets or by quote, checked against text, codebook and cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from qualcoop.errors import AnchorError, ConflictError, InputError, UnknownNameError
from qualcoop.model import Coding
from qualcoop.spans import Span, find_quote, locate
from qualcoop.study import codebooks, texts
from qualcoop.study import schema as s
from qualcoop.study.cases import CaseTree
from qualcoop.study.changes import rows_of
from qualcoop.study.describe import listed, shorten
from qualcoop.study.journal import Transaction
from qualcoop.study.store import Store

if TYPE_CHECKING:
    from qualcoop.codebook.model import Codebook

FIELDS = tuple(field.name for field in fields(Coding))
_EDITABLE = ("code", "start", "end", "quote", "layer", "coder", "memo", "about", "phase")
_FILLED = ("memo", "about", "phase")


@dataclass
class Checker:
    """All that a coding is checked against, read once for any number of codings."""

    store: Store
    connection: Connection
    codebook: Codebook
    sources: dict[str, tuple[str, str | None]]
    tree: CaseTree

    @classmethod
    def load(cls, store: Store, connection: Connection) -> Checker:
        """Read the sources' keys and cases, the codebook in force, the case tree."""
        query = select(s.sources.c.id, s.sources.c.text, s.sources.c.case)
        sources = {row.id: (row.text, row.case) for row in connection.execute(query)}
        codebook = codebooks.current(store, connection)
        return cls(store, connection, codebook, sources, CaseTree.load(connection))

    def text(self, source: str) -> str:
        """A source's text. Raises UnknownNameError."""
        if source not in self.sources:
            raise UnknownNameError("La source", "The source", source, sorted(self.sources))
        return texts.text_of(self.store, self.connection, self.sources[source][0])

    def checked(self, coding: Coding) -> Coding:
        """The coding with its quote, id and codebook version; the errors of `Study.code` if it does not fit."""
        text = self.text(coding.source)
        quote = _quote_at(text, coding.source, coding.start, coding.end)
        if coding.quote and coding.quote != quote:
            raise AnchorError(
                f"{coding.source} [{coding.start}, {coding.end}) : le texte y est « {shorten(quote)} », "
                f"pas « {shorten(coding.quote)} ».",
                f"{coding.source} [{coding.start}, {coding.end}): the text there is '{shorten(quote)}', "
                f"not '{shorten(coding.quote)}'.",
            )
        self.check_code(coding.code)
        check_layer(coding.layer)
        self.check_about(coding)
        return replace(coding, quote=quote, id="", codebook_version=self._version(coding))

    def check_code(self, code: str) -> None:
        """Is the code in the codebook, and in use?"""
        if not self.codebook.has(code):
            raise UnknownNameError("Le code", "The code", code, [each.id for each in self.codebook.codes])
        if self.codebook.code(code).status == "retired":
            raise ConflictError(
                f"Le code {code} est retiré de la grille ({self.codebook.version}) ; choisissez-en un autre.",
                f"The code {code} is retired from the codebook ({self.codebook.version}); choose another one.",
            )

    def check_about(self, coding: Coding) -> None:
        """Are the case and the phase spoken of known?"""
        if coding.about is not None and coding.about not in self.tree.parents:
            raise UnknownNameError("Le cas", "The case", coding.about, self.tree.parents)
        if coding.phase is None:
            return
        case = coding.about or self.sources[coding.source][1]
        known = [phase.id for phase in self.tree.phases_of(case)]
        if known and coding.phase not in known:
            raise UnknownNameError(
                f"La période, pour le cas {case},", f"For the case {case}, the phase", coding.phase, known
            )

    def _version(self, coding: Coding) -> str:
        """The version that the coding says it was made under, if the study knows it and its code there."""
        said = coding.codebook_version
        if said in self._versions and codebooks.at_version(self.store, self.connection, said).has(coding.code):
            return said
        return str(self.codebook.version)

    @cached_property
    def _versions(self) -> frozenset[str]:
        return frozenset(codebooks.versions(self.connection))


def _quote_at(text: str, source: str, start: int, end: int) -> str:
    """``text[start:end]``; AnchorError for a span that is empty, reversed or outside the text."""
    if start == end:
        raise AnchorError(
            f"{source} : le passage [{start}, {end}) est vide ; un codage porte sur au moins un caractère.",
            f"{source}: the passage [{start}, {end}) is empty; a coding covers at least one character.",
        )
    if start > end:
        raise AnchorError(
            f"{source} : le passage finit ({end}) avant de commencer ({start}) ; échangez --start et --end.",
            f"{source}: the passage ends ({end}) before it begins ({start}); exchange --start and --end.",
        )
    if start < 0 or end > len(text):
        raise AnchorError(
            f"{source} : le passage [{start}, {end}) sort du texte, qui a {len(text)} caractères.",
            f"{source}: the passage [{start}, {end}) is outside the text, which has {len(text)} characters.",
        )
    return text[start:end]


def check_layer(layer: str) -> None:
    """Is this usable as a layer's name? InputError if not."""
    if not layer.strip() or layer != layer.strip() or not layer.isprintable() or len(layer) > 100:
        raise InputError(
            f"« {layer} » ne peut pas nommer une couche : 1 à 100 caractères visibles sont attendus.",
            f"'{layer}' cannot name a layer: 1 to 100 visible characters are expected.",
        )


def find_span(text: str, source: str, start: int | None, end: int | None, quote: str | None) -> Span:
    """The span meant: by both offsets, by a quote found once, or by a quote that stands at `start`.

    Raises AnchorError where it is not found, found several times, or offsets and quote disagree; InputError
    where neither is given.
    """
    if quote is None or not quote.strip():
        if start is None or end is None:
            raise InputError(
                "Donnez le passage par --quote, ou par --start et --end.",
                "Give the passage by --quote, or by --start and --end.",
            )
        return Span(start, end)
    if start is None:
        return locate(text, quote, source)
    found = [span for span in find_quote(text, quote) if span.start == start and end in (None, span.end)]
    if not found:
        where = f"[{start}, {'…' if end is None else end})"
        raise AnchorError(
            f"{source} {where} : « {shorten(quote)} » n'est pas à cette place ; vérifiez les positions ou la citation.",
            f"{source} {where}: '{shorten(quote)}' is not in this place; check the offsets or the quote.",
        )
    return found[0]


# ---------------------------------------------------------------- changes


def add_one(store: Store, transaction: Transaction, coding: Coding, checker: Checker | None = None) -> Coding:
    """Save a coding; where the same one is there, its memo, case and phase become those given."""
    coding = (checker or Checker.load(store, transaction.connection)).checked(coding)
    old = find(transaction.connection, coding.id)
    if old is not None:
        given = {name: getattr(coding, name) for name in _FILLED if getattr(coding, name)}
        coding = replace(old, **given)
    transaction.put("codings", **as_row(coding))
    transaction.subject.update(
        code=coding.code,
        source=coding.source,
        start=coding.start,
        end=coding.end,
        quote=shorten(coding.quote),
        layer=coding.layer,
    )
    return coding


def add_many(store: Store, transaction: Transaction, given: Iterable[Coding]) -> int:
    """Save many codings as one change; returns how many are new. One that does not fit refuses them all.

    A coding that is there already keeps what it says; only its empty memo, case and phase are filled.
    """
    checker = Checker.load(store, transaction.connection)
    new: dict[str, Coding] = {}
    for coding in map(checker.checked, given):
        new[coding.id] = _filled(new[coding.id], coding) if coding.id in new else coding
    there = _find_many(transaction.connection, list(new))
    # In reading order, which is how they are asked for later.
    for identifier, coding in sorted(new.items(), key=lambda item: (item[1].source, item[1].start, item[1].end)):
        merged = _filled(there[identifier], coding) if identifier in there else coding
        transaction.put("codings", **as_row(merged))
    transaction.subject.update(n=len(new) - len(there))
    return len(new) - len(there)


def _filled(old: Coding, new: Coding) -> Coding:
    gaps = {name: getattr(new, name) for name in _FILLED if not getattr(old, name) and getattr(new, name)}
    return replace(old, **gaps) if gaps else old


def remove(transaction: Transaction, identifier: str) -> Coding:
    """Take a coding back. A suggestion that it came from counts as rejected. Raises UnknownNameError."""
    coding = get(transaction.connection, identifier)
    transaction.drop("codings", identifier)
    _follow(transaction, identifier, state="rejected", coding=None)
    transaction.subject.update(code=coding.code, source=coding.source, quote=shorten(coding.quote))
    return coding


def edit(store: Store, transaction: Transaction, identifier: str, changes: dict[str, Any]) -> Coding:
    """Change a coding; another code, span or layer makes it another coding, with another id.

    Raises UnknownNameError for a field that cannot be changed, ConflictError where the coding that it would
    become is there already.
    """
    for name in changes:
        if name not in _EDITABLE:
            raise UnknownNameError("Le champ", "The field", name, _EDITABLE)
    connection = transaction.connection
    old = get(connection, identifier)
    checker = Checker.load(store, connection)
    new = replace(old, **_spanned(checker.text(old.source), old, changes), id="")
    if new.origin == "accepted" and (new.code, new.start, new.end) != (old.code, old.start, old.end):
        new = replace(new, origin="edited")
    new = _rechecked(checker, old, new)
    if new.id != old.id:
        if find(connection, new.id) is not None:
            raise ConflictError(
                f"Ce passage de {new.source} porte déjà le code {new.code} dans la couche « {new.layer} ».",
                f"This passage of {new.source} already has the code {new.code} in the layer '{new.layer}'.",
            )
        transaction.drop("codings", old.id)
    transaction.put("codings", **as_row(new))
    if new != old:
        state = "edited" if new.origin == "edited" else None
        _follow(transaction, old.id, state=state, coding=new.id)
    transaction.subject.update(code=new.code, source=new.source, names=listed(list(changes)))
    return new


def _spanned(text: str, old: Coding, changes: dict[str, Any]) -> dict[str, Any]:
    """The changes with the quote that belongs to the new span."""
    if not {"start", "end", "quote"} & changes.keys():
        return changes
    if "quote" in changes:
        span = find_span(text, old.source, changes.get("start"), changes.get("end"), changes["quote"])
    else:
        span = Span(changes.get("start", old.start), changes.get("end", old.end))
    return {**changes, "start": span.start, "end": span.end, "quote": ""}


def _rechecked(checker: Checker, old: Coding, new: Coding) -> Coding:
    """A coding edited only beside its code keeps code and version, even if the code is retired since."""
    if new.code != old.code:
        return checker.checked(replace(new, codebook_version=""))
    quote = _quote_at(checker.text(new.source), new.source, new.start, new.end)
    check_layer(new.layer)
    checker.check_about(new)
    return replace(new, quote=quote, id="")


def _follow(transaction: Transaction, identifier: str, *, state: str | None, coding: str | None) -> None:
    """The suggestion that a coding came from follows what becomes of it."""
    query = select(s.suggestions).where(s.suggestions.c.coding == identifier)
    for row in transaction.connection.execute(query).mappings().all():
        transaction.put("suggestions", **{**row, "coding": coding, "state": state or row["state"]})


def find(connection: Connection, identifier: str) -> Coding | None:
    """The coding of that id, or None."""
    return _find_many(connection, [identifier]).get(identifier)


def get(connection: Connection, identifier: str) -> Coding:
    """The coding of that id. Raises UnknownNameError."""
    found = find(connection, identifier)
    if found is None:
        raise UnknownNameError("Le codage", "The coding", identifier, ())
    return found


def _find_many(connection: Connection, identifiers: Sequence[str]) -> dict[str, Coding]:
    rows = rows_of(connection, "codings", [(identifier,) for identifier in identifiers])
    return {row["id"]: Coding(**row) for row in rows.values()}


def as_row(coding: Coding) -> dict[str, Any]:
    """The `codings` row of a coding."""
    return {name: getattr(coding, name) for name in FIELDS}


# ---------------------------------------------------------------- layers


def layers(connection: Connection) -> list[str]:
    """The layers that hold a coding or a mark, in alphabetical order."""
    coded = connection.execute(select(s.codings.c.layer).distinct()).scalars()
    marked = connection.execute(select(s.coded.c.layer).distinct()).scalars()
    return sorted({*coded, *marked})


def coded_sources(connection: Connection, layer: str) -> frozenset[str]:
    """The sources coded on this layer: any coding there, or marked as coded and silent."""
    coded = connection.execute(select(s.codings.c.source).where(s.codings.c.layer == layer).distinct())
    marked = connection.execute(select(s.coded.c.source).where(s.coded.c.layer == layer))
    return frozenset([*coded.scalars(), *marked.scalars()])
