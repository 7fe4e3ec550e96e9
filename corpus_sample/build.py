"""Build the fictional corpus from its masters: `sources/`, `attributes.csv`, `persons.csv`, `coding/`.

    python corpus_sample/build.py            writes beside this file
    python corpus_sample/build.py FOLDER     writes elsewhere (the tests compare)

The texts are read back with qualcoop's own readers, and each planned passage is found again in what was
read: so a change of wording or of reader can never leave an offset behind. The same bytes each time.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from anchoring import place_marks
from double_coding import CODERS, DECISION_COLUMNS, DoubleCoding, coder_rows, decision_rows, read_double_coding
from markup import Master, read_master
from qualcoop.model import Source
from qualcoop.readers import read_paths
from writers import WRITERS

MATERIALS = {"interview": "entretien", "observation": "observation", "document": "document"}
CODING_COLUMNS = "segment_id source_id text_sha256 start end quote code about phase coder origin created memo".split()
ATTRIBUTE_COLUMNS = "fichier id materiau cas date titre".split()
PERSON_COLUMNS = "source label person role actor_types organisation function".split()
REFERENCE_DATE = "2021-12-01"  # the day on which the (fictional) reference coding was closed


def build(target: Path) -> list[Master]:
    """Write the whole corpus under `target`; return the masters in order."""
    masters = [read_master(path) for path in sorted((HERE / "masters").glob("*.md"))]
    double = read_double_coding(HERE / "double_coding.yaml")
    sources, coding = target / "sources", target / "coding"
    for folder in (sources, *(coding / layer for layer in ("ref", *CODERS))):
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
    for master in masters:
        WRITERS[str(master.head["format"])](master, sources / file_name(master))
    write_csv(target / "attributes.csv", ATTRIBUTE_COLUMNS, (attributes(master) for master in masters))
    write_csv(target / "persons.csv", PERSON_COLUMNS, (row for master in masters for row in persons(master)))
    decisions: list[dict[str, Any]] = []
    for master in masters:
        source = read_back(sources / file_name(master), target / "attributes.csv")
        rows = list(coding_rows(master, source))
        write_csv(coding / "ref" / f"{master.head['id']}.csv", CODING_COLUMNS, rows)
        decisions.extend(write_double(double, rows, source, coding))
    write_csv(coding / "decisions.csv", DECISION_COLUMNS, decisions)
    return masters


def write_double(
    double: DoubleCoding, reference: list[dict[str, Any]], source: Source, coding: Path
) -> list[dict[str, Any]]:
    """Write the sheets of the two coders, where the source is one that both coded; give the decisions on it."""
    name = str(reference[0]["source_id"]) if reference else ""
    if name not in double.sources:
        return []
    sheets = {coder: coder_rows(double, coder, reference, source) for coder in CODERS}
    for coder, rows in sheets.items():
        write_csv(coding / coder / f"{name}.csv", CODING_COLUMNS, rows)
    return list(decision_rows(double, name, sheets))


def file_name(master: Master) -> str:
    """Such as ``E01.docx``: the id is the file's stem."""
    return f"{master.head['id']}.{master.head['format']}"


def attributes(master: Master) -> dict[str, str]:
    """The row of the attributes sheet."""
    head = master.head
    return {
        "fichier": file_name(master),
        "id": str(head["id"]),
        "materiau": MATERIALS[str(head["kind"])],
        "cas": str(head["case"]),
        "date": str(head["date"]),
        "titre": str(head["title"]),
    }


def persons(master: Master) -> Iterable[dict[str, str]]:
    """Who speaks in an interview, as the master's head says; the person's id is source and name."""
    for label, about in (master.head.get("speakers") or {}).items():
        if about["role"] == "respondent":
            yield {
                "source": str(master.head["id"]),
                "label": label,
                "person": f"{master.head['id']} {label}",
                "role": "respondent",
                "actor_types": "|".join(about.get("actor_types", [])),
                "organisation": about.get("organisation", ""),
                "function": about.get("function", ""),
            }


def read_back(path: Path, sheet: Path) -> Source:
    """The one source that qualcoop reads in the file just written."""
    report = read_paths([path], attributes=sheet)
    (read,) = report.files
    if read.status != "read":
        raise SystemExit(f"{path.name}: {read.reason}")
    (source,) = read.sources
    return source


def coding_rows(master: Master, source: Source) -> Iterable[dict[str, Any]]:
    """The reference coding: one row a code and planned passage, in the order of the text."""
    number = 0
    for mark, span in place_marks(master, source):
        for code in mark.codes:
            number += 1
            yield {
                "segment_id": f"{master.head['id']}-{number:03d}",
                "source_id": master.head["id"],
                "text_sha256": source.hash,
                "start": span.start,
                "end": span.end,
                "quote": source.text[span.start : span.end],
                "code": code,
                "about": mark.keys.get("about", ""),
                "phase": mark.keys.get("phase", ""),
                "coder": "ref",
                "origin": "manual",
                "created": REFERENCE_DATE,
                "memo": "",
            }


def write_csv(path: Path, columns: Iterable[str], rows: Iterable[dict[str, Any]]) -> None:
    """UTF-8, comma, LF: the same bytes on every machine."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(columns), lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(buffer.getvalue().encode("utf-8"))


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    done = build(where)
    print(f"{len(done)} sources")
