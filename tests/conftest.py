"""What every test shares: French sentences, whatever the machine's locale."""

import pytest

from qualcoop.language import set_language


@pytest.fixture(autouse=True)
def in_french(monkeypatch):
    monkeypatch.setenv("QUALCOOP_LANG", "fr")
    set_language(None)
