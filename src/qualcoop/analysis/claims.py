"""Display 12: claims of a case, each with its query, its evidence, its counter-evidence and its verdict.

The rules of the verdict are written with the claim, before looking, and printed with it. A claim is plain data
(from a YAML file that is versioned)::

    - id: P1-temps
      sentence: {fr: "Dans P1, le temps manque.", en: "In P1, time is short."}
      case: P1 without P1a
      for: [G3]
      against: [L4]
      with: [G2.1]          # optional: "for" counts only in a window that also holds one of these
      window: turn          # of "with"
      kind: [interview]     # optional filters: kind, phase
      rule: {sources: 0.5, materials: 2, segments: 5, more_than_against: true}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import pandas as pd

from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.cells import Cells
from qualcoop.analysis.columns import Columns
from qualcoop.analysis.materials import LETTERS
from qualcoop.analysis.positions import Ints
from qualcoop.analysis.quotes import distinct_quotes
from qualcoop.analysis.result import Result
from qualcoop.analysis.rows import one_row
from qualcoop.analysis.units import WINDOWS, units
from qualcoop.errors import InputError, UnknownNameError
from qualcoop.language import language, tr
from qualcoop.model import KINDS

SHOWN = 3


@dataclass(frozen=True)
class Rule:
    """When a claim holds.

    sources: least share of the row's coded sources with evidence; materials: least number of materials with
    evidence; segments: least passages for and against together, under which there is too little to say;
    more_than_against: more passages for than against.
    """

    sources: float = 0.5
    materials: int = 2
    segments: int = 5
    more_than_against: bool = True


@dataclass(frozen=True)
class Claim:
    """One claim; see the module for the fields."""

    id: str
    fr: str
    en: str
    supporting: tuple[str, ...]
    opposing: tuple[str, ...] = ()
    case: str | None = None
    together: tuple[str, ...] = ()
    window: str = "turn"
    kind: tuple[str, ...] = ()
    phase: tuple[str, ...] = ()
    rule: Rule = field(default_factory=Rule)

    @property
    def sentence(self) -> str:
        """The claim in the user's language."""
        return (self.fr or self.en) if language() == "fr" else (self.en or self.fr)


@dataclass(frozen=True)
class Claims(Result):
    """frame: one line per claim: sentence, row, verdict, counts for and against, share of sources, materials.

    extra["quotes"]: up to three passages each way, from different sources first, in reading order.
    """

    evidence: Mapping[str, Mapping[str, pd.DataFrame]] = field(default_factory=dict)

    def quotes(self, claim: str, side: str = "for") -> pd.DataFrame:
        """Every passage "for" or "against" a claim. Raises UnknownNameError."""
        if claim not in self.evidence:
            raise UnknownNameError("L'affirmation", "The claim", claim, self.evidence)
        if side not in ("for", "against"):
            raise UnknownNameError("Le côté", "The side", side, ("for", "against"))
        return self.evidence[claim][side]


def parse(data: object, file: str = "claims.yaml") -> list[Claim]:
    """Claims from plain data (a list, or a mapping with a list under `claims`). Raises InputError."""
    listed = data.get("claims") if isinstance(data, Mapping) else data
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        raise _fault(file, "?", "une liste « claims » est attendue", "a list 'claims' is expected")
    found = [_claim(each, f"{file}, {number}") for number, each in enumerate(listed, 1)]
    twice = sorted({claim.id for claim in found if [other.id for other in found].count(claim.id) > 1})
    if twice:
        raise _fault(file, twice[0], "cet identifiant sert deux fois", "this id is used twice")
    return found


def claims(bundle: Bundle, asked: Iterable[Claim], *, with_pro: bool = False) -> Claims:
    """The verdict on each claim: "holds", "mixed", "not supported" or "too little".

    holds: every condition of the rule is met; not supported: neither the share of sources nor, where asked,
    more for than against; mixed: anything between. Raises UnknownNameError for a code, case, material, period
    or window that the study does not know.
    """
    lines: list[dict[str, Any]] = []
    evidence: dict[str, dict[str, pd.DataFrame]] = {}
    for claim in asked:
        line, evidence[claim.id] = _judged(bundle, claim, with_pro)
        lines.append(line)
    names = (
        "id sentence row verdict for against src_for src_against sources share materials materials_against rule"
    ).split()
    return Claims(
        "claims",
        pd.DataFrame(lines, columns=names).set_index("id"),
        _notes(),
        bundle.context,
        extra={"quotes": _shown(evidence)},
        evidence=evidence,
    )


def _judged(bundle: Bundle, claim: Claim, with_pro: bool) -> tuple[dict[str, Any], dict[str, pd.DataFrame]]:
    if claim.kind or claim.phase:
        bundle = bundle.filter(kind=claim.kind or None, phase=claim.phase or None)
    row = one_row(bundle, claim.case, with_pro)
    sides = {}
    cells = None
    for side, codes in (("for", claim.supporting), ("against", claim.opposing)):
        if not codes:
            sides[side] = distinct_quotes(bundle, np.empty(0, dtype=np.int64))
            continue
        cells = Cells(bundle, row, Columns.of(bundle.codebook, codes))
        segment, cell = cells.pairs
        chosen = np.unique(segment[cell < cells.shape[1]])
        if side == "for" and claim.together:
            chosen = _together(bundle, cells, chosen, claim)
        sides[side] = distinct_quotes(bundle, chosen)
    assert cells is not None
    sources = int(cells.bases.sources[0])
    counts = {side: len(quotes) for side, quotes in sides.items()}
    carrying = {side: int(quotes["source"].nunique()) for side, quotes in sides.items()}
    kinds = {side: _kinds(bundle, quotes) for side, quotes in sides.items()}
    share = carrying["for"] / sources if sources else np.nan
    line = {
        "id": claim.id,
        "sentence": claim.sentence,
        "row": row.ids[0],
        "verdict": _verdict(claim.rule, counts, share, len(kinds["for"])),
        **counts,
        "src_for": carrying["for"],
        "src_against": carrying["against"],
        "sources": sources,
        "share": share,
        "materials": "·".join(LETTERS[kind] for kind in kinds["for"]),
        "materials_against": "·".join(LETTERS[kind] for kind in kinds["against"]),
        "rule": _told(claim.rule),
    }
    return line, sides


def _verdict(rule: Rule, counts: Mapping[str, int], share: float, materials: int) -> str:
    if np.isnan(share) or counts["for"] + counts["against"] < rule.segments:
        return "too little"
    enough = [share >= rule.sources]
    if rule.more_than_against:
        enough.append(counts["for"] > counts["against"])
    if all(enough) and materials >= rule.materials:
        return "holds"
    return "mixed" if any(enough) else "not supported"


def _together(bundle: Bundle, cells: Cells, mine: Ints, claim: Claim) -> Ints:
    """The segments of `mine` in a window that also holds one of the codes `together`."""
    others = Cells(bundle, cells.rows, Columns.of(bundle.codebook, claim.together))
    segment, cell = others.pairs
    theirs = np.unique(segment[cell < others.shape[1]])
    windows = units(bundle, claim.window, cells.bases.members[0] | cells.bases.guests[0])
    unit, touching = windows.touching(mine, mine)
    there, _ = windows.touching(theirs, theirs)
    return np.unique(touching[np.isin(unit, there)])


def _kinds(bundle: Bundle, quotes: pd.DataFrame) -> list[str]:
    there = set(quotes["source"].map(bundle.sources["kind"]))
    return [kind for kind in KINDS if kind in there]


def _shown(evidence: Mapping[str, Mapping[str, pd.DataFrame]]) -> pd.DataFrame:
    lines = []
    for claim, sides in evidence.items():
        for side, quotes in sides.items():
            again = quotes.groupby("source").cumcount()
            first = quotes.assign(_again=again).sort_values("_again", kind="stable").head(SHOWN)
            kept = first.sort_index()[["source", "start", "end", "code", "speaker", "quote"]]
            lines.append(kept.assign(claim=claim, side=side))
    names = ["claim", "side", "source", "start", "end", "code", "speaker", "quote"]
    return pd.concat(lines, ignore_index=True)[names] if lines else pd.DataFrame(columns=names)


def _told(rule: Rule) -> str:
    more = tr(", plus de pour que de contre", ", more for than against") if rule.more_than_against else ""
    return tr(
        f"au moins {100 * rule.sources:g} % des sources, {rule.materials} matériau(x){more} ; "
        f"rien à dire sous {rule.segments} passages",
        f"at least {100 * rule.sources:g} % of sources, {rule.materials} material(s){more}; "
        f"nothing to say under {rule.segments} passages",
    )


def _claim(data: object, place: str) -> Claim:
    if not isinstance(data, Mapping):
        raise _fault(place, "?", "une affirmation a des champs (id, sentence, for…)", "a claim has fields")
    known = {"id", "sentence", "case", "for", "against", "with", "window", "kind", "phase", "rule"}
    name = str(data.get("id") or "?")
    for key in data:
        if key not in known:
            raise _fault(place, name, f"champ inconnu « {key} »", f"unknown field '{key}'")
    for key in ("id", "sentence", "for"):
        if not data.get(key):
            raise _fault(place, name, f"le champ « {key} » manque", f"the field '{key}' is missing")
    window = str(data.get("window", "turn"))
    if window not in WINDOWS[1:]:
        raise UnknownNameError("La fenêtre", "The window", window, WINDOWS[1:])
    said = data["sentence"]
    both = said if isinstance(said, Mapping) else {"fr": said, "en": said}
    return Claim(
        name,
        str(both.get("fr") or ""),
        str(both.get("en") or ""),
        _names(data["for"]),
        _names(data.get("against")),
        None if data.get("case") is None else str(data["case"]),
        _names(data.get("with")),
        window,
        _names(data.get("kind")),
        _names(data.get("phase")),
        _rule(data.get("rule") or {}, place, name),
    )


def _rule(data: object, place: str, name: str) -> Rule:
    known = {each.name for each in fields(Rule)}
    if not isinstance(data, Mapping) or set(data) - known:
        listed = ", ".join(sorted(known))
        raise _fault(place, name, f"« rule » a pour champs {listed}", f"'rule' has the fields {listed}")
    for key, value in data.items():
        right = isinstance(value, bool) == (key == "more_than_against") and isinstance(value, (int, float))
        if not right or value < 0:
            raise _fault(place, name, f"« {key} » : valeur refusée ({value})", f"'{key}': value refused ({value})")
    return Rule(**data)


def _names(data: object) -> tuple[str, ...]:
    if data is None:
        return ()
    return tuple(str(each) for each in data) if isinstance(data, (list, tuple)) else (str(data),)


def _fault(place: str, name: str, fr: str, en: str) -> InputError:
    return InputError(f"{place}, affirmation « {name} » : {fr}.", f"{place}, claim '{name}': {en}.")


def _notes() -> tuple[str, ...]:
    return (
        tr(
            "holds : tient ; mixed : partagé ; not supported : non étayé ; too little : trop peu. La règle est "
            "écrite avec l'affirmation, avant de regarder ; la changer après coup se voit dans le fichier.",
            "The rule is written with the claim, before looking; changing it afterwards shows in the file.",
        ),
        tr(
            "Les passages contraires sont à lire autant que les autres ; rien ici ne dit une cause.",
            "Passages against are to be read as much as the others; nothing here says a cause.",
        ),
    )
