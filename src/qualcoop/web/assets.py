"""Scripts under one address that changes with any of them, so that a browser keeps them all and asks for none.

A module imports its neighbours by relative address; with the hash in the folder's name (not behind a ``?``) the
neighbours carry it too.
"""

from __future__ import annotations

from hashlib import blake2b

from fastapi import FastAPI
from starlette.responses import Response
from starlette.types import Scope

from qualcoop.web.app import STATIC, Static, content_hash, static_url


class Scripts(Static):
    """The static files again, under ``/assets/<hash>/``: kept for good where the hash is today's."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file behind the hash; an old page's hash gets today's file, not to be kept."""
        given, _, name = path.replace("\\", "/").partition("/")
        response = await super().get_response(name, scope)
        kept = given == scripts_hash()
        response.headers["cache-control"] = "private, max-age=31536000, immutable" if kept else "no-cache"
        return response


def scripts_hash() -> str:
    """Twelve characters that change with any script."""
    every = [f"{path.name}={content_hash(path)}" for path in sorted(STATIC.glob("*.js"))]
    return blake2b("\n".join(every).encode(), digest_size=6).hexdigest()


def url(name: str) -> str:
    """The address of a static file, for templates."""
    return f"/assets/{scripts_hash()}/{name}" if name.endswith(".js") else static_url(name)


def register(app: FastAPI) -> None:
    """Serve them."""
    app.mount("/assets", Scripts(STATIC), "assets")
