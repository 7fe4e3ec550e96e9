"""Text that a spreadsheet takes as it is: no formula, no refused character, no cell that is too long."""

from __future__ import annotations

import re

from qualcoop.language import tr

# Excel refuses a longer cell; it counts UTF-16 units.
CELL_LIMIT = 32_767
SHEET_NAME_LIMIT = 31

# What a spreadsheet may read as the start of a formula, the full-width forms of East Asian keyboards too.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

# What XML 1.0 cannot hold: control characters, halves of surrogate pairs, the two non-characters.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SHEET_NAME = re.compile(r"[:\\/?*\[\]]")


def looks_like_formula(text: str) -> bool:
    """Would a spreadsheet take this text, typed or imported, for a formula?

    >>> looks_like_formula("- Bonjour, dit-elle."), looks_like_formula("Bonjour")
    (True, False)
    """
    return text.startswith(FORMULA_STARTS)


def clean(text: str) -> str:
    """The text without the characters that no spreadsheet file can hold; line ends become ``\\n``."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isprintable():
        return text
    return _REFUSED.sub("", text)


def cut(text: str, pointer: str = "") -> str:
    """The text, or as much of it as one cell holds followed by where the rest is.

    pointer: where the whole text can be read; a general sentence when it is empty.
    """
    if len(text) * 2 <= CELL_LIMIT or _units(text) <= CELL_LIMIT:
        return text
    where = pointer or tr(
        "texte entier dans le CSV de cette table et par « qualcoop trace »",
        "whole text in this table's CSV and from 'qualcoop trace'",
    )
    end = tr(f" […] [coupé à {CELL_LIMIT} caractères : {where}]", f" […] [cut at {CELL_LIMIT} characters: {where}]")
    kept = text[: CELL_LIMIT - _units(end)]
    while _units(kept) + _units(end) > CELL_LIMIT:
        kept = kept[: len(kept) - (_units(kept) + _units(end) - CELL_LIMIT + 1) // 2]
    return kept + end


def for_xml(text: str) -> str:
    """Cleaned text as the content of an XML element of a workbook.

    ``_x0041_`` written by somebody would be shown as ``A``: its first sign is escaped, as Excel does.
    """
    if "_x" in text:
        text = _ESCAPE_LIKE.sub("_x005F_", text)
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text


def sheet_name(name: str) -> str:
    """A name that a sheet can bear: at most 31 characters, none of ``: \\ / ? * [ ]``."""
    return _SHEET_NAME.sub("_", clean(name)).strip("'")[:SHEET_NAME_LIMIT] or "_"


def csv_text(text: str) -> str:
    """The text as one CSV field that no spreadsheet takes for a formula, and from which nothing is lost.

    A text that looks like a formula, or that begins with an apostrophe, gets one apostrophe before it;
    `from_csv_text` takes it away again.

    >>> csv_text("- Oui."), csv_text("'tit bout"), csv_text("Oui.")
    ("'- Oui.", "''tit bout", 'Oui.')
    """
    return "'" + text if text.startswith(("'", *FORMULA_STARTS)) else text


def from_csv_text(field: str) -> str:
    """The text that `csv_text` wrote as `field`."""
    return field.removeprefix("'")


def _units(text: str) -> int:
    """UTF-16 units, which is what Excel counts."""
    return len(text) + sum(1 for character in text if character > "\uffff") if not text.isascii() else len(text)
