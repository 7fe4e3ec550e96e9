"""Bytes become the same characters, or a warning says that it is doubtful."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcoop.errors import ReadError
from qualcoop.readers.encoding import decode, newline_of

FRENCH = "Enquêtrice : ça a commencé où, déjà ? Œuvre, naïf, Noël… « Élan » à l’été."


@pytest.mark.parametrize(
    ("codec", "shown"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16"),
        ("cp1252", "cp1252"),
        ("mac_roman", "mac_roman"),
    ],
)
def test_french_is_read_in_every_encoding_and_named(codec, shown):
    found = decode(FRENCH.encode(codec))
    assert (found.text, found.encoding, found.warnings) == (FRENCH, shown, ())


def test_latin_1_is_named_when_no_byte_says_windows():
    text = "Enquêtrice : ça a commencé où, déjà ?\nRépondante : à l'été."
    assert decode(text.encode("latin-1")).encoding == "latin-1"
    assert decode(text.replace("\n", "\r\n").encode("latin-1")).encoding == "cp1252"
    assert decode(text.encode("latin-1")).text == text


@pytest.mark.parametrize(
    ("text", "newline"),
    [("a\nb", "LF"), ("a\r\nb", "CRLF"), ("a\rb", "CR"), ("a\nb\r\nc", "mixed"), ("a", "none")],
)
def test_line_endings_are_named(text, newline):
    assert newline_of(text) == newline
    assert decode(text.encode()).newline == newline


def test_one_short_word_is_enough_or_a_warning_says_it_is_not():
    for word in ("été", "Ça va", "déjà", "Évidemment.", "Noël", "« Oui »", "où", "Où ça ?", "l’an"):
        for codec in ("cp1252", "mac_roman"):
            found = decode(word.encode(codec))
            assert found.text == word or found.warnings, (word, codec, found)


def test_binary_data_are_refused_with_the_place():
    with pytest.raises(ReadError, match="octet nul en position 4"):
        decode(b"\x89PNG\x00\x01\x02 du texte")


def test_a_wrong_byte_order_mark_is_refused_not_replaced():
    with pytest.raises(ReadError, match="octet"):
        decode(codecs.BOM_UTF8 + "été".encode("latin-1"))


def test_a_hint_is_followed_only_if_it_fits():
    assert decode("żółć".encode("iso-8859-2"), hint="iso-8859-2").text == "żółć"
    wrong = decode("été à Noël".encode("cp1252"), hint="utf-8")
    assert wrong.text == "été à Noël"
    assert any("utf-8" in warning for warning in wrong.warnings)
    assert decode("été".encode(), hint="no-such-codec").text == "été"


def test_letters_lost_by_an_earlier_conversion_are_said():
    assert any("remplacement" in warning for warning in decode("d\ufffdj\ufffd".encode()).warnings)


LETTERS = "abcdefghijklmnopqrstuvwxyz     ..,éèàêçôùîïœ’«»…"


@given(st.text(alphabet=LETTERS, max_size=200), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_unicode_encodings_are_never_in_doubt(text, codec):
    found = decode(text.encode(codec))
    assert found.text == text
    assert found.warnings == ()


@given(
    st.lists(st.sampled_from("déjà été où ça c’est la très Noël même bon à côté qu’il « oui » …".split()), min_size=1),
    st.sampled_from(["cp1252", "latin-1", "mac_roman"]),
)
def test_one_byte_encodings_round_trip_or_are_said_doubtful(words, codec):
    text = " ".join(words)
    if codec == "latin-1":
        text = text.replace("’", "'").replace("…", "...")
    found = decode(text.encode(codec))
    assert found.text == text or found.warnings


@given(st.binary(max_size=300))
def test_any_bytes_give_text_without_replacement_or_one_sentence(data):
    try:
        found = decode(data)
    except ReadError as error:
        sentence = str(error)
    else:
        sentence = " ".join(found.warnings) if "\ufffd" in found.text else "read"
    assert sentence
