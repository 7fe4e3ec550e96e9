"""Characters: NFC, words, and the units of other programs."""

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from qualcoop import text as characters

TEXTS = st.text(alphabet=st.sampled_from("aé ’'\n:!😀👩‍🔬ñ\u0301\u00a0«»z9"), max_size=40)


def test_decomposed_accents_and_line_endings_become_one_form():
    assert characters.nfc("e\u0301te\u0301\r\nfin\rbis") == "été\nfin\nbis"


def test_a_word_is_a_run_with_a_letter_or_digit():
    text = "L’élan : oui, 3 fois… — « non » !"
    assert [text[s:e] for s, e in characters.word_spans(text)] == ["L’élan", "oui,", "3", "fois…", "non"]
    assert characters.count_words(text) == 5
    assert characters.count_words(" : — ! ") == 0


@given(st.text(max_size=60))
def test_words_are_found_and_counted_as_their_definition_says(text):
    wanted = [run.span() for run in re.finditer(r"\S+", text) if any(c.isalnum() for c in run.group())]
    assert characters.word_spans(text) == wanted
    assert characters.count_words(text) == len(wanted)


@given(TEXTS)
def test_nfc_is_what_unicode_says(text):
    made = characters.nfc(text)
    assert unicodedata.is_normalized("NFC", made)
    assert "\r" not in made


@given(TEXTS, st.data())
def test_offsets_survive_the_way_out_and_back(text, data):
    at = data.draw(st.integers(0, len(text)))
    assert characters.from_utf16(text, characters.to_utf16(text, at)) == at
    assert characters.from_utf8(text, characters.to_utf8(text, at)) == at
    assert characters.from_crlf(text, characters.to_crlf(text, at)) == at


@given(TEXTS, st.data())
def test_utf16_and_crlf_offsets_are_those_of_the_encoded_text(text, data):
    at = data.draw(st.integers(0, len(text)))
    assert characters.to_utf16(text, at) == len(text[:at].encode("utf-16-le")) // 2
    assert characters.to_crlf(text, at) == len(text[:at].replace("\n", "\r\n"))


def test_an_offset_inside_a_pair_counts_as_before_the_character():
    assert characters.from_utf16("a😀b", 2) == 1
    assert characters.from_utf8("é", 1) == 0
