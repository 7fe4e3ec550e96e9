"""The server process: the socket, the address printed, the browser, and a stop that open streams do not hold up."""

from __future__ import annotations

import os
import socket
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from qualcoop.errors import InputError
from qualcoop.language import tr
from qualcoop.web.app import make_app
from qualcoop.web.recent import Recent
from qualcoop.web.safety import Door, check_host


class Server(uvicorn.Server):
    """uvicorn, which first ends the streams of events: it would wait for them."""

    def __init__(self, app: FastAPI) -> None:
        self._desk = app.state.desk
        super().__init__(
            uvicorn.Config(
                app,
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=3,
                timeout_keep_alive=30,
                ws="none",
            )
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Streams end, then the requests in hand, then the study is closed."""
        self._desk.hub.close()
        await super().shutdown(sockets)


def listen(host: str, port: int, usual: int = 0) -> socket.socket:
    """A listening socket: at `port`, or for 0 at the `usual` one if it is free, else at any free one.

    Raises InputError where the port is taken or not ours to take.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for wanted in (port,) if port or not usual else (usual, 0):
        # With the protocol named, asyncio sends each answer at once (no waiting for more, 40 ms each).
        found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            if os.name != "nt":  # there it would let another program take the same port
                found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            found.bind((host, wanted))
            found.listen(100)
        except (OSError, OverflowError) as error:
            found.close()
            if wanted != port:
                continue
            reason = getattr(error, "strerror", None) or str(error)
            raise InputError(
                f"Le port {port} ne peut pas être pris ({reason}) ; choisissez-en un autre, ou --port 0.",
                f"The port {port} cannot be used ({reason}); choose another one, or --port 0.",
            ) from None
        return found
    raise AssertionError("unreachable")  # the last port tried returns or raises


def run(
    study: str | Path | None,
    *,
    port: int,
    host: str,
    open_browser: bool,
    new_token: bool,
    config: Path | None,
    say: Callable[[str], None],
) -> None:
    """See `qualcoop.web.serve`."""
    address = check_host(host)
    recent = Recent(config)
    place = None if study is None else str(study) if "://" in str(study) else str(Path(study).absolute())
    with listen(address, port, recent.port_of(place)) as listening:
        door = Door(recent.token(new_token), address, listening.getsockname()[1])
        app = make_app(study, door, config=config)
        say(
            tr(
                f"Page de codage : {door.url} (Ctrl+C pour arrêter ; tout est enregistré au fur et à mesure).",
                f"Coding page: {door.url} (Ctrl+C to stop; everything is saved as you go).",
            )
        )
        if open_browser:
            threading.Thread(target=_browse, args=(door.url,), daemon=True).start()
        stopped = tr("Page arrêtée ; tout est enregistré.", "Page stopped; everything is saved.")
        with suppress(KeyboardInterrupt):
            Server(app).run(sockets=[listening])
    say(stopped)


def _browse(url: str) -> None:
    with suppress(webbrowser.Error):
        webbrowser.open(url)
