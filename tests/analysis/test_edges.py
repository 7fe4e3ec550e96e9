"""Every display on nothing, and on a study whose codes were never used: no traceback, no made-up zero."""

import json
from dataclasses import replace

import pytest

from qualcoop import analysis

DISPLAYS = {
    "case_by_code": analysis.case_by_code,
    "source_by_code": analysis.source_by_code,
    "presence": analysis.presence,
    "balance": analysis.balance,
    "actors": analysis.actors,
    "materials": analysis.materials,
    "phases": analysis.phases,
    "saturation": analysis.saturation,
    "concentration": analysis.concentration,
    "uncoded": analysis.uncoded,
    "provenance": analysis.provenance,
    "drift": analysis.drift,
    **{
        f"cooccurrence_{window}": lambda bundle, window=window: analysis.cooccurrence(bundle, window=window)
        for window in ("overlap", "sentence", "turn", "within", "source")
    },
}


@pytest.mark.parametrize("name", DISPLAYS)
def test_on_an_empty_study(kit, name):
    found = DISPLAYS[name](kit().bundle())
    json.dumps(found.as_dict(), allow_nan=False)
    assert (found.frame.select_dtypes("number").fillna(0) == 0).all().all()


@pytest.mark.parametrize("name", DISPLAYS)
def test_on_sources_that_nobody_has_coded(kit, name):
    bundle = kit().source("S1", "P2", coded=False).source("S2", "P1a", coded=False).bundle()
    found = DISPLAYS[name](bundle)
    json.dumps(found.as_dict(), allow_nan=False)
    if name in ("case_by_code", "source_by_code", "presence"):
        assert found.frame.isna().all().all()


@pytest.mark.parametrize("name", DISPLAYS)
def test_on_sources_coded_without_a_segment(kit, name):
    bundle = kit().source("S1", "P2").source("S2", "P1a").bundle()
    found = DISPLAYS[name](bundle)
    json.dumps(found.as_dict(), allow_nan=False)
    if name in ("source_by_code", "presence"):
        assert (found.frame == 0).all().all()


@pytest.mark.parametrize("name", DISPLAYS)
def test_on_a_codebook_without_codes(kit, name):
    bundle = kit().source("S1", "P2").source("S2", "P1a", coded=False).bundle()
    found = DISPLAYS[name](bundle.narrowed(codebook=replace(bundle.codebook, codes=(), families=())))
    json.dumps(found.as_dict(), allow_nan=False)
    if name in ("case_by_code", "source_by_code", "presence", "actors") or name.startswith("cooccurrence"):
        assert found.frame.shape[1] == 0


@pytest.mark.parametrize("name", DISPLAYS)
def test_notes_are_in_both_languages(kit, name):
    from qualcoop.language import set_language

    bundle = kit().source("S1", "P2").code("S1", "L1", 0, 2).bundle()
    try:
        set_language("fr")
        french = DISPLAYS[name](bundle).notes
        set_language("en")
        english = DISPLAYS[name](bundle).notes
    finally:
        set_language(None)
    assert french
    assert len(french) == len(english)
    assert not set(french) & set(english)


@pytest.mark.parametrize("name", DISPLAYS)
def test_the_same_bundle_gives_the_same_bytes(plan_kit, name):
    one, two = (json.dumps(DISPLAYS[name](plan_kit.bundle()).as_dict()) for _ in range(2))
    assert one == two


def test_the_shipped_grid_gives_the_expected_columns():
    from qualcoop.analysis.columns import Columns
    from qualcoop.codebook import shipped

    grid = shipped()
    assert Columns.of(grid).ids[:3] == ("L1", "L2", "L3")
    assert Columns.of(grid).ids[-1] == "C"
    assert len(Columns.of(grid).ids) == 16
    assert Columns.of(grid, "group").ids == ("L", "G", "T", "C")
    assert len(Columns.of(grid, "code").ids) == 83
