"""Many suggestions decided as one change, and what is told of how they were checked."""

import pytest

from qualcoop.errors import ConflictError, UnknownNameError
from qualcoop.model import Suggestion
from qualcoop.study.deciding import pace


@pytest.fixture
def pending(study):
    text = study.source("E01").text
    found = []
    for quote, code, rule in (
        ("On a manqué de temps.", "G3.2", "manqué de temps"),
        ("On a décidé ensemble, par consentement.", "L3.1", "consentement"),
        ("On a décidé ensemble, par consentement.", "T1", "consentement"),
    ):
        start = text.index(quote)
        found.append(Suggestion("E01", start, start + len(quote), code, rule, rule, quote))
    study.put_suggestions(found, ["E01"])
    return study


def ids(study, **chosen):
    return study.suggestions(**chosen)["id"].tolist()


def test_a_whole_rule_is_accepted_and_undone_as_one(pending):
    frame = pending.suggestions()
    chosen = frame.loc[frame["rule"] == "consentement", "id"].tolist()
    assert pending.accept_many(chosen, layer="ref", coder="MB") == 2
    made = pending.codings("ref")
    assert set(made["code"]) == {"L3.1", "T1"}
    assert set(made["origin"]) == {"accepted"}
    assert set(made["coder"]) == {"MB"}
    assert len(pending.history(limit=1)) == 1
    assert "2 suggestions acceptées ensemble" in pending.history().iloc[0]["what"]
    assert "2 suggestions acceptées ensemble" in pending.undo()
    assert pending.codings().empty
    assert len(ids(pending, state="pending")) == 3
    pending.redo()
    assert len(pending.codings()) == 2
    assert pending.doctor().findings == []


def test_many_are_rejected_and_reopened(pending):
    assert pending.reject_many(ids(pending)) == 3
    assert set(pending.suggestions()["state"]) == {"rejected"}
    assert pending.reopen_many(ids(pending)) == 3
    assert set(pending.suggestions()["state"]) == {"pending"}
    assert pending.accept_many([]) == 0
    assert pending.accept_many(ids(pending) * 2) == 3  # named twice, decided once


def test_one_that_does_not_fit_refuses_all(pending):
    with pytest.raises(UnknownNameError):
        pending.accept_many([*ids(pending), "nobody"])
    text = pending.source("E01").text
    retired = Suggestion("E01", 0, 7, "G9", "r", "r", text[0:7])
    pending.put_suggestions([retired], ["E02"])
    with pytest.raises(ConflictError):
        pending.accept_many(ids(pending))
    assert pending.codings().empty


def test_two_that_share_a_coding_take_it_back_together(pending):
    span = pending.suggestions(code="G3.2").iloc[0]
    one, other = ids(pending, code="L3.1")[0], ids(pending, code="G3.2")[0]
    pending.accept(one, code="G3.2", start=int(span["start"]), end=int(span["end"]))
    pending.accept(other)
    assert len(pending.codings()) == 1
    pending.reopen_many([one, other])
    assert pending.codings().empty
    assert pending.doctor().findings == []


@pytest.mark.parametrize(
    ("seconds", "name"),
    [
        (0, "<2 s"),
        (1.99, "<2 s"),
        (2, "2–5 s"),
        (14, "5–15 s"),
        (59, "15–60 s"),
        (1e9, ">60 s"),
        (None, None),
        (-1, None),
    ],
)
def test_only_the_class_of_a_time_is_kept(seconds, name):
    assert pace(seconds) == name


def test_the_share_of_suggested_codings_and_how_they_were_checked(pending):
    assert pending.checking()["codings"]["share"] is None
    first, second, third = ids(pending)
    pending.code("E02", "L3", start=0, end=6)
    pending.accept(first, seconds=1.2)
    pending.reject(second, seconds=7)
    pending.reopen(second)
    pending.reject(second, seconds=3)
    pending.accept_many([third], layer="B")
    found = pending.checking()
    assert found["codings"] == {
        "total": 3, "manual": 1, "imported": 0, "accepted": 2, "edited": 0, "suggested": 2, "share": 2 / 3,
        "by_rules": 2, "by_learner": 0,
    }  # fmt: skip
    assert found["decisions"]["one_by_one"] == 3
    assert {name: count for name, count in found["decisions"]["pace"].items() if count} == {"<2 s": 1, "2–5 s": 1}
    assert pending.checking("B")["codings"]["total"] == 1
    pending.undo()
    assert pending.checking()["decisions"]["pending"] == 1
    pending.accept_many([*ids(pending, state="pending"), first], layer="B")
    assert pending.checking()["decisions"]["together"] == 2
    assert "1.2" not in str(pending.history()["what"].tolist())  # no exact time stands anywhere
    with pytest.raises(UnknownNameError):
        pending.checking("Z")
