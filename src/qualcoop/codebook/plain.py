"""A codebook as plain lists and dictionaries (what YAML holds), both ways. Checks are in `validation`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from qualcoop.codebook.model import Code, Codebook, Family, Label, Matching, Polarity, Status
from qualcoop.text import nfc

# The fields of a code in the order in which they are written, by what they hold.
LABELS = ("label", "definition", "use_when", "do_not_use_when", "example")
LISTS = ("contraries", "keywords", "exclude")
CODE_FIELDS = ("id", "parent", "polarity", *LABELS, *LISTS, "color", "status")
HEADER_FIELDS = ("id", "version", "language", "derived_from", "notes")
FAMILY_FIELDS = ("id", "label", "codes")
_OLD_ROLES = {"interviewee": "respondent"}
MATCHING_FIELDS = ("negators", "negation_window", "negation_exceptions", "roles")


def as_text(value: object) -> str:
    """A scalar as NFC text without white space around it; nothing gives an empty text."""
    return "" if value is None else nfc(str(value)).strip()


def from_plain(data: Mapping[str, Any]) -> Codebook:
    """The codebook of plain data that `validate` found no fault in."""
    header = data.get("codebook") or {}
    language = as_text(header.get("language")) or "fr"
    return Codebook(
        id=as_text(header.get("id")),
        version=as_text(header.get("version")),
        language=language,
        codes=tuple(_code(each, language) for each in data.get("codes") or []),
        families=tuple(_family(each, language) for each in data.get("families") or []),
        matching=_matching(data.get("matching") or {}),
        notes=_texts(header.get("notes")),
        derived_from=as_text(header.get("derived_from")),
    )


def to_plain(codebook: Codebook) -> dict[str, Any]:
    """The codebook as plain data; fields at rest (no colour, active…) are left out."""
    header = {name: getattr(codebook, name) for name in HEADER_FIELDS}
    matching = {name: getattr(codebook.matching, name) for name in MATCHING_FIELDS}
    data = {
        "codebook": {name: _plain(value) for name, value in header.items()},
        "matching": {name: _plain(value) for name, value in matching.items()},
        "families": [
            {"id": family.id, "label": _plain(family.label), "codes": list(family.codes)}
            for family in codebook.families
        ],
        "codes": [code_to_plain(code) for code in codebook.codes],
    }
    if not codebook.families:
        del data["families"]
    return data


def code_to_plain(code: Code) -> dict[str, Any]:
    """One code as plain data."""
    found: dict[str, Any] = {"id": code.id, "parent": code.parent}
    for name in CODE_FIELDS[2:]:
        value = getattr(code, name)
        if value and not (name == "status" and value == "active"):
            found[name] = _plain(value)
    return found


def _plain(value: object) -> object:
    if isinstance(value, Label):
        return {"fr": value.fr, "en": value.en} if value.en else {"fr": value.fr}
    return list(value) if isinstance(value, tuple) else value


def _code(each: Mapping[str, Any], language: str) -> Code:
    labels = {name: as_label(each.get(name), language) for name in LABELS}
    lists = {name: _texts(each.get(name)) for name in LISTS}
    return Code(
        id=as_text(each.get("id")),
        parent=as_text(each.get("parent")) or None,
        polarity=cast("Polarity | None", as_text(each.get("polarity")) or None),
        label=labels["label"],
        definition=labels["definition"],
        use_when=labels["use_when"],
        do_not_use_when=labels["do_not_use_when"],
        example=labels["example"],
        contraries=lists["contraries"],
        keywords=lists["keywords"],
        exclude=lists["exclude"],
        color=as_text(each.get("color")).lower() or None,
        status=cast("Status", as_text(each.get("status")) or "active"),
    )


def _family(each: Mapping[str, Any], language: str) -> Family:
    return Family(as_text(each.get("id")), as_label(each.get("label"), language), _texts(each.get("codes")))


def _matching(given: Mapping[str, Any]) -> Matching:
    rest = Matching()
    roles = given.get("roles", given.get("speakers"))
    return Matching(
        negators=_texts(given.get("negators")),
        negation_window=int(as_text(given.get("negation_window")) or rest.negation_window),
        negation_exceptions=_texts(given.get("negation_exceptions")),
        roles=rest.roles if roles is None else tuple(_OLD_ROLES.get(role, role) for role in _texts(roles)),
    )


def as_label(value: object, language: str) -> Label:
    """A map of languages, or one text in the codebook's own language."""
    if isinstance(value, Mapping):
        return Label(as_text(value.get("fr")), as_text(value.get("en")))
    text = as_text(value)
    return Label(en=text) if language == "en" else Label(fr=text)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(as_text(each) for each in value) if isinstance(value, (list, tuple)) else ()
