"""A small grid and sources made by hand: what every test of the study starts from."""

from __future__ import annotations

import shutil

import pytest

from qualcoop.codebook import Code, Codebook, Family, Label
from qualcoop.model import Case, Origin, Source, Turn
from qualcoop.spans import Span
from qualcoop.study import Study

SPEECH = (
    ("Enquêtrice", "interviewer", "Comment avez-vous décidé ?"),
    ("Inès", "respondent", "On a décidé ensemble, par consentement. On a manqué de temps."),
    ("Enquêtrice", "interviewer", "Vous avez manqué de temps ?"),
    ("Inès", "respondent", "Oui, on a manqué de temps [rires], et 🌱 la confiance est venue après."),
)


def small_grid(version="1", **changes):
    """Three families: L3 (with L3.1), G3 (with G3.2), T1; G9 is retired."""
    codes = (
        Code("L3", polarity="lever", label=Label("Décision", "Decision"), contraries=("G3",)),
        Code("L3.1", "L3", "lever", Label("Décider à plusieurs", "Deciding together"), keywords=("consentement",)),
        Code("G3", polarity="guard-rail", label=Label("Temps ignoré", "Time ignored")),
        Code("G3.2", "G3", "guard-rail", Label("Manque de temps", "Lack of time"), keywords=("manqué de temps",)),
        Code("T1", polarity="process", label=Label("Apprendre", "Learning")),
        Code("G9", polarity="guard-rail", label=Label("Ancien", "Old"), status="retired"),
    )
    given = {"id": "small", "version": version, "codes": codes, "families": (Family("T", Label("T", "T"), ("T1",)),)}
    return Codebook(**{**given, **changes})


def made_source(name="E01", speech=SPEECH, *, kind="interview", case="P1", date="2021-03-04", file=None):
    """A source whose turns are the given (speaker, role, text); ``[…]`` inside are asides."""
    text = "\n".join(said for _, _, said in speech)
    turns, paragraphs, at = [], [], 0
    for index, (speaker, role, said) in enumerate(speech):
        paragraphs.append(Span(at, at + len(said)))
        turns.append(Turn(index, at, at + len(said), role, speaker))
        at += len(said) + 1
    asides = tuple(Span(start, text.index("]", start) + 1) for start in range(len(text)) if text[start] == "[")
    return Source(
        name,
        kind,
        text,
        tuple(paragraphs),
        tuple(turns),
        Origin(file or f"{name}.txt", "0" * 64, "txt", "hand", "1"),
        asides=asides,
        attributes={"date": date} if date else {},
        case=case,
    )


@pytest.fixture
def grid():
    return small_grid()


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """A study with cases and a grid, and the same with two sources; made once, copied for each test."""
    folder = tmp_path_factory.mktemp("template")
    empty, filled = folder / "empty.qualcoop", folder / "filled.qualcoop"
    cases = [Case("P1", "Un"), Case("P1a", "Un a", "P1"), Case("P2", "Deux"), Case("pro", "Pro", stratum="apart")]
    with Study.create(empty, name="Étude", codebook=small_grid()) as study:
        study.set_cases(cases)
    shutil.copy(empty, filled)
    short = (("Odile", "respondent", "Chacun décide. La confiance est là."),)
    with Study.open(filled) as study:
        study.add_sources([("E01", made_source("E01")), ("E02", made_source("E02", short, case="P1a"))])
    return empty, filled


@pytest.fixture
def empty(tmp_path, template):
    """A study with cases and a grid, without sources."""
    with Study.open(shutil.copy(template[0], tmp_path / "etude.qualcoop")) as study:
        yield study


@pytest.fixture
def study(tmp_path, template):
    """The same with two sources: E01 in P1, E02 in P1a."""
    with Study.open(shutil.copy(template[1], tmp_path / "etude.qualcoop")) as study:
        yield study


@pytest.fixture
def make_source():
    return made_source


@pytest.fixture
def make_grid():
    return small_grid
