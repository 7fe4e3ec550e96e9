"""Whatever is done and undone, in whatever order: the journal alone makes the same state."""

import tempfile
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from qualcoop.errors import ConflictError, QualcoopError
from qualcoop.model import Case, Coding, Origin, Source, Suggestion, Turn
from qualcoop.spans import Span
from qualcoop.study import Study
from qualcoop.study.changes import all_rows
from qualcoop.study.schema import STATE

TEXT = "L'élan 🌱 est là, on décide ensemble ; le temps manque."
SPANS = st.tuples(st.integers(0, 12), st.integers(13, len(TEXT)))
CODES = st.sampled_from(["L3", "L3.1", "G3", "T1"])
LAYERS = st.sampled_from(["main", "B"])
MEMOS = st.sampled_from(["", "vu", "à revoir"])


def state_of(study):
    with study.store.read() as connection:
        return {name: all_rows(connection, name) for name in STATE}


class Researcher(RuleBasedStateMachine):
    """Codes, edits, suggests, decides, undoes and redoes; keeps a plain list of what undo should restore."""

    make_grid = None

    @initialize()
    def begin(self):
        self.folder = tempfile.TemporaryDirectory()
        self.study = Study.create(Path(self.folder.name) / "e.qualcoop", codebook=type(self).make_grid())
        self.study.set_cases([Case("P1", "Un"), Case("P2", "Deux")])
        origin = Origin("E01.txt", "0" * 64, "txt", "hand", "1")
        turns = (Turn(0, 0, len(TEXT), "respondent", "R"),)
        source = Source("E01", "interview", TEXT, (Span(0, len(TEXT)),), turns, origin, case="P1")
        self.study.add_sources([("E01", source)])
        self.before = []  # the states that undo goes back to
        self.after = []  # the states that redo goes forth to

    def do(self, action):
        """Carry out a change; if it changed anything, undo must be able to come back to here."""
        state, events = state_of(self.study), len(self.study.history(None))
        try:
            action()
        except QualcoopError:
            assert state_of(self.study) == state
            return
        if len(self.study.history(None)) > events:
            self.before.append(state)
            self.after.clear()

    def one(self, data):
        return data.draw(st.sampled_from(sorted(self.study.codings()["id"])))

    def suggestion(self, data):
        return data.draw(st.sampled_from(sorted(self.study.suggestions()["id"])))

    @rule(span=SPANS, code=CODES, layer=LAYERS, memo=MEMOS)
    def code(self, span, code, layer, memo):
        self.do(lambda: self.study.code("E01", code, start=span[0], end=span[1], layer=layer, memo=memo))

    @rule(spans=st.lists(SPANS, max_size=5), code=CODES, about=st.sampled_from([None, "P2", "P9"]))
    def batch(self, spans, code, about):
        made = [Coding("E01", start, end, code, "main", TEXT[start:end], about=about) for start, end in spans]
        self.do(lambda: self.study.add_codings(made))

    @precondition(lambda self: not self.study.codings().empty)
    @rule(data=st.data())
    def uncode(self, data):
        self.do(lambda: self.study.uncode(self.one(data)))

    @precondition(lambda self: not self.study.codings().empty)
    @rule(data=st.data(), span=SPANS, code=CODES, memo=MEMOS)
    def edit(self, data, span, code, memo):
        changes = {"start": span[0], "end": span[1], "code": code, "memo": memo}
        self.do(lambda: self.study.edit_coding(self.one(data), **changes))

    @rule(found=st.lists(st.tuples(SPANS, CODES, st.sampled_from(["r1", "r2"])), max_size=4))
    def suggest(self, found):
        made = [Suggestion("E01", start, end, code, rule, "mot", TEXT[start:end]) for (start, end), code, rule in found]
        self.do(lambda: self.study.put_suggestions(made, ["E01"]))

    @precondition(lambda self: not self.study.suggestions().empty)
    @rule(data=st.data(), what=st.sampled_from(["accept", "edit", "reject", "reopen"]), layer=LAYERS, code=CODES)
    def decide(self, data, what, layer, code):
        name = self.suggestion(data)
        decisions = {
            "accept": lambda: self.study.accept(name, layer=layer),
            "edit": lambda: self.study.accept(name, layer=layer, code=code),
            "reject": lambda: self.study.reject(name),
            "reopen": lambda: self.study.reopen(name),
        }
        self.do(decisions[what])

    @rule(layer=LAYERS, coded=st.booleans(), role=st.sampled_from(["respondent", "interviewer"]))
    def mark_and_role(self, layer, coded, role):
        self.do(lambda: self.study.mark_coded("E01", layer, coded))
        self.do(lambda: self.study.set_speakers("E01", {"R": role}))

    @rule()
    def remove_source(self):
        if len(self.before) % 5 == 4:
            self.do(lambda: self.study.remove_source("E01", force=True))

    @precondition(lambda self: self.before)
    @rule()
    def undo(self):
        state = state_of(self.study)
        self.study.undo()
        assert state_of(self.study) == self.before.pop()
        self.after.append(state)

    @rule()
    def redo(self):
        if not self.after:
            try:
                self.study.redo()
            except ConflictError:
                return
            raise AssertionError("nothing was undone, yet redo did something")
        state = state_of(self.study)
        self.study.redo()
        assert state_of(self.study) == self.after.pop()
        self.before.append(state)

    @invariant()
    def journal_makes_the_same_state(self):
        if hasattr(self, "study"):
            assert self.study.replay() == []

    def teardown(self):
        if hasattr(self, "study"):
            assert self.study.doctor().findings == []
            self.study.close()
            self.folder.cleanup()


def test_any_sequence_of_changes_replays_to_the_same_state(make_grid):
    class Here(Researcher):
        pass

    Here.make_grid = staticmethod(make_grid)
    from hypothesis.stateful import run_state_machine_as_test

    checks = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    run_state_machine_as_test(
        Here,
        settings=settings(max_examples=12, stateful_step_count=18, deadline=None, suppress_health_check=checks),
    )
