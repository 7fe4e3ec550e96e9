"""Runs of characters as numbers: a word of up to 16 common signs is itself, packed eight signs to a number.

A common sign is one of Windows-1252's, so that it fits a byte; its packed form leaves nothing to be compared
again, since two runs have the same one only if they are the same. Other runs are left to a dictionary.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]
Ints = npt.NDArray[np.int32]
Signs = npt.NDArray[np.uint8]
Keys = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]

WIDTH = 2  # numbers in a key
LONGEST = 8 * WIDTH  # signs in a key
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(9)], dtype=np.uint64)
_FACTORS = tuple(map(np.uint64, (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)))
_SPACES = np.array([chr(code).isspace() for code in range(0x3002)])

# The sign that each byte stands for: Latin-1, with typographic signs where it has control codes; 0 is none.
_TYPED = "œŒŸ’‘‚“”„…–—•€‹›‐‑‧∙→ŠšŽžƒ″′ʼ−ﬁﬂ"
SIGNS = [""] + [chr(code) for code in range(1, 0x80)] + list(_TYPED) + [chr(code) for code in range(0xA0, 0x100)]
_BYTES = np.zeros(max(map(ord, filter(None, SIGNS))) + 2, dtype=np.uint8)
for _byte, _sign in enumerate(SIGNS):
    if _sign:
        _BYTES[ord(_sign)] = _byte


def codes_of(text: str) -> Codes:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def solid(codes: Codes) -> Mask:
    """Which code points are no white space."""
    return ~_SPACES[np.minimum(codes, np.uint32(len(_SPACES) - 1))]


def signs_of(codes: Codes) -> Signs:
    """The byte of each code point, 0 for one that has none; some more zeros follow, for keys read at the end."""
    signs = np.zeros(len(codes) + LONGEST, dtype=np.uint8)
    signs[: len(codes)] = _BYTES[np.minimum(codes, np.uint32(len(_BYTES) - 1))]
    return signs


def keys_of(signs: Signs, begins: Ints, ends: Ints) -> Keys:
    """The keys of runs, a column each. They name only runs that `strange` leaves out."""
    lengths = ends - begins
    at_each = np.ndarray((len(signs) - 7,), dtype="<u8", buffer=signs.data, strides=(1,))
    keys = np.zeros((WIDTH, len(begins)), dtype=np.uint64)
    keys[0] = at_each[begins] & _MASKS[np.minimum(lengths, 8)]
    rows = np.flatnonzero(lengths > 8)
    for row in range(1, WIDTH):
        size = lengths[rows] - 8 * row
        keys[row, rows] = at_each[begins[rows] + 8 * row] & _MASKS[np.minimum(size, 8)]
        rows = rows[size > 8]
    return keys


def strange(signs: Signs, begins: Ints, ends: Ints) -> npt.NDArray[np.intp]:
    """Which runs (in order, disjoint) have no key: too long, or with a sign that is not common."""
    odd = ends - begins > LONGEST
    zeros = np.flatnonzero(signs[:-LONGEST] == 0)
    if len(zeros) and len(begins):
        rows = np.searchsorted(begins, zeros, side="right") - 1
        odd[rows[(rows >= 0) & (zeros < ends[rows])]] = True
    return np.flatnonzero(odd)


def hashes(keys: Keys) -> npt.NDArray[np.uint64]:
    """A number for each key, its high bits well mixed."""
    mixed: npt.NDArray[np.uint64] = keys[0] * _FACTORS[0]
    for row in range(1, WIDTH):
        mixed ^= keys[row] * _FACTORS[row]
    mixed ^= mixed >> np.uint64(32)
    mixed *= _FACTORS[0]
    return mixed


def distinct(keys: Keys) -> npt.NDArray[np.intp]:
    """The first place of each key, in order. One of another key with the same hash may be left out."""
    _, places = np.unique(hashes(keys), return_index=True)
    return np.sort(places)


class RunIndex:
    """Numbers by key: a table with open addresses, all of whose work is done on arrays."""

    def __init__(self) -> None:
        self._keys: Keys = np.empty((WIDTH, 0), dtype=np.uint64)
        self._numbers: Ints = np.full(1, -1, dtype=np.int32)  # the last one stands for no row
        self._table: Ints = np.full(2, -1, dtype=np.int32)  # rows of the arrays above
        self._shift = np.uint64(63)

    def __len__(self) -> int:
        return len(self._numbers) - 1

    def add(self, keys: Keys, numbers: Ints) -> None:
        """Give each of these keys, all different and none of them known, its number."""
        first = len(self)
        self._keys = np.concatenate([self._keys, keys], axis=1)
        self._numbers = np.concatenate([self._numbers[:-1], numbers, self._numbers[-1:]])
        if 3 * len(self) > len(self._table):
            bits = max((4 * len(self)).bit_length(), 4)
            self._table = np.full(1 << bits, -1, dtype=np.int32)
            self._shift = np.uint64(64 - bits)
            first = 0
        self._place(np.arange(first, len(self), dtype=np.int32))

    def _place(self, rows: Ints) -> None:
        slots = (hashes(self._keys[:, rows]) >> self._shift).astype(np.int64)
        last = len(self._table) - 1
        while len(rows):
            free = self._table[slots] < 0
            self._table[slots[free]] = rows[free]
            left = self._table[slots] != rows
            rows, slots = rows[left], (slots[left] + 1) & last

    def find(self, keys: Keys) -> Ints:
        """The number of each key, -1 where it is not known."""
        if not len(self) or not keys.shape[1]:
            return np.full(keys.shape[1], -1, dtype=np.int32)
        slots = (hashes(keys) >> self._shift).astype(np.int32)
        rows = self._table[slots]
        wrong = np.flatnonzero(~self._same(rows, keys))
        wrong = wrong[rows[wrong] >= 0]
        slots = slots[wrong]
        while len(wrong):
            slots = (slots + 1) & (len(self._table) - 1)
            rows[wrong] = found = self._table[slots]
            on = (found >= 0) & ~self._same(found, keys[:, wrong])
            wrong, slots = wrong[on], slots[on]
        return self._numbers[rows]

    def _same(self, rows: Ints, keys: Keys) -> Mask:
        same: Mask = self._keys[0][rows] == keys[0]
        for row in range(1, WIDTH):
            same &= self._keys[row][rows] == keys[row]
        return same
