"""The coding page: a server for one researcher on their own machine.

``serve`` is all that the command line may call; the rest is this room's own.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


def serve(
    study: str | Path | None = None,
    *,
    port: int = 0,
    host: str = "127.0.0.1",
    open_browser: bool = True,
    new_token: bool = False,
    config: Path | None = None,
    say: Callable[[str], None] = print,
) -> None:
    """Open the coding page on a study (None: at its first screen) and serve it until Ctrl+C.

    port 0: the one that this study had last time if it is free, else any free one. host: loopback only.
    new_token: addresses printed earlier stop working. config: the folder of the recent list. say: prints.
    Raises StoreError (the study), InputError (another host, a port that is taken).
    """
    from qualcoop.web.server import run

    run(study, port=port, host=host, open_browser=open_browser, new_token=new_token, config=config, say=say)
