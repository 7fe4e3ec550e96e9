"""Small tables for people: the corpus, the journal, the suggestions, and the numbers of `Study.matrix`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import Connection

from qualcoop.study import journal, suggestions, undo
from qualcoop.study import schema as s
from qualcoop.study.cases import CaseTree
from qualcoop.study.corpus import corpus, source_frame
from qualcoop.study.describe import describe
from qualcoop.study.store import Store

if TYPE_CHECKING:
    from qualcoop.analysis.bundle import Bundle
    from qualcoop.analysis.matrix import Matrix

_FILTERS = ("kind", "case", "phase", "speaker", "with_interviewer")


def history(connection: Connection, limit: int | None) -> pd.DataFrame:
    """The last events, newest first: seq, at (UTC), actor, verb, undone (bool), what (a sentence)."""
    taken_back = undo.undone_events(connection)
    rows = [
        (e.seq, e.at, e.actor, e.verb, e.seq in taken_back, describe(e.verb, e.subject))
        for e in journal.read(connection, newest_first=True, limit=limit)
    ]
    return pd.DataFrame(rows, columns=["seq", "at", "actor", "verb", "undone", "what"])


def source_table(store: Store, connection: Connection) -> pd.DataFrame:
    """Sources by id, as in the bundle (codable words, sentences, chars; phase)."""
    read = corpus(store, connection)
    return source_frame(store, read, CaseTree.load(connection))


def suggestion_table(connection: Connection, state: str | None, code: str | None, source: str | None) -> pd.DataFrame:
    """Suggestions in the order of the text, the columns of `Suggestion` and the coding made from each."""
    rows = suggestions.rows(connection, state=state, code=code, source=source)
    return pd.DataFrame(rows, columns=[column.name for column in s.suggestions.columns])


def corpus_summary(store: Store, connection: Connection) -> dict[str, Any]:
    """``sources`` (a dict each) and ``totals``; words are those of the whole text, codable_words what counts."""
    read = corpus(store, connection)
    codable = source_frame(store, read, CaseTree.load(connection))["words"].to_dict()
    listed = []
    for row in read.rows:
        turns = read.turns[row["id"]]
        speakers = dict.fromkeys(turn.speaker for turn in turns if turn.speaker)
        listed.append(
            {
                "id": row["id"],
                "kind": row["kind"],
                "case": row["case"],
                "date": row["date"],
                "words": len(read.positions(row["id"]).words),
                "codable_words": int(codable[row["id"]]),
                "turns": len(turns),
                "speakers": ", ".join(speakers),
                "file": row["file"],
            }
        )
    kinds = Counter(str(row["kind"]) for row in listed)
    totals: dict[str, Any] = {
        "sources": len(listed),
        **{name: sum(row[name] for row in listed) for name in ("words", "codable_words", "turns")},
        "kinds": dict(sorted(kinds.items())),
    }
    return {"sources": listed, "totals": totals}


def matrix(bundle: Bundle, rows: str, columns: str | Sequence[str], measure: str, options: dict[str, Any]) -> Matrix:
    """The matrix asked for; `options` are those of `Bundle.filter` and of the analysis function."""
    from qualcoop.analysis import frequency
    from qualcoop.analysis.matrix import build

    asked = {name: options.pop(name) for name in _FILTERS if name in options}
    if any(asked.values()):
        bundle = bundle.filter(**asked)
    if rows == "case":
        return frequency.case_by_code(bundle, columns, measure, **options)
    if rows == "source":
        return frequency.source_by_code(bundle, columns, measure, **options)
    return build(bundle, rows, columns, measure, **options)


def trace(bundle: Bundle, row: str | None, column: str | None, options: dict[str, Any]) -> pd.DataFrame:
    """The passages behind a row and a column. The row is a case, a source or another row's name.

    With a column: one line per distinct span, as many as the figure says. Without: one line per coding,
    those of the interviewer's turns and of the strata apart among them where no row is asked either.
    """
    from qualcoop.analysis.quotes import COLUMNS

    if row is None and column is None:
        return _lines(bundle.segments, COLUMNS)
    rows = options.pop("rows", None)
    if rows is None:
        rows = "source" if row in bundle.sources.index and row not in bundle.cases.index else "case"
        if row is None and not len(bundle.cases):
            rows = "source"
    apart = row in bundle.cases.index and bundle.cases.at[row, "stratum"] != "main"
    if apart or rows == "source":
        options.setdefault("with_pro", True)
    made = matrix(bundle, rows, "code" if column is None else [column], "seg", options)
    found = made.quotes(row, column)
    if column is not None:
        return found.drop(columns="ids")
    ids = {name for group in found["ids"] for name in group}
    return _lines(bundle.segments[bundle.segments["id"].isin(ids)], COLUMNS)


def _lines(segments: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """One line per coding, in the order of the text."""
    ordered = segments.sort_values(["source", "start", "end", "code"], kind="stable").reset_index(drop=True)
    return ordered[[name for name in columns if name in ordered.columns]]
