"""Made material for the benchmarks: transcripts, studies and codings of any size, seeded."""

from __future__ import annotations

import random
from pathlib import Path

import docx

from qualcoop.model import Coding, Origin, Source, Turn
from qualcoop.spans import Span

WORDS = (
    "le projet avance quand les gens viennent mais on se demande toujours qui porte la suite avec la mairie "
    "et les associations parce que chacun garde son calendrier alors on attend une réponse avant de décider "
    "ensemble des moyens du local de la charte du rythme des réunions et du compte rendu envoyé par mail"
).split()


def speech(rng: random.Random, words: int) -> str:
    """About `words` words in sentences."""
    out = []
    while words > 0:
        size = rng.randint(6, 22)
        sentence = " ".join(rng.choice(WORDS) for _ in range(size))
        out.append(sentence.capitalize() + rng.choice([".", ".", " ?", "…"]))
        words -= size
    return " ".join(out)


def turns(size: int, seed: int = 1) -> list[tuple[str, str]]:
    """(speaker, speech) turns whose text comes to about `size` bytes."""
    rng = random.Random(seed)
    made: list[tuple[str, str]] = []
    total = 0
    while total < size:
        who = "Enquêtrice" if len(made) % 2 == 0 else "Solène"
        said = speech(rng, 12 if who == "Enquêtrice" else 90)
        made.append((who, said))
        total += len(said.encode()) + len(who) + 4
    return made


def write_txt(path: Path, size: int, seed: int = 1) -> None:
    path.write_text("\n".join(f"{who} : {said}" for who, said in turns(size, seed)), encoding="utf-8")


def write_docx(path: Path, size: int, seed: int = 1) -> None:
    document = docx.Document()
    for who, said in turns(size, seed):
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{who} : ").bold = True
        paragraph.add_run(said)
    document.save(str(path))


def source(number: int, words: int = 2_000) -> Source:
    """A source built in memory, without any reader."""
    rng = random.Random(number)
    pieces = [speech(rng, 60) for _ in range(max(words // 60, 1))]
    text = "\n".join(pieces)
    spans = []
    at = 0
    for piece in pieces:
        spans.append(Span(at, at + len(piece)))
        at += len(piece) + 1
    made = tuple(Turn(i, s.start, s.end, "respondent", "Solène") for i, s in enumerate(spans))
    origin = Origin(f"S{number}.txt", f"{number:064d}", "txt", "made", "1", "utf-8")
    return Source(f"S{number}", "interview", text, tuple(spans), made, origin)


def codings(sources: dict[str, Source], codes: list[str], count: int, layer: str = "main") -> list[Coding]:
    """`count` different codings spread over `sources`."""
    rng = random.Random(7)
    names = list(sources)
    made: dict[str, Coding] = {}
    while len(made) < count:
        name = rng.choice(names)
        text = sources[name].text
        start = rng.randrange(len(text) - 200)
        end = start + rng.randint(20, 199)
        one = Coding(name, start, end, rng.choice(codes), layer, text[start:end])
        made[one.id] = one
    return list(made.values())
