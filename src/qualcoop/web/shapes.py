"""The shapes of answers: plain values, ETags, JSON. One place, so that streams and answers say the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
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
    """A coding's row with its ETag."""
    return _with_etag(tuple(row[name] for name in FIELDS))


def coding_of(coding: Coding) -> dict[str, Any]:
    """A coding with its ETag."""
    return coding_dict(asdict(coding))


def codings_of(rows: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Many codings, from tuples in the order of `FIELDS`."""
    return [_with_etag(row) for row in rows]


def _with_etag(values: tuple[Any, ...]) -> dict[str, Any]:
    # repr of texts, numbers and None is the same everywhere, and much quicker than JSON on 20,000 rows.
    digest = hashlib.blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    return {**dict(zip(FIELDS, values, strict=True)), "etag": f'"{digest}"'}


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
    body = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Response(body.encode("utf-8"), status, named, "application/json")


def unchanged(if_none_match: str | None, etag: str) -> bool:
    """Does the browser hold this version already?"""
    return if_none_match is not None and etag in [each.strip().removeprefix("W/") for each in if_none_match.split(",")]
