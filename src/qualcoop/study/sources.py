"""Sources: stored once, their texts untouchable; attributes and speakers may be corrected afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from qualcoop.errors import ConflictError, InputError, UnknownNameError
from qualcoop.model import KINDS, ROLES, Origin, Source, Turn
from qualcoop.study import schema as s
from qualcoop.study import texts
from qualcoop.study.dates import iso_date
from qualcoop.study.describe import listed
from qualcoop.study.journal import Transaction
from qualcoop.study.store import Store

LONGEST_ID = 200
DATE_KEYS = ("date", "date de l'entretien", "date de l’entretien", "date de l'observation", "recorded")


def ids(connection: Connection) -> list[str]:
    """The sources' ids, in alphabetical order."""
    return [str(name) for name in connection.execute(select(s.sources.c.id).order_by(s.sources.c.id)).scalars()]


def row_of(connection: Connection, source: str) -> dict[str, Any]:
    """The row of one source. Raises UnknownNameError."""
    row = connection.execute(select(s.sources).where(s.sources.c.id == source)).mappings().first()
    if row is None:
        raise UnknownNameError("La source", "The source", source, ids(connection))
    return dict(row)


def get(store: Store, connection: Connection, source: str) -> Source:
    """One source, its turns as the study now knows them (`set_speakers`). Raises UnknownNameError."""
    row = row_of(connection, source)
    layout = texts.layouts(store, connection, [row["text"]])[row["text"]]
    known = speaker_map(connection, [source]).get(source, {})
    return Source(
        name=row["name"],
        kind=row["kind"],
        text=texts.text_of(store, connection, row["text"]),
        paragraphs=layout.paragraphs,
        turns=corrected(layout.turns, known),
        origin=Origin(
            row["file"],
            row["file_sha256"],
            row["format"],
            row["reader"],
            row["reader_version"],
            row["encoding"],
        ),
        asides=layout.asides,
        attributes=dict(row["attributes"]),
        warnings=tuple(row["warnings"]),
        case=row["case"],
    )


def add(transaction: Transaction, given: Sequence[tuple[str, Source]]) -> list[str]:
    """Store sources under these ids; returns the ids that are new.

    A source that is there already with the same text is left as it is. A case that is not known yet is
    made. Raises ConflictError where an id is taken by another text, InputError for an unusable id or kind.
    """
    connection = transaction.connection
    query = select(s.sources.c.id, s.sources.c.hash, s.sources.c.name)
    known = {row.id: row.hash for row in connection.execute(query)}
    cases = set(connection.execute(select(s.cases.c.id)).scalars())
    new: list[str] = []
    for name, source in given:
        if name in known:
            if known[name] != source.hash:
                raise changed_text(name)
            continue
        _check(name, source)
        if source.case is not None and source.case not in cases:
            transaction.put("cases", id=source.case, rank=len(cases), label=source.case, stratum="main")
            cases.add(source.case)
        row = texts.pack(source)
        texts.save(connection, row)
        transaction.put("sources", **_row(name, source, row["key"]))
        known[name] = source.hash
        new.append(name)
    transaction.subject.update(n=len(new), ids=listed(new))
    return new


def changed_text(name: str) -> ConflictError:
    """The error for a file that changed under a known name."""
    return ConflictError(
        f"La source « {name} » est déjà dans l'étude avec un autre texte : le fichier a changé sous un nom "
        "connu. Rien n'a été changé ; renommez le fichier pour l'ajouter à part, ou retirez d'abord l'ancienne.",
        f"The source '{name}' is already in the study with another text: the file changed under a known "
        "name. Nothing was changed; rename the file to add it apart, or remove the old one first.",
    )


def _check(name: str, source: Source) -> None:
    if not name.strip() or name != name.strip() or not name.isprintable() or len(name) > LONGEST_ID:
        raise InputError(
            f"« {name} » ne peut pas identifier une source : 1 à {LONGEST_ID} caractères visibles sont attendus.",
            f"'{name}' cannot be a source's id: 1 to {LONGEST_ID} visible characters are expected.",
        )
    if source.kind not in KINDS:
        raise UnknownNameError("Le matériau", "The material", source.kind, KINDS)


def _row(name: str, source: Source, text: str) -> dict[str, Any]:
    written = next((v for k, v in source.attributes.items() if k.casefold() in DATE_KEYS), "")
    origin = source.origin
    return {
        "id": name,
        "name": source.name,
        "kind": source.kind,
        "case": source.case,
        "date": iso_date(written),
        "text": text,
        "hash": source.hash,
        "file": origin.file,
        "file_sha256": origin.sha256,
        "format": origin.format,
        "reader": origin.reader,
        "reader_version": origin.reader_version,
        "encoding": origin.encoding,
        "attributes": {str(key): str(value) for key, value in source.attributes.items()},
        "warnings": list(source.warnings),
    }


def remove(transaction: Transaction, source: str, *, force: bool) -> int:
    """Take a source out; returns how many codings went with it.

    Without `force`, ConflictError where it has codings. Its text stays stored, so undo brings all back.
    """
    connection = transaction.connection
    row_of(connection, source)
    codings = list(connection.execute(select(s.codings.c.id).where(s.codings.c.source == source)).scalars())
    if codings and not force:
        raise ConflictError(
            f"La source « {source} » porte {len(codings)} codage(s) ; retirez-les d'abord, ou demandez-le "
            "expressément (force).",
            f"The source '{source}' carries {len(codings)} coding(s); remove them first, or ask for it "
            "expressly (force).",
        )
    for identifier in codings:
        transaction.drop("codings", identifier)
    for identifier in connection.execute(select(s.suggestions.c.id).where(s.suggestions.c.source == source)):
        transaction.drop("suggestions", identifier.id)
    for (label,) in connection.execute(select(s.speakers.c.label).where(s.speakers.c.source == source)):
        transaction.drop("speakers", source, label)
    for (layer,) in connection.execute(select(s.coded.c.layer).where(s.coded.c.source == source)):
        transaction.drop("coded", source, layer)
    transaction.drop("sources", source)
    transaction.subject.update(source=source, n=len(codings))
    return len(codings)


def set_attributes(transaction: Transaction, source: str, given: Mapping[str, str | None]) -> None:
    """Set `kind`, `case`, `date` or any free attribute; None or "" takes one away.

    Raises UnknownNameError for an unknown source, case or kind, InputError for a date that is none.
    """
    connection = transaction.connection
    row = row_of(connection, source)
    attributes = dict(row["attributes"])
    for key, value in given.items():
        if key == "kind":
            if value not in KINDS:
                raise UnknownNameError("Le matériau", "The material", str(value), KINDS)
            row["kind"] = value
        elif key == "case":
            _check_case(connection, value)
            row["case"] = value or None
        elif key == "date":
            row["date"] = _checked_date(source, value)
        elif value in (None, ""):
            attributes.pop(key, None)
        else:
            attributes[key] = str(value)
    transaction.put("sources", **{**row, "attributes": attributes})
    transaction.subject.update(source=source, names=listed(list(given)))


def _check_case(connection: Connection, case: str | None) -> None:
    known = list(connection.execute(select(s.cases.c.id).order_by(s.cases.c.rank)).scalars())
    if case and case not in known:
        raise UnknownNameError("Le cas", "The case", case, known)


def _checked_date(source: str, value: str | None) -> str | None:
    if not value:
        return None
    date = iso_date(value)
    if date is None:
        raise InputError(
            f"{source} : « {value} » n'est pas une date (AAAA-MM-JJ).",
            f"{source}: '{value}' is not a date (YYYY-MM-DD).",
        )
    return date


# ---------------------------------------------------------------- speakers


def speaker_map(connection: Connection, sources: Iterable[str] | None = None) -> dict[str, dict[str, dict[str, Any]]]:
    """What is set for speakers: source → label as read → name, role, person (each may be None)."""
    query = select(s.speakers)
    if sources is not None:
        query = query.where(s.speakers.c.source.in_(list(sources)))
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["source"], {})[row["label"]] = dict(row)
    return found


def corrected(turns: tuple[Turn, ...], known: Mapping[str, Mapping[str, Any]]) -> tuple[Turn, ...]:
    """The turns with the names and roles that were set afterwards."""
    if not known:
        return turns
    return tuple(
        replace(turn, speaker=row["name"] or turn.speaker, role=row["role"] or turn.role)
        if turn.speaker is not None and (row := known.get(turn.speaker))
        else turn
        for turn in turns
    )


def set_speakers(
    store: Store,
    transaction: Transaction,
    source: str,
    given: Mapping[str, str | Mapping[str, str | None]],
) -> None:
    """Say who speaks: label as read → a role, a person's id or another name for the speaker.

    A mapping sets several at once: ``{"Q": {"role": "interviewer"}, "R": {"name": "Inès", "person": "p9"}}``.
    Text and turns stay as they are; roles decide what is codable. Raises UnknownNameError.
    """
    connection = transaction.connection
    row = row_of(connection, source)
    layout = texts.layouts(store, connection, [row["text"]])[row["text"]]
    labels = list(dict.fromkeys(turn.speaker for turn in layout.turns if turn.speaker is not None))
    persons = list(connection.execute(select(s.persons.c.id).order_by(s.persons.c.rank)).scalars())
    known = speaker_map(connection, [source]).get(source, {})
    for label, meaning in given.items():
        if label not in labels:
            raise UnknownNameError("Le locuteur", "The speaker", label, labels)
        now = known.get(label, {"source": source, "label": label, "name": None, "role": None, "person": None})
        transaction.put("speakers", **{**now, **_meaning(meaning, persons)})
    transaction.subject.update(source=source, names=listed(list(given)))


def label_of(store: Store, connection: Connection, source: str, name: str) -> str:
    """The label as read of a speaker called by it or by the name given since; `name` itself where unknown."""
    key = row_of(connection, source)["text"]
    labels = {turn.speaker for turn in texts.layouts(store, connection, [key])[key].turns}
    if name in labels:
        return name
    known = speaker_map(connection, [source]).get(source, {})
    return next((label for label, row in known.items() if row["name"] == name), name)


def _meaning(given: str | Mapping[str, str | None], persons: list[str]) -> dict[str, str | None]:
    if isinstance(given, str):
        if given in ROLES:
            return {"role": given}
        return {"person": given} if given in persons else {"name": given}
    meaning = {key: value or None for key, value in given.items()}
    for key in meaning:
        if key not in ("name", "role", "person"):
            raise UnknownNameError("Le champ", "The field", key, ("name", "role", "person"))
    role, person = meaning.get("role"), meaning.get("person")
    if role is not None and role not in ROLES:
        raise UnknownNameError("Le rôle", "The role", role, ROLES)
    if person is not None and person not in persons:
        raise UnknownNameError("La personne", "The person", person, persons)
    return meaning
