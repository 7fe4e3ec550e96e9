"""Words found whatever their accents and capitals; the places are those of the text itself."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LIKE = {"’": "'", "‘": "'", "ʼ": "'", "\u00a0": " ", "\u202f": " ", "\n": " ", "–": "-", "—": "-", "œ": "œ", "ß": "ß"}


class _Folding(dict[int, str]):
    """One character for one character, so that no place shifts."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character in _LIKE:
            folded = _LIKE[character]
        else:
            folded = unicodedata.normalize("NFD", character)[0].lower()
            folded = folded if len(folded) == 1 else character
        self[code] = folded
        return folded


_folding = _Folding()


def folded(text: str) -> str:
    """The text without accents and capitals, as long as the text."""
    return text.translate(_folding)


@lru_cache(maxsize=256)
def _folded_source(key: str, text: str) -> str:  # noqa: ARG001 (the key makes the look-up cheap)
    return folded(text)


def hits(key: str, text: str, query: str) -> list[tuple[int, int]]:
    """The places (code points, half-open) where the words of `query` stand in a row. key: names the text."""
    words = folded(unicodedata.normalize("NFC", query)).split()
    if not words:
        return []
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    return [found.span() for found in pattern.finditer(_folded_source(key, text))]
