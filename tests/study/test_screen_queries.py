"""What a screen asks of a study: rows and counts, changes since, decisions and codebook edits as one change each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qualcoop.codebook import Label
from qualcoop.codebook.editing import merge, rename
from qualcoop.errors import ConflictError, UnknownNameError
from qualcoop.model import Suggestion
from qualcoop.study.codings import FIELDS
from qualcoop.study.deciding import decide
from qualcoop.study.listing import (
    coding_rows,
    counts_by_code,
    counts_by_source,
    marked,
    reading,
    rule_counts,
    versions_ever,
)
from qualcoop.study.recoding import edit_codebook
from qualcoop.study.since import changes_since, head


def events(study):
    return len(study.history(None))


def code(study, code, start, end, **more):
    return study.code("E01", code, start=start, end=end, **more)


def test_rows_are_the_codings_in_reading_order(study):
    code(study, "T1", 30, 40)
    code(study, "L3", 0, 7, layer="Ana")
    code(study, "G3", 0, 7, layer="Ana")
    rows = [dict(zip(FIELDS, row, strict=True)) for row in coding_rows(study)]
    frame = study.codings()
    assert [row["id"] for row in rows] == frame["id"].tolist()
    assert rows[0]["quote"] == study.source("E01").text[0:7]
    assert [row[FIELDS.index("code")] for row in coding_rows(study, "E01", "Ana")] == ["G3", "L3"]
    assert coding_rows(study, "E02") == []
    with pytest.raises(UnknownNameError):
        coding_rows(study, "E99")


def test_counts_and_marks(study):
    code(study, "L3", 0, 7)
    code(study, "L3", 8, 12)
    code(study, "L3.1", 0, 7, layer="Ana")
    study.mark_coded("E02", "Ana")
    assert counts_by_source(study) == {"E01": {"Ana": 1, "main": 2}}
    assert counts_by_code(study) == {"L3": {"main": 2}, "L3.1": {"Ana": 1}}
    assert marked(study) == {"E02": ["Ana"]}
    row, text, layout = reading(study, "E01")
    assert (row["id"], text) == ("E01", study.source("E01").text)
    assert layout.paragraphs == study.source("E01").paragraphs


def test_changes_since_tell_what_a_screen_must_show(study):
    start = head(study)
    made = code(study, "L3", 0, 7)
    moved = study.edit_coding(made.id, end=9)
    study.uncode(moved.id)
    study.undo()
    study.set_attributes("E02", {"lieu": "Brest"})
    study.mark_coded("E01")
    told = changes_since(study, start)
    assert [change.seq for change in told] == list(range(start + 1, start + 7))
    assert [change.verb for change in told] == ["code", "edit_coding", "uncode", "undo", "set_attributes", "mark_coded"]
    assert [change.sources for change in told] == [("E01",)] * 4 + [("E02",), ("E01",)]
    assert [len(change.put) for change in told] == [1, 1, 0, 1, 0, 0]
    assert [change.drop for change in told] == [(), (made.id,), (moved.id,), (), (), ()]
    assert told[0].put[0]["quote"] == made.quote
    assert told[0].sentence.startswith("L3 sur E01")
    assert changes_since(study, head(study)) == []
    assert [change.seq for change in changes_since(study, start, limit=2)] == [start + 1, start + 2]


def test_a_source_taken_out_and_put_back_is_told_both_times(study):
    code(study, "L3", 0, 7)
    start = head(study)
    study.remove_source("E01", force=True)
    study.undo()
    gone, back = changes_since(study, start)
    assert gone.sources == back.sources == ("E01",)
    assert (len(gone.drop), len(back.put)) == (1, 1)
    assert "sources" in gone.tables


# ---------------------------------------------------------------- codebook edits


def test_an_edit_and_its_codings_are_one_change_and_one_undo(study):
    one = code(study, "L3.1", 0, 7, memo="a", layer="Ana")
    same = code(study, "L3", 0, 7, memo="b", layer="Ana", about="P2")
    code(study, "L3.1", 8, 12)
    before, count = study.codings(), events(study)
    edited = merge(study.codebook, "L3.1", "L3")
    assert edit_codebook(study, edited.codebook, edited.recoded) == 2
    assert events(study) == count + 1
    after = study.codings()
    assert after["code"].tolist() == ["L3", "L3"]
    kept = study.coding(same.id)
    assert (kept.memo, kept.about) == ("b\na", "P2")
    assert study.doctor().findings == []
    with pytest.raises(UnknownNameError):
        study.coding(one.id)
    study.undo()
    assert study.codings().equals(before)
    study.redo()
    assert study.codings().equals(after)
    assert study.doctor().findings == []


def test_single_codings_are_given_another_code(study):
    one, two = code(study, "L3", 0, 7), code(study, "L3", 8, 12)
    book = rename(study.codebook, "L3", Label("Décider", "Deciding")).codebook
    assert edit_codebook(study, book, {}, {two.id: "T1"}) == 1
    assert study.codings()["code"].tolist() == ["L3", "T1"]
    assert study.coding(one.id).codebook_version == "1"
    assert study.codings()["codebook_version"].tolist() == ["1", book.version]
    for wrong in ({"none": "T1"}, {one.id: "X9"}):
        again = rename(book, "L3", Label("x", "y")).codebook
        with pytest.raises(UnknownNameError):
            edit_codebook(study, again, {}, wrong)
    assert study.codebook.version == book.version


def test_versions_taken_back_are_remembered(study):
    study.set_codebook(replace(study.codebook, version="2"))
    study.undo()
    assert study.codebook_versions() == ["1"]
    assert versions_ever(study) == ["1", "2"]


# ---------------------------------------------------------------- decisions


@pytest.fixture
def suggested(study):
    text = study.source("E01").text
    spans = ((0, 7, "L3"), (8, 12, "L3"), (8, 12, "G3"))
    study.put_suggestions([Suggestion("E01", s, e, c, "rule", "x", text[s:e]) for s, e, c in spans], ["E01"])
    return study


def test_many_decisions_are_one_change(suggested):
    ids, count = suggested.suggestions()["id"].tolist(), events(suggested)
    assert decide(suggested, ids, "accept", layer="Ana", coder="ana") == 3
    assert events(suggested) == count + 1
    assert suggested.codings()["origin"].tolist() == ["accepted"] * 3
    assert suggested.codings()["coder"].tolist() == ["ana"] * 3
    assert rule_counts(suggested)[0]["state"] == "accepted"
    assert suggested.history(1)["what"].item() == "3 suggestions acceptées ensemble : G3, L3 sur E01"
    suggested.undo()
    assert len(suggested.codings()) == 0
    assert decide(suggested, ids[:2], "reject") == 2
    assert sorted(suggested.suggestions()["state"]) == ["pending", "rejected", "rejected"]
    assert decide(suggested, ids, "reopen") == 3
    assert set(suggested.suggestions()["state"]) == {"pending"}
    assert suggested.doctor().findings == []


def test_one_that_does_not_fit_refuses_all(suggested):
    ids, count = suggested.suggestions()["id"].tolist(), events(suggested)
    with pytest.raises(UnknownNameError):
        decide(suggested, [*ids, "none"], "accept")
    book = suggested.codebook
    codes = tuple(replace(each, status="retired") if each.id == "G3" else each for each in book.codes)
    codes = tuple(replace(each, status="retired") if each.id == "G3.2" else each for each in codes)
    suggested.set_codebook(replace(book, version="2", codes=codes))
    with pytest.raises(ConflictError):
        decide(suggested, ids, "accept")
    assert len(suggested.codings()) == 0
    assert events(suggested) == count + 1
