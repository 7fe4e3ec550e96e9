"""What the journal tells of a layer's making: in which order the sources were coded, what readers said."""

from pathlib import Path

import pytest

from qualcoop.study import Study

TEXTS = {"A": "Un deux trois.", "B": "Quatre cinq.", "C": "Six sept huit."}


@pytest.fixture
def study(tmp_path: Path):
    from qualcoop import codebook

    for name, text in TEXTS.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    with Study.create(tmp_path / "s.qualcoop", codebook=codebook.chosen("grille")) as made:
        made.add([tmp_path / f"{name}.txt" for name in TEXTS])
        yield made


def test_sources_stand_by_their_first_coding_in_the_layer(study):
    study.code("C", "L1", quote="Six")
    study.code("A", "L1", quote="Un", layer="other")
    study.code("B", "L1", quote="Quatre")
    study.code("C", "L2", quote="sept")
    study.code("A", "L1", quote="Un")
    assert study.trail("main").order == ("C", "B", "A")
    assert study.trail("main").together == 0
    assert study.trail("other").order == ("A",)


def test_sources_that_came_in_coded_together_are_counted(study):
    study.code("C", "L1", quote="Six")
    given = [study.check_coding(study.coding(study.codings()["id"][0]))]
    study.add_codings([_moved(given[0], "A", "Un"), _moved(given[0], "B", "Quatre")])
    assert study.trail("main").order == ("C", "A", "B")
    assert study.trail("main").together == 2


def _moved(coding, source, quote):
    from dataclasses import replace

    return replace(coding, source=source, start=0, end=len(quote), quote=quote)


def test_a_source_taken_out_is_out_and_its_undoing_brings_it_back(study):
    study.code("B", "L1", quote="Quatre")
    study.code("A", "L1", quote="Un")
    study.remove_source("B", force=True)
    assert study.trail("main").order == ("A",)
    study.undo()
    assert study.trail("main").order == ("B", "A")


def test_an_empty_study_has_no_trail(tmp_path):
    with Study.create(tmp_path / "empty.qualcoop") as empty:
        found = empty.trail("main")
        assert (found.order, found.together, found.warnings, found.refused) == ((), 0, (), ())


def test_reading_warnings_stand_beside_their_source(study, tmp_path):
    (tmp_path / "D.txt").write_text(
        "Q : Et ?\n\nPaul : On ne sait (inaudible) pas [?].\n\nQ : Bon.\n\nPaul : Oui XXX.\n", encoding="utf-8"
    )
    study.add(tmp_path / "D.txt")
    said = study.source("D").warnings
    assert said
    assert study.trail("main").warnings == tuple(("D", each) for each in said)


# ---------------------------------------------------------------- refused files


@pytest.fixture
def broken(tmp_path):
    """A folder with a file that can be read and one that cannot."""
    folder = tmp_path / "folder"
    (folder / "sub").mkdir(parents=True)
    (folder / "D.txt").write_text("Neuf dix.", encoding="utf-8")
    (folder / "sub" / "photo.png").write_bytes(b"\x89PNG")
    return folder


def files(study):
    return [file for file, _, _ in study.trail("main").refused]


def test_a_refused_file_is_kept_with_its_reason_and_day(study, broken):
    report = study.add(broken)
    ((file, day, reason),) = study.trail("main").refused
    assert file == "sub/photo.png"
    assert reason == next(each.reason for each in report.files if each.status == "refused")
    assert day == study.history(1)["at"][0][:10]
    assert study.history(1)["what"][0] == "1 fichier(s) refusé(s) : sub/photo.png"
    assert study.doctor().healthy
    assert study.replay() == []


def test_it_is_told_once_and_a_trial_tells_nothing(study, broken):
    study.add(broken, dry_run=True)
    assert files(study) == []
    study.add(broken)
    many = len(study.history(None))
    study.add(broken)
    assert len(study.history(None)) == many
    (broken / "sub" / "vide.txt").write_bytes(b"")
    study.add(broken)
    assert files(study) == ["sub/photo.png", "sub/vide.txt"]
    assert len(study.history(None)) == many + 1


def test_undo_passes_over_a_refusal_and_redo_stays(study, broken):
    study.add(broken)
    assert "D" in study.undo()
    assert "D" not in study.source_ids()
    study.add(broken / "sub")
    assert files(study) == ["photo.png", "sub/photo.png"]
    assert "D" in study.redo()
    assert "D" in study.source_ids()
    assert study.doctor().healthy


def test_a_file_that_was_read_since_is_no_longer_told(study, broken):
    late = broken / "sub" / "vide.txt"
    late.write_bytes(b"")
    study.add(broken)
    assert "sub/vide.txt" in files(study)
    late.write_text("Onze douze.", encoding="utf-8")
    study.add(broken)
    assert files(study) == ["sub/photo.png"]
    study.remove_source("vide")
    assert files(study) == ["sub/photo.png", "sub/vide.txt"]


def test_another_file_of_the_same_name_does_not_hide_it(study, broken):
    (broken / "vide.txt").write_text("Treize.", encoding="utf-8")
    (broken / "sub" / "vide.txt").write_bytes(b"")
    study.add(broken)
    assert "vide" in study.source_ids()
    assert "sub/vide.txt" in files(study)
