"""Changes reach every open page, whoever made them; a page that was away catches up; nothing holds up the stop."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
import uuid
from contextlib import contextmanager

import httpx
import pytest

from qualcoop.study import Study
from qualcoop.study.since import MOST_CODINGS, Change
from qualcoop.web import live
from qualcoop.web.live import Hub, sent

EVENTS = "/api/v1/events"


class Listening:
    """A page that listens, in a thread: the events as (name, data)."""

    def __init__(self, served, **params):
        self.events = []
        self.ended = threading.Event()
        self._client = served.client(timeout=None)
        self._headers = params.pop("headers", {})
        self._params = params
        self.opened = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self.opened.wait(5)

    def _run(self):
        try:
            with self._client.stream("GET", EVENTS, params=self._params, headers=self._headers) as answer:
                name = ""
                for line in answer.iter_lines():
                    if line.startswith("event: "):
                        name = line[7:]
                    elif line.startswith("data: "):
                        self.events.append((name, json.loads(line[6:])))
                        self.opened.set()
        except httpx.HTTPError:
            pass
        self.ended.set()

    def leave(self):
        self._client.close()

    def wait(self, name, count=1, seconds=5):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = [data for kind, data in self.events if kind == name]
            if len(found) >= count:
                return found
            time.sleep(0.005)
        raise AssertionError(f"no {name} in {self.events}")


@contextmanager
def listening(served, **params):
    page = Listening(served, **params)
    try:
        yield page
    finally:
        page.leave()


def put(client, start=0, end=7, **more):
    body = {"source": "E01", "start": start, "end": end, "code": "L3", **more}
    answer = client.put(f"/api/v1/codings/{uuid.uuid4()}", json=body)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def wait_for(what, seconds=5):
    deadline = time.monotonic() + seconds
    while not what() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert what()


def test_one_window_sees_the_others_coding_at_once(served):
    with served.client() as client, listening(served) as page:
        made = put(client)
        (told,) = page.wait("change")
        assert told["seq"] == made["seq"]
        assert told["verb"] == "code"
        assert told["sources"] == ["E01"]
        assert told["sentence"].startswith("L3 sur E01")
        assert told["codings"] == {"put": [made["coding"]], "drop": []}


def test_another_processs_change_is_told(served, study_path):
    with listening(served) as page, Study.open(study_path, actor="console") as elsewhere:
        coding = elsewhere.code("E01", "L3", start=0, end=7)
        elsewhere.uncode(coding.id)
        _, told = page.wait("change", 2)
        assert told["actor"] == "console"
        assert told["codings"] == {"put": [], "drop": [coding.id]}


def test_a_page_that_was_away_catches_up_and_hears_nothing_twice(served):
    with served.client() as client:
        seq = client.get("/api/v1/study").json()["seq"]
        numbers = [put(client, end=end)["seq"] for end in range(5, 10)]
        with listening(served, since=seq) as page:
            numbers.append(put(client, end=20)["seq"])
            told = [data["seq"] for data in page.wait("change", 6)]
            time.sleep(0.5)
            assert told == numbers
            assert len(page.wait("change")) == 6


def test_a_browser_that_reconnects_says_where_it_was(served):
    with served.client() as client:
        first = put(client)["seq"]
        second = put(client, end=9)["seq"]
        with listening(served, since=0, headers={"last-event-id": str(first)}) as page:
            assert [data["seq"] for data in page.wait("change")] == [second]


def test_too_much_missed_is_a_resync(served, monkeypatch):
    monkeypatch.setattr(live, "AT_ONCE", 3)
    with served.client() as client:
        for end in range(5, 12):
            seq = put(client, end=end)["seq"]
        with listening(served, since=1) as page:
            assert page.wait("resync")[0] == {"seq": seq}
        with listening(served, since=seq + 100) as page:
            assert page.wait("resync")[0] == {"seq": seq}


def test_a_large_change_says_only_where(served):
    with served.client() as client, listening(served) as page:
        study = served.app.state.desk.study
        from qualcoop.model import Coding

        text = study.source("E01").text
        spans = [(start, end) for start in range(40) for end in range(start + 1, start + 16)]
        study.add_codings([Coding("E01", s, e, "L3", "main", text[s:e]) for s, e in spans])
        assert len(spans) > MOST_CODINGS
        (told,) = page.wait("change")
        assert (told["codings"], told["sources"]) == (None, ["E01"])
        client.post("/api/v1/undo", json={})
        assert page.wait("change", 2)[1]["sources"] == ["E01"]


def test_progress_and_the_stop_of_long_work(served):
    with served.client() as client, listening(served) as page:
        client.post("/api/v1/suggestions/run", json={"task": "mine"})
        last = page.wait("progress")[-1]
        assert last == {"task": "mine", "kind": "suggest", "done": 2, "total": 2, "name": "E02"}
        assert client.get("/api/v1/tasks").json() == []
        assert client.delete("/api/v1/tasks/mine").status_code == 404


def test_work_that_is_stopped_changes_nothing(served, monkeypatch):
    desk = served.app.state.desk
    seq = desk.seq()
    begun, go_on = threading.Event(), threading.Event()
    told = Study.suggest

    def slowly(self, *, progress):
        def step(done, total, name):
            begun.set()
            go_on.wait(5)
            progress(done, total, name)

        return told(self, progress=step)

    monkeypatch.setattr(Study, "suggest", slowly)
    answers = []
    with served.client() as client:
        run = threading.Thread(
            target=lambda: answers.append(client.post("/api/v1/suggestions/run", json={"task": "t"}))
        )
        run.start()
        assert begun.wait(20)
        with served.client() as other:
            assert other.get("/api/v1/tasks").json() == [{"task": "t", "kind": "suggest"}]
            assert other.post("/api/v1/suggestions/run", json={}).status_code == 409
            put(other)  # somebody codes meanwhile: long work does not stand in the way
            assert other.delete("/api/v1/tasks/t").status_code == 200
        go_on.set()
        run.join(10)
    assert answers[0].status_code == 409
    assert "Arrêté" in answers[0].json()["error"]
    assert desk.seq() == seq + 1
    assert not len(desk.study.suggestions())


def test_the_stream_ends_when_the_page_leaves(served):
    with socket.create_connection(("127.0.0.1", served.door.port)) as page:
        lines = (
            f"GET {EVENTS} HTTP/1.1",
            f"Host: {served.door.authority}",
            f"Authorization: Bearer {served.door.token}",
        )
        page.sendall("\r\n".join([*lines, "", ""]).encode())
        assert page.recv(4096).startswith(b"HTTP/1.1 200")
        wait_for(lambda: served.hub.listeners == 1)
    wait_for(lambda: served.hub.listeners == 0)


def test_the_server_stops_though_streams_are_open(served):
    pages = [Listening(served) for _ in range(7)]
    served.stop()
    assert not served.thread.is_alive()
    for page in pages:
        assert page.ended.wait(2)


def test_another_study_is_told_to_every_page(served):
    with served.client() as client, listening(served) as page:
        made = client.post("/api/v1/studies", json={"name": "Autre", "codebook": "empty"})
        assert made.status_code == 201, made.text
        page.wait("study")
        client.post("/api/v1/codebook/codes", json={"label": {"fr": "Peur"}})
        wait_for(lambda: any(data.get("verb") == "set_codebook" for data in page.wait("change")))


def test_a_change_made_before_the_first_look_at_another_study_is_told():
    change = Change(6, "2026-01-01T00:00:00+00:00", "", "set_codebook", {}, (), (), None, None)

    async def run():
        hub = Hub(lambda: 6, lambda since, _: [change] if since < 6 else [])
        stream = hub.stream(None, heartbeat=1)
        told = [await anext(stream) for _ in range(2)]
        hub.switched(5)  # the journal is at 6 when it is looked at
        told += [await anext(stream) for _ in range(2)]
        await stream.aclose()
        return told

    _, ready, study, late = asyncio.run(run())
    assert ready.startswith("event: ready")
    assert study.startswith("event: study")
    assert late.startswith("id: 6")


def test_a_silent_stream_beats(study_path, make):
    hub = make(study_path).state.desk.hub

    async def read():
        stream = hub.stream(None, heartbeat=0.05)
        return [await anext(stream) for _ in range(4)]

    retry, ready, one, two = asyncio.run(read())
    assert retry.startswith("retry: ")
    assert ready.startswith("event: ready\n")
    assert one == two == ": \n\n"


def test_a_page_that_does_not_read_is_told_to_read_again():
    """Its queue does not grow for ever; afterwards it goes on from the present number."""

    async def run():
        hub = Hub(lambda: 5000, lambda *_: [])
        stream = hub.stream(None, heartbeat=1)
        await anext(stream)
        for number in range(3000):
            hub._send(("progress", number))
        told = [await anext(stream) for _ in range(3)]
        await stream.aclose()
        return told, hub.listeners

    told, listeners = asyncio.run(run())
    assert [each.split("\n")[0] for each in told] == ["event: ready", "event: resync", "event: progress"]
    assert listeners == 0


def test_an_event_is_one_block_whatever_its_text():
    odd = Change(7, "", "\u2028x\r\ny", "code", {"code": "a\nb", "source": "c"}, (), (), (), ())
    block = sent("change", odd)
    assert block.startswith("id: 7\nevent: change\ndata: ")
    assert block.count("\n") == 4
    assert json.loads(block.split("data: ", 1)[1])["actor"] == "\u2028x\r\ny"


@pytest.mark.parametrize("since", ["-1", "x"])
def test_a_number_that_is_none_is_refused(served, since):
    with served.client() as client:
        assert client.get(EVENTS, params={"since": since}).status_code == 422
