"""Texts: stored once under a key made from their content, never changed, and kept in memory once read.

A text's key covers its paragraphs, turns and asides too, so the same words read with other turns are another
row. Words and sentences are found once, at import, and stored packed.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from qualcoop.model import Source, Turn
from qualcoop.spans import Span
from qualcoop.study.schema import texts
from qualcoop.study.store import Store

if TYPE_CHECKING:
    from qualcoop.study.columns import Ints


@dataclass(frozen=True)
class Layout:
    """How a text is built: its paragraphs, turns and asides, and the packed places of words and sentences."""

    paragraphs: tuple[Span, ...]
    turns: tuple[Turn, ...]
    asides: tuple[Span, ...]
    positions: bytes


def pack(source: Source) -> dict[str, Any]:
    """The `texts` row of a source."""
    structure = json.dumps(
        {
            "paragraphs": source.paragraphs,
            "turns": [[turn.start, turn.end, turn.role, turn.speaker, turn.timecode] for turn in source.turns],
            "asides": source.asides,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return {
        "key": key_of(source.hash, structure),
        "hash": source.hash,
        "text": source.text,
        "structure": structure,
        "positions": pack_positions(source.word_bounds, source.sentences()),
    }


def key_of(text_hash: str, structure: str) -> str:
    """The key of a text: SHA-256 of its own hash and its structure."""
    return hashlib.sha256(f"{text_hash}\n{structure}".encode()).hexdigest()


def pack_positions(words: tuple[Ints, Ints], sentences: list[Span]) -> bytes:
    """The places of words and sentences, compressed: two counts, then word starts, word ends, sentence
    starts, sentence ends, each as little-endian int32 differences (small numbers compress fast and well)."""
    import numpy as np

    spans = np.array(sentences, dtype=np.int64).reshape(-1, 2)
    starts, ends = words
    lines = (starts, ends, spans[:, 0], spans[:, 1])
    steps = [np.diff(line, prepend=0) for line in lines]
    numbers = np.concatenate(([len(starts), len(spans)], *steps)).astype("<i4")
    return zlib.compress(numbers.tobytes(), 1)


def unpack_positions(packed: bytes) -> tuple[Ints, Ints, Ints, Ints]:
    """Word starts, word ends, sentence starts, sentence ends, as `pack_positions` was given them."""
    import numpy as np

    numbers = np.frombuffer(zlib.decompress(packed), dtype="<i4").astype(np.int64)
    words, sentences = numbers[:2]
    starts, ends, first, last = np.split(numbers[2:], np.cumsum([words, words, sentences]))
    return np.cumsum(starts), np.cumsum(ends), np.cumsum(first), np.cumsum(last)


def same_positions(one: bytes, other: bytes) -> bool:
    """Do two packings hold the same numbers? (Compression may differ from one version of zlib to another.)"""
    try:
        return zlib.decompress(one) == zlib.decompress(other)
    except zlib.error:
        return False


def save(connection: Connection, row: dict[str, Any]) -> None:
    """Store a text unless it is there already."""
    there = connection.execute(select(texts.c.key).where(texts.c.key == row["key"])).first()
    if there is None:
        connection.execute(texts.insert(), [row])


def layouts(store: Store, connection: Connection, keys: Iterable[str]) -> dict[str, Layout]:
    """The layouts of many texts, read together, without the texts themselves."""
    wanted = list(dict.fromkeys(keys))
    missing = [key for key in wanted if ("layout", key) not in store.cache]
    for at in range(0, len(missing), 500):
        query = select(texts.c.key, texts.c.structure, texts.c.positions)
        for key, structure, positions in connection.execute(query.where(texts.c.key.in_(missing[at : at + 500]))):
            store.cache["layout", key] = unpack(structure, positions)
    return {key: store.cache["layout", key] for key in wanted}


def unpack(structure: str, positions: bytes) -> Layout:
    """A layout from its stored form."""
    data = json.loads(structure)
    return Layout(
        tuple(Span(*span) for span in data["paragraphs"]),
        tuple(
            Turn(index, start, end, role, speaker, timecode)
            for index, (start, end, role, speaker, timecode) in enumerate(data["turns"])
        ),
        tuple(Span(*span) for span in data["asides"]),
        bytes(positions),
    )


def text_of(store: Store, connection: Connection, key: str) -> str:
    """The characters of a text."""
    cached = store.cache.get(("text", key))
    if cached is None:
        cached = connection.execute(select(texts.c.text).where(texts.c.key == key)).scalar_one()
        store.cache["text", key] = cached
    return str(cached)
