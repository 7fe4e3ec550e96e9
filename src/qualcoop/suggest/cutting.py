"""Sentences as arrays: those of `qualcoop.sentences`, where most ends are plain enough to be found all at once.

Plain is a single sign between a long word and a space before a letter. What is not plain, and all that
stands in a paragraph with quotation marks, is left to the rules of `qualcoop.sentences` itself.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from qualcoop.model import Source
from qualcoop.sentences import _ABBREVIATIONS, _END, _is_end, sentences
from qualcoop.suggest.runs import SIGNS, Ints, Mask, Signs

_UPPER = np.array([sign.isupper() for sign in SIGNS])
_LOWER = np.array([sign.islower() for sign in SIGNS])
_LETTER = np.array([sign.isalnum() and not sign.isdigit() for sign in SIGNS])
_ALNUM = np.array([sign.isalnum() for sign in SIGNS])
_SIGN = np.array([sign != "" and sign in ".!?" for sign in SIGNS])
_STOP, _ELLIPSIS, _SPACE, _QUOTE = map(SIGNS.index, ".… «")
_ENDING = _SIGN.copy()
_ENDING[_ELLIPSIS] = True
_LONGER = 6  # letters before a full stop: longer than any abbreviation
_LOWERED = np.array([SIGNS.index(sign.lower()) if sign.lower() in SIGNS else 0 for sign in SIGNS], dtype=np.int64)


def _packed(word: str) -> int:
    """A short word as one number, its last letter highest."""
    number = 0
    for sign in reversed(word):
        number = number << 8 | SIGNS.index(sign)
    return number


_SHORT = np.array([_packed(word) for word in sorted(_ABBREVIATIONS) if len(word) < _LONGER], dtype=np.int64)

Pieces = Sequence[tuple[int, int]]


def pieces_of(source: Source) -> list[tuple[int, int]]:
    """Paragraph by turn: what sentences are cut in (as `qualcoop.model.turn_sentences` does)."""
    found: list[tuple[int, int]] = []
    first = 0
    for turn in source.turns:
        while first < len(source.paragraphs) and source.paragraphs[first].end <= turn.start:
            first += 1
        at = first
        while at < len(source.paragraphs) and source.paragraphs[at].start < turn.end:
            paragraph = source.paragraphs[at]
            found.append((max(paragraph.start, turn.start), min(paragraph.end, turn.end)))
            at += 1
    return found


def sentence_rows(text: str, signs: Signs, full: Mask, pieces: Pieces) -> Ints:
    """The sentences of every piece of a text, in order, as an (n, 2) array of half-open spans.

    signs: the text's bytes (`runs.signs_of`). full: which code points are no white space. pieces: disjoint, in order.
    """
    edges = np.array([piece for piece in pieces if piece[0] < piece[1]], dtype=np.int32).reshape(-1, 2)
    if not len(edges):
        return np.empty((0, 2), dtype=np.int32)
    quotes = np.flatnonzero(signs == _QUOTE)
    quoted = np.searchsorted(quotes, edges[:, 0]) < np.searchsorted(quotes, edges[:, 1])
    plain = edges[~quoted]
    rows = _cut(full, plain, _ends(text, signs, plain))
    if not quoted.any():
        return rows
    slow = [span for start, end in edges[quoted].tolist() for span in sentences(text, start, end)]
    both = np.concatenate([rows, np.array(slow, dtype=np.int32).reshape(-1, 2)])
    return both[np.argsort(both[:, 0], kind="stable")]


def _cut(solid: Mask, pieces: Ints, ends: Ints) -> Ints:
    """The runs between ends, white space at their edges left out."""
    starts = np.sort(np.concatenate([pieces[:, 0], ends]))
    stops = np.sort(np.concatenate([pieces[:, 1], ends]))
    full = np.flatnonzero(solid)
    if not len(full):
        return np.empty((0, 2), dtype=np.int32)
    first = full[np.minimum(np.searchsorted(full, starts), len(full) - 1)]
    last = full[np.maximum(np.searchsorted(full, stops) - 1, 0)] + 1
    keep = (first >= starts) & (first < last) & (last <= stops) & (last > starts)
    return np.stack([first[keep], last[keep]], axis=1).astype(np.int32)


def _ends(text: str, signs: Signs, pieces: Ints) -> Ints:
    """Where sentences end inside pieces without quotation marks, in order."""
    if not len(pieces):
        return np.empty(0, dtype=np.int32)
    at = np.flatnonzero(_ENDING[signs])
    piece = np.searchsorted(pieces[:, 0], at, side="right") - 1
    inside = (piece >= 0) & (at < pieces[np.maximum(piece, 0), 1])
    at, piece = at[inside], piece[inside]
    over, goes_on = _plain(signs, at, pieces[piece])
    doubtful = ~over & ~goes_on
    sure = (at[over] + 1).astype(np.int32)
    return np.union1d(sure, _slow(text, at[doubtful], piece[doubtful], pieces, sure)).astype(np.int32)


def _plain(signs: Signs, at: Ints, bounds: Ints) -> tuple[Mask, Mask]:
    """Which signs plainly end a sentence, and which plainly do not."""
    room = (at + 2 < bounds[:, 1]) & (at - _LONGER - 1 >= bounds[:, 0])
    before, after, letter = signs[at - 1], signs[at + 1], signs[at + 2]
    ellipsis = signs[at] == _ELLIPSIS
    single = room & (ellipsis | ~(_SIGN[before] | _SIGN[after]))
    spaced = single & (after == _SPACE) & _ALNUM[letter]
    # Before « … » a letter: brackets are the slow way's business.
    goes_on = spaced & np.where(ellipsis, _LETTER[before] & ~_UPPER[letter], _LOWER[letter])
    # A sign inside a word (3.5, élu.e.s).
    goes_on |= single & ~ellipsis & _ALNUM[after]
    whole = (signs[at] != _STOP) | _no_abbreviation(signs, at)
    over = spaced & ~goes_on & np.where(ellipsis, _LETTER[before] & _UPPER[letter], whole)
    return over, goes_on


def _no_abbreviation(signs: Signs, at: Ints) -> Mask:
    """Before which full stops stands a word longer than any abbreviation, or a short one that is none?"""
    running = np.ones(len(at), dtype=bool)
    short = np.zeros(len(at), dtype=bool)
    packed = np.zeros(len(at), dtype=np.int64)
    for back in range(1, _LONGER + 1):
        sign = signs[np.maximum(at - back, 0)]
        if back > 2:
            short |= running & (sign == _SPACE)
        running &= _LETTER[sign]
        packed = np.where(running, packed << 8 | _LOWERED[sign], packed)
    return running | (short & ~np.isin(packed, _SHORT))


def _slow(text: str, signs: Ints, piece: Ints, pieces: Ints, sure: Ints) -> npt.NDArray[np.int32]:
    """The ends among doubtful signs, by the rules of `qualcoop.sentences`, in order."""
    found: list[int] = []
    taken = -1
    before = np.append(np.int32(-1), sure)[np.searchsorted(sure, signs, side="right")]
    bounds = pieces[piece]
    for at, (start, stop), last in zip(signs.tolist(), bounds.tolist(), before.tolist(), strict=True):
        if at < taken:  # inside the run of signs seen just before
            continue
        mark = _END.match(text, at, stop)
        if mark is None:
            continue
        taken = mark.end()
        begin = max(start, last, found[-1] if found else -1)
        if taken >= stop or _is_end(text, begin, mark, stop, False):
            found.append(taken)
    return np.array(found, dtype=np.int32)
