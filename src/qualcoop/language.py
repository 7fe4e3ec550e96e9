"""Which language the user is spoken to in: French unless asked otherwise.

Every sentence for users is written once, in both languages, where it is needed::

    tr("3 sources lues.", "3 sources read.")

The environment variable ``QUALCOOP_LANG`` (``fr`` or ``en``) decides; without it an English locale
gives English and anything else French.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

Language = Literal["fr", "en"]

_chosen: Language | None = None
# The language of the request being answered: two windows may speak two languages at the same moment.
_here: ContextVar[Language | None] = ContextVar("language", default=None)


def language() -> Language:
    """The language now in force."""
    chosen = _here.get() or _chosen
    if chosen is not None:
        return chosen
    asked = os.environ.get("QUALCOOP_LANG", "").lower()
    if asked[:2] in ("fr", "en"):
        return "fr" if asked.startswith("fr") else "en"
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if locale.lower().startswith("en") else "fr"


def set_language(code: Language | None) -> None:
    """Speak `code` from now on in this process; None returns to the environment's choice."""
    global _chosen
    _chosen = code


@contextmanager
def speaking(code: Language) -> Iterator[None]:
    """Speak `code` inside this block (and what it awaits or starts), whatever others speak meanwhile."""
    token = _here.set(code)
    try:
        yield
    finally:
        _here.reset(token)


def tr(fr: str, en: str) -> str:
    """The sentence in the user's language."""
    return fr if language() == "fr" else en
