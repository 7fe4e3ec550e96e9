"""The sample study, made from the shipped fictional corpus as a researcher would make it, step by step."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qualcoop import shipped
from qualcoop.errors import StoreError
from qualcoop.language import tr
from qualcoop.model import Person
from qualcoop.spans import Span

if TYPE_CHECKING:
    from qualcoop.study import Study

Step = Callable[[str], None]

STUDY_NAME = "etude.qualcoop"
REFERENCE = "ref"  # the coding that comes with the corpus, made by hand
CODERS = ("A", "B")  # what two persons coded, before they discussed it, on some of the sources
CHECKED = "suggestions"  # suggestions accepted because the reference coding says the same


@dataclass(frozen=True)
class Sample:
    """What was made: the study's file, the workbook, the folder of tables, and the figures told at the end."""

    study: Path
    workbook: Path
    tables: Path
    sources: int
    words: int
    codings: int
    suggestions: int
    accepted: int
    new: bool

    def sentences(self, command: str = "qualcoop") -> list[str]:
        """Five lines: what was made and where. `command` is how the person calls qualcoop."""
        kept = "" if self.new else tr(" (gardée telle quelle)", " (kept as it was)")
        return [
            tr(
                f"Étude : {self.study}{kept} — {self.sources} sources FICTIVES, {self.words} mots.",
                f"Study: {self.study}{kept} — {self.sources} FICTIONAL sources, {self.words} words.",
            ),
            tr(
                f"Codage de référence : {self.codings} codages à la main (couche « {REFERENCE} »).",
                f"Reference coding: {self.codings} codings by hand (layer '{REFERENCE}').",
            ),
            tr(
                f"Suggestions : {self.suggestions}, dont {self.accepted} acceptées (couche « {CHECKED} ») ; "
                f"les autres se jugent par « {command} review {self.study} ».",
                f"Suggestions: {self.suggestions}, {self.accepted} of them accepted (layer '{CHECKED}'); "
                f"judge the others with '{command} review {self.study}'.",
            ),
            tr(
                f"Classeur : {self.workbook} — chaque chiffre ouvre ses citations ; les tables en CSV : {self.tables}",
                f"Workbook: {self.workbook} — every figure opens its quotes; the same tables as CSV: {self.tables}",
            ),
            tr(
                f"La page de codage : {command} serve {self.study} ; au terminal : "
                f"{command} trace {self.study} --layer {REFERENCE} --row P1 --column G3",
                f"The coding page: {command} serve {self.study}; in the terminal: "
                f"{command} trace {self.study} --layer {REFERENCE} --row P1 --column G3",
            ),
        ]


def make_sample(folder: str | Path, *, step: Step = lambda _: None) -> Sample:
    """Make the sample study in `folder`: import, reference coding, suggestions, workbook, CSV.

    A study that is already there is kept as it is (somebody may have coded in it); only the workbook and
    the tables are written again. `step` is told each step in a sentence. Raises StoreError, ReadError.
    """
    from qualcoop.study import Study

    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{target} : ce dossier ne peut pas être créé ({error.strerror}).",
            f"{target}: this folder cannot be made ({error.strerror}).",
        ) from error
    path = target / STUDY_NAME
    new = not path.exists()
    if new:
        _fill(path, step)
    with Study.open(path) as study:
        return _write_tables(study, target, new, step)


def _fill(path: Path, step: Step) -> None:
    """Build the study beside its final name, so that an interrupted demo leaves no half study."""
    from qualcoop import codebook as codebooks
    from qualcoop.exchange.sheets import import_sheets
    from qualcoop.study import Study
    from qualcoop.study.outline import read_outline

    building = path.with_name(f".{path.name}.building")
    for rest in path.parent.glob(f"{building.name}*"):
        rest.unlink()
    with Study.create(building, codebook=codebooks.shipped()) as study:
        read_outline(shipped.path("corpus_sample/etude.yaml")).apply(study)
        step(tr("Lecture des fichiers Word, odt, txt et md…", "Reading the Word, odt, txt and md files…"))
        study.add(
            [shipped.path("corpus_sample/sources")],
            attributes=shipped.path("corpus_sample/attributes.csv"),
            speakers={"L.": "interviewer"},  # a bare initial: in a three-part talk no reader can tell who asks
        )
        _add_persons(study)
        step(tr("Codage de référence…", "Reference coding…"))
        import_sheets(study, shipped.path("corpus_sample/coding/ref"), layer=REFERENCE)
        for source in study.source_ids():
            study.mark_coded(source, REFERENCE)
        for coder in CODERS:
            _add_coder(study, coder)
        step(tr("Suggestions par mots-clés…", "Keyword suggestions…"))
        study.suggest()
        _accept_what_the_reference_says(study)
    building.rename(path)


def _add_coder(study: Study, coder: str) -> None:
    """The layer of one of the two coders: only the sources that both coded are marked as coded in it."""
    from qualcoop.exchange.sheets import import_sheets

    sheets = shipped.path(f"corpus_sample/coding/{coder}")
    import_sheets(study, sheets, layer=coder)
    for sheet in sorted(sheets.glob("*.csv")):
        study.mark_coded(sheet.stem, coder)


def _add_persons(study: Study) -> None:
    """Who speaks in each source, with their actor types, from ``persons.csv``."""
    rows = list(_rows(shipped.path("corpus_sample/persons.csv")))
    study.set_persons(
        [
            Person(
                row["person"],
                row["label"],
                actor_types=tuple(filter(None, row["actor_types"].split("|"))),
                organisation=row["organisation"] or None,
                attributes={"function": row["function"]} if row["function"] else {},
            )
            for row in rows
        ]
    )
    for row in rows:
        study.link_speaker(row["source"], row["label"], row["person"])


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _accept_what_the_reference_says(study: Study) -> None:
    """Accept each pending suggestion whose code the reference puts on an overlapping passage."""
    coded: dict[tuple[str, str], list[Span]] = {}
    for row in study.codings(layer=REFERENCE).to_dict("records"):
        coded.setdefault((row["source"], row["code"]), []).append(Span(row["start"], row["end"]))
    for row in study.suggestions(state="pending").to_dict("records"):
        span = Span(row["start"], row["end"])
        if any(span.overlaps(other) for other in coded.get((row["source"], row["code"]), ())):
            study.accept(row["id"], layer=CHECKED, coder="demo")


def _write_tables(study: Study, target: Path, new: bool, step: Step) -> Sample:
    from qualcoop.exchange.claims import read_claims

    step(tr("Classeur et tables…", "Workbook and tables…"))
    workbook, tables = target / "matrices.xlsx", target / "tables"
    asked = read_claims(shipped.path("corpus_sample/claims.yaml")).claims
    coders = CODERS if set(CODERS) <= set(study.layers()) else None
    study.workbook(workbook, layer=REFERENCE, coders=coders, claims=asked)
    study.csv_tables(tables, layer=REFERENCE)
    totals = study.corpus()["totals"]
    suggestions = study.suggestions()
    return Sample(
        study=target / STUDY_NAME,
        workbook=workbook,
        tables=tables,
        sources=totals["sources"],
        words=totals["words"],
        codings=len(study.codings(layer=REFERENCE)),
        suggestions=len(suggestions),
        accepted=int(suggestions["state"].isin(["accepted", "edited"]).sum()),
        new=new,
    )
