"""Negations and doubts near a hit: a visible cue, never a silent drop.

A negator counts when it stands among the few words before the hit, in the same sentence, with no *mais*
between; inside an exception (*pas seulement*, *sans doute*) it is none. A doubt (*peut-être*, *il me semble*)
counts in the same place; it only shows. After medspaCy's ConText (Harkema and others, 2009), reduced to what
spoken French needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qualcoop.suggest.matcher import Corpus, CueSpans, find
from qualcoop.suggest.rules import parse_rule
from qualcoop.suggest.vocabulary import Ids

# What ends a negation's reach.
TURNING_POINTS = ("mais",)
# « Je pense » is left out: in speech it fills a pause.
DOUBTS = (
    "peut-être", "sans doute", "probablement", "vraisemblablement", "éventuellement", "pas sûr|certain",
    "il me|nous semble", "avoir l'impression", "je crois|suppose|imagine", "on dirait", "soi-disant",
)  # fmt: skip


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

    def doubts(self) -> Negation:
        """The words of doubt, looked for as far from a hit as negators are."""
        return Negation(DOUBTS, self.window)


def cue_spans(corpus: Corpus, negation: Negation) -> CueSpans:
    """Where negators stand, in order; a turning point has an empty span, since it only ends what was before."""
    kept = corpus.cue_spans.get(negation)
    if kept is None:
        kept = corpus.cue_spans[negation] = _cue_spans(corpus, negation)
    return kept


def _cue_spans(corpus: Corpus, negation: Negation) -> CueSpans:
    begins = np.full(len(corpus), -1, dtype=np.int32)  # by a span's last word, its first one; -1 for none
    for text in negation.negators:
        hits = find(corpus, parse_rule(text))
        begins[hits.stop - 1] = hits.first
    for text in negation.exceptions:
        hits = find(corpus, parse_rule(text))
        for shift in range(int((hits.stop - hits.first).max()) if len(hits) else 0):
            inside = hits.first + np.int32(shift)
            begins[inside[inside < hits.stop]] = -1
    for text in TURNING_POINTS:
        turns = find(corpus, parse_rule(text)).first
        begins[turns] = turns + 1
    last = np.flatnonzero(begins >= 0).astype(np.int32)
    return last, begins[last], last + np.int32(1)


def cues(corpus: Corpus, negation: Negation, first: Ids) -> tuple[Ids, Ids]:
    """For hits that begin at `first`, the half-open run of words of the negator that bears on each, or -1 twice."""
    last, begins, stops = cue_spans(corpus, negation)
    none = np.full(len(first), -1, dtype=np.int32)
    if not len(last) or not len(first):
        return none, none
    row = np.searchsorted(last, first) - 1
    near = row >= 0
    row = np.maximum(row, 0)
    near &= (begins[row] < stops[row]) & (first - last[row] <= negation.window)
    near &= corpus.sentence[last[row]] == corpus.sentence[first]
    return np.where(near, begins[row], none), np.where(near, stops[row], none)
