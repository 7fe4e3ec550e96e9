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
from qualcoop.readers.draft import Draft
from qualcoop.readers.header import Opening, kind_from, normalise, read_opening
from qualcoop.readers.labels import Candidate, candidates
from qualcoop.readers.roles import fold
from qualcoop.readers.segment import Cut, Page, cut_interview, cut_paragraphs, lay_out
from qualcoop.spans import Span, union

_NONE = frozenset({"", "-", "none", "aucun", "aucune", "non"})


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
                made.roles[key] = value
            elif name and role.strip() in ROLES:
                made.names[key] = name.strip()
                made.roles[fold(name)] = role.strip()  # type: ignore[assignment]
            else:
                made.names[key] = value
        return made

    @property
    def declared(self) -> set[str]:
        return set(self.names) | {fold(name) for name in self.names.values()}


def build(
    draft: Draft, *, kind: Kind | None = None, speakers: Mapping[str, str] | None = None, origin: Origin
) -> Source:
    """The source that `draft` makes.

    kind: decides where it is given; else the header, an observer's line, the title, labelled turns
    (an interview) and at last ``document``. speakers: label as written to canonical label, or to a role
    (``interviewer``, ``respondent``, ``observer``, ``author``), or to ``-`` for "nobody".
    """
    page = lay_out(draft.paragraphs, single=draft.single_turns)
    told = Speakers.of(speakers)
    given = normalise(draft.attributes)
    opening = read_opening(page.text, page.lines, told.declared)
    header = opening.close(told.declared, False)
    titles = _titles(page, opening, bool(header.lines))
    expected = kind or kind_from({**header.attributes, **given}, titles)
    found: list[Candidate] = []
    accepted = Accepted(frozenset())
    if expected in (None, "interview"):
        found, accepted = _speakers(page, opening, told, expected == "interview")
        if accepted.keys:
            header = opening.close(accepted.keys | told.declared, True, accepted.recurring)
        found = [one for one in found if one.line >= header.end and one in accepted]
    sure = expected or ("interview" if found or _timed(page) else "document")
    attributes = {**header.attributes, **given}
    if header.lines or found:
        title = _title(titles, len(titles) if header.lines else found[0].line)
        if title:
            attributes.setdefault("titre", title)
    if sure == "interview":
        roles = {**_named_in(attributes), **told.roles}
        cut = cut_interview(page, header.end, found, told.names, roles)
        cut.warnings[:0] = accepted.warnings
    else:
        cut = cut_paragraphs(page, header.end, sure, _writer(sure, attributes))
    return _source(page, sure, cut, attributes, draft, origin)


def _named_in(attributes: Mapping[str, str]) -> dict[str, Role]:
    """Roles that the header gives to names: « Enquêtrice : L. », « Enquêtée : Maëlle »."""
    roles: dict[str, Role] = {}
    named: tuple[tuple[str, Role], ...] = (("enquete", "respondent"), ("enqueteur", "interviewer"))
    for key, role in named:
        for name in re.split(r"[,;&/]| et | and ", attributes.get(key, "")):
            bare = fold(re.sub(r"\([^()]*\)", "", name))
            if bare:
                roles[bare] = role
    return roles


def _titles(page: Page, opening: Opening, has_header: bool) -> tuple[str, ...]:
    """Lines that may be a title: above the header, or headings and short lines that begin the text."""
    if has_header:
        return opening.titles
    found: list[str] = []
    for line in page.lines[:3]:
        text = page.text[line.start : line.end].strip()
        heading = page.paragraphs[line.paragraph].style == "heading"
        if not heading and (len(text) > 100 or text[-1:] in ".?!…;,:"):
            break
        found.append(text)
    return tuple(found)


def _title(titles: Sequence[str], before: int) -> str | None:
    """The line next to the header (or the first turn), a banner such as « FICTION – … » left aside."""
    plain = [title for title in titles[:before] if not title.startswith("FICTION")]
    return plain[-1] if plain else None


def _speakers(page: Page, opening: Opening, told: Speakers, expected: bool) -> tuple[list[Candidate], Accepted]:
    """The labels below what is surely the header, and those taken for speakers."""
    floor = opening.floor
    found = [
        one for one in candidates(page.text, page.lines, page.paragraphs) if one.line >= floor or one.shape == "layout"
    ]
    accepted = accept(
        found,
        page.text,
        len(page.paragraphs),
        declared=told.declared,
        refused=told.refused,
        expected=expected,
    )
    return found, accepted


def _timed(page: Page) -> bool:
    """Subtitles and automatic transcripts have a timecode on most lines."""
    lines = page.lines[:200]
    timed = sum(
        1
        for line in lines
        if page.paragraphs[line.paragraph].timecode is not None
        or asides.LEADING_TIME.match(page.text, line.start, min(line.end, line.start + 60))
    )
    return len(lines) > 1 and timed > 0.5 * len(lines)


def _writer(kind: Kind, attributes: Mapping[str, str]) -> str | None:
    """Who wrote an observation note or a document, as its header says."""
    return attributes.get("observateur" if kind == "observation" else "auteur")


def _source(page: Page, kind: Kind, cut: Cut, attributes: dict[str, str], draft: Draft, origin: Origin) -> Source:
    italics = [
        Span(start + span.start, start + span.end)
        for start, paragraph in zip(page.starts, page.paragraphs, strict=True)
        for span in paragraph.italics
        if span.end <= len(paragraph.text)
    ]
    holes = asides.find(page.text, kind, italics)
    if cut.holes:
        holes = union([*holes, *cut.holes])
    warnings = [*draft.warnings, *cut.warnings]
    unclear = asides.count_unclear(page.text) if kind == "interview" else 0
    if unclear:
        attributes["inaudibles"] = str(unclear)
        warnings.append(
            tr(
                f"{unclear} passage(s) inaudible(s) ou douteux, (inaudible), [?], XXX…",
                f"{unclear} inaudible or doubtful passage(s): (inaudible), [?], XXX…",
            )
        )
    return Source(
        name=draft.name,
        kind=kind,
        text=page.text,
        paragraphs=page.split(cut.breaks),
        turns=cut.turns,
        origin=origin,
        asides=tuple(_inside(holes, cut.turns)),
        attributes=attributes,
        warnings=tuple(dict.fromkeys(warnings)),
        case=attributes.get("projet"),
    )


def _inside(holes: Sequence[Span], turns: Sequence[Turn]) -> list[Span]:
    """The asides that lie in turns, cut at their edges."""
    kept: list[Span] = []
    at = 0
    for turn in turns:
        while at < len(holes) and holes[at].end <= turn.start:
            at += 1
        look = at
        while look < len(holes) and holes[look].start < turn.end:
            hole = holes[look]
            whole = turn.start <= hole.start and hole.end <= turn.end
            kept.append(hole if whole else Span(max(hole.start, turn.start), min(hole.end, turn.end)))
            look += 1
    return kept
