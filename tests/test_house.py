"""The house stays beautiful: style, types, directions, the public surface, no address of a machine."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import qualcoop

ROOT = Path(__file__).parents[1]


def run(*command):
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "command",
    [("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",)],
    ids=["ruff check", "ruff format", "mypy strict"],
)
def test_style_and_types(command):
    done = run(*command)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def test_imports_go_one_way():
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]


def test_the_public_names_are_these_and_each_exists():
    assert qualcoop.__all__ == sorted(qualcoop.__all__)
    assert set(qualcoop.__all__) == {
        "Bundle", "Case", "Codebook", "Coding", "Matrix", "Person", "QualcoopError", "Source", "Study",
        "__version__", "load_codebook", "make_sample", "open", "read_paths", "set_language",
    }  # fmt: skip
    for name in qualcoop.__all__:
        assert getattr(qualcoop, name) is not None
    assert dir(qualcoop) == sorted(qualcoop.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = qualcoop.nothing


@pytest.mark.parametrize("module", ["pandas", "spacy", "matplotlib", "openpyxl", "sqlalchemy", "docx", "numpy"])
def test_importing_qualcoop_loads_nothing_heavy(module):
    code = f"import sys, qualcoop, qualcoop.cli; sys.exit('{module}' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_lock_names_no_index_and_pins_every_file_by_hash():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert "--index" not in lock
    blocks = re.split(r"^(?=\S+==)", lock, flags=re.MULTILINE)[1:]
    assert len(blocks) > 40
    assert all("--hash=sha256:" in block for block in blocks)


def tracked():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout: no list of tracked files")
    return [ROOT / name for name in listed.stdout.splitlines()]


def test_no_committed_file_names_a_place_of_one_machine():
    words = ["/" + "work/", "/" + "root/", "/" + "tmp/"]
    for path in tracked():
        if path.suffix in {".py", ".md", ".toml", ".yaml", ".ipynb", ".csv", ".cff", ".lock"} and path.exists():
            text = path.read_text(encoding="utf-8")
            assert not [word for word in words if word in text], path


def test_modules_and_functions_stay_short():
    import ast

    for path in (ROOT / "src").rglob("*.py"):
        if path.parent.name == "versions":
            continue  # a migration is a list of tables: it is as long as they are
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") <= 420, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno - node.lineno < 70, f"{path}: {node.name}"
