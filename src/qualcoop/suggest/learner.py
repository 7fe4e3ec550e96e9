"""A suggester that learns from the codings of a layer: one logistic regression per code on TF-IDF.

Every figure that it gives of itself, and every score of a sentence in a coded source, comes from models that
never saw that source (cross-validation by source). Scores are calibrated by Platt's sigmoid (1999) on those
held-out scores. Codes with too few examples are not learned, and it says which.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qualcoop.errors import InputError
from qualcoop.language import tr
from qualcoop.model import Suggestion
from qualcoop.suggest import LEARNED
from qualcoop.suggest.engine import Suggester
from qualcoop.suggest.features import Features, Rows
from qualcoop.suggest.matcher import Corpus
from qualcoop.suggest.measuring import best_threshold, measures
from qualcoop.suggest.workbench import records

Progress = Callable[[int, int, str], None]
Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

LEAST_EXAMPLES = 10  # sentences
LEAST_SOURCES = 3
# A code is proposed only where one suggestion in five at least was right in sources that were held out.
LEAST_PRECISION = 0.2
FOLDS = 5
MANY_SENTENCES = 10_000  # above, stochastic gradient descent takes the place of liblinear
_SPOKEN = 3  # words told of each suggestion
_LEAST_SHARE = 0.5


@dataclass(frozen=True)
class Learned:
    """What was learned from a layer, how well, and what it proposes.

    codes: by code: examples (sentences), sources, learned, proposed, why (in words, where it was not).
    measures: by learned code, all from held-out sources (see `measuring.measures`).
    suggestions: those above each code's threshold, in the order of the text, not coded so in the layer yet.
    """

    layer: str
    seed: int
    codes: pd.DataFrame
    measures: pd.DataFrame
    suggestions: list[Suggestion]
    scores: Mapping[tuple[str, int, int, str], float]

    def score_of(self, source: str, start: int, end: int, code: str) -> float | None:
        """The score of a code on a sentence; None for a code not learned or a span that is no sentence."""
        return self.scores.get((source, start, end, code))

    def uncertain_first(self) -> list[Suggestion]:
        """The suggestions whose score is nearest to even first: what it learns most from."""
        return sorted(self.suggestions, key=lambda each: (abs((each.score or 0.0) - 0.5), each.source, each.start))

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "layer": self.layer,
            "seed": self.seed,
            "codes": records(self.codes.reset_index()),
            "measures": records(self.measures.reset_index()),
            "suggestions": len(self.suggestions),
        }


def learn(
    suggester: Suggester,
    corpus: Corpus,
    codings: pd.DataFrame,
    *,
    layer: str,
    sources: Collection[str],
    codes: Mapping[str, frozenset[str]],
    seed: int = 0,
    progress: Progress | None = None,
) -> Learned:
    """Learn the codes that have examples enough, and propose them everywhere.

    codings: source, start, end, code, of one layer. sources: those coded in it. codes: code → itself and all
    that is under it (a passage of a sub-code is an example of its parents). A sentence is an example when a
    coding covers half of it, or lies by half in it. The same seed gives the same result.
    Raises InputError where nothing can be learned at all.
    """
    features = Features.read(corpus)
    known = np.flatnonzero(np.isin(features.text, _numbers(corpus, sources)))
    truth = _examples(features, codings, codes)
    told = _enough(features, known, truth, codes)
    chosen = [str(code) for code in told.index[told["learned"]]]
    if not chosen:
        raise InputError(
            f"Couche « {layer} » : aucun code n'a {LEAST_EXAMPLES} phrases codées dans {LEAST_SOURCES} sources ; "
            "codez davantage avant d'apprendre.",
            f"Layer '{layer}': no code has {LEAST_EXAMPLES} coded sentences in {LEAST_SOURCES} sources; "
            "code more before learning.",
        )
    folds = _folds(features.text[known], seed)
    models = _Models(features, known, folds, {code: truth[code] for code in chosen}, seed)
    models.fit(progress)
    by_rules = _rule_sentences(suggester, features, codes)
    measured = {
        code: measures(models.chance[code][known], truth[code][known], by_rules[code][known], folds)
        for code in models.chance
    }
    refused = {**models.refused, **_too_often_wrong(measured)}
    proposed = [code for code in models.chance if code not in refused]
    return Learned(
        layer=layer,
        seed=seed,
        codes=told.assign(
            learned=told.index.isin(list(models.chance)),
            proposed=told.index.isin(proposed),
            why=[refused.get(str(code), why) for code, why in told["why"].items()],
        ),
        measures=pd.DataFrame.from_dict(measured, orient="index").rename_axis("code"),
        suggestions=_suggestions(features, models, truth, known, {code: codes[code] for code in proposed}, layer),
        scores=_scores(features, models),
    )


def _numbers(corpus: Corpus, sources: Collection[str]) -> list[int]:
    return [number for number, name in enumerate(corpus.names) if name in sources]


def _examples(features: Features, codings: pd.DataFrame, codes: Mapping[str, frozenset[str]]) -> dict[str, Mask]:
    """Code → which sentences are examples of it or of a code under it."""
    own: dict[str, Mask] = {}
    spans = features.corpus.sentences[features.sentence]
    bounds = np.searchsorted(features.text, np.arange(len(features.corpus.names) + 1))
    number = {name: row for row, name in enumerate(features.corpus.names)}
    for source, start, end, code in codings[["source", "start", "end", "code"]].itertuples(index=False):
        mask = own.setdefault(str(code), np.zeros(len(features), dtype=bool))
        if source not in number:
            continue
        low, high = int(bounds[number[source]]), int(bounds[number[source] + 1])
        starts, ends = spans[low:high, 0], spans[low:high, 1]
        shared = np.minimum(ends, end) - np.maximum(starts, start)
        mask[low:high] |= shared > 0
        mask[low:high] &= ~((shared > 0) & (shared < _LEAST_SHARE * np.minimum(ends - starts, end - start)))
    none = np.zeros(len(features), dtype=bool)
    return {
        code: np.logical_or.reduce([own.get(each, none) for each in sorted(under)]) if under else none
        for code, under in codes.items()
    }


def _enough(
    features: Features, known: Rows, truth: Mapping[str, Mask], codes: Mapping[str, frozenset[str]]
) -> pd.DataFrame:
    """Which codes have examples enough, and why the others have not."""
    rows: dict[str, tuple[int, int, bool, str]] = {}
    for code, mask in truth.items():
        examples = known[mask[known]]
        count, sources = len(examples), len(np.unique(features.text[examples]))
        why = ""
        if count < LEAST_EXAMPLES:
            why = tr(f"{count} phrases sur {LEAST_EXAMPLES}", f"{count} sentences of {LEAST_EXAMPLES}")
        elif sources < LEAST_SOURCES:
            why = tr(f"{sources} sources sur {LEAST_SOURCES}", f"{sources} sources of {LEAST_SOURCES}")
        elif same := next((o for o in sorted(codes[code] - {code}) if np.array_equal(truth[o], mask)), None):
            why = tr(f"les mêmes passages que {same}", f"the same passages as {same}")
        rows[code] = (count, sources, not why, why)
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["examples", "sources", "learned", "why"])
    return frame.rename_axis("code")


def _too_often_wrong(measured: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The codes whose suggestions were mostly wrong in sources held out, and how wrong."""
    told = {}
    for code, row in measured.items():
        right, offered = row["right"], row["offered"]
        if not offered or right < LEAST_PRECISION * offered:
            told[code] = tr(
                f"{right} suggestions justes sur {offered} dans les sources tenues à l'écart",
                f"{right} suggestions right of {offered} in the sources held out",
            )
    return told


def _folds(texts: Rows, seed: int) -> Rows:
    """The fold of each known sentence; a source is in one fold only."""
    from sklearn.model_selection import GroupKFold

    count = min(FOLDS, len(np.unique(texts)))
    fold = np.zeros(len(texts), dtype=np.int64)
    splitter = GroupKFold(n_splits=count, shuffle=True, random_state=seed)
    for number, (_, held) in enumerate(splitter.split(np.zeros(len(texts)), groups=texts)):
        fold[held] = number
    return fold


class _Models:
    """The models of every code: one per fold, and one of all known sentences for the sources not coded yet.

    chance: code → calibrated score of every sentence. refused: code → why it could not be learned after all.
    """

    def __init__(self, features: Features, known: Rows, folds: Rows, truth: Mapping[str, Mask], seed: int) -> None:
        self.features, self.known, self.folds, self.truth, self.seed = features, known, folds, truth, seed
        self.chance: dict[str, Floats] = {}
        self.refused: dict[str, str] = {}
        self.held = np.full(len(features), -1, dtype=np.int64)  # the fold whose model scored each sentence
        self.held[known] = folds
        self._raw = {code: np.zeros(len(features)) for code in truth}
        self._weights: dict[tuple[int, str], Floats] = {}
        self._matrices: dict[int, Any] = {}

    def fit(self, progress: Progress | None) -> None:
        """Fit every fold's models, then those of all, then calibrate."""
        rounds = [*range(int(self.folds.max()) + 1), -1]
        for done, fold in enumerate(rounds, start=1):
            taught = self.known if fold < 0 else self.known[self.folds != fold]
            matrix = self.features.weighted(taught)
            self._matrices[fold] = matrix
            scored = np.flatnonzero(self.held == fold)
            for code, truth in self.truth.items():
                if code not in self.refused:
                    self._fit_one(code, truth[taught], matrix, taught, scored, fold)
            if progress is not None:
                progress(done, len(rounds), tr("apprentissage", "learning"))
        for code, truth in self.truth.items():
            if code not in self.refused:
                raw = self._raw[code]
                self.chance[code] = calibrated(raw[self.known], truth[self.known], raw)

    def _fit_one(self, code: str, truth: Mask, matrix: Any, taught: Rows, scored: Rows, fold: int) -> None:
        if truth.sum() < 2:
            self.refused[code] = tr("ses exemples sont presque tous dans un même groupe de sources",
                                    "its examples are nearly all in one group of sources")  # fmt: skip
            return
        model = _classifier(len(taught), self.seed)
        model.fit(matrix[taught], truth)
        self._weights[fold, code] = model.coef_[0].copy()
        if len(scored):
            self._raw[code][scored] = model.decision_function(matrix[scored])

    def spoken(self, row: int, code: str) -> tuple[list[int], int]:
        """The words of the corpus that spoke most for a code in a sentence, in their order; the loudest one."""
        fold = int(self.held[row])
        weights, line = self._weights[fold, code], self._matrices[fold][row]
        value = dict(zip(line.indices.tolist(), (line.data * weights[line.indices]).tolist(), strict=True))
        units, pairs_from = self.features.units.of, self.features.pairs_from
        first, stop = self.features.words_of(row)
        here = units[first:stop].tolist()
        loud = {unit: value.get(unit, 0.0) for unit in here}
        pair = {tuple(both): number + pairs_from for number, both in self._pairs(here)}
        for (one, other), column in pair.items():
            loud[one] = loud.get(one, 0.0) + value.get(column, 0.0) / 2
            loud[other] = loud.get(other, 0.0) + value.get(column, 0.0) / 2
        places = {unit: first + here.index(unit) for unit in dict.fromkeys(here)}
        telling = self.features.units.telling  # an article may weigh, but tells a reader nothing
        ranked = sorted(places, key=lambda unit: (not (telling[unit] and loud[unit] > 0), -loud[unit], places[unit]))
        told = [unit for unit in ranked[:_SPOKEN] if loud[unit] > 0] or ranked[:1]
        return sorted(places[unit] for unit in told), places[told[0]]

    def _pairs(self, here: list[int]) -> list[tuple[int, list[int]]]:
        if not len(self.features.pairs):
            return []
        size = len(self.features.units.names)
        keys = self.features.pairs[:, 0] * size + self.features.pairs[:, 1]
        wanted = np.array([a * size + b for a, b in pairwise(here)], dtype=np.int64)
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        found = np.unique(at[keys[at] == wanted])
        return [(int(number), self.features.pairs[number].tolist()) for number in found]


def _classifier(sentences: int, seed: int) -> Any:
    if sentences > MANY_SENTENCES:
        from sklearn.linear_model import SGDClassifier

        return SGDClassifier(loss="log_loss", class_weight="balanced", alpha=1e-5, random_state=seed)
    from sklearn.linear_model import LogisticRegression

    # Far more columns than rows: the dual problem is solved ten times as fast, to the same weights.
    return LogisticRegression(
        solver="liblinear", dual=True, tol=1e-3, max_iter=2000, class_weight="balanced", random_state=seed
    )


def calibrated(held: Floats, truth: Mask, every: Floats) -> Floats:
    """Platt's sigmoid (1999), fitted on held-out scores with his smoothed targets, applied to every score."""
    from sklearn.linear_model import LogisticRegression

    good, bad = int(truth.sum()), int((~truth).sum())
    target = np.where(truth, (good + 1) / (good + 2), 1 / (bad + 2))
    model = LogisticRegression(C=1e6)
    doubled = np.concatenate([held, held]).reshape(-1, 1)
    label = np.repeat([1, 0], len(held))
    model.fit(doubled, label, sample_weight=np.concatenate([target, 1 - target]))
    chance: Floats = model.predict_proba(every.reshape(-1, 1))[:, 1]
    return np.round(chance, 4)


def _rule_sentences(suggester: Suggester, features: Features, codes: Mapping[str, frozenset[str]]) -> dict[str, Mask]:
    """Code → the sentences in which the written rules propose it or a code under it."""
    table = suggester.table(features.corpus)
    names = [code.id for code in suggester.codes]
    rows = np.searchsorted(features.sentence, table.sentence)
    own: dict[str, Mask] = {}
    for number, name in enumerate(names):
        mask = own[name] = np.zeros(len(features), dtype=bool)
        mask[rows[table.code == number]] = True
    none = np.zeros(len(features), dtype=bool)
    return {
        code: np.logical_or.reduce([own.get(each, none) for each in sorted(under)]) if under else none
        for code, under in codes.items()
    }


def _suggestions(
    features: Features,
    models: _Models,
    truth: Mapping[str, Mask],
    known: Rows,
    codes: Mapping[str, frozenset[str]],
    layer: str,
) -> list[Suggestion]:
    offered: dict[str, Mask] = {}
    for code in codes:
        chance = models.chance[code]
        threshold = best_threshold(chance[known], truth[code][known])
        offered[code] = (chance >= threshold) & ~truth[code]
    made: list[Suggestion] = []
    for code, mask in offered.items():
        finer = [offered[each] | truth[each] for each in codes[code] - {code} if each in offered]
        rows = np.flatnonzero(mask & ~np.logical_or.reduce(finer)) if finer else np.flatnonzero(mask)
        made.extend(_one(features, models, int(row), code, layer) for row in rows)
    order = {name: number for number, name in enumerate(features.corpus.names)}
    rank = {code: number for number, code in enumerate(codes)}
    return sorted(made, key=lambda each: (order[each.source], each.start, rank[each.code]))


def _one(features: Features, models: _Models, row: int, code: str, layer: str) -> Suggestion:
    corpus = features.corpus
    source, start, end = features.span(row)
    text = corpus.texts[int(features.text[row])]
    places, loudest = models.spoken(row, code)
    return Suggestion(
        source=source,
        start=start,
        end=end,
        code=code,
        rule=f"{LEARNED}{layer}",
        matched=" … ".join(text[corpus.starts[place] : corpus.ends[place]] for place in places),
        quote=text[start:end],
        match_start=int(corpus.starts[loudest]),
        match_end=int(corpus.ends[loudest]),
        score=float(models.chance[code][row]),
    )


def _scores(features: Features, models: _Models) -> dict[tuple[str, int, int, str], float]:
    spans = [features.span(row) for row in range(len(features))]
    return {
        (*span, code): score
        for code, chance in models.chance.items()
        for span, score in zip(spans, chance.tolist(), strict=True)
    }
