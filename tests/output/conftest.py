"""A small made study: two projects, a sub-project, the professionals apart, a source that nobody coded."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from qualcoop.analysis import Bundle, Positions
from qualcoop.codebook import Code, Codebook, Family, Label
from qualcoop.language import set_language
from qualcoop.model import Origin, Source, Turn, coding_id
from qualcoop.spans import Span

SAID = (
    "On a décidé ensemble, le mardi soir.",
    "- Oui, dit-elle, chacun avait son mot à dire.",
    "=Tout reposait sur les mêmes, on n'a pas compté nos heures.",
    "La mairie a changé d'avis deux fois ; l'élan est retombé.",
    "On s'est revus après l'hiver pour reprendre le fil.",
    "@tous : réunion vendredi, apportez vos chiffres.",
)

# source: case, material, date, then codings as (turn, code, about).
STUDY = {
    "E01": (
        "P1",
        "interview",
        "2021-03-04",
        [(0, "L1.1", ""), (0, "L1.2", ""), (1, "G1.1", ""), (2, "G1", "P1a"), (3, "T1", "")],
    ),
    "E02": ("P1a", "interview", "2021-05-20", [(0, "L1.1", ""), (1, "L1.2", ""), (2, "L2", ""), (4, "C2", "")]),
    "O01": ("P1", "observation", "2021-04", [(1, "G1.1", ""), (3, "G1.1", ""), (5, "L1", "")]),
    "E03": (
        "P2",
        "interview",
        "2022-01-10",
        [(0, "L2", ""), (1, "L2", ""), (2, "G1", ""), (2, "L1.1", ""), (4, "T1", "P1")],
    ),
    "D01": ("P2", "document", "2020", [(0, "L2", ""), (3, "C1", "")]),
    "D02": ("P2", "document", "", None),
    "R01": ("pro", "interview", "2021-12-01", [(0, "L1.1", ""), (1, "C1", "P1"), (3, "G1.1", "")]),
}


@pytest.fixture(autouse=True)
def _in_french():
    set_language("fr")
    yield
    set_language(None)


@pytest.fixture
def bundle() -> Bundle:
    return made()


def made(memo: str = "", said: tuple[str, ...] = SAID, study: dict = STUDY) -> Bundle:
    codebook = made_codebook()
    read = {name: _source(name, row, said) for name, row in study.items()}
    positions = {name: Positions.of(source) for name, source in read.items()}
    sources = pd.DataFrame([_source_row(name, row, positions[name]) for name, row in study.items()]).set_index("id")
    segments = [
        _segment(read[name], name, row, turn, code, about, memo)
        for name, row in study.items()
        for turn, code, about in row[3] or []
    ]
    cases = pd.DataFrame(
        [
            ("P1", "Énergie citoyenne", None, "main"),
            ("P1a", "Friche", "P1", "main"),
            ("P2", "Habitat", None, "main"),
            ("pro", "Professionnels", None, "apart"),
        ],
        columns=["id", "label", "parent", "stratum"],
    ).set_index("id")
    phases = pd.DataFrame(
        [("P1", "A", "Lancement", "2020-01-01", "2021-06-30"), ("P2", "B", "Essor", "2021-07-01", "2022-12-31")],
        columns=["case", "id", "label", "start", "end"],
    )
    return Bundle(
        sources,
        cases,
        pd.DataFrame([row for name, source in read.items() for row in _turns(name, source)]),
        pd.DataFrame(segments),
        codebook,
        frozenset(name for name, row in study.items() if row[3] is not None),
        positions.__getitem__,
        {
            "layer": "ref",
            "codebook_id": "essai",
            "codebook_version": "1.0",
            "filter": None,
            "corpus_hash": "abc123def456",
            "study": "Étude d'essai",
        },
        phases,
    )


def made_codebook() -> Codebook:
    def code(name: str, parent: str | None, polarity: str, label: str) -> Code:
        return Code(name, parent, polarity, Label(label, f"{label} (en)"), contraries=("G1",) if name == "L1" else ())

    return Codebook(
        "essai",
        "1.0",
        codes=(
            code("L1", None, "lever", "Cap partagé"),
            code("L1.1", "L1", "lever", "Lecture commune"),
            code("L1.2", "L1", "lever", "Accord"),
            code("L2", None, "lever", "Collectif"),
            code("G1", None, "guard-rail", "Élan perdu"),
            code("G1.1", "G1", "guard-rail", "Revirement"),
            code("T1", None, "process", "Tirer les leçons"),
            code("C1", None, "context", "Territoire"),
            code("C2", None, "context", "Saison"),
        ),
        families=(Family("C", Label("Contexte", "Context"), ("C1", "C2")),),
    )


def _source(name: str, row: tuple, said: tuple[str, ...]) -> Source:
    kind = row[1]
    lines = [f"Marc : Question {number} ?" if number % 2 and kind == "interview" else "" for number in range(len(said))]
    text, turns = "", []
    for number, answer in enumerate(said):
        if lines[number]:
            turns.append(Turn(len(turns), len(text) + 7, len(text) + len(lines[number]), "interviewer", "Marc"))
            text += lines[number] + "\n"
        role = {"interview": "respondent", "observation": "observer", "document": "author"}[kind]
        turns.append(Turn(len(turns), len(text), len(text) + len(answer), role, f"Voix {name}"))
        text += answer + "\n"
    text = text[:-1]
    return Source(name, kind, text, (Span(0, len(text)),), tuple(turns), Origin(name, "0", "txt", "txt", "1"))


def _answers(source: Source) -> list[Turn]:
    return [turn for turn in source.turns if turn.role != "interviewer"]


def _source_row(name: str, row: tuple, positions: Positions) -> dict:
    words, sentences, chars = positions.sizes()
    case, kind, date, _ = row
    phase = {"2020": "A", "2021": "A", "2022": "B"}.get(date[:4])
    return {
        "id": name,
        "kind": kind,
        "case": case,
        "date": date or None,
        "file": f"{name}.txt",
        "words": words,
        "sentences": sentences,
        "chars": chars,
        "phase": phase,
    }


def _turns(name: str, source: Source) -> list[dict]:
    return [
        {
            "source": name,
            "turn": turn.index,
            "start": turn.start,
            "end": turn.end,
            "role": turn.role,
            "speaker": turn.speaker,
            "person": None if turn.role == "interviewer" else f"p-{name}",
            "actor_types": () if turn.role == "interviewer" else ("association", "élue")[: 1 + (name == "E01")],
            "words": len(source.text[turn.start : turn.end].split()),
        }
        for turn in source.turns
    ]


def _segment(source: Source, name: str, row: tuple, number: int, code: str, about: str, memo: str) -> dict:
    turn = _answers(source)[number]
    return {
        "id": coding_id(name, turn.start, turn.end, code, "ref"),
        "source": name,
        "start": turn.start,
        "end": turn.end,
        "code": code,
        "layer": "ref",
        "quote": source.text[turn.start : turn.end],
        "speaker": turn.speaker,
        "turn": turn.index,
        "role": turn.role,
        "about": about or None,
        "case": about or row[0],
        "phase": None,
        "origin": "manual",
        "coder": "A",
        "memo": memo,
        "rule": None,
        "codebook_version": "1.0",
        "codable": True,
    }


def many(segments: int, seed: int = 5) -> Bundle:
    """A larger made study, for links that must hold whatever the codings: random, with shared spans."""
    random = np.random.default_rng(seed)
    codes = [code.id for code in made_codebook().codes]
    cases = ["P1", "P1a", "P2", "pro"]
    study = {}
    for number in range(14):
        codings = {
            (int(random.integers(len(SAID))), str(random.choice(codes)), str(random.choice(["", "", "", *cases])))
            for _ in range(segments // 14)
        }
        kind = ["interview", "observation", "document"][number % 3]
        unique = {(turn, code): about for turn, code, about in sorted(codings)}
        listed = [(turn, code, about) for (turn, code), about in unique.items()]
        study[f"S{number:02}"] = (cases[number % 4], kind, f"2021-0{1 + number % 9}-11", listed)
    return made(study=study)


@pytest.fixture
def make():
    return made


@pytest.fixture
def make_many():
    return many
