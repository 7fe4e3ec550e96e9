"""Sentences as rows of numbers for the suggester that learns: their words, pairs of words and pieces of words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from qualcoop.suggest.matcher import Corpus
from qualcoop.suggest.units import Units

Rows = npt.NDArray[np.int64]

_LEAST_SENTENCES = 2  # a pair of words or a piece of a word that stands in one sentence alone teaches nothing
_PIECES = (3, 5)  # letters


@dataclass(frozen=True)
class Features:
    """The sentences of a corpus that hold a word.

    sentence: their rows in the corpus. text: each one's text (row of `corpus.names`). words: counts of words
    and, from column `pairs_from`, of pairs of words in a row (CSR). pieces: counts of pieces of words (CSR).
    pairs: the two words of each pair column.
    """

    corpus: Corpus
    units: Units
    sentence: Rows
    text: Rows
    words: Any
    pieces: Any
    pairs_from: int
    pairs: Rows

    @classmethod
    def read(cls, corpus: Corpus) -> Features:
        """Count everything once; weights are learned later, fold by fold."""
        units = Units.read(corpus)
        sentence = np.unique(corpus.sentence).astype(np.int64)
        row_of_word = np.searchsorted(sentence, corpus.sentence)
        words, pairs = _word_counts(units, row_of_word, len(sentence))
        return cls(
            corpus=corpus,
            units=units,
            sentence=sentence,
            text=corpus.sentence_text[sentence].astype(np.int64),
            words=words,
            pieces=_piece_counts(corpus, sentence),
            pairs_from=len(units.names),
            pairs=pairs,
        )

    def __len__(self) -> int:
        return len(self.sentence)

    def span(self, row: int) -> tuple[str, int, int]:
        """Source, start and end of a sentence."""
        start, end = self.corpus.sentences[self.sentence[row]].tolist()
        return self.corpus.names[int(self.text[row])], start, end

    def words_of(self, row: int) -> tuple[int, int]:
        """The run of the corpus's words that a sentence holds."""
        at = self.sentence[row]
        first = int(np.searchsorted(self.corpus.sentence, at, side="left"))
        return first, int(np.searchsorted(self.corpus.sentence, at, side="right"))

    def weighted(self, known: Rows) -> Any:
        """All sentences weighted by TF-IDF as it stands in the sentences `known` alone (CSR).

        tf: 1 + ln(count); idf: ln((1 + n) / (1 + df)) + 1; words and pieces each of length one.
        """
        from scipy.sparse import hstack
        from sklearn.feature_extraction.text import TfidfTransformer

        blocks = []
        for counts in (self.words, self.pieces):
            weights = TfidfTransformer(sublinear_tf=True).fit(counts[known])
            blocks.append(weights.transform(counts))
        return hstack(blocks, format="csr")


def _word_counts(units: Units, row_of_word: Rows, rows: int) -> tuple[Any, Rows]:
    from scipy.sparse import coo_matrix, hstack

    names = len(units.names)
    ones = np.ones(len(units.of), dtype=np.float64)
    words = coo_matrix((ones, (row_of_word, units.of)), shape=(rows, names)).tocsr()
    together = row_of_word[1:] == row_of_word[:-1] if len(row_of_word) else np.empty(0, dtype=bool)
    keys = units.of[:-1].astype(np.int64)[together] * max(names, 1) + units.of[1:][together]
    known, column = np.unique(keys, return_inverse=True)
    at = row_of_word[:-1][together] if len(row_of_word) else row_of_word
    pairs = coo_matrix((np.ones(len(keys)), (at, column)), shape=(rows, len(known))).tocsr()
    often = np.flatnonzero(np.diff(pairs.tocsc().indptr) >= _LEAST_SENTENCES)
    both = np.stack([known[often] // max(names, 1), known[often] % max(names, 1)], axis=1)
    return hstack([words, pairs[:, often]], format="csr"), both.astype(np.int64)


def _piece_counts(corpus: Corpus, sentence: Rows) -> Any:
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import CountVectorizer

    texts = []
    for number in sentence.tolist():
        start, end = corpus.sentences[number].tolist()
        texts.append(corpus.texts[int(corpus.sentence_text[number])][start:end])
    least = _LEAST_SENTENCES if len(texts) > _LEAST_SENTENCES else 1
    counter = CountVectorizer(
        analyzer="char_wb", ngram_range=_PIECES, min_df=least, strip_accents="unicode", lowercase=True
    )
    try:
        return counter.fit_transform(texts)
    except ValueError:  # nothing stands in two sentences
        return csr_matrix((len(texts), 1), dtype=np.int64)
