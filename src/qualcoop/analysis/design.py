"""How much material there is, by case and kind: the first question of a reviewer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from qualcoop.analysis.result import Result, jsonable
from qualcoop.language import tr
from qualcoop.model import KINDS

_HOURS = re.compile(r"(?P<hours>\d{1,3})\s*(?:h|heures?|hours?)\s*(?P<minutes>\d{1,2})?", re.IGNORECASE)
_MINUTES = re.compile(r"(?P<minutes>\d{1,4})\s*(?:min|mn|m\b|['′’])", re.IGNORECASE)
_CLOCK = re.compile(r"\A\s*(?P<hours>\d{1,2}):(?P<minutes>[0-5]\d)(?::[0-5]\d)?\s*\Z")


def minutes(text: str | None) -> int | None:
    """A duration as people write it, in minutes; None where it says none.

    >>> minutes("1 h 20 (extraits)"), minutes("58 min"), minutes("01:05:30"), minutes("longue")
    (80, 58, 65, None)
    """
    for pattern in (_CLOCK, _HOURS, _MINUTES):
        found = pattern.search(text or "")
        if found:
            said = found.groupdict()
            return 60 * int(said.get("hours") or 0) + int(said.get("minutes") or 0)
    return None


def design(sources: pd.DataFrame, durations: Mapping[str, str]) -> Result:
    """Sources, words, turns and minutes by case and kind; the last line is the whole.

    sources: by id, with case, kind, words (codable) and turns. durations: as written, by source. timed: sources
    whose duration is known; minutes: their sum.
    """
    known = {name: minutes(text) for name, text in durations.items()}
    frame = sources.assign(
        minutes=[known.get(str(name)) or 0 for name in sources.index],
        timed=[known.get(str(name)) is not None for name in sources.index],
        case=[str(case) if isinstance(case, str) else "–" for case in sources["case"]],
        place=[KINDS.index(kind) if kind in KINDS else len(KINDS) for kind in sources["kind"]],
        sources=1,
    )
    summed = ["sources", "words", "turns", "minutes", "timed"]
    table = frame.groupby(["case", "place", "kind"], sort=True)[summed].sum().reset_index().drop(columns="place")
    whole = pd.DataFrame([{"case": "total", "kind": "", **frame[summed].sum()}])
    made = pd.concat([table, whole], ignore_index=True) if len(table) else whole
    made[summed] = made[summed].astype(int)
    return Result("design", made[["case", "kind", *summed]], _notes(made))


def of_summary(listed: Sequence[Mapping[str, Any]], durations: Mapping[str, str]) -> list[dict[str, Any]]:
    """The same lines as plain values, from sources as `Study.corpus` lists them."""
    names = ["id", "case", "kind", "codable_words", "turns"]
    frame = pd.DataFrame([[source[name] for name in names] for source in listed], columns=names)
    frame = frame.rename(columns={"codable_words": "words"}).set_index("id")
    found = design(frame.astype({"words": int, "turns": int}), durations).frame
    return [
        {str(name): jsonable(value) for name, value in zip(found.columns, row, strict=True)}
        for row in found.itertuples(index=False, name=None)
    ]


def _notes(made: pd.DataFrame) -> tuple[str, ...]:
    timed = int(made["timed"].iloc[-1])
    return (
        tr(
            "Mots codables : ni questions, ni apartés, ni en-têtes. Un sous-cas n'est pas compté dans son cas. "
            f"Durées : des {timed} sources qui la donnent.",
            "Codable words: no questions, asides or headers. A sub-case is not counted in its case. "
            f"Durations: of the {timed} sources that give it.",
        ),
    )
