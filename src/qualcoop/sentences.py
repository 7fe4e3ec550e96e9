"""Where French (and English) speech is cut into sentences: small character rules, measured in tests.

``…`` ends a sentence only before a capital, ``[…]`` never; nothing is cut inside « »; abbreviations,
initials, decimals and inclusive dots (« élu.e.s ») do not cut. A paragraph's end always does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from qualcoop.spans import Span

_ABBREVIATIONS = frozenset(
    "m mm mme mmes mlle dr pr me st ste cf ex p pp art al etc env tél n no vol chap éd fig av bd "
    "janv févr avr juill sept oct nov déc mr mrs ms vs e.g i.e c.-à-d".split()
)
_NEW = tuple.__new__  # a hundred thousand spans at a time: a third of the time of Span(…)
_LONGEST_QUOTE = 400
_LONGEST_WORD = 40
_LONGEST_ASIDE = 80
_END = re.compile(r"(?:[.!?]+|…)[\"'”’)\]]*(?:\s*[»”])?")
# A stage direction before the next sentence: « Non. [soupir] Alors… »
_ASIDE = re.compile(rf"\s*(?:\[[^\[\]\n]{{0,{_LONGEST_ASIDE}}}\]|\([^()\n]{{0,{_LONGEST_ASIDE}}}\))")


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The sentences of ``text[start:end]``, white space at their edges left out, as spans of `text`.

    One paragraph is expected: line breaks inside are spaces. See `sentences_of` for several.

    >>> [text[s:e] for text in ["Ah bon ? Oui… enfin, non. M. Roux vient."] for s, e in sentences(text)]
    ['Ah bon ?', 'Oui… enfin, non.', 'M. Roux vient.']
    """
    stop = len(text) if end is None else end
    quoted = text.find("«", start, stop) >= 0
    found: list[Span] = []
    begin = start
    for mark in _END.finditer(text, start, stop):
        if mark.end() < stop and not _is_end(text, begin, mark, stop, quoted):
            continue
        _append(found, text, begin, mark.end())
        begin = mark.end()
    _append(found, text, begin, stop)
    return found


def sentences_of(text: str, paragraphs: Iterable[tuple[int, int]]) -> list[Span]:
    """The sentences of several paragraphs, in order; a paragraph's end is a sentence's end."""
    return [sentence for start, end in paragraphs for sentence in sentences(text, start, end)]


def _append(found: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        found.append(_NEW(Span, (start, end)))


def _is_end(text: str, begin: int, mark: re.Match[str], stop: int, quoted: bool) -> bool:
    after = mark.end()
    if not text[after].isspace() or (quoted and _open_quotes(text, begin, after)):
        return False
    following = _next_letter(text, after, stop)
    sign = mark.group()
    if sign[0] == "…" or sign.startswith("..."):
        return _not_cut_off(text, mark) and (following == "" or following.isupper())
    if sign[0] == "." and len(sign) == 1 and _is_abbreviation(text, begin, mark.start()):
        # « etc. » is the one abbreviation that often ends a sentence.
        return following.isupper() and text[mark.start() - 3 : mark.start()].lower() == "etc"
    return following == "" or not following.islower()


def _is_abbreviation(text: str, begin: int, dot: int) -> bool:
    """Does the dot belong to the word before it: « M. », « etc. », an initial?"""
    words = text[max(begin, dot - _LONGEST_WORD) : dot].rsplit(None, 1)
    if not words:
        return False
    bare = words[-1].strip("([«\"'’").lower()
    return bare in _ABBREVIATIONS or (len(bare) == 1 and bare.isalpha() and words[-1][-1].isupper())


def _not_cut_off(text: str, mark: re.Match[str]) -> bool:
    """An ellipsis in brackets is an editor's cut, not an ending."""
    return not (mark.start() > 0 and text[mark.start() - 1] in "[(")


def _next_letter(text: str, at: int, stop: int) -> str:
    near = text[at + 1 : at + 2]
    if near.isalnum() and at + 1 < stop:
        return near
    aside = _ASIDE.match(text, at, stop)
    if aside:
        at = aside.end()
    while at < stop and (text[at].isspace() or text[at] in "«\"“'’([—–-"):
        at += 1
    return text[at] if at < stop else ""


def _open_quotes(text: str, begin: int, end: int) -> bool:
    # A quotation mark forgotten by the transcriber must not glue a whole page into one sentence.
    begin = max(begin, end - _LONGEST_QUOTE)
    return text.count("«", begin, end) > text.count("»", begin, end)
