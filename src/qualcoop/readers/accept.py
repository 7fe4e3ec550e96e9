"""Which candidate labels are speakers. Nothing in speech may open a turn: a label recurs, or is a role
word (Enquêtrice, Q, Moderator…), or is layout (bold, a table's column, a bracket), or is declared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from qualcoop.language import tr
from qualcoop.readers.asides import is_direction, is_remark
from qualcoop.readers.labels import Candidate
from qualcoop.readers.roles import NEED_RECURRENCE, distance, fold, role_word, word_role

# Words that open a sentence or a heading, never a turn unless declared.
_NO_SPEAKER = frozenset(
    "resultat resultats exemple exemples conclusion conclusions bilan bref attention note notes remarque "
    "remarques nb n.b ps objectif objectifs probleme problemes point points donc mais et alors oui non "
    "voila ensuite puis enfin ok bon ben decision decisions action actions article titre section chapitre "
    "annexe date lieu source sources total objet premierement deuxiemement troisiemement d'abord autrement "
    "dit idem result results example warning yes no so well first second third finally theme axe partie "
    "solution avantage avantages inconvenient inconvenients heat map prix cout http https re fw de a cc "
    "relance consigne contexte sujet etape phase proposition propositions vote votes pour contre".split()
)
_PARTICLES = frozenset("de du des la le les l d et van von der of the and &".split())


@dataclass
class Accepted:
    """The labels taken for speakers (folded), sentences about others, and the labels seen more than once."""

    keys: frozenset[str]
    warnings: list[str] = field(default_factory=list)
    recurring: frozenset[str] = frozenset()

    def __contains__(self, candidate: Candidate) -> bool:
        return fold(candidate.label) in self.keys


def accept(
    found: Sequence[Candidate],
    text: str,
    paragraphs: int,
    *,
    declared: Collection[str] = (),
    refused: Collection[str] = (),
    expected: bool = False,
) -> Accepted:
    """Decide over one source.

    found: candidates outside the header. paragraphs: how many paragraphs there are. declared, refused:
    folded labels that the researcher named as speakers, or as none. expected: the source is known to be
    an interview, so two names that alternate are enough.
    """
    fit = {_kind(one) for one in _unlike(found) if _plausible(one, declared) and fold(one.label) not in refused}
    plausible = [one for one in found if _kind(one) in fit]
    tally = _Tally.of(plausible)
    counts = tally.keys
    kinds = _unlike(plausible)
    sure = {key for key in counts if key in declared}
    sure |= {fold(one.label) for one in kinds if _sure(one, counts)}
    likely = {fold(one.label) for one in kinds if _recurs(one, tally)} - sure
    likely -= _also_common_nouns(likely, counts, sure, text)
    if not sure and not _looks_like_dialogue(likely, plausible, paragraphs, expected):
        likely = set()
    keys = sure | likely
    keys |= _misspelt(keys, counts)
    keys |= _answers(keys, plausible)
    recurring = frozenset(key for key in keys if counts[key] > 1)
    return Accepted(frozenset(keys), _left_out(keys, plausible), recurring)


def _unlike(found: Sequence[Candidate]) -> list[Candidate]:
    """One candidate of each kind: those that differ by their line alone are decided together."""
    return list({_kind(one): one for one in found}.values())


def _kind(one: Candidate) -> tuple[str, str, bool, bool, bool]:
    return one.label, one.shape, one.timed, one.own_line, one.colon


def name_like(label: str) -> bool:
    """Written as a name is: at most four words, capitals except for particles, or initials and numbers.

    >>> name_like("Marie de Roux"), name_like("Intervenant 2"), name_like("On s'est dit")
    (True, True, False)
    """
    words = re.split(r"[\s'’]+", label.strip(" ."))
    if not 1 <= len(words) <= 4 or not (words[0][:1].isupper() or words[0][:1].isdigit()):
        return False
    if label.strip(" .").replace(" ", "").isdigit():
        return False
    return all(word[:1].isupper() or word[:1].isdigit() or fold(word) in _PARTICLES for word in words[1:])


def _plausible(one: Candidate, declared: Collection[str]) -> bool:
    key = fold(one.label)
    if one.shape == "layout" or key in declared:
        return bool(key)
    if not key:
        return False
    if role_word(one.label):
        # « réponse : », « question – » in the middle of a sentence are not capitals.
        return one.label[0].isupper() or (one.colon and key not in NEED_RECURRENCE) or one.shape == "bracket"
    if is_direction(one.label) or is_remark(one.label):
        return False
    if key in _NO_SPEAKER or key.split()[0] in _NO_SPEAKER:
        return False
    return name_like(one.label) or (word_role(one.label) is not None and len(key.split()) == 1)


def _sure(one: Candidate, counts: Counter[str]) -> bool:
    """Layout, or a role word set apart by a sign; the ambiguous ones must recur or be answered."""
    if one.shape == "layout":
        return True
    word = role_word(one.label)
    if word is None:
        return word_role(one.label) is not None and one.shape in ("bracket", "colon", "bold", "stamp")
    if word in NEED_RECURRENCE:
        pair = sum(count for key, count in counts.items() if role_word(key))
        return one.shape in ("colon", "bold", "bracket", "stamp") and (counts[fold(one.label)] > 1 or pair > 1)
    return one.shape in ("colon", "bold", "bracket", "stamp") or counts[fold(one.label)] > 1


@dataclass(frozen=True)
class _Tally:
    """What recurs among the plausible labels: by key, by shape, and by key within a shape."""

    keys: Counter[str]
    shapes: Counter[str]
    in_shape: dict[str, Counter[str]]
    timed_brackets: int

    @classmethod
    def of(cls, found: Sequence[Candidate]) -> _Tally:
        in_shape: dict[str, Counter[str]] = {}
        for one in found:
            in_shape.setdefault(one.shape, Counter())[fold(one.label)] += 1
        return cls(
            Counter(fold(one.label) for one in found),
            Counter(one.shape for one in found),
            in_shape,
            sum(1 for one in found if one.shape == "bracket" and one.timed),
        )

    def voices(self, shape: str) -> bool:
        """Two labels at least recur in this shape, and they are most of it: no list of A., B., C."""
        recurring = [times for times in self.in_shape.get(shape, Counter()).values() if times > 1]
        return len(recurring) > 1 and sum(recurring) > 0.5 * self.shapes[shape]


def _recurs(one: Candidate, tally: _Tally) -> bool:
    count, same = tally.keys[fold(one.label)], tally.shapes[one.shape]
    if one.shape == "bracket":
        return tally.timed_brackets > 1 if one.timed else count > 2 or (count > 1 and (one.own_line or one.colon))
    if one.shape == "stamp":
        return count > 1 or same > 2
    if one.shape == "bold":
        return count > 1 or (one.colon and same > 3)
    if one.shape in ("dash", "dot", "tab"):
        return count > 1 and tally.voices(one.shape)
    return count > 1


def _also_common_nouns(likely: set[str], counts: Counter[str], sure: set[str], text: str) -> set[str]:
    """A rare label that the text also writes in small letters is a noun: « Budget : … ».

    Only where other labels are much more frequent, or a first name such as Aube would be lost.
    """
    if not likely:
        return set()
    most = max(counts[key] for key in likely | sure)
    rare = [key for key in likely if len(key) > 3 and " " not in key and counts[key] * 4 < most]
    return {key for key in rare if _lower_case(key, text)}


def _lower_case(key: str, text: str) -> bool:
    spelled = "".join(f"{letter}" if not letter.isalpha() else _with_accents(letter) for letter in key)
    return re.search(rf"(?<!\w){spelled}(?!\w)", text) is not None


_ACCENTS = {"a": "aàâä", "e": "eéèêë", "i": "iîï", "o": "oôö", "u": "uùûü", "c": "cç", "y": "yÿ", "n": "nñ"}


def _with_accents(letter: str) -> str:
    return f"[{_ACCENTS[letter]}]" if letter in _ACCENTS else re.escape(letter)


def _looks_like_dialogue(keys: set[str], found: Sequence[Candidate], paragraphs: int, expected: bool) -> bool:
    """Without any sure label: two voices at least, that take turns through a good part of the paragraphs."""
    labelled = [one for one in found if fold(one.label) in keys]
    voices = [fold(one.label) for one in labelled]
    # A name with a time on a line of its own is nearly layout.
    if len(keys) < 2 or len(voices) < (3 if all(one.timed and one.own_line for one in labelled) else 4):
        return False
    changes = sum(1 for one, two in pairwise(voices) if one != two)
    covers = len(voices) >= (0.1 if expected else 0.25) * paragraphs
    return covers and changes >= 0.3 * (len(voices) - 1)


def _misspelt(keys: set[str], counts: Counter[str]) -> set[str]:
    """Labels seen once or twice that are one slip away from an accepted one open a turn too."""
    return {
        rare
        for rare in counts
        if rare not in keys and any(min(len(rare), len(key)) > 4 and distance(rare, key) == 1 for key in keys)
    }


def _answers(keys: set[str], found: Sequence[Candidate]) -> set[str]:
    """In a short extract the respondent's name may stand once: taken where only it answers the questions."""
    if not keys or any(word_role(key) != "interviewer" for key in keys):
        return set()
    answers: set[str] = set()
    asked = False
    for one in found:
        key = fold(one.label)
        if key in keys:
            asked = True
        elif asked and one.shape == "colon" and len(key) > 1:
            answers.add(key)
            asked = False
    return answers


def _left_out(keys: set[str], found: Sequence[Candidate]) -> list[str]:
    """A sentence for the names with a colon that were not taken, where there are speakers at all."""
    if not keys:
        return []
    seen: dict[str, int] = {}
    for one in found:
        if one.colon and fold(one.label) not in keys:
            seen[one.label] = seen.get(one.label, 0) + 1
    return [_not_taken(label, count) for label, count in list(seen.items())[:5]]


def _not_taken(label: str, count: int) -> str:
    times_fr = "une fois" if count == 1 else f"{count} fois"
    times_en = "once" if count == 1 else f"{count} times"
    return tr(
        f"« {label} : » ouvre {times_fr} une ligne et n'a pas été pris pour un locuteur ; "
        f'si c\'en est un, déclarez-le : --speakers "{label}=respondent".',
        f"'{label}:' opens a line {times_en} and was not taken for a speaker; "
        f'if it is one, declare it: --speakers "{label}=respondent".',
    )
