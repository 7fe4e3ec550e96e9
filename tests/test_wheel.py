"""The wheel alone is enough: it carries the codebook and the sample corpus, and makes the sample study."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "uv", "build", "--wheel", "--no-build-isolation", "--offline", "-o", folder, ROOT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (made,) = folder.glob("*.whl")
    return made


def test_the_wheel_carries_what_it_needs_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    shipped = [name for name in names if name.startswith("qualcoop/_shipped/")]
    for needed in ("codebook/grid.yaml", "codebook/LICENSE", "corpus_sample/LICENSE", "corpus_sample/sources/E01.docx"):
        assert f"qualcoop/_shipped/{needed}" in shipped
    assert not [name for name in names if "masters" in name or "tests" in name or name.endswith(".pyc")]


def test_the_wheel_alone_makes_the_sample_study(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    done = subprocess.run(
        [sys.executable, "-m", "qualcoop", "demo", "demo"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.strip().splitlines()) == 5
    assert (tmp_path / "demo" / "matrices.xlsx").exists()
    where = subprocess.run(
        [sys.executable, "-c", "from qualcoop import shipped; print(shipped.path('codebook/grid.yaml'))"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "_shipped" in where.stdout
