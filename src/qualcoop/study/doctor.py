"""The doctor: is all that was saved still there, whole, and where it is said to be?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from qualcoop.errors import QualcoopError
from qualcoop.language import tr
from qualcoop.model import coding_id, text_hash, turn_sentences
from qualcoop.study import codebooks, journal, replay, texts
from qualcoop.study import engine as db
from qualcoop.study import schema as s
from qualcoop.study.cases import CaseTree
from qualcoop.study.describe import shorten
from qualcoop.study.store import Store
from qualcoop.text import nfc, word_bounds

_MOST = 50  # findings of one kind that are told one by one


@dataclass
class DoctorReport:
    """findings: one sentence for each fault. checked: how many of each thing were looked at."""

    findings: list[str] = field(default_factory=list)
    checked: dict[str, int] = field(default_factory=dict)

    @property
    def healthy(self) -> bool:
        """Was nothing found?"""
        return not self.findings


Check = Callable[[Store, Connection, DoctorReport], Iterator[str]]


def examine(store: Store, connection: Connection) -> DoctorReport:
    """Look at everything; a check that the damage itself stops is a finding too."""
    report = DoctorReport()
    checks: tuple[Check, ...] = (_database, _texts, _sources, _codings, _suggestions, _journal, _state)
    for check in checks:
        found: list[str] = []
        try:
            found.extend(check(store, connection, report))
        except DBAPIError as problem:
            found.append(str(db.store_error(store.where, problem)))
        except QualcoopError as problem:
            found.append(str(problem))
        except (ValueError, KeyError, TypeError) as problem:
            name = check.__name__.strip("_")
            found.append(
                tr(f"Le contrôle {name} n'a pas pu finir : {problem}.", f"The check {name} could not end: {problem}.")
            )
        report.findings += found[:_MOST]
        if len(found) > _MOST:
            more = len(found) - _MOST
            report.findings.append(tr(f"… et {more} autres du même genre.", f"… and {more} more of this kind."))
    return report


def _database(_: Store, connection: Connection, report: DoctorReport) -> Iterator[str]:
    faults = db.database_faults(connection)
    report.checked["database"] = 1
    for fault in faults:
        yield tr(f"Fichier endommagé : {fault}.", f"Damaged file: {fault}.")


def _texts(_: Store, connection: Connection, report: DoctorReport) -> Iterator[str]:
    report.checked["texts"] = 0
    for row in connection.execute(select(s.texts)).mappings():
        report.checked["texts"] += 1
        name = row["key"][:12]
        if text_hash(row["text"]) != row["hash"] or texts.key_of(row["hash"], row["structure"]) != row["key"]:
            yield tr(
                f"Le texte {name} n'est plus celui qui a été importé.",
                f"The text {name} is no longer the one that was imported.",
            )
            continue
        if nfc(row["text"]) != row["text"]:
            yield tr(f"Le texte {name} n'est pas en forme NFC.", f"The text {name} is not in form NFC.")
        layout = texts.unpack(row["structure"], row["positions"])
        sentences = turn_sentences(row["text"], layout.turns, layout.paragraphs)
        if not texts.same_positions(texts.pack_positions(word_bounds(row["text"]), sentences), layout.positions):
            yield tr(
                f"Les mots et phrases enregistrés du texte {name} ne sont pas ceux que cette version y trouve.",
                f"The saved words and sentences of the text {name} are not those that this version finds.",
            )


def _sources(_: Store, connection: Connection, report: DoctorReport) -> Iterator[str]:
    hashes = {row.key: row.hash for row in connection.execute(select(s.texts.c.key, s.texts.c.hash))}
    rows = connection.execute(select(s.sources.c.id, s.sources.c.text, s.sources.c.hash)).all()
    report.checked["sources"] = len(rows)
    for name, key, digest in rows:
        if hashes.get(key) != digest:
            yield tr(f"La source {name} n'a plus son texte.", f"The source {name} has lost its text.")


def _codings(store: Store, connection: Connection, report: DoctorReport) -> Iterator[str]:
    by_source = dict(connection.execute(select(s.sources.c.id, s.sources.c.text)).all())
    cases = dict(connection.execute(select(s.sources.c.id, s.sources.c.case)).all())
    tree = CaseTree.load(connection)
    known = {version: codebooks.at_version(store, connection, version) for version in codebooks.versions(connection)}
    text = _Texts(connection, by_source)
    report.checked["codings"] = 0
    query = select(s.codings).order_by(s.codings.c.source, s.codings.c.start)
    for row in connection.execute(query).mappings():
        report.checked["codings"] += 1
        where = f"{row['source']} [{row['start']}, {row['end']}) {row['code']} ({row['layer']})"
        yield from _passage(where, row, text)
        if row["id"] != coding_id(row["source"], row["start"], row["end"], row["code"], row["layer"]):
            yield tr(f"{where} : l'identifiant n'est pas le sien.", f"{where}: the identifier is not its own.")
        book = known.get(row["codebook_version"])
        if book is None or not book.has(row["code"]):
            version = row["codebook_version"]
            yield tr(
                f"{where} : code absent de la grille {version}.", f"{where}: code missing from codebook {version}."
            )
        phases = [phase.id for phase in tree.phases_of(row["about"] or cases.get(row["source"]))]
        if row["phase"] and phases and row["phase"] not in phases:
            yield tr(
                f"{where} : la période {row['phase']} n'existe pas pour ce cas.",
                f"{where}: this case has no phase {row['phase']}.",
            )


class _Texts:
    """The text under a source, read again from the file (not from memory), one at a time."""

    def __init__(self, connection: Connection, keys: dict[str, str]) -> None:
        self.connection, self.keys = connection, keys
        self.last: tuple[str, str | None] = ("", None)

    def of(self, source: str) -> str | None:
        if self.last[0] != source:
            query = select(s.texts.c.text).where(s.texts.c.key == self.keys.get(source))
            self.last = (source, self.connection.execute(query).scalar())
        return self.last[1]


def _passage(where: str, row: Any, text: _Texts) -> Iterator[str]:
    body = text.of(row["source"])
    if body is None:
        yield tr(f"{where} : la source n'existe pas.", f"{where}: the source does not exist.")
    elif not 0 <= row["start"] < row["end"] <= len(body):
        yield tr(f"{where} : le passage sort du texte.", f"{where}: the passage is outside the text.")
    elif body[row["start"] : row["end"]] != row["quote"]:
        quote = shorten(row["quote"])
        yield tr(f"{where} : le texte n'y est pas « {quote} ».", f"{where}: the text there is not '{quote}'.")


def _suggestions(_: Store, connection: Connection, report: DoctorReport) -> Iterator[str]:
    keys = dict(connection.execute(select(s.sources.c.id, s.sources.c.text)).all())
    codings = set(connection.execute(select(s.codings.c.id)).scalars())
    text = _Texts(connection, keys)
    report.checked["suggestions"] = 0
    query = select(s.suggestions).order_by(s.suggestions.c.source, s.suggestions.c.start)
    for row in connection.execute(query).mappings():
        report.checked["suggestions"] += 1
        where = f"{row['source']} [{row['start']}, {row['end']}) {row['code']} ({row['state']})"
        yield from _passage(where, row, text)
        decided = row["state"] in ("accepted", "edited")
        if decided != (row["coding"] is not None) or (decided and row["coding"] not in codings):
            yield tr(
                f"{where} : la suggestion et son codage ne se répondent pas.",
                f"{where}: the suggestion and its coding do not match.",
            )


def _journal(_: Store, connection: Connection, report: DoctorReport) -> Iterator[str]:
    report.checked["events"] = journal.head(connection)
    for seq, fault in journal.chain_faults(connection):
        if fault == "gap":
            yield tr(f"Journal : l'événement {seq} manque.", f"Journal: event {seq} is missing.")
        else:
            yield tr(
                f"Journal : l'événement {seq} (ou celui d'avant) a été modifié après coup.",
                f"Journal: event {seq} (or the one before) was altered afterwards.",
            )


def _state(_: Store, connection: Connection, report: DoctorReport) -> Iterator[str]:
    found = replay.differences(connection)
    report.checked["tables"] = len(s.STATE)
    for difference in found:
        key = ", ".join(str(part) for part in difference.key)
        if difference.state is None:
            yield tr(
                f"{difference.table} {key} : dans le journal, mais plus dans l'étude.",
                f"{difference.table} {key}: in the journal, but no longer in the study.",
            )
        elif difference.journal is None:
            yield tr(
                f"{difference.table} {key} : dans l'étude, mais pas dans le journal.",
                f"{difference.table} {key}: in the study, but not in the journal.",
            )
        else:
            yield tr(
                f"{difference.table} {key} : le journal et l'étude ne disent pas la même chose.",
                f"{difference.table} {key}: the journal and the study do not say the same.",
            )
