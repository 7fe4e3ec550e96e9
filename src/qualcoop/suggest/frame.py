"""The same suggestions on a data frame of turns: no state, so a cluster can run it on batches.

Each row is one whole turn; offsets and sentence numbers are the turn's own, so that cutting the frame into
batches changes nothing. The engine is made once per process and set of rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from qualcoop.errors import InputError
from qualcoop.sentences import sentences
from qualcoop.spans import Span
from qualcoop.suggest.engine import CodebookLike, Suggester
from qualcoop.suggest.tokens import read_text

COLUMNS = (
    "row", "source", "code", "rule", "sentence", "start", "end", "matched", "match_start", "match_end", "cue",
    "nested_in",
)  # fmt: skip

Rules = CodebookLike | Mapping[str, Sequence[str]]


def suggest_frame(frame: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Suggestions for a frame of turns, one row each, in the order of the frame.

    frame: columns `source` and `text`; where there is a column `role`, interviewers' rows trigger nothing.
    rules: a codebook, or a mapping from code to its rules.
    Returns the columns `row` (the turn's label in the frame's index), source, code, rule, sentence (number
    within the turn), start, end (code points of the turn's text), matched, match_start, match_end, cue,
    nested_in. Raises InputError when a column is missing, RuleError for a rule that cannot be read.
    """
    for name in ("source", "text"):
        if name not in frame.columns:
            known = ", ".join(map(str, frame.columns))
            raise InputError(
                f"suggest_frame : il manque la colonne « {name} » ; le tableau a {known}.",
                f"suggest_frame: the column '{name}' is missing; the frame has {known}.",
            )
    suggester = suggester_of(fingerprint(rules))
    silent = frame["role"].eq("interviewer").to_numpy() if "role" in frame.columns else np.zeros(len(frame), bool)
    texts = ["" if hushed or pd.isna(text) else str(text) for text, hushed in zip(frame["text"], silent, strict=True)]
    whole, turns, cut, first = _joined(texts)
    corpus = suggester.corpus([("", whole, read_text(whole, cut, turns, suggester.vocabulary))])
    found = suggester.suggestions(corpus)
    begins = np.array([turn.start for turn in turns], dtype=np.int64)
    at = np.searchsorted(begins, [suggestion.start for suggestion in found], side="right") - 1
    row_of = [number for number, text in enumerate(texts) if text]
    number_of = {span.start: number for number, span in enumerate(cut)}
    sources, labels = frame["source"].tolist(), frame.index.tolist()
    rows = []
    for suggestion, turn in zip(found, at.tolist(), strict=True):
        shift, row = int(begins[turn]), row_of[turn]
        rows.append(
            (
                labels[row], sources[row], suggestion.code, suggestion.rule,
                number_of[suggestion.start] - first[turn], suggestion.start - shift, suggestion.end - shift,
                suggestion.matched, suggestion.match_start - shift, suggestion.match_end - shift,
                suggestion.cue, suggestion.nested_in,
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _joined(texts: Sequence[str]) -> tuple[str, list[Span], list[Span], list[int]]:
    """All turns that say something as one text; their spans; sentences; each turn's first sentence."""
    turns: list[Span] = []
    cut: list[Span] = []
    first: list[int] = []
    at = 0
    for text in texts:
        if not text:
            continue
        turns.append(Span(at, at + len(text)))
        first.append(len(cut))
        line_at = at
        for line in text.split("\n"):
            cut.extend(Span(start + line_at, end + line_at) for start, end in sentences(line))
            line_at += len(line) + 1
        at += len(text) + 1
    return "\n".join(text for text in texts if text), turns, cut, first


def fingerprint(rules: Rules) -> tuple[Any, ...]:
    """The rules as plain values: small to send, and a key for the engine made of them."""
    if isinstance(rules, Mapping):
        return tuple((code, None, (), tuple(texts), ()) for code, texts in rules.items()), None
    codes = tuple(
        (code.id, code.polarity, tuple(code.contraries), tuple(code.keywords), tuple(code.exclude))
        for code in rules.codes
        if getattr(code, "status", "active") != "retired"
    )
    told = rules.matching
    if told is None:
        return codes, None
    return codes, (
        tuple(told.negators or ()),
        told.negation_window,
        tuple(told.negation_exceptions or ()),
        tuple(getattr(told, "roles", ()) or ()),
    )


@lru_cache(maxsize=8)
def suggester_of(told: tuple[Any, ...]) -> Suggester:
    """The process's one engine for these rules (see `fingerprint`)."""
    codes, matching = told
    names = ("id", "polarity", "contraries", "keywords", "exclude")
    fields = ("negators", "negation_window", "negation_exceptions", "roles")
    made: Any = SimpleNamespace(
        codes=[SimpleNamespace(**dict(zip(names, code, strict=True))) for code in codes],
        matching=None if matching is None else SimpleNamespace(**dict(zip(fields, matching, strict=True))),
    )
    return Suggester(made)
