"""Edits of a codebook: a new version each, ids that never vanish or serve twice, codings that follow."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcoop import codebook as codebooks
from qualcoop.codebook import Code, Label
from qualcoop.codebook.editing import (
    add_code,
    change,
    free_id,
    merge,
    move,
    next_version,
    rename,
    restore,
    retire,
    split,
)
from qualcoop.errors import CodebookError, ConflictError, InputError, UnknownNameError

GRID = codebooks.shipped()
_FEW = {"L1", "L2", "G1", "T1", "C1"}
SMALL = replace(
    GRID,
    codes=tuple(
        replace(code, contraries=tuple(each for each in code.contraries if each in _FEW))
        for code in GRID.codes
        if code.id.partition(".")[0] in _FEW
    ),
    families=(replace(GRID.families[0], codes=("C1",)),),
)


def ids(book):
    return [code.id for code in book.codes]


def status(book, id):
    return book.code(id).status


@pytest.mark.parametrize(
    ("version", "part", "made"),
    [
        ("1.2.3", "wording", "1.2.4"),
        ("1.2.3", "structure", "1.3.0"),
        ("1.2", "wording", "1.2.1"),
        ("1", "structure", "1.1.0"),
        ("v2", "wording", "v2.0.1"),
        ("2024-03-01", "structure", "2024-03-1.1.0"),
        ("brouillon", "wording", "brouillon-0.0.1"),
        ("", "wording", "0.0.1"),
    ],
)
def test_the_next_version(version, part, made):
    assert next_version(version, part) == made


def test_a_version_that_was_known_is_passed_over():
    assert next_version("1.0.0", "wording", {"1.0.1", "1.0.2"}) == "1.0.3"
    assert next_version("1.0.0", "structure", {"1.1.0"}) == "1.2.0"


@given(st.text(max_size=20), st.sampled_from(["wording", "structure"]))
def test_versions_never_repeat(version, part):
    seen = {version}
    for _ in range(5):
        version = next_version(version, part, seen)
        assert version not in seen
        seen.add(version)


def test_ids_are_made_that_never_served():
    assert free_id(GRID, "Peur de l'échec", None) == "peur-de-l-echec"
    assert free_id(GRID, "…", None) == "code"
    assert free_id(GRID, "x", None, taken=["x", "x-2"]) == "x-3"
    made = free_id(GRID, "x", "L1")
    assert made.startswith("L1.")
    assert not GRID.has(made)


def test_a_code_is_added_after_its_siblings_with_its_parents_polarity():
    made = add_code(GRID, Code("L1.9", "L1", label=Label("Neuf", "New"))).codebook
    under = [id for id in ids(made) if id == "L1" or id.startswith("L1.")]
    assert under[-1] == "L1.9"
    assert ids(made).index("L1.9") == ids(made).index(under[-2]) + 1
    assert made.code("L1.9").polarity == "lever"
    assert made.version == "0.2.0" if GRID.version == "0.1.0" else made.version != GRID.version
    assert ids(GRID) == [id for id in ids(made) if id != "L1.9"]
    with pytest.raises(ConflictError, match="existe déjà"):
        add_code(GRID, Code("L1", label=Label("x")))
    with pytest.raises(CodebookError, match="rien n'a été changé"):
        add_code(GRID, Code("new", label=Label()))


def test_a_rename_is_wording_and_a_change_of_nothing_is_no_version():
    made = rename(GRID, "L1", Label("Cap", "Course")).codebook
    assert made.code("L1").label == Label("Cap", "Course")
    assert made.version.split(".")[:2] == GRID.version.split(".")[:2]
    assert change(GRID, "L1", label=GRID.code("L1").label).codebook is GRID
    with pytest.raises(InputError, match="ne se change pas ainsi"):
        change(GRID, "L1", parent="L2")
    with pytest.raises(UnknownNameError):
        rename(GRID, "L99", Label("x"))


def test_a_retired_code_takes_its_sub_codes_along_and_is_nobodys_contrary():
    facing = [code.id for code in GRID.codes if "G1" in code.contraries]
    assert facing
    made = retire(GRID, "G1").codebook
    assert {status(made, id) for id in GRID.descendants("G1")} == {"retired"}
    assert not [code.id for code in made.active if "G1" in code.contraries]
    assert ids(made) == ids(GRID)
    assert retire(made, "G1").codebook is made
    back = restore(made, "G1").codebook
    assert status(back, "G1") == "active"
    assert restore(back, "G1").codebook is back
    with pytest.raises(CodebookError):
        restore(made, GRID.children("G1")[0])


def test_a_move_within_the_ids_freedom_keeps_the_id():
    made = move(GRID, "T1", "T2")
    assert (made.id, made.recoded, made.codebook.code("T1").parent) == ("T1", {}, "T2")
    back = move(made.codebook, "T1", None, before="T2")
    assert back.codebook.code("T1").parent is None
    assert ids(back.codebook).index("T1") < ids(back.codebook).index("T2")


def test_a_top_code_that_moves_leaves_its_declared_family():
    made = move(GRID, "C1", "C2").codebook
    assert "C1" not in made.families[0].codes
    assert "C1" in GRID.families[0].codes
    assert made.family("C1") == GRID.family("C2")


def test_a_move_against_the_id_gives_a_new_one_and_retires_the_old():
    made = move(GRID, "L1.1", "G2")
    new = made.recoded["L1.1"]
    assert new.startswith("G2.")
    code = made.codebook.code(new)
    assert (code.parent, code.polarity, code.label) == ("G2", "guard-rail", GRID.code("L1.1").label)
    assert status(made.codebook, "L1.1") == "retired"
    assert codebooks.loads(codebooks.dumps(made.codebook)) == made.codebook


def test_order_among_siblings_and_what_a_move_refuses():
    one, two = GRID.children("L1")[:2]
    made = move(GRID, two, "L1", before=one).codebook
    assert made.children("L1")[:2] == (two, one)
    assert move(GRID, one, "L1").codebook is GRID
    with pytest.raises(ConflictError, match="sous lui-même"):
        move(GRID, "L1", one)
    with pytest.raises(ConflictError, match="même parent"):
        move(GRID, one, "L1", before="L2")
    with pytest.raises(ConflictError, match="retiré"):
        move(retire(GRID, "L2").codebook, "L1", "L2")


def test_a_merge_moves_rules_and_sub_codes_and_keeps_the_old_id_retired():
    made = merge(GRID, "L1", "L2")
    book = made.codebook
    assert made.recoded["L1"] == "L2"
    active = [id for id in GRID.children("L1") if status(GRID, id) == "active"]
    assert [book.code(made.recoded[id]).parent for id in active] == ["L2"] * len(active)
    assert {status(book, id) for id in GRID.descendants("L1")} == {"retired"}
    assert set(GRID.code("L1").keywords) <= set(book.code("L2").keywords)
    assert not [code.id for code in book.active if "L1" in code.contraries]
    assert codebooks.broken_promises(GRID, book) == []
    for wrong in ("L1", GRID.children("L1")[0]):
        with pytest.raises(ConflictError):
            merge(GRID, "L1", wrong)


def test_a_split_adds_parts_beside_and_may_retire_the_old():
    parts = [Code("T1a", label=Label("Un")), Code("T1b", label=Label("Deux"))]
    kept = split(GRID, "T1", parts).codebook
    assert (status(kept, "T1"), status(kept, "T1a")) == ("active", "active")
    gone = split(GRID, "T1", parts, retire_old=True).codebook
    assert status(gone, "T1") == "retired"
    with pytest.raises(ConflictError):
        split(GRID, "T1", [Code("T1.9", "T1", label=Label("x"))], retire_old=True)
    with pytest.raises(InputError):
        split(GRID, "T1", [])


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_any_edits_in_a_row_keep_the_promises(data):
    """No id vanishes, every version differs, what is written is read again, codings always have a code in use."""
    book, seen = SMALL, {SMALL.version}
    for _ in range(3):
        active = [code.id for code in book.active]
        one, two = data.draw(st.sampled_from(active)), data.draw(st.sampled_from([*active, None]))
        action = data.draw(st.sampled_from(["move", "merge", "retire"]))
        try:
            if action == "move":
                made = move(book, one, two, taken=seen)
            elif action == "merge" and two is not None:
                made = merge(book, one, two, taken=seen)
            else:
                made = retire(book, one, taken=seen)
        except ConflictError:
            continue
        assert codebooks.broken_promises(book, made.codebook) == []
        assert set(ids(book)) <= set(ids(made.codebook))
        assert len(ids(made.codebook)) == len(set(ids(made.codebook)))
        for new in made.recoded.values():
            assert status(made.codebook, new) == "active"
        assert codebooks.loads(codebooks.dumps(made.codebook)) == made.codebook
        if made.codebook is not book:
            assert made.codebook.version not in seen
        book = made.codebook
        seen.add(book.version)
