"""Every fault of a codebook at once, a sentence each; nothing is corrected silently."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualcoop.codebook.code_checks import check_code, check_fields, check_label, check_texts, check_tree
from qualcoop.codebook.faults import CheckRule, Fault, Faults, Place
from qualcoop.codebook.plain import FAMILY_FIELDS, HEADER_FIELDS, MATCHING_FIELDS, as_text
from qualcoop.model import ROLES

TOP_FIELDS = ("codebook", "matching", "families", "codes")
# Said in older files about what cannot be chosen: accepted as long as it says what is done anyway.
_FIXED = {"case": "fold", "accents": "fold", "unit": "sentence", "on_negation": "suggest_contraries"}
_WIDEST_WINDOW = 50


def validate(
    data: object, check_rule: CheckRule | None = None, *, file: str = "", place: Place | None = None
) -> list[Fault]:
    """Every fault in plain `data` (what a YAML file holds): the header's, code by code, then the families'.

    check_rule: says in a sentence why a keyword rule cannot be read (None when it can), or raises
    RuleError; `qualcoop.suggest.rules.check_rule` is one. file, place: for the sentences only.
    """
    faults = Faults(file, place or (lambda _: ""))
    if not isinstance(data, Mapping):
        faults.add((), "", "", *_no_mapping(data))
        return faults.found
    known = (*TOP_FIELDS, "pattern_syntax")  # documentation in older files
    check_fields(faults, (), "", data, known)
    language = _header(faults, data)
    _matching(faults, data.get("matching"))
    codes = _list(faults, data, "codes")
    for number, code in enumerate(codes):
        check_code(faults, number, code, language, check_rule)
    mappings = [code if isinstance(code, Mapping) else {} for code in codes]
    check_tree(faults, mappings)
    _families(faults, _list(faults, data, "families", wanted=False), mappings, language)
    return faults.in_order()


def _no_mapping(data: object) -> tuple[str, str]:
    if data is None:
        return (
            "ce fichier est vide ; une grille contient au moins « codebook: » et « codes: ».",
            "this file is empty; a codebook holds at least 'codebook:' and 'codes:'.",
        )
    return (
        "ce fichier n'est pas une grille ; il doit commencer par « codebook: » puis donner « codes: ».",
        "this file is not a codebook; it must begin with 'codebook:' and then give 'codes:'.",
    )


def _list(faults: Faults, data: Mapping[str, Any], name: str, *, wanted: bool = True) -> list[Any]:
    value = data.get(name)
    if isinstance(value, (list, tuple)):
        return list(value)
    if name not in data and wanted:
        faults.add((), "", name, "la liste des codes manque.", "the list of codes is missing.")
    elif value is not None or (wanted and name in data):
        faults.add((name,), "", name, "il faut une liste, un élément par tiret.", "a list is wanted, one item a dash.")
    return []


def _header(faults: Faults, data: Mapping[str, Any]) -> str:
    """Checks the header; gives the codebook's language."""
    header = data.get("codebook")
    if not isinstance(header, Mapping):
        faults.add(
            ("codebook",) if "codebook" in data else (),
            "",
            "codebook",
            "l'en-tête manque ; donnez au moins « id: » et « version: ».",
            "the header is missing; give at least 'id:' and 'version:'.",
        )
        return "fr"
    check_fields(faults, ("codebook",), "", header, HEADER_FIELDS)
    for name in ("id", "version"):
        where = ("codebook", name) if name in header else ("codebook",)
        value = header.get(name)
        if isinstance(value, float):
            faults.add(
                where,
                "",
                name,
                f"« {value} » est un nombre ; mettez-le entre guillemets.",
                f"{value} is a number; put it in quotes.",
            )
        elif isinstance(value, (Mapping, list, bool)) or not as_text(value):
            faults.add(where, "", name, "ce champ de l'en-tête manque.", "this field of the header is missing.")
    check_texts(faults, ("codebook", "notes"), "", "notes", header.get("notes"))
    language = as_text(header.get("language")) or "fr"
    if language not in ("fr", "en"):
        faults.add(
            ("codebook", "language"),
            "",
            "language",
            f"« {language} » n'est pas une langue admise ; écrivez fr ou en.",
            f"'{language}' is not a language taken; write fr or en.",
        )
    return language


def _matching(faults: Faults, given: object) -> None:
    if given is None:
        return
    if not isinstance(given, Mapping):
        faults.add(
            ("matching",),
            "",
            "matching",
            "il faut des réglages, un « nom: valeur » par ligne.",
            "settings are wanted, a 'name: value' a line.",
        )
        return
    check_fields(faults, ("matching",), "", given, (*MATCHING_FIELDS, *_FIXED, "speakers"))
    for name in ("negators", "negation_exceptions", "roles", "speakers"):
        check_texts(faults, ("matching", name), "", name, given.get(name))
    for name, only in _FIXED.items():
        if name in given and as_text(given[name]) != only:
            faults.add(
                ("matching", name),
                "",
                name,
                f"seul « {only} » est possible.",
                f"only '{only}' is possible.",
            )
    _window(faults, given.get("negation_window"))
    for name in ("roles", "speakers"):
        roles = given.get(name)
        for number, role in enumerate(roles if isinstance(roles, (list, tuple)) else ()):
            if as_text(role) not in (*ROLES, *(["interviewee"] if name == "speakers" else [])):
                faults.add(
                    ("matching", name, number),
                    "",
                    name,
                    f"« {role} » n'est pas un rôle ; choisissez parmi {', '.join(ROLES)}.",
                    f"'{role}' is not a role; choose among {', '.join(ROLES)}.",
                )


def _window(faults: Faults, window: object) -> None:
    text = as_text(window)
    if window is None or (text.isascii() and text.isdigit() and int(text[:9]) <= _WIDEST_WINDOW):
        return
    faults.add(
        ("matching", "negation_window"),
        "",
        "negation_window",
        f"« {text} » n'est pas un nombre de mots entre 0 et {_WIDEST_WINDOW}.",
        f"'{text}' is not a number of words between 0 and {_WIDEST_WINDOW}.",
    )


def _families(faults: Faults, families: list[Any], codes: list[Mapping[str, Any]], language: str) -> None:
    parents = {as_text(code.get("id")): as_text(code.get("parent")) for code in codes}
    taken: dict[str, str] = {}
    seen: set[str] = set()
    for number, family in enumerate(families):
        where = ("families", number)
        if not isinstance(family, Mapping):
            faults.add(where, "", "families", "une famille se décrit par « id: ».", "a family is described by 'id:'.")
            continue
        id = as_text(family.get("id"))
        check_fields(faults, where, id, family, FAMILY_FIELDS)
        if not id:
            faults.add(where, "", "id", "l'identifiant de la famille manque.", "the family's id is missing.")
        elif id in seen or id in parents:
            faults.add(
                (*where, "id"),
                id,
                "id",
                "cet identifiant est déjà pris par un code ou une famille.",
                "this id is already taken by a code or a family.",
            )
        seen.add(id)
        check_label(faults, where, id, "label", family.get("label"), language, wanted=True)
        members = check_texts(faults, (*where, "codes"), id, "codes", family.get("codes"))
        for place, member in enumerate(members):
            _member(faults, (*where, "codes", place), id, member, parents, taken)


def _member(
    faults: Faults, where: tuple[Any, ...], id: str, member: str, parents: dict[str, str], taken: dict[str, str]
) -> None:
    if member not in parents:
        fr, en = f"le code « {member} » n'existe pas.", f"there is no code '{member}'."
    elif parents[member]:
        fr = f"« {member} » est un sous-code ; une famille réunit des codes de premier rang."
        en = f"'{member}' is a sub-code; a family gathers top codes."
    elif member in taken and taken[member] != id:
        fr = f"« {member} » est déjà dans la famille « {taken[member]} »."
        en = f"'{member}' is already in the family '{taken[member]}'."
    else:
        taken[member] = id
        return
    faults.add(where, id, "codes", fr, en)
