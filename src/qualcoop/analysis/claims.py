"""Display 12: claims of a case, each with its query, its evidence, its counter-evidence and its verdict.

The rules of the verdict are written with the claim, before looking, and printed with it. `claim_data` says what
a claim holds, `claim_kinds` how each kind is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.claim_data import KINDS, Among, Claim, Rule, layer_of, parse
from qualcoop.analysis.claim_kinds import STATED, VERDICTS, Judged, compared, judge
from qualcoop.analysis.columns import Columns, group_ids
from qualcoop.analysis.materials import LETTERS
from qualcoop.analysis.result import Result
from qualcoop.analysis.rows import one_row
from qualcoop.errors import InputError, UnknownNameError
from qualcoop.language import tr
from qualcoop.model import KINDS as MATERIALS

__all__ = ["KINDS", "VERDICTS", "Among", "Claim", "Claims", "Rule", "claims", "layer_of", "parse", "verdict_word"]

SHOWN = 3
SIDES = ("for", "against")
COLUMNS = (
    "id sentence row verdict for against src_for src_against sources share materials materials_against detail rule"
).split()


@dataclass(frozen=True)
class Claims(Result):
    """frame: one line per claim: sentence, row, verdict, counts for and against, share of sources, materials.

    for, against: passages (for a pair: windows that hold both codes); NaN for a stated fact. detail: the figures
    of its kind in a sentence. extra["quotes"]: the three strongest passages each way; extra["materials"]:
    passages and sources each way, by material.
    """

    evidence: Mapping[str, Mapping[str, pd.DataFrame]] = field(default_factory=dict)

    def quotes(self, claim: str, side: str = "for") -> pd.DataFrame:
        """Every passage "for" or "against" a claim. Raises UnknownNameError."""
        if claim not in self.evidence:
            raise UnknownNameError("L'affirmation", "The claim", claim, self.evidence)
        if side not in SIDES:
            raise UnknownNameError("Le côté", "The side", side, SIDES)
        return self.evidence[claim][side]


def claims(bundle: Bundle, asked: Iterable[Claim], *, with_pro: bool = False) -> Claims:
    """The verdict on each claim: "holds", "mixed", "not supported" or "too little"; "stated" for a fact.

    Raises InputError with the file, the claim and the field for a code, case, material, period that the study
    does not know.
    """
    lines: list[dict[str, Any]] = []
    evidence: dict[str, dict[str, pd.DataFrame]] = {}
    for claim in asked:
        _check(bundle, claim, with_pro)
        judged = judge(bundle, claim, with_pro)
        lines.append(_line(bundle, claim, judged))
        evidence[claim.id] = {"for": judged.supporting, "against": judged.opposing}
    return Claims(
        "claims",
        pd.DataFrame(lines, columns=COLUMNS).set_index("id"),
        _notes(),
        bundle.context,
        extra={"quotes": _shown(bundle, evidence), "materials": _by_material(bundle, evidence)},
        evidence=evidence,
    )


def verdict_word(verdict: str) -> str:
    """The verdict in the user's language; the English words are those of the data."""
    words = {
        "holds": "tient",
        "mixed": "partagé",
        "not supported": "non étayé",
        "too little": "trop peu",
        "stated": "énoncé, non calculé",
    }
    return tr(words.get(verdict, verdict), "stated, not computed" if verdict == STATED else verdict)


# ---------------------------------------------------------------- names that the study must know


def _check(bundle: Bundle, claim: Claim, with_pro: bool) -> None:
    """Raises InputError where the claim names what the study does not have."""
    if claim.kind == "fact":
        return
    for key, names in (("for", claim.supporting), ("against", claim.opposing), ("with", claim.together)):
        for name in names:
            _tried(claim, key, Columns.of, bundle.codebook, [name])
    for key, case in (("case", claim.case), ("than", claim.than)):
        if case is not None:
            _tried(claim, key, one_row, bundle, case, with_pro)
    _check_among(bundle, claim)
    for key, kinds in (("material", claim.material), ("rule.of", filter(None, [claim.rule.of]))):
        for kind in kinds:
            if kind not in MATERIALS:
                error = UnknownNameError("Le matériau", "The material", kind, MATERIALS)
                raise claim.fault(key, *_said(error))
    for phase in claim.phase:
        _tried(claim, "phase", bundle.filter, phase=phase)


def _check_among(bundle: Bundle, claim: Claim) -> None:
    group = claim.among.group
    if group and group not in group_ids(bundle.codebook):
        error = UnknownNameError("Le groupe", "The group", group, group_ids(bundle.codebook))
        raise claim.fault("among", *_said(error))
    if claim.kind in ("rank", "pair"):
        _tried(claim, "among", Columns.of, bundle.codebook, compared(bundle, claim))


def _tried(claim: Claim, key: str, call: Callable[..., object], *given: Any, **named: Any) -> None:
    try:
        call(*given, **named)
    except InputError as error:
        raise claim.fault(key, *_said(error)) from error


def _said(error: InputError) -> tuple[str, str]:
    return error.fr.rstrip(". "), error.en.rstrip(". ")


# ---------------------------------------------------------------- lines and quotes


def _line(bundle: Bundle, claim: Claim, judged: Judged) -> dict[str, Any]:
    stated = judged.verdict == STATED
    sides = {"for": judged.supporting, "against": judged.opposing}
    carrying = {side: int(quotes["source"].nunique()) for side, quotes in sides.items()}
    kinds = {side: "·".join(LETTERS[kind] for kind in _kinds(bundle, quotes)) for side, quotes in sides.items()}
    count = len(judged.supporting) if judged.count is None else judged.count
    return {
        "id": claim.id,
        "sentence": claim.sentence,
        "row": judged.row,
        "verdict": judged.verdict,
        "for": np.nan if stated else count,
        "against": np.nan if stated else len(judged.opposing),
        "src_for": np.nan if stated else carrying["for"],
        "src_against": np.nan if stated else carrying["against"],
        "sources": np.nan if stated else judged.sources,
        "share": judged.reached / judged.base if judged.base else np.nan,
        "materials": kinds["for"],
        "materials_against": kinds["against"],
        "detail": judged.detail,
        "rule": _told(claim),
    }


def _kinds(bundle: Bundle, quotes: pd.DataFrame) -> list[str]:
    there = set(quotes["source"].map(bundle.sources["kind"]))
    return [kind for kind in MATERIALS if kind in there]


def _by_material(bundle: Bundle, evidence: Mapping[str, Mapping[str, pd.DataFrame]]) -> pd.DataFrame:
    lines = []
    for claim, sides in evidence.items():
        for side, quotes in sides.items():
            kind = quotes["source"].map(bundle.sources["kind"])
            for name in MATERIALS:
                here = quotes[kind == name]
                lines.append((claim, side, name, len(here), int(here["source"].nunique())))
    return pd.DataFrame(lines, columns=["claim", "side", "material", "passages", "sources"])


def _shown(bundle: Bundle, evidence: Mapping[str, Mapping[str, pd.DataFrame]]) -> pd.DataFrame:
    """The strongest passages each way, in reading order."""
    names = ["claim", "side", "source", "start", "end", "code", "speaker", "quote"]
    lines = [
        strongest(bundle, quotes)[names[2:]].assign(claim=claim, side=side)
        for claim, sides in evidence.items()
        for side, quotes in sides.items()
        if len(quotes)
    ]
    return pd.concat(lines, ignore_index=True)[names] if lines else pd.DataFrame(columns=names)


def strongest(bundle: Bundle, quotes: pd.DataFrame, most: int = SHOWN) -> pd.DataFrame:
    """The passages to show first: from different materials, then from different sources; within a source those
    that bear most of the claim's codes, then the longest. In reading order."""
    if len(quotes) <= most:
        return quotes
    frame = quotes.assign(
        _codes=-quotes["code"].str.count(r" \+ "),
        _size=quotes["start"] - quotes["end"],
        _kind=quotes["source"].map(bundle.sources["kind"]),
        _place=np.arange(len(quotes)),
    )
    by_weight = frame.sort_values(["_codes", "_size", "_place"], kind="stable")
    by_weight["_again"] = by_weight.groupby("source").cumcount()
    by_weight = by_weight.sort_values(["_again", "_codes", "_size", "_place"], kind="stable")
    by_weight["_same"] = by_weight.groupby("_kind").cumcount().where(by_weight["_again"] == 0, len(frame))
    kept = by_weight.sort_values(["_again", "_same"], kind="stable").head(most)
    return kept.sort_values("_place")[quotes.columns]


# ---------------------------------------------------------------- words


def _told(claim: Claim) -> str:
    rule = claim.rule
    few = tr(f"rien à dire sous {rule.segments} passages", f"nothing to say under {rule.segments} passages")
    materials = tr(f"{rule.materials} matériau(x)", f"{rule.materials} material(s)")
    if claim.kind == "fact":
        return tr("fait énoncé par l'étude", "fact stated by the study")
    if claim.kind in ("rank", "pair"):
        place = tr(f"dans les {rule.rank} premiers", f"in the first {rule.rank}") if rule.rank > 1 else ""
        place = place or tr("au premier rang, sans ex æquo", "in first place, without a tie")
        return f"{place}, {materials} ; {few}" if claim.kind == "rank" else f"{place} ; {few}"
    if claim.kind == "contrast":
        return tr(
            "B de signes opposés, les trois versions d'accord, sans changer de signe quand on ôte une source",
            "B of opposite signs, the three versions agreeing, the sign unchanged when a source is left out",
        )
    more = tr(", plus de pour que de contre", ", more for than against") if rule.more_than_against else ""
    if claim.kind == "period":
        rising = tr(", part des garde-fous en hausse", ", share of guard-rails rising") if rule.rising else ""
        share = f"{100 * rule.share:g} %"
        return tr(
            f"au moins {share} en {'/'.join(claim.phase)}{more}{rising} ; {few}",
            f"at least {share} in {'/'.join(claim.phase)}{more}{rising}; {few}",
        )
    return f"{_told_sources(rule)}, {materials}{more} ; {few}"


def _told_sources(rule: Rule) -> str:
    kinds = {
        "interview": tr("entretiens", "interviews"),
        "observation": tr("observations", "observations"),
        "document": tr("documents", "documents"),
    }
    what = kinds.get(str(rule.of), tr("sources", "sources"))
    part = f"{100 * rule.sources:g} %"
    share = tr(f"au moins {part} des {what}", f"at least {part} of {what}")
    least = tr(f"au moins {rule.least_sources} sources", f"at least {rule.least_sources} sources")
    said: Sequence[str] = [share] * bool(rule.sources) + [least] * bool(rule.least_sources)
    return ", ".join(said) or tr("au moins une source", "at least one source")


def _notes() -> tuple[str, ...]:
    return (
        tr(
            "holds : tient ; mixed : partagé ; not supported : non étayé ; too little : trop peu. La règle est "
            "écrite avec l'affirmation, avant de regarder ; la changer après coup se voit dans le fichier.",
            "The rule is written with the claim, before looking; changing it afterwards shows in the file.",
        ),
        tr(
            "Passages montrés : trois de chaque côté, de matériaux puis de sources différents, ceux qui portent "
            "le plus de codes de l'affirmation, puis les plus longs.",
            "Passages shown: three each way, from different materials then sources, those that bear most of the "
            "claim's codes, then the longest.",
        ),
        tr(
            "Les passages contraires sont à lire autant que les autres ; rien ici ne dit une cause.",
            "Passages against are to be read as much as the others; nothing here says a cause.",
        ),
    )
