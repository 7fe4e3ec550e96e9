"""The page's words: French as written in templates and scripts, English from a catalogue read at run time.

The French sentence is the key (gettext's msgid); ``locales/en/LC_MESSAGES/qualcoop.po`` holds the English.
Python's own sentences do not pass here: they are written in both languages where they are needed (`tr`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from qualcoop.language import Language

HERE = Path(__file__).parent
CATALOGUE = HERE / "locales" / "en" / "LC_MESSAGES" / "qualcoop.po"
LANGUAGES: tuple[Language, ...] = ("fr", "en")
# The functions of words.js and which of their arguments are sentences, in Babel's notation.
_KEYWORDS = {"t": None, "tn": (2, 3), "_": None}

_DOUBLE_SIGN = re.compile(r" (?=[:;?!»])|(?<=«) ")  # in French they stay with their word at the end of a line


@cache
def catalogue(lang: Language) -> dict[str, str]:
    """French sentence → sentence in `lang`; empty for French, which needs none."""
    if lang == "fr":
        return {}
    from babel.messages.pofile import read_po

    with CATALOGUE.open("rb") as file:
        read = read_po(file, locale=lang)
    return {str(message.id): str(message.string) for message in read if message.id and message.string}


def translator(lang: Language) -> Callable[..., str]:
    """The function `_` of templates: the sentence in `lang`, with {name} replaced by what is given."""
    words = catalogue(lang)

    def translate(french: str, **values: object) -> str:
        sentence = _DOUBLE_SIGN.sub("\u00a0", french) if lang == "fr" else words.get(french, french)
        for name, value in values.items():
            sentence = sentence.replace(f"{{{name}}}", str(value))
        return sentence

    return translate


def sentences() -> Iterator[tuple[str, str]]:
    """Every sentence that templates and scripts hold, with its file: what the catalogue must translate."""
    from babel.messages.extract import extract

    folders = (("templates", "*.html", "jinja2.ext:babel_extract"), ("static", "*.js", "javascript"))
    for folder, pattern, method in folders:
        for path in sorted((HERE / folder).glob(pattern)):
            with path.open("rb") as file:
                for _, found, _, _ in extract(_method(method), file, _KEYWORDS, options={"encoding": "utf-8"}):
                    for sentence in [found] if isinstance(found, str) else found:
                        if sentence:
                            yield sentence, path.name


def _method(name: str) -> Any:
    if ":" not in name:
        return name
    from jinja2.ext import babel_extract

    return babel_extract
