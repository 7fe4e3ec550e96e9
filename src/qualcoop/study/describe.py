"""Events as sentences: what a line of the journal tells a researcher, in French and in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualcoop.language import tr

_SENTENCES: dict[str, tuple[str, str]] = {
    "create": ("étude créée : {name}", "study created: {name}"),
    "describe": ("description de l'étude changée", "study description changed"),
    "set_codebook": ("grille en version {version}", "codebook now at version {version}"),
    "add_sources": ("{n} source(s) ajoutée(s) : {ids}", "{n} source(s) added: {ids}"),
    "refuse_files": ("{n} fichier(s) refusé(s) : {names}", "{n} file(s) refused: {names}"),
    "remove_source": (
        "source {source} retirée, avec {n} codage(s)",
        "source {source} removed, with {n} coding(s)",
    ),
    "set_attributes": ("attributs de {source} changés : {names}", "attributes of {source} changed: {names}"),
    "set_speakers": ("locuteurs de {source} précisés : {names}", "speakers of {source} set: {names}"),
    "set_cases": ("cas définis : {ids}", "cases set: {ids}"),
    "set_persons": ("{n} personne(s) définie(s)", "{n} person(s) set"),
    "set_phases": ("{n} période(s) définie(s)", "{n} phase(s) set"),
    "code": ("{code} sur {source} [{start}, {end}) « {quote} »", "{code} on {source} [{start}, {end}) '{quote}'"),
    "add_codings": ("{n} codage(s) ajouté(s)", "{n} coding(s) added"),
    "uncode": ("{code} retiré de {source} « {quote} »", "{code} removed from {source} '{quote}'"),
    "edit_coding": (
        "codage {code} de {source} modifié ({names})",
        "coding {code} of {source} edited ({names})",
    ),
    "mark_coded": (
        "{source} marquée comme codée (couche {layer})",
        "{source} marked as coded (layer {layer})",
    ),
    "unmark_coded": (
        "{source} n'est plus marquée comme codée (couche {layer})",
        "{source} no longer marked as coded (layer {layer})",
    ),
    "suggest": (
        "suggestions recalculées : {new} nouvelle(s), {gone} disparue(s)",
        "suggestions run again: {new} new, {gone} gone",
    ),
    "suggest_by_model": (
        "suggestions recalculées avec le modèle {model} : {new} nouvelle(s), {gone} disparue(s)",
        "suggestions run again with the model {model}: {new} new, {gone} gone",
    ),
    "learn": (
        "appris de la couche {layer} : {new} suggestion(s) nouvelle(s), {gone} disparue(s)",
        "learned from the layer {layer}: {new} new suggestion(s), {gone} gone",
    ),
    "accept": ("suggestion acceptée : {code} sur {source}", "suggestion accepted: {code} on {source}"),
    "reject": ("suggestion refusée : {code} sur {source}", "suggestion rejected: {code} on {source}"),
    "reopen": ("suggestion remise en attente : {code} sur {source}", "suggestion reopened: {code} on {source}"),
}
# The same verbs where one change decides on several suggestions.
_MANY: dict[str, tuple[str, str]] = {
    "accept": (
        "{n} suggestions acceptées ensemble : {code} sur {source}",
        "{n} suggestions accepted together: {code} on {source}",
    ),
    "reject": (
        "{n} suggestions refusées ensemble : {code} sur {source}",
        "{n} suggestions rejected together: {code} on {source}",
    ),
    "reopen": (
        "{n} suggestions remises en attente ensemble : {code} sur {source}",
        "{n} suggestions reopened together: {code} on {source}",
    ),
}
_BEFORE: dict[str, tuple[str, str]] = {
    "undo": ("annulé : {0}", "undone: {0}"),
    "redo": ("rétabli : {0}", "redone: {0}"),
}
_SHOWN = 60


class _Missing(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "?"


def describe(verb: str, subject: Mapping[str, Any]) -> str:
    """The sentence for an event; an unknown verb (a later version's) is named as it stands."""
    if verb in _BEFORE:
        inner = describe(str(subject.get("verb", "?")), subject)
        return tr(*_BEFORE[verb]).format(inner)
    known = _MANY if verb in _MANY and subject.get("n", 1) > 1 else _SENTENCES
    sentence = tr(*known[verb]) if verb in known else verb
    return sentence.format_map(_Missing(subject))


def shorten(text: str, size: int = _SHOWN) -> str:
    """A quote on one line, cut at `size` characters."""
    line = " ".join(text.split())
    return line if len(line) <= size else line[: size - 1] + "…"


def listed(names: list[str], most: int = 8) -> str:
    """The first names, and how many more there are."""
    more = f" … (+{len(names) - most})" if len(names) > most else ""
    return ", ".join(names[:most]) + more
