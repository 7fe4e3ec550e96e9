"""Who may come in: the rules of a server on one's own machine, each before any page or data is touched.

Any web page in the same browser, and any program of another user of the machine, can reach a local port. So:
only our own address (no DNS rebinding), only our own pages (exact origin, since SameSite cookies ignore the
port), only with the token, only JSON in what changes something, only so much of it.
"""

from __future__ import annotations

import html
import ipaddress
import json
import secrets
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qualcoop.errors import InputError
from qualcoop.language import tr

API = "/api/v1"
IMPORTS = f"{API}/imports"
MAX_JSON = 16 * 1024 * 1024
MAX_FILE = 100 * 1024 * 1024
MAX_UPLOAD = 500 * 1024 * 1024
CSP = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
_HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_SAFE = ("GET", "HEAD")
_OURS = ("same-origin", "none")


def check_host(host: str) -> str:
    """The address to listen on, if it is this machine's own loopback. Raises InputError otherwise."""
    name = host.strip("[]")
    try:
        loopback = name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise InputError(
            f"{host} : la page ne s'ouvre que sur cette machine (127.0.0.1) ; ailleurs, il faudrait des comptes "
            "et un chiffrement que qualcoop n'offre pas.",
            f"{host}: the page opens on this machine only (127.0.0.1); elsewhere it would take accounts and "
            "encryption, which qualcoop does not offer.",
        )
    return name


@dataclass(frozen=True)
class Door:
    """The address that the page is served at and the secret that opens it."""

    token: str
    host: str = "127.0.0.1"
    port: int = 8000

    @property
    def cookie(self) -> str:
        """The cookie's name: per port, since cookies do not tell ports apart."""
        return f"qualcoop_{self.port}"

    @property
    def authority(self) -> str:
        """``host:port`` as a browser writes it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """The address with the token, to be opened once."""
        return f"http://{self.authority}/?token={self.token}"

    def is_host(self, given: str) -> bool:
        """Is this Host header one of ours?"""
        return given in {self.authority, f"127.0.0.1:{self.port}", f"localhost:{self.port}", f"[::1]:{self.port}"}

    def opens(self, given: str | None) -> bool:
        """Is this the token? Compared in constant time."""
        return given is not None and secrets.compare_digest(given.encode("utf-8", "replace"), self.token.encode())


@dataclass(frozen=True)
class Refusal:
    """Why a request is not answered: status, kind (for scripts), one sentence in each language."""

    status: int
    kind: str
    fr: str
    en: str

    def response(self, api: bool) -> Response:
        """JSON under the API, a plain page elsewhere."""
        sentence = tr(self.fr, self.en)
        if api:
            body = json.dumps({"error": sentence, "kind": self.kind}, ensure_ascii=False)
            return Response(body, self.status, media_type="application/json")
        return Response(sentence, self.status, media_type="text/plain; charset=utf-8")


class Refused(Exception):
    """A request that is not answered."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.kind)
        self.refusal = refusal


_FOREIGN_HOST = Refusal(
    421,
    "ForeignHost",
    "Cette adresse n'est pas celle de la page ; ouvrez l'adresse affichée par « qualcoop serve ».",
    "This address is not the page's; open the address printed by 'qualcoop serve'.",
)
_FOREIGN_PAGE = Refusal(
    403,
    "ForeignOrigin",
    "Demande venue d'une autre page ou d'un autre serveur : refusée. Ouvrez la page par l'adresse affichée.",
    "Request from another page or another server: refused. Open the page by the address printed.",
)
_NO_TOKEN = Refusal(
    401,
    "NoToken",
    "Jeton absent ou inconnu : ouvrez l'adresse complète affichée par « qualcoop serve ».",
    "Missing or unknown token: open the whole address printed by 'qualcoop serve'.",
)
_NOT_JSON = Refusal(
    415,
    "NotJson",
    "Ce qui change l'étude s'envoie en JSON (Content-Type: application/json).",
    "What changes the study is sent as JSON (Content-Type: application/json).",
)


def too_large(limit: int) -> Refusal:
    """The refusal of a body of more than `limit` bytes."""
    size = limit // (1024 * 1024)
    return Refusal(
        413,
        "TooLarge",
        f"Envoi trop gros (limite : {size} Mo) ; rien n'a été changé. Envoyez-le en plusieurs fois.",
        f"Too large (limit: {size} MB); nothing was changed. Send it in several parts.",
    )


class Guard:
    """The ASGI layer in front of everything: answers what must be refused, lets the rest through."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.app = app
        self.door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        send = _with_headers(send)
        path = str(scope["path"])
        try:
            entered = self._enter(scope)
            if entered is not None:
                await entered(scope, receive, send)
                return
            self._check(scope)
            limit = MAX_UPLOAD if _is_upload(path) else MAX_JSON
            await self.app(scope, _limited(receive, Headers(scope=scope), limit), send)
        except Refused as refused:
            await refused.refusal.response(path.startswith("/api/"))(scope, receive, send)

    # ------------------------------------------------------------ the way in

    def _enter(self, scope: Scope) -> Response | None:
        """The token in a page's address becomes a cookie, and the address loses it."""
        headers = Headers(scope=scope)
        self._check_host(headers)
        if scope["method"] != "GET" or str(scope["path"]).startswith(("/api/", "/static/")):
            return None
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = [value for name, value in query if name == "token"]
        if not given:
            return None
        if len(given) != 1 or not self.door.opens(given[0]):
            raise Refused(_NO_TOKEN)
        rest = urlencode([(name, value) for name, value in query if name != "token"])
        # One slash only: `//elsewhere` would be another server's address.
        target = "/" + quote(str(scope["path"]).lstrip("/\\")) + (f"?{rest}" if rest else "")
        response = self._onward(target, headers.get("sec-fetch-site", "none"))
        response.set_cookie(self.door.cookie, self.door.token, httponly=True, samesite="strict", path="/")
        return response

    def _onward(self, target: str, site: str) -> Response:
        if site in _OURS:
            return RedirectResponse(target, 303)
        # Reached by a link on another site (a notebook, a mail): a redirect would still count as that site's
        # request and come without the cookie; a page of ours that goes on by itself does not.
        where = html.escape(target, quote=True)
        page = (
            f'<!doctype html><meta charset="utf-8"><title>qualcoop</title>'
            f'<meta http-equiv="refresh" content="0;url={where}"><a href="{where}">qualcoop</a>'
        )
        return Response(page, media_type="text/html; charset=utf-8")

    # ------------------------------------------------------------ the rules

    def _check_host(self, headers: Headers) -> None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self.door.is_host(hosts[0]):
            raise Refused(_FOREIGN_HOST)

    def _check(self, scope: Scope) -> None:
        headers, method = Headers(scope=scope), str(scope["method"])
        origins, sites = headers.getlist("origin"), headers.getlist("sec-fetch-site")
        if any(origin != f"http://{headers['host']}" for origin in origins) or any(site not in _OURS for site in sites):
            raise Refused(_FOREIGN_PAGE)
        by_cookie = self._check_token(headers)
        if method in _SAFE:
            return
        if by_cookie and not origins and "same-origin" not in sites:
            raise Refused(_FOREIGN_PAGE)  # browsers say where such a request comes from; scripts use the Bearer token
        self._check_type(headers, method, str(scope["path"]))

    def _check_token(self, headers: Headers) -> bool:
        """Is the token there, by Bearer (False) or by cookie (True)? Refused where it is neither."""
        bearer = headers.get("authorization")
        if bearer is not None:
            scheme, _, value = bearer.partition(" ")
            if scheme.lower() == "bearer" and self.door.opens(value.strip()):
                return False
            raise Refused(_NO_TOKEN)
        if not self.door.opens(cookie_parser(headers.get("cookie", "")).get(self.door.cookie)):
            raise Refused(_NO_TOKEN)
        return True

    def _check_type(self, headers: Headers, method: str, path: str) -> None:
        if method == "DELETE" and headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers:
            return
        given = headers.get("content-type", "").partition(";")[0].strip().lower()
        wanted = "multipart/form-data" if method == "POST" and _is_upload(path) else "application/json"
        if given != wanted:
            raise Refused(_NOT_JSON)


def _is_upload(path: str) -> bool:
    return path == IMPORTS


def _limited(receive: Receive, headers: Headers, limit: int) -> Receive:
    """`receive` that stops once more than `limit` bytes have come, whatever was announced."""
    announced = headers.get("content-length", "0")
    refusal = too_large(limit)
    if not announced.isdigit() or int(announced) > limit:
        raise Refused(refusal)
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise HTTPException(413, tr(refusal.fr, refusal.en))
        return message

    return counted


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return sending
