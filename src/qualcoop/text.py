"""Characters: one unit inside (Unicode code points of NFC text), the others only at the borders."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left

# A word, as counted in every display: a run of characters other than white space that holds at least
# one letter or digit. « l’élan » is one word, « : » is none. This is also how word processors count.
_RUN = re.compile(r"\S+")
_ALNUM = re.compile(r"[^\W_]")


def nfc(text: str) -> str:
    """The text in Unicode normal form C with every line ending as ``\\n``; nothing else changes."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def word_spans(text: str) -> list[tuple[int, int]]:
    """Half-open code-point spans of the words of `text`, in order."""
    return [run.span() for run in _RUN.finditer(text) if _ALNUM.search(run.group())]


def count_words(text: str) -> int:
    """How many words `text` holds."""
    return sum(1 for run in _RUN.findall(text) if _ALNUM.search(run))


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
