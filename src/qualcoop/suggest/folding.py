"""How words are made comparable: case, accents, ligatures, apostrophes, hyphens, inclusive writing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Hesitations: never counted, inside a rule's words or elsewhere. Folded forms.
HESITATIONS = frozenset("euh euhh heu heuh hum hm hmm hmmm mh mhm mmh mmm hein".split())

_APOSTROPHES = re.compile("[’ʼ‘′`´]")
_HYPHENS = re.compile("[\u2010\u2011]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff]")
_UNUSUAL = re.compile("[’ʼ‘′`´\u2010\u2011\u00ad\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff]")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ﬁ": "fi", "ﬂ": "fl"})
# The letters of French, without the detour through decomposition.
_COMMON = str.maketrans("àâäéèêëîïôöùûüÿç", "aaaeeeeiioouuuyc", "") | str.maketrans({"œ": "oe", "æ": "ae"})
_PARTS = re.compile(r"[^'-]+'?|'")
# One word although it holds an apostrophe; everything else is cut after it (l'|élan, prud'|hommes).
_WHOLE = frozenset({"aujourd'hui"})

_ENDINGS = (
    "ices|ice|rices|rice|trices|trice|euses|euse|eresses|eresse|esses|esse|ières|ière|ères|ère|"
    "nnes|nne|nes|ne|lles|lle|les|le|ttes|tte|tes|te|sses|sse|ses|se|ves|ve|ches|che|es|e|s"
)
# habitant·es, élu·e·s, citoyen.nes, élu-e-s, habitant(e)s, acteur/trice/s. A hyphen or a slash wants an
# ending that is no pronoun (faites-le, tais-te): only those that nothing else looks like.
_SAFE = "rices|rice|trices|trice|euses|euse|ères|ère|nes|ne|es|e"
# A full stop wants a small letter behind it, since « dit.Le » is a forgotten space.
_INCLUSIVE = re.compile(
    rf"([^\W\d_]{{2,}})(?:(?i:[·•‧∙・](?:{_ENDINGS})(?:[·•‧∙・](?:s|x))?)|\.(?:{_ENDINGS})(?:\.s)?"
    rf"|-(?:{_SAFE})(?:-s)?|/(?:{_SAFE})(?:/s)?|\((?:{_ENDINGS})\)s?)(?![^\W_])"
)
_ENDING = re.compile(r"[^\W_]+")


def unify(text: str) -> str:
    """NFC, one apostrophe, one hyphen, no invisible signs. Lengths may change: never for offsets."""
    if not _UNUSUAL.search(text):
        return text if text.isascii() else unicodedata.normalize("NFC", text)
    text = unicodedata.normalize("NFC", text)
    return _INVISIBLE.sub("", _HYPHENS.sub("-", _APOSTROPHES.sub("'", text)))


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """The form without case, accents and ligatures.

    >>> fold("Œuvres"), fold("ÉLUE")
    ('oeuvres', 'elue')
    """
    low = unify(text).lower()
    if low.isascii():
        return low
    low = low.translate(_COMMON)
    if low.isascii():
        return low
    plain = unicodedata.normalize("NFD", low.translate(_LIGATURES))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def split_word(word: str) -> list[str]:
    """The parts of a word that holds hyphens or apostrophes; `word` is unified already.

    >>> split_word("qu'elle-même"), split_word("aujourd'hui")
    (["qu'", 'elle', 'même'], ["aujourd'hui"])
    """
    if ("'" not in word and "-" not in word) or word.lower() in _WHOLE:
        return [word]
    return _PARTS.findall(word) or [word]


def part_spans(word: str) -> list[tuple[int, int]]:
    """The spans of those parts in a word as it stands in a text (its own apostrophes and hyphens)."""
    same = word.translate(_SAME_LENGTH)
    if ("'" not in same and "-" not in same) or same.lower() in _WHOLE:
        return [(0, len(word))]
    return [found.span() for found in _PARTS.finditer(same)] or [(0, len(word))]


_SAME_LENGTH = str.maketrans(dict.fromkeys("’ʼ‘′`´", "'") | dict.fromkeys("\u2010\u2011", "-"))


def is_negative_particle(part: str) -> bool:
    """Is it *ne* or *n'*?"""
    return part.lower() in ("ne", "n'")


def inclusive_spans(chunk: str) -> list[tuple[int, int]]:
    """Where a chunk holds a word in inclusive writing."""
    return [found.span() for found in _INCLUSIVE.finditer(chunk)]


def inclusive_forms(word: str) -> list[str]:
    """The plain forms behind an inclusive one: the base and its feminine; empty for another word.

    >>> inclusive_forms("coordinateur·trice·s"), inclusive_forms("élu-e-s"), inclusive_forms("tou.te.s")
    (['coordinateur', 'coordinatrice'], ['élu', 'élue'], ['tou', 'toute'])
    """
    found = _INCLUSIVE.fullmatch(word)
    if not found:
        return []
    base = found.group(1).lower()
    ending = _ENDING.findall(word[len(base) :])[0].lower()
    if ending not in ("s", "se", "sse", "esse"):
        ending = ending.removesuffix("s")
    feminine = "" if ending == "s" else _feminine(base, ending)
    return [base, feminine] if feminine else [base]


def _feminine(base: str, ending: str) -> str:
    for tail, endings, cut in (
        ("teur", ("trice", "ice", "rice"), {"trice": 4, "rice": 3, "ice": 3}),
        ("eur", ("euse", "se", "eresse"), {"euse": 3, "se": 1, "eresse": 3}),
        ("x", ("se", "euse"), {"se": 1, "euse": 3}),
        ("er", ("ère", "ière"), {"ère": 2, "ière": 3}),
        ("f", ("ve",), {"ve": 1}),
        ("c", ("che",), {"che": 0}),
        ("n", ("nne",), {"nne": 1}),
        ("l", ("lle",), {"lle": 1}),
        ("t", ("tte",), {"tte": 1}),
    ):
        if base.endswith(tail) and ending in endings:
            return base[: len(base) - cut[ending]] + ending
    return base + ending
