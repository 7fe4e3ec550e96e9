"""Live: every change of the study, whoever made it, told to every open page as server-sent events.

One task asks the journal's last number a few times a second (so that another process is heard too) and at
once after a change of our own. Each page has a queue; what came before is read from the journal by number, so
a page that was away catches up and nothing is told twice.

Events: ``change`` {seq, verb, actor, sentence, tables, sources, codings?}, ``progress`` {task, kind, done,
total, name}, ``study`` (another study was opened: load the page again), ``resync`` {seq} (too much to tell:
read again what is shown).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from qualcoop.errors import QualcoopError
from qualcoop.study.since import Change
from qualcoop.web.shapes import coding_dict

EVERY = 0.2  # seconds between two looks at the journal
HEARTBEAT = 10.0  # seconds of silence after which a comment is sent
AT_ONCE = 500  # events told one by one; beyond, a page had better read again
_QUEUE = 2000

Message = tuple[str, Any]


class Hub:
    """Who listens, and what they are told. `head` and `read` ask the journal; both run outside the loop."""

    def __init__(self, head: Callable[[], int], read: Callable[[int, int], list[Change]]) -> None:
        self._head = head
        self._read = read
        self._queues: set[asyncio.Queue[Message]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake = asyncio.Event()
        self._pump: asyncio.Task[None] | None = None
        self._closed = False
        self._seen: int | None = None
        self._turn = 0  # how often another study was opened

    @property
    def listeners(self) -> int:
        """How many pages listen now."""
        return len(self._queues)

    # ------------------------------------------------------------ from any thread

    def wake(self) -> None:
        """Something was written: look at the journal now."""
        self._later(self._wake.set)

    def tell(self, event: str, data: Any) -> None:
        """Tell every page something that is not in the journal."""
        self._later(lambda: self._send((event, data)))

    def switched(self, seq: int) -> None:
        """Another study is open, with a journal up to `seq` (or none, 0). What follows that number is told."""

        def forget() -> None:
            self._seen = seq
            self._turn += 1
            self._send(("study", {}))
            self._wake.set()

        self._later(forget)

    def _later(self, action: Callable[[], None]) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(action)

    # ------------------------------------------------------------ in the loop

    def close(self) -> None:
        """End every stream: the server is stopping."""
        self._closed = True
        self._send(("end", None))
        if self._pump is not None:
            self._pump.cancel()
            self._pump = None

    def _send(self, message: Message) -> None:
        for queue in self._queues:
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(("resync", None))
            queue.put_nowait(message)

    async def _watch(self) -> None:
        while self._queues:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), EVERY)
            self._wake.clear()
            try:
                await self._look()
            except QualcoopError:
                continue  # locked or away for a moment: asked again

    async def _look(self) -> None:
        turn = self._turn
        now = await run_in_threadpool(self._head)
        if turn != self._turn:  # the number may be the other study's; the switch asks for another look
            return
        if self._seen is None or now < self._seen:
            self._seen = now
        while self._seen < now:
            changes = await run_in_threadpool(self._read, self._seen, AT_ONCE)
            if not changes or turn != self._turn:
                return
            for change in changes:
                self._send(("change", change))
            self._seen = changes[-1].seq

    async def stream(self, since: int | None, heartbeat: float = HEARTBEAT) -> AsyncIterator[str]:
        """The events after number `since` (None: from now on), as lines of server-sent events."""
        self._loop = asyncio.get_running_loop()
        queue: asyncio.Queue[Message] = asyncio.Queue(_QUEUE)
        self._queues.add(queue)
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._watch())
        try:
            yield "retry: 1000\n\n"
            last, missed = await self._missed(since)
            for message in missed:
                yield message
            while not self._closed:
                try:
                    event, data = await asyncio.wait_for(queue.get(), heartbeat)
                except TimeoutError:
                    yield ": \n\n"
                    continue
                if event == "end":
                    return
                if event == "study":
                    last = 0
                elif event == "resync":
                    last = await run_in_threadpool(self._head)
                    data = {"seq": last}
                elif event == "change":
                    if data.seq <= last:
                        continue
                    last = data.seq
                yield sent(event, data)
        finally:
            self._queues.discard(queue)

    async def _missed(self, since: int | None) -> tuple[int, list[str]]:
        """What a page that was away is told first, and the number up to which it then knows."""
        now = await run_in_threadpool(self._head)
        if self._seen is None:
            self._seen = now
        if since is None:
            return now, [sent("ready", {"seq": now})]
        if since > now or now - since > AT_ONCE:
            return now, [sent("resync", {"seq": now})]
        changes = await run_in_threadpool(self._read, since, AT_ONCE)
        last = changes[-1].seq if changes else since
        return last, [sent("ready", {"seq": last}), *(sent("change", change) for change in changes)]


def sent(event: str, data: Any) -> str:
    """One server-sent event. A change carries its number as id, so a browser that reconnects says where it was."""
    name = f"id: {data.seq}\n" if isinstance(data, Change) else ""
    value = change_dict(data) if isinstance(data, Change) else data
    return f"{name}event: {event}\ndata: {json.dumps(value, ensure_ascii=False)}\n\n"


def change_dict(change: Change) -> dict[str, Any]:
    """A change as the page gets it; `codings` where few enough changed to be told."""
    told: dict[str, Any] = {
        "seq": change.seq,
        "at": change.at,
        "actor": change.actor,
        "verb": change.verb,
        "sentence": change.sentence,
        "tables": list(change.tables),
        "sources": list(change.sources),
    }
    if "codings" in change.tables:
        told["codings"] = None
        if change.put is not None and change.drop is not None:
            told["codings"] = {"put": [coding_dict(row) for row in change.put], "drop": list(change.drop)}
    return told


router = APIRouter()


@router.get("/events", response_class=StreamingResponse)
async def events(
    request: Request,
    since: Annotated[int | None, Query(ge=0, description="The last event that the page knows")] = None,
    last_event_id: Annotated[str | None, Header()] = None,
) -> StreamingResponse:
    """Server-sent events: every change after `since` (or after the Last-Event-ID of a reconnecting browser)."""
    again = int(last_event_id) if last_event_id is not None and last_event_id.isdigit() else since
    hub: Hub = request.app.state.desk.hub
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(hub.stream(again), media_type="text/event-stream", headers=headers)
