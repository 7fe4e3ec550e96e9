"""What stands over a column in the terminal, and what its cells say: the reader's words for the program's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from qualcoop.language import tr

_HEADS = {
    "accepted": ("acceptées", "accepted"), "actor": ("qui", "who"), "against": ("contre", "against"),
    "case": ("cas", "case"), "contested": ("contestés", "contested"), "contraries": ("contraires", "contraries"),
    "count": ("fois", "times"), "date": ("date", "date"), "edited": ("corrigées", "edited"), "end": ("fin", "end"),
    "examples": ("exemples", "examples"), "family": ("famille", "family"), "file": ("fichier", "file"),
    "for": ("pour", "for"), "g2": ("G²", "G²"), "hits": ("trouvailles", "hits"), "id": ("source", "source"),
    "imported": ("importés", "imported"), "kind": ("matériau", "material"), "lift": ("lift", "lift"),
    "manual": ("à la main", "by hand"), "missed": ("manquées", "missed"), "n_both": ("n 1 et 2", "n 1 and 2"),
    "n_one": ("n 1", "n 1"), "n_two": ("n 2", "n 2"), "offered": ("proposées", "offered"), "one": ("code 1", "code 1"),
    "origin": ("origine", "origin"), "p_one_given_two": ("P(1|2)", "P(1|2)"), "p_two_given_one": ("P(2|1)", "P(2|1)"),
    "passages": ("passages", "passages"), "pending": ("à juger", "to judge"),
    "per_1k": ("pour 1 000 mots", "per 1,000 words"), "quote": ("citation", "quote"),
    "rejected": ("rejetées", "rejected"), "rest": ("ailleurs", "elsewhere"), "right": ("justes", "right"),
    "right_10": ("justes sur 10", "right in 10"), "right_at_rules": ("justes, au même nombre", "right, at as many"),
    "row": ("ligne", "row"), "rule": ("règle", "rule"), "rules_offered": ("règles : proposées", "rules: offered"),
    "rules_right": ("règles : justes", "rules: right"), "sentences": ("phrases", "sentences"), "seq": ("n°", "no."),
    "shared": ("communes", "shared"), "siblings": ("frères", "siblings"), "speaker": ("locuteur", "speaker"),
    "speakers": ("locuteurs", "speakers"), "start": ("début", "start"), "turns": ("tours", "turns"),
    "two": ("code 2", "code 2"), "undone": ("annulé", "undone"), "uneven": ("inégaux", "uneven"),
    "unit": ("unité", "unit"), "what": ("ce qui a été fait", "what was done"), "word": ("mot", "word"),
    "words": ("mots", "words"), "at": ("quand", "when"),
}  # fmt: skip
_CHECKED = {
    "codings": ("codages", "codings"), "database": ("fichier", "file"), "events": ("événements", "events"),
    "sources": ("sources", "sources"), "suggestions": ("suggestions", "suggestions"), "tables": ("tables", "tables"),
    "texts": ("textes", "texts"), "codebooks": ("grilles", "codebooks"),
}  # fmt: skip


def head(name: str) -> str:
    """The words over a column; a code's id, or what has no other name, stands as it is."""
    return tr(*_HEADS[name]) if name in _HEADS else name


def heads(names: Iterable[str]) -> list[str]:
    """`head` of each."""
    return [head(name) for name in names]


def checked(name: str) -> str:
    """What the doctor looked at."""
    return tr(*_CHECKED[name]) if name in _CHECKED else name


def minute(written: str) -> str:
    """A moment of the journal (UTC) in the reader's own time, to the minute.

    >>> len(minute("2024-05-02T08:43:46.979+00:00"))
    16
    """
    return datetime.fromisoformat(written).astimezone().strftime("%Y-%m-%d %H:%M")
