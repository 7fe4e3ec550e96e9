"""A rule's workbench: its hits in context, what it adds to the others, how right it is, and what none finds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qualcoop.errors import InputError, UnknownNameError
from qualcoop.language import tr
from qualcoop.suggest.assemble import CodeRules
from qualcoop.suggest.engine import TOO_COMMON, Suggester
from qualcoop.suggest.evaluate import evaluate
from qualcoop.suggest.matcher import Corpus, find
from qualcoop.suggest.rules import Rule, parse_rule
from qualcoop.suggest.units import Units, words_within

CONTEXT = 60  # characters shown on either side of a hit
# A rule that was wrong that often and never right always errs; less often, it had no luck.
ENOUGH_ERRORS = 3
# G² of one degree of freedom: 3.84 is p < 0.05, 6.63 p < 0.01, 10.83 p < 0.001.
LEAST_G2 = 6.63
_LEAST_PASSAGES = 2


@dataclass(frozen=True)
class Trial:
    """What a rule finds.

    hits: source, case, start, end, left, hit, right, one row a hit, in the order of the texts.
    by_source: hits, sentences, per_1k (hits in 1,000 codable words), for every source; by_case the same.
    sentences: how many sentences it fires in; added: those where no rule of the codebook fires;
    added_to_code: those where no rule of the code asked for fires (None when no code was named).
    shared: code, rule, sentences, shared: the codebook's rules that fire in the same sentences.
    remarks: sentences on a rule that is legal but doubtful.
    """

    rule: str
    hits: pd.DataFrame
    by_source: pd.DataFrame
    by_case: pd.DataFrame
    sentences: int
    added: int
    added_to_code: int | None
    shared: pd.DataFrame
    remarks: tuple[str, ...]

    def lines(self, width: int = 100) -> list[str]:
        """The hits as keyword in context, the hit at the same column in each line of `width` characters."""
        names = self.hits["source"].tolist()
        edge = max((len(name) for name in names), default=0)
        room = max((width - edge - 2 - max(map(len, self.hits["hit"]), default=0)) // 2, 10)
        return [
            f"{name:<{edge}}  {left[-room:]:>{room}}{hit}{right[:room]}".rstrip()
            for name, left, hit, right in self.hits[["source", "left", "hit", "right"]].itertuples(index=False)
        ]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "rule": self.rule,
            "sentences": self.sentences,
            "added": self.added,
            "added_to_code": self.added_to_code,
            "remarks": list(self.remarks),
            "hits": records(self.hits),
            "by_source": records(self.by_source),
            "by_case": records(self.by_case),
            "shared": records(self.shared),
        }


def try_rule(
    suggester: Suggester,
    corpus: Corpus,
    text: str,
    *,
    cases: Mapping[str, str | None] | None = None,
    code: str | None = None,
) -> Trial:
    """What a rule would find, and how it stands beside the codebook's rules. Nothing is changed.

    cases: source → case. Raises RuleError for a rule that cannot be read, UnknownNameError for the code.
    """
    known = {each.id: each for each in suggester.codes}
    if code is not None and code not in known:
        raise UnknownNameError("Le code", "The code", code, known)
    rule = parse_rule(text)
    found = find(corpus, rule)
    fired = np.zeros(len(corpus.sentences), dtype=bool)
    fired[corpus.sentence[found.first]] = True
    hits = _in_context(corpus, found.first, found.stop, cases or {})
    sentences = np.bincount(corpus.sentence_text[np.flatnonzero(fired)], minlength=len(corpus.names))
    by_source = _per_source(corpus, hits, sentences, cases or {})
    count = int(fired.sum())
    return Trial(
        rule=text,
        hits=hits,
        by_source=by_source,
        by_case=_per_case(by_source),
        sentences=count,
        added=count - int((fired & _covered(corpus, suggester.codes)).sum()),
        added_to_code=None if code is None else count - int((fired & _covered(corpus, [known[code]])).sum()),
        shared=_shared(corpus, suggester.codes, rule, fired),
        remarks=tuple(_remarks(corpus, rule, count)),
    )


def _in_context(corpus: Corpus, first: Any, stop: Any, cases: Mapping[str, str | None]) -> pd.DataFrame:
    texts = corpus.sentence_text[corpus.sentence[first]].tolist()
    starts, ends = corpus.starts[first].tolist(), corpus.ends[stop - 1].tolist()
    rows = []
    for number, start, end in zip(texts, starts, ends, strict=True):
        text, name = corpus.texts[number], corpus.names[number]
        left, right = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
        rows.append((name, cases.get(name), start, end, _line(left), _line(text[start:end]), _line(right)))
    return pd.DataFrame(rows, columns=["source", "case", "start", "end", "left", "hit", "right"])


def _line(text: str) -> str:
    return "".join(" " if sign.isspace() else sign for sign in text)


def _per_source(
    corpus: Corpus, hits: pd.DataFrame, sentences: npt.NDArray[np.int64], cases: Mapping[str, str | None]
) -> pd.DataFrame:
    words = np.bincount(corpus.sentence_text[corpus.sentence], minlength=len(corpus.names))
    counts = hits["source"].value_counts()
    frame = pd.DataFrame(
        {
            "source": list(corpus.names),
            "case": [cases.get(name) for name in corpus.names],
            "hits": [int(counts.get(name, 0)) for name in corpus.names],
            "sentences": sentences.astype(int),
            "words": words.astype(int),
        }
    )
    return frame.assign(per_1k=_rate(frame))


def _per_case(by_source: pd.DataFrame) -> pd.DataFrame:
    counted = by_source.dropna(subset="case").groupby("case", sort=True)[["hits", "sentences", "words"]].sum()
    frame = counted.reset_index()
    return frame.assign(per_1k=_rate(frame))


def _rate(frame: pd.DataFrame) -> Any:
    words = frame["words"].where(frame["words"] > 0)
    return 1000 * frame["hits"] / words


def _covered(corpus: Corpus, codes: Iterable[CodeRules]) -> npt.NDArray[np.bool_]:
    """In which sentences fires one of these codes' rules?"""
    covered = np.zeros(len(corpus.sentences), dtype=bool)
    for code in codes:
        for rule in code.keywords:
            covered[corpus.sentence[find(corpus, rule).first]] = True
    return covered


def _shared(corpus: Corpus, codes: Iterable[CodeRules], tried: Rule, fired: npt.NDArray[np.bool_]) -> pd.DataFrame:
    rows = []
    for code in codes:
        for rule in code.keywords:
            sentences = np.unique(corpus.sentence[find(corpus, rule).first])
            shared = int(fired[sentences].sum())
            if shared:
                rows.append((code.id, rule.text, len(sentences), shared, rule.patterns == tried.patterns))
    frame = pd.DataFrame(rows, columns=["code", "rule", "sentences", "shared", "same"])
    return frame.sort_values(["shared", "code", "rule"], ascending=[False, True, True], ignore_index=True)


def _remarks(corpus: Corpus, rule: Rule, sentences: int) -> Iterable[str]:
    if sentences == 0:
        yield tr(
            f"« {rule.text} » ne trouve rien dans cette étude ; vérifiez l'orthographe ou élargissez (mot*, a .. b).",
            f"'{rule.text}' finds nothing in this study; check the spelling or widen it (word*, a .. b).",
        )
    elif sentences > TOO_COMMON * len(corpus.sentences) and len(corpus.sentences) > ENOUGH_ERRORS:
        percent = round(100 * sentences / len(corpus.sentences))
        yield tr(
            f"« {rule.text} » convient à {percent} % des phrases ; précisez-la.",
            f"'{rule.text}' fits {percent}% of the sentences; narrow it.",
        )


# ------------------------------------------------------------------ how right they are


@dataclass(frozen=True)
class Report:
    """How right the rules are.

    judge: "layer" (compared with what people coded) or "decisions" (what they decided on suggestions).
    by_code, by_rule: the frames of `evaluate`; by_rule counts a suggestion for the one rule it names.
    silent: code, rule: rules that never fire. wrong: code, rule, rejected: those that are always wrong
    (three times at least). missed: passages coded by hand that no rule of their code found.
    """

    judge: str
    sources: tuple[str, ...]
    by_code: pd.DataFrame
    by_rule: pd.DataFrame
    silent: pd.DataFrame
    wrong: pd.DataFrame
    missed: pd.DataFrame

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; a share of nothing is None."""
        return {
            "judge": self.judge,
            "sources": list(self.sources),
            "by_code": records(self.by_code.reset_index()),
            "by_rule": records(self.by_rule.reset_index()),
            "silent": records(self.silent),
            "wrong": records(self.wrong),
            "missed": records(self.missed),
        }


def report(
    suggester: Suggester,
    corpus: Corpus,
    codings: pd.DataFrame,
    *,
    sources: Collection[str] | None = None,
    decisions: pd.DataFrame | None = None,
) -> Report:
    """The codebook's rules against the codings of one layer, or, with `decisions`, by what people decided.

    codings: source, start, end, code, quote. sources: those that were coded. decisions: the suggestions of
    a study, with their states.
    """
    if decisions is None:
        offered = suggestion_frame(suggester, corpus)
        judge, among = "layer", frozenset(corpus.names if sources is None else sources)
    else:
        offered, judge = decisions, "decisions"
        among = frozenset(decisions.loc[decisions["state"] != "pending", "source"])
    offered = offered[offered["source"].isin(among)]
    codings = codings[codings["source"].isin(among)]
    told: Any = judge
    by_rule = evaluate(offered, codings, by="rule", judge=told, sources=among)
    return Report(
        judge=judge,
        sources=tuple(sorted(among)),
        by_code=evaluate(offered, codings, judge=told, sources=among),
        by_rule=by_rule,
        silent=_silent(corpus, suggester.codes),
        wrong=_wrong(by_rule),
        missed=missed_passages(offered, codings),
    )


def suggestion_frame(suggester: Suggester, corpus: Corpus) -> pd.DataFrame:
    """What the rules suggest now, as the columns that `evaluate` takes."""
    rows = [(s.source, s.start, s.end, s.code, s.rule, s.state) for s in suggester.suggestions(corpus)]
    return pd.DataFrame(rows, columns=["source", "start", "end", "code", "rule", "state"])


def _silent(corpus: Corpus, codes: Iterable[CodeRules]) -> pd.DataFrame:
    rows = [(code.id, rule.text) for code in codes for rule in code.keywords if not len(find(corpus, rule))]
    return pd.DataFrame(rows, columns=["code", "rule"])


def _wrong(by_rule: pd.DataFrame) -> pd.DataFrame:
    right = by_rule["accepted"] + by_rule["edited"]
    chosen = by_rule[(by_rule["rejected"] >= ENOUGH_ERRORS) & (right == 0)]
    frame = chosen.reset_index()[["code", "rule", "rejected"]]
    return frame.sort_values(["rejected", "code", "rule"], ascending=[False, True, True], ignore_index=True)


def missed_passages(offered: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """The codings that no suggestion of the same code overlaps: source, start, end, code, quote."""
    spans: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for source, code, start, end in offered[["source", "code", "start", "end"]].itertuples(index=False):
        spans.setdefault((source, code), []).append((start, end))
    alone = [
        not any(low < end and start < high for low, high in spans.get((source, code), ()))
        for source, code, start, end in codings[["source", "code", "start", "end"]].itertuples(index=False)
    ]
    kept = codings.loc[np.array(alone, dtype=bool)]
    columns = [name for name in ("source", "start", "end", "code", "quote") if name in kept.columns]
    return kept[columns].sort_values(["code", "source", "start"], ignore_index=True)


# ------------------------------------------------------------------ what none of them finds


def words(
    suggester: Suggester,
    corpus: Corpus,
    codings: pd.DataFrame,
    *,
    sources: Collection[str],
    codes: Collection[str] | None = None,
    most: int = 12,
) -> pd.DataFrame:
    """The words that mark the passages of each code which no rule found, against the rest of the coded sources.

    Counted are lemmas; articles, pronouns and figures are left out. Columns: code, word, passages (missed
    ones that hold it), count (in them), rest (elsewhere), g2. By code, the most telling first, at most
    `most` each; only words used more often than elsewhere, in two passages at least, with G² of 6.63
    (p < 0.01) or more.
    """
    if not len(codings):
        raise InputError(
            "Aucun passage n'est codé dans cette couche : il n'y a rien à comparer.",
            "No passage is coded in this layer: there is nothing to compare.",
        )
    among = codings[codings["source"].isin(sources)]
    missed = missed_passages(suggestion_frame(suggester, corpus), among)
    units = Units.read(corpus)
    coded_text = np.array([name in sources for name in corpus.names], dtype=bool)
    everywhere = units.of[coded_text[corpus.sentence_text[corpus.sentence]]] if len(units.of) else units.of
    total = np.bincount(everywhere, minlength=len(units.names))
    found = []
    for code, passages in missed.groupby("code", sort=True):
        if codes is None or code in codes:
            found.append(_marking(units, str(code), passages, total, most))
    columns = ["code", "word", "passages", "count", "rest", "g2"]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=columns)


def _marking(units: Units, code: str, passages: pd.DataFrame, total: npt.NDArray[np.int64], most: int) -> pd.DataFrame:
    starts, ends = passages["start"].to_numpy(), passages["end"].to_numpy()
    runs = words_within(units.corpus, passages["source"].tolist(), starts, ends)
    inside = np.zeros(len(units.of), dtype=bool)
    held = np.zeros(len(units.names), dtype=np.int64)
    for first, stop in runs.tolist():
        inside[first:stop] = True
        held[np.unique(units.of[first:stop])] += 1
    count = np.bincount(units.of[inside], minlength=len(units.names))
    rest = np.maximum(total - count, 0)
    size, others = int(inside.sum()), int(rest.sum())
    g2 = log_likelihood(count, rest, size, others)
    more = count * max(others, 1) > rest * size
    chosen = np.flatnonzero(units.telling & more & (held >= _LEAST_PASSAGES) & (g2 >= LEAST_G2))
    order = sorted(chosen.tolist(), key=lambda row: (-g2[row], units.names[row]))[:most]
    return pd.DataFrame(
        {
            "code": [code] * len(order),
            "word": [units.names[row] for row in order],
            "passages": held[order].astype(int),
            "count": count[order].astype(int),
            "rest": rest[order].astype(int),
            "g2": np.round(g2[order], 2),
        }
    )


def log_likelihood(count: npt.ArrayLike, rest: npt.ArrayLike, size: int, others: int) -> npt.NDArray[np.float64]:
    """G² of words counted `count` times in `size` words and `rest` times in `others` words.

    2 Σ O ln(O/E) over the two counts (Dunning, 1993, as Rayson and Garside, 2000, compare corpora).

    >>> round(float(log_likelihood([10], [5], 1000, 10000)[0]), 2)
    32.61
    """
    here, there = np.asarray(count, dtype=np.float64), np.asarray(rest, dtype=np.float64)
    share = (here + there) / max(size + others, 1)
    return 2 * (_part(here, size * share) + _part(there, others * share))


def _part(observed: npt.NDArray[np.float64], expected: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    ratio = np.divide(observed, expected, out=np.ones_like(observed), where=(observed > 0) & (expected > 0))
    made: npt.NDArray[np.float64] = observed * np.log(ratio)
    return made


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values; what is missing is None."""
    whole = frame.astype(object).where(frame.notna(), None)
    return [dict(zip(whole.columns, values, strict=True)) for values in _plain(whole.to_numpy().tolist())]


def _plain(rows: Sequence[Sequence[Any]]) -> Iterable[list[Any]]:
    for row in rows:
        yield [value.item() if isinstance(value, np.generic) else value for value in row]
