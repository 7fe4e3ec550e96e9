"""Dates as researchers write them, and the phase that a date falls in."""

from __future__ import annotations

import re

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv january jan", "février fevrier févr fevr february feb", "mars march mar",
            "avril avr april apr", "mai may", "juin june jun", "juillet juil july jul", "août aout august aug",
            "septembre sept september sep", "octobre oct october", "novembre nov november",
            "décembre decembre déc dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ]\d{2}:.*)?$")
_NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")
_WORDS = re.compile(r"(?:(\d{1,2})(?:er)?\s+)?([^\W\d_]+)\.?\s+(\d{4})$")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def iso_date(written: str) -> str | None:
    """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` for a date written so, as 04/03/2021 or as « 4 mars 2021 ».

    None for anything else. Day before month where both are numbers.

    >>> iso_date("04/03/2021"), iso_date("1er juin 2021"), iso_date("2021-6"), iso_date("hier")
    ('2021-03-04', '2021-06-01', '2021-06', None)
    """
    text = written.strip().lower()
    if found := _ISO.match(text):
        return _joined(*found.groups())
    if found := _NUMBERS.match(text):
        day, month, year = found.groups()
        return _joined(year, month, day)
    if (found := _WORDS.match(text)) and found[2] in _MONTHS:
        return _joined(found[3], str(_MONTHS[found[2]]), found[1])
    return None


def _joined(year: str, month: str | None, day: str | None) -> str | None:
    if month is None:
        return year
    if not 1 <= int(month) <= 12:
        return None
    if day is None:
        return f"{year}-{int(month):02}"
    if not 1 <= int(day) <= _DAYS[int(month) - 1]:
        return None
    return f"{year}-{int(month):02}-{int(day):02}"


def first_day(date: str) -> str:
    """The first day that a date may mean, for comparisons: 2021 → 2021-01-01."""
    return date + "-01-01"[len(date) - 4 :]


def last_day(date: str) -> str:
    """The last day that a date may mean, for comparisons: 2021-06 → 2021-06-31 (no need to exist)."""
    return date + "-12-31"[len(date) - 4 :]


def within(date: str, start: str | None, end: str | None) -> bool:
    """Does all of `date` lie between the two, both included? An open side sets no limit."""
    return (start is None or first_day(start) <= first_day(date)) and (end is None or last_day(date) <= last_day(end))
