"""The study's codebook: every version is kept whole, and no code id ever changes its meaning."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from qualcoop.errors import ConflictError, UnknownNameError
from qualcoop.study import schema as s
from qualcoop.study.describe import listed
from qualcoop.study.journal import Transaction
from qualcoop.study.store import Store

if TYPE_CHECKING:
    from qualcoop.codebook.model import Codebook


def current(store: Store, connection: Connection) -> Codebook:
    """The codebook in force; ConflictError where the study has none yet."""
    version = connection.execute(select(s.study.c.codebook)).scalar()
    if version is None:
        raise ConflictError(
            f"{store.name} n'a pas encore de grille de codage ; donnez-lui-en une (set_codebook).",
            f"{store.name} has no codebook yet; give it one (set_codebook).",
        )
    return at_version(store, connection, str(version))


def at_version(store: Store, connection: Connection, version: str) -> Codebook:
    """The codebook as it was at that version. Raises UnknownNameError."""
    row = connection.execute(
        select(s.codebooks.c.hash, s.codebooks.c.content).where(s.codebooks.c.version == version)
    ).first()
    if row is None:
        known = connection.execute(select(s.codebooks.c.version).order_by(s.codebooks.c.number)).scalars()
        raise UnknownNameError("La version de la grille", "The codebook version", version, list(known))
    if ("codebook", row.hash) not in store.cache:
        store.cache["codebook", row.hash] = decode(row.content)
    found: Codebook = store.cache["codebook", row.hash]
    return found


def versions(connection: Connection) -> list[str]:
    """Every version that the study has known, oldest first."""
    query = select(s.codebooks.c.version).order_by(s.codebooks.c.number)
    return [str(version) for version in connection.execute(query).scalars()]


def set_codebook(store: Store, transaction: Transaction, codebook: Codebook) -> None:
    """This codebook is in force from now on; codings keep the version that they were made under.

    Raises ConflictError where a version number comes with another content, a code in use is missing, or
    the id of a code that was retired or removed comes back with another meaning.
    """
    connection = transaction.connection
    content = encode(codebook)
    digest = hashlib.sha256(content.encode("utf-8")).hexdigest()
    version = str(codebook.version)
    query = select(s.codebooks.c.hash, s.codebooks.c.number).where(s.codebooks.c.version == version)
    known = connection.execute(query).first()
    if known is not None and known.hash != digest:
        raise ConflictError(
            f"La version {version} de la grille est déjà enregistrée avec un autre contenu ; "
            "donnez à la nouvelle un autre numéro de version.",
            f"Version {version} of the codebook is already saved with another content; "
            "give the new one another version number.",
        )
    _check_missing(connection, codebook)
    _check_reused(store, connection, codebook)
    if known is None:
        number = len(versions(connection)) + 1
        transaction.put("codebooks", version=version, number=number, hash=digest, content=content)
    row = dict(connection.execute(select(s.study)).mappings().one())
    transaction.put("study", **{**row, "codebook": version})
    transaction.subject.update(version=version)


def _check_missing(connection: Connection, codebook: Codebook) -> None:
    used = connection.execute(select(s.codings.c.code).distinct().order_by(s.codings.c.code)).scalars()
    missing = [code for code in used if not codebook.has(code)]
    if missing:
        raise ConflictError(
            f"Des codages utilisent {listed(missing)}, absent(s) de cette grille ; "
            "gardez ces codes avec « status: retired ».",
            f"Codings use {listed(missing)}, missing from this codebook; keep these codes with 'status: retired'.",
        )


def _check_reused(store: Store, connection: Connection, codebook: Codebook) -> None:
    """An id that was let go may only come back as what it was."""
    history = [at_version(store, connection, version) for version in versions(connection)]
    if not history:
        return
    latest = history[-1]
    for code in codebook.codes:
        if code.status == "retired" or (latest.has(code.id) and latest.code(code.id).status != "retired"):
            continue
        before = next((old.code(code.id) for old in reversed(history) if old.has(code.id)), None)
        if before is not None and before.label != code.label:
            raise ConflictError(
                f"L'identifiant {code.id} a déjà servi pour « {before.label.fr} » ; un identifiant ne change "
                "pas de sens : donnez-en un nouveau à ce code.",
                f"The id {code.id} was already used for '{before.label.en}'; an id does not change "
                "its meaning: give this code a new one.",
            )


# ---------------------------------------------------------------- to JSON and back


def encode(codebook: Codebook) -> str:
    """A codebook as JSON, the same text for the same codebook."""
    from qualcoop.codebook.plain import to_plain

    return json.dumps(to_plain(codebook), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decode(content: str) -> Codebook:
    """A codebook from its JSON; fields that this version does not know are left out."""
    from qualcoop.codebook.plain import from_plain

    return from_plain(json.loads(content))
