"""Claims as plain data: what a claims file holds, and every way in which it can be wrong, in one sentence each.

::

    - id: P1-temps
      sentence: {fr: "Dans P1, le temps manque.", en: "In P1, time is short."}
      kind: evidence        # or fact, rank, pair, period, contrast: see `qualcoop.analysis.claim_kinds`
      case: P1 without P1a
      for: [G3]
      against: [L4]
      with: [G2.1]          # evidence: "for" counts only in a window that also holds one of these; pair: the other code
      window: turn          # of "with"
      material: [interview] # filters
      phase: [C]            # a filter; in a claim of kind period: the period in which "for" should lie
      measure: seg          # rank: what is ranked; evidence: seg or src; contrast: balance
      among: {group: G, level: family}   # rank, pair: the codes compared, or a list of codes
      than: P1a             # contrast: the other case
      rule: {sources: 0.5, materials: 2, segments: 5, more_than_against: true}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from qualcoop.analysis.units import WINDOWS
from qualcoop.analysis.wording import MEASURES
from qualcoop.errors import InputError
from qualcoop.language import language, tr

KINDS = ("evidence", "fact", "rank", "pair", "period", "contrast")
# What a claim of each kind may measure; the first is the default.
MEASURED: dict[str, tuple[str, ...]] = {
    "evidence": ("seg", "src"),
    "rank": MEASURES,
    "pair": ("seg",),
    "period": ("seg",),
    "contrast": ("balance",),
    "fact": ("",),
}
NEEDED = {"evidence": ("for",), "rank": ("for", "among"), "pair": ("for", "with"), "period": ("for", "phase")}
NEEDED |= {"contrast": ("case", "than"), "fact": ()}
LEVELS = ("family", "code")
FIELDS = "id kind sentence note case than for against with window material phase measure among rule".split()


@dataclass(frozen=True)
class Rule:
    """When a claim holds.

    sources: least share of the row's coded sources with evidence (or of the row's own sources of the material `of`);
    least_sources: least number of them; materials: least number of materials with evidence; segments: least
    passages for and against together, under which there is too little to say; more_than_against: more for than
    against; rank: the place to be reached; share: least share of the passages in the period; rising: the share
    of guard-rails is higher in that period than in the first.
    """

    sources: float = 0.5
    least_sources: int = 0
    of: str | None = None
    materials: int = 2
    segments: int = 5
    more_than_against: bool = True
    rank: int = 1
    share: float = 0.5
    rising: bool = False


@dataclass(frozen=True)
class Among:
    """Codes compared: those of `codes`, or those of a group at a level (families, or codes without sub-codes)."""

    codes: tuple[str, ...] = ()
    group: str = ""
    level: str = "family"


@dataclass(frozen=True)
class Claim:
    """One claim; see the module for the fields. `file` names where it stands."""

    id: str
    fr: str
    en: str
    supporting: tuple[str, ...] = ()
    opposing: tuple[str, ...] = ()
    kind: str = "evidence"
    case: str | None = None
    than: str | None = None
    together: tuple[str, ...] = ()
    window: str = "turn"
    material: tuple[str, ...] = ()
    phase: tuple[str, ...] = ()
    measure: str = "seg"
    among: Among = field(default_factory=Among)
    rule: Rule = field(default_factory=Rule)
    note: str = ""
    file: str = "claims.yaml"

    @property
    def sentence(self) -> str:
        """The claim in the user's language."""
        return (self.fr or self.en) if language() == "fr" else (self.en or self.fr)

    def fault(self, name: str, fr: str, en: str) -> InputError:
        """What is wrong with a field of this claim, with its file and id."""
        return _fault(self.file, self.id, name, fr, en)


def parse(data: object, file: str = "claims.yaml") -> list[Claim]:
    """Claims from plain data (a list, or a mapping with a list under `claims`). Raises InputError.

    Numbers may stand as text, as a YAML reader that keeps every scalar as written gives them.
    """
    listed = data.get("claims") if isinstance(data, Mapping) else data
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        raise _fault(file, "", "claims", "une liste d'affirmations est attendue", "a list of claims is expected")
    found = [_claim(each, file, number) for number, each in enumerate(listed, 1)]
    seen: set[str] = set()
    for claim in found:
        if claim.id in seen:
            raise claim.fault("id", "cet identifiant sert deux fois", "this id is used twice")
        seen.add(claim.id)
    return found


def layer_of(data: object) -> str | None:
    """The layer that a claims file asks for with ``layer:``, if it does."""
    asked = data.get("layer") if isinstance(data, Mapping) else None
    return None if asked is None else str(asked)


def _claim(data: object, file: str, number: int) -> Claim:
    if not isinstance(data, Mapping):
        raise _fault(
            file, f"n° {number}", "", "une affirmation a des champs (id, sentence, for…)", "a claim has fields"
        )
    name = str(data.get("id") or f"n° {number}")
    kind = str(data.get("kind") or "evidence")
    _known_fields(data, file, name)
    _one_of(kind, KINDS, file, name, "kind")
    for key in ("id", "sentence", *NEEDED[kind]):
        if not data.get(key):
            raise _fault(file, name, key, "ce champ manque", "this field is missing")
    window = str(data.get("window") or "turn")
    _one_of(window, WINDOWS[1:], file, name, "window")
    measure = str(data.get("measure") or MEASURED[kind][0])
    _one_of(measure, MEASURED[kind], file, name, "measure")
    rule = _rule(data.get("rule"), file, name)
    if rule.rising and not data.get("case"):
        raise _fault(
            file, name, "case", "« rising » compare les périodes d'un cas : nommez-le", "'rising' needs a case"
        )
    said = data["sentence"]
    both = said if isinstance(said, Mapping) else {"fr": said, "en": said}
    return Claim(
        id=name,
        fr=_text(both.get("fr")),
        en=_text(both.get("en")),
        supporting=_names(data.get("for"), file, name, "for"),
        opposing=_names(data.get("against"), file, name, "against"),
        kind=kind,
        case=_text(data.get("case")) or None,
        than=_text(data.get("than")) or None,
        together=_names(data.get("with"), file, name, "with"),
        window=window,
        material=_names(data.get("material"), file, name, "material"),
        phase=_names(data.get("phase"), file, name, "phase"),
        measure=measure,
        among=_among(data.get("among"), file, name),
        rule=rule,
        note=_note(data.get("note")),
        file=file,
    )


def _known_fields(data: Mapping[Any, Any], file: str, name: str) -> None:
    for key in data:
        if key not in FIELDS:
            listed = ", ".join(FIELDS)
            raise _fault(file, name, str(key), f"champ inconnu ; connus : {listed}", f"unknown field; known: {listed}")


def _among(data: object, file: str, name: str) -> Among:
    if not isinstance(data, Mapping):
        return Among(_names(data, file, name, "among"))
    for key in data:
        _one_of(str(key), ("group", "level"), file, name, "among")
    level = str(data.get("level") or "family")
    _one_of(level, LEVELS, file, name, "among")
    if not data.get("group"):
        raise _fault(file, name, "among", "dites le groupe : {group: G}", "name the group: {group: G}")
    return Among((), str(data["group"]), level)


def _rule(data: object, file: str, name: str) -> Rule:
    known = {each.name: each.default for each in fields(Rule)}
    if data is None:
        return Rule()
    if not isinstance(data, Mapping) or set(data) - set(known):
        listed = ", ".join(known)
        raise _fault(file, name, "rule", f"« rule » a pour champs {listed}", f"'rule' has the fields {listed}")
    values: dict[str, Any] = {}
    for key, value in data.items():
        meant = str(value) if known[key] is None else _number(value, known[key])
        if meant is None:
            raise _fault(file, name, f"rule.{key}", f"valeur refusée ({value})", f"value refused ({value})")
        values[key] = meant
    return Rule(**values)


def _number(value: object, like: object) -> bool | int | float | None:
    """The value as a number (or yes/no) of the kind of `like`; None where it is none, or below 0."""
    if isinstance(like, bool):
        return {"true": True, "false": False}.get(str(value).strip().lower())
    if isinstance(value, bool):
        return None
    try:
        number = float(str(value))
    except ValueError:
        return None
    if not 0 <= number < 1e9 or (isinstance(like, int) and not number.is_integer()):
        return None
    return int(number) if isinstance(like, int) else number


def _one_of(value: str, known: Sequence[str], file: str, name: str, key: str) -> None:
    if value not in known:
        listed = ", ".join(known)
        raise _fault(file, name, key, f"« {value} » est inconnu ; connus : {listed}", f"'{value}' is unknown; {listed}")


def _names(data: object, file: str, name: str, key: str) -> tuple[str, ...]:
    if data is None:
        return ()
    several = data if isinstance(data, (list, tuple)) else [data]
    if any(isinstance(each, (Mapping, list, tuple)) for each in several):
        raise _fault(file, name, key, "un nom ou une liste de noms est attendu", "a name or a list is expected")
    return tuple(dict.fromkeys(str(each) for each in several if each is not None))


def _text(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())


def _note(value: object) -> str:
    if isinstance(value, Mapping):
        return tr(_text(value.get("fr")), _text(value.get("en") or value.get("fr")))
    return _text(value)


def _fault(file: str, name: str, key: str, fr: str, en: str) -> InputError:
    place_fr = "".join((f", affirmation « {name} »" if name else "", f", champ « {key} »" if key else ""))
    place_en = "".join((f", claim '{name}'" if name else "", f", field '{key}'" if key else ""))
    return InputError(f"{file}{place_fr} : {fr}.", f"{file}{place_en}: {en}.")
