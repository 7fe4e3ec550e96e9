"""The nouns: what a study is made of, as frozen values. No file format and no database here.

Offsets are Unicode code points of the source's NFC text, half-open ``[start, end)``.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from qualcoop.sentences import sentences
from qualcoop.spans import Span, subtract
from qualcoop.text import word_bounds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Kind = Literal["interview", "observation", "document"]
Role = Literal["interviewer", "respondent", "observer", "author"]
CodingOrigin = Literal["manual", "accepted", "edited", "imported"]
SuggestionState = Literal["pending", "accepted", "edited", "rejected"]

KINDS: tuple[Kind, ...] = ("interview", "observation", "document")
ROLES: tuple[Role, ...] = ("interviewer", "respondent", "observer", "author")

# Names made from content, so that the same coding has the same identifier in every run and every copy.
NAMESPACE = uuid.UUID("6f1d3c1e-0c55-5d0e-9d0e-7b5a1a2f4c10")


def text_hash(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a source's text came from: the original file and the reader that read it."""

    file: str
    sha256: str
    format: str
    reader: str
    reader_version: str
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One uninterrupted speech (interview) or one paragraph (observation, document).

    `start`, `end` span what was said, without the speaker's label and the timecode.
    `speaker` is the label as the study knows it, or None where nobody is named.
    """

    index: int
    start: int
    end: int
    role: Role
    speaker: str | None = None
    timecode: str | None = None

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True)
class Source:
    """One transcript, observation note or document, as read; its text never changes afterwards.

    text: NFC, paragraphs separated by ``\\n`` (a soft line break inside a paragraph is ``\\n`` too).
    paragraphs: their spans, in order. turns: in order, disjoint. asides: stage directions, timecodes
    and the like inside turns, outside codable text. attributes: header lines and sheet columns.
    """

    name: str
    kind: Kind
    text: str
    paragraphs: tuple[Span, ...]
    turns: tuple[Turn, ...]
    origin: Origin
    asides: tuple[Span, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    case: str | None = None

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the text."""
        return text_hash(self.text)

    def codable(self, with_interviewer: bool = False) -> list[Span]:
        """Codable text: what respondents, observers and authors say, asides left out."""
        spans = [turn.span for turn in self.turns if with_interviewer or turn.role != "interviewer"]
        return subtract(spans, self.asides)

    def sentences(self) -> list[Span]:
        """The sentences of every turn, in order; a paragraph's end inside a turn ends a sentence."""
        return turn_sentences(self.text, self.turns, self.paragraphs)

    @cached_property
    def word_bounds(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Starts and ends of every word of the text (see `qualcoop.text.word_bounds`), found once."""
        return word_bounds(self.text)

    def words(self) -> list[Span]:
        """The spans of every word of the text, in order."""
        starts, ends = self.word_bounds
        return list(map(Span, starts.tolist(), ends.tolist()))


def turn_sentences(text: str, turns: tuple[Turn, ...], paragraphs: tuple[Span, ...]) -> list[Span]:
    """The sentences of `turns`, cut at paragraph ends as well."""
    found: list[Span] = []
    first = 0
    for turn in turns:
        while first < len(paragraphs) and paragraphs[first].end <= turn.start:
            first += 1
        at = first
        while at < len(paragraphs) and paragraphs[at].start < turn.end:
            start, end = max(paragraphs[at].start, turn.start), min(paragraphs[at].end, turn.end)
            found.extend(sentences(text, start, end))
            at += 1
    return found


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who speaks: a pseudonym, one or several actor types, an organisation's pseudonym."""

    id: str
    label: str
    role: Role = "respondent"
    actor_types: tuple[str, ...] = ()
    organisation: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """A unit of comparison. Cases form a tree; `stratum` keeps some apart (the professionals)."""

    id: str
    label: str
    parent: str | None = None
    stratum: str = "main"
    description: str = ""


@dataclass(frozen=True, slots=True)
class Coding:
    """A code on a span of one source, in one layer, with its quote: ``text[start:end] == quote``.

    about: the case the passage speaks of, where it is not the source's own. phase: the period spoken of.
    origin: made by hand, accepted or edited from a suggestion, or imported. rule: the rule that suggested it.
    """

    source: str
    start: int
    end: int
    code: str
    layer: str
    quote: str
    coder: str = ""
    memo: str = ""
    about: str | None = None
    phase: str | None = None
    origin: CodingOrigin = "manual"
    rule: str | None = None
    codebook_version: str = ""
    id: str = ""

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", coding_id(self.source, self.start, self.end, self.code, self.layer))


def coding_id(source: str, start: int, end: int, code: str, layer: str) -> str:
    """The identifier of a coding: the same code on the same span in the same layer is the same coding."""
    return str(uuid.uuid5(NAMESPACE, f"coding\x1f{source}\x1f{start}\x1f{end}\x1f{code}\x1f{layer}"))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposed coding: the sentence, the code, the rule and the matched words. Counted nowhere.

    cue: the negation before the hit (it turns a lever into its contrary), else the doubt (it only shows), or None.
    matched: the words that fired the rule, as they stand in the text. match_start/end span them.
    score: how likely the suggester that learns finds it, 0 to 1; None where it said nothing.
    """

    source: str
    start: int
    end: int
    code: str
    rule: str
    matched: str
    quote: str
    cue: str | None = None
    nested_in: str | None = None
    match_start: int = 0
    match_end: int = 0
    state: SuggestionState = "pending"
    id: str = ""
    score: float | None = None

    def __post_init__(self) -> None:
        if not self.id:
            key = f"suggestion\x1f{self.source}\x1f{self.start}\x1f{self.end}\x1f{self.code}"
            object.__setattr__(self, "id", str(uuid.uuid5(NAMESPACE, key)))
