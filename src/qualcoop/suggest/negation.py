"""Negations near a hit: a visible cue, never a silent drop.

A negator counts when it stands among the few words before the hit, in the same sentence, with no *mais*
between; inside an exception (*pas seulement*, *sans doute*) it is none. After medspaCy's ConText
(Harkema and others, 2009), reduced to what spoken French needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qualcoop.suggest.matcher import Corpus, find
from qualcoop.suggest.rules import parse_rule
from qualcoop.suggest.vocabulary import Ids

# What ends a negation's reach.
TURNING_POINTS = ("mais",)


@dataclass(frozen=True, slots=True)
class Negation:
    """Which words negate, how many words before a hit are looked at, and which turns of phrase do not count."""

    negators: tuple[str, ...] = ()
    window: int = 4
    exceptions: tuple[str, ...] = ()

    @classmethod
    def of(cls, negators: Sequence[str], window: int, exceptions: Sequence[str]) -> Negation:
        """The same, its rules checked: RuleError when one cannot be read."""
        for text in (*negators, *exceptions):
            parse_rule(text, code="matching")
        return cls(tuple(negators), int(window), tuple(exceptions))


def last_negators(corpus: Corpus, negation: Negation) -> Ids:
    """For every word of the corpus, the last negator at or before it, or -1; *mais* forgets what was before."""
    marks = np.full(len(corpus), -2, dtype=np.int32)
    for text in negation.negators:
        hits = find(corpus, parse_rule(text))
        marks[hits.first] = hits.first
    for text in negation.exceptions:
        hits = find(corpus, parse_rule(text))
        for shift in range(int((hits.stop - hits.first).max()) if len(hits) else 0):
            inside = hits.first + np.int32(shift)
            marks[inside[inside < hits.stop]] = -2
    for text in TURNING_POINTS:
        marks[find(corpus, parse_rule(text)).first] = -1
    events = np.flatnonzero(marks >= -1).astype(np.int32)
    if not len(events):
        return np.full(len(corpus), -1, dtype=np.int32)
    latest = np.searchsorted(events, np.arange(len(corpus), dtype=np.int32), side="right") - 1
    return np.where(latest < 0, np.int32(-1), marks[events[np.maximum(latest, 0)]]).astype(np.int32)


def cues(corpus: Corpus, negation: Negation, first: Ids, last: Ids) -> Ids:
    """For hits that begin at `first`, the negator that bears on each, or -1; `last` as made above."""
    if not len(first):
        return first
    negator = np.where(first > 0, last[np.maximum(first - 1, 0)], np.int32(-1))
    near = (negator >= 0) & (first - negator <= negation.window)
    near &= corpus.sentence[np.maximum(negator, 0)] == corpus.sentence[first]
    return np.where(near, negator, np.int32(-1)).astype(np.int32)
