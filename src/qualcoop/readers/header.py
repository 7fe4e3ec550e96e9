"""The lines at the top: ``Clé : valeur`` before the first turn, the title, dates, the kind of material."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

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
_LONGEST_HEADER = 60
_LONGEST_GAP = 8
_LONGEST_VALUE = 200
_TITLE_LINES = 6


@dataclass(frozen=True)
class Header:
    """What stands before the first turn.

    attributes: known keys under their common name, others as written. end: index of the first line
    after the header. titles: lines above the first key. lines: indices of the lines that have a key.
    """

    attributes: dict[str, str] = field(default_factory=dict)
    end: int = 0
    titles: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line with a key at the top of a source."""

    line: int
    key: str
    value: str

    @property
    def known(self) -> str | None:
        """The key's common name, where it is one of a header's usual keys."""
        return known_key(self.key)


@dataclass(frozen=True)
class Opening:
    """The first lines of a source, before it is known who speaks.

    entries: the run of lines that have a key. certain: how many of them surely belong to the header,
    since a usual key (Date, Lieu…) comes at or after them: ``Enquêtrice : L.`` above ``Durée : 1 h``.
    """

    titles: tuple[str, ...]
    entries: tuple[Entry, ...]
    certain: int

    @property
    def floor(self) -> int:
        """Index of the first line that may open a turn."""
        return self.entries[self.certain - 1].line + 1 if self.certain else 0

    def close(self, speakers: Collection[str], dialogue: bool, recurring: Collection[str] = ()) -> Header:
        """The header, once the speakers (folded labels), and those seen more than once, are known.

        After the last usual key a line stays in the header as long as its key is no speaker's label, or
        names the speaker as a header does (``Enquêtée : Maëlle``). dialogue: labelled turns follow;
        where none do, a text may itself be made of ``Clé : valeur`` lines, and only the block around
        usual keys is a header.
        """
        end = self.certain
        while end < len(self.entries) and (end or dialogue) and self._goes_on(end, speakers, recurring):
            end += 1
        kept = self.entries[:end]
        if dialogue and not self.certain and (end < 2 or end == len(self.entries)):
            kept = ()
        if not kept:
            return Header(titles=self.titles)
        attributes = normalise({entry.key: entry.value for entry in kept})
        return Header(attributes, kept[-1].line + 1, self.titles, tuple(entry.line for entry in kept))

    def _goes_on(self, at: int, speakers: Collection[str], recurring: Collection[str]) -> bool:
        entry = self.entries[at]
        if fold(entry.key) not in speakers:
            speaker = entry.known in _SPEAKER_KEYS or role_word(entry.key) is not None
            return _names_somebody(entry.value) if speaker else len(entry.value) <= _LONGEST_VALUE
        if not at or not _names_somebody(entry.value):
            return False
        following = [fold(other.key) for other in self.entries[at + 1 : at + 3]]
        named = fold(_before_details(entry.value)) in speakers
        return named or fold(entry.key) in following or fold(entry.key) not in recurring


def known_key(key: str) -> str | None:
    """The common name of a header key or a sheet's column (``Durée`` gives ``duree``), or None."""
    return _KNOWN.get(fold(key))


def read_opening(text: str, lines: Sequence[Line], declared: Collection[str] = ()) -> Opening:
    """The lines at the top that have a key, and the few title lines above them.

    declared: folded labels that the researcher named as speakers; they are no header keys.
    """
    entries: list[Entry] = []
    titles: list[str] = []
    for index, line in enumerate(lines[:_LONGEST_HEADER]):
        entry = _entry(text, index, line)
        if entry is not None and not (not entries and entry.known is None and kind_of(entry.key)):
            entries.append(entry)
        elif entries or len(titles) >= _TITLE_LINES or line.end - line.start > _LONGEST_VALUE:
            break
        else:
            titles.append(text[line.start : line.end].strip())
    certain = 0
    for at, entry in enumerate(entries):
        usual = entry.known is not None and entry.known not in _SPEAKER_KEYS and fold(entry.key) not in declared
        if usual and at - certain <= _LONGEST_GAP:
            certain = at + 1
    return Opening(tuple(titles), tuple(entries), certain)


def _entry(text: str, index: int, line: Line) -> Entry | None:
    found = _KEY.match(text, line.start, min(line.end, line.start + 60))
    if found is None:
        return None
    key, value = " ".join(found["key"].split()), text[found.end() : line.end].strip()
    if not value or len(key.split()) > 6:
        return None
    return Entry(index, key, value)


_GREETINGS = frozenset("bonjour bonsoir salut merci oui non ok hello hi yes no d'accord bien".split())


def _names_somebody(value: str) -> bool:
    """``L.``, ``Maëlle, 34 ans``, ``L. (enquêtrice)`` name somebody; ``Bonjour.`` and ``Oui ?`` speak."""
    words = _before_details(value).split()
    if not words or len(words) > 4 or value.rstrip()[-1] in "?!…" or fold(words[0]) in _GREETINGS:
        return False
    if words[-1][-1] == "." and len(words[-1]) > 3:
        return False
    return all(word[:1].isupper() or fold(word) in ("de", "du", "la", "le", "d", "et") for word in words)


def _before_details(value: str) -> str:
    """The name in ``Maëlle, 34 ans`` and ``L. (enquêtrice)``."""
    return re.sub(r"\([^()]*\)", "", value).split(",")[0].strip()


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
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


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
