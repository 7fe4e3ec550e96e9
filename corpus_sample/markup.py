"""The marked-up master of one fictional source: its head, its paragraphs, its planned segments.

A master is a UTF-8 text file: a YAML head between two ``---`` lines, then paragraphs separated by
blank lines. A planned segment is written in place::

    ⟦G3.2 G2.1 about=P1 phase=C trait=negated|the passage⟧

and may nest. ``⟦decoy=L3.1|…⟧`` plants a keyword used in another meaning: it is no segment.
Every offset counted here is in code points of the plain text, paragraphs joined by one newline.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

CODE = re.compile(r"[LGTC]\d+(?:\.\d+)?\Z")
KEYS = {"about", "phase", "trait", "decoy"}
TRAITS = {"negated", "ironic", "reported"}


class MarkupError(ValueError):
    """A master that cannot be read; the message names the file and the place."""


@dataclass(frozen=True)
class Mark:
    """One bracket of a master: the codes of a planned segment, or a decoy."""

    start: int
    end: int
    codes: tuple[str, ...]
    keys: dict[str, str]


@dataclass(frozen=True)
class Master:
    """One fictional source: head (YAML), plain paragraphs and marks over their joined text."""

    path: Path
    head: dict[str, Any]
    paragraphs: tuple[str, ...]
    marks: tuple[Mark, ...] = field(default=())

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)

    @property
    def segments(self) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.marks if mark.codes)


def read_master(path: Path) -> Master:
    """Parse a master; raise `MarkupError` with the file and paragraph where it is wrong."""
    raw = path.read_text(encoding="utf-8")
    parts = re.split(r"^---\n", raw, maxsplit=2, flags=re.MULTILINE)
    if len(parts) != 3 or parts[0].strip():
        raise MarkupError(f"{path.name}: the YAML head between two lines '---' is missing")
    head = yaml.safe_load(parts[1])
    paragraphs: list[str] = []
    marks: list[Mark] = []
    offset = 0
    for block in re.split(r"\n\s*\n", parts[2].strip()):
        line = " ".join(block.split("\n"))
        if head.get("layout") == "nbsp":  # as a typographic tool leaves it: same length, other spaces
            line = re.sub(r" (?=[:;?!»])|(?<=«) ", "\u00a0", line)
        plain, found = _unmark(line, offset, path.name)
        paragraphs.append(plain)
        marks.extend(found)
        offset += len(plain) + 1
    return Master(path, head, tuple(paragraphs), tuple(sorted(marks, key=lambda m: (m.start, -m.end))))


def _unmark(block: str, offset: int, name: str) -> tuple[str, list[Mark]]:
    out: list[str] = []
    size = 0
    stack: list[tuple[int, str]] = []
    marks: list[Mark] = []
    rest = block
    while rest:
        found = re.search(r"⟦([^|⟦⟧]*)\||⟧", rest)
        piece = rest if found is None else rest[: found.start()]
        out.append(piece)
        size += len(piece)
        if found is None:
            break
        rest = rest[found.end() :]
        if found.group(0) != "⟧":
            stack.append((size, found.group(1)))
            continue
        if not stack:
            raise MarkupError(f"{name}: a closing ⟧ without an opening near « {block[:60]} »")
        start, spec = stack.pop()
        marks.append(_mark(offset + start, offset + size, spec, name))
    if stack:
        raise MarkupError(f"{name}: an opening ⟦ without a closing near « {block[:60]} »")
    return "".join(out), marks


def _mark(start: int, end: int, spec: str, name: str) -> Mark:
    codes: list[str] = []
    keys: dict[str, str] = {}
    for word in spec.split():
        key, equals, value = word.partition("=")
        if equals and key in KEYS:
            keys[key] = value
        elif CODE.match(word):
            codes.append(word)
        else:
            raise MarkupError(f"{name}: '{word}' in ⟦{spec}|…⟧ is neither a code nor one of {sorted(KEYS)}")
    if keys.get("trait", "negated") not in TRAITS:
        raise MarkupError(f"{name}: trait '{keys['trait']}' is not one of {sorted(TRAITS)}")
    if bool(codes) == ("decoy" in keys):
        raise MarkupError(f"{name}: ⟦{spec}|…⟧ needs either codes or decoy=")
    return Mark(start, end, tuple(codes), keys)
