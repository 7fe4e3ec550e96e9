"""Help pages speak the user's language to the last word."""

import os
import re
import subprocess
import sys

import pytest

from qualcoop.cli import COMMANDS

ENGLISH = re.compile(r"Usage|Show this|Show the|default:|required|Commands:|\bOptions:")


def page(language, *arguments):
    told = {**os.environ, "QUALCOOP_LANG": language}
    code = f"from qualcoop.cli import run; run({[*arguments, '--help']!r})"
    made = subprocess.run([sys.executable, "-c", code], env=told, capture_output=True, text=True, check=True)
    return made.stdout


@pytest.mark.parametrize("arguments", [(), ("matrix",), ("rules",), ("rules", "report"), ("suggest",)])
def test_a_french_page_has_no_english_word_of_clicks(arguments):
    said = page("fr", *arguments)
    assert said.startswith("Emploi : qualcoop")
    assert "Options :" in said
    assert "Montre cette aide." in said
    assert not ENGLISH.search(said)
    assert "par défaut : " in page("fr", "suggest")


def test_an_english_page_has_no_french_word():
    said = page("en", "suggest")
    assert said.startswith("Usage: qualcoop")
    assert "Options:" in said
    assert "[default: 0]" in said
    assert "Montre" not in said


def test_every_command_has_its_page():
    code = f"from qualcoop.cli import run\nfor name in {list(COMMANDS)!r}: assert run([name, '--help']) == 0, name"
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    assert made.stdout.count("Emploi : qualcoop") == len(COMMANDS)
