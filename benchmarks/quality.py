"""How right the shipped rules are on the sample corpus, per family, against the reference coding.

``python -m benchmarks.quality`` prints the table of ``docs/suggestions.md``; with ``--write`` it puts it there.
Rules were looked at on the odd sources (first, third… of the sorted names) only; the even ones are the test.
"""

from __future__ import annotations

import csv
import sys
from functools import lru_cache
from pathlib import Path

import pandas as pd

from qualcoop.codebook import shipped
from qualcoop.readers import read_paths
from qualcoop.suggest import Suggester
from qualcoop.suggest.evaluate import evaluate, wilson
from qualcoop.suggest.workbench import report, suggestion_frame

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus_sample"
DOC = ROOT / "docs" / "suggestions.md"
BEGIN, END = "<!-- quality: python -m benchmarks.quality --write -->", "<!-- /quality -->"
COUNTS = ("accepted", "edited", "rejected", "missed")


@lru_cache(maxsize=1)
def material():
    """The engine, the corpus as it reads it, and the reference coding."""
    suggester = Suggester(shipped())
    found = {source.name: source for source in read_paths([CORPUS / "sources"]).sources}
    items = [(Path(name).stem, source) for name, source in sorted(found.items())]
    corpus = suggester.corpus([(name, source.text, suggester.tokens(source)) for name, source in items])
    rows = []
    for path in sorted((CORPUS / "coding" / "ref").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            rows += [
                (r["source_id"], int(r["start"]), int(r["end"]), r["code"], r["quote"]) for r in csv.DictReader(lines)
            ]
    return suggester, corpus, pd.DataFrame(rows, columns=["source", "start", "end", "code", "quote"])


def halves() -> tuple[list[str], list[str]]:
    """The odd sources in sorted order, on which rules are improved, and the even ones, on which they are judged."""
    names = sorted(material()[1].names)
    return names[::2], names[1::2]


def by_family(sources: list[str]) -> pd.DataFrame:
    """The frame of `evaluate`, sub-codes counted with their family; a sentence counts once per family."""
    suggester, corpus, reference = material()
    grid = shipped()
    offered, coded = suggestion_frame(suggester, corpus), reference
    frames = [frame.assign(code=[grid.family(code) for code in frame["code"]]) for frame in (offered, coded)]
    key = ["source", "start", "end", "code"]
    offered, coded = (frame.drop_duplicates(key) for frame in frames)
    found = evaluate(offered, coded, judge="layer", sources=sources)
    return found.reindex([family for family in grid.family_ids if family in found.index])


def table() -> str:
    """The table in Markdown: both halves, per family and in all, with counts and 95 % Wilson intervals."""
    odd, even = halves()
    learned, judged = by_family(odd), by_family(even)
    head = f"| Family | proposed, right ({len(odd)} odd sources) | precision | recall "
    head += f"| proposed, right ({len(even)} even sources) | precision | recall |"
    lines = [head, "|---|---|---|---|---|---|---|"]
    for family in [name for name in shipped().family_ids if name in {*learned.index, *judged.index}]:
        lines.append(f"| {family} | {_cells(learned, [family])} | {_cells(judged, [family])} |")
    lines.append(f"| **all** | {_cells(learned, list(learned.index))} | {_cells(judged, list(judged.index))} |")
    return "\n".join(lines)


def _cells(frame: pd.DataFrame, families: list[str]) -> str:
    rows = frame.reindex(families).fillna(0)[list(COUNTS)].sum().astype(int)
    right = int(rows["accepted"] + rows["edited"])
    offered, wanted = right + int(rows["rejected"]), right + int(rows["missed"])
    return f"{offered}, {right} | {_share(right, offered)} | {_share(right, wanted)}"


def _share(good: int, every: int) -> str:
    if not every:
        return "·"
    share, low, high = wilson(good, every)
    return f"{share:.2f} [{low:.2f}–{high:.2f}]"


def write() -> None:
    """Put the table into the documentation."""
    text = DOC.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN, 1)
    DOC.write_text(f"{before}{BEGIN}\n{table()}\n{END}{rest.split(END, 1)[1]}", encoding="utf-8")


def run() -> None:
    print("\nThe shipped rules against the reference coding of the sample corpus")
    print(table())


def poor() -> None:
    """What a person who improves the rules looks at: the odd sources only."""
    suggester, corpus, reference = material()
    found = report(suggester, corpus, reference, sources=halves()[0])
    shown = found.by_rule[found.by_rule["rejected"] > 0].sort_values("rejected", ascending=False)
    print(shown[["offered", "accepted", "edited", "rejected"]].head(60).to_string())


if __name__ == "__main__":
    {"--write": write, "--poor": poor}.get(sys.argv[1] if len(sys.argv) > 1 else "", run)()
