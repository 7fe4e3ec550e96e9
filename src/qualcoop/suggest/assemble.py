"""From hits to suggestions, as array work: exclusions, longest match, negations, one per code and sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from qualcoop.suggest.matcher import Corpus, Hits, find
from qualcoop.suggest.negation import Negation, cues
from qualcoop.suggest.rules import Rule
from qualcoop.suggest.vocabulary import Ids


@dataclass(frozen=True, slots=True)
class CodeRules:
    """A code's rules. contraries: the codes offered instead when a hit is negated; empty to offer itself."""

    id: str
    keywords: tuple[Rule, ...]
    exclude: tuple[Rule, ...] = ()
    contraries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """Suggestions as parallel arrays, sorted by sentence, then code.

    code: row of the code offered. from_code, rule: rows of the code and of its rule that fired (another code
    where a negated lever offers its contrary). first, stop: the words matched, half-open. cue, cue_stop: those
    of the negator or doubt that bears on them, or -1. nest_code, nest_rule: the longest other hit around this
    one, or -1.
    """

    code: Ids
    from_code: Ids
    rule: Ids
    sentence: Ids
    first: Ids
    stop: Ids
    cue: Ids
    cue_stop: Ids
    nest_code: Ids
    nest_rule: Ids

    def __len__(self) -> int:
        return len(self.code)


@dataclass
class _Found:
    """Every hit left after exclusions, as parallel arrays."""

    code: Ids
    rule: Ids
    first: Ids
    stop: Ids


class _Bearing(NamedTuple):
    """What bears on each hit: is it negated, and the words of the cue (a negator, else a doubt), or -1."""

    negated: npt.NDArray[np.bool_]
    cue: Ids
    cue_stop: Ids


def assemble(corpus: Corpus, codes: Sequence[CodeRules], negation: Negation) -> Table:
    """The suggestions that the rules of `codes` make on a corpus."""
    found = _collect(corpus, codes)
    around = _containers(found)
    negated = cues(corpus, negation, found.first)
    doubted = cues(corpus, negation.doubts(), found.first)
    cue, cue_stop = (np.where(negated[0] >= 0, one, other) for one, other in zip(negated, doubted, strict=True))
    return _one_each(corpus, codes, found, around, _Bearing(negated[0] >= 0, cue, cue_stop))


def _collect(corpus: Corpus, codes: Sequence[CodeRules]) -> _Found:
    code_rows, rule_rows, firsts, stops = [], [], [], []
    for number, code in enumerate(codes):
        hits = [(row, found) for row, rule in enumerate(code.keywords) if len(found := find(corpus, rule))]
        if not hits:
            continue
        rules = np.repeat(np.array([row for row, _ in hits], dtype=np.int32), [len(found) for _, found in hits])
        first = np.concatenate([found.first for _, found in hits])
        stop = np.concatenate([found.stop for _, found in hits])
        keep = ~_overlapping(first, stop, [find(corpus, rule, strict=True) for rule in code.exclude])
        rule_rows.append(rules[keep])
        firsts.append(first[keep])
        stops.append(stop[keep])
        code_rows.append(np.full(int(keep.sum()), number, dtype=np.int32))
    if not code_rows:
        none = np.empty(0, np.int32)
        return _Found(none, none, none, none)
    return _Found(*map(np.concatenate, (code_rows, rule_rows, firsts, stops)))


def _overlapping(first: Ids, stop: Ids, excluded: Sequence[Hits]) -> npt.NDArray[np.bool_]:
    """Which runs share a word with an excluded one?"""
    excluded = [hits for hits in excluded if len(hits)]
    if not excluded:
        return np.zeros(len(first), dtype=bool)
    starts = np.concatenate([hits.first for hits in excluded])
    ends = np.concatenate([hits.stop for hits in excluded])
    order = np.argsort(starts, kind="stable")
    reach = np.concatenate([np.zeros(1, np.int32), np.maximum.accumulate(ends[order])])
    before = np.searchsorted(starts[order], stop, side="left")  # excluded runs that begin before the hit's end
    overlapping: npt.NDArray[np.bool_] = reach[before] > first
    return overlapping


def _containers(found: _Found) -> Ids:
    """For each hit, the row of the longest hit of another code that holds it and is longer, or -1."""
    around = np.full(len(found.code), -1, dtype=np.int32)
    order = np.lexsort((found.rule, found.code, -found.stop, found.first))
    first, stop = found.first[order], found.stop[order]
    if not len(order):
        return around
    reach = np.maximum.accumulate(stop)
    # Only those that something before them reaches beyond (or a longer one that begins with them) can be inside.
    inside = np.zeros(len(order), dtype=bool)
    inside[1:] = reach[:-1] >= stop[1:]
    for place in np.flatnonzero(inside).tolist():
        best = -1
        low, high = first[place], stop[place]
        row = place - 1
        while row >= 0 and reach[row] >= high:
            longer = stop[row] - first[row] > high - low
            if stop[row] >= high and longer and found.code[order[row]] != found.code[order[place]]:
                size = stop[row] - first[row]
                if best < 0 or size >= stop[best] - first[best]:
                    best = row
            row -= 1
        if best >= 0:
            around[order[place]] = order[best]
    return around


def _one_each(corpus: Corpus, codes: Sequence[CodeRules], found: _Found, around: Ids, bearing: _Bearing) -> Table:
    """One row per code and sentence: a plain hit before a negated one, free before nested, then the longest."""
    rows, offered, turned = _offers(codes, found, bearing.negated)
    sentence = corpus.sentence[found.first[rows]]
    size = found.stop[rows] - found.first[rows]
    nested = around[rows] >= 0
    negated = bearing.negated[rows]
    order = np.lexsort(
        (found.rule[rows], found.code[rows], found.first[rows], -size, nested, negated, turned, offered, sentence)
    )
    new = np.ones(len(order), dtype=bool)
    new[1:] = (sentence[order][1:] != sentence[order][:-1]) | (offered[order][1:] != offered[order][:-1])
    chosen = order[new]
    rows, offered = rows[chosen], offered[chosen]
    nest = around[rows]
    holder = np.maximum(nest, 0)
    none = np.int32(-1)
    empty = len(found.code) == 0
    return Table(
        code=offered,
        from_code=found.code[rows],
        rule=found.rule[rows],
        sentence=sentence[chosen],
        first=found.first[rows],
        stop=found.stop[rows],
        cue=bearing.cue[rows],
        cue_stop=bearing.cue_stop[rows],
        nest_code=nest if empty else np.where(nest >= 0, found.code[holder], none),
        nest_rule=nest if empty else np.where(nest >= 0, found.rule[holder], none),
    )


def _offers(
    codes: Sequence[CodeRules], found: _Found, negations: npt.NDArray[np.bool_]
) -> tuple[Ids, Ids, npt.NDArray[np.bool_]]:
    """Hits and the codes that they offer: their own, or each contrary of a negated lever."""
    number = {code.id: row for row, code in enumerate(codes)}
    others = [np.array([number[other] for other in code.contraries], dtype=np.int32) for code in codes]
    has_others = np.array([len(other) > 0 for other in others], dtype=bool)
    turned = negations & has_others[found.code] if len(codes) else np.zeros(0, dtype=bool)
    plain = np.flatnonzero(~turned).astype(np.int32)
    negated = np.flatnonzero(turned).astype(np.int32)
    targets = [others[code] for code in found.code[negated].tolist()]
    rows = np.concatenate([plain, np.repeat(negated, [len(target) for target in targets])]).astype(np.int32)
    offered = np.concatenate([found.code[plain], *targets]).astype(np.int32)
    return rows, offered, np.arange(len(rows)) >= len(plain)
