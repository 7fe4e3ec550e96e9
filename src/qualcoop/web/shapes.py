"""The shapes of answers: plain values, ETags, JSON. One place, so that streams and answers say the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from json.encoder import encode_basestring
from typing import Any

from starlette.responses import Response

from qualcoop.codebook.model import Code
from qualcoop.codebook.plain import code_to_plain
from qualcoop.errors import ConflictError
from qualcoop.model import Coding
from qualcoop.study.codings import FIELDS


def etag_of(value: object) -> str:
    """A strong ETag of plain values: the same for the same values in every process."""
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f'"{hashlib.blake2b(written.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()}"'


def coding_dict(row: Mapping[str, Any]) -> dict[str, Any]:
    """A coding's row with its ETag (which leaves out the quote: it follows from source and span)."""
    values = tuple(row[name] for name in FIELDS)
    place, rest = _place(values[:5], {}), _rest(values[6:13])
    return {**dict(zip(FIELDS, values, strict=True)), "etag": f'"{_digest(place, rest)}"'}


def coding_of(coding: Coding) -> dict[str, Any]:
    """A coding with its ETag."""
    return coding_dict(asdict(coding))


def codings_json(rows: Iterable[tuple[Any, ...]], quotes: bool = True) -> str:
    """Many codings as a JSON array, from tuples in the order of `FIELDS`: what `coding_dict` gives for each.

    Written directly: a page asks for 20,000 when it opens, and what most of them say (a coder, no memo, the
    same version) is written once. Without `quotes` that field is left out.
    """
    names: dict[str, str] = {}
    rests: dict[tuple[Any, ...], str] = {}
    written = []
    for row in rows:
        said = row[6:13]
        rest = rests.get(said)
        if rest is None:
            rest = rests[said] = _rest(said)
        place = _place(row[:5], names)
        quote = f'"quote":{encode_basestring(row[5])},' if quotes else ""
        written.append(f'{{{place}{quote}{rest}"id":"{row[13]}","etag":"\\"{_digest(place, rest)}\\""}}')
    return f"[{','.join(written)}]"


def _place(values: tuple[Any, ...], names: dict[str, str]) -> str:
    """Source, span, code and layer as they stand in JSON."""
    for value in (values[0], values[3], values[4]):
        if value not in names:
            names[value] = encode_basestring(value)
    source, start, end, code, layer = values
    return f'"source":{names[source]},"start":{start},"end":{end},"code":{names[code]},"layer":{names[layer]},'


def _rest(values: tuple[Any, ...]) -> str:
    """Coder, memo, about, phase, origin, rule and version as they stand in JSON."""
    named = zip(FIELDS[6:13], values, strict=True)
    return "".join(f'"{name}":{"null" if value is None else encode_basestring(value)},' for name, value in named)


def _digest(place: str, rest: str) -> str:
    return hashlib.blake2b(f"{place}{rest}".encode(), digest_size=12).hexdigest()


def code_etag(code: Code) -> str:
    """The ETag of a code's wording and place."""
    return etag_of(code_to_plain(code))


def check_match(if_match: str | None, etag: str | None, fr: str, en: str) -> None:
    """ConflictError where the client edits something that has changed since it read it.

    if_match: the header, None where the client does not care. etag: of what stands now, None where it is gone.
    """
    if if_match is None:
        return
    wanted = [each.strip().removeprefix("W/") for each in if_match.split(",")]
    if etag is not None and ("*" in wanted or etag in wanted):
        return
    gone = etag is None
    raise ConflictError(
        f"{fr} a {'été retiré' if gone else 'changé'} entre-temps (une autre fenêtre ?) ; rien n'a été changé, "
        "voyez l'état présent et recommencez.",
        f"{en} was {'removed' if gone else 'changed'} meanwhile (another window?); nothing was changed, "
        "look at it as it is now and try again.",
    )


def reply(value: Any, status: int = 200, **headers: str) -> Response:
    """JSON, accents kept. Underscores in a header's name become hyphens."""
    return reply_written(
        json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")), status, **headers
    )


def reply_written(body: str, status: int = 200, **headers: str) -> Response:
    """JSON that is written already."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Response(body.encode("utf-8"), status, named, "application/json")


def unchanged(if_none_match: str | None, etag: str) -> bool:
    """Does the browser hold this version already?"""
    return if_none_match is not None and etag in [each.strip().removeprefix("W/") for each in if_none_match.split(",")]
