"""Display 4: cells, pointers, states, completion; summaries that come back and are never lost."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcoop.analysis.framework import Pointers, framework
from qualcoop.analysis.summaries import Returned, Summary, digest, merged, tidy
from qualcoop.errors import ConflictError, UnknownNameError

TURNS = [("interviewer", "Q", "Et ?"), *(("respondent", "a", f"Un deux {i}. Trois quatre {i}.") for i in range(4))]


def small(kit):
    made = kit().source("S1", "P2", TURNS).source("S2", "P1", TURNS).source("S3", "P1a", TURNS, coded=False)
    made.code("S1", "G3.1", quote="Un deux 0").code("S1", "G3.2", quote="Un deux 0").code("S1", "G3.1", quote="deux 2")
    return made.code("S2", "L1.1", quote="Trois quatre 1.\nUn deux 2")


def test_cells_hold_each_passage_once_with_its_pointer(kit):
    found = framework(small(kit).bundle())
    cell = found.cell("P2", "G3")
    assert [(e.pointer, e.codes, e.quote) for e in cell.extracts] == [
        ("S1 §2", "G3.1 + G3.2", "Un deux 0"),
        ("S1 §4", "G3.1", "deux 2"),
    ]
    assert cell.pointers == "S1 §2, §4"
    assert found.cell("P1", "L1").pointers == "S2 §3–4"
    assert found.extra["passages"].loc["P2", "G3"] == 2
    assert found.extra["extracts"]["pointer"].tolist().count("S1 §2") == 1
    with pytest.raises(UnknownNameError):
        found.cell("P9", "G3")
    with pytest.raises(UnknownNameError):
        framework(small(kit).bundle(), rows="film")


def test_pointers_of_runs_and_of_text_outside_turns(kit):
    bundle = small(kit).bundle()
    pointers, length = Pointers(bundle), len("\n".join(text for _, _, text in TURNS))
    assert pointers.of("S1", 0, length) == "S1 §1–5"
    assert pointers.of("S1", length, length + 3) == f"S1 [{length}–{length + 3}]"
    assert pointers.of("S9", 0, 3) == "S9 [0–3]"


def test_states_and_completion(kit):
    made = small(kit)
    found = framework(made.bundle())
    assert found.counts == {"empty": 3, "drafted": 0, "stale": 0}  # P2×G3, and L1 in P1 and in "P1 without P1a"
    assert found.completion == 0
    written = [Summary("P2", "G3", "Le temps manque.", found.cell("P2", "G3").segments)]
    now = framework(made.bundle(), written)
    assert now.cell("P2", "G3").state == "drafted"
    assert now.completion == pytest.approx(1 / 3)
    assert now.frame.loc["P2", "G3"] == "Le temps manque."
    made.code("S1", "G3.3", quote="Trois quatre 3")
    later = framework(made.bundle(), written)
    assert later.extra["states"].loc["P2", "G3"] == "stale"
    assert later.frame.loc["P2", "G3"] == "Le temps manque."
    assert "1 à relire" in later.notes[0]


def test_uncoded_cases_are_blank_and_orphans_are_kept(kit):
    found = framework(small(kit).bundle(), [Summary("P2", "Z9", "Un code d'avant.")])
    assert found.frame.loc["P1a"].isna().all()
    assert found.frame.loc["P2", "L1"] == ""
    assert [each.key for each in found.orphans] == [("P2", "Z9")]
    assert any("P2 × Z9" in note for note in found.notes)
    told = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    assert told["orphans"][0]["text"] == "Un code d'avant."
    assert np.isnan(framework(kit().source("S1", "P2").bundle()).completion)


def test_the_planned_framework_has_the_passages_of_display_one(plan):
    found = framework(plan)
    assert found.extra["passages"].loc["P1 without P1a", "G3"] == 27
    assert len(found.cell("P1-P1a", "G3").extracts) == 27
    by_source = framework(plan, rows="source", columns=["G3.3"])
    assert by_source.extra["passages"]["G3.3"].sum() == 12


# ---------------------------------------------------------------- summaries that come back

OLD = Summary("P2", "G3", "Ancien.", "aaa")


def back(text, base="", segments="bbb", reread=False, key=("P2", "G3")):
    return Returned(*key, text, segments, base, reread)


def test_a_new_text_takes_the_passages_that_the_sheet_showed():
    done = merged([OLD], [back("Nouveau.", digest("Ancien."))])
    assert done.summaries == (Summary("P2", "G3", "Nouveau.", "bbb"),)
    assert done.written == (("P2", "G3"),)


def test_an_untouched_cell_stays_stale_until_it_is_said_to_be_read_again():
    assert merged([OLD], [back("Ancien.", digest("Ancien."))]).summaries == (OLD,)
    done = merged([OLD], [back("Ancien.", digest("Ancien."), reread=True)])
    assert done.summaries == (Summary("P2", "G3", "Ancien.", "bbb"),)
    assert done.reread == (("P2", "G3"),)


def test_an_emptied_cell_keeps_its_summary_unless_erased():
    cell = back("", digest("Ancien."))
    assert merged([OLD], [cell]).summaries == (OLD,)
    assert merged([OLD], [cell]).blank == (("P2", "G3"),)
    gone = merged([OLD], [cell], erase=True)
    assert gone.summaries == ()
    assert gone.erased == (("P2", "G3"),)


def test_a_summary_written_here_since_the_export_is_not_undone_by_an_untouched_cell():
    newer = Summary("P2", "G3", "Plus récent.", "ccc")
    assert merged([newer], [back("Ancien.", digest("Ancien."))]).summaries == (newer,)
    assert merged([newer], [back("", "")]).summaries == (newer,)


def test_two_changes_of_one_summary_are_refused_whole():
    newer = Summary("P2", "G3", "Plus récent.", "ccc")
    with pytest.raises(ConflictError, match="P2 × G3"):
        merged([newer], [back("Sain.", key=("P1", "L1")), back("Autre.", digest("Ancien."))])
    assert merged([newer], [back("Plus récent.", digest("Ancien."))]).summaries == (newer,)


def test_a_lost_file_comes_back_from_the_sheet():
    done = merged([], [back("Ancien.", digest("Ancien."), "aaa")])
    assert done.summaries == (OLD,)


@given(st.text(max_size=80))
def test_tidy_text_stays_as_it_is(text):
    once = tidy(text)
    assert tidy(once) == once
    assert not set(once) & set("\t\r\x00\ufeff\u2028")


@given(st.lists(st.tuples(st.sampled_from("abc"), st.text(max_size=5), st.text(max_size=5), st.booleans()), max_size=6))
def test_no_merge_loses_a_summary(cells):
    stored = [Summary(name, "G3", f"texte {name}", "x") for name in "abc"]
    returned = {name: Returned(name, "G3", text, "y", digest(tidy(base)), mark) for name, text, base, mark in cells}
    try:
        done = merged(stored, list(returned.values()))
    except ConflictError:
        return
    assert {summary.case for summary in done.summaries} == set("abc")
    for summary in done.summaries:
        assert summary.text in {f"texte {summary.case}", tidy(getattr(returned.get(summary.case), "text", ""))}
