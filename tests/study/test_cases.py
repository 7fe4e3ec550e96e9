"""Cases as a tree, persons, phases, the outline's description of the study."""

import pytest

from qualcoop.errors import ConflictError, InputError, UnknownNameError
from qualcoop.model import Case, Person
from qualcoop.study import Phase


def test_cases_keep_their_order_and_tree(study):
    assert [case.id for case in study.cases()] == ["P1", "P1a", "P2", "pro"]
    frame = study.bundle().cases
    assert list(frame.index) == ["P1", "P1a", "P2", "pro"]
    assert frame.loc["P1a", "parent"] == "P1"
    assert frame.loc["pro", "stratum"] == "apart"


def test_a_tree_that_is_none_is_refused(study):
    with pytest.raises(InputError, match="lui-même"):
        study.set_cases([Case("P1", "a", "P2"), Case("P2", "b", "P1"), Case("P1a", "c", "P1")])
    with pytest.raises(UnknownNameError, match="P9"):
        study.set_cases([Case("P1", "a", "P9")])
    with pytest.raises(InputError, match="deux fois"):
        study.set_cases([Case("P1", "a"), Case("P1", "b")])
    assert len(study.cases()) == 4


def test_a_case_in_use_stays(study):
    with pytest.raises(ConflictError, match="P1a"):
        study.set_cases([Case("P1", "Un")])
    study.set_cases([Case("P1", "Le premier"), Case("P1a", "Un a", "P1")])
    assert [case.label for case in study.cases()] == ["Le premier", "Un a"]
    study.undo()
    assert len(study.cases()) == 4


def test_persons_have_several_actor_types(study):
    given = [Person("p9", "Inès", "respondent", ("élu", "association"), "Mairie", {"genre": "f"})]
    study.set_persons(given)
    assert study.persons() == given
    study.link_speaker("E01", "Inès", "p9")
    with pytest.raises(ConflictError, match="p9"):
        study.set_persons([])
    with pytest.raises(UnknownNameError):
        study.set_persons([Person("p1", "X", "roi")])


def test_a_phase_that_ends_before_it_begins_is_a_sentence(study):
    with pytest.raises(InputError, match=r"finit \(2019-06\) avant de commencer \(2020-07\)"):
        study.set_phases([Phase("P1", "A", "Départ", "2020-07", "2019-06")])
    with pytest.raises(InputError, match="date"):
        study.set_phases([Phase("P1", "A", "Départ", "l'hiver", None)])
    with pytest.raises(UnknownNameError):
        study.set_phases([Phase("P9", "A", "Départ")])
    assert study.phases() == []


def test_phases_spoken_of_may_not_vanish(study):
    study.set_phases([Phase("P1", "A", "Départ", None, "2019-06-30"), Phase("P1", "B", "Suite", "01/07/2019", None)])
    assert study.phases()[1].start == "2019-07-01"
    study.code("E01", "G3.2", start=3, end=9, phase="A")
    with pytest.raises(ConflictError, match="P1/A"):
        study.set_phases([Phase("P1", "B", "Suite")])
    study.set_phases([Phase("P1", "A", "Avant"), Phase("P1", "B", "Suite")])
    assert study.doctor().findings == []


def test_what_the_study_says_of_itself(study):
    study.describe(aim="comprendre", unit_of_analysis="le projet")
    info = study.info
    assert (info.name, info.aim, info.unit_of_analysis, info.codebook) == ("Étude", "comprendre", "le projet", "1")
    guid = info.guid
    study.describe(name="Autre")
    assert study.info.guid == guid
    assert study.info.aim == "comprendre"
    with pytest.raises(UnknownNameError):
        study.describe(title="x")
