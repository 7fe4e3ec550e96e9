"""Suggestions on a frame of turns: the same as on a source, however the frame is cut."""

import pandas as pd
import pytest

from qualcoop.codebook import shipped
from qualcoop.errors import InputError, RuleError
from qualcoop.suggest.frame import COLUMNS, suggest_frame

RULES = {"A": ["confiance", "avoir confiance"], "B": ["temps"]}


def turns(*texts):
    return pd.DataFrame({"source": [f"s{i}" for i in range(len(texts))], "text": list(texts)})


def test_offsets_and_sentence_numbers_are_the_turn_s():
    frame = turns("Oui. On a confiance ! Le temps\nle temps.", "", None, "Le temps.")
    found = suggest_frame(frame, RULES)
    assert list(found.columns) == list(COLUMNS)
    assert found[["row", "source", "code", "sentence", "matched"]].to_numpy().tolist() == [
        [0, "s0", "A", 1, "a confiance"],
        [0, "s0", "B", 2, "temps"],
        [0, "s0", "B", 3, "temps"],
        [3, "s3", "B", 0, "temps"],
    ]
    for row in found.itertuples():
        text = frame["text"][row.row]
        assert text[row.match_start : row.match_end] == row.matched
        assert row.start <= row.match_start < row.match_end <= row.end


def test_batches_change_nothing():
    texts = [f"Numéro {n}. On a confiance, {'pas ' * (n % 3)}le temps… Oui." for n in range(40)]
    frame = turns(*texts)
    whole = suggest_frame(frame, shipped())
    parts = pd.concat([suggest_frame(frame[at : at + 7], shipped()) for at in range(0, 40, 7)], ignore_index=True)
    pd.testing.assert_frame_equal(whole, parts, check_dtype=False)
    assert len(whole) > 0


def test_interviewers_rows_trigger_nothing():
    frame = turns("La confiance.", "La confiance.").assign(role=["interviewer", "respondent"])
    assert suggest_frame(frame, RULES)["row"].tolist() == [1]


def test_empty_frames_and_faults():
    assert len(suggest_frame(turns(), RULES)) == 0
    assert len(suggest_frame(turns("", ""), RULES)) == 0
    with pytest.raises(InputError, match="« text »"):
        suggest_frame(pd.DataFrame({"source": []}), RULES)
    with pytest.raises(RuleError):
        suggest_frame(turns("a"), {"A": ["coo*"]})
