"""Rules on arrays: where each pattern stands in a corpus of texts. Cost follows hits, not rules."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from qualcoop.suggest.rules import Link, Pattern, Phrase, Rule, Word
from qualcoop.suggest.tokens import GLUED, PARTED, Tokens
from qualcoop.suggest.vocabulary import Ids, Vocabulary

Mask = npt.NDArray[np.bool_]
CueSpans = tuple[Ids, Ids, Ids]  # the last words of some spans in order, their first words, and their ends


@dataclass(frozen=True)
class Hits:
    """Where a rule stands: half-open runs of words, `first` to `stop`, in order; none holds another."""

    first: Ids
    stop: Ids

    def __len__(self) -> int:
        return len(self.first)


NO_HITS = Hits(np.empty(0, np.int32), np.empty(0, np.int32))


@dataclass
class Corpus:
    """Several texts as one run of words; sentences are numbered through, so no hit crosses a text's end.

    `kept` holds the hits of every rule tried so far: after one rule is changed only that one is matched.
    """

    names: Sequence[str]
    texts: Sequence[str]
    vocabulary: Vocabulary
    words: Ids
    starts: Ids
    ends: Ids
    sentence: Ids
    marks: npt.NDArray[np.uint8]
    sentences: Ids
    sentence_text: Ids
    kept: dict[tuple[tuple[Pattern, ...], bool], Hits] = field(default_factory=dict)
    cue_spans: dict[Hashable, CueSpans] = field(default_factory=dict)

    @classmethod
    def of(cls, items: Sequence[tuple[str, str, Tokens]], vocabulary: Vocabulary) -> Corpus:
        """Join texts, each given as its name, itself and its tokens."""
        counts = np.array([len(tokens.sentences) for _, _, tokens in items], dtype=np.int64)
        shifts = (np.cumsum(counts) - counts).tolist()

        def joined(arrays: list[npt.NDArray[np.int32]]) -> Ids:
            return np.concatenate(arrays) if arrays else np.empty(0, np.int32)

        return cls(
            names=[name for name, _, _ in items],
            texts=[text for _, text, _ in items],
            vocabulary=vocabulary,
            words=joined([tokens.words for _, _, tokens in items]),
            starts=joined([tokens.starts for _, _, tokens in items]),
            ends=joined([tokens.ends for _, _, tokens in items]),
            sentence=joined(
                [tokens.sentence + np.int32(shift) for (_, _, tokens), shift in zip(items, shifts, strict=True)]
            ),
            marks=np.concatenate([tokens.marks for _, _, tokens in items]) if items else np.empty(0, np.uint8),
            sentences=joined([tokens.sentences for _, _, tokens in items]).reshape(-1, 2),
            sentence_text=np.repeat(np.arange(len(items), dtype=np.int32), counts),
        )

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def _postings(self) -> tuple[Ids, npt.NDArray[np.int64]]:
        """Positions sorted by word, and where each word's begin."""
        counts = np.bincount(self.words, minlength=1)
        begins = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        return _by_word(self.words), begins

    @cached_property
    def joins(self) -> Mask:
        """Does each word follow the one before it directly, in the same sentence, no sign between?"""
        ok = np.zeros(len(self.words) + 1, dtype=bool)
        ok[1:-1] = (self.sentence[1:] == self.sentence[:-1]) & ((self.marks[1:] & PARTED) == 0)
        return ok

    @cached_property
    def cut_short(self) -> Mask:
        """Would a hit that stops before this word end inside a hyphenated word?"""
        cut = np.zeros(len(self.words) + 1, dtype=bool)
        cut[:-1] = (self.marks & GLUED) != 0
        return cut

    def count(self, ids: Ids) -> int:
        """How often these words stand in the corpus."""
        _, begins = self._postings
        ids = ids[ids < len(begins) - 1]
        return int((begins[ids + 1] - begins[ids]).sum())

    def positions(self, ids: Ids) -> Ids:
        """Where these words stand, in order."""
        order, begins = self._postings
        ids = ids[ids < len(begins) - 1]
        found = [order[begins[number] : begins[number + 1]] for number in ids.tolist()]
        if not found:
            return np.empty(0, np.int32)
        return found[0] if len(found) == 1 else np.sort(np.concatenate(found))

    @cached_property
    def _present(self) -> Mask:
        return np.zeros(len(self._postings[1]), dtype=bool)

    def among(self, places: Ids, ids: Ids) -> Mask:
        """Is the word at each place one of `ids`? Places outside the corpus hold none."""
        table = self._present
        known = ids[ids < len(table)]
        inside = (places >= 0) & (places < len(self.words))
        table[known] = True
        found = np.zeros(len(places), dtype=bool)
        found[inside] = table[self.words[places[inside]]]
        table[known] = False
        return found


def _by_word(words: Ids) -> Ids:
    """The order of a stable sort: numbers of sixteen bits are sorted without a comparison, so twice."""
    order = np.argsort((words & 0xFFFF).astype(np.uint16), kind="stable").astype(np.int32)
    if len(words) and int(words.max()) > 0xFFFF:
        order = order[np.argsort((words[order] >> 16).astype(np.uint16), kind="stable")]
    return order


def find(corpus: Corpus, rule: Rule, *, strict: bool = False) -> Hits:
    """Every place of a rule, the tightest ones: a hit that holds a shorter hit of the same rule is left out.

    `strict` reads the rule as an excluding one (see `LemmaTables.stands_for`).
    """
    key = (rule.patterns, strict)
    kept = corpus.kept.get(key)
    if kept is None:
        kept = corpus.kept[key] = _find(corpus, rule.patterns, strict)
    return kept


def _find(corpus: Corpus, patterns: tuple[Pattern, ...], strict: bool) -> Hits:
    found = [hits for pattern in patterns if len(hits := _pattern(corpus, pattern, strict))]
    if not found:
        return NO_HITS
    if len(found) == 1 and len(patterns[0].phrases) == 1 and len(patterns) == 1:
        return found[0]
    return tightest(np.concatenate([hits.first for hits in found]), np.concatenate([hits.stop for hits in found]))


def tightest(first: Ids, stop: Ids) -> Hits:
    """Runs in order, each once, without those that hold another."""
    order = np.lexsort((stop, first))
    first, stop = first[order], stop[order]
    new = np.ones(len(first), dtype=bool)
    new[1:] = first[1:] != first[:-1]  # of those that start together the shortest comes first
    first, stop = first[new], stop[new]
    keep = np.ones(len(first), dtype=bool)
    if len(first) > 1:
        nearest = np.minimum.accumulate(stop[::-1])[::-1]
        keep[:-1] = stop[:-1] < nearest[1:]
    return Hits(first[keep], stop[keep])


def _pattern(corpus: Corpus, pattern: Pattern, strict: bool) -> Hits:
    phrases = [_places(corpus.vocabulary, phrase, strict) for phrase in pattern.phrases]
    if any(corpus.count(ids) == 0 for places in phrases for ids in places):
        return NO_HITS
    hits = _phrase(corpus, phrases[0])
    for link, places in zip(pattern.links, phrases[1:], strict=True):
        if not len(hits):
            return NO_HITS
        hits = _linked(corpus, hits, link, _phrase(corpus, places))
    return hits


def _places(vocabulary: Vocabulary, phrase: Phrase, strict: bool) -> list[Ids]:
    return [
        vocabulary.place_ids(place, strict=strict)
        for written in phrase
        for place in (_respelled(vocabulary, written[0]) if len(written) == 1 else [written])
    ]


def _respelled(vocabulary: Vocabulary, word: Word) -> list[tuple[Word, ...]]:
    """A word with figures or signs is cut as spaCy cuts it in texts (``10h`` is two tokens)."""
    if word.prefix or word.text.isdigit() or all(sign.isalpha() or sign in "'-" for sign in word.text):
        return [(word,)]
    return [(Word(form, exact=word.exact),) for form in vocabulary.forms_of(word.text)] or [(word,)]


def _phrase(corpus: Corpus, places: list[Ids]) -> Hits:
    """Every run of words that fills the places; the rarest place is looked up, the others are checked."""
    size = len(places)
    rarest = min(range(size), key=lambda number: corpus.count(places[number])) if size > 1 else 0
    first = corpus.positions(places[rarest]) - np.int32(rarest)
    for number, ids in enumerate(places):
        if not len(first):
            break
        if number != rarest:
            first = first[corpus.among(first + np.int32(number), ids)]
        if number:
            first = first[corpus.joins[first + number]]
    first = first[~corpus.cut_short[first + size]]
    return Hits(first, first + np.int32(size))


def _linked(corpus: Corpus, hits: Hits, link: Link, phrase: Hits) -> Hits:
    """The runs made of a hit and of a phrase near it, in the same sentence."""
    firsts, stops = [], []
    if not len(phrase):
        return NO_HITS
    size = int(phrase.stop[0] - phrase.first[0])
    begins = np.zeros(len(corpus) + 1, dtype=bool)
    begins[phrase.first] = True
    last = len(corpus)
    for gap in range(link.gap + 1):
        after = hits.stop + np.int32(gap)
        ok = begins[np.minimum(after, last)] & (after < last)
        firsts.append(hits.first[ok])
        stops.append(after[ok] + np.int32(size))
        if not link.ordered:
            before = hits.first - np.int32(gap + size)
            ok = (before >= 0) & begins[np.maximum(before, 0)]
            firsts.append(before[ok])
            stops.append(hits.stop[ok])
    first, stop = np.concatenate(firsts), np.concatenate(stops)
    if not len(first):
        return NO_HITS
    same = corpus.sentence[first] == corpus.sentence[stop - 1]
    both = np.unique(np.stack([first[same], stop[same]], axis=1), axis=0)
    return Hits(both[:, 0], both[:, 1])
