"""Every command and every line of Python in the README works as it is written there."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qualcoop.analysis import balance
from qualcoop.study import Study

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


@pytest.fixture(scope="module")
def place(tmp_path_factory, made_sample):
    """A folder with what a fresh clone has after ``make demo``."""
    folder = tmp_path_factory.mktemp("clone")
    for name in ("corpus_sample", "codebook"):
        (folder / name).symlink_to(ROOT / name)
    shutil.copytree(made_sample.study.parent, folder / "demo")
    return folder


def test_the_commands_of_the_readme_work(place):
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    commands = [shlex.split(line, comments=True) for line in lines if line.startswith(".venv/bin/qualcoop")]
    assert len(commands) >= 18
    for words in commands:
        if words[1] == "serve":
            continue  # it would wait for a reader; tests/web open it
        done = subprocess.run(
            [sys.executable, "-m", "qualcoop", *words[1:]], cwd=place, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (words, done.stderr)
        assert done.stdout.strip()
    assert (place / "matrices.xlsx").exists()


def test_the_figures_told_are_those_of_the_sample(place):
    with Study.open(place / "demo" / "etude.qualcoop") as study:
        found = balance(study.bundle("ref")).frame["B_seg"].round(2)
    for row, written in (("P1 without P1a", "−0,30"), ("P1a", "+0,79"), ("P1", "+0,04")):
        assert written in README
        assert f"{found[row]:+.2f}".replace(".", ",").replace("-", "−") == written


def test_the_make_targets_of_the_readme_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", "\n".join(blocks("sh")), flags=re.MULTILINE):
        assert f"\n{target}:" in makefile


def test_the_notebook_lines_of_the_readme_work(place, monkeypatch):
    monkeypatch.chdir(place)
    (code,) = blocks("python")
    assert len([line for line in code.splitlines() if line.strip()]) == 10
    names = {}
    exec(compile(code, "README.md", "exec"), names)  # our own text
    assert names["study"].codings(layer="ref").shape[0] > 50


def test_files_and_pictures_named_in_the_readme_exist():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_licences_are_said():
    for words in ("MIT", "CC BY-NC-SA 4.0", "hal-03989210", "fictif"):
        assert words in README
