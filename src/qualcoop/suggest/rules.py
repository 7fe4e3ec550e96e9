"""The rule language of keyword suggestions: one rule is one line of YAML or of an Excel cell.

===================  ==============================================================================
``mot``              its form or one of its lemmas; an inflected word also stands for its lemmas
``deux mots``        in a row, in one sentence; hesitations (*euh*) between them are skipped
``"AG"``             this very form, capitals and accents included
``mot*``             every form and lemma that begins so; at least four letters before the star
``a|b``              one word or the other, at that place; with spaces around (``a b | c d``), one whole
                     rule or the other
``a .. b``           in this order, at most three words between; ``a ..6 b`` at most six
``a ~5 b``           in either order, at most five words between
===================  ==============================================================================

*ne* and *n'* are not counted, in rules as in texts, since speech drops them. A hyphen equals a space.
Reading a rule needs no dictionary and no spaCy: this module is pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from qualcoop.errors import RuleError
from qualcoop.suggest.folding import HESITATIONS, fold, is_negative_particle, split_word, unify

DEFAULT_GAP = 3
WIDEST_GAP = 50
MOST_WORDS = 24
MOST_ALTERNATIVES = 256
LONGEST_RULE = 400
LEAST_LETTERS = 4

_QUOTED = r"\"[^\"]*\"|“[^”]*”|«[^»]*»"
_ITEM = re.compile(rf"(?:{_QUOTED}|[^\s\"“”«»])+")
_PIECE = re.compile(rf"{_QUOTED}|\||[^|\"“”«»]+")
_OPERATOR = re.compile(r"(\.\.|~)(\d*)")
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*'?")
_ODD = re.compile(r"[^\w'*-]|_")
_QUOTES = '"“”«»'


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a rule. `exact`: this very form. `prefix`: every form or lemma that begins so."""

    text: str
    prefix: bool = False
    exact: bool = False


Place = tuple[Word, ...]  # alternatives at one place
Phrase = tuple[Place, ...]  # places in a row


@dataclass(frozen=True, slots=True)
class Link:
    """How a phrase follows the one before it: at most `gap` words between; in this order or in either."""

    gap: int
    ordered: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """Phrases joined by links (one link fewer than phrases)."""

    phrases: tuple[Phrase, ...]
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as written (`text`) and as understood: any of its `patterns`."""

    text: str
    patterns: tuple[Pattern, ...]


class _Fault(Exception):
    """What is wrong and what would be right, in French and in English."""


def parse_rule(text: object, *, code: str = "", place: str = "") -> Rule:
    """Read one rule.

    `code` and `place` (the file) only serve the message. Raises RuleError: what is wrong, and what would
    be right.
    """
    try:
        return _parse(text if isinstance(text, str) else _not_text(text))
    except _Fault as fault:
        fr, en = fault.args
        shown = str(text) if len(str(text)) <= 80 else str(text)[:77] + "…"
        where_fr = f"{place} : " if place else ""
        where_en = f"{place}: " if place else ""
        raise RuleError(
            f"{where_fr}{f'code {code}, ' if code else ''}règle « {shown} » : {fr}.",
            f"{where_en}{f'code {code}, ' if code else ''}rule '{shown}': {en}.",
        ) from None


def check_rule(text: object) -> str | None:
    """None when the rule can be read, else one sentence (in the user's language) that says why not."""
    try:
        parse_rule(text)
    except RuleError as error:
        return str(error)
    return None


def _not_text(value: object) -> str:
    raise _Fault(
        f"ce n'est pas du texte mais {value!r} ; mettez la règle entre apostrophes, par exemple '2030'",
        f"this is not text but {value!r}; put the rule between single quotes, for instance '2030'",
    )


@lru_cache(maxsize=50_000)
def _parse(text: str) -> Rule:
    tidy = unify(text).strip()
    if not tidy:
        raise _Fault("elle est vide ; écrivez au moins un mot ou supprimez la ligne",
                     "it is empty; write at least one word or delete the line")  # fmt: skip
    if len(tidy) > LONGEST_RULE:
        raise _Fault(f"elle dépasse {LONGEST_RULE} caractères ; coupez-la en plusieurs règles",
                     f"it is longer than {LONGEST_RULE} characters; cut it into several rules")  # fmt: skip
    patterns: list[Pattern] = []
    for items in _branches(_items(tidy)):
        patterns.extend(_patterns(items))
        if len(patterns) > MOST_ALTERNATIVES:
            raise _Fault("elle a trop d'alternatives ; coupez-la en plusieurs règles",
                         "it has too many alternatives; cut it into several rules")  # fmt: skip
    return Rule(text, tuple(dict.fromkeys(patterns)))


def _items(text: str) -> list[str]:
    items: list[str] = []
    at = 0
    for found in _ITEM.finditer(text):
        _refuse_stray_quote(text[at : found.start()])
        items.append(found.group())
        at = found.end()
    _refuse_stray_quote(text[at:])
    return items


def _refuse_stray_quote(between: str) -> None:
    if any(sign in _QUOTES for sign in between):
        raise _Fault("un guillemet n'est pas fermé ; écrivez par exemple \"AG\"",
                     'a quotation mark is not closed; write for instance "AG"')  # fmt: skip


def _branches(items: list[str]) -> Iterator[list[str]]:
    branch: list[str] = []
    for item in items:
        if item != "|":
            branch.append(item)
            continue
        yield branch
        branch = []
    yield branch


def _patterns(items: list[str]) -> Iterator[Pattern]:
    """The patterns of one branch; several when an alternative is longer than one word (``a|b c'd``)."""
    runs: list[list[list[Phrase]]] = [[]]
    links: list[Link] = []
    for item in items:
        link = _link(item)
        if link is None:
            runs[-1].append(_alternatives(item))
        else:
            links.append(link)
            runs.append([])
    variants = [_phrases(run) for run in runs]
    total = 1
    for several in variants:
        total *= len(several)
    if total > MOST_ALTERNATIVES:
        raise _Fault("elle a trop d'alternatives ; coupez-la en plusieurs règles",
                     "it has too many alternatives; cut it into several rules")  # fmt: skip
    for chosen in product(*variants):
        if sum(map(len, chosen)) > MOST_WORDS:
            raise _Fault(f"elle dépasse {MOST_WORDS} mots ; gardez les mots qui comptent",
                         f"it has more than {MOST_WORDS} words; keep those that matter")  # fmt: skip
        yield Pattern(tuple(chosen), tuple(links))


def _phrases(run: list[list[Phrase]]) -> list[Phrase]:
    """Every phrase that the places of one run can make, without *ne*; never empty."""
    if not run:
        raise _Fault("il manque un mot avant ou après « .. », « ~ » ou « | » ; écrivez par exemple : a .. b",
                     "a word is missing before or after '..', '~' or '|'; write for instance: a .. b")  # fmt: skip
    made: list[Phrase] = [()]
    for alternatives in run:
        made = [begun + more for begun in made for more in alternatives]
        if len(made) > MOST_ALTERNATIVES:
            raise _Fault("elle a trop d'alternatives ; coupez-la en plusieurs règles",
                         "it has too many alternatives; cut it into several rules")  # fmt: skip
    if not all(made):
        raise _Fault(
            "il ne reste aucun mot, car « ne », « n' » et les hésitations (« euh ») ne comptent pas ; ajoutez un mot",
            "no word is left, since 'ne', \"n'\" and hesitations ('euh') are not counted; add a word",
        )
    return list(dict.fromkeys(made))


def _link(item: str) -> Link | None:
    found = _OPERATOR.fullmatch(item)
    if not found:
        return None
    sign, digits = found.groups()
    if sign == "~" and not digits:
        raise _Fault("« ~ » demande un nombre ; écrivez par exemple : a ~5 b",
                     "'~' needs a number; write for instance: a ~5 b")  # fmt: skip
    gap = int(digits[:9]) if digits else DEFAULT_GAP
    if gap > WIDEST_GAP:
        raise _Fault(f"l'écart {digits[:9]} est trop grand ; au plus {WIDEST_GAP} mots",
                     f"the gap {digits[:9]} is too wide; at most {WIDEST_GAP} words")  # fmt: skip
    return Link(gap, sign == "..")


def _alternatives(item: str) -> list[Phrase]:
    """What one item of the rule stands for: one place when every alternative is one word, else phrases."""
    pieces = _PIECE.findall(item)
    words, bars = pieces[::2], pieces[1::2]
    if "|" not in words and any(bar != "|" for bar in bars):
        raise _Fault(
            f"il manque un espace dans « {item} » ; séparez les mots et les guillemets",
            f"a space is missing in '{item}'; separate words and quotes",
        )
    if "|" in words or len(words) == len(bars):
        raise _Fault(
            f"il manque un mot de part ou d'autre de « | » dans « {item} » ; écrivez par exemple : a|b",
            f"a word is missing beside '|' in '{item}'; write for instance: a|b",
        )
    phrases = [_quoted(word) if word[0] in _QUOTES else _plain(word) for word in words]
    if all(len(phrase) == 1 for phrase in phrases):
        return [(tuple(dict.fromkeys(word for phrase in phrases for word in phrase[0])),)]
    return phrases


def _quoted(item: str) -> Phrase:
    inside = item[1:-1].split()
    if not inside:
        raise _Fault("il n'y a rien entre les guillemets ; écrivez par exemple \"AG\"",
                     'there is nothing between the quotes; write for instance "AG"')  # fmt: skip
    parts = [part for chunk in inside for part in split_word(chunk)]
    return tuple((Word(part, exact=True),) for part in parts if _counts(part))


def _plain(item: str) -> Phrase:
    body = item.removesuffix("*")
    if not _WORD.fullmatch(body):
        _refuse(item, body)
    parts = split_word(body)
    if body != item:
        letters = len(parts[-1].strip("'"))
        if letters < LEAST_LETTERS:
            raise _Fault(
                f"« {item} » n'a que {letters} lettre(s) avant « * » ; il en faut au moins {LEAST_LETTERS}",
                f"'{item}' has only {letters} letter(s) before '*'; at least {LEAST_LETTERS} are needed",
            )
        return (*_places(parts[:-1]), (Word(fold(parts[-1]), prefix=True),))
    return _places(parts)


def _places(parts: list[str]) -> Phrase:
    return tuple((Word(part.lower()),) for part in parts if _counts(part))


def _counts(part: str) -> bool:
    return not is_negative_particle(part) and fold(part) not in HESITATIONS


def _refuse(item: str, body: str) -> None:
    odd = _ODD.search(body)
    if odd is None and ("*" in body or not body):
        raise _Fault(f"« * » n'est permis qu'à la fin d'un mot, pas dans « {item} » ; écrivez par exemple : coopér*",
                     f"'*' is allowed at a word's end only, not in '{item}'; write for instance: coopér*")  # fmt: skip
    if odd is None:
        raise _Fault(f"« {item} » commence ou finit par un tiret ou une apostrophe ; écrivez le mot seul",
                     f"'{item}' begins or ends with a hyphen or an apostrophe; write the word alone")  # fmt: skip
    sign = odd.group()
    if sign in "…." or item.startswith("..") or item.endswith(".."):
        raise _Fault(f"« {item} » n'est pas compris ; pour un écart écrivez : a .. b, avec des espaces, "
                     'et pour un mot qui contient un point : "M."',
                     f"'{item}' is not understood; for a gap write: a .. b, with spaces, "
                     'and for a word that holds a dot: "M."')  # fmt: skip
    raise _Fault(f'le signe « {sign} » est inconnu ; enlevez-le ou mettez le mot entre guillemets : "{body}"',
                 f"the sign '{sign}' is unknown; remove it or put the word in quotes: \"{body}\"")  # fmt: skip
