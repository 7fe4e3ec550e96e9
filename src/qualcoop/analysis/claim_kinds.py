"""How each kind of claim is judged: the passages for, those against, and the verdict by the claim's own rule.

evidence: enough sources, materials and passages, and more for than against. rank: the code comes first (or in
the first n) among others, by a measure. pair: two codes meet in a window more often than any other pair.
period: most passages lie in the named period. contrast: two cases lean to opposite sides. fact: stated, not
computed (what the texts cannot count, such as how many organisations carry a project).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from qualcoop.analysis.balance import balance
from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.cells import Cells
from qualcoop.analysis.claim_data import Claim
from qualcoop.analysis.columns import Columns, group_of
from qualcoop.analysis.cooccurrence import CoOccurrence, cooccurrence
from qualcoop.analysis.matrix import Matrix
from qualcoop.analysis.phases import phases
from qualcoop.analysis.positions import Ints
from qualcoop.analysis.quotes import distinct_quotes
from qualcoop.analysis.rows import Rows, one_row
from qualcoop.analysis.units import units
from qualcoop.language import tr

HOLDS, MIXED, NOT, LITTLE, STATED = "holds", "mixed", "not supported", "too little", "stated"
VERDICTS = (HOLDS, MIXED, NOT, LITTLE)


@dataclass(frozen=True)
class Judged:
    """The verdict on a claim and what it rests on.

    sources: coded sources of the row. base, reached: the sources that the rule's share is taken over, and those
    of them with evidence. detail: the figures of the kind, in a sentence. count: figures that are not a number
    of passages (units that hold a pair).
    """

    verdict: str
    supporting: pd.DataFrame
    opposing: pd.DataFrame
    row: str = ""
    sources: int = 0
    base: int = 0
    reached: int = 0
    detail: str = ""
    count: int | None = None


@dataclass(frozen=True)
class Scope:
    """A bundle narrowed by the claim's filters, and the row that the claim is about."""

    bundle: Bundle
    row: Rows
    with_pro: bool

    @classmethod
    def of(cls, bundle: Bundle, claim: Claim, with_pro: bool, phase: bool = True) -> Scope:
        """phase: filter by the claim's period as well."""
        if claim.material or (phase and claim.phase):
            bundle = bundle.filter(kind=claim.material or None, phase=(claim.phase or None) if phase else None)
        return cls(bundle, one_row(bundle, claim.case, with_pro), with_pro)

    def segments(self, codes: tuple[str, ...]) -> Ints:
        """The row's counted segments with one of the codes (or a sub-code)."""
        if not codes:
            return np.empty(0, dtype=np.int64)
        cells = Cells(self.bundle, self.row, Columns.of(self.bundle.codebook, codes))
        segment, cell = cells.pairs
        return np.unique(segment[cell < cells.shape[1]])

    def quotes(self, codes: tuple[str, ...]) -> pd.DataFrame:
        """The same as passages."""
        return distinct_quotes(self.bundle, self.segments(codes))

    def sources(self, kind: str | None = None) -> set[str]:
        """The row's coded sources, guests included; of one material, its own ones only ("half of its interviews")."""
        cells = Cells(self.bundle, self.row, Columns.of(self.bundle.codebook, "family"))
        there = cells.bases.members[0] | (cells.bases.guests[0] if kind is None else False)
        names = {str(name) for name in self.bundle.sources.index[there]}
        return {name for name in names if kind is None or self.bundle.sources.at[name, "kind"] == kind}


def judge(bundle: Bundle, claim: Claim, with_pro: bool = False) -> Judged:
    """The verdict on one claim; see the module."""
    return _JUDGES[claim.kind](bundle, claim, with_pro)


# ---------------------------------------------------------------- evidence


def _evidence(bundle: Bundle, claim: Claim, with_pro: bool) -> Judged:
    scope = Scope.of(bundle, claim, with_pro)
    chosen = scope.segments(claim.supporting)
    if claim.together:
        chosen = _together(scope, chosen, claim)
    pros, cons = distinct_quotes(scope.bundle, chosen), scope.quotes(claim.opposing)
    base = scope.sources(claim.rule.of)
    reached = set(pros["source"]) & base
    made = Judged("", pros, cons, scope.row.ids[0], len(scope.sources()), len(base), len(reached))
    return _with(made, _by_evidence(scope, claim, made), _spread(claim, made))


def _by_evidence(scope: Scope, claim: Claim, made: Judged) -> str:
    rule = claim.rule
    if not made.base or len(made.supporting) + len(made.opposing) < rule.segments:
        return LITTLE
    spread = made.reached / made.base >= rule.sources and made.reached >= rule.least_sources
    # A claim that nothing supports is never half right.
    enough = [spread and made.reached > 0]
    if rule.more_than_against:
        pro, con = (_measured(quotes, claim.measure) for quotes in (made.supporting, made.opposing))
        enough.append(pro > con)
    if all(enough) and _materials(scope.bundle, made.supporting) >= rule.materials:
        return HOLDS
    return MIXED if any(enough) else NOT


def _measured(quotes: pd.DataFrame, measure: str) -> int:
    return int(quotes["source"].nunique()) if measure == "src" else len(quotes)


def _spread(claim: Claim, made: Judged) -> str:
    what = {
        "interview": tr("entretiens du cas", "interviews of the case"),
        "observation": tr("observations du cas", "observations of the case"),
        "document": tr("documents du cas", "documents of the case"),
    }.get(str(claim.rule.of), tr("sources codées", "coded sources"))
    return tr(f"dans {made.reached} des {made.base} {what}", f"in {made.reached} of {made.base} {what}")


def _together(scope: Scope, mine: Ints, claim: Claim) -> Ints:
    """The segments of `mine` in a window that also holds one of the codes `together`."""
    theirs = scope.segments(claim.together)
    cells = Cells(scope.bundle, scope.row, Columns.of(scope.bundle.codebook, claim.together))
    windows = units(scope.bundle, claim.window, cells.bases.members[0] | cells.bases.guests[0])
    unit, touching = windows.touching(mine, mine)
    there, _ = windows.touching(theirs, theirs)
    return np.unique(touching[np.isin(unit, there)])


# ---------------------------------------------------------------- rank and pair


def compared(bundle: Bundle, claim: Claim) -> list[str]:
    """The codes that a claim of rank or pair compares, those of the claim always among them."""
    codebook, among = bundle.codebook, claim.among
    if not among.group:
        names = list(among.codes)
    elif among.level == "family":
        names = [name for name in codebook.family_ids if group_of(codebook, name) == among.group]
    else:
        parents = {code.parent for code in codebook.codes}
        names = [c.id for c in codebook.codes if codebook.group(c.id) == among.group and c.id not in parents]
    return list(dict.fromkeys([*names, *claim.supporting, *(claim.together if claim.kind == "pair" else ())]))


def _rank(bundle: Bundle, claim: Claim, with_pro: bool) -> Judged:
    scope = Scope.of(bundle, claim, with_pro)
    names = compared(bundle, claim)
    figures = Matrix(scope.bundle, scope.row, Columns.of(bundle.codebook, names), small=None).show(claim.measure)
    line = figures.iloc[0].fillna(0)
    mine = min(line[name] for name in claim.supporting)
    others = line.drop(list(claim.supporting)).sort_values(ascending=False, kind="stable")
    ahead, tied = int((others > mine).sum()), int((others == mine).sum())
    made = _plain(scope, claim)
    first = ", ".join(f"{name} {_figure(value)}" for name, value in others.head(3).items())
    mine_name = " ".join(claim.supporting)
    detail = tr(
        f"{mine_name} {_figure(mine)}, rang {ahead + 1} sur {len(names)} ; ensuite {first}",
        f"{mine_name} {_figure(mine)}, rank {ahead + 1} of {len(names)}; then {first}",
    )
    if not made.base or len(made.supporting) < claim.rule.segments:
        return _with(made, LITTLE, detail)
    materials = _materials(scope.bundle, made.supporting) >= claim.rule.materials
    return _with(made, _by_rank(claim.rule.rank, ahead, tied, materials), detail)


def _by_rank(asked: int, ahead: int, tied: int, materials: bool) -> str:
    if ahead >= asked:
        return NOT
    return HOLDS if ahead + tied < asked and materials else MIXED


def _pair(bundle: Bundle, claim: Claim, with_pro: bool) -> Judged:
    scope = Scope.of(bundle, claim, with_pro)
    one, two = claim.supporting[0], claim.together[0]
    found = cooccurrence(scope.bundle, compared(bundle, claim), claim.window, case=claim.case, with_pro=with_pro)
    assert found.columns is not None
    table = found.frame.fillna(0).to_numpy(dtype=np.int64)
    many = int(table[found.columns.place(one), found.columns.place(two)])
    others = _other_pairs(found, one, two)
    ahead, tied = int((others > many).sum()), int((others == many).sum())
    lines = found.quotes(one, two)
    pros = distinct_quotes(scope.bundle, _numbers(scope.bundle, lines["id"]))
    sources, base = scope.sources(), scope.sources(claim.rule.of)
    reached = len(set(pros["source"]) & base)
    cons = scope.quotes(claim.opposing)
    made = Judged("", pros, cons, scope.row.ids[0], len(sources), len(base), reached, count=many)
    most = int(others.max()) if len(others) else 0
    detail = tr(
        f"{one} × {two} : {many} fois, rang {ahead + 1} des paires ; la suivante {most}",
        f"{one} × {two}: {many} times, rank {ahead + 1} of the pairs; the next {most}",
    )
    if not made.base or many < claim.rule.segments:
        return _with(made, LITTLE, detail)
    materials = _materials(scope.bundle, pros) >= claim.rule.materials and reached >= claim.rule.least_sources
    return _with(made, _by_rank(claim.rule.rank, ahead, tied, materials), detail)


def _other_pairs(found: CoOccurrence, one: str, two: str) -> pd.Series[Any]:
    """How often every other pair meets; a pair of their families or sub-codes is the same pair seen from afar."""
    columns = found.columns
    assert columns is not None

    def kin(name: str, other: str) -> bool:
        return bool(columns.codes[columns.place(name)] & columns.codes[columns.place(other)])

    pairs = found.extra["pairs"]
    same = [
        (kin(a, one) and kin(b, two)) or (kin(a, two) and kin(b, one))
        for a, b in zip(pairs["one"], pairs["two"], strict=True)
    ]
    return pairs["n_both"][~np.asarray(same, dtype=bool)]


# ---------------------------------------------------------------- period and contrast


def _period(bundle: Bundle, claim: Claim, with_pro: bool) -> Judged:
    scope = Scope.of(bundle, claim, with_pro, phase=False)
    every = scope.quotes(claim.supporting)
    inside = every["phase"].isin(claim.phase)
    con = scope.quotes(claim.opposing)
    cons = pd.concat([every[~inside], con[con["phase"].isin(claim.phase)]]).reset_index(drop=True)
    made = _plain(scope, claim, every[inside].reset_index(drop=True), cons)
    share = float(inside.mean()) if len(every) else 0.0
    detail = tr(
        f"{int(inside.sum())} passages sur {len(every)} en {'/'.join(claim.phase)}",
        f"{int(inside.sum())} of {len(every)} passages in {'/'.join(claim.phase)}",
    )
    if not made.base or len(every) < claim.rule.segments:
        return _with(made, LITTLE, detail)
    checks = [share >= claim.rule.share]
    if claim.rule.more_than_against:
        checks.append(len(made.supporting) > len(cons))
    if claim.rule.rising:
        first, last = _guard_shares(scope, claim)
        checks.append(last > first)
        detail += tr(
            f" ; part des garde-fous : {first:.2f} au début, {last:.2f} en {claim.phase[-1]}",
            f"; share of guard-rails: {first:.2f} at first, {last:.2f} in {claim.phase[-1]}",
        )
    return _with(made, HOLDS if all(checks) else MIXED if checks[0] else NOT, detail)


def _guard_shares(scope: Scope, claim: Claim) -> tuple[float, float]:
    """G/(L+G) in the first period with enough passages and in the claim's (last) period; NaN where too few."""
    frame = phases(scope.bundle, "group", with_pro=True).frame
    lines = frame[frame["row"] == scope.row.ids[0]].set_index("phase")["G_share"]
    known = lines.dropna()
    if not len(known) or claim.phase[-1] not in lines.index:
        return np.nan, np.nan
    return float(known.iloc[0]), float(lines[claim.phase[-1]])


def _contrast(bundle: Bundle, claim: Claim, with_pro: bool) -> Judged:
    scope = Scope.of(bundle, claim, with_pro)
    found = balance(scope.bundle, with_pro=True)
    assert found.spans is not None
    names = [found.frame.index[found.spans.rows.place(str(name))] for name in (claim.case, claim.than)]
    lines = found.frame.loc[names]
    one, two = (float(value) for value in lines["B_seg"])
    made = _plain(scope, claim)
    ranges = [
        "" if np.isnan(value) else f"{said} {value:+.2f} [{low:+.2f} ; {high:+.2f}]"
        for said, value, low, high in zip(_in_words(names), lines["B_seg"], lines["low"], lines["high"], strict=True)
    ]
    detail = "B : " + ", ".join(filter(None, ranges)) if any(ranges) else tr("B vide", "B blank")
    if np.isnan(one) or np.isnan(two):
        return _with(made, LITTLE, detail)
    checks = [
        bool(found.agree[names].all()),
        bool((np.sign(lines["low"]) == np.sign(lines["high"])).all()),
        len(made.supporting) > len(made.opposing) or not claim.rule.more_than_against or not claim.supporting,
    ]
    opposite = one * two < 0
    return _with(made, (HOLDS if all(checks) else MIXED) if opposite else NOT, detail)


def _in_words(rows: list[str]) -> list[str]:
    """Rows as the reader writes them; every command takes the words back."""
    return [tr(name.replace(" without ", " sans "), name) for name in rows]


def _fact(bundle: Bundle, claim: Claim, _: bool) -> Judged:
    none = distinct_quotes(bundle, np.empty(0, dtype=np.int64))
    return Judged(STATED, none, none, claim.case or "", detail=claim.note)


# ---------------------------------------------------------------- shared


def _plain(scope: Scope, claim: Claim, pros: pd.DataFrame | None = None, cons: pd.DataFrame | None = None) -> Judged:
    pros = scope.quotes(claim.supporting) if pros is None else pros
    cons = scope.quotes(claim.opposing) if cons is None else cons
    base = scope.sources(claim.rule.of)
    reached = len(set(pros["source"]) & base)
    return Judged("", pros, cons, scope.row.ids[0], len(scope.sources()), len(base), reached)


def _with(made: Judged, verdict: str, detail: str) -> Judged:
    return Judged(**{**vars(made), "verdict": verdict, "detail": detail})


def _materials(bundle: Bundle, quotes: pd.DataFrame) -> int:
    return int(quotes["source"].map(bundle.sources["kind"]).nunique())


def _numbers(bundle: Bundle, ids: pd.Series) -> Ints:
    return np.flatnonzero(bundle.counted["id"].isin(list(ids))).astype(np.int64)


def _figure(value: float) -> str:
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.2f}"


_JUDGES: dict[str, Callable[[Bundle, Claim, bool], Judged]] = {
    "evidence": _evidence,
    "rank": _rank,
    "pair": _pair,
    "period": _period,
    "contrast": _contrast,
    "fact": _fact,
}
