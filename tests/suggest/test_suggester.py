"""What a researcher sees: suggestions for a source, their cues, and what never triggers."""

import subprocess
import sys
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

from qualcoop.codebook import shipped
from qualcoop.errors import RuleError
from qualcoop.model import Origin, Source, Turn
from qualcoop.spans import Span
from qualcoop.suggest import Suggester
from qualcoop.suggest.vocabulary import Vocabulary

NEGATORS = ("pas", "jamais", "sans", "manque", "manquer", "aucun")
EXCEPTIONS = ("pas seulement", "sans doute", "n'empêche pas", "pas à pas")


@dataclass(frozen=True)
class SmallCode:
    id: str
    keywords: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    polarity: str | None = None
    contraries: tuple[str, ...] = ()
    status: str = "active"


@dataclass(frozen=True)
class SmallBook:
    codes: tuple[SmallCode, ...]
    matching: object = field(
        default_factory=lambda: SimpleNamespace(
            negators=NEGATORS, negation_window=4, negation_exceptions=EXCEPTIONS, roles=("interviewee", "observer")
        )
    )


BOOK = SmallBook(
    (
        SmallCode("L3", ("transparen*",), ("film transparent",), "lever", ("G2",)),
        SmallCode("L5", ("confiance", "avoir confiance"), ("vote de confiance", "écoutez"), "lever", ("G4", "G5")),
        SmallCode("L6", ("l'écoute",), ("écoutez",), "lever"),
        SmallCode("G2", ("manque de transparence", "opaque"), (), "guard-rail", ("L3",)),
        SmallCode("G4", ("conflit*",), (), "guard-rail", ("L5",)),
        SmallCode("G5", ("rigide",), (), "guard-rail"),
        SmallCode("C1", ("confiance",), (), "context"),
        SmallCode("C9", ("confiance",), (), "context", status="retired"),
    )
)
ORIGIN = Origin("a.txt", "0" * 64, "txt", "txt", "1")


def source(*turns, asides=()):
    """A source with one paragraph a turn; a turn beginning with « ? » is the interviewer's."""
    text, made, paragraphs = "", [], []
    for index, said in enumerate(turns):
        role = "interviewer" if said.startswith("?") else "respondent"
        said = said.removeprefix("?")
        text += ("\n" if text else "") + said
        span = Span(len(text) - len(said), len(text))
        paragraphs.append(span)
        made.append(Turn(index, span.start, span.end, role, role))
    places = tuple(Span(text.index(aside), text.index(aside) + len(aside)) for aside in asides)
    return Source("a", "interview", text, tuple(paragraphs), tuple(made), ORIGIN, asides=places)


def seen(*turns, book=BOOK, asides=()):
    return {
        (found.code, found.matched, found.cue) for found in Suggester(book).suggest("a", source(*turns, asides=asides))
    }


def test_a_suggestion_is_the_sentence_with_its_rule_and_words():
    made = source("Bon. On a de la Transparence, je crois. Oui.")
    (found,) = Suggester(BOOK).suggest("a1", made)
    assert (found.source, found.code, found.rule, found.matched) == ("a1", "L3", "transparen*", "Transparence")
    assert found.quote == made.text[found.start : found.end] == "On a de la Transparence, je crois."
    assert made.text[found.match_start : found.match_end] == found.matched
    assert (found.cue, found.nested_in, found.state) == (None, None, "pending")


def test_one_per_code_and_sentence_the_longest_hit():
    found = Suggester(BOOK).suggest("a", source("La confiance… on a confiance, oui. La confiance."))
    assert [(f.code, f.matched, f.rule) for f in found] == [
        ("L5", "a confiance", "avoir confiance"),
        ("C1", "confiance", "confiance"),
        ("L5", "confiance", "confiance"),
        ("C1", "confiance", "confiance"),
    ]


def test_interviewers_never_trigger():
    assert seen("?Et la confiance, la transparence ?", "Bof.") == set()
    assert {code for code, _, _ in seen("?La confiance ?", "La transparence.")} == {"L3"}


def test_asides_hold_no_match_and_part_nothing():
    assert seen("Bon [confiance] voilà.", asides=("[confiance]",)) == set()
    assert ("L5", "a [rires] confiance", None) in seen("On a [rires] confiance.", asides=("[rires]",))


def test_roles_left_out_by_the_codebook_do_not_trigger():
    told = SimpleNamespace(negators=(), negation_window=4, negation_exceptions=(), roles=("observer",))
    assert seen("La confiance.", book=SmallBook(BOOK.codes, told)) == set()


def test_retired_codes_suggest_nothing():
    assert "C9" not in {code for code, _, _ in seen("La confiance.")}


def test_negated_levers_are_offered_as_their_contraries_with_the_cue():
    assert seen("On n'a pas la confiance.") == {
        ("G4", "confiance", "pas"),
        ("G5", "confiance", "pas"),
        ("C1", "confiance", "pas"),
    }
    assert seen("Il n'y a pas de conflit.") == {("G4", "conflit", "pas")}


@pytest.mark.parametrize(
    ("sentence", "cue"),
    [
        ("Sans transparence.", "Sans"),
        ("On manquait de transparence.", "manquait"),
        ("On n'a pas d'argent, mais de la transparence.", None),  # « mais » turns
        ("On n'a pas un sou et beaucoup de transparence.", None),  # five words away
        ("C'est pas seulement la transparence.", None),
        ("Ça n'empêche pas la transparence.", None),
        ("On y va pas à pas, transparence.", None),
        ("On n'y va pas. La transparence.", None),  # another sentence
        ("La transparence, pas trop.", None),  # after the hit
        ("Aucune transparence.", "Aucune"),
    ],
)
def test_where_a_negation_bears(sentence, cue):
    assert ("L3" if cue is None else "G2", "transparence", cue) in seen(sentence)


@pytest.mark.parametrize(
    ("sentence", "cue"),
    [
        ("On a peut-être de la transparence.", "peut-être"),
        ("Il me semble que la transparence est là.", "Il me semble"),
        ("J'ai l'impression d'une transparence.", "ai l'impression"),
        ("Sans doute la transparence.", "Sans doute"),
        ("Je suis pas sûre de la transparence.", "pas"),  # a negation goes before a doubt
        ("On viendra peut-être, mais la transparence est là.", None),
        ("On a de la transparence, peut-être.", None),  # after the hit
        ("Peut-être. La transparence est là.", None),
        ("Je crois qu'il y a eu de la transparence.", None),  # more than four words before
    ],
)
def test_a_doubt_shows_and_turns_nothing(sentence, cue):
    assert ("G2" if cue == "pas" else "L3", "transparence", cue) in seen(sentence)


def test_the_longest_match_wins_and_the_other_says_so():
    found = Suggester(BOOK).suggest("a", source("Un manque de transparence."))
    assert [(f.code, f.rule, f.cue, f.nested_in) for f in found] == [("G2", "manque de transparence", None, None)]
    plain = SmallBook(tuple(SmallCode(c.id, c.keywords, c.exclude) for c in BOOK.codes))
    found = Suggester(plain).suggest("a", source("Un manque de transparence."))
    assert [(f.code, f.nested_in) for f in found] == [("L3", "G2 : manque de transparence"), ("G2", None)]


def test_exclusions_drop_for_that_code_only():
    assert seen("Un vote de confiance.") == {("C1", "confiance", None)}
    assert seen("Un vote de confiance, et notre confiance.") == {
        ("L5", "confiance", None),
        ("C1", "confiance", None),
    }
    assert ("L6", "l'écoute", None) in seen("Il y a l'écoute.")  # « écoutez » is not « écoute »
    assert seen("Écoutez, l'opaque.") == {("G2", "opaque", None)}


def test_extra_rules_and_their_faults():
    found = Suggester(BOOK, {"G5": ["lourd*"]}).suggest("a", source("C'est lourde !"))
    assert [(f.code, f.rule, f.matched) for f in found] == [("G5", "lourd*", "lourde")]
    with pytest.raises(RuleError, match="code G5, règle « lou\\* »"):
        Suggester(BOOK, {"G5": ["lou*"]})
    with pytest.raises(RuleError, match=r"grille\.yaml : code L3"):
        Suggester(SmallBook((SmallCode("L3", ('"AG',)),)), place="grille.yaml")


def test_a_codebook_without_matching_negates_nothing():
    assert seen("Sans transparence.", book=SmallBook(BOOK.codes, None)) == {("L3", "transparence", None)}


def test_doubtful_rules_are_warned_of():
    book = SmallBook((SmallCode("A", ("compte rendu", "compte-rendu", "le", "temps")),))
    said = Suggester(book).warnings
    assert any("compte-rendu" in line and "même chose" in line for line in said)
    assert any("« le »" in line and "mot-outil" in line for line in said)
    assert len(said) == 2
    twice = Suggester(SmallBook((SmallCode("A", ("temps", "temps")),))).warnings
    assert twice
    assert "même chose" in twice[0]


def test_a_rule_that_fits_nearly_everywhere_is_remarked():
    suggester = Suggester(SmallBook((SmallCode("A", ("être", "temps")),)))
    made = source(" ".join(["C'est bien."] * 60))
    corpus = suggester.corpus([("a", made.text, suggester.tokens(made))])
    (remark,) = suggester.remarks(corpus)
    assert "« être » : elle convient à 100 % des phrases" in remark


def test_a_text_in_another_language_is_remarked():
    english = "They would rather keep their own books and share nothing with the neighbours. " * 5
    german = "Wir haben gemeinsam entschieden, dass jeder seine eigene Kasse führt und niemand fragt. " * 5
    french = "Nous avons décidé ensemble que chacun tiendrait sa caisse et que personne demanderait rien. " * 5
    suggester = Suggester(BOOK)
    made = [("en", source(english)), ("de", source(german)), ("fr", source(french))]
    corpus = suggester.corpus([(name, one.text, suggester.tokens(one)) for name, one in made])
    said = suggester.remarks(corpus)
    assert [line.split(" :")[0] for line in said] == ["en", "de"]


@pytest.mark.parametrize("text", ["", " ", "é", "😀", "…", "\u00a0", "confiance"])
def test_the_smallest_sources(text):
    found = Suggester(BOOK).suggest("a", source(text))
    assert [f.code for f in found] == (["L5", "C1"] if text == "confiance" else [])


def test_several_sources_progress_and_order():
    steps = []
    items = [("b", source("La confiance.")), ("a", source("Opaque."))]
    found = Suggester(BOOK).suggest_many(items, lambda done, total, name: steps.append((done, total, name)))
    assert [(f.source, f.code) for f in found] == [("b", "L5"), ("b", "C1"), ("a", "G2")]
    assert steps == [(1, 2, "b"), (2, 2, "a")]
    one_by_one = [f for name, made in items for f in Suggester(BOOK).suggest(name, made)]
    assert found == one_by_one


def test_offsets_are_those_of_the_text_with_emoji_accents_and_nbsp():
    text = "👍🏽\u00a0: « l’œuvre\u202f» ! Là, une\u00a0transparence👍🏽, hein."
    found = Suggester(BOOK).suggest("a", source(text))
    assert [text[f.match_start : f.match_end] for f in found] == ["transparence"]


def test_kept_tokens_give_the_same_suggestions_and_wrong_ones_are_read_anew():
    suggester = Suggester(BOOK)
    made = source("On a confiance.", "Sans transparence.")
    kept = suggester.tokens(made).to_bytes(suggester.vocabulary)
    other = Suggester(BOOK, vocabulary=Vocabulary())
    for data in (kept, b"spoiled", None):
        corpus = other.corpus([("a", made.text, other.tokens(made, data))])
        assert other.suggestions(corpus) == suggester.suggest("a", made)


def test_an_edited_rule_is_seen_on_the_same_corpus():
    made = source("On a confiance, c'est rigide.")
    suggester = Suggester(BOOK)
    corpus = suggester.corpus([("a", made.text, suggester.tokens(made))])
    before = suggester.suggestions(corpus)
    edited = SmallBook((*BOOK.codes[:5], SmallCode("G5", ("rigide", "c'est rigide")), *BOOK.codes[6:]))
    after = Suggester(edited).suggestions(corpus)
    assert after == Suggester(edited).suggest("a", made)
    assert [f.matched for f in before if f.code == "G5"] == ["rigide"]
    assert [f.matched for f in after if f.code == "G5"] == ["c'est rigide"]


def test_ten_thousand_rules_and_a_line_of_five_megabytes_do_not_hang():
    codes = tuple(
        SmallCode(f"K{n}", tuple(f"mot{n} .. chose{i}|truc{i} ensemble" for i in range(100))) for n in range(100)
    )
    line = "on fait la chose ensemble avec confiance et transparence pour tous " * 75_000
    found = Suggester(SmallBook((*BOOK.codes, *codes))).suggest("a", source(line))
    assert [f.code for f in found] == ["L3", "L5", "C1"]


def test_a_line_without_any_space_does_not_hang():
    text = "confiance/" * 100_000 + "文" * 500_000 + "a" * 500_000
    assert [found.matched for found in Suggester(BOOK).suggest("a", source(text))] == ["confiance", "confiance"]


def test_the_shipped_codebook_suggests():
    suggester = Suggester(shipped())
    assert suggester.warnings == ()
    found = suggester.suggest("a", source("?Et le mandat ?", "On coopère dans la confiance, sans conflit."))
    assert {"L5.2", "C10.1"} <= {f.code for f in found}


def test_the_engine_starts_without_pandas():
    code = "import sys; import qualcoop.suggest.engine; sys.exit('pandas' in sys.modules or 'spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
