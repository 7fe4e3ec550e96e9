"""The nouns: codable text, sentences of turns, identifiers made from content."""

from qualcoop.model import Coding, Origin, Source, Suggestion, Turn
from qualcoop.spans import Span

TEXT = "L. : On y va ?\nAda : Oui [rires]. On est\nlà. Bon."
ORIGIN = Origin("E01.txt", "0" * 64, "txt", "txt", "1", "utf-8")


def source():
    first = TEXT.index("\n")
    said = TEXT.index("Oui")
    aside = TEXT.index("[rires]")
    return Source(
        name="E01",
        kind="interview",
        text=TEXT,
        paragraphs=(Span(0, first), Span(first + 1, len(TEXT))),
        turns=(Turn(0, 5, first, "interviewer", "L."), Turn(1, said, len(TEXT), "respondent", "Ada")),
        asides=(Span(aside, aside + 7),),
        origin=ORIGIN,
    )


def test_codable_text_leaves_out_the_interviewer_and_the_asides():
    shown = [TEXT[s:e] for s, e in source().codable()]
    assert shown == ["Oui ", ". On est\nlà. Bon."]
    assert next(TEXT[s:e] for s, e in source().codable(with_interviewer=True)) == "On y va ?"


def test_sentences_stay_inside_turns_and_cross_soft_line_breaks():
    assert [TEXT[s:e] for s, e in source().sentences()] == ["On y va ?", "Oui [rires].", "On est\nlà.", "Bon."]


def test_the_same_code_on_the_same_span_in_the_same_layer_is_the_same_coding():
    one = Coding("E01", 3, 9, "G3.2", "A", "abc", memo="x")
    two = Coding("E01", 3, 9, "G3.2", "A", "abc", coder="MB")
    assert one.id == two.id
    assert one.id != Coding("E01", 3, 9, "G3.2", "B", "abc").id
    assert one.id != Coding("E01", 3, 9, "G3", "A", "abc").id


def test_a_suggestion_is_known_by_its_passage_and_code():
    one = Suggestion("E01", 3, 9, "G3.2", rule="pas le temps", matched="pas le temps", quote="abc")
    two = Suggestion("E01", 3, 9, "G3.2", rule="débord*", matched="débordée", quote="abc")
    assert one.id == two.id
    assert one.state == "pending"


def test_the_hash_is_that_of_the_utf8_bytes():
    assert source().hash == source().hash
    assert len(source().hash) == 64
