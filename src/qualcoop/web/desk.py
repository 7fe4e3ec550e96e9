"""The desk: the one study that the page works on, who may write now, long work, what else the server remembers.

A study is shared by every request: reads go side by side (each has its own connection on one unchanging
state), writes of this process one after the other (waiting in line here is quicker than SQLite's own way of
trying again). Another process may write too: SQLite keeps both apart.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

from qualcoop.errors import ConflictError, UnknownNameError
from qualcoop.study import Study
from qualcoop.study.since import Change, changes_since, head
from qualcoop.web.live import Hub
from qualcoop.web.recent import Recent

if TYPE_CHECKING:
    from qualcoop.web.imports import Shelf

_TELL_EVERY = 0.05  # seconds between two progress events
_NAMES_KEPT = 20_000
_WRITTEN_KEPT = 8


class Job:
    """Long work: told to the pages as ``progress`` events, stopped between two steps when asked."""

    def __init__(self, id: str, kind: str, tell: Callable[[str, object], None]) -> None:
        self.id = id
        self.kind = kind
        self.stopped = False
        self._tell = tell
        self._told = 0.0

    def progress(self, done: int, total: int, name: str) -> None:
        """One step done. Raises ConflictError once the work was stopped: nothing of it is kept."""
        if self.stopped:
            raise ConflictError("Arrêté ; rien n'a été changé.", "Stopped; nothing was changed.")
        now = time.monotonic()
        if done >= total or now - self._told >= _TELL_EVERY:
            self._told = now
            self._tell("progress", {"task": self.id, "kind": self.kind, "done": done, "total": total, "name": name})


class Desk:
    """See the module. `folder` is where studies made on the page go when no folder is given."""

    def __init__(self, recent: Recent, folder: Path, shelf: Shelf, *, port: int | None = None, actor: str = "") -> None:
        self.recent = recent
        self.folder = folder
        self.shelf = shelf
        self.port = port
        self.actor = actor
        self.hub = Hub(self._head, self._changes)
        self.jobs: dict[str, Job] = {}
        self._open: Study | None = None
        self._path: str | None = None
        self._writing = threading.RLock()
        self._working = threading.Lock()
        self._names: OrderedDict[str, str] = OrderedDict()
        self._written: OrderedDict[tuple[object, ...], tuple[int, str]] = OrderedDict()

    # ------------------------------------------------------------ the study

    @property
    def study(self) -> Study:
        """The study that is open. ConflictError at the first screen, where none is."""
        if self._open is None:
            raise ConflictError(
                "Aucune étude n'est ouverte ; ouvrez-en une ou créez-en une.", "No study is open; open one or make one."
            )
        return self._open

    @property
    def is_open(self) -> bool:
        """Is a study open?"""
        return self._open is not None

    @property
    def path(self) -> str | None:
        """Where the open study is."""
        return self._path

    def open(self, path: str | Path) -> Study:
        """Put another study on the desk. StoreError as `Study.open`; the one that was open stays then."""
        return self._put(Study.open(path, actor=self.actor), path)

    def adopt(self, path: str | Path, make: Callable[[], Study]) -> Study:
        """Put a study just made on the desk."""
        return self._put(make(), path)

    def _put(self, study: Study, path: str | Path) -> Study:
        seq = head(study)
        with self._writing:
            old, self._open = self._open, study
            self._path = str(path) if "://" in str(path) else str(Path(path).absolute())
            self._names.clear()
            self._written.clear()
        if old is not None:
            old.close()
        self.recent.remember(self._path, study.info.name, self.port)
        self.hub.switched(seq)
        return study

    def close(self) -> None:
        """Give the study back; the desk is empty."""
        with self._writing:
            old, self._open, self._path = self._open, None, None
        if old is not None:
            old.close()
            self.hub.switched(0)

    @contextmanager
    def change(self) -> Iterator[Study]:
        """The study, to be written: one writer at a time; the other pages are told at once."""
        with self._writing:
            yield self.study
        self.hub.wake()

    def seq(self) -> int:
        """The number of the journal's last event."""
        return head(self.study)

    def kept(self, key: tuple[object, ...], seq: int, make: Callable[[], str]) -> str:
        """What `make` wrote at this number of the journal: written once, as long as nothing changes."""
        key = (self._path, *key)
        found = self._written.get(key)
        if found is None or found[0] != seq:
            found = self._written[key] = (seq, make())
            while len(self._written) > _WRITTEN_KEPT:
                with suppress(KeyError):  # another request may have been quicker
                    self._written.popitem(last=False)
        return found[1]

    def _head(self) -> int:
        return head(self._open) if self._open is not None else 0

    def _changes(self, since: int, limit: int) -> list[Change]:
        return changes_since(self._open, since, limit) if self._open is not None else []

    # ------------------------------------------------------------ long work

    @contextmanager
    def job(self, id: str, kind: str) -> Iterator[Job]:
        """Long work under an id that the client chose, one at a time. ConflictError while another goes on."""
        if not self._working.acquire(blocking=False):
            raise ConflictError(
                "Un autre travail long est en cours ; attendez sa fin ou arrêtez-le.",
                "Other long work is going on; wait for its end or stop it.",
            )
        made = self.jobs[id] = Job(id, kind, self.hub.tell)
        try:
            yield made
        finally:
            self.jobs.pop(id, None)
            self._working.release()
        self.hub.wake()

    def stop(self, id: str) -> None:
        """Ask long work to stop. UnknownNameError where none of that id goes on."""
        if id not in self.jobs:
            raise UnknownNameError("Le travail", "The task", id, ())
        self.jobs[id].stopped = True

    # ------------------------------------------------------------ ids that clients made

    def named(self, given: str) -> str:
        """The study's id of the coding that a client calls `given`."""
        for _ in range(8):
            known = self._names.get(given)
            if known is None:
                return given
            given = known
        return given

    def name(self, given: str, id: str) -> None:
        """From now on `given` (an id made by a client, or one that a coding had before) means coding `id`."""
        self._names.pop(id, None)
        if given != id:
            self._names[given] = id
            self._names.move_to_end(given)
        while len(self._names) > _NAMES_KEPT:
            self._names.popitem(last=False)

    def shut(self) -> None:
        """The server stops: streams end, staged files go, the study is given back."""
        self.hub.close()
        for job in list(self.jobs.values()):
            job.stopped = True
        self.shelf.clear()
        with suppress(Exception):
            self.close()


async def _desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


DeskOf = Annotated[Desk, Depends(_desk_of)]
