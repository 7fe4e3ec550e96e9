"""A text as arrays of integers: the words that count, where they stand, and in which sentence.

Left out are what interviewers say, asides, punctuation, hesitations and *ne*; a comma and the like leave a
mark on the word behind them. Offsets are code points of the source's own text.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from qualcoop.model import Role, Source
from qualcoop.spans import Span, subtract
from qualcoop.suggest import french, lemmas
from qualcoop.suggest.vocabulary import BREAK, HESITATION, PLAIN, SKIPPED, Ids, Vocabulary

# Marks on a word.
GLUED = 1  # tied by a hyphen to the word before it
PARTED = 2  # a comma or another sign stands between it and the word before it

_FORMAT = 1
_MAGIC = b"QCT"
_BLOCK = 1_000_000  # characters cut into chunks at a time; bounds the memory
_SPACES = np.array([chr(code).isspace() for code in range(0x3002)])


@dataclass(frozen=True, slots=True)
class Tokens:
    """One text as arrays. `words`, `starts`, `ends`, `sentence`, `marks` run in parallel, one item a word.

    words: numbers in a `Vocabulary`. sentence: row of `sentences`, which holds code-point spans.
    """

    words: Ids
    starts: Ids
    ends: Ids
    sentence: Ids
    marks: npt.NDArray[np.uint8]
    sentences: Ids

    def to_bytes(self, vocabulary: Vocabulary) -> bytes:
        """The arrays with their own words, to be kept with the study; no dictionary is needed to read them."""
        used, local = np.unique(self.words, return_inverse=True)
        known = [(vocabulary.forms[number], vocabulary.keys[number]) for number in used.tolist()]
        head = {
            "made by": _maker(),
            "forms": [form for form, _ in known],
            "keys": [keys for _, keys in known],
            "counts": [len(self.words), len(self.sentences)],
        }
        text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
        arrays = (
            local.astype("<i4").tobytes()
            + np.diff(self.starts, prepend=np.int32(0)).astype("<i4").tobytes()
            + (self.ends - self.starts).astype("<i4").tobytes()
            + np.diff(self.sentence, prepend=np.int32(0)).astype("<i4").tobytes()
            + self.marks.tobytes()
            + self.sentences.astype("<i4").tobytes()
        )
        return _MAGIC + struct.pack("<BI", _FORMAT, len(text)) + zlib.compress(text + arrays, 6)

    @classmethod
    def from_bytes(cls, data: bytes, vocabulary: Vocabulary) -> Tokens | None:
        """The arrays again, or None when another version made them or they are damaged: read the text anew."""
        try:
            return _decode(data, vocabulary)
        except (ValueError, KeyError, TypeError, IndexError, struct.error, zlib.error):
            return None


def _maker() -> list[Any]:
    return [_FORMAT, french.tokenizer_version(), lemmas.tables_version()]


def _decode(data: bytes, vocabulary: Vocabulary) -> Tokens | None:
    if data[:3] != _MAGIC:
        return None
    form, size = struct.unpack("<BI", data[3:8])
    if form != _FORMAT:
        return None
    body = zlib.decompress(data[8:])
    head = json.loads(body[:size].decode("utf-8"))
    if head["made by"] != _maker():
        return None
    count, sentences = head["counts"]
    numbers = np.frombuffer(body, dtype="<i4", count=4 * count, offset=size).reshape(4, count)
    marks = np.frombuffer(body, dtype=np.uint8, count=count, offset=size + 16 * count)
    rows = np.frombuffer(body, dtype="<i4", count=2 * sentences, offset=size + 17 * count)
    ids = np.array(
        [vocabulary.intern(word, tuple(keys)) for word, keys in zip(head["forms"], head["keys"], strict=True)],
        dtype=np.int32,
    )
    starts = np.cumsum(numbers[1], dtype=np.int32)
    return Tokens(
        words=ids[numbers[0]] if count else np.empty(0, np.int32),
        starts=starts,
        ends=starts + numbers[2].astype(np.int32),
        sentence=np.cumsum(numbers[3], dtype=np.int32),
        marks=marks.copy(),
        sentences=rows.reshape(-1, 2).astype(np.int32),
    )


def read_source(source: Source, vocabulary: Vocabulary, roles: frozenset[Role]) -> Tokens:
    """The words of a source's turns of these roles, without its asides."""
    spoken: Sequence[tuple[int, int]] = [(t.start, t.end) for t in source.turns if t.role in roles]
    if source.asides:
        spoken = subtract(spoken, source.asides)
    return read_text(source.text, source.sentences(), spoken, vocabulary)


def read_text(text: str, sentences: Sequence[Span], spans: Sequence[tuple[int, int]], vocabulary: Vocabulary) -> Tokens:
    """The words of `text` inside `spans` (disjoint, in order), each with its sentence."""
    pieces = [_read_block(text, block, vocabulary) for block in _blocks(spans)]
    words, starts, ends, glued = (
        np.concatenate([piece[row] for piece in pieces]) if pieces else np.empty(0, np.int32) for row in range(4)
    )
    rows = np.array(sentences, dtype=np.int32).reshape(-1, 2)
    sentence = np.searchsorted(rows[:, 0], starts, side="right").astype(np.int32) - 1
    counted, parted = _counted(words, vocabulary)
    keep = counted & (sentence >= 0)
    keep[keep] = ends[keep] <= rows[sentence[keep], 1]
    marks = glued.astype(np.uint8) * GLUED | parted.astype(np.uint8) * PARTED
    return Tokens(words[keep], starts[keep], ends[keep], sentence[keep], marks[keep], rows)


def _blocks(spans: Iterable[tuple[int, int]]) -> Iterable[list[tuple[int, int]]]:
    block: list[tuple[int, int]] = []
    for span in spans:
        if span[0] == span[1]:
            continue
        if block and span[1] - block[0][0] > _BLOCK:
            yield block
            block = []
        block.append(span)
    if block:
        yield block


def _read_block(text: str, spans: list[tuple[int, int]], vocabulary: Vocabulary) -> tuple[Ids, Ids, Ids, Ids]:
    """Words, starts, ends and glue of everything that spaCy sees in some spans, punctuation included."""
    chunks: list[str] = []
    for start, end in spans:
        chunks.extend(text[start:end].split())
    at = _chunk_starts(text, spans)
    numbers = vocabulary.chunk_numbers(chunks)
    parts = vocabulary.chunk_parts()
    counts = parts.first[numbers + 1] - parts.first[numbers]
    offsets = np.repeat(at, counts)
    ends_at = np.cumsum(counts, dtype=np.int32)
    total = int(ends_at[-1]) if len(ends_at) else 0
    flat = np.arange(total, dtype=np.int32) + np.repeat(parts.first[numbers] - (ends_at - counts), counts)
    return parts.words[flat], offsets + parts.starts[flat], offsets + parts.ends[flat], parts.glued[flat]


def _chunk_starts(text: str, spans: list[tuple[int, int]]) -> Ids:
    low, high = spans[0][0], spans[-1][1]
    codes = np.frombuffer(text[low:high].encode("utf-32-le", "surrogatepass"), dtype="<u4")
    solid = ~_SPACES[np.minimum(codes, len(_SPACES) - 1)]
    edges = np.array(spans, dtype=np.int64).reshape(-1, 2) - low
    depth = np.zeros(high - low + 1, dtype=np.int8)
    depth[edges[:, 0]] += 1
    np.subtract.at(depth, edges[:, 1], 1)
    solid &= np.cumsum(depth[:-1], dtype=np.int8).astype(bool)
    begins = solid.copy()
    begins[1:] &= ~solid[:-1]
    begins[edges[:, 0]] = solid[edges[:, 0]]
    return (np.flatnonzero(begins) + low).astype(np.int32)


def _counted(words: Ids, vocabulary: Vocabulary) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which words count, and before which of them a sign stands that parts.

    A comma beside a hesitation parts nothing: « prendre, euh, le temps » is *prendre le temps*.
    """
    kinds = vocabulary.kinds[words]
    plain = kinds == PLAIN
    rows = np.flatnonzero(kinds != SKIPPED)
    seen = kinds[rows]
    breaks = seen == BREAK
    unsure = seen == HESITATION
    beside = np.zeros(len(rows), dtype=bool)
    beside[1:] |= unsure[:-1]
    beside[:-1] |= unsure[1:]
    breaks &= ~beside
    total = np.zeros(len(words) + 1, dtype=np.int32)
    total[rows + 1] = breaks
    total = np.cumsum(total, dtype=np.int32)
    before = total[:-1]  # signs before each word
    parted = np.zeros(len(words), dtype=bool)
    at = np.flatnonzero(plain)
    parted[at[1:]] = before[at[1:]] > before[at[:-1]]
    return plain, parted
