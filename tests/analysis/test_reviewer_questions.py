"""Concentration, uncoded text, provenance, drift: the questions of a reviewer."""

import json

import numpy as np
import pytest

from qualcoop.analysis.concentration import concentration
from qualcoop.analysis.drift import drift
from qualcoop.analysis.provenance import provenance
from qualcoop.analysis.uncoded import uncoded
from qualcoop.errors import UnknownNameError


def test_one_talkative_source_and_speaker(kit):
    made = kit().source("S1", "P2").source("S2", "P2").source("S3", "P2")
    for start in (0, 4, 8):
        made.code("S1", "G3.1", start, start + 2)
    made.code("S2", "G3.2", 0, 2)
    found = concentration(made.bundle())
    line = found.frame.set_index(["row", "code"]).loc[("P2", "G3")]
    assert (line["seg"], line["src"], line["top_source"], line["top_speaker"]) == (4, 2, "S1", "s1")
    assert line["top_source_share"] == line["top_speaker_share"] == 3 / 4
    assert line["flag"]
    # Nine words each: without S1, 1 segment in 18 words; without S3, 4 in 18.
    assert (line["low"], line["high"]) == (pytest.approx(1000 / 18), pytest.approx(4000 / 18))
    assert len(found.quotes("P2", "G3", "S1")) == 3
    json.dumps(found.as_dict(), allow_nan=False)


def test_planned_g3_is_not_one_person_s(plan):
    line = concentration(plan).frame.set_index(["row", "code"]).loc[("P1 without P1a", "G3")]
    assert line["seg"] == 27
    assert not line["flag"]


def test_uncoded_text(kit):
    turns = [("interviewer", "Q", "Et ?"), ("respondent", "A", "Un deux trois. Quatre cinq six sept.")]
    made = kit().source("S1", "P2", turns).source("S2", "P2", coded=False).code("S1", "L1", quote="deux")
    found = uncoded(made.bundle())
    line = found.frame.loc["S1"]
    assert (line["words"], line["coded_words"], line["uncoded_words"]) == (7, 1, 6)
    assert line["uncoded_share"] == pytest.approx(6 / 7)
    assert (line["sentences"], line["uncoded_sentences"]) == (2, 1)
    text = made.rows["S1"][0].text
    assert text[int(line["longest_start"]) : int(line["longest_end"])] == " trois. Quatre cinq six sept."
    assert line["longest_words"] == 5
    assert found.extra["stretches"]["words"].tolist() == [1, 5]
    assert np.isnan(found.frame.loc["S2", "uncoded_words"])
    json.dumps(found.as_dict(), allow_nan=False)


def test_wholly_coded_source_has_no_stretch(kit):
    made = kit().source("S1", "P2")
    made.code("S1", "L1", 0, len(made.rows["S1"][0].text))
    found = uncoded(made.bundle())
    assert found.frame.loc["S1", "uncoded_words"] == 0
    assert found.extra["stretches"].empty


def test_provenance_counts_codings_by_origin(kit):
    made = kit().source("S1", "P2").code("S1", "L1.1", 0, 2, coder="A")
    made.code("S1", "L1.2", 0, 2, origin="accepted", rule="cap commun", coder="B")
    made.code("S1", "G3", 3, 5, origin="edited", rule="temps", coder="B")
    found = provenance(made.bundle())
    assert found.frame.loc["L1", ["manual", "accepted", "all"]].tolist() == [1, 1, 2]
    assert found.frame.loc["total", ["manual", "accepted", "edited", "imported"]].tolist() == [1, 1, 1, 0]
    assert found.frame.loc["total", "from_suggestions"] == pytest.approx(2 / 3)
    assert np.isnan(found.frame.loc["L2", "from_suggestions"])
    assert found.extra["rules"]["rule"].tolist() == ["cap commun", "temps"]
    assert found.extra["coders"].loc["B", "edited"] == 1
    assert found.quotes("L1", "accepted")["quote"].tolist() == ["Un"]
    with pytest.raises(UnknownNameError):
        found.quotes("L1", "guessed")


def test_drift_follows_the_order_of_coding(kit):
    made = kit()
    for name in ("S1", "S2", "S3", "S4"):
        made.source(name, "P2")
    made.code("S3", "L1", 0, 7).code("S3", "G3", 3, 7).code("S1", "L1", 0, 2)
    found = drift(made.bundle())
    assert found.frame.index.tolist() == ["S3", "S1", "S2", "S4"]
    assert found.frame["seg"].tolist() == [2, 1, 0, 0]
    assert found.frame.loc["S3", "span"] == pytest.approx((2 + 1) / 2)
    assert found.frame.loc["S3", "codes"] == 2
    halves = found.extra["halves"]
    assert halves.loc["L1", ["first_seg", "second_seg"]].tolist() == [2, 0]
    assert halves.loc["L1", "difference"] == pytest.approx(-2000 / 18)
    assert drift(made.bundle(), ["S2", "S1"]).frame.index.tolist()[:2] == ["S2", "S1"]
    with pytest.raises(UnknownNameError):
        drift(made.bundle(), ["S9"])
