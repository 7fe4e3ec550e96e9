"""What every display is made from: the segments of one layer together with what they are counted against.

A list of segments has lost its zeros: sources, cases and turns without a code are not in it. So they travel
together, and a filter narrows them together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualcoop.analysis.positions import Ints, Passages, Positions, Ruler
from qualcoop.errors import UnknownNameError
from qualcoop.language import tr

if TYPE_CHECKING:
    from qualcoop.codebook import Codebook

Names = str | Iterable[str]


@dataclass(frozen=True)
class Bundle:
    """The frames of one layer.

    sources: indexed by source id; kind, case, date, file, words, sentences, chars (codable sizes), phase.
    cases: indexed by case id; label, parent, stratum ("main" or apart).
    turns: source, turn, start, end, role, speaker, person, actor_types (tuple), words.
    segments: one row per coding; id, source, start, end, code, layer, quote, speaker, turn, role, about,
    case (what it is about, else its source's), phase, origin, coder, memo, rule, codebook_version, codable.
    coded: sources coded on this layer. positions: gives a source's `Positions`, asked for only when needed.
    meta: layer, codebook_id, codebook_version, filter, corpus_hash, study. phases: case, id, label, start,
    end, in the study's order (may be None).
    """

    sources: pd.DataFrame
    cases: pd.DataFrame
    turns: pd.DataFrame
    segments: pd.DataFrame
    codebook: Codebook
    coded: frozenset[str]
    positions: Callable[[str], Positions]
    meta: Mapping[str, Any] = field(default_factory=dict)
    phases: pd.DataFrame | None = None
    with_interviewer: bool = False

    @cached_property
    def counted(self) -> pd.DataFrame:
        """The segments that count, numbered from 0: those of codable turns in known sources."""
        kept = self.segments["source"].isin(self.sources.index)
        if "codable" in self.segments.columns and not self.with_interviewer:
            kept &= self.segments["codable"].astype(bool)
        return self.segments[kept].reset_index(drop=True)

    @cached_property
    def arrays(self) -> Arrays:
        """The counted segments as numbers."""
        return Arrays.of(self)

    @cached_property
    def coded_here(self) -> NDArray[np.bool_]:
        """For each source, in order: was it coded on this layer? One that holds a segment was."""
        coded = np.asarray(self.sources.index.isin(list(self.coded)), dtype=bool)
        coded[self.arrays.source] = True
        return coded

    @cached_property
    def ruler(self) -> Ruler:
        """The laid-out positions of every coded source; loads them."""
        return Ruler.of(
            [str(name) for name in self.sources.index],
            self.positions,
            only=frozenset(int(number) for number in np.flatnonzero(self.coded_here)),
        )

    def filter(
        self,
        *,
        kind: Names | None = None,
        case: Names | None = None,
        phase: Names | None = None,
        speaker: Names | None = None,
        with_interviewer: bool = False,
    ) -> Bundle:
        """The same study seen through a narrower window: sources, cases, turns, segments, sizes together.

        case: the cases named and their sub-cases; passages of other sources about them stay. phase: the
        period spoken of. speaker: the turns of these speakers. with_interviewer: count the interviewer's
        turns as well. Raises UnknownNameError.
        """
        from qualcoop.analysis.filters import narrowed

        return narrowed(self, kind, case, phase, speaker, with_interviewer)

    def subcases(self, case: str) -> list[str]:
        """The case and every case under it, in the study's order."""
        if case not in self.cases.index:
            raise UnknownNameError("Le cas", "The case", case, [str(name) for name in self.cases.index])
        under = {case}
        parents = self.parents
        for name in self.cases.index:
            above: str | None = str(name)
            seen: set[str] = set()
            while above is not None and above not in seen:
                seen.add(above)
                if above == case:
                    under.add(str(name))
                    break
                above = parents.get(above)
        return [str(name) for name in self.cases.index if name in under]

    @cached_property
    def parents(self) -> dict[str, str | None]:
        """The case above each case."""
        return {
            str(name): None if pd.isna(parent) else str(parent)
            for name, parent in zip(self.cases.index, self.cases["parent"], strict=True)
        }

    def narrowed(self, **changes: Any) -> Bundle:
        """A copy with some fields changed."""
        return replace(self, **changes)

    @property
    def context(self) -> dict[str, Any]:
        """What is printed under every table: layer, codebook version, filter, corpus."""
        keys = ("study", "layer", "codebook_id", "codebook_version", "filter", "corpus_hash")
        return {key: self.meta.get(key) for key in keys}


@dataclass(frozen=True)
class Arrays:
    """The counted segments of a bundle as numbers.

    source, code, case: positions in `bundle.sources`, in `codes`, in `bundle.cases` (-1: none). span: a
    number for each distinct (source, start, end); span_source: the source of each such number.
    """

    codes: tuple[str, ...]
    source: Ints
    code: Ints
    case: Ints
    start: Ints
    end: Ints
    span: Ints
    span_source: Ints

    @cached_property
    def span_first(self) -> Ints:
        """One segment of each distinct span."""
        return np.unique(self.span, return_index=True)[1].astype(np.int64)

    @classmethod
    def of(cls, bundle: Bundle) -> Arrays:
        """Number the counted segments of `bundle`."""
        frame = bundle.counted
        codes = tuple(code.id for code in bundle.codebook.codes)
        source = _numbers(frame["source"], bundle.sources.index)
        start = frame["start"].to_numpy(dtype=np.int64)
        end = frame["end"].to_numpy(dtype=np.int64)
        span, span_source = _spans(source, start, end)
        return cls(
            codes,
            source,
            _numbers(frame["code"], pd.Index(codes)),
            _numbers(frame["case"], bundle.cases.index),
            start,
            end,
            span,
            span_source,
        )

    def passages(self, group: Ints, segment: Ints) -> Passages:
        """Chosen segments as passages to be united by group."""
        return Passages(group, self.source[segment], self.start[segment], self.end[segment])


def _numbers(values: pd.Series[Any], names: pd.Index[Any]) -> Ints:
    """The position of each value in `names`, -1 where it is not there."""
    codes, uniques = pd.factorize(values)
    places = np.append(names.get_indexer(pd.Index(uniques)), -1)
    return np.asarray(places, dtype=np.int64)[codes]


def _spans(source: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Number the distinct (source, start, end); give the source of each number."""
    if not len(source):
        empty = np.empty(0, dtype=np.int64)
        return empty, empty
    order = np.lexsort((end, start, source))
    one, two, three = source[order], start[order], end[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (one[1:] != one[:-1]) | (two[1:] != two[:-1]) | (three[1:] != three[:-1])
    span = np.empty(len(order), dtype=np.int64)
    span[order] = np.cumsum(new) - 1
    return span, one[new]


def listed(names: Names | None) -> list[str] | None:
    """One name or several, as a list."""
    if names is None:
        return None
    return [names] if isinstance(names, str) else list(names)


def words_for(key: str) -> str:
    """The name of a filter, for people."""
    return {
        "kind": tr("matériau", "material"),
        "case": tr("cas", "case"),
        "phase": tr("période", "period"),
        "speaker": tr("locuteur", "speaker"),
    }[key]
