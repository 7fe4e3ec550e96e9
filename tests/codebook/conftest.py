"""What the codebook's tests share: a small grid made here, and a fixed language."""

import copy

import pytest

from qualcoop.language import set_language

GRID = {
    "codebook": {"id": "essai", "version": "1", "language": "fr"},
    "matching": {"negators": ["pas"], "negation_window": 3, "roles": ["respondent"]},
    "families": [{"id": "F", "label": {"fr": "Ensemble"}, "codes": ["L1", "G1"]}],
    "codes": [
        {"id": "L1", "polarity": "lever", "label": {"fr": "Cap", "en": "Aim"}, "contraries": ["G1"]},
        {"id": "L1.1", "parent": "L1", "polarity": "lever", "label": "Sous-cap", "keywords": ["cap commun"]},
        {"id": "G1", "polarity": "guard-rail", "label": {"fr": "Flou"}, "contraries": ["L1"]},
        {"id": "T1", "polarity": "process", "label": {"fr": "Bilan"}},
    ],
}


@pytest.fixture(autouse=True)
def _french():
    set_language("fr")
    yield
    set_language(None)


@pytest.fixture
def grid():
    """A small grid as plain data, free to be changed."""
    return copy.deepcopy(GRID)
