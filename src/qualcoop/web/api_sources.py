"""Sources: the list with what is coded, one with its text and layout, corrections, search in all of them."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from starlette.responses import Response

from qualcoop.study.corpus import positions_of
from qualcoop.study.listing import counts_by_source, marked, reading, source_rows, speaker_rows
from qualcoop.study.sources import corrected
from qualcoop.web.bodies import CodedBody, SourceEdit
from qualcoop.web.desk import Desk, DeskOf
from qualcoop.web.search import hits
from qualcoop.web.shapes import etag_of, reply, unchanged

router = APIRouter()


@router.get("/sources")
def sources(desk: DeskOf) -> Response:
    """Every source: attributes, sizes, speakers, codings by layer, layers in which it is marked as coded."""
    study = desk.study
    rows = {row["id"]: row for row in source_rows(study)}
    counts, marks = counts_by_source(study), marked(study)
    listed = [
        {
            **each,
            "name": rows[each["id"]]["name"],
            "attributes": rows[each["id"]]["attributes"],
            "warnings": rows[each["id"]]["warnings"],
            "codings": counts.get(each["id"], {}),
            "coded": marks.get(each["id"], []),
        }
        for each in study.corpus()["sources"]
        if each["id"] in rows
    ]
    return reply(listed)


@router.get("/search")
def search(
    desk: DeskOf,
    q: Annotated[str, Query(min_length=1, max_length=200)],
    source: str | None = None,
    limit: Annotated[int, Query(ge=1, le=5000)] = 200,
) -> Response:
    """Where words stand, whatever their accents and capitals, in all sources or one: source, start, end, context."""
    study = desk.study
    found: list[dict[str, Any]] = []
    total = 0
    for name in [source] if source is not None else study.source_ids():
        row, text, _ = reading(study, name)
        here = hits(row["text"], text, q)
        total += len(here)
        for start, end in here[: max(0, limit - len(found))]:
            around = {
                "before": text[max(0, start - 60) : start],
                "match": text[start:end],
                "after": text[end : end + 60],
            }
            found.append({"source": name, "start": start, "end": end, **around})
    return reply({"hits": found, "total": total})


@router.post("/sources/{source:path}/coded")
def mark(desk: DeskOf, source: str, body: CodedBody) -> Response:
    """Say that a source was coded to its end in a layer, even if nothing was found; or no longer."""
    with desk.change() as study:
        study.mark_coded(source, body.layer, body.coded)
        seq = desk.seq()
    return reply({"source": source, "layer": body.layer, "coded": body.coded, "seq": seq})


@router.get("/sources/{source:path}")
def source(desk: DeskOf, source: str, if_none_match: Annotated[str | None, Header()] = None) -> Response:
    """One source: text (NFC), paragraphs, turns, asides, sentences as spans; 304 where the browser has it."""
    study = desk.study
    row, text, layout = reading(study, source)
    speakers = speaker_rows(study, source)
    etag = etag_of([{name: row[name] for name in row if name != "warnings"}, speakers])
    if unchanged(if_none_match, etag):
        return Response(status_code=304, headers={"ETag": etag, "Cache-Control": "private, no-cache"})
    turns = corrected(layout.turns, speakers)
    labels = dict.fromkeys(turn.speaker for turn in layout.turns if turn.speaker is not None)
    about = {
        **{name: row[name] for name in ("id", "name", "kind", "case", "date", "file", "attributes", "warnings")},
        "turns": [
            {
                "index": turn.index,
                "start": turn.start,
                "end": turn.end,
                "role": turn.role,
                "speaker": turn.speaker,
                "timecode": turn.timecode,
            }
            for turn in turns
        ],
        "speakers": [
            {"label": label, **{name: speakers.get(label, {}).get(name) for name in ("name", "role", "person")}}
            for label in labels
        ],
    }
    body = (
        json.dumps(about, ensure_ascii=False, separators=(",", ":"))[:-1]
        + ","
        + _fixed(desk, row["text"], text, layout)
    )
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    return Response(body.encode("utf-8"), headers=headers, media_type="application/json")


def _fixed(desk: Desk, key: str, text: str, layout: Any) -> str:
    """The part that never changes, written once: text, paragraphs, asides, sentences."""
    cache = desk.study.store.cache
    if ("page", key) not in cache:
        value = {
            "text": text,
            "paragraphs": layout.paragraphs,
            "asides": layout.asides,
            "sentences": positions_of(layout, ()).sentences.tolist(),
        }
        cache["page", key] = json.dumps(value, ensure_ascii=False, separators=(",", ":"))[1:]
    found: str = cache["page", key]
    return found


@router.patch("/sources/{source:path}")
def edit(desk: DeskOf, source: str, body: SourceEdit) -> Response:
    """Correct kind, case, date, attributes, and who speaks. The text never changes."""
    given = body.given()
    plain: dict[str, Any] = {name: given[name] for name in ("kind", "case", "date") if name in given}
    with desk.change() as study:
        if plain or body.attributes:
            study.set_attributes(source, {**(body.attributes or {}), **plain})
        if body.speakers:
            study.set_speakers(source, {label: each.given() for label, each in body.speakers.items()})
        row, _, _ = reading(study, source)
        seq = desk.seq()
    kept = {name: row[name] for name in ("id", "name", "kind", "case", "date", "attributes")}
    return reply({"source": kept, "seq": seq})


@router.delete("/sources/{source:path}")
def remove(desk: DeskOf, source: str, force: bool = False) -> Response:
    """Take a source out; 409 where it has codings, unless `force`. Undo brings all back."""
    with desk.change() as study:
        codings = study.remove_source(source, force=force)
        seq = desk.seq()
    return reply({"removed": source, "codings": codings, "seq": seq})
