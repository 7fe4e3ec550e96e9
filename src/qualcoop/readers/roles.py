"""Labels as words: folding, who asks and who answers, and labels that look like misspellings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from qualcoop.model import Role

# Words that by themselves say who speaks, accents and case folded away.
INTERVIEWER = frozenset(
    "enquetrice enqueteur enqueteuse enquetrices enqueteurs chercheur chercheuse chercheurs interviewer "
    "interviewers intervieweur intervieweuse int intw itw moderator moderateur moderatrice facilitator "
    "facilitateur facilitatrice animateur animatrice researcher sociologue anthropologue ethnographe "
    "doctorante doctorant q question questions".split()
)
RESPONDENT = frozenset(
    "enquete enquetee enquetes enquetees interviewe interviewee interviewes interviewees repondant "
    "repondante respondent participant participante participants informateur informatrice informant "
    "r rep reponse reponses answer intervenant intervenante temoin".split()
)
OBSERVER = frozenset("observateur observatrice observer".split())
# One letter means the interviewer here and the interviewee there: the other labels decide.
WEAK = frozenset({"e", "i"})
# Words that a respondent may well begin a sentence with: alone, they prove nothing.
NEED_RECURRENCE = frozenset("q question questions r rep reponse reponses answer temoin e i int".split())

_MARKS = re.compile(r"[\u0300-\u036f]")
_TOKEN = re.compile(r"[a-zœæ]+|\d+")


@lru_cache(maxsize=4096)
def fold(label: str) -> str:
    """The label without case, accents, no-break spaces and edge punctuation: one speaker, one key.

    >>> fold("  Enquêtrice\\u00a0"), fold("E."), fold("GWENAËL")
    ('enquetrice', 'e', 'gwenael')
    """
    bare = _MARKS.sub("", unicodedata.normalize("NFD", label)).casefold()
    return " ".join(bare.split()).strip(" .:*_-–—").replace("’", "'")


def tokens(label: str) -> list[str]:
    """Letters and digits of a folded label apart: ``I1`` gives ``["i", "1"]``."""
    return _TOKEN.findall(fold(label))


@lru_cache(maxsize=4096)
def role_word(label: str) -> str | None:
    """The role word that `label` begins with, if it is one: ``Enquêteur·rice 2`` gives ``enqueteur``."""
    words = tokens(label)
    known = INTERVIEWER | RESPONDENT | OBSERVER | WEAK
    if words and words[0] in known and (len(words[0]) > 2 or _only_numbers(words[1:])):
        return words[0]
    return None


def _only_numbers(words: list[str]) -> bool:
    return all(word.isdigit() for word in words)


@lru_cache(maxsize=4096)
def near_role_word(label: str) -> str | None:
    """The role word of which `label` looks like a misspelling (``Checheur``), or None."""
    words = tokens(label)
    if not words or role_word(label) is not None or len(words[0]) < 6:
        return None
    close = [word for word in sorted(INTERVIEWER | RESPONDENT) if len(word) > 5 and _close(words[0], word)]
    roles = {word in INTERVIEWER for word in close}
    return close[0] if len(roles) == 1 else None


def word_role(label: str) -> Role | None:
    """The role that the label's own words tell, misspelt or not; None for a name or a weak letter."""
    word = role_word(label) or near_role_word(label)
    if word in INTERVIEWER:
        return "interviewer"
    if word in RESPONDENT:
        return "respondent"
    return "observer" if word in OBSERVER else None


def roles_of(labels: Iterable[str], given: Mapping[str, Role] | None = None) -> dict[str, Role]:
    """The role of every label of one interview; names are respondents.

    `given` (label to role) goes first. ``E`` and ``I`` depend on the others: next to a sure interviewer
    they answer; together ``E`` asks (enquêteur) and ``I`` answers (interviewé); alone they ask.
    """
    given = given or {}
    labels = list(labels)
    roles = {label: given.get(label) or word_role(label) for label in labels}
    letters = {label: role_word(label) for label in labels if role_word(label) in WEAK and roles[label] is None}
    sure = "interviewer" in roles.values()
    both = set(letters.values()) == set(WEAK)
    for label, letter in letters.items():
        asks = not sure and (letter == "e" or not both) and len(labels) > 1
        roles[label] = "interviewer" if asks else "respondent"
    found: dict[str, Role] = {label: role or "respondent" for label, role in roles.items()}
    if labels and set(found.values()) == {"interviewer"} and letters and not sure:
        return dict.fromkeys(labels, "respondent")
    return found


def lookalikes(labels: Mapping[str, int]) -> list[tuple[str, str]]:
    """Pairs (rarer, commoner) of labels that may be one name misspelt; numbers must be equal.

    labels: label to number of turns. A misspelt role word is paired with the word, capitalised, where
    nothing else looks like it.
    """
    names = sorted(labels, key=lambda label: (-labels[label], label))
    pairs = [(rare, common) for at, common in enumerate(names) for rare in names[at + 1 :] if _may_be_one(rare, common)]
    paired = {rare for rare, _ in pairs}
    for label in sorted(labels):
        word = near_role_word(label)
        if word is not None and label not in paired:
            pairs.append((label, word.capitalize()))
    return pairs


def _may_be_one(one: str, two: str) -> bool:
    if fold(one) == fold(two) or (role_word(one) and role_word(two)):
        return False
    return [t for t in tokens(one) if t.isdigit()] == [t for t in tokens(two) if t.isdigit()] and _close(
        fold(one), fold(two)
    )


def _close(one: str, two: str) -> bool:
    """At most one slip of the keyboard in a word of four letters, two from eight on."""
    shortest = min(len(one), len(two))
    if shortest < 4 or abs(len(one) - len(two)) > 2:
        return False
    return distance(one, two) <= (2 if shortest >= 8 else 1)


def distance(one: str, two: str) -> int:
    """Edit distance with swaps of neighbours as one edit (Damerau 1964, restricted).

    >>> distance("checheur", "chercheur"), distance("maelle", "maelel")
    (1, 1)
    """
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, start=1):
        above, row = row, [i]
        for j, b in enumerate(two, start=1):
            best = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == two[j - 2] and one[i - 2] == b:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before = above
    return row[-1]
