"""Asides: what stands inside a turn and was not said (stage directions, timecodes, others' overlaps).

They stay in the text, outside codable text. An observer's remarks (``[OBS …]``, ``NM``, ``NT``) are no
asides: they are the observer's own writing and stay codable; `remarks` finds them for whoever wants to
leave them out. An editor's cut (``[…]``, ``(...)``) is an aside without any word.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from qualcoop.model import Kind
from qualcoop.readers.labels import BOXED_TIME, BRACKETED_TIME, HASH_TIME
from qualcoop.spans import Span, union

_LONGEST = 120
_ROUND = re.compile(rf"\(([^()\n]{{1,{_LONGEST}}})\)")
_SQUARE = re.compile(rf"\[([^\[\]\n]{{1,{_LONGEST}}})\]")
_TIME = re.compile(BOXED_TIME)
_HASH_TIME = re.compile(HASH_TIME)
LEADING_TIME = re.compile(rf"[ \t]*{BRACKETED_TIME}")
_REMARK = re.compile(r"\[(?:OBS|NM|NT|NDLR|ND[A-Z])\b[^\[\]]{0,4000}\]")
_REMARK_WORD = re.compile(r"(?:OBS|NM|NT)\b")
_OVERLAP = re.compile(r"[A-ZÀ-Þ][\w.-]{0,19}[ \u00a0\u202f]?:\s")
_CUT = re.compile(r"[\s.…]*\Z")

# The beginnings of words that transcribers bracket, accents folded away; and such words in full.
_STEMS = tuple(
    "rire sourire sourit souri silence soupir pause hesit telephone sonnerie bruit touss sanglot applaud "
    "interrup inaud incompr inintell brouhaha chuchot murmur hoche acquies laugh sigh cough noise crosstalk "
    "overlap unintel indist applause sob whisper smil chuckle nods raclement ricane grimace".split()
)
_WORDS = frozenset(
    "rit rient riant rigole rigolent toux pleure pleurs crie crient cris geste gestes mime musique music phone "
    "souffle respire inspire expire eclat eclats hm hum".split()
)
# Directions only when they stand alone or beside one word: « long silence », « coupure », « suite ».
_WEAK = frozenset("blanc long longue court courte suite ton coupure changement enregistrement reprise".split())
_SUBJECTS = frozenset("il elle ils elles on le la les un une l the a he she they participant participants".split())
_PLACEHOLDER = re.compile(
    r"(?:sur|pre)?noms?\b|prenoms?\b|ville\b|commune\b|lieu\b|village\b|region\b|pays\b|entreprise\b|"
    r"association\b|structure\b|organisation\b|cooperative\b|adresse\b|date\b|numero\b|name\b|city\b|"
    r"place\b|company\b|address\b|town\b",
)
# Patterns without IGNORECASE, each behind a plain search that most texts do not pass.
_UNCLEAR = re.compile(
    r"[(\[]\s*(?:(?:[Ii][Nn][Aa][Uu][Dd]|[Ii]ncompr|[Ii]nintell|[Uu]nintel|[Ii]ndist)[^()\[\]\n]{0,60}|\?+\s*)[)\]]"
)
_BLANKS = ((re.compile(r"\?{3,}"), ("???",)), (re.compile(r"[Xx]{3,}(?!\w)"), ("XXX", "xxx", "Xxx")))


def _flat(text: str) -> str:
    plain = unicodedata.normalize("NFD", text).casefold()
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).strip(" .…!*_")


@lru_cache(maxsize=4096)
def is_direction(inside: str) -> bool:
    """Do these words, found in brackets or italics, describe what happens rather than what is said?

    >>> is_direction("rires"), is_direction("elle sourit"), is_direction("le maire de la commune")
    (True, True, False)
    """
    words = [word.strip("’',;-") for word in _flat(inside).replace("l'", "l ").replace("’", "' ").split()]
    if not words or len(words) > 8:
        return False
    if _tells(words[0]) or (words[0] in _WEAK and len(words) < 3):
        return True
    if words[0] in _SUBJECTS:
        rest = [word for word in words[1:4] if word not in _SUBJECTS]
        return any(_tells(word) for word in rest[:2])
    return len(words) <= 3 and any(_tells(word) for word in words)


def _tells(word: str) -> bool:
    return word in _WORDS or word.startswith(_STEMS)


def is_remark(inside: str) -> bool:
    """Is it an observer's remark: ``OBS``, ``NM`` (on method) or ``NT`` (on theory)?"""
    return _REMARK_WORD.match(inside.strip()) is not None


def remarks(text: str) -> list[Span]:
    """The spans of the observer's bracketed remarks in `text`, brackets included."""
    return [Span(*found.span()) for found in _REMARK.finditer(text)]


def count_unclear(text: str) -> int:
    """How many passages the transcriber could not make out: ``(inaudible)``, ``[?]``, ``???``, ``XXX``."""
    count = sum(1 for _ in _UNCLEAR.finditer(text))
    for pattern, signs in _BLANKS:
        if any(sign in text for sign in signs):
            count += sum(1 for found in pattern.finditer(text) if not _glued(text, found.start()))
    return count


def _glued(text: str, at: int) -> bool:
    """« maxxx » and « quoi???? » are no blanks; a question mark or letter stands right before."""
    return at > 0 and (text[at - 1].isalnum() or text[at - 1] in "?!([")


def find(text: str, kind: Kind, italics: list[Span]) -> list[Span]:
    """Every aside of a source's text, as disjoint spans in order.

    In an interview a short square bracket is the transcriber's unless it stands for a name that was
    taken out (``[nom de la ville]``, ``[Ville]``). Elsewhere only known stage directions count.
    """
    found: list[tuple[int, int]] = []
    if kind != "document":
        found.extend(one.span() for one in _TIME.finditer(text))
        if "#" in text:
            found.extend(one.span() for one in _HASH_TIME.finditer(text))
    for one in _ROUND.finditer(text):
        if is_direction(one[1]) or _CUT.match(one[1]):
            found.append(one.span())
    for one in _SQUARE.finditer(text):
        if _square_aside(one[1], kind):
            found.append(one.span())
    for span in italics:
        inside = text[span.start : span.end].strip()
        if is_direction(inside.strip("()[]")) or _bracketed(inside):
            found.append(span)
    return union(found)


def _square_aside(inside: str, kind: Kind) -> bool:
    if is_remark(inside):
        return False
    if _CUT.match(inside) or is_direction(inside) or inside.strip() in ("?", "??"):
        return True
    if kind != "interview" or _PLACEHOLDER.match(_flat(inside)):
        return False
    return inside.lstrip()[:1].islower() or _OVERLAP.match(inside.lstrip()) is not None


def _bracketed(inside: str) -> bool:
    return len(inside) > 2 and inside[0] + inside[-1] in ("()", "[]") and not is_remark(inside[1:])
