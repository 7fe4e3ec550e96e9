"""Characters: one unit inside (Unicode code points of NFC text), the others only at the borders."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def nfc(text: str) -> str:
    """The text in Unicode normal form C with every line ending as ``\\n``; nothing else changes."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def word_bounds(text: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Starts and ends (code points, half-open) of the words of `text`, in order, as arrays.

    A word, as counted in every display, is a run of characters other than white space that holds at least
    one letter or digit: « l'élan » is one word, « : » is none. Word processors count this way too.
    """
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", errors="surrogatepass"), dtype="<u4")
    space, letter = _classes()
    inside = np.zeros(len(codes) + 2, dtype=np.int8)
    inside[1:-1] = ~space[np.minimum(codes, _BEYOND)]
    steps = np.diff(inside)
    starts, ends = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
    letters = letter[np.minimum(codes, _BEYOND)]
    for at in np.flatnonzero(codes >= _BEYOND):  # emoji and old scripts: few, asked one by one
        letters[at] = text[at].isalnum()
    before = np.concatenate(([0], np.cumsum(letters)))
    kept = before[ends] > before[starts]
    return starts[kept], ends[kept]


_BEYOND = 0x10000  # the last entry of the tables stands for every character beyond the basic plane


@cache
def _classes() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which characters are white space, which are letters or digits."""
    import numpy as np

    characters = [chr(code) for code in range(_BEYOND)]
    space = np.array([character.isspace() for character in characters] + [False])
    letter = np.array([character.isalnum() for character in characters] + [False])
    return space, letter


def word_spans(text: str) -> list[tuple[int, int]]:
    """The same words as half-open spans."""
    starts, ends = word_bounds(text)
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


def count_words(text: str) -> int:
    """How many words `text` holds (see `word_bounds`).

    >>> count_words("Ah, l'élan : « oui » !")
    3
    """
    runs = text.split()
    doubtful = [run for run in runs if not run.isalnum()]
    signs = {run for run in set(doubtful) if not any(map(str.isalnum, run))}
    return len(runs) - sum(map(signs.__contains__, doubtful))


def astral_positions(text: str) -> list[int]:
    """Code-point positions of the characters that UTF-16 writes as two units (emoji and the like)."""
    if text.isascii():
        return []
    return [i for i, character in enumerate(text) if character > "\uffff"]


def to_utf16(text: str, offset: int) -> int:
    """The UTF-16 offset of code-point `offset` in `text`."""
    return offset + bisect_left(astral_positions(text), offset)


def from_utf16(text: str, offset: int) -> int:
    """The code-point offset of UTF-16 `offset`; one inside a pair counts as before the character."""
    units = 0
    for position, character in enumerate(text):
        size = 2 if character > "\uffff" else 1
        if units + size > offset:
            return position
        units += size
    return len(text)


def to_utf8(text: str, offset: int) -> int:
    """The UTF-8 byte offset of code-point `offset`."""
    return len(text[:offset].encode("utf-8"))


def from_utf8(text: str, offset: int) -> int:
    """The code-point offset of UTF-8 byte `offset`; one inside a character counts as before it."""
    return len(text.encode("utf-8")[:offset].decode("utf-8", errors="ignore"))


def to_crlf(text: str, offset: int) -> int:
    """The offset of code-point `offset` were every line ending two characters (``\\r\\n``)."""
    return offset + text.count("\n", 0, offset)


def from_crlf(text: str, offset: int) -> int:
    """The code-point offset of an offset counted with two characters a line ending."""
    seen = 0
    for position, character in enumerate(text):
        size = 2 if character == "\n" else 1
        if seen + size > offset:
            return position
        seen += size
    return len(text)
