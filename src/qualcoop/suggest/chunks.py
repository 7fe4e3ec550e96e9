"""Chunks of a text found again by arithmetic on arrays, instead of a string and a dictionary look-up each.

A polynomial hash (Karp and Rabin, 1987) of every chunk follows from one cumulative sum over the text. A hash
only tells where to look: the characters themselves are compared, so that two chunks are never taken for one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]
Ints = npt.NDArray[np.int32]
Hashes = npt.NDArray[np.uint64]

_BASE = 0x9E3779B97F4A7C15 | 1
_INVERSE = pow(_BASE, -1, 2**64)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
# Which bits of three packed code points belong to a chunk of so many.
_FIRST = np.array([0, 2**21 - 1, 2**42 - 1, 2**63 - 1], dtype=np.uint64)
_LONG = 60  # longer chunks are compared one by one
_SPACES = np.array([chr(code).isspace() for code in range(0x3002)])


def codes_of(text: str) -> Codes:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def solid(codes: Codes) -> npt.NDArray[np.bool_]:
    """Which code points are no white space."""
    return ~_SPACES[np.minimum(codes, np.uint32(len(_SPACES) - 1))]


class _Powers:
    """Powers of the base and of its inverse modulo 2⁶⁴, as far as asked for so far."""

    def __init__(self) -> None:
        self.up: Hashes = np.ones(1, dtype=np.uint64)
        self.down: Hashes = np.ones(1, dtype=np.uint64)

    def reach(self, size: int) -> None:
        if len(self.up) < size:
            self.up, self.down = _powers(_BASE, size), _powers(_INVERSE, size)


def _powers(base: int, size: int) -> Hashes:
    factors = np.full(size, base, dtype=np.uint64)
    factors[0] = 1
    made: Hashes = np.multiply.accumulate(factors)
    return made


_POWERS = _Powers()


def hashes(codes: Codes, begins: Ints, ends: Ints) -> Hashes:
    """The hash of each run of code points, whatever stands around it."""
    _POWERS.reach(len(codes) + 1)
    sums = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum((codes.astype(np.uint64) + np.uint64(1)) * _POWERS.up[: len(codes)], out=sums[1:])
    found = (sums[ends] - sums[begins]) * _POWERS.down[begins]
    found ^= found >> np.uint64(29)
    found *= _MIX
    return found


class ChunkIndex:
    """The chunks known so far, numbered from 0 in the order in which they were added."""

    def __init__(self) -> None:
        self._hashes: Hashes = np.empty(0, dtype=np.uint64)
        self._starts: Ints = np.empty(0, dtype=np.int32)
        self._lengths: Ints = np.empty(0, dtype=np.int32)
        self._codes: Codes = np.empty(0, dtype=np.uint32)
        self._packed: Hashes = np.empty(0, dtype=np.uint64)
        self._heads: Hashes = np.empty(0, dtype=np.uint64)  # each chunk's first three code points, its last three
        self._tails: Hashes = np.empty(0, dtype=np.uint64)
        self._table: Ints = np.full(2, -1, dtype=np.int32)
        self._shift = np.uint64(63)

    def __len__(self) -> int:
        return len(self._hashes)

    def add(self, chunks: Sequence[str]) -> None:
        """Number these chunks, none of which is known."""
        codes = codes_of("".join(chunks))
        lengths = np.fromiter(map(len, chunks), dtype=np.int32, count=len(chunks))
        ends = np.cumsum(lengths, dtype=np.int32)
        new = hashes(codes, ends - lengths, ends)
        first = len(self)
        self._starts = np.concatenate([self._starts, ends - lengths + np.int32(len(self._codes))])
        self._lengths = np.concatenate([self._lengths, lengths])
        self._codes = np.concatenate([self._codes, codes])
        kept = max(len(self._packed) - 2, 0)  # the last two did not know what would follow
        self._packed = np.concatenate([self._packed[:kept], packed(self._codes[kept:])])
        self._hashes = np.concatenate([self._hashes, new])
        self._heads = self._packed[self._starts] & _FIRST[np.minimum(self._lengths, 3)]
        self._tails = self._packed[self._starts + np.maximum(self._lengths - 3, 0)]
        if 3 * len(self) > len(self._table):
            bits = max((4 * len(self)).bit_length(), 4)
            self._table = np.full(1 << bits, -1, dtype=np.int32)
            self._shift = np.uint64(64 - bits)
            first = 0
        self._place(np.arange(first, len(self), dtype=np.int32))

    def _place(self, numbers: Ints) -> None:
        slots = (self._hashes[numbers] >> self._shift).astype(np.int64)
        last = len(self._table) - 1
        while len(numbers):
            free = self._table[slots] < 0
            self._table[slots[free]] = numbers[free]
            left = self._table[slots] != numbers
            numbers, slots = numbers[left], (slots[left] + 1) & last

    def find(self, codes: Codes, begins: Ints, ends: Ints, wanted: Hashes) -> Ints:
        """The number of each run of code points, -1 where it is no known chunk. wanted: their hashes."""
        if not len(self) or not len(begins):
            return np.full(len(begins), -1, dtype=np.int32)
        slots = (wanted >> self._shift).astype(np.int32)
        found = self._table[slots]
        other = self._hashes[found] != wanted
        places = np.flatnonzero(other & (found >= 0))
        found[other] = -1
        slots = slots[places]
        while len(places):
            slots = (slots + 1) & (len(self._table) - 1)
            number = self._table[slots]
            same = (number >= 0) & (self._hashes[number] == wanted[places])
            found[places[same]] = number[same]
            on = (number >= 0) & ~same
            places, slots = places[on], slots[on]
        found[~self._equal(codes, begins, ends - begins, found)] = -1
        return found

    def _equal(self, codes: Codes, begins: Ints, lengths: Ints, numbers: Ints) -> npt.NDArray[np.bool_]:
        """Where the characters are the same: every one is compared, three at a time."""
        text = packed(codes)
        equal: npt.NDArray[np.bool_] = (numbers >= 0) & (self._lengths[numbers] == lengths)
        equal &= (text[begins] & _FIRST[np.minimum(lengths, 3)]) == self._heads[numbers]
        places = np.flatnonzero(equal & (lengths > 3))
        size, here, number = lengths[places], begins[places], numbers[places]
        equal[places] = text[here + size - np.int32(3)] == self._tails[number]
        inner = size > 6
        places, size, here, there = places[inner], size[inner], here[inner], self._starts[number[inner]]
        long = size > _LONG
        for row in np.flatnonzero(long).tolist():
            one, other, count = int(here[row]), int(there[row]), int(size[row])
            equal[places[row]] &= np.array_equal(codes[one : one + count], self._codes[other : other + count])
        places, size, here, there = places[~long], size[~long], here[~long], there[~long]
        step = np.int32(3)
        while len(places):
            differs = text[here + step] != self._packed[there + step]
            equal[places[differs]] = False
            step = step + np.int32(3)
            more = size > step + 3
            places, size, here, there = places[more], size[more], here[more], there[more]
        return equal


def packed(codes: Codes) -> Hashes:
    """At each place its code point and the two that follow, as one number."""
    made = codes.astype(np.uint64)
    one = made.copy()
    made[:-1] |= one[1:] << np.uint64(21)
    made[:-2] |= one[2:] << np.uint64(42)
    return made
