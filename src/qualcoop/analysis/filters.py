"""Narrowing a bundle: sources, cases, turns, segments and sizes together, so that the zeros stay true."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from qualcoop.analysis.bundle import Bundle, Names, listed, words_for
from qualcoop.analysis.positions import Positions, spans_by_source
from qualcoop.errors import UnknownNameError
from qualcoop.language import tr
from qualcoop.model import KINDS

Spans = Mapping[str, list[tuple[int, int]]]


def narrowed(
    bundle: Bundle,
    kind: Names | None,
    case: Names | None,
    phase: Names | None,
    speaker: Names | None,
    with_interviewer: bool,
) -> Bundle:
    """See `Bundle.filter`."""
    said: list[str] = [str(bundle.meta["filter"])] if bundle.meta.get("filter") else []
    for key, names, narrow in (
        ("kind", listed(kind), _by_kind),
        ("case", listed(case), _by_case),
        ("phase", listed(phase), _by_phase),
        ("speaker", listed(speaker), _by_speaker),
    ):
        if names is not None:
            bundle = narrow(bundle, names)
            said.append(f"{words_for(key)} = {', '.join(names)}")
    if with_interviewer and not bundle.with_interviewer:
        bundle = _with_interviewer(bundle)
        said.append(tr("questions de l'enquête comprises", "interviewer's turns included"))
    return bundle.narrowed(meta={**bundle.meta, "filter": " ; ".join(said) if said else None})


def _of_sources(bundle: Bundle, names: Iterable[str], segments: pd.DataFrame | None = None) -> Bundle:
    """Only the sources `names`, with their turns and segments."""
    kept = set(names)
    source_list = bundle.sources[bundle.sources.index.isin(list(kept))]
    chosen = bundle.segments if segments is None else segments
    return bundle.narrowed(
        sources=source_list,
        turns=bundle.turns[bundle.turns["source"].isin(list(kept))],
        segments=chosen[chosen["source"].isin(list(kept))],
        coded=frozenset(name for name in bundle.coded if name in kept),
    )


def _check(what: tuple[str, str], names: Iterable[str], known: Iterable[Any]) -> None:
    there = sorted({str(name) for name in known if not pd.isna(name)})
    for name in names:
        if name not in there:
            raise UnknownNameError(*what, name, there)


def _by_kind(bundle: Bundle, names: list[str]) -> Bundle:
    _check(("Le matériau", "The material"), names, [*KINDS, *bundle.sources["kind"].unique()])
    return _of_sources(bundle, bundle.sources.index[bundle.sources["kind"].isin(names)])


def _by_case(bundle: Bundle, names: list[str]) -> Bundle:
    cases = {under for name in names for under in bundle.subcases(name)}
    segments = bundle.segments[bundle.segments["case"].isin(list(cases))]
    own = bundle.sources.index[bundle.sources["case"].isin(list(cases))]
    # A stratum kept apart never enters another case's rows, not even by what it says about that case.
    apart = set(bundle.cases.index[bundle.cases["stratum"] != "main"]) - cases
    strangers = set(bundle.sources.index[bundle.sources["case"].isin(list(apart))])
    narrow = _of_sources(bundle, {*own, *segments["source"]} - strangers, segments)
    return narrow.narrowed(cases=bundle.cases[bundle.cases.index.isin(list(cases))])


def _by_phase(bundle: Bundle, names: list[str]) -> Bundle:
    own_phase = bundle.sources["phase"]
    spoken = bundle.segments["phase"].fillna(bundle.segments["source"].map(own_phase))
    known = [*own_phase.unique(), *spoken.unique()]
    if bundle.phases is not None:
        known.extend(bundle.phases["id"])
    _check(("La période", "The period"), names, known)
    segments = bundle.segments[spoken.isin(names)]
    return _of_sources(bundle, {*bundle.sources.index[own_phase.isin(names)], *segments["source"]}, segments)


def _by_speaker(bundle: Bundle, names: list[str]) -> Bundle:
    _check(("Le locuteur", "The speaker"), names, bundle.turns["speaker"].unique())
    turns = bundle.turns[bundle.turns["speaker"].isin(names)]
    segments = bundle.segments[bundle.segments["speaker"].isin(names)]
    narrow = _of_sources(bundle, turns["source"], segments).narrowed(turns=turns)
    spans = _turn_spans(turns)
    known = bundle.positions
    return _measured(narrow, lambda name: known(name).restricted(spans.get(name, [])), narrow.sources.index)


def _with_interviewer(bundle: Bundle) -> Bundle:
    asked = bundle.turns[bundle.turns["role"] == "interviewer"]
    spans = _turn_spans(asked)
    known = bundle.positions

    def positions(name: str) -> Positions:
        return known(name).widened(spans[name]) if name in spans else known(name)

    wide = bundle.narrowed(with_interviewer=True)
    return _measured(wide, positions, [name for name in bundle.sources.index if name in spans])


def _turn_spans(turns: pd.DataFrame) -> Spans:
    return spans_by_source(
        (str(source), int(start), int(end))
        for source, start, end in zip(turns["source"], turns["start"], turns["end"], strict=True)
    )


def _measured(bundle: Bundle, positions: Callable[[str], Positions], changed: Iterable[str]) -> Bundle:
    """The bundle with new positions, and the sizes of the sources that they change."""
    sources = bundle.sources.copy()
    names = list(changed)
    sizes = pd.DataFrame(
        [positions(name).sizes() for name in names], index=names, columns=["words", "sentences", "chars"]
    )
    for column in sizes.columns:
        sources.loc[names, column] = sizes[column]
    return bundle.narrowed(sources=sources, positions=positions)
