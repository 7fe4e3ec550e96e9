"""A study on disk, the application in front of it, and a real server where streams or sockets matter."""

from __future__ import annotations

import threading
import time

import httpx
import pytest
from fastapi.testclient import TestClient

from qualcoop.codebook import Code, Codebook, Family, Label
from qualcoop.model import Case, Origin, Source, Turn
from qualcoop.spans import Span
from qualcoop.study import Phase, Study
from qualcoop.web.app import make_app
from qualcoop.web.safety import Door
from qualcoop.web.server import Server, listen

TOKEN = "t" * 32
SPEECH = (
    ("Enquêtrice", "interviewer", "Comment avez-vous décidé ?"),
    ("Inès", "respondent", "On a décidé ensemble, par consentement. On a manqué de temps."),
    ("Enquêtrice", "interviewer", "Vous avez manqué de temps ?"),
    ("Inès", "respondent", "Oui, on a manqué de temps, et 🌱 la confiance est venue après."),
)


def grid():
    return Codebook(
        id="small",
        version="1.0.0",
        codes=(
            Code("L3", polarity="lever", label=Label("Décision", "Decision"), contraries=("G3",), color="#1b6ca8"),
            Code("L3.1", "L3", "lever", Label("À plusieurs", "Together"), keywords=("consentement",)),
            Code("L3.2", "L3", "lever", Label("Seul", "Alone")),
            Code("G3", polarity="guard-rail", label=Label("Temps ignoré", "Time ignored")),
            Code("G3.2", "G3", "guard-rail", Label("Manque de temps", "Lack"), keywords=("manqué de temps",)),
            Code("T1", polarity="process", label=Label("Apprendre", "Learning")),
        ),
        families=(Family("T", Label("T", "T"), ("T1",)),),
    )


def made_source(name, speech=SPEECH, case="P1"):
    text = "\n".join(said for _, _, said in speech)
    turns, paragraphs, at = [], [], 0
    for index, (speaker, role, said) in enumerate(speech):
        paragraphs.append(Span(at, at + len(said)))
        turns.append(Turn(index, at, at + len(said), role, speaker))
        at += len(said) + 1
    origin = Origin(f"{name}.txt", "0" * 64, "txt", "hand", "1")
    attributes = {"date": "2021-03-04", "lieu": "Lyon"}
    return Source(name, "interview", text, tuple(paragraphs), tuple(turns), origin, attributes=attributes, case=case)


@pytest.fixture
def study_path(tmp_path):
    """A study with two sources, two cases and a small grid."""
    path = tmp_path / "etude.qualcoop"
    with Study.create(path, name="Étude", codebook=grid()) as study:
        study.set_cases([Case("P1", "Un"), Case("P2", "Deux")])
        study.set_phases([Phase("P1", "A", "Départ")])
        study.add_sources(
            [
                ("E01", made_source("E01")),
                ("E02", made_source("E02", (("Odile", "respondent", "Chacun décide, par consentement."),), "P2")),
            ]
        )
    return path


@pytest.fixture
def door():
    return Door(TOKEN, "127.0.0.1", 8765)


@pytest.fixture
def make(tmp_path, door):
    """The application for a study (None: the first screen)."""

    def made(study):
        return make_app(study, door, config=tmp_path / "config", folder=tmp_path / "etudes")

    return made


@pytest.fixture
def app(make, study_path):
    return make(study_path)


def client_of(app, door, **headers):
    headers = {"authorization": f"Bearer {door.token}", **headers}
    return TestClient(
        app, f"http://{door.authority}", headers=headers, raise_server_exceptions=False, follow_redirects=False
    )


@pytest.fixture
def client(app, door):
    """A script's client, with the Bearer token."""
    with client_of(app, door) as client:
        yield client


@pytest.fixture
def first(make, door):
    """A client at the first screen, no study open."""
    with client_of(make(None), door) as client:
        yield client


class Served:
    """A real server in a thread."""

    def __init__(self, study, config, folder):
        self.socket = listen("127.0.0.1", 0)
        self.door = Door(TOKEN, "127.0.0.1", self.socket.getsockname()[1])
        self.app = make_app(study, self.door, config=config, folder=folder)
        self.server = Server(self.app)
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.socket]}, daemon=True)
        self.thread.start()
        deadline = time.monotonic() + 10
        while not self.server.started and time.monotonic() < deadline:
            time.sleep(0.01)

    @property
    def hub(self):
        return self.app.state.desk.hub

    def client(self, timeout=10.0):
        headers = {"authorization": f"Bearer {TOKEN}"}
        return httpx.Client(base_url=f"http://{self.door.authority}", headers=headers, timeout=timeout)

    def stop(self):
        self.server.should_exit = True
        self.thread.join(10)


@pytest.fixture
def served(tmp_path, study_path):
    made = Served(study_path, tmp_path / "config", tmp_path / "etudes")
    yield made
    made.stop()
