"""The notebooks run from a clean state, from import to workbook."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

# Figures that each case's notebook computes, and never writes beforehand.
COMPUTED = {
    "01_temporalites": ("−0,30", "+0,79", "+0,04", "4 passages, dans 3 sources", "non étayé"),
    "02_decision": ("0.59", "E09, E11, E12, E13", "dont 4 sont les mêmes", "I4  partagé"),
}
NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path, tmp_path):
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": tmp_path}}).execute()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(code) >= 10
    assert any(cell.outputs for cell in code)
    shown = [output.get("data", {}) for cell in code for output in cell.outputs]
    said = "\n".join(str(data.get("text/markdown") or data.get("text/plain") or "") for data in shown)
    for figure in COMPUTED.get(path.stem, ()):
        assert figure in said, figure
    if path.stem in COMPUTED:
        assert sum("image/png" in data for data in shown) >= 2


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_clean_and_says_that_it_is_fiction(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in code)
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    told = " ".join(notebook.cells[0].source.split())
    assert "fiction" in told
    if path.stem in COMPUTED:
        assert "ne publie **aucune fréquence**" in told
        assert "seul le **sens** des constats est reproduit" in told
        assert not any(figure in cell.source for cell in notebook.cells for figure in COMPUTED[path.stem])


def test_there_is_a_first_notebook_in_french():
    assert NOTEBOOKS[0].name == "00_prise_en_main.ipynb"
    assert "Prise en main" in NOTEBOOKS[0].read_text(encoding="utf-8")
