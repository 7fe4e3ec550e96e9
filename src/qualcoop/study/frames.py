"""The frames of one layer for analysis: codings in reading order, joined with turns, cases and phases."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from qualcoop.errors import InputError, UnknownNameError
from qualcoop.study import cases as case_module
from qualcoop.study import codebooks, codings, journal
from qualcoop.study import schema as s
from qualcoop.study.cases import CaseTree
from qualcoop.study.columns import Ints, columns_of, text_column
from qualcoop.study.corpus import Corpus, corpus, source_frame, turn_frame
from qualcoop.study.store import Store

if TYPE_CHECKING:
    from qualcoop.analysis.bundle import Bundle

_NUMBERS = ("start", "end")


def coding_frame(connection: Connection, layer: str | None = None, source: str | None = None) -> pd.DataFrame:
    """Codings in the order of source, start, end, code, layer; the columns of `Coding`."""
    names = ["id", *(name for name in codings.FIELDS if name != "id")]
    asked = [name for name in names if layer is None or name != "layer"]
    query = select(*(s.codings.c[name] for name in asked))
    if layer is not None:
        query = query.where(s.codings.c.layer == layer)
    if source is not None:
        query = query.where(s.codings.c.source == source)
    read = columns_of(connection, query)
    rows = len(read["id"])
    read.setdefault("layer", (layer,) * rows)
    frame = pd.DataFrame(
        {name: np.array(read[name], dtype=np.int64) if name in _NUMBERS else text_column(read[name]) for name in names}
    )
    order = _reading_order(frame)
    if (order == np.arange(rows)).all():
        return frame
    return frame.take(order).reset_index(drop=True)


def _reading_order(frame: pd.DataFrame) -> Ints:
    """Row numbers by source, start, end, code, layer, in the same order whatever the database."""
    if not len(frame):
        return np.empty(0, dtype=np.int64)
    step = int(frame["end"].max()) + 1
    code = _ranks(frame["code"])
    place = _ranks(frame["source"]) * step + frame["start"].to_numpy()
    rest = (frame["end"].to_numpy() * (int(code.max()) + 1) + code) * len(frame) + _ranks(frame["layer"])
    return np.lexsort((rest, place))


def _ranks(values: pd.Series[Any]) -> Ints:
    """Each value's place among the distinct values, sorted."""
    numbers, distinct = pd.factorize(values)
    ranks = np.empty(len(distinct), dtype=np.int64)
    ranks[np.argsort(np.asarray(distinct, dtype=object))] = np.arange(len(distinct))
    found: Ints = ranks[numbers]
    return found


# ---------------------------------------------------------------- segments


def segment_frame(
    connection: Connection, layer: str, read: Corpus, turns: pd.DataFrame, tree: CaseTree
) -> pd.DataFrame:
    """The codings of one layer with the turn, speaker and role under them, their case and their phase."""
    frame = coding_frame(connection, layer)
    at = turn_under(frame, turns, [row["id"] for row in read.rows])
    for name in ("speaker", "role"):
        values = np.append(np.asarray(turns[name], dtype=object), np.nan)
        frame[name] = pd.array(values[at], dtype="str")
    frame["turn"] = np.append(turns["turn"].to_numpy(), -1)[at]
    frame["codable"] = (at >= 0) & (frame["role"] != "interviewer").to_numpy(dtype=bool)
    _add_case_and_phase(frame, read, tree)
    names = "id source start end code layer quote speaker turn role about case phase origin coder memo rule"
    return frame[[*names.split(), "codebook_version", "codable"]]


def turn_under(frame: pd.DataFrame, turns: pd.DataFrame, order: list[str]) -> Ints:
    """For each passage, the row of `turns` that it begins in (-1: none).

    A passage that begins before a turn takes the next one that it reaches; one that reaches a respondent's
    turn takes that rather than the interviewer's before it.
    """
    places = {name: number for number, name in enumerate(order)}
    step = int(max(turns["end"].max() if len(turns) else 0, frame["end"].max() if len(frame) else 0)) + 1

    def laid(values: pd.Series[Any]) -> Ints:
        numbers, distinct = pd.factorize(values)
        return np.array([places[name] for name in distinct], dtype=np.int64)[numbers] * step

    offset, turn_offset = laid(frame["source"]), laid(turns["source"])
    start, end = frame["start"].to_numpy() + offset, frame["end"].to_numpy() + offset
    first, last = turns["start"].to_numpy() + turn_offset, turns["end"].to_numpy() + turn_offset
    found = np.full(len(frame), -1, dtype=np.int64)
    answering = (turns["role"] != "interviewer").to_numpy(dtype=bool)
    for kept in (np.arange(len(turns)), np.flatnonzero(answering)):
        if not len(kept):
            continue
        at = np.searchsorted(last[kept], start, side="right")
        reached = at < len(kept)
        at = np.minimum(at, len(kept) - 1)
        reached &= first[kept][at] < end
        found[reached] = kept[at[reached]]
    return found


def _add_case_and_phase(frame: pd.DataFrame, read: Corpus, tree: CaseTree) -> None:
    """case: what the passage is about, else its source's. phase: its own, else by the source's date."""
    own = {row["id"]: (row["case"], row["date"]) for row in read.rows}
    numbers, distinct = pd.factorize(frame["source"])
    about_numbers, abouts = pd.factorize(frame["about"])
    pairs = numbers * (len(abouts) + 1) + about_numbers + 1
    used, back = np.unique(pairs, return_inverse=True)
    cases: list[str | None] = []
    phases: list[str | None] = []
    for pair in used:
        case, date = own[distinct[pair // (len(abouts) + 1)]]
        about = int(pair % (len(abouts) + 1)) - 1
        case = case if about < 0 else abouts[about]
        cases.append(case)
        phases.append(tree.phase_on(case, date))
    frame["case"] = pd.array(np.array(cases, dtype=object)[back], dtype="str")
    by_date = pd.Series(pd.array(np.array(phases, dtype=object)[back], dtype="str"), index=frame.index)
    frame["phase"] = frame["phase"].where(frame["phase"].notna(), by_date)


# ---------------------------------------------------------------- the bundle


def chosen_layer(connection: Connection, layer: str | None) -> str:
    """The layer asked for, or the only one. InputError where several could be meant; UnknownNameError."""
    known = codings.layers(connection)
    if layer is not None:
        if layer not in known and layer != "main":
            raise UnknownNameError("La couche", "The layer", layer, known or ["main"])
        return layer
    if len(known) > 1:
        names = ", ".join(known)
        raise InputError(
            f"L'étude a plusieurs couches : {names} ; choisissez-en une avec --layer (layer=…).",
            f"The study has several layers: {names}; choose one with --layer (layer=…).",
        )
    return known[0] if known else "main"


def bundle(store: Store, connection: Connection, layer: str | None) -> Bundle:
    """The frames of one layer, as analysis takes them. Errors as `chosen_layer`.

    Made once for each state of the study: the journal's last event tells whether anything changed since.
    """
    layer = chosen_layer(connection, layer)
    now = journal.head(connection)
    key = ("bundle", layer)
    if key not in store.cache or store.cache[key][0] != now:
        store.cache[key] = (now, _made(store, connection, layer))
    made: Bundle = store.cache[key][1]
    frames = ("sources", "cases", "turns", "segments", "phases")
    # Copy-on-write copies: whoever changes them changes only their own.
    copies = {name: getattr(made, name).copy(deep=False) for name in frames}
    return replace(made, **copies, meta=dict(made.meta))


def _made(store: Store, connection: Connection, layer: str) -> Bundle:
    from qualcoop.analysis.bundle import Bundle

    book = codebooks.current(store, connection)
    tree = CaseTree.load(connection)
    read = corpus(store, connection)
    turns = turn_frame(connection, read)
    return Bundle(
        sources=source_frame(store, read, tree),
        cases=case_frame(connection),
        turns=turns,
        segments=segment_frame(connection, layer, read, turns, tree),
        codebook=book,
        coded=codings.coded_sources(connection, layer),
        positions=read.positions,
        meta={
            "study": connection.execute(select(s.study.c.name)).scalar_one(),
            "layer": layer,
            "codebook_id": book.id,
            "codebook_version": book.version,
            "filter": "",
            "corpus_hash": corpus_hash(read.rows),
        },
        phases=phase_frame(connection),
    )


def case_frame(connection: Connection) -> pd.DataFrame:
    """Cases by id: label, parent, stratum."""
    found = case_module.cases(connection)
    frame = pd.DataFrame(
        {name: text_column(getattr(c, name) for c in found) for name in ("label", "parent", "stratum")}
    )
    frame.index = pd.Index(text_column(case.id for case in found), name="case")
    return frame


def phase_frame(connection: Connection) -> pd.DataFrame:
    """Phases in order: case, id, label, start, end."""
    found = case_module.phases(connection)
    names = ("case", "id", "label", "start", "end")
    return pd.DataFrame({name: text_column(getattr(phase, name) for phase in found) for name in names})


def corpus_hash(rows: list[dict[str, Any]]) -> str:
    """SHA-256 over the sources' ids and texts: the same for the same corpus, wherever it is stored."""
    lines = sorted(f"{row['id']}\x1f{row['hash']}\n" for row in rows)
    return hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()
