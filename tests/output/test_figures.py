import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from qualcoop.analysis import case_by_code, source_by_code
from qualcoop.errors import InputError
from qualcoop.output import figures

SCRIPT = """
import sys, importlib.util
spec = importlib.util.spec_from_file_location("made", sys.argv[1]); made = importlib.util.module_from_spec(spec)
spec.loader.exec_module(made)
from qualcoop.analysis import case_by_code
from qualcoop.language import set_language
from qualcoop.output import figures
set_language("fr")
for path in sys.argv[2:]:
    figures.save(case_by_code(made.made()).plot(), path)
assert "matplotlib.pyplot" not in sys.modules
"""


def written(figure):
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def test_every_figure_is_written_in_its_cell(bundle):
    matrix = case_by_code(bundle)
    assert written(matrix.plot()) == [f"{value:.0f}" for value in matrix.values.ravel()]


def test_blank_cells_are_hatched_and_zeros_are_not(bundle):
    matrix = source_by_code(bundle)
    patches = matrix.plot().axes[0].patches
    hatched = {number // len(matrix.columns) for number, patch in enumerate(patches) if patch.get_hatch()}
    assert [matrix.rows[row] for row in hatched] == ["D02"]
    assert "0" in written(matrix.plot())


def test_a_withheld_percentage_is_a_dash(bundle):
    assert set(written(case_by_code(bundle, measure="pct_src").plot())) == {"–"}


def test_percentages_are_written_as_french_readers_write_them(bundle):
    assert "75\u202f%" in written(case_by_code(bundle, measure="pct_src", small=None).plot())


def test_the_same_figure_gives_the_same_bytes_in_every_process(tmp_path):
    made = {}
    for seed in ("1", "2"):
        paths = [tmp_path / f"{seed}.{kind}" for kind in ("svg", "png", "pdf")]
        helper = str(Path(__file__).parent / "conftest.py")
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", SCRIPT, helper, *map(str, paths)], check=True, env=environment)
        for path in paths:
            made.setdefault(path.suffix, set()).add(hashlib.sha256(path.read_bytes()).hexdigest())
    assert {kind: len(each) for kind, each in made.items()} == {".svg": 1, ".png": 1, ".pdf": 1}
    text = (tmp_path / "1.svg").read_text(encoding="utf-8")
    assert "Énergie citoyenne" in text
    assert "<dc:date>" not in text


def test_the_users_own_settings_are_left_alone(bundle):
    import matplotlib as mpl

    with mpl.rc_context({"font.size": 31}):
        case_by_code(bundle).plot()
        assert mpl.rcParams["font.size"] == 31


def test_another_ending_is_said(bundle, tmp_path):
    with pytest.raises(InputError, match=r"\.svg, \.png ou \.pdf"):
        figures.save(case_by_code(bundle).plot(), tmp_path / "m.gif")
