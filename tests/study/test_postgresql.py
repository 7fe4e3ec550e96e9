"""The same study on PostgreSQL, where an empty database is at hand: ``QUALCOOP_TEST_POSTGRES=postgresql+psycopg://…``."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from qualcoop.errors import StoreError
from qualcoop.model import Case, Coding
from qualcoop.study import Study

URL = os.environ.get("QUALCOOP_TEST_POSTGRES", "")


@pytest.mark.skipif(not URL, reason="QUALCOOP_TEST_POSTGRES names no empty database")
def test_a_study_lives_on_postgresql(make_grid, make_source):
    with Study.create(URL, name="Étude", codebook=make_grid()) as study:
        study.set_cases([Case("P1", "Un"), Case("P1a", "Un a", "P1")])
        study.add_sources([("E01", make_source("E01"))])
        text = study.source("E01").text
        made = study.code("E01", "T1", quote="🌱 la confiance")
        study.add_codings(Coding("E01", at, at + 5, "L3", "B", text[at : at + 5]) for at in range(40))
        study.suggest()
        study.accept(study.suggestions()["id"].iloc[0])
        study.edit_coding(made.id, memo="vu")
        study.undo()
        assert study.coding(made.id) == made
        assert study.remove_source("E01", force=True) == 42
        study.undo()
        assert len(study.bundle("B").segments) == 40
        assert study.matrix(layer="B", small=None).frame.loc["P1", "L3"] > 0
        with pytest.raises(StoreError, match="déjà"):
            Study.create(URL)

    def some(layer):
        with Study.open(URL) as mine:
            for start in range(10):
                mine.code("E01", "L3", start=start, end=start + 5, layer=layer)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(some, ["X", "Y"]))
    with Study.open(URL) as study:
        assert len(study.codings()) == 62
        assert study.doctor().findings == []
