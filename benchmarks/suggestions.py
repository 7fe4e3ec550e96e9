"""Keyword suggestions against spaCy's PhraseMatcher on LEMMA: the same words, the same run, the same hits.

The baseline is spaCy as documented: ``blank("fr")``, the lookup lemmatizer, ``PhraseMatcher(attr="LEMMA")`` on
``nlp.pipe``. *Cold*: nothing tokenised yet, programs and tables loaded. *Warm*: the same texts again.
"""

from __future__ import annotations

import gc
import random
import resource  # noqa: F401 - asked for by the process that measures memory
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from multiprocessing import get_context
from types import SimpleNamespace

import numpy as np

from benchmarks.clock import Row, growth, median, show
from qualcoop.model import Origin, Source, Turn
from qualcoop.spans import Span
from qualcoop.suggest import Suggester
from qualcoop.suggest.folding import fold
from qualcoop.suggest.lemmas import tables
from qualcoop.suggest.matcher import Corpus, find
from qualcoop.suggest.rules import parse_rule
from qualcoop.suggest.tokens import Reading, read_all
from qualcoop.suggest.vocabulary import Vocabulary

MILLION = 1_000_000
TEXT = 2_000  # words in one source
# Exponents of Zipf's law. Speech: as many distinct chunks as real interviews (8,055 in the first 57,387 words,
# where 28 of these hold 8,051). Rich: twice as many, as over many subjects and authors.
SPEECH, RICH = 1.2, 1.0
COMMON = (
    "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont mais comme ou si "
    "leur y dont tout nous sa fait ces cette vous on avec aussi bien je ça c'est d'abord qu'on j'ai l'idée n'a"
).split()


# ------------------------------------------------------------------ material


@lru_cache(maxsize=1)
def _forms() -> list[str]:
    """25,000 French forms in a fixed order: the first ones are said most."""
    lookup = tables()._tables[0]
    plain = sorted(form for form in lookup if form.isalpha() and form.islower() and 3 < len(form) < 14)
    return COMMON + random.Random(5).sample(plain, 25_000)


def texts(words: int, seed: int = 1, exponent: float = RICH) -> list[str]:
    """Made French, `words` words in texts of 2,000: a few words often, most of them seldom (Zipf)."""
    rng = np.random.default_rng(seed)
    forms = _forms()
    weights = np.arange(1, len(forms) + 1) ** -exponent
    numbers = rng.choice(len(forms), size=words, p=weights / weights.sum()).tolist()
    lengths = iter(rng.integers(6, 23, size=words // 6 + 2).tolist())
    commas = (rng.random(words) < 0.08).tolist()
    made = []
    for first in range(0, words, TEXT):
        out, left = [], 0
        for place in range(first, min(first + TEXT, words)):
            word = forms[numbers[place]]
            if left == 0:
                left, word = next(lengths), word.capitalize()
            left -= 1
            out.append(word + ("." if left == 0 else "," if commas[place] else ""))
        made.append(" ".join(out))
    return made


def rules(count: int) -> list[str]:
    """Single words, frequent and seldom ones alike."""
    found = _forms()[len(COMMON) :]
    return found[:: len(found) // count][:count]


def book(count: int) -> SimpleNamespace:
    """A codebook of `count` rules as people write them: words, phrases, wildcards, gaps, exclusions, cues."""
    rng = random.Random(9)
    words = rules(12_000)
    written = []
    for number in range(count):
        one, other = rng.sample(words, 2)
        kinds = (one, f"{one} {other}", f"{one[:5]}*", f"{one} .. {other}", f"{one}|{other}", f"{one} ~5 {other}")
        written.append(kinds[0] if number % 2 else kinds[number // 2 % len(kinds)])
    codes = [
        SimpleNamespace(
            id=f"K{at}", polarity="lever" if at % 20 == 0 else None, contraries=("K10",) if at % 20 == 0 else (),
            keywords=tuple(written[at : at + 10]), exclude=(f"{words[at]} {words[at + 1]}",),
        )
        for at in range(0, count, 10)
    ]  # fmt: skip
    matching = SimpleNamespace(
        negators=("pas", "sans", "jamais", "aucun", "manque"), negation_window=4, negation_exceptions=("sans doute",),
        roles=("respondent",),
    )  # fmt: skip
    return SimpleNamespace(codes=codes, matching=matching)


def sources(made: list[str]) -> list[tuple[str, Source]]:
    origin = Origin("x", "0" * 64, "txt", "made", "1")
    return [
        (f"S{n}", Source(f"S{n}", "interview", t, (Span(0, len(t)),), (Turn(0, 0, len(t), "respondent"),), origin))
        for n, t in enumerate(made)
    ]


# ------------------------------------------------------------------ the two ways


class SingleLemma(Vocabulary):
    """Like for like: each form has the one lemma of spaCy's lookup, and nothing is folded."""

    lookup = None

    def intern(self, form, keys=None):  # noqa: ARG002
        known = self._by_form.get(form)
        return super().intern(form, (self.lookup.get(form, form).split("|")[0],)) if known is None else known

    def _search(self, word, strict):  # noqa: ARG002
        return set(self._by_key.get(self.lookup.get(word.text, word.text).split("|")[0], ()))


def spacy_with(words: list[str]):
    import spacy
    from spacy.matcher import PhraseMatcher

    nlp = spacy.blank("fr")
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    nlp.initialize()
    matcher = PhraseMatcher(nlp.vocab, attr="LEMMA")
    for word in words:
        matcher.add(word, [nlp(word)])
    return nlp, matcher


def spacy_hits(nlp, matcher, made: list[str]) -> set[tuple[int, str, int]]:
    strings = nlp.vocab.strings
    return {
        (number, strings[key], doc[start].idx)
        for number, doc in enumerate(nlp.pipe(made))
        for key, start, _ in matcher(doc)
    }


def our_hits(vocabulary, made: list[str], words: list[str]) -> set[tuple[int, str, int]]:
    whole = [[Span(0, len(text))] for text in made]
    readings = [Reading(text, span, None) for text, span in zip(made, whole, strict=True)]
    items = [(str(number), made[number], read) for number, read in enumerate(read_all(readings, vocabulary))]
    corpus = Corpus.of(items, vocabulary)
    found = set()
    for word in words:
        first = find(corpus, parse_rule(word)).first
        places = zip(corpus.sentence_text[corpus.sentence[first]].tolist(), corpus.starts[first].tolist(), strict=True)
        found.update((number, word, start) for number, start in places)
    return found


def forget() -> None:
    """What this process has learned of words, so that the next run is cold."""
    tables()._cache.clear()
    fold.cache_clear()


def once(work) -> tuple[float, object]:
    gc.collect()
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


# ------------------------------------------------------------------ the rows


def run() -> None:
    tables()
    SingleLemma.lookup = tables()._tables[0]
    Suggester(book(60)).suggest_many(sources(["Une phrase l'a dit, aujourd'hui : c'est-à-dire."]))
    for name, exponent in (("rich", RICH), ("speech", SPEECH)):
        made = texts(MILLION, exponent=exponent)
        chunks = len({chunk for text in made for chunk in text.split()})
        for count in (60, 600):
            _against_spacy(made, count, f"{name} vocabulary ({chunks:,} distinct chunks)")
    _growth()
    _memory()
    _cluster()
    _startup()


def _against_spacy(made: list[str], count: int, vocabulary_of: str) -> None:
    words = rules(count)
    peer_cold, peer_warm, peer = _spacy_times(made, words)
    size = f"{count} rules"
    cold, warm, found = [], [], None
    for _ in range(3):
        forget()
        vocabulary = SingleLemma()
        seconds, found = once(lambda v=vocabulary: our_hits(v, made, words))
        cold.append(seconds)
        warm.append(once(lambda v=vocabulary: our_hits(v, made, words))[0])
    assert found == peer, "the hits differ"
    show(
        f"Suggestions, 1,000,000 words, {vocabulary_of}, {count} rules: {len(peer):,} hits, the same both ways",
        [
            Row("spaCy PhraseMatcher on LEMMA, cold", size, peer_cold),
            Row("spaCy PhraseMatcher on LEMMA, warm", size, peer_warm),
            _row("like for like, cold", size, sorted(cold)[1], peer_cold, 8),
            _row("like for like, warm", size, sorted(warm)[1], peer_warm, 14),
            *_whole_engine(made, count, peer_cold, peer_warm),
        ],
    )


def _row(what: str, size: str, seconds: float, peer: float, asked: float) -> Row:
    return Row(what, size, seconds, None, f"{peer / seconds:.1f} × as fast as spaCy (asked {asked:g} ×)")


def _spacy_times(made: list[str], words: list[str]) -> tuple[float, float, object]:
    cold, warm, found = [], [], None
    for _ in range(2):
        nlp, matcher = spacy_with(words)
        seconds, found = once(lambda n=nlp, m=matcher: spacy_hits(n, m, made))
        cold.append(seconds)
        warm.append(once(lambda n=nlp, m=matcher: spacy_hits(n, m, made))[0])
    return sum(cold) / 2, sum(warm) / 2, found


def _whole_engine(made: list[str], count: int, peer_cold: float, peer_warm: float) -> list[Row]:
    """Lemma sets, sentences, exclusions, cues: from texts to the table of suggestions."""
    written, items = book(count), sources(made)
    size = f"{count} rules"
    cold, warm, again = [], [], []
    for _ in range(3):
        forget()
        suggester = Suggester(written, vocabulary=Vocabulary())
        cold.append(once(lambda s=suggester: _table(s, items))[0])
        seconds, corpus = once(lambda s=suggester: _table(s, items))
        warm.append(seconds)
        changed = Suggester(_edited(written), vocabulary=suggester.vocabulary)
        again.append(once(lambda c=changed, k=corpus: c.table(k))[0])
    return [
        _row("whole engine, cold", size, sorted(cold)[1], peer_cold, 5),
        _row("whole engine, warm", size, sorted(warm)[1], peer_warm, 12),
        _row("whole engine, one rule changed", size, sorted(again)[1], peer_warm, 100),
    ]


def _table(suggester: Suggester, items) -> Corpus:
    tokens = suggester.tokens_many(source for _, source in items)
    corpus = suggester.corpus([(name, source.text, read) for (name, source), read in zip(items, tokens, strict=True)])
    suggester.table(corpus)
    return corpus


def _edited(written: SimpleNamespace) -> SimpleNamespace:
    first = SimpleNamespace(**vars(written.codes[0]))
    first.keywords = (*first.keywords[:-1], "ensemble|commun")
    return SimpleNamespace(codes=[first, *written.codes[1:]], matching=written.matching)


def _growth() -> None:
    rows = []
    written = book(600)
    for words in (MILLION // 10, MILLION, 10 * MILLION):
        items = sources(texts(words))
        forget()
        suggester = Suggester(written, vocabulary=Vocabulary())
        rows.append(Row("whole engine, cold, 600 rules", f"{words:,}", once(lambda s=suggester: _table(s, items))[0]))  # noqa: B023
    show("Growth", rows)
    print(f"  growth {growth(rows)}")


def _memory() -> None:
    """Ten million words in a process of its own: all that it ever held."""
    code = (
        "from benchmarks import suggestions as s; i = s.sources(s.texts(10_000_000)); b = s.resource.getrusage("
        "s.resource.RUSAGE_SELF).ru_maxrss; e = s.Suggester(s.book(600)); s._table(e, i); print(b, "
        "s.resource.getrusage(s.resource.RUSAGE_SELF).ru_maxrss)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    before, most = (int(number) / 1e6 for number in said)
    print(f"\nMemory at 10,000,000 words, 600 rules: {most:.2f} GB (asked ≤ 2), {before:.2f} of it making the texts")


def _cluster() -> None:
    """Ten million words in batches of turns: one process, then two Dask workers, the same frames asserted."""
    import pandas as pd

    from qualcoop.suggest.cluster import LOCAL, client

    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number in range(40):
            turns = [
                (f"S{number}", " ".join(words))
                for text in texts(MILLION // 4, seed=number)
                for words in batched(text.split(), 50)
            ]
            paths.append(f"{folder}/{number}.parquet")
            pd.DataFrame(turns, columns=["source", "text"]).to_parquet(paths[-1])

        # By turns, three times each, since the machine is not always as fast. The one process is fresh like the
        # workers: this one's memory has grown with the texts, and no page is new to it.
        alone, spread = [], []
        for _ in range(3):
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                pool.submit(_suggested, paths[0]).result()
                alone.append([once(lambda p=pool: list(p.map(_suggested, paths))) for _ in range(2)])
            with client(LOCAL, workers=2) as made:
                made.run(_suggested, paths[0])  # both have loaded the engine, as the one process has
                spread.append([once(lambda m=made: m.gather(m.map(_suggested, paths, pure=False))) for _ in range(2)])
    frames = [frames for times in (*alone, *spread) for _, frames in times]
    assert all(ours.equals(one) for found in frames[1:] for ours, one in zip(found, frames[0], strict=True)), "differ"
    rows = []
    for run, how in enumerate(("words new", "words known")):
        one, two = (statistics.median(times[run][0] for times in way) for way in (alone, spread))
        ratio = f"{one / two:.2f} × (asked 1.6 ×)"
        rows += [Row(f"suggest_frame, one process, {how}", "10 M words", one)]
        rows += [Row(f"Dask, two workers, {how} to each", "10 M words", two, None, ratio)]
    show(f"10,000,000 words in 40 Parquet parts, {sum(map(len, frames[0])):,} suggestions, the same all ways", rows)


def _suggested(path: str):
    import pandas as pd

    from qualcoop.suggest.frame import suggest_frame

    return suggest_frame(pd.read_parquet(path), _book_of_60())


@lru_cache(maxsize=1)
def _book_of_60() -> SimpleNamespace:
    return book(60)


def batched(words: list[str], size: int) -> list[list[str]]:
    return [words[at : at + size] for at in range(0, len(words), size)]


def _startup() -> None:
    """A process of its own, from nothing to a first suggestion; spaCy is loaded, since « c'est-à-dire » wants it.

    What the process takes to end is left out.
    """
    said = "C'est-à-dire qu'on décide ensemble, voilà."
    engine = (
        "from benchmarks.suggestions import sources; from qualcoop.codebook import shipped; "
        f"from qualcoop.suggest import Suggester; assert Suggester(shipped()).suggest_many(sources([{said!r}])); "
        "import os; os._exit(0)"
    )
    frame = (
        "from qualcoop.codebook import shipped; from qualcoop.suggest.frame import suggest_frame; import pandas as pd; "
        f"assert len(suggest_frame(pd.DataFrame({{'source': ['a'], 'text': [{said!r}]}}), shipped())); "
        "import os; os._exit(0)"
    )
    rows = [
        Row(what, "1 turn", median(lambda c=code: subprocess.run([sys.executable, "-c", c], check=True)), asked)
        for what, code, asked in (
            ("the engine with the shipped codebook", engine, 1.5),
            ("suggest_frame, pandas loaded too", frame, None),
        )
    ]
    show("Start-up, a process from nothing to its first suggestion", rows)
