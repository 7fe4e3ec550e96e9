"""The checks of one code, and of the codes among themselves (tree, ids, contraries)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from qualcoop.codebook.faults import CheckRule, Faults, Where, meant
from qualcoop.codebook.model import POLARITIES, STATUSES
from qualcoop.codebook.plain import CODE_FIELDS, LABELS, LISTS, as_text
from qualcoop.errors import RuleError

_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
_SPACES = re.compile(r"\s+")


def check_fields(faults: Faults, where: Where, id: str, data: Mapping[Any, Any], known: Iterable[str]) -> None:
    """Fields that nobody knows, with the field that was meant."""
    names = tuple(known)
    for name in data:
        if name not in names:
            fr, en = meant(str(name), names)
            faults.add((*where, name), id, str(name), f"ce champ n'existe pas{fr}", f"there is no such field{en}")


def check_label(
    faults: Faults, where: Where, id: str, name: str, value: object, language: str, *, wanted: bool
) -> None:
    """A text, or a map of fr and en; when `wanted`, not empty in the codebook's own language."""
    here = (*where, name)
    if isinstance(value, Mapping):
        check_fields(faults, here, id, value, ("fr", "en"))
        texts = [value.get("fr"), value.get("en")]
        own = as_text(value.get(language))
    else:
        texts = [value]
        own = "" if isinstance(value, (list, tuple)) else as_text(value)
    if any(isinstance(text, (Mapping, list, tuple, bool)) for text in texts):
        fr = "il faut un texte, ou « {fr: …, en: …} »."
        en = "a text is wanted, or '{fr: …, en: …}'."
        faults.add(here, id, name, fr, en)
    elif wanted and not own:
        place = here if value is not None else where
        fr, en = f"ce texte manque en « {language} ».", f"this text is missing in '{language}'."
        faults.add(place, id, name, fr, en)


def check_texts(faults: Faults, where: Where, id: str, name: str, value: object) -> list[str]:
    """A list of texts, each on one line, none empty, none twice; gives the texts.

    Rules that differ by capitals, spaces or the apostrophe's shape are the same rule.
    """
    same = _same if name in ("keywords", "exclude") else str
    if value is None:
        return []
    if not isinstance(value, (list, tuple)):
        fr = "il faut une liste, par exemple « [premier, second] »."
        en = "a list is wanted, for instance '[first, second]'."
        faults.add(where, id, name, fr, en)
        return []
    seen: set[str] = set()
    for number, each in enumerate(value):
        text = "" if isinstance(each, (Mapping, list, tuple, bool)) else as_text(each)
        if not text:
            fr, en = "un élément de la liste est vide ou n'est pas un texte.", "an item is empty or not a text."
        elif "\n" in text:
            fr = f"« {text.splitlines()[0]} … » tient sur plusieurs lignes ; un élément, une ligne."
            en = f"'{text.splitlines()[0]} …' takes several lines; one item, one line."
        elif same(text) in seen:
            fr, en = f"« {text} » y figure deux fois.", f"'{text}' is there twice."
        else:
            seen.add(same(text))
            continue
        faults.add((*where, number), id, name, fr, en)
    return [as_text(each) for each in value]


def _same(text: str) -> str:
    """Two rules that this maps to one text are the same rule."""
    return _SPACES.sub(" ", text.replace("’", "'")).casefold()


def check_code(faults: Faults, number: int, code: object, language: str, check_rule: CheckRule | None) -> None:
    """One code by itself."""
    where: Where = ("codes", number)
    if not isinstance(code, Mapping):
        fr = f"le code n° {number + 1} n'est pas décrit par des champs ; écrivez « - id: … »."
        en = f"code number {number + 1} is not described by fields; write '- id: …'."
        faults.add(where, "", "codes", fr, en)
        return
    id = as_text(code.get("id"))
    check_fields(faults, where, id, code, CODE_FIELDS)
    _check_id(faults, where, number, code.get("id"), id)
    _among(faults, where, id, "polarity", code.get("polarity"), POLARITIES)
    _among(faults, where, id, "status", code.get("status"), STATUSES)
    color = as_text(code.get("color"))
    if color and not _COLOR.fullmatch(color):
        fr = f"« {color} » n'est pas une couleur ; écrivez par exemple « #1b6ca8 » entre guillemets."
        en = f"'{color}' is not a colour; write for instance '#1b6ca8' in quotes."
        faults.add((*where, "color"), id, "color", fr, en)
    for name in LABELS:
        check_label(faults, where, id, name, code.get(name), language, wanted=name == "label")
    texts = {name: check_texts(faults, (*where, name), id, name, code.get(name)) for name in LISTS}
    for name in ("keywords", "exclude"):
        for at, rule in enumerate(texts[name]):
            _check_rule(faults, (*where, name, at), id, name, rule, check_rule)
    both = {_same(rule) for rule in texts["keywords"]} & {_same(rule) for rule in texts["exclude"]}
    for at, rule in enumerate(texts["exclude"]):
        if _same(rule) in both:
            fr = f"« {rule} » est aussi dans keywords ; la règle s'exclut elle-même."
            en = f"'{rule}' is in keywords too; the rule excludes itself."
            faults.add((*where, "exclude", at), id, "exclude", fr, en)


def _check_id(faults: Faults, where: Where, number: int, value: object, id: str) -> None:
    if isinstance(value, float):
        fr = f"« {value} » est un nombre ; mettez l'identifiant entre guillemets."
        en = f"{value} is a number; put the id in quotes."
    elif isinstance(value, (Mapping, list, tuple, bool)) or not id:
        fr = f"l'identifiant du code n° {number + 1} manque."
        en = f"the id of code number {number + 1} is missing."
    elif "\n" in id or "\t" in id:
        fr, en = "un identifiant tient sur une ligne.", "an id takes one line."
    else:
        return
    faults.add((*where, "id") if value is not None else where, id, "id", fr, en)


def _among(faults: Faults, where: Where, id: str, name: str, value: object, known: Sequence[str]) -> None:
    text = as_text(value)
    if not text or text in known:
        return
    fr, en = meant(text, known)
    listed = ", ".join(known)
    faults.add(
        (*where, name),
        id,
        name,
        f"« {text} » n'est pas admis (choix : {listed}){fr}",
        f"'{text}' is not allowed (choices: {listed}){en}",
    )


def _check_rule(faults: Faults, where: Where, id: str, name: str, rule: str, check_rule: CheckRule | None) -> None:
    if check_rule is None or not rule:
        return
    try:
        said = check_rule(rule)
    except RuleError as error:
        said = str(error)
    if isinstance(said, str) and said:
        faults.add(where, id, name, said, said)


def check_tree(faults: Faults, codes: Sequence[Mapping[str, Any]]) -> None:
    """The codes among themselves: doubled ids, parents, cycles, polarities, contraries, retired codes."""
    ids = [as_text(code.get("id")) for code in codes]
    first = {id: number for number, id in reversed(list(enumerate(ids))) if id}
    for number, (id, code) in enumerate(zip(ids, codes, strict=True)):
        if id and first[id] != number:
            _doubled(faults, number, id, codes[first[id]], code)
        elif id:
            _parent(faults, number, id, code, codes, first)
            _contraries(faults, number, id, code, codes, first)


def _doubled(faults: Faults, number: int, id: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> None:
    if "retired" in (as_text(one.get("status")), as_text(other.get("status"))):
        fr = "cet identifiant est celui d'un code retiré ; un identifiant ne sert jamais deux fois, prenez-en un neuf."
        en = "this id is a retired code's; an id never serves twice, take a new one."
    else:
        fr, en = "cet identifiant est donné à deux codes.", "this id is given to two codes."
    faults.add(("codes", number, "id"), id, "id", fr, en)


def _parent(
    faults: Faults,
    number: int,
    id: str,
    code: Mapping[str, Any],
    codes: Sequence[Mapping[str, Any]],
    first: Mapping[str, int],
) -> None:
    parent = as_text(code.get("parent"))
    where: Where = ("codes", number, "parent") if "parent" in code else ("codes", number)
    prefix = id.rpartition(".")[0]
    if prefix in first and parent != prefix:
        fr = f"l'identifiant annonce le parent « {prefix} » mais le champ dit « {parent or 'aucun'} »."
        en = f"the id announces the parent '{prefix}' but the field says '{parent or 'none'}'."
        faults.add(where, id, "parent", fr, en)
    if not parent:
        return
    if parent not in first:
        more_fr, more_en = meant(parent, first)
        fr = f"le code parent « {parent} » n'existe pas{more_fr}"
        en = f"there is no parent code '{parent}'{more_en}"
        faults.add(where, id, "parent", fr, en)
        return
    if _circle(id, codes, first):
        fr = f"ce code est son propre ancêtre (par « {parent} »)."
        en = f"this code is its own ancestor (through '{parent}')."
        faults.add(where, id, "parent", fr, en)
        return
    above = codes[first[parent]]
    own, upper = as_text(code.get("polarity")), as_text(above.get("polarity"))
    if own and upper and own != upper:
        fr = f"la polarité « {own} » diffère de celle de son parent « {parent} » (« {upper} »)."
        en = f"the polarity '{own}' differs from that of its parent '{parent}' ('{upper}')."
        faults.add(("codes", number, "polarity"), id, "polarity", fr, en)
    if as_text(above.get("status")) == "retired" and as_text(code.get("status")) != "retired":
        fr = f"son parent « {parent} » est retiré ; retirez aussi ce code ou changez-le de parent."
        en = f"its parent '{parent}' is retired; retire this code too or give it another parent."
        faults.add(where, id, "parent", fr, en)


def _circle(id: str, codes: Sequence[Mapping[str, Any]], first: Mapping[str, int]) -> bool:
    seen: set[str] = set()
    above = as_text(codes[first[id]].get("parent"))
    while above in first and above not in seen:
        if above == id:
            return True
        seen.add(above)
        above = as_text(codes[first[above]].get("parent"))
    return False


def _contraries(
    faults: Faults,
    number: int,
    id: str,
    code: Mapping[str, Any],
    codes: Sequence[Mapping[str, Any]],
    first: Mapping[str, int],
) -> None:
    given = code.get("contraries")
    active = as_text(code.get("status")) != "retired"
    for at, each in enumerate(given if isinstance(given, (list, tuple)) else ()):
        other = as_text(each)
        if not other:
            continue
        if other == id:
            fr, en = "un code ne peut être son propre contraire.", "a code cannot be its own contrary."
        elif other not in first:
            more_fr, more_en = meant(other, first)
            fr, en = f"le code « {other} » n'existe pas{more_fr}", f"there is no code '{other}'{more_en}"
        elif active and as_text(codes[first[other]].get("status")) == "retired":
            fr, en = f"le code « {other} » est retiré ; ôtez-le.", f"the code '{other}' is retired; take it out."
        else:
            continue
        faults.add(("codes", number, "contraries", at), id, "contraries", fr, en)
