"""The JSON API under ``/api/v1``: one router a noun. All offsets are Unicode code points, half-open.

Every refusal is ``{error, kind}``: 400 input, 401 no token, 403 another page, 404 unknown name, 409 conflict,
413 too large, 415 not JSON, 421 another host, 422 malformed body, 503 the study's file.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException

from qualcoop.web import (
    api_codebook,
    api_codings,
    api_displays,
    api_export,
    api_folders,
    api_grid,
    api_matrix,
    api_sources,
    api_study,
    api_suggestions,
    imports,
    live,
)
from qualcoop.web.bodies import Problem

_REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "What was given cannot be used."},
    404: {"model": Problem, "description": "No source, code, coding or layer of that name."},
    409: {"model": Problem, "description": "It contradicts what is saved; nothing was changed."},
    422: {"model": Problem, "description": "The body is malformed; nothing was changed."},
    503: {"model": Problem, "description": "The study's file cannot be used now."},
}

router = APIRouter(responses=_REFUSALS)
for module, tag in (
    (api_study, "study"),
    (api_codings, "codings"),  # before sources, whose ids may hold a slash
    (api_sources, "sources"),
    (api_codebook, "codebook"),
    (api_suggestions, "suggestions"),
    (imports, "imports"),
    (api_displays, "matrices"),  # before api_matrix, which takes any other display's name
    (api_matrix, "matrices"),
    (api_export, "exports"),
    (api_grid, "codebook"),
    (api_folders, "study"),
    (live, "live"),
):
    router.include_router(module.router, tags=[tag])


@router.api_route("/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False)
async def nothing(rest: str) -> None:
    """Whatever else is asked for under the API."""
    raise HTTPException(404, rest)
