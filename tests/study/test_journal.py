"""The journal: append-only, undo and redo as events, tampering seen by the doctor."""

import sqlite3

import pytest

from qualcoop.errors import ConflictError
from qualcoop.language import set_language
from qualcoop.study import Study


def tampered(study, *statements):
    """Change the file behind the study's back, as another program could."""
    path = study.store.where.path
    study.close()
    raw = sqlite3.connect(path)
    for name in ("events_no_update", "events_no_delete", "texts_no_update", "texts_no_delete"):
        raw.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        raw.execute(statement)
    raw.commit()
    raw.close()
    with Study.open(path) as again:
        return again.doctor().findings


def test_history_tells_what_was_done_newest_first(study):
    study.code("E01", "L3.1", quote="décidé ensemble", coder="MB")
    frame = study.history(3)
    assert list(frame["verb"]) == ["code", "add_sources", "set_cases"]
    assert frame.loc[0, "actor"] == "MB"
    assert frame.loc[0, "what"].startswith("L3.1 sur E01")
    assert frame["at"].str.endswith("+00:00").all()
    set_language("en")
    assert study.history(1).loc[0, "what"].startswith("L3.1 on E01")


def test_undo_and_redo_walk_back_and_forth(study):
    start = study.replay()
    made = [study.code("E01", "L3", start=at, end=at + 5) for at in range(3)]
    assert "annulé" in study.undo()
    assert study.undo().startswith("annulé : L3 sur E01")
    assert len(study.codings()) == 1
    assert "rétabli" in study.redo()
    assert set(study.codings()["id"]) == {made[0].id, made[1].id}
    study.code("E01", "T1", start=0, end=5)
    with pytest.raises(ConflictError, match="rien à rétablir"):
        study.redo()
    assert study.replay() == start == []
    assert study.history().loc[0, "verb"] == "code"
    assert study.history(None)["undone"].sum() == 1


def test_everything_but_the_creation_can_be_undone(study):
    for _ in range(len(study.history(None)) - 1):
        study.undo()
    with pytest.raises(ConflictError, match="rien à annuler"):
        study.undo()
    assert study.source_ids() == []
    assert study.cases() == []
    assert study.info.name == "Étude"
    assert study.doctor().findings == []
    for _ in range(3):
        study.redo()
    assert study.source_ids() == ["E01", "E02"]


def test_each_person_can_undo_their_own(study):
    mine = study.code("E01", "L3", start=0, end=5, coder="A")
    theirs = study.code("E01", "L3", start=1, end=5, coder="B")
    study.undo("A")
    assert list(study.codings()["id"]) == [theirs.id]
    study.redo("A")
    study.edit_coding(mine.id, memo="vu par B")
    with pytest.raises(ConflictError, match="quelqu'un d'autre"):
        study.undo("A")
    assert len(study.codings()) == 2


def test_undoing_what_another_change_stands_on_is_refused(study, make_source):
    study.actor = "A"
    study.add_sources([("E03", make_source("E03"))])
    study.code("E03", "L3", start=0, end=5, coder="B")
    with pytest.raises(ConflictError, match="en dépend"):
        study.undo("A")
    assert study.source_ids() == ["E01", "E02", "E03"]
    assert study.doctor().findings == []


@pytest.mark.parametrize("table", ["events", "texts"])
@pytest.mark.parametrize("action", ["DELETE FROM {0}", "UPDATE {0} SET hash = 'x'"])
def test_even_another_program_cannot_rewrite_journal_or_texts(study, table, action):
    raw = sqlite3.connect(study.store.where.path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute(action.format(table))
    raw.close()


def test_a_healthy_study_says_what_was_checked(study):
    study.code("E01", "L3", start=0, end=5)
    report = study.doctor()
    assert report.findings == []
    assert report.healthy
    assert report.checked["codings"] == 1
    assert report.checked["sources"] == 2
    assert report.checked["events"] == len(study.history(None))


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE codings SET quote = 'autre'", "le texte n'y est pas « autre »"),
        ("UPDATE codings SET code = 'ZZ'", "ZZ"),
        ('UPDATE codings SET "end" = 99999', "sort du texte"),
        ("UPDATE codings SET memo = 'ajouté'", "le journal et l'étude ne disent pas la même chose"),
        ("DELETE FROM codings", "mais plus dans l'étude"),
        ("UPDATE events SET payload = '{}' WHERE verb = 'code'", "modifié après coup"),
        ("UPDATE events SET actor = 'X' WHERE seq = 2", "modifié après coup"),
        ("DELETE FROM events WHERE seq = 3", "l'événement 3 manque"),
        ("UPDATE texts SET text = replace(text, 'ensemble', 'séparés.')", "n'est plus celui qui a été importé"),
        ("UPDATE texts SET positions = x'00'", "ne sont pas ceux que cette version y trouve"),
        ("DELETE FROM texts", "n'a plus son texte"),
        ("UPDATE suggestions SET state = 'accepted'", "ne se répondent pas"),
        ("INSERT INTO cases VALUES ('P9', 9, 'x', NULL, 'main', '')", "mais pas dans le journal"),
    ],
)
def test_the_doctor_finds_what_was_changed_behind_its_back(study, statement, words):
    study.code("E01", "L3", start=0, end=5)
    study.suggest()
    findings = tampered(study, statement)
    told = " ".join(findings)
    assert words in told
    assert "trigger" in told  # the missing protection is seen too


def test_many_faults_are_counted_not_listed_without_end(study):
    text = study.source("E01").text
    from qualcoop.model import Coding

    study.add_codings(Coding("E01", at, at + 3, "L3", "main", text[at : at + 3]) for at in range(120))
    findings = tampered(study, "UPDATE codings SET quote = 'autre'")
    assert any("70 autres" in finding for finding in findings)
    assert len(findings) < 120
