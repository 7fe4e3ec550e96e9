"""The words of a corpus under one name each, for counting and learning: *tensions* and *tension* are one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from qualcoop.suggest.lemmas import tables
from qualcoop.suggest.matcher import Corpus
from qualcoop.suggest.vocabulary import Ids


@dataclass(frozen=True)
class Units:
    """`names`: every name once. `of`: for each word of the corpus, the row of its name."""

    corpus: Corpus
    names: tuple[str, ...]
    of: Ids

    @classmethod
    def read(cls, corpus: Corpus) -> Units:
        """Name every word of a corpus: words of one lemma by the form that is used most."""
        used, local, counts = np.unique(corpus.words, return_inverse=True, return_counts=True)
        forms = [corpus.vocabulary.forms[number].lower() for number in used.tolist()]
        rows: dict[str, int] = {}
        of_used = np.array([rows.setdefault(base_form(form), len(rows)) for form in forms], dtype=np.int32)
        said: list[Counter[str]] = [Counter() for _ in rows]
        for row, form, count in zip(of_used.tolist(), forms, counts.tolist(), strict=True):
            said[row][form] += count
        names = tuple(min(each, key=lambda form: (-each[form], form)) for each in said)
        return cls(corpus, names, of_used[local] if len(of_used) else np.empty(0, np.int32))

    @cached_property
    def telling(self) -> npt.NDArray[np.bool_]:
        """Which names may be keywords: no article or pronoun, three letters at least, no figures."""
        known = tables()
        return np.array(
            [len(name) > 2 and name.replace("-", "").isalpha() and not known.is_function_word(name)
             for name in self.names], dtype=bool,
        )  # fmt: skip


def base_form(low: str) -> str:
    """What a lower-case form is counted with: itself where the dictionary has it, else its shortest lemma.

    >>> base_form("tensions"), base_form("décidé"), base_form("lui")
    ('tension', 'décidé', 'lui')
    """
    lemmas = tables().lemmas(low) if low.isalpha() and not tables().is_function_word(low) else frozenset()
    if not lemmas or low in lemmas:
        return low
    return min(lemmas, key=lambda lemma: (len(lemma), lemma))


def words_within(corpus: Corpus, sources: Sequence[str], starts: Ids, ends: Ids) -> npt.NDArray[np.int64]:
    """Rows of the corpus's words that stand wholly in each passage, as an (n, 2) array of half-open runs."""
    number = {name: row for row, name in enumerate(corpus.names)}
    text_of_word = corpus.sentence_text[corpus.sentence]
    first_word = np.searchsorted(text_of_word, np.arange(len(corpus.names) + 1))
    runs = np.zeros((len(starts), 2), dtype=np.int64)
    for row, (source, start, end) in enumerate(zip(sources, starts, ends, strict=True)):
        text = number.get(source)
        if text is None:
            continue
        low, high = int(first_word[text]), int(first_word[text + 1])
        first = low + int(np.searchsorted(corpus.starts[low:high], start, side="left"))
        stop = low + int(np.searchsorted(corpus.ends[low:high], end, side="right"))
        runs[row] = first, max(first, stop)
    return runs
