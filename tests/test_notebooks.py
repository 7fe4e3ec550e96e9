"""The notebooks run from a clean state, from import to workbook."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path, tmp_path):
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": tmp_path}}).execute()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(code) >= 10
    assert any(cell.outputs for cell in code)


def test_there_is_a_first_notebook_in_french():
    assert NOTEBOOKS[0].name == "00_prise_en_main.ipynb"
    assert "Prise en main" in NOTEBOOKS[0].read_text(encoding="utf-8")
