"""The table in the documentation is what the command gives, and the documented Spark schema is the frame's."""

import importlib.util
import re
import sys
from pathlib import Path

import pandas as pd
import pytest

from qualcoop.suggest.frame import COLUMNS, suggest_frame

ROOT = Path(__file__).parents[2]
DOC = ROOT / "docs" / "suggestions.md"


@pytest.fixture(scope="module")
def quality():
    spec = importlib.util.spec_from_file_location("benchmarks_quality", ROOT / "benchmarks" / "quality.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_table_is_what_the_command_gives(quality):
    text = DOC.read_text(encoding="utf-8")
    shown = text.split(quality.BEGIN)[1].split(quality.END)[0].strip()
    assert shown == quality.table(), "run: python -m benchmarks.quality --write"


def test_rules_are_improved_on_one_half_and_judged_on_the_other(quality):
    odd, even = quality.halves()
    assert not set(odd) & set(even)
    assert abs(len(odd) - len(even)) <= 1
    found = quality.by_family(even)
    assert (found["offered"] == found["accepted"] + found["edited"] + found["rejected"]).all()
    assert set(quality.material()[2]["source"]) <= {*odd, *even}


def test_the_documented_spark_function_gives_its_schema():
    text = DOC.read_text(encoding="utf-8")
    code = next(block for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "mapInPandas" in block)

    class Table:
        def mapInPandas(self, function, schema):
            batches = [pd.DataFrame({"source": ["a"], "text": ["On décide par consentement."]})]
            return pd.concat(function(iter(batches))), schema

    class Spark:
        @staticmethod
        def table(_):
            return Table()

    space = {"spark": Spark()}
    exec(code, space)
    found, schema = space["found"]
    assert [column.split()[0] for column in schema.split(", ")] == list(COLUMNS) == list(found.columns)
    assert len(found) == len(
        suggest_frame(pd.DataFrame({"source": ["a"], "text": ["On décide par consentement."]}), space["rules"])
    )
    assert len(found) > 0


def test_off_topic_noise_is_low():
    """On real interviews about something else, nearly everything proposed is noise: under two in 1,000 words."""
    from qualcoop.codebook import shipped
    from qualcoop.readers import read_paths
    from qualcoop.suggest import Suggester

    folder = ROOT.parent / "shared" / "data" / "interviews_fr"
    if not folder.exists():
        pytest.skip("no ../shared/data/interviews_fr here")
    sources = read_paths([folder]).sources
    words = sum(len(source.text.split()) for source in sources)
    found = Suggester(shipped()).suggest_many([(source.name, source) for source in sources])
    assert words > 50_000
    assert 0 < 1000 * len(found) / words <= 2
