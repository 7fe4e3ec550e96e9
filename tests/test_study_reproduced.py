"""The study reproduced on the fictional corpus itself: its facts, its claims with their verdicts, its displays."""

import importlib.util
import json
import re
from pathlib import Path

import pytest

from qualcoop import analysis
from qualcoop.analysis.exclusions import exclusions
from qualcoop.analysis.framework import framework
from qualcoop.exchange.claims import read_claims
from qualcoop.study import Study

ROOT = Path(__file__).parents[1]
CLAIMS = ROOT / "corpus_sample" / "claims.yaml"


def _facts():
    """The same assertions as on the plan."""
    place = Path(__file__).parent / "analysis" / "test_study_facts.py"
    spec = importlib.util.spec_from_file_location("study_facts", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return [check for name, check in vars(module).items() if name.startswith("test_")]


@pytest.fixture(scope="module")
def study(made_sample):
    with Study.open(made_sample.study) as opened:
        yield opened


@pytest.fixture(scope="module")
def bundle(study):
    return study.bundle("ref")


@pytest.mark.parametrize("fact", _facts(), ids=lambda fact: fact.__name__.removeprefix("test_"))
def test_what_holds_on_the_plan_holds_on_the_corpus(fact, bundle):
    fact(bundle)


def expected():
    """The verdicts written in the comments of the claims file."""
    text = CLAIMS.read_text(encoding="utf-8")
    found = re.findall(r"^  - id: (\w+)  # attendu : (holds|mixed|not supported|too little|stated)", text, re.MULTILINE)
    return dict(found)


def test_the_claims_have_the_verdicts_expected_of_them(bundle):
    file = read_claims(CLAIMS)
    assert [claim.id for claim in file.claims][:16] == [f"H{i}" for i in range(1, 10)] + [f"I{i}" for i in range(1, 8)]
    assert file.layer == "ref"
    found = analysis.claims(bundle, file.claims)
    assert found.frame["verdict"].to_dict() == expected()
    assert len(expected()) == len(file.claims)
    json.dumps(found.as_dict(), allow_nan=False)


def test_every_claim_shows_three_quotes_each_way_where_there_are(bundle):
    found = analysis.claims(bundle, read_claims(CLAIMS).claims)
    shown = found.extra["quotes"].groupby(["claim", "side"]).size()
    for claim, sides in found.evidence.items():
        for side, quotes in sides.items():
            assert shown.get((claim, side), 0) == min(3, len(quotes))


def test_claims_are_said_in_both_languages():
    for claim in read_claims(CLAIMS).claims:
        assert claim.fr
        assert claim.en
        assert claim.fr != claim.en


def test_every_display_has_rows(bundle):
    made = [
        analysis.balance(bundle),
        analysis.cooccurrence(bundle, "code"),
        analysis.actors(bundle),
        analysis.materials(bundle, "code"),
        analysis.phases(bundle),
        analysis.saturation(bundle, case="P1"),
        analysis.concentration(bundle),
        analysis.uncoded(bundle),
        analysis.provenance(bundle),
        analysis.drift(bundle),
        exclusions(bundle),
        framework(bundle),
        analysis.claims(bundle, read_claims(CLAIMS).claims),
    ]
    assert all(len(found.frame) for found in made)
