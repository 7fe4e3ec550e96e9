"""A small grid and a builder of bundles, so that every test makes its own study in a few lines."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pandas as pd
import pytest

from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.positions import Positions
from qualcoop.codebook import Code, Codebook, Family, Label
from qualcoop.model import Case, Coding, Origin, Source, Turn
from qualcoop.spans import Span

SHARED = Path(__file__).parents[2].parent / "shared"

CODES = (
    "L1 L1.1 L1.2 L1.3 L1.4 L2 L2.1 L2.2 L2.3 L2.4 L3 L3.1 L3.2 L3.3 L3.4 L4 L4.1 L4.2 L4.3 L5 L5.1 L5.2 "
    "L5.3 L6 L6.1 L6.2 L6.3 G1 G1.1 G1.2 G1.3 G2 G2.1 G2.2 G2.3 G3 G3.1 G3.2 G3.3 G3.4 G4 G4.1 G4.2 G4.3 "
    "G5 G5.1 G5.2 G5.3 G6 G6.1 G6.2 G6.3 T1 T1.1 T1.2 T1.3 T2 T2.1 T2.2 T2.3 T3 T3.1 T3.2 T3.3 T3.4 "
    "C1 C2 C2.1 C2.2 C3 C4 C5 C6 C7 C8 C9 C9.1 C9.2 C10 C10.1 C10.2 C10.3 C10.4"
).split()
POLARITY = {"L": "lever", "G": "guard-rail", "T": "process", "C": "context"}
CONTRARIES = {
    "L1": ("G1",),
    "L2": ("G2",),
    "L3": ("G2", "G4"),
    "L4": ("G3",),
    "L5": ("G4",),
    "L6": ("G6",),
    "T3": ("G5",),
}


def grid():
    """A codebook with the ids of the shipped one and no wording."""
    codes = tuple(
        Code(
            id=name,
            parent=name.split(".")[0] if "." in name else None,
            polarity=POLARITY[name[0]],
            label=Label(f"{name} fr", f"{name} en"),
            contraries=CONTRARIES.get(name, ()),
        )
        for name in CODES
    )
    tops = tuple(name for name in CODES if name[0] == "C" and "." not in name)
    return Codebook("test-grid", "1", codes=codes, families=(Family("C", Label("Contexte", "Context"), tops),))


def make_source(name, turns, kind="interview", asides=()):
    """A source from turns (role, speaker, text); one paragraph each."""
    pieces, made, at = [], [], 0
    for index, (role, speaker, text) in enumerate(turns):
        made.append(Turn(index, at, at + len(text), role, speaker))
        pieces.append(text)
        at += len(text) + 1
    text = "\n".join(pieces)
    return Source(
        name=name,
        kind=kind,
        text=text,
        paragraphs=tuple(turn.span for turn in made),
        turns=tuple(made),
        origin=Origin(name + ".txt", "", "txt", "txt", "1"),
        asides=tuple(Span(*aside) for aside in asides),
    )


@dataclass
class Kit:
    """Collects sources and codings, then gives a Bundle."""

    cases: list = field(
        default_factory=lambda: [
            Case("P1", "Archipel"),
            Case("P1a", "Alcyons", parent="P1"),
            Case("P2", "Atelier"),
            Case("pro", "Professionnels", stratum="pro"),
        ]
    )
    rows: dict = field(default_factory=dict)
    codings: list = field(default_factory=list)
    coded: set = field(default_factory=set)
    persons: dict = field(default_factory=dict)

    def source(self, name, case, turns=None, kind="interview", date="2021-01-01", phase=None, coded=True, asides=()):
        turns = turns or [("respondent", name.lower(), "Un deux trois. Quatre cinq six. Sept huit neuf.")]
        self.rows[name] = (make_source(name, turns, kind, asides), case, date, phase)
        if coded:
            self.coded.add(name)
        return self

    def code(self, source, code, start=None, end=None, quote=None, **more):
        text = self.rows[source][0].text
        if quote is not None:
            start = text.index(quote)
            end = start + len(quote)
        coding = Coding(source, start, end, code, more.pop("layer", "main"), text[start:end], **more)
        self.codings.append(coding)
        return self

    def bundle(self, **more):
        sources, turns = [], []
        for name, (source, case, date, phase) in self.rows.items():
            words, sentences, chars = Positions.of(source).sizes()
            sources.append((name, source.kind, case, date, name + ".txt", words, sentences, chars, phase))
            for turn in source.turns:
                actors = self.persons.get(turn.speaker, ())
                size = Positions.of(source).restricted([turn.span]).sizes()[0]
                turns.append(
                    (name, turn.index, turn.start, turn.end, turn.role, turn.speaker, turn.speaker, actors, size)
                )
        columns = "id kind case date file words sentences chars phase".split()
        names = "source turn start end role speaker person actor_types words".split()
        return Bundle(
            sources=pd.DataFrame(sources, columns=columns).set_index("id"),
            cases=pd.DataFrame(
                [(c.id, c.label, c.parent, c.stratum) for c in self.cases],
                columns=["id", "label", "parent", "stratum"],
            ).set_index("id"),
            turns=pd.DataFrame(turns, columns=names),
            segments=self._segments(),
            codebook=grid(),
            coded=frozenset(self.coded),
            positions=more.pop("positions", lambda name: Positions.of(self.rows[name][0])),
            meta={"layer": "main", "codebook_id": "test-grid", "codebook_version": "1", "filter": None},
            **more,
        )

    def _segments(self):
        rows = []
        for coding in self.codings:
            source, case, _, phase = self.rows[coding.source]
            turn = next((t for t in source.turns if t.start <= coding.start < t.end), None)
            rows.append(
                {
                    "id": coding.id,
                    "source": coding.source,
                    "start": coding.start,
                    "end": coding.end,
                    "code": coding.code,
                    "layer": coding.layer,
                    "quote": coding.quote,
                    "speaker": turn.speaker if turn else None,
                    "turn": turn.index if turn else None,
                    "role": turn.role if turn else None,
                    "about": coding.about,
                    "case": coding.about or case,
                    "phase": coding.phase or phase,
                    "origin": coding.origin,
                    "coder": coding.coder,
                    "memo": coding.memo,
                    "rule": coding.rule,
                    "codebook_version": "1",
                    "codable": turn is None or turn.role != "interviewer",
                }
            )
        columns = (
            list(rows[0])
            if rows
            else (
                "id source start end code layer quote speaker turn role about case phase origin coder memo rule "
                "codebook_version codable"
            ).split()
        )
        return pd.DataFrame(rows, columns=columns)


@pytest.fixture(scope="session")
def kit():
    """A new empty study in the making, each time it is called."""
    return Kit


@pytest.fixture(scope="session")
def plan_kit():
    """The whole planned corpus: one sentence per planned segment, in the planned source and case."""
    folder = SHARED / "domain"
    if not folder.exists():
        pytest.skip("the planned corpus is in ../shared, which is not here")
    return _planned(folder)


@pytest.fixture(scope="session")
def plan(plan_kit):
    return plan_kit.bundle()


# Codes that the plan says are met in one turn (or one article), and how often: corpus_blueprint.md, §5, 3 and 8.
MEETINGS = {name: (("G2.1", "G3.2"), 2 if name == "E01" else 1) for name in "E01 E03 E05 O02 O05 O07".split()}
MEETINGS |= dict.fromkeys(("E09", "D04"), (("L3.1", "L5.1"), 1))


def _turns_of(name, codes):
    """How the passages of a source stand in turns: lists of codes, those that meet together."""
    alone, together = list(codes), []
    pair, times = MEETINGS.get(name, ((), 0))
    for _ in range(times):
        together.append(list(pair))
        for code in pair:
            alone.remove(code)
    return together + [[code] for code in alone]


def _planned(folder):
    made = Kit()
    planned = defaultdict(list)
    for row in csv.DictReader((folder / "corpus_plan_segments.csv").open(encoding="utf-8")):
        planned[row["source_id"]].append(row)
    for row in csv.DictReader((folder / "corpus_plan.csv").open(encoding="utf-8")):
        name = row["source_id"]
        role = "observer" if row["material"] == "observation" else "respondent"
        case = row["project"] if row["project"] != "PRO" else "pro"
        about = {each["code"]: each for each in planned[name]}
        laid = _turns_of(name, [each["code"] for each in planned[name] for _ in range(int(each["n"]))])
        number = count(1)
        said = [[f"Passage numéro {next(number)} de {name} ici." for _ in codes] for codes in laid]
        turns = [(role, row["speaker_or_event"], " ".join(each)) for each in said]
        kind = "interview" if row["material"] == "pro" else row["material"]
        made.persons[row["speaker_or_event"]] = tuple(a for a in row["actor_type"].split("+") if a != "-")
        made.source(name, case, turns, kind, row["date"], _phase(case, row["date"]))
        for codes, texts in zip(laid, said, strict=True):
            for code, text in zip(codes, texts, strict=True):
                other = about[code]["about_project"]
                spoken_of = None if other == row["project"] else other
                made.code(name, code, quote=text, about=spoken_of, phase=_spoken(row, about[code]))
    return made


def _phase(case, date):
    if case == "pro":
        return None
    bounds = ("2019-07", "2020-07") if case.startswith("P1") else ("2020-10", "2021-04")
    return "A" if date < bounds[0] else "B" if date < bounds[1] else "C"


def _spoken(row, segment):
    """The period spoken of: in interviews about P1 it goes by the code, elsewhere it is the source's."""
    if segment["about_project"] == "P1" and row["material"] == "interview":
        code = segment["code"]
        return "A" if code.startswith("L1") else "B" if code in ("G5.1", "G2.2") else "C"
    return None
