"""What two coders did before discussion, and what was decided: `double_coding.yaml` made into coding sheets.

The file says only where A and B did not do the same as the reference; everywhere else their rows are the
reference's. So a change of wording in a master moves all three together, or stops the build with a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from qualcoop.model import Source
from qualcoop.spans import Span, locate

Row = dict[str, Any]
CODERS = ("A", "B")
DECISION_COLUMNS = "pair_id source_id a_segment b_segment kind decision reason".split()
CODED_ON = "2021-11-05"  # the day on which the (fictional) double coding ended, before the discussion
EXTRA, REJECTED = "en trop", "rejeté"


@dataclass(frozen=True)
class DoubleCoding:
    """The sources that two people coded, the passages where they differ by reference id, the extras."""

    name: str
    sources: tuple[str, ...]
    segments: Mapping[str, Mapping[str, Any]]
    extras: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class _Mark:
    """One passage of one coder, and the place in the file that it comes from (a reference id or an extra)."""

    origin: str
    span: Span
    code: str
    about: str = ""
    phase: str = ""


def read_double_coding(path: Path) -> DoubleCoding:
    """Read the file. SystemExit where a passage is told twice or belongs to another source."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    segments: dict[str, Mapping[str, Any]] = {}
    for entry in data["segments"]:
        name = entry["segment"]
        if name in segments or name.split("-")[0] not in data["sources"]:
            raise SystemExit(f"{path.name}: {name}: told twice, or its source is not one of those coded twice")
        segments[name] = entry
    return DoubleCoding(path.name, tuple(data["sources"]), segments, tuple(data["extras"]))


def coder_rows(double: DoubleCoding, coder: str, reference: Sequence[Row], source: Source) -> list[Row]:
    """One coder's sheet of a source, in the order of the text; `origin_key` ties a row to the file."""
    name = str(reference[0]["source_id"])
    marks = [
        *(mark for row in reference for mark in _marks(double, coder, row, source)),
        *_extras(double, coder, name, source),
    ]
    marks.sort(key=lambda mark: (mark.span, mark.code))
    return [
        {
            **reference[0],
            "segment_id": f"{name}-{coder}-{number:03d}",
            "start": mark.span.start,
            "end": mark.span.end,
            "quote": source.text[mark.span.start : mark.span.end],
            "code": mark.code,
            "about": mark.about,
            "phase": mark.phase,
            "coder": coder,
            "created": CODED_ON,
            "origin_key": mark.origin,
        }
        for number, mark in enumerate(marks, start=1)
    ]


def decision_rows(double: DoubleCoding, name: str, sheets: Mapping[str, Sequence[Row]]) -> Iterator[Row]:
    """What the discussion decided about each disagreement of a source, in the order of the file."""
    entries = [(key, entry) for key, entry in double.segments.items() if key.split("-")[0] == name]
    extras = [
        (_extra_key(name, number), {**entry, "kind": EXTRA, "decision": REJECTED})
        for number, entry in enumerate(double.extras)
        if entry["source"] == name
    ]
    for number, (key, entry) in enumerate([*entries, *extras], start=1):
        yield {
            "pair_id": f"{name}-P{number:02d}",
            "source_id": name,
            "a_segment": _ids(sheets["A"], key),
            "b_segment": _ids(sheets["B"], key),
            "kind": entry["kind"],
            "decision": entry["decision"],
            "reason": entry["reason"],
        }


def _marks(double: DoubleCoding, coder: str, row: Row, source: Source) -> Iterator[_Mark]:
    """What a coder did with a reference passage: the same, something else, or nothing."""
    key, planned = str(row["segment_id"]), Span(int(row["start"]), int(row["end"]))
    entry = double.segments.get(key)
    for told in [{"code": row["code"]}] if entry is None else _several(entry.get(coder)):
        span = locate(source.text, told["quote"], f"{double.name}, {key}") if "quote" in told else planned
        if not span.overlaps(planned):
            raise SystemExit(f"{double.name}: {key}: what {coder} coded lies elsewhere than the passage")
        yield _Mark(key, span, str(told["code"]), str(row["about"]), str(row["phase"]))


def _extras(double: DoubleCoding, coder: str, name: str, source: Source) -> Iterator[_Mark]:
    for number, entry in enumerate(double.extras):
        if (entry["source"], entry["coder"]) == (name, coder):
            span = locate(source.text, entry["quote"], f"{double.name}, {name}")
            yield _Mark(_extra_key(name, number), span, str(entry["code"]))


def _several(told: Any) -> list[Mapping[str, Any]]:
    """A coder did nothing, one thing, or cut the passage into several."""
    if told is None:
        return []
    return list(told) if isinstance(told, list) else [told]


def _extra_key(name: str, number: int) -> str:
    return f"{name} extra {number}"


def _ids(sheet: Iterable[Row], key: str) -> str:
    return "|".join(str(row["segment_id"]) for row in sheet if row["origin_key"] == key)
