"""The codebook: every version kept, ids never reused, codings keep the version they were made under."""

from dataclasses import replace

import pytest

from qualcoop import codebook as codebooks
from qualcoop.codebook import Code, Label
from qualcoop.errors import ConflictError, UnknownNameError
from qualcoop.study import Study
from qualcoop.study.codebooks import decode, encode


def without(grid, name):
    return tuple(code for code in grid.codes if code.id != name)


def test_a_codebook_comes_back_whole(study, grid):
    assert study.codebook == grid
    shipped = codebooks.shipped()
    assert decode(encode(shipped)) == shipped


def test_versions_are_kept_and_codings_keep_theirs(study, grid):
    made = study.code("E01", "L3", start=0, end=7)
    new = replace(grid, version="2", codes=(*grid.codes, Code("T2", polarity="process", label=Label("Voir", "See"))))
    study.set_codebook(new)
    assert study.codebook_versions() == ["1", "2"]
    assert study.codebook_at("1") == grid
    assert study.code("E01", "T2", start=0, end=7).codebook_version == "2"
    assert study.coding(made.id).codebook_version == "1"
    assert study.bundle().meta["codebook_version"] == "2"
    with pytest.raises(UnknownNameError):
        study.codebook_at("3")


def test_one_version_number_means_one_codebook(study, grid):
    study.set_codebook(grid)
    assert study.codebook_versions() == ["1"]
    with pytest.raises(ConflictError, match="numéro de version"):
        study.set_codebook(replace(grid, notes=("autre",)))


def test_a_code_in_use_may_be_retired_but_not_removed(study, grid):
    study.code("E01", "T1", start=0, end=7)
    with pytest.raises(ConflictError, match="T1"):
        study.set_codebook(replace(grid, version="2", codes=without(grid, "T1"), families=()))
    retired = tuple(replace(code, status="retired") if code.id == "T1" else code for code in grid.codes)
    study.set_codebook(replace(grid, version="2", codes=retired))
    assert study.doctor().findings == []


def test_an_id_never_comes_back_with_another_meaning(study, grid):
    back = tuple(
        replace(code, status="active", label=Label("Tout autre", "Other")) if code.id == "G9" else code
        for code in grid.codes
    )
    with pytest.raises(ConflictError, match="G9"):
        study.set_codebook(replace(grid, version="2", codes=back))
    same = tuple(replace(code, status="active") if code.id == "G9" else code for code in grid.codes)
    study.set_codebook(replace(grid, version="2", codes=same))
    study.set_codebook(replace(grid, version="3", codes=without(grid, "G9")))
    with pytest.raises(ConflictError, match="G9"):
        study.set_codebook(replace(grid, version="4", codes=back))
    assert study.codebook.version == "3"


def test_undo_brings_the_version_before_back(study, grid):
    study.set_codebook(replace(grid, version="2"))
    study.undo()
    assert study.codebook.version == "1"
    assert study.codebook_versions() == ["1"]


def test_a_study_without_a_codebook_says_so(tmp_path):
    with Study.create(tmp_path / "vide.qualcoop") as bare, pytest.raises(ConflictError, match="grille"):
        _ = bare.codebook
