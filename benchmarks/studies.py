"""Codings in one batch, matrices, the workbook: 2,000, 20,000 and 100,000 codings; the sample's displays."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks import made
from benchmarks.clock import Row, growth, median, show
from qualcoop import analysis, shipped
from qualcoop import codebook as codebooks
from qualcoop.analysis.exclusions import exclusions
from qualcoop.analysis.framework import framework
from qualcoop.exchange.claims import read_claims
from qualcoop.model import Case
from qualcoop.sample import make_sample
from qualcoop.study import Study

SIZES = {2_000: (None, None, None), 20_000: (2.0, 0.1, 4.4), 100_000: (None, 0.5, None)}


def run() -> None:
    grid = codebooks.shipped()
    codes = [code.id for code in grid.codes]
    batch, first, matrix, books = [], [], [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size, (batch_asked, matrix_asked, book_asked) in SIZES.items():
            sources = {f"S{n}": made.source(n) for n in range(50)}
            wanted = made.codings(sources, codes, size)
            number = iter(range(100))
            studies: list[Study] = []

            def fresh(sources=sources, number=number, studies=studies, size=size) -> None:
                study = Study.create(folder / f"b{size}-{next(number)}.qualcoop", codebook=grid)
                study.set_cases([Case("P1", "P1"), Case("P1a", "P1a", "P1"), Case("P2", "P2")])
                study.add_sources(list(sources.items()))
                for at, source in enumerate(sources):
                    study.set_attributes(source, {"case": ["P1", "P1a", "P2"][at % 3]})
                studies.append(study)

            label = f"{size:,}"
            seconds = median(lambda s=studies, w=wanted: s[-1].add_codings(w), before=fresh)
            batch.append(Row("codings added in one batch", label, seconds, batch_asked))
            study = studies[-1]
            seconds = median(lambda p=study.store.where.path: _opened(p), runs=5)
            first.append(Row("opening, then the first matrix", label, seconds, matrix_asked if size > 20_000 else None))
            seconds = median(lambda s=study: s.matrix(rows="case", columns="family", measure="seg").frame, runs=5)
            matrix.append(Row("matrix case × family, from the study", label, seconds, matrix_asked))
            if size <= 20_000:
                seconds = median(lambda s=study: s.workbook(folder / "out.xlsx"), runs=3)
                books.append(Row("workbook, all sheets", label, seconds, book_asked))
            for one in studies:
                one.close()
    for title, rows in (("Batch", batch), ("First matrix", first), ("Matrix", matrix), ("Workbook", books)):
        show(title, rows)
        print(f"  growth {growth(rows)}")
    _displays()


def _displays() -> None:
    """Every display of the sample's reference layer, claims with their intervals among them."""
    with tempfile.TemporaryDirectory() as name, Study.open(make_sample(Path(name)).study) as study:
        bundle = study.bundle("ref")
        claims = read_claims(shipped.path("corpus_sample/claims.yaml")).claims

        def work() -> None:
            for display in (analysis.balance, analysis.actors, analysis.phases, analysis.concentration):
                display(bundle)
            for display in (analysis.uncoded, analysis.provenance, analysis.drift, exclusions, framework):
                display(bundle)
            analysis.cooccurrence(bundle, "code")
            analysis.materials(bundle, "code")
            analysis.saturation(bundle, case="P1")
            analysis.claims(bundle, claims)

        rows = [Row("thirteen displays of the sample study", f"{len(bundle.segments):,}", median(work), 10.0)]
    show("Displays", rows)


def _opened(path: Path) -> object:
    with Study.open(path) as study:
        return study.matrix(rows="case", columns="family", measure="seg").frame
