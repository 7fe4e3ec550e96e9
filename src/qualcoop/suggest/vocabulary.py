"""Every distinct chunk of text is tokenised, folded and lemmatised once; from then on it is a number.

The parts of a chunk (see `qualcoop.suggest.chunks`) are *words*. Each distinct one has a number, a kind, and
its keys: its folded form and the folded forms of its lemmas.
"""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_left
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from qualcoop.suggest.chunks import ChunkTable
from qualcoop.suggest.folding import HESITATIONS, fold, inclusive_forms, is_negative_particle
from qualcoop.suggest.lemmas import tables
from qualcoop.suggest.rules import Place, Word

Ids = npt.NDArray[np.int32]

# Kinds of words. Only PLAIN ones are counted and matched.
PLAIN, SKIPPED, HESITATION, BREAK = 0, 1, 2, 3
# Signs that stand between words without parting them; « … » is a hesitation in transcripts.
_TRANSPARENT = frozenset("-‐‑«»\"“”„‟‹›'’‘()[]{}*_…")
_SPECIAL = HESITATIONS | {"ne", "n"}
_SYMBOLS = frozenset("%&@#°§+=")


class Vocabulary:
    """Words as numbers, growing with the texts read. One per process is enough: see `shared_vocabulary`."""

    def __init__(self) -> None:
        self.forms: list[str] = []
        self.keys: list[tuple[str, ...]] = []
        self._kinds = array("B")
        self._kinds_now: npt.NDArray[np.uint8] = np.empty(0, dtype=np.uint8)
        self._by_form: dict[str, int] = {}
        self._by_key: dict[str, list[int]] = {}
        self._with_keys: dict[str, dict[str, int]] = {}  # forms with one key more, by that key
        self._sorted_keys: list[str] = []
        self.chunks = ChunkTable(self.intern)
        self._found: dict[tuple[Word, bool], tuple[int, Ids]] = {}

    def __len__(self) -> int:
        return len(self.forms)

    @property
    def kinds(self) -> npt.NDArray[np.uint8]:
        """The kind of every word."""
        if len(self._kinds_now) != len(self._kinds):
            self._kinds_now = np.array(self._kinds, dtype=np.uint8)
        return self._kinds_now

    def intern(self, form: str, keys: tuple[str, ...] | None = None) -> int:
        """The number of a word as it stands in a text; `keys` when they are known from a kept text."""
        known = self._by_form.get(form)
        if known is not None:
            return known
        kind = _kind(form)
        if keys is None:
            keys = () if kind != PLAIN else self._keys_of_small(form) or word_keys(form)
        number = self._by_form[form] = self._add(form, keys, kind)
        return number

    def _add(self, form: str, keys: tuple[str, ...], kind: int) -> int:
        number = len(self.forms)
        self.forms.append(form)
        self.keys.append(keys)
        self._kinds.append(kind)
        for key in keys:
            self._by_key.setdefault(key, []).append(number)
        return number

    def with_key(self, number: int, key: str) -> int:
        """The number of the same form where it has this key too."""
        if key in self.keys[number] or self._kinds[number] != PLAIN:
            return number
        others = self._with_keys.setdefault(self.forms[number], {})
        if key not in others:
            others[key] = self._add(self.forms[number], (*self.keys[number], key), PLAIN)
        return others[key]

    def _keys_of_small(self, form: str) -> tuple[str, ...]:
        """The keys of a word with capitals are those of the same in small letters, where that is known."""
        if form.islower() or not form.isalpha():
            return ()
        known = self._by_form.get(form.lower())
        return () if known is None else self.keys[known]

    def forms_of(self, chunk: str) -> list[str]:
        """The words that spaCy makes of a chunk, as they would stand in a text."""
        return [self.forms[word] for word in self.chunks.words_of(chunk) if self._kinds[word] == PLAIN]

    def place_ids(self, place: Place, *, strict: bool = False) -> Ids:
        """The sorted numbers of the words that may stand at one place of a rule."""
        if len(place) == 1:
            return self._word_ids(place[0], strict)
        return np.unique(np.concatenate([self._word_ids(word, strict) for word in place]))

    def _word_ids(self, word: Word, strict: bool) -> Ids:
        kept = self._found.get((word, strict))
        if kept is not None and kept[0] == len(self.forms):
            return kept[1]
        ids = np.array(sorted(self._search(word, strict)), dtype=np.int32)
        self._found[word, strict] = (len(self.forms), ids)
        return ids

    def _search(self, word: Word, strict: bool) -> set[int]:
        if word.exact:
            number = self._by_form.get(word.text)
            return set() if number is None else {number, *self._with_keys.get(word.text, {}).values()}
        if word.prefix:
            return {number for key in self._keys_from(word.text) for number in self._by_key[key]}
        targets = {fold(word.text)} | {fold(lemma) for lemma in tables().stands_for(word.text, strict=strict)}
        return {number for key in targets for number in self._by_key.get(key, ())}

    def _keys_from(self, prefix: str) -> list[str]:
        if len(self._sorted_keys) != len(self._by_key):
            self._sorted_keys = sorted(self._by_key)
        low = bisect_left(self._sorted_keys, prefix)
        high = bisect_left(self._sorted_keys, prefix + "\U0010ffff")
        return self._sorted_keys[low:high]


def word_keys(form: str) -> tuple[str, ...]:
    """The folded form and the folded lemmas of a word; of an inclusive one, those behind it."""
    low = form.lower()
    bare = low if low.isascii() and "`" not in low else fold(low)
    whole = low.isalpha()
    lemmas = tables().look_up(low) if whole or "'" in low else ()
    keys = {lemma if lemma.isascii() else fold(lemma) for lemma in lemmas}
    for plain in () if whole else inclusive_forms(form):
        keys.update((fold(plain), *map(fold, tables().lemmas(plain))))
    keys.discard(bare)
    return (bare, *sorted(keys)) if len(keys) > 1 else (bare, *keys)


def _kind(form: str) -> int:
    if form.isalpha() and (len(form) > 7 or (form.isascii() and form.lower() not in _SPECIAL)):
        return PLAIN
    if any(sign.isalnum() for sign in form):
        if is_negative_particle(form):
            return SKIPPED
        return HESITATION if len(form) < 8 and fold(form) in HESITATIONS else PLAIN
    if all(sign in _TRANSPARENT or sign.isspace() for sign in form) or form.startswith(".."):
        return SKIPPED
    if all(sign in _SYMBOLS or unicodedata.category(sign) == "Sc" for sign in form):
        return PLAIN
    return BREAK


@lru_cache(maxsize=1)
def shared_vocabulary() -> Vocabulary:
    """The process's own vocabulary, so that no text makes spaCy work twice."""
    return Vocabulary()
