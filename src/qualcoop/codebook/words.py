"""The names of a codebook's fields and values as people read them, in French and English."""

from __future__ import annotations

from collections.abc import Mapping

from qualcoop.language import tr

# Field → heading in French, in English. Fields in two languages have one heading each.
FIELDS: Mapping[str, tuple[str, str]] = {
    "id": ("identifiant", "id"),
    "parent": ("parent", "parent"),
    "family": ("famille", "family"),
    "polarity": ("polarité", "polarity"),
    "label.fr": ("libellé (fr)", "label (fr)"),
    "label.en": ("libellé (en)", "label (en)"),
    "definition.fr": ("définition (fr)", "definition (fr)"),
    "definition.en": ("définition (en)", "definition (en)"),
    "use_when.fr": ("à employer quand (fr)", "use when (fr)"),
    "use_when.en": ("à employer quand (en)", "use when (en)"),
    "do_not_use_when.fr": ("ne pas employer quand (fr)", "do not use when (fr)"),
    "do_not_use_when.en": ("ne pas employer quand (en)", "do not use when (en)"),
    "example.fr": ("exemple (fr)", "example (fr)"),
    "example.en": ("exemple (en)", "example (en)"),
    "contraries": ("contraires", "contraries"),
    "keywords": ("mots-clés", "keywords"),
    "exclude": ("exclusions", "exclude"),
    "color": ("couleur", "colour"),
    "status": ("statut", "status"),
    # the header
    "version": ("version", "version"),
    "language": ("langue", "language"),
    "derived_from": ("tiré de", "derived from"),
    "notes": ("note", "note"),
    "negators": ("mots de négation", "negators"),
    "negation_window": ("fenêtre de négation", "negation window"),
    "negation_exceptions": ("fausses négations", "negation exceptions"),
    "roles": ("rôles lus", "roles read"),
    "families": ("familles", "families"),
    "codes": ("codes", "codes"),
}

VALUES: Mapping[str, tuple[str, str]] = {
    "lever": ("levier", "lever"),
    "guard-rail": ("garde-fou", "guard-rail"),
    "process": ("processus", "process"),
    "context": ("contexte", "context"),
    "active": ("actif", "active"),
    "retired": ("retiré", "retired"),
}


def field_name(field: str) -> str:
    """The heading of a field in the user's language; an unknown field is its own name."""
    return tr(*FIELDS.get(field, (field, field)))


def value_name(value: str) -> str:
    """A polarity or a status in the user's language."""
    return tr(*VALUES.get(value, (value, value)))
