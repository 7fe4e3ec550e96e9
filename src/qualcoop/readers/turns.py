"""Who speaks: a draft becomes a source with its kind, its turns, its asides and its header's attributes.

One tolerant set of label shapes (`labels`), a list of roles (`roles`), recurrence (`accept`), and the
researcher confirms what is shown. Observation notes and documents have paragraphs for turns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qualcoop.language import tr
from qualcoop.model import ROLES, Kind, Origin, Role, Source, Turn
from qualcoop.readers import asides
from qualcoop.readers.accept import Accepted, accept
from qualcoop.readers.draft import Draft, Paragraph
from qualcoop.readers.header import Header, close_header, kind_from, normalise, read_header
from qualcoop.readers.labels import Candidate, Line, bare_time, candidates, lines_of, time_only
from qualcoop.readers.roles import fold, roles_of
from qualcoop.spans import Span, union
from qualcoop.text import nfc

_NONE = frozenset({"", "-", "none", "aucun", "aucune", "non"})
_CLOCK = re.compile(
    r"[ \t\u00a0\u202f]*[\[(]?(?P<time>\d{1,2}[ \u00a0\u202f]?[hH:][ \u00a0\u202f]?(?:\d{2}(?!\d))?)"
    r"(?:[ \u00a0\u202f]?(?:-|–|—|à)[ \u00a0\u202f]?\d{1,2}[ \u00a0\u202f]?[hH:][ \u00a0\u202f]?(?:\d{2}(?!\d))?)?"
    r"[\])]?(?:[ \u00a0\u202f]*[.:,–—|-](?=\s|$)|(?=[\]) \t\u00a0\u202f]*$)|\t)[ \t\u00a0\u202f]*"
)
_GUIDE = re.compile(r"\d{1,2}(?:\.?[a-z])?[.)]?[ \t\u00a0\u202f]{1,3}[A-ZÀ-Þ‘'’\"«]")


@dataclass
class Speakers:
    """What the researcher declared: label as written to canonical label, to a role, or to nobody."""

    names: dict[str, str] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, given: Mapping[str, str] | None) -> Speakers:
        """From ``{"Checheur": "Chercheur", "Dan": "interviewer", "A": "Anne=respondent", "Note": "-"}``."""
        made = cls()
        for label, value in (given or {}).items():
            key, value = fold(label), value.strip()
            name, _, role = value.rpartition("=")
            if value.casefold() in _NONE:
                made.refused.add(key)
            elif value in ROLES:
                made.names.setdefault(key, label.strip())
                made.roles[key] = value  # type: ignore[assignment]
            elif name and role.strip() in ROLES:
                made.names[key] = name.strip()
                made.roles[fold(name)] = role.strip()  # type: ignore[assignment]
            else:
                made.names[key] = value
        return made

    @property
    def declared(self) -> set[str]:
        return set(self.names) | {fold(name) for name in self.names.values()}


@dataclass
class _Page:
    """A draft laid out as one text."""

    draft: Draft
    text: str
    paragraphs: list[Paragraph]
    starts: list[int]
    lines: list[Line]


def build(
    draft: Draft, *, kind: Kind | None = None, speakers: Mapping[str, str] | None = None, origin: Origin
) -> Source:
    """The source that `draft` makes.

    kind: decides where it is given; else the header, an observer's line, the title, labelled turns
    (an interview) and at last ``document``. speakers: label as written to canonical label, or to a role
    (``interviewer``, ``respondent``, ``observer``, ``author``), or to ``-`` for "nobody".
    """
    page = _lay_out(draft)
    told = Speakers.of(speakers)
    given = normalise(draft.attributes)
    opened, entries = read_header(page.text, page.lines)
    early = close_header(page.text, page.lines, told.declared)
    titles = _titles(page, opened.titles, bool(early.lines))
    expected = kind or kind_from({**early.attributes, **given}, titles)
    found: list[Candidate] = []
    accepted = Accepted(frozenset())
    header = early
    if expected in (None, "interview"):
        found, accepted, header = _speakers(page, told, len(entries), expected == "interview")
    labelled = bool(accepted.keys)
    kind = expected or ("interview" if labelled or _timed(page) else "document")
    warnings = [*draft.warnings, *(accepted.warnings if kind == "interview" else ())]
    attributes = {**header.attributes, **given}
    if titles and (header.lines or labelled):
        attributes.setdefault("titre", titles[-1])
    if kind == "interview":
        turns, holes, more, cuts = _interview(page, header, found, accepted, told)
    else:
        turns, holes, more, cuts = _paragraph_turns(page, header, kind, attributes)
    warnings.extend(more)
    return _source(page, kind, turns, holes, cuts, attributes, warnings, origin)


def _lay_out(draft: Draft) -> _Page:
    kept: list[Paragraph] = []
    pieces: list[str] = []
    starts: list[int] = []
    at = 0
    for paragraph in draft.paragraphs:
        piece = nfc(paragraph.text)
        if not piece or piece.isspace():
            continue
        kept.append(paragraph)
        pieces.append(piece)
        starts.append(at)
        at += len(piece) + 1
    # Joined once more in NFC: a paragraph that begins with a combining accent must not change the whole.
    text = "\n".join(pieces)
    return _Page(draft, text, kept, starts, lines_of(text, starts))


def _titles(page: _Page, above: Sequence[str], has_header: bool) -> tuple[str, ...]:
    """Lines that may be a title: above the header, or headings and short lines that begin the text."""
    if has_header:
        return tuple(above)
    found: list[str] = []
    for line in page.lines[:3]:
        text = page.text[line.start : line.end].strip()
        if page.paragraphs[line.paragraph].style != "heading" and (len(text) > 100 or text[-1:] in ".?!…;,:"):
            break
        found.append(text)
    return tuple(found)


def _speakers(
    page: _Page, told: Speakers, block: int, expected: bool
) -> tuple[list[Candidate], Accepted, Header]:
    """Candidates below the header, those taken for speakers, and the header that they bound."""
    everything = candidates(page.text, page.lines, page.paragraphs)
    header = close_header(page.text, page.lines, told.declared)
    accepted = Accepted(frozenset())
    for _ in range(2 if block else 1):
        # The header's end depends on who speaks and the other way round: twice is enough.
        below = [one for one in everything if one.line >= header.end or one.shape == "layout"]
        if header.end and not accepted.keys:
            below = [one for one in everything if one.line > _last_known(header)]
        accepted = accept(
            below,
            page.text,
            len(page.paragraphs),
            declared=told.declared,
            refused=told.refused,
            expected=expected,
        )
        header = close_header(
            page.text, page.lines, accepted.keys | told.declared, first_known_only=bool(accepted.keys)
        )
    found = [one for one in everything if one.line >= header.end and one in accepted]
    return found, accepted, header


def _last_known(header: Header) -> int:
    return header.certain


def _timed(page: _Page) -> bool:
    """Subtitles and automatic transcripts have a timecode on most lines."""
    lines = page.lines[:200]
    timed = sum(
        1
        for line in lines
        if page.paragraphs[line.paragraph].timecode is not None
        or asides.LEADING_TIME.match(page.text, line.start, min(line.end, line.start + 60))
    )
    return len(lines) > 1 and timed > 0.5 * len(lines)
