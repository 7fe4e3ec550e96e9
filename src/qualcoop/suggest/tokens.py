"""A text as arrays of integers: the words that count, where they stand, and in which sentence.

Left out are what interviewers say, asides, punctuation, hesitations and *ne*; a comma and the like leave a
mark on the word behind them. Offsets are code points of the source's own text.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from qualcoop.model import Role, Source
from qualcoop.spans import Span, subtract
from qualcoop.suggest import french, lemmas
from qualcoop.suggest.cutting import pieces_of, sentence_rows
from qualcoop.suggest.lemmas import no_collection
from qualcoop.suggest.runs import LONGEST, Mask, Signs, codes_of, signs_of, solid
from qualcoop.suggest.vocabulary import BREAK, HESITATION, PLAIN, SKIPPED, Ids, Vocabulary

# Marks on a word.
GLUED = 1  # tied by a hyphen to the word before it
PARTED = 2  # a comma or another sign stands between it and the word before it

_FORMAT = 2
_MAGIC = b"QCT"
_BLOCK = 250_000  # characters cut into chunks at a time: arrays that fit the processor's cache


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


@dataclass(frozen=True, slots=True)
class Reading:
    """What is to be read of one text: the spans whose words count, and the pieces that sentences are cut in.

    pieces None: the spans are the sentences.
    """

    text: str
    spans: Sequence[tuple[int, int]]
    pieces: Sequence[tuple[int, int]] | None

    @classmethod
    def of(cls, source: Source, roles: frozenset[Role]) -> Reading:
        """A source's turns of these roles, without its asides."""
        spoken: Sequence[tuple[int, int]] = [(t.start, t.end) for t in source.turns if t.role in roles]
        if source.asides:
            spoken = subtract(spoken, source.asides)
        return cls(source.text, spoken, pieces_of(source))


def read_source(source: Source, vocabulary: Vocabulary, roles: frozenset[Role]) -> Tokens:
    """The words of a source's turns of these roles, without its asides."""
    return next(read_many([Reading.of(source, roles)], vocabulary))


def read_many(readings: Iterable[Reading], vocabulary: Vocabulary) -> Iterator[Tokens]:
    """The words of many texts, in their order; small ones are read together, which changes nothing but time."""
    for group in _groups(readings):
        yield from _read_group(group, vocabulary)


def read_all(readings: Iterable[Reading], vocabulary: Vocabulary) -> list[Tokens]:
    """The same all at once: what is made stays, so that the collector need not look for what goes."""
    with no_collection():
        return list(read_many(readings, vocabulary))


def _groups(readings: Iterable[Reading]) -> Iterator[list[Reading]]:
    group: list[Reading] = []
    size = 0
    for reading in readings:
        if group and size + len(reading.text) > _BLOCK:
            yield group
            group, size = [], 0
        group.append(reading)
        size += len(reading.text) + 1
    if group:
        yield group


def _read_group(group: list[Reading], vocabulary: Vocabulary) -> Iterator[Tokens]:
    text = group[0].text if len(group) == 1 else "\n".join(reading.text for reading in group)
    sizes = np.array([len(reading.text) + 1 for reading in group], dtype=np.int64)
    at = np.cumsum(sizes) - sizes
    spans = _shifted([reading.spans for reading in group], at)
    codes = codes_of(text)
    signs, full = signs_of(codes), solid(codes)
    if any(reading.pieces is None for reading in group):
        rows: Any = np.array(spans, dtype=np.int32).reshape(-1, 2)
    else:
        rows = sentence_rows(text, signs, full, _shifted([reading.pieces or () for reading in group], at))
    whole = _read(text, signs, full, rows, spans, vocabulary)
    if len(group) == 1:
        yield whole
        return
    bounds = np.append(at, len(text) + 1)
    words = np.searchsorted(whole.starts, bounds)
    rows = np.searchsorted(whole.sentences[:, 0], bounds)
    for number, shift in enumerate(at.astype(np.int32)):
        word, row = slice(*words[number : number + 2]), slice(*rows[number : number + 2])
        marks = whole.marks[word].copy()
        marks[:1] &= ~np.uint8(PARTED)  # what stood in the text before parts nothing here
        yield Tokens(
            words=whole.words[word],
            starts=whole.starts[word] - shift,
            ends=whole.ends[word] - shift,
            sentence=whole.sentence[word] - np.int32(row.start),
            marks=marks,
            sentences=whole.sentences[row] - shift,
        )


def _shifted(parts: Sequence[Sequence[tuple[int, int]]], at: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
    if len(parts) == 1:
        return list(parts[0])
    return [
        (start + shift, end + shift) for spans, shift in zip(parts, at.tolist(), strict=True) for start, end in spans
    ]


def read_text(text: str, sentences: Sequence[Span], spans: Sequence[tuple[int, int]], vocabulary: Vocabulary) -> Tokens:
    """The words of `text` inside `spans` (disjoint, in order), each with its sentence."""
    rows = np.array(sentences, dtype=np.int32).reshape(-1, 2)
    codes = codes_of(text)
    return _read(text, signs_of(codes), solid(codes), rows, spans, vocabulary)


def _read(
    text: str, signs: Signs, full: Mask, rows: Ids, spans: Sequence[tuple[int, int]], vocabulary: Vocabulary
) -> Tokens:
    pieces = [_read_block(text, signs, full, block, vocabulary) for block in _blocks(spans)]
    words, starts, ends, glued = (
        np.concatenate([piece[row] for piece in pieces]) if pieces else np.empty(0, np.int32) for row in range(4)
    )
    sentence = _rows_of(starts, rows)
    counted, parted = _counted(words, vocabulary)
    keep = counted & (sentence >= 0)
    keep[keep] = ends[keep] <= rows[sentence[keep], 1]
    marks = glued.astype(np.uint8) * GLUED | parted.astype(np.uint8) * PARTED
    return Tokens(words[keep], starts[keep], ends[keep], sentence[keep], marks[keep], rows)


def _rows_of(starts: Ids, rows: Ids) -> Ids:
    """The last row that begins at or before each place, -1 where none does; both are in order."""
    edges = np.searchsorted(starts, rows[:, 0])
    counts = np.diff(edges, prepend=0, append=len(starts))
    return np.repeat(np.arange(-1, len(rows), dtype=np.int32), counts)


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


def _read_block(
    text: str, signs: Signs, full: Mask, spans: list[tuple[int, int]], vocabulary: Vocabulary
) -> tuple[Ids, Ids, Ids, Ids]:
    """Words, starts, ends and glue of everything that spaCy sees in some spans, punctuation included."""
    low, high = spans[0][0], spans[-1][1]
    begins, ends = _chunks(full[low:high], np.array(spans, dtype=np.int64).reshape(-1, 2) - low)
    numbers = vocabulary.chunks.numbers(text[low:high], signs[low : high + LONGEST], begins, ends)
    at = begins + np.int32(low)
    parts = vocabulary.chunks.parts
    counts = parts.first[numbers + 1] - parts.first[numbers]
    offsets = np.repeat(at, counts)
    ends_at = np.cumsum(counts, dtype=np.int32)
    total = int(ends_at[-1]) if len(ends_at) else 0
    flat = np.arange(total, dtype=np.int32) + np.repeat(parts.first[numbers] - (ends_at - counts), counts)
    return parts.words[flat], offsets + parts.starts[flat], offsets + parts.ends[flat], parts.glued[flat]


def _chunks(solid_here: Mask, edges: npt.NDArray[np.int64]) -> tuple[Ids, Ids]:
    """Starts and ends of the runs without white space inside some spans (rows of `edges`, in order)."""
    turns = np.diff(edges.ravel(), prepend=0, append=len(solid_here))
    full = solid_here & np.repeat(np.arange(len(turns)) % 2 == 1, turns)
    begins = full.copy()
    begins[1:] &= ~full[:-1]
    begins[edges[:, 0]] = full[edges[:, 0]]
    last = full
    last[:-1] &= ~full[1:] | begins[1:]
    return np.flatnonzero(begins).astype(np.int32), (np.flatnonzero(last) + 1).astype(np.int32)


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
