"""The application: the API, the pages (where the module `pages` is there), static files, errors as sentences."""

from __future__ import annotations

import mimetypes
import os
import sys
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import blake2b
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Thread

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from qualcoop.errors import CodebookError, ConflictError, InputError, QualcoopError, StoreError, UnknownNameError
from qualcoop.language import Language, language, speaking, tr
from qualcoop.version import __version__
from qualcoop.web import api
from qualcoop.web.desk import Desk
from qualcoop.web.imports import Shelf
from qualcoop.web.recent import Recent
from qualcoop.web.safety import API, Door, Guard
from qualcoop.web.shapes import reply

STATIC = Path(__file__).parent / "static"
LANGUAGE_COOKIE = "qualcoop_lang"
_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}

# The first class that fits decides.
STATUS: tuple[tuple[type[QualcoopError], int], ...] = (
    (UnknownNameError, 404),
    (ConflictError, 409),
    (InputError, 400),
    (StoreError, 503),
)


def make_app(
    study: str | Path | None,
    door: Door,
    *,
    config: Path | None = None,
    folder: Path | None = None,
    actor: str = "",
) -> FastAPI:
    """The application for one study (None: the first screen), to be served at `door`.

    config: the folder of the recent list. folder: where studies made on the page go. actor: who stands in
    the journal. `app.state.desk` is the `Desk`. Raises StoreError where the study cannot be opened.
    """
    home = folder or Path.home() / "qualcoop"
    desk = Desk(Recent(config), home, Shelf(), port=door.port, actor=actor)
    if study is not None:
        desk.open(study)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        Thread(target=_warm_up, args=(desk,), daemon=True).start()
        yield
        desk.shut()

    app = FastAPI(
        title="qualcoop",
        version=__version__,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,  # its page would load scripts from elsewhere
        redoc_url=None,
        lifespan=life,
    )
    app.state.desk = desk
    app.state.door = door
    app.include_router(api.router, prefix=API)
    app.mount("/static", Static(STATIC), "static")
    if find_spec("qualcoop.web.pages") is not None:
        import_module("qualcoop.web.pages").register(app)
    _say_errors(app)
    app.add_middleware(Speaking)
    app.add_middleware(Guard, door=door)
    return app


def _warm_up(desk: Desk) -> None:
    """Load what the first request would wait for; a fault shows in that request, not here."""
    try:
        import pandas  # noqa: F401

        from qualcoop.study import frames  # noqa: F401

        if desk.is_open:
            _ = desk.study.codebook
    except Exception:
        return


class Speaking:
    """Each request is answered in its own language: ``?lang=``, else the cookie, else the machine's."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.usual = language()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with speaking(self._language(scope)):
            await self.app(scope, receive, send)

    def _language(self, scope: Scope) -> Language:
        if scope["type"] != "http":
            return self.usual
        asked = QueryParams(scope["query_string"]).get("lang")
        cookies = next((value for name, value in scope["headers"] if name == b"cookie"), b"")
        chosen = asked or cookie_parser(cookies.decode("latin-1")).get(LANGUAGE_COOKIE)
        return "en" if chosen == "en" else "fr" if chosen == "fr" else self.usual


# ---------------------------------------------------------------- static files


class Static(StaticFiles):
    """Our own scripts and styles. With their content's hash in ``?v=`` they are kept by the browser for good."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, check_dir=False)
        self.folder = folder

    async def get_response(self, path: str, scope: Scope) -> Response:
        """As Starlette's, with the media types that browsers insist on and the right to cache."""
        try:
            response = await super().get_response(path, scope)
        except RuntimeError:  # the folder itself is not there
            raise HTTPException(404) from None
        suffix = Path(path).suffix.lower()
        if response.status_code == 200 and suffix in _TYPES:
            response.headers["content-type"] = f"{_TYPES[suffix]}; charset=utf-8"
        asked = QueryParams(scope["query_string"]).get("v")
        fresh = asked is not None and asked == content_hash(self.folder / path)
        response.headers["cache-control"] = "private, max-age=31536000, immutable" if fresh else "no-cache"
        return response


_hashes: dict[Path, tuple[int, int, str]] = {}


def content_hash(path: Path) -> str | None:
    """Twelve characters that change with the file's content; None where there is no such file."""
    try:
        about = path.stat()
        known = _hashes.get(path)
        if known is None or known[:2] != (about.st_mtime_ns, about.st_size):
            digest = blake2b(path.read_bytes(), digest_size=6).hexdigest()
            known = _hashes[path] = (about.st_mtime_ns, about.st_size, digest)
    except OSError:
        return None
    return known[2]


def static_url(name: str) -> str:
    """The address of a static file, with its content's hash: for templates."""
    return f"/static/{name}?v={content_hash(STATIC / name) or ''}"


# ---------------------------------------------------------------- errors


def _say_errors(app: FastAPI) -> None:
    app.add_exception_handler(QualcoopError, _ours)
    app.add_exception_handler(RequestValidationError, _body)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _surprise)


def _said(request: Request, status: int, sentence: str, kind: str, faults: tuple[str, ...] = ()) -> Response:
    if not request.url.path.startswith("/api/"):
        return PlainTextResponse(sentence, status)
    more = {"faults": list(faults)} if faults else {}
    return reply({"error": sentence, "kind": kind, **more}, status)


async def _ours(request: Request, error: Exception) -> Response:
    status = next((number for kind, number in STATUS if isinstance(error, kind)), 400)
    faults = error.faults if isinstance(error, CodebookError) else ()
    return _said(request, status, str(error), type(error).__name__, faults)


async def _body(request: Request, error: Exception) -> Response:
    first = error.errors()[0] if isinstance(error, RequestValidationError) else {}
    where = ".".join(str(part) for part in first.get("loc", ())[1:]) or tr("le corps", "the body")
    where = where.encode("utf-8", "replace").decode("utf-8")
    reason = _reasons().get(str(first.get("type")), str(first.get("msg", "")))
    sentence = tr(
        f"Demande mal formée : « {where} » {reason} ; rien n'a été changé.",
        f"Malformed request: '{where}' {reason}; nothing was changed.",
    )
    return _said(request, 422, sentence, "BodyError")


def _reasons() -> dict[str, str]:
    number = tr("doit être un nombre entier", "must be a whole number")
    text = tr("doit être un texte", "must be a text")
    return {
        "missing": tr("manque", "is missing"),
        "extra_forbidden": tr("n'est pas un champ connu", "is no known field"),
        "json_invalid": tr("n'est pas du JSON lisible", "is not readable JSON"),
        "int_type": number,
        "int_parsing": number,
        "int_from_float": number,
        "string_type": text,
        "string_unicode": tr("contient des caractères invalides", "holds invalid characters"),
        "string_pattern_mismatch": tr("n'a pas la forme attendue", "has not the form expected"),
        "string_too_long": tr("est trop long", "is too long"),
        "literal_error": tr("n'est pas un choix possible", "is no possible choice"),
    }


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    path = request.url.path
    sentences = {
        404: tr(f"Il n'y a rien à l'adresse {path}.", f"There is nothing at {path}."),
        405: tr(f"{request.method} n'a pas de sens pour {path}.", f"{request.method} makes no sense for {path}."),
    }
    detail = str(error.detail) if isinstance(error, HTTPException) else ""
    unreadable = tr("La demande n'a pas pu être lue", "The request could not be read")
    said = sentences.get(status) or (detail if status == 413 else f"{unreadable} ({detail}).")
    return _said(request, status, said, "TooLarge" if status == 413 else "HttpError")


async def _surprise(request: Request, error: Exception) -> Response:
    if os.environ.get("QUALCOOP_TRACE"):
        traceback.print_exception(error, file=sys.stderr)
    detail = f"{type(error).__name__}: {error}".splitlines()[0]
    detail = detail.encode("utf-8", "replace").decode("utf-8")
    sentence = tr(
        f"Erreur de qualcoop, pas de vous ; rien d'enregistré n'est perdu ({detail}). "
        "Relancez avec QUALCOOP_TRACE=1 et signalez-la.",
        f"A fault of qualcoop, not yours; nothing saved is lost ({detail}). Run again with QUALCOOP_TRACE=1 and "
        "report it.",
    )
    return _said(request, 500, sentence, "Fault")


mimetypes.add_type("text/javascript", ".js")  # some machines' tables say otherwise
