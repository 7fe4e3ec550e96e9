"""Suggestions: the queue with its context, the run of the rules, decisions on one or on many."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from qualcoop.analysis.result import jsonable
from qualcoop.errors import InputError
from qualcoop.study import Study
from qualcoop.study.deciding import decide
from qualcoop.study.listing import reading, rule_counts
from qualcoop.web.bodies import BulkBody, DecisionBody, TaskBody
from qualcoop.web.desk import DeskOf
from qualcoop.web.shapes import coding_of, reply

router = APIRouter()


@router.get("/suggestions")
def suggestions(
    desk: DeskOf,
    state: str | None = None,
    code: str | None = None,
    source: str | None = None,
    rule: str | None = None,
    context: Annotated[int, Query(ge=0, le=2000)] = 0,
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=100_000)] = 100_000,
) -> Response:
    """Suggestions in the order of the text, `total` of them before offset and limit.

    context: characters before and after each. counts: of the whole study, by rule, code and source, state by state.
    """
    study = desk.study
    rows = _rows(study, state, code, source, rule)
    shown = rows[offset : offset + limit]
    if context:
        for row in shown:
            _, text, _ = reading(study, row["source"])
            row["before"] = text[max(0, row["start"] - context) : row["start"]]
            row["after"] = text[row["end"] : row["end"] + context]
    return reply({"suggestions": shown, "total": len(rows), "counts": _counts(study)})


@router.post("/suggestions/run")
def run(desk: DeskOf, body: TaskBody | None = None) -> Response:
    """Run the codebook's rules over every source; decisions taken stay. Told by ``progress``, stopped by task id."""
    with desk.job((body.task if body is not None else "") or "suggest", "suggest") as job:
        frame = desk.study.suggest(progress=job.progress)
        states = Counter(frame["state"].tolist())
        seq = desk.seq()
    return reply({"states": dict(sorted(states.items())), "total": len(frame), "seq": seq})


@router.post("/suggestions/bulk")
def bulk(desk: DeskOf, body: BulkBody) -> Response:
    """One decision on all that fit (one event, one undo); tells how many."""
    if body.ids is None and body.rule is None and body.code is None and body.source is None:
        raise InputError(
            "Dites sur quelles suggestions décider : rule, code, source ou ids.",
            "Say which suggestions to decide on: rule, code, source or ids.",
        )
    with desk.change() as study:
        ids = body.ids
        if ids is None:
            ids = [row["id"] for row in _rows(study, body.state, body.code, body.source, body.rule)]
        count = decide(study, ids, body.decision, layer=body.layer, coder=body.coder) if ids else 0
        seq = desk.seq()
    return reply({"decided": count, "ids": ids, "seq": seq})


@router.post("/suggestions/{identifier}")
def decision(desk: DeskOf, identifier: str, body: DecisionBody) -> Response:
    """Accept (with another code or span: `edit`), reject or reopen a suggestion."""
    changes = body.model_dump(include={"code", "start", "end", "memo", "about", "phase", "coder"})
    with desk.change() as study:
        coding = None
        if body.decision in ("accept", "edit"):
            coding = study.accept(identifier, layer=body.layer, **changes)
        elif body.decision == "reject":
            study.reject(identifier)
        else:
            study.reopen(identifier)
        seq = desk.seq()
        state = {"reject": "rejected", "reopen": "pending"}.get(body.decision)
        if coding is not None:
            state = "edited" if coding.origin == "edited" else "accepted"
    told = None if coding is None else coding_of(coding)
    return reply({"suggestion": {"id": identifier, "state": state}, "coding": told, "seq": seq})


def _rows(
    study: Study, state: str | None, code: str | None, source: str | None, rule: str | None
) -> list[dict[str, Any]]:
    frame = study.suggestions(state=state, code=code, source=source)
    if rule is not None:
        frame = frame[frame["rule"] == rule]
    return [jsonable(row) for row in frame.to_dict("records")]


def _counts(study: Study) -> dict[str, dict[str, dict[str, int]]]:
    found: dict[str, dict[str, Counter[str]]] = {
        name: defaultdict(Counter) for name in ("rule", "code", "source", "state")
    }
    for row in rule_counts(study):
        for name, counters in found.items():
            counters[row[name]][row["state"]] += row["count"]
    return {name: {key: dict(counter) for key, counter in counters.items()} for name, counters in found.items()}
