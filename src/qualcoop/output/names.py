"""Words of the model in the reader's language."""

from __future__ import annotations

from datetime import date

import pandas as pd

from qualcoop.language import tr


def kind(value: object) -> str:
    """A material."""
    words = {
        "interview": tr("entretien", "interview"),
        "observation": tr("observation", "observation"),
        "document": tr("document", "document"),
    }
    return words.get(str(value), text(value))


def row(value: object) -> str:
    """A row's id; that of a case without its sub-cases in words, which every command takes back as well."""
    written = text(value)
    return tr(written.replace(" without ", " sans "), written)


def role(value: object) -> str:
    """Who speaks in a turn."""
    words = {
        "interviewer": tr("enquêteur", "interviewer"),
        "respondent": tr("enquêté", "respondent"),
        "observer": tr("observateur", "observer"),
        "author": tr("auteur", "author"),
    }
    return words.get(str(value), text(value))


def origin(value: object) -> str:
    """Where a coding comes from."""
    words = {
        "manual": tr("à la main", "by hand"),
        "accepted": tr("suggestion acceptée", "suggestion accepted"),
        "edited": tr("suggestion modifiée", "suggestion edited"),
        "imported": tr("importé", "imported"),
    }
    return words.get(str(value), text(value))


def group(value: str) -> str:
    """A group of codes."""
    words = {
        "L": tr("leviers", "levers"),
        "G": tr("garde-fous", "guard-rails"),
        "T": tr("processus", "processes"),
        "C": tr("contexte", "context"),
    }
    return words.get(value, value)


def text(value: object) -> str:
    """Any value as text; missing ones are empty."""
    if isinstance(value, (tuple, list, set, frozenset)):
        parts = [text(each) for each in value]
        return ", ".join(sorted(parts) if isinstance(value, (set, frozenset)) else parts)
    return "" if missing(value) else str(value)


def missing(value: object) -> bool:
    """Is there no value? (None, NaN, NaT, NA)"""
    return value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value)


def day(value: object) -> date | str:
    """A full date as a date; a year, a month or anything else stays the text it is."""
    if isinstance(value, date):
        return value.date() if isinstance(value, pd.Timestamp) else value
    written = text(value)
    if len(written) == 10:
        try:
            return date.fromisoformat(written)
        except ValueError:
            return written
    return written
