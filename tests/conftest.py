"""What every test shares: French sentences, whatever the machine's locale; the sample study, made once."""

import pytest

from qualcoop.language import set_language
from qualcoop.sample import Sample, make_sample


@pytest.fixture(autouse=True)
def in_french(monkeypatch):
    monkeypatch.setenv("QUALCOOP_LANG", "fr")
    set_language(None)


@pytest.fixture(scope="session")
def made_sample(tmp_path_factory) -> Sample:
    """The sample study with its workbook and tables. Tests only read it; those that write have a copy."""
    return make_sample(tmp_path_factory.mktemp("sample"))
