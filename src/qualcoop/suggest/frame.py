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
from qualcoop.suggest.engine import CodebookLike, Suggester
from qualcoop.suggest.tokens import Reading, read_all

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
    unsaid = silent | frame["text"].isna().to_numpy()
    texts = ["" if none else str(text) for text, none in zip(frame["text"].tolist(), unsaid.tolist(), strict=True)]
    reading = _joined(texts)
    (tokens,) = read_all([reading], suggester.vocabulary)
    corpus = suggester.corpus([("", reading.text, tokens)])
    found = suggester.suggestions(corpus)
    begins = np.array([start for start, _ in reading.spans], dtype=np.int64)
    starts = np.array([suggestion.start for suggestion in found], dtype=np.int64)
    at = np.searchsorted(begins, starts, side="right") - 1
    row_of = [number for number, text in enumerate(texts) if text]
    sentence_starts = tokens.sentences[:, 0]
    number = np.searchsorted(sentence_starts, starts) - np.searchsorted(sentence_starts, begins)[at]
    sources, labels = frame["source"].tolist(), frame.index.tolist()
    rows = []
    for suggestion, turn, sentence in zip(found, at.tolist(), number.tolist(), strict=True):
        shift, row = int(begins[turn]), row_of[turn]
        rows.append(
            (
                labels[row], sources[row], suggestion.code, suggestion.rule,
                sentence, suggestion.start - shift, suggestion.end - shift,
                suggestion.matched, suggestion.match_start - shift, suggestion.match_end - shift,
                suggestion.cue, suggestion.nested_in,
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _joined(texts: Sequence[str]) -> Reading:
    """All turns that say something as one text; sentences are cut in each turn's lines."""
    turns: list[tuple[int, int]] = []
    lines: list[tuple[int, int]] = []
    at = 0
    for text in texts:
        if not text:
            continue
        end = at + len(text)
        turns.append((at, end))
        if "\n" in text:
            for line in text.split("\n"):
                lines.append((at, at + len(line)))
                at += len(line) + 1
        else:
            lines.append((at, end))
        at = end + 1
    return Reading("\n".join(text for text in texts if text), turns, lines)


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
