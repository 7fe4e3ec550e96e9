"""Sources, turns and positions as frames, read without the texts themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from qualcoop.errors import UnknownNameError
from qualcoop.model import Turn
from qualcoop.spans import Span, subtract
from qualcoop.study import cases as case_module
from qualcoop.study import schema as s
from qualcoop.study import sources, texts
from qualcoop.study.cases import CaseTree
from qualcoop.study.columns import Ints, text_column
from qualcoop.study.store import Store

if TYPE_CHECKING:
    from qualcoop.analysis.positions import Positions


@dataclass(frozen=True)
class Corpus:
    """Sources with their turns as the study now knows them, and their positions."""

    rows: list[dict[str, Any]]
    layouts: dict[str, texts.Layout]
    turns: dict[str, tuple[Turn, ...]]
    speakers: dict[str, dict[str, dict[str, Any]]]
    positions: Callable[[str], Positions]


def corpus(store: Store, connection: Connection) -> Corpus:
    """Read every source's frame of turns; texts themselves are not read."""
    rows = [dict(row) for row in connection.execute(select(s.sources).order_by(s.sources.c.id)).mappings()]
    layouts = texts.layouts(store, connection, [row["text"] for row in rows])
    speakers = sources.speaker_map(connection)
    turns = {row["id"]: sources.corrected(layouts[row["text"]].turns, speakers.get(row["id"], {})) for row in rows}
    keys = {row["id"]: row["text"] for row in rows}
    made: dict[str, Positions] = {}

    def positions(source: str) -> Positions:
        if source not in keys:
            raise UnknownNameError("La source", "The source", source, keys)
        # The roles decide what is codable, so they belong to the key.
        key = ("positions", f"{keys[source]} {[turn.role for turn in turns[source]]}")
        if source not in made:
            made[source] = store.cache.get(key) or positions_of(layouts[keys[source]], turns[source])
            store.cache[key] = made[source]
        return made[source]

    return Corpus(rows, layouts, turns, speakers, positions)


def positions_of(layout: texts.Layout, turns: Sequence[Turn]) -> Positions:
    """A source's positions, from what was stored at import; codable text follows the turns' roles."""
    from qualcoop.analysis.positions import Positions

    starts, ends, first, last = texts.unpack_positions(layout.positions)
    return Positions(
        words=starts,
        word_ends=ends,
        sentences=np.column_stack((first, last)),
        codable=_open_text([turn for turn in turns if turn.role != "interviewer"], layout.asides),
        everything=_open_text(turns, layout.asides),
    )


def _open_text(turns: Sequence[Turn], asides: tuple[Span, ...]) -> Ints:
    """What is said in the turns outside the asides, as disjoint spans in order."""
    spans = np.array([(turn.start, turn.end) for turn in turns], dtype=np.int64).reshape(-1, 2)
    apart = (spans[1:, 0] > spans[:-1, 1]).all() and (spans[:, 0] < spans[:, 1]).all()
    if apart and not asides:
        return spans
    return np.asarray(subtract((turn.span for turn in turns), asides), dtype=np.int64).reshape(-1, 2)


def source_frame(store: Store, read: Corpus, tree: CaseTree) -> pd.DataFrame:
    """Sources by id: kind, case, date, file, words, sentences, chars (codable sizes), phase."""
    sizes = [_sizes(store, read, row) for row in read.rows]
    frame = pd.DataFrame(
        {
            "kind": text_column(row["kind"] for row in read.rows),
            "case": text_column(row["case"] for row in read.rows),
            "date": text_column(row["date"] for row in read.rows),
            "file": text_column(row["file"] for row in read.rows),
            "words": np.array([size[0] for size in sizes], dtype=np.int64),
            "sentences": np.array([size[1] for size in sizes], dtype=np.int64),
            "chars": np.array([size[2] for size in sizes], dtype=np.int64),
            "phase": text_column(tree.phase_on(row["case"], row["date"]) for row in read.rows),
        }
    )
    frame.index = pd.Index(text_column(row["id"] for row in read.rows), name="source")
    return frame


def _sizes(store: Store, read: Corpus, row: dict[str, Any]) -> tuple[int, int, int]:
    """Codable words, sentences, characters; they depend on the text and on the roles alone."""
    key = ("sizes", f"{row['text']} {[turn.role for turn in read.turns[row['id']]]}")
    if key not in store.cache:
        store.cache[key] = read.positions(row["id"]).sizes()
    found: tuple[int, int, int] = store.cache[key]
    return found


def turn_frame(connection: Connection, read: Corpus) -> pd.DataFrame:
    """Turns in order: source, turn, start, end, role, speaker, person, actor_types (tuple), words."""
    persons = case_module.persons(connection)
    types = {person.id: person.actor_types for person in persons}
    by_name = {name.casefold(): person.id for person in reversed(persons) for name in (person.label, person.id)}
    turns = [turn for row in read.rows for turn in read.turns[row["id"]]]
    counts = [len(read.turns[row["id"]]) for row in read.rows]
    people: list[str | None] = []
    for row in read.rows:
        known = read.speakers.get(row["id"], {})
        linked = {label: each["person"] for label, each in known.items() if each["person"]}
        stored = read.layouts[row["text"]].turns
        now = read.turns[row["id"]]
        called = {
            old.speaker: linked.get(old.speaker) or by_name.get((new.speaker or "").casefold())
            for old, new in zip(stored, now, strict=True)
            if old.speaker is not None
        }
        people.extend(called.get(turn.speaker) if turn.speaker else None for turn in stored)
    words = [_words_in(read.positions(row["id"]), read.turns[row["id"]]) for row in read.rows]
    names = np.array([row["id"] for row in read.rows], dtype=object)
    frame = pd.DataFrame(
        {
            "source": text_column(names[np.repeat(np.arange(len(names)), counts)]),
            **{
                name: np.array([getattr(turn, of) for turn in turns], dtype=np.int64)
                for name, of in (("turn", "index"), ("start", "start"), ("end", "end"))
            },
            "role": text_column(turn.role for turn in turns),
            "speaker": text_column(turn.speaker for turn in turns),
            "person": text_column(people),
        }
    )
    frame["actor_types"] = pd.Series([types.get(name or "", ()) for name in people], dtype=object)
    frame["words"] = np.concatenate([np.empty(0, dtype=np.int64), *words])
    return frame


def _words_in(positions: Positions, turns: Sequence[Turn]) -> Ints:
    """How many words touch what is said in each turn, asides left out."""
    open_spans = positions.everything
    if open_spans is None or not len(open_spans) or not turns:
        return np.zeros(len(turns), dtype=np.int64)
    # A word counts where one of its characters is outside the asides (as in analysis.positions).
    at = np.searchsorted(open_spans[:, 1], positions.words, side="right")
    some = at < len(open_spans)
    counted = np.zeros(len(positions.words), dtype=bool)
    counted[some] = open_spans[at[some], 0] < positions.word_ends[some]
    starts, ends = positions.words[counted], positions.word_ends[counted]
    first = np.array([turn.start for turn in turns], dtype=np.int64)
    last = np.array([turn.end for turn in turns], dtype=np.int64)
    found = np.searchsorted(starts, last, side="left") - np.searchsorted(ends, first, side="right")
    sizes: Ints = np.maximum(found, 0)
    return sizes
