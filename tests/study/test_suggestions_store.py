"""Suggestions: they count nowhere until accepted, and a decision lasts."""

import pytest

from qualcoop.errors import AnchorError, UnknownNameError
from qualcoop.model import Suggestion


def proposed(study, code="G3.2", quote="On a manqué de temps.", rule="manqué de temps"):
    text = study.source("E01").text
    start = text.index(quote)
    return Suggestion("E01", start, start + len(quote), code, rule, "manqué de temps", quote)


@pytest.fixture
def pending(study):
    found = [proposed(study), proposed(study, "L3.1", "On a décidé ensemble, par consentement.", "consentement")]
    study.put_suggestions(found, ["E01"])
    return study


def ids(study, **chosen):
    return dict(zip(study.suggestions(**chosen)["code"], study.suggestions(**chosen)["id"], strict=True))


def test_pending_suggestions_count_nowhere(pending):
    assert len(pending.suggestions(state="pending")) == 2
    assert pending.bundle().segments.empty
    assert pending.matrix(small=None).seg.to_numpy()[~pending.matrix().seg.isna().to_numpy()].sum() == 0


def test_accepted_as_proposed_or_edited_keeps_its_origin_and_rule(pending):
    accepted = pending.accept(ids(pending)["G3.2"], layer="ref", coder="MB")
    assert (accepted.origin, accepted.rule, accepted.layer, accepted.coder) == (
        "accepted",
        "manqué de temps",
        "ref",
        "MB",
    )
    edited = pending.accept(ids(pending)["L3.1"], code="T1")
    assert (edited.origin, edited.code, edited.rule) == ("edited", "T1", "consentement")
    states = dict(zip(pending.suggestions()["code"], pending.suggestions()["state"], strict=True))
    assert states == {"G3.2": "accepted", "L3.1": "edited"}
    assert set(pending.bundle("ref").segments["origin"]) == {"accepted"}
    assert pending.doctor().findings == []


def test_running_the_rules_again_keeps_decisions(pending):
    found = [proposed(pending), proposed(pending, "L3.1", "On a décidé ensemble, par consentement.", "consentement")]
    third = proposed(pending, "T1", "On a décidé", "décidé")
    pending.put_suggestions([*found, third], ["E01"])
    pending.reject(ids(pending)["G3.2"])
    pending.accept(ids(pending)["L3.1"])
    again = proposed(pending, rule="une autre règle")  # same source, span and code
    pending.put_suggestions([again, found[1]], ["E01"])
    frame = pending.suggestions()
    assert dict(zip(frame["code"], frame["state"], strict=True)) == {"G3.2": "rejected", "L3.1": "accepted"}
    pending.put_suggestions([], ["E01"])
    assert len(pending.suggestions()) == 2
    pending.undo()  # of the run in which the third no longer fired
    assert list(pending.suggestions(state="pending")["code"]) == ["T1"]


def test_suggestions_of_other_sources_stay(pending):
    pending.put_suggestions([], ["E02"])
    assert len(pending.suggestions()) == 2


def test_reopen_and_reject_take_the_coding_back(pending):
    identifier = ids(pending)["G3.2"]
    pending.accept(identifier)
    pending.reopen(identifier)
    assert pending.codings().empty
    assert len(pending.suggestions(state="pending")) == 2
    pending.accept(identifier)
    pending.reject(identifier)
    assert pending.codings().empty
    assert pending.doctor().findings == []


def test_accepting_again_moves_the_coding(pending):
    identifier = ids(pending)["G3.2"]
    pending.accept(identifier, layer="A")
    pending.accept(identifier, layer="B")
    assert list(pending.codings()["layer"]) == ["B"]
    assert pending.doctor().findings == []


def test_a_coding_by_hand_stays_the_persons(pending):
    row = pending.suggestions(code="G3.2").iloc[0]
    by_hand = pending.code("E01", "G3.2", start=int(row["start"]), end=int(row["end"]), memo="à moi")
    accepted = pending.accept(row["id"])
    assert accepted == by_hand
    pending.reject(row["id"])
    assert pending.coding(by_hand.id) == by_hand
    assert pending.doctor().findings == []


def test_two_suggestions_may_lead_to_one_coding(pending):
    found = ids(pending)
    span = pending.suggestions(code="G3.2").iloc[0]
    pending.accept(found["L3.1"], code="G3.2", start=int(span["start"]), end=int(span["end"]))
    pending.accept(found["G3.2"])
    assert len(pending.codings()) == 1
    pending.reject(found["G3.2"])
    assert len(pending.codings()) == 1
    assert pending.doctor().findings == []


def test_uncoding_or_editing_an_accepted_suggestion_is_told_to_it(pending):
    found = ids(pending)
    made = pending.accept(found["G3.2"])
    moved = pending.edit_coding(made.id, end=made.end - 1)
    assert moved.origin == "edited"
    frame = pending.suggestions(code="G3.2")
    assert (frame["state"].item(), frame["coding"].item()) == ("edited", moved.id)
    pending.uncode(moved.id)
    assert pending.suggestions(code="G3.2")["state"].item() == "rejected"
    assert pending.doctor().findings == []


def test_what_does_not_fit_is_a_sentence(pending):
    with pytest.raises(UnknownNameError):
        pending.accept("nobody")
    with pytest.raises(UnknownNameError, match="pending"):
        pending.suggestions(state="maybe")
    with pytest.raises(AnchorError):
        pending.accept(ids(pending)["G3.2"], start=50, end=40)
    assert len(pending.suggestions(state="pending")) == 2


def test_the_rules_themselves_run_through_the_study(study):
    seen = []
    frame = study.suggest(progress=lambda done, total, name: seen.append((done, total, name)))
    assert seen == [(1, 2, "E01"), (2, 2, "E02")]
    assert set(frame["code"]) == {"L3.1", "G3.2"}
    text = study.source("E01").text
    assert all(text[row.start : row.end] == row.quote for row in frame.itertuples())
    assert "Vous avez manqué" not in " ".join(frame["quote"])  # the interviewer's question
    study.reject(frame["id"].iloc[0])
    again = study.suggest()
    assert list(again["id"]) == list(frame["id"])
    assert (again["state"] == "rejected").sum() == 1
