"""The lines at the top: ``Clé : valeur`` before the first turn, the title, dates, the kind of material."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from qualcoop.model import Kind
from qualcoop.readers.labels import Line
from qualcoop.readers.roles import fold, role_word

# Keys as written (folded) and the name under which every source keeps them. Others are kept as written.
_KNOWN: dict[str, str] = {}
for _name, _spellings in {
    "date": "date|date de l'entretien|date de l'observation|date d'entretien|jour|date of interview",
    "lieu": "lieu|lieux|endroit|lieu de l'entretien|place|location|where",
    "duree": "duree|duration|length|duree de l'entretien",
    "projet": "projet|project|cas|case|terrain",
    "sous_projet": "sous-projet|sous projet|subproject|sub-project",
    "materiau": "materiau|materiel|type|type de materiau|nature|kind|material",
    "observateur": "observatrice|observateur|observateur·rice|observateur.rice|observateur/trice|observateurs"
    "|observatrices|observateur(rice)|observer|observers|observation par|note prise par|notes prises par",
    "horaires": "horaires|horaire|heure|heures|time|times|hours|debut|fin",
    "presents": "presents|presentes|present·es|present.e.s|personnes presentes|participants|participantes"
    "|present|attendees|attending|assistance",
    "excuses": "excuses|excusees|excuse·es|absents|absentes|apologies",
    "auteur": "auteur|autrice|auteurs|auteur·rice|redacteur|redactrice|redaction|author|authors|par"
    "|signataires|signataire",
    "titre": "titre|title|intitule",
    "enqueteur": "enqueteur|enquetrice|enqueteur·rice|enqueteur.rice|enqueteurs|interviewer|intervieweur"
    "|intervieweuse|chercheur|chercheuse|entretien mene par|conduit par",
    "enquete": "enquete|enquetee|enquete·e|enquete.e|interviewe|interviewee|interviewe·e|repondant|repondante"
    "|pseudonyme|pseudonym|personne rencontree|personne interrogee",
    "transcription": "transcription|transcripteur|transcriptrice|transcrit par|transcripteur·rice|transcriber",
    "contexte": "contexte|cadre|context|setting|conditions",
    "mode": "mode|mode de passation|modalite|medium",
    "langue": "langue|language",
    "fonction": "fonction|profession|metier|statut|function|occupation|job",
    "organisation": "organisation|structure|organisme|organization|affiliation",
    "age": "age|tranche d'age",
    "evenement": "evenement|type d'evenement|seance|reunion|event|meeting",
    "id": "id|identifiant|code entretien|numero|n°|numero d'entretien",
    "cas": "cas d'etude",
    "phase": "phase|periode|period",
}.items():
    _KNOWN.update(dict.fromkeys(_spellings.split("|"), _name))

_SPEAKER_KEYS = frozenset({"enqueteur", "enquete"})
_KINDS: dict[str, Kind] = {
    "interview": "interview",
    "entretien": "interview",
    "entretiens": "interview",
    "entrevue": "interview",
    "focus": "interview",
    "observation": "observation",
    "observations": "observation",
    "carnet": "observation",
    "journal": "observation",
    "fieldnotes": "observation",
    "document": "document",
    "documents": "document",
    "archive": "document",
    "texte": "document",
    "statuts": "document",
    "charte": "document",
    "lettre": "document",
    "courrier": "document",
    "proces-verbal": "document",
    "compte": "document",
    "rapport": "document",
    "convention": "document",
    "reglement": "document",
    "article": "document",
    "tract": "document",
    "minutes": "document",
    "report": "document",
    "letter": "document",
    "charter": "document",
}
_KEY = re.compile(
    r"[ \t\u00a0\u202f*•-]{0,4}(?P<key>[^\W\d_][^\n:<>{}\[\]]{0,39}?)[ \t\u00a0\u202f*]*[:：][*]*"
    r"(?!//)(?=\s|[^\W\d]|\d|[«\"(])"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        "janvier january janv jan|fevrier february fevr feb|mars march mar|avril april avr apr|mai may|juin june|"
        "juillet july juil|aout august aug|septembre september sept sep|octobre october oct|"
        "novembre november nov|decembre december dec".split("|"),
        start=1,
    )
    for name in names.split()
}
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?!\d)")
_WRITTEN = re.compile(r"(?<!\d)(\d{1,2})(?:er|st|nd|rd|th)?\s+(?:of\s+)?([^\W\d_]+)\.?,?\s+(\d{4})(?!\d)")
_ENGLISH = re.compile(r"(?<!\w)([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_NEVER_HEADER = 60  # a title block longer than so many lines is a text
_TITLE_LINES = 6


@dataclass(frozen=True)
class Header:
    """What stands before the first turn.

    attributes: known keys under their common name, others as written. end: index of the first line
    after the header. titles: lines before the first key. lines: indices of the lines that are keys.
    """

    attributes: dict[str, str] = field(default_factory=dict)
    end: int = 0
    titles: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    line: int
    key: str
    value: str

    @property
    def known(self) -> str | None:
        return known_key(self.key)


def known_key(key: str) -> str | None:
    """The common name of a header key or a sheet's column (``Durée`` gives ``duree``), or None."""
    return _KNOWN.get(fold(key))


def read_header(text: str, lines: Sequence[Line]) -> tuple[Header, list[_Entry]]:
    """The lines at the top that have a key, and what stands above them; the caller decides the end.

    The block may be preceded by a few title lines; it goes on as long as every line has a key.
    """
    entries: list[_Entry] = []
    titles: list[str] = []
    for index, line in enumerate(lines[:_NEVER_HEADER]):
        entry = _entry(text, index, line)
        if entry is not None:
            entries.append(entry)
        elif entries or len(titles) >= _TITLE_LINES or line.end - line.start > 200:
            break
        else:
            titles.append(text[line.start : line.end].strip())
    return Header(titles=tuple(titles)), entries


def _entry(text: str, index: int, line: Line) -> _Entry | None:
    found = _KEY.match(text, line.start, min(line.end, line.start + 60))
    if found is None:
        return None
    key, value = " ".join(found["key"].split()), text[found.end() : line.end].strip()
    if not value or len(key.split()) > 6:
        return None
    return _Entry(index, key, value)


def close_header(
    text: str, lines: Sequence[Line], speakers: Collection[str], *, first_known_only: bool = False
) -> Header:
    """The header of a source whose speakers (folded labels) are known.

    It reaches at least to the last known key of the block (Date, Lieu…), so ``Enquêtrice : L.`` above
    ``Durée : 1 h`` is no turn; after it, a line stays in the header as long as its key is no speaker's
    label, or names the speaker as a header does (``Enquêtée : Maëlle``).
    """
    opened, entries = read_header(text, lines)
    last = -1
    for at, entry in enumerate(entries):
        if entry.known is not None and entry.known not in _SPEAKER_KEYS and fold(entry.key) not in speakers:
            last = at
    kept = entries[: last + 1]
    for at in range(last + 1, len(entries)):
        if not _still_header(entries, at, speakers, bool(kept)) or (first_known_only and last < 0):
            break
        kept.append(entries[at])
    if not _is_block(kept):
        return Header(titles=opened.titles)
    return Header(_attributes(kept), kept[-1].line + 1, opened.titles, tuple(entry.line for entry in kept))


def _still_header(entries: Sequence[_Entry], at: int, speakers: Collection[str], begun: bool) -> bool:
    entry = entries[at]
    if fold(entry.key) not in speakers:
        speaker_key = entry.known in _SPEAKER_KEYS or role_word(entry.key) is not None
        return not speaker_key or _names_somebody(entry.value)
    if not begun or not _names_somebody(entry.value):
        return False
    following = [fold(other.key) for other in entries[at + 1 : at + 3]]
    return fold(entry.key) in following or fold(entry.value) in speakers


def _names_somebody(value: str) -> bool:
    """``L.``, ``Maëlle``, ``L. (enquêtrice)`` name somebody; ``Bonjour.`` and ``Oui`` ? speak."""
    bare = re.sub(r"\([^()]*\)", "", value).strip()
    words = bare.split()
    if not words or len(words) > 4 or bare[-1] in "?!…":
        return False
    if bare[-1] == "." and len(words[-1]) > 3:
        return False
    return all(word[:1].isupper() or fold(word) in ("de", "du", "la", "le", "d", "et") for word in words)


def _is_block(entries: Sequence[_Entry]) -> bool:
    return len(entries) > 1 or any(entry.known for entry in entries)


def _attributes(entries: Sequence[_Entry]) -> dict[str, str]:
    return normalise({entry.key: entry.value for entry in entries})


def normalise(given: Mapping[str, str]) -> dict[str, str]:
    """Attributes under their common names; a date as ISO 8601 in ``date``, as written in ``date_texte``.

    Unknown keys stay as written. Of two keys with one common name the second keeps its own.

    >>> normalise({"Date": "4 mars 2021", "Durée": "1 h 12", "Micro": "oui"})
    {'date': '2021-03-04', 'date_texte': '4 mars 2021', 'duree': '1 h 12', 'Micro': 'oui'}
    """
    found: dict[str, str] = {}
    for key, value in given.items():
        common = known_key(key)
        name = common if common is not None and common not in found else key
        value = unicodedata.normalize("NFC", value).strip()
        iso = iso_date(value) if name == "date" else None
        if iso is not None and iso != value:
            found["date"], found["date_texte"] = iso, value
        else:
            found[name] = value
    return found


def iso_date(written: str) -> str | None:
    """The first date in `written` as YYYY-MM-DD, or None; 4/3/2021 is the fourth of March.

    >>> iso_date("jeudi 4 mars 2021"), iso_date("1er août 2020"), iso_date("March 4, 2021"), iso_date("hier")
    ('2021-03-04', '2020-08-01', '2021-03-04', None)
    """
    found = _ISO.search(written)
    if found:
        return _date(int(found[1]), int(found[2]), int(found[3]))
    found = _WRITTEN.search(written)
    if found and fold(found[2]) in _MONTHS:
        return _date(int(found[3]), _MONTHS[fold(found[2])], int(found[1]))
    found = _NUMERIC.search(written)
    if found:
        year = int(found[3])
        return _date(year if year > 99 else 2000 + year, int(found[2]), int(found[1]))
    found = _ENGLISH.search(written)
    if found and fold(found[1]) in _MONTHS:
        return _date(int(found[3]), _MONTHS[fold(found[1])], int(found[2]))
    return None


def _date(year: int, month: int, day: int) -> str | None:
    longest = (31, 29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28, 31, 30, 31, 30)
    days = longest + (31, 31, 30, 31, 30, 31)
    if not (1 <= month <= 12 and 1 <= day <= days[month - 1]):
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"


def kind_of(words: str) -> Kind | None:
    """The kind that a key's value or a title names with one of its first words, or None.

    >>> kind_of("Observation : groupe de travail"), kind_of("Compte rendu de la plénière"), kind_of("Été")
    ('observation', 'document', None)
    """
    for word in re.findall(r"[^\W_]+(?:-[^\W_]+)*", words)[:2]:
        kind = _KINDS.get(fold(word))
        if kind is not None:
            return kind
    return None


def kind_from(attributes: Mapping[str, str], titles: Sequence[str]) -> Kind | None:
    """The kind that the header tells: its material, its observer, or the title; None if it does not."""
    told = kind_of(attributes.get("materiau", ""))
    if told is not None:
        return told
    if "observateur" in attributes:
        return "observation"
    for title in (attributes.get("titre", ""), *titles):
        told = kind_of(title)
        if told is not None:
            return told
    return None
