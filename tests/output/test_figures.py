import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from qualcoop.analysis import balance, case_by_code, cooccurrence, phases, saturation, source_by_code
from qualcoop.errors import InputError
from qualcoop.language import set_language
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


def test_balance_bars_go_left_and_right_on_one_scale(make_many):
    found = balance(make_many(300))
    bars, dots = figures.balance(found).axes
    widths = [patch.get_width() for patch in bars.patches]
    assert widths == [*found.frame["L"], *(-found.frame["G"])]
    assert bars.get_xlim()[0] == -bars.get_xlim()[1]
    ranges = [
        tuple(line.get_xdata()) for line in dots.lines if len(line.get_xdata()) == 2 and line.get_linewidth() == 4
    ]
    assert ranges == list(zip(found.frame["low"], found.frame["high"], strict=True))


def test_a_balance_on_few_passages_shows_no_point(bundle):
    said = written(figures.balance(balance(bundle)))
    assert said.count("trop peu") == 4  # P1 has 9 passages, one too few


def test_phases_are_points_on_a_common_axis(make_many):
    found = phases(make_many(300))
    axes = figures.phases(found).axes
    assert len(axes) == 4 * 2
    assert len({axis.get_ylim() for axis in axes}) == 1
    assert {len(line.get_xdata()) for axis in axes for line in axis.lines} == {1}
    assert [axis.get_title(loc="left") for axis in axes[:4]] == ["P1", "P1 sans P1a", "P1a", "P2"]


def test_the_saturation_curve_has_its_band(make_many):
    found = saturation(make_many(300), case="P1")
    (axes,) = figures.saturation(found).axes
    assert list(axes.lines[1].get_ydata()) == list(found.frame["S"])
    assert len(axes.collections) == 1


def test_the_network_leaves_out_rare_pairs_and_says_so(make_many):
    found = cooccurrence(make_many(300), "code", "turn")
    least = int(found.extra["pairs"]["n_both"].median())
    figure = figures.network(found, least)
    kept = found.extra["pairs"]["n_both"] >= least
    assert len(figure.axes[0].patches) == kept.sum() < len(kept)
    assert any(f"au moins {least} fois" in text.get_text() for text in figure.texts)
    assert "Aucune paire" in written(figures.network(found, 10_000))[0]


def test_every_picture_can_be_saved(make_many, tmp_path):
    study = make_many(100)
    pictures = [
        figures.balance(balance(study)),
        figures.phases(phases(study)),
        figures.saturation(saturation(study, case="P2")),
        figures.network(cooccurrence(study, "code", "turn"), 1),
    ]
    for number, picture in enumerate(pictures):
        one = figures.save(picture, tmp_path / f"{number}.svg").read_bytes()
        assert one == figures.save(picture, tmp_path / f"{number}-again.svg").read_bytes()


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_all_the_figures_of_a_layer_in_a_folder_the_same_each_time(bundle, tmp_path, kind):
    from qualcoop.output.figures.collection import write_all

    names = write_all(tmp_path / "one", bundle, kind)
    assert {"projet_x_code", "equilibre", "phases", "rencontres"} <= {name.split(".")[0] for name in names}
    assert write_all(tmp_path / "two", bundle, kind) == names
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_codebook_without_sides_has_no_balance_figure(bundle, tmp_path):
    from qualcoop.output.figures.collection import write_all

    codes = tuple(replace(code, polarity=None) for code in bundle.codebook.codes)
    names = write_all(tmp_path, bundle.narrowed(codebook=replace(bundle.codebook, codes=codes)))
    assert "equilibre.svg" not in names
    assert "projet_x_code.svg" in names
    none = replace(bundle.codebook, codes=(), families=())
    assert write_all(tmp_path / "none", bundle.narrowed(codebook=none, segments=bundle.segments.iloc[:0]))


@pytest.mark.parametrize(("language", "window"), [("fr", "tour de parole"), ("en", "same turn")])
def test_the_network_names_its_window_in_the_readers_language(make_many, language, window):
    set_language(language)
    found = cooccurrence(make_many(100), "code", "turn")
    said = " ".join(text.get_text() for text in figures.network(found, 1).texts)
    assert window in said
    assert ": turn" not in said
    wide = cooccurrence(make_many(100), "code", "within", k=3)
    assert " 3 " in " ".join(text.get_text() for text in figures.network(wide, 1).texts)
