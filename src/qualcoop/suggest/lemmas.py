"""The lemmas that a French form may have, as sets: *décidé* is *décidé* (adjective) and *décider*.

From the tables of ``spacy-lookups-data`` (installed with qualcoop, nothing is downloaded): its lookup, its
exceptions and its suffix rules for nouns, verbs and adjectives. What the tables do not know is tried
without its prefix (*co-*, *re-*…), with accents that capitals or haste left out, and with the endings of
regular plurals and verbs.
"""

from __future__ import annotations

import gc
import gzip
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from qualcoop.suggest.folding import fold

_CLASSES = ("noun", "verb", "adj")
_CLOSED = ("adp", "cconj", "det", "pron", "sconj")
_OPEN = ("noun", "verb", "adj", "aux")
# Words that no ending may be cut from (*sans* is no plural of *san*); the tables' own closed classes list
# only inflected forms.
_FUNCTION_WORDS = frozenset(
    "le la les l' un une des du de d' au aux à en y et ou où mais donc or ni car si que qu' qui quoi dont lorsque "
    "puisque quand comme dans sur sous sans avec pour par entre vers contre chez dès depuis pendant avant après "
    "devant derrière hors selon parmi je j' tu il elle on nous vous ils elles me m' te t' se s' lui leur leurs eux "
    "moi toi soi ce c' ça cela ceci cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos quel quels "
    "quelle quelles tout tous toute toutes chaque plusieurs aucun aucune chacun chacune ne n' pas plus moins très "
    "trop jamais rien jusque jusqu'".split()
)
_PREFIXES = (
    "inter", "multi", "trans", "micro", "macro", "super", "sous", "anti", "auto", "télé", "mini", "méga",
    "poly", "post", "non", "sur", "éco", "bio", "pré", "dés", "co", "re", "ré", "dé", "in",
)  # fmt: skip
_LEAST_AFTER_PREFIX = 5
# First-group endings, longest first, for verbs younger than the tables (débriefer, co-designer).
_VERB_ENDINGS = (
    "eraient", "assions", "erions", "erait", "erais", "èrent", "eriez", "aient", "erons", "eront", "ions",
    "erez", "eras", "erai", "iez", "ant", "ait", "ais", "era", "ées", "ons", "ez", "ée", "és", "é",
)  # fmt: skip

# What the tables' own verb rules leave out.
_MORE_VERB_RULES = (("e", "er"), ("es", "er"), ("ient", "enir"), ("iennent", "enir"), ("it", "ir"), ("issent", "ir"))

_PARTICIPLE = re.compile("(?:é|i|u|(?<![aou])is|ert|int|uit|rit)e?s?$")
_INFINITIVES = ("er", "ir", "re", "ïr")
_BASE = re.compile("(?:é|i|u|is|t)$")

_SEVERAL = "|"

Lemmas = frozenset[str]
Ending = tuple[str, str, frozenset[str]]  # of a form, what stands for it in the lemma, and the lemmas known to do so


class LemmaTables:
    """The tables, loaded once (0.5 s, about 120 MB)."""

    def __init__(self) -> None:
        with no_collection():
            lookup = _flat(_table("lookup"))
            exceptions = {name: _flat(table) for name, table in _table("exc").items()}
            index: dict[str, list[str]] = _table("index")
            rules: dict[str, list[list[str]]] = _table("rules")
        self._tables = [lookup, _merged(exceptions.values())]
        self._by_class = exceptions
        self._index = {name: frozenset(words) for name, words in index.items()}
        # Verbs of the third group stand in no list, only as what their forms come from.
        self._known = frozenset(exceptions["verb"].values()).union(*self._index.values())
        self._rules = _by_last_letter(rules, self._index)
        self._by_tail: dict[str, list[Ending]] = {}
        self._unaccented: _Unaccented | None = None
        self._cache: dict[str, Lemmas] = {}

    def lemmas(self, form: str) -> Lemmas:
        """The lemmas of a lower-case form with one kind of apostrophe; empty when nothing is known."""
        found = self._cache.get(form)
        if found is None:
            found = self._cache[form] = self.look_up(form)
        return found

    def knows(self, form: str) -> bool:
        """Is the lower-case form in the tables, as it is written?"""
        return form in self._known or any(form in table for table in self._tables)

    def is_function_word(self, form: str) -> bool:
        """Is it an article, a pronoun, a preposition or a conjunction, and nothing else?"""
        if form in _FUNCTION_WORDS:
            return True
        return any(form in self._by_class[name] for name in _CLOSED) and not any(
            form in self._by_class[name] for name in _OPEN
        )

    def stands_for(self, form: str, *, strict: bool = False) -> Lemmas:
        """What a rule's word stands for besides itself: its lemmas, where it is inflected.

        A dictionary form, a function word and a gerund stand for themselves (*en faisant* is not *en fait*),
        a participle for its other genders and numbers. `strict` (excluding rules) leaves out verbs:
        *écoutez* must not drop *l'écoute*.
        """
        if self.is_function_word(form) or form.endswith("ant"):
            return frozenset()
        found = self.lemmas(form)
        if form in found:
            return frozenset()
        no_verbs = strict or bool(_PARTICIPLE.search(form))
        return frozenset(lemma for lemma in found if not (no_verbs and self._is_verb(lemma)))

    def _is_verb(self, lemma: str) -> bool:
        if lemma in self._index["verb"]:
            return True
        named = lemma in self._index["noun"] or lemma in self._index["adj"]
        return lemma.endswith(_INFINITIVES) and not named

    def look_up(self, form: str) -> Lemmas:
        """The same as `lemmas`, not remembered: for forms that are asked for once."""
        for spelling in _spellings(form):
            found = self._known_lemmas(spelling)
            if found:
                return found
        return (
            self._without_prefix(form) or self._with_accents(form) or frozenset(_regular(form))
            if len(form) > 3 and form.isalpha() and form not in _FUNCTION_WORDS
            else frozenset()
        )

    def _known_lemmas(self, form: str) -> Lemmas:
        found: set[str] = set()
        for table in self._tables:
            lemmas = table.get(form)
            if lemmas is None:
                continue
            if _SEVERAL in lemmas:
                found.update(lemmas.split(_SEVERAL))
            else:
                found.add(lemmas)
        if form in self._known:
            found.add(form)
        if form in _FUNCTION_WORDS:
            return frozenset(found)
        tail = form[-2:]
        for ending, base, words in self._by_tail.get(tail) or self._endings(tail):
            if form.endswith(ending):
                lemma = form[: len(form) - len(ending)] + base
                if lemma in words:
                    found.add(lemma)
        participle = self._participle(form, found)
        if participle:
            found.add(participle)
        return frozenset(found)

    def _endings(self, tail: str) -> list[Ending]:
        """The suffix rules that a form with these last two letters may fit."""
        fit = self._by_tail.get(tail)
        if fit is None:
            listed = self._rules.get(tail[-1:], [])
            fit = self._by_tail[tail] = [r for r in listed if r[0].endswith(tail) or tail.endswith(r[0])]
        return fit

    def _participle(self, form: str, lemmas: set[str]) -> str | None:
        """The masculine singular of a past participle: *retenu* for *retenues*."""
        if not _PARTICIPLE.search(form):
            return None
        for cut in (2, 1, 0):
            base = form[: len(form) - cut]
            if form[len(base) :] in ("", "s", "e", "es") and _BASE.search(base):
                known = (self._by_class["verb"].get(base, ""), self._tables[0].get(base, ""))
                verbs = _SEVERAL.join(known).split(_SEVERAL)
                if any(lemma in verbs and lemma.endswith(_INFINITIVES) for lemma in lemmas):
                    return base
        return None

    def _without_prefix(self, form: str) -> Lemmas:
        for prefix in _PREFIXES:
            rest = form[len(prefix) :]
            if form.startswith(prefix) and len(rest) >= _LEAST_AFTER_PREFIX:
                found = self._known_lemmas(rest)
                if found:
                    return frozenset(prefix + lemma for lemma in found)
        return frozenset()

    def _with_accents(self, form: str) -> Lemmas:
        """For COOPERATION or cooperation: the lemmas of the accented forms that fold to it."""
        if not form.isascii():
            return frozenset()
        if self._unaccented is None:
            with no_collection():
                self._unaccented = _Unaccented(self._accented())
        return frozenset().union(*(self._known_lemmas(known) for known in self._unaccented.forms(form)))

    def _accented(self) -> set[str]:
        found = {form for form in self._known if not form.isascii()}
        for table in self._tables:
            found.update([form for form in table if not form.isascii()])
        return found


@contextmanager
def no_collection() -> Iterator[None]:
    """Half a million small lists: the collector would walk them again and again while they are made."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _spellings(form: str) -> tuple[str, ...]:
    if "œ" in form:
        return form, form.replace("œ", "oe")
    if "oe" in form:
        return form, form.replace("oe", "œ")
    return (form,)


def _regular(form: str) -> set[str]:
    found: set[str] = set()
    if form.endswith("aux"):
        found.add(form[:-3] + "al")
    elif form.endswith(("s", "x")):
        found.add(form[:-1])
        if form.endswith("es"):
            found.add(form[:-2])
    for ending in _VERB_ENDINGS:
        if form.endswith(ending) and len(form) - len(ending) >= 3:
            found.add(form[: len(form) - len(ending)] + "er")
            break
    return found


class _Unaccented:
    """Accented forms by what is left without accents: 160,000 of them, in one pass, letter by letter."""

    def __init__(self, accented: set[str]) -> None:
        forms = list(accented)
        joined = "\n".join(forms)
        for letter in set(joined):
            if not letter.isascii():
                joined = joined.replace(letter, fold(letter))
        plain = joined.split("\n")
        self._last = dict(zip(plain, forms, strict=True))
        self._more: dict[str, list[str]] = {}
        if len(self._last) < len(forms):
            pairs = zip(plain, forms, strict=True)
            for bare, form in [(bare, form) for bare, form in pairs if self._last[bare] is not form]:
                self._more.setdefault(bare, []).append(form)

    def forms(self, bare: str) -> list[str]:
        """The accented forms that `bare` may stand for."""
        last = self._last.get(bare)
        return [] if last is None else [last, *self._more.get(bare, ())]


def _by_last_letter(rules: dict[str, list[list[str]]], index: dict[str, frozenset[str]]) -> dict[str, list[Ending]]:
    """Suffix rules by the form's last letter, each with the lemmas of its class; those that change something."""
    by_letter: dict[str, list[Ending]] = {}
    for name in _CLASSES:
        for ending, base in rules[name]:
            if ending != base and ending.isalpha():  # « eur(rice » and the like are folding's business
                by_letter.setdefault(ending[-1:], []).append((ending, base, index[name]))
    for ending, base in _MORE_VERB_RULES:
        by_letter.setdefault(ending[-1:], []).append((ending, base, index["verb"]))
    return by_letter


def _flat(table: dict[str, list[str]]) -> dict[str, str]:
    """Lists of lemmas as one string each: dictionaries of strings are nothing for the collector to walk."""
    return {form: _SEVERAL.join(lemmas) for form, lemmas in table.items()}


def _merged(tables: Iterable[dict[str, str]]) -> dict[str, str]:
    """One table of several, the lemmas of a form side by side."""
    merged: dict[str, str] = {}
    for table in sorted(tables, key=len, reverse=True):
        if not merged:
            merged.update(table)
            continue
        for form, lemmas in table.items():
            other = merged.get(form)
            merged[form] = lemmas if other is None or other == lemmas else other + _SEVERAL + lemmas
    return merged


def _table(name: str) -> Any:
    data = files("spacy_lookups_data") / "data" / f"fr_lemma_{name}.json.gz"
    return json.loads(gzip.decompress(data.read_bytes()))


@lru_cache(maxsize=1)
def tables() -> LemmaTables:
    """The one copy of the tables in this process."""
    return LemmaTables()


@lru_cache(maxsize=1)
def tables_version() -> str:
    """The version of the installed tables, read without loading them."""
    return version("spacy-lookups-data")
