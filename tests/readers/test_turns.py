"""Who speaks, in every shape of label; nothing in speech opens a turn."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcoop.model import Origin
from qualcoop.readers.asides import count_unclear, is_direction
from qualcoop.readers.draft import Draft, Paragraph
from qualcoop.readers.roles import lookalikes, roles_of
from qualcoop.readers.turns import build
from qualcoop.spans import Span

ORIGIN = Origin("x.txt", "0" * 64, "txt", "test", "1")


def made(text, **options):
    paragraphs = text if isinstance(text, list) else text.strip().split("\n")
    return build(
        Draft("x", tuple(p if isinstance(p, Paragraph) else Paragraph(p) for p in paragraphs)),
        origin=ORIGIN,
        **options,
    )


def said(source):
    return [(turn.speaker, source.text[turn.start : turn.end]) for turn in source.turns]


def roles(source):
    return {turn.speaker: turn.role for turn in source.turns}


# -- label shapes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asks", "answers"),
    [
        ("Enquêtrice : ", "Gwenaël : "),
        ("Enquêtrice\u00a0: ", "Gwenaël\u00a0: "),
        ("Enquêtrice\u202f: ", "Gwenaël\u202f: "),
        ("Enquêteur·rice : ", "Enquêté·e : "),
        ("enquêtrice : ", "Gwenaël : "),
        ("Q : ", "R : "),
        ("Q: ", "R: "),
        ("Q. ", "R. "),
        ("E. ", "M. "),
        ("Q – ", "JB – "),
        ("Q\t", "JB\t"),
        ("I1 : ", "R1 : "),
        ("I1  ", "R1  "),
        ("Int. : ", "Marie de Roux : "),
        ("INTERVIEWER: ", "PARTICIPANT: "),
        ("Moderator: ", "P3: "),
        ("[00:03:12] Enquêtrice : ", "[00:03:20] Gwenaël : "),
        ("00:03:12 Enquêtrice : ", "00:03:20 Gwenaël : "),
        ("Enquêtrice [00:03:12] : ", "Gwenaël [00:03:20] : "),
        ("Enquêtrice (00:03:12) : ", "Gwenaël (00:03:20) : "),
        ("Enquêtrice : [00:03:12] ", "Gwenaël : [00:03:20] "),
        ("[Chercheur 0:12] ", "[Interviewé 0:20] "),
        ("Enquêtrice (L.) : ", "Gwenaël (coordinateur) : "),
        ("- Enquêtrice : ", "- Gwenaël : "),
    ],
)
def test_labels_on_the_line(asks, answers):
    if asks.startswith("- "):
        asks, answers = asks[2:], answers[2:]
    source = made(f"{asks}Ça va ?\n{answers}Oui, et vous.\n{asks}Bien.\n{answers}Tant mieux.")
    assert [words for _, words in said(source)] == ["Ça va ?", "Oui, et vous.", "Bien.", "Tant mieux."]
    assert [turn.role for turn in source.turns] == ["interviewer", "respondent"] * 2
    assert source.kind == "interview"


@pytest.mark.parametrize(
    ("asks", "answers", "first"),
    [
        ("[Chercheur] (0:01 - 0:11)", "[Interviewe] (0:12- 0:20)", "0:01"),
        ("[Chercheur] (0:01 – 0 :11)", "[Interviewe] (0:12 – 0:20)", "0:01"),
        ("Intervenant 1  00:03:12", "Intervenant 2  00:03:20", "00:03:12"),
        ("00:03:12 Intervenant 1", "00:03:20 Intervenant 2", "00:03:12"),
        ("Anne Roux 3:12", "Paul Petit 3:20", "3:12"),
        ("Anne Roux  0:03", "Paul Petit  0:10", "0:03"),
        ("Speaker 1 [00:03:12]", "Speaker 2 [00:03:20]", "00:03:12"),
    ],
)
def test_labels_on_a_line_of_their_own(asks, answers, first):
    source = made(f"{asks}\nÇa va ?\nVraiment ?\n{answers}\nOui.\n{asks}\nBien.\n{answers}\nTant mieux.")
    assert [words for _, words in said(source)] == ["Ça va ?\nVraiment ?", "Oui.", "Bien.", "Tant mieux."]
    assert source.turns[0].timecode == first
    assert len({turn.speaker for turn in source.turns}) == 2


def test_bold_names_without_a_colon():
    source = made(
        [
            Paragraph("Anne Ça va ?", bold=4),
            Paragraph("Paul Oui.", bold=4),
            Paragraph("Anne Bien ?", bold=5),
            Paragraph("Paul Oui.", bold=4),
        ]
    )
    assert said(source) == [("Anne", "Ça va ?"), ("Paul", "Oui."), ("Anne", "Bien ?"), ("Paul", "Oui.")]


def test_labels_of_the_layout_need_no_colon_and_stand_outside_the_text():
    source = made(
        [
            Paragraph("Ça va ?", label="Enquêtrice", timecode="00:01", style="table"),
            Paragraph("Oui.", label="Barnabé", style="table"),
            Paragraph("Enfin, presque.", style="table"),
        ]
    )
    assert said(source) == [("Enquêtrice", "Ça va ?"), ("Barnabé", "Oui.\nEnfin, presque.")]
    assert source.turns[0].timecode == "00:01"
    assert "Barnabé" not in source.text


def test_case_and_accents_make_one_speaker():
    source = made(
        "Enquêtrice : Un ?\nGwenaël : A.\nENQUETRICE : Deux ?\nGWENAEL : B.\nEnquêtrice : Trois ?\nGwenaël : C."
    )
    assert {turn.speaker for turn in source.turns} == {"Enquêtrice", "Gwenaël"}


def test_two_respondents_and_an_interviewer():
    source = made("Q : Un ?\nThibaud : A.\nAube : À l'aube.\nQ : Deux ?\nAube : B.\nThibaud : C.")
    assert roles(source) == {"Q": "interviewer", "Thibaud": "respondent", "Aube": "respondent"}


# -- what is no label --------------------------------------------------------------------------------


def test_a_colon_in_speech_opens_no_turn():
    source = made(
        "Enquêtrice : Alors ?\nGwenaël : Voilà.\nOn s'est dit : il faut partir.\nRésultat : rien.\n"
        "Résultat : toujours rien.\nEnquêtrice : Et ?\nGwenaël : on s'est dit : tant pis.\nOn s'est dit : voilà."
    )
    assert [turn.speaker for turn in source.turns] == ["Enquêtrice", "Gwenaël"] * 2
    assert said(source)[1][1].endswith("Résultat : toujours rien.")


def test_a_name_seen_once_is_said_not_taken():
    source = made("Enquêtrice : A ?\nPaul : B.\nEnquêtrice : C ?\nPaul : D.\nServeuse : Un café ?\nPaul : Merci.")
    assert {turn.speaker for turn in source.turns} == {"Enquêtrice", "Paul"}
    assert any("Serveuse" in warning for warning in source.warnings)
    declared = made(
        "Enquêtrice : A ?\nPaul : B.\nEnquêtrice : C ?\nPaul : D.\nServeuse : Un café ?\nPaul : Merci.",
        speakers={"Serveuse": "respondent"},
    )
    assert "Serveuse" in {turn.speaker for turn in declared.turns}


def test_a_rare_noun_beside_frequent_speakers_is_no_speaker():
    talk = "Enquêtrice : Et le budget ?\nPaul : Le budget tient.\n" * 8
    source = made(talk + "Budget : dix mille.\nPaul : Voilà.\nBudget : vingt mille.")
    assert {turn.speaker for turn in source.turns} == {"Enquêtrice", "Paul"}


def test_false_labels_of_a_document_make_no_interview():
    source = made(
        "Compte rendu\nDécision : adoptée.\nAction : écrire.\n"
        "Décision : refusée.\nAction : relire.\nLa séance est levée."
    )
    assert source.kind == "document"
    source = made("Heat map: red is hot.\nIt shows users.\nHeat map: blue is cold.\nSee below: nothing.\nThe end.")
    assert source.kind == "document"
    assert {turn.role for turn in source.turns} == {"author"}


def test_stage_directions_in_brackets_are_no_labels():
    source = made("Q : Alors ?\nR : Oui.\n[Rires]\n[Silence]\nQ : Ah ?\nR : Non.\n[Rires]\n[Silence]")
    assert {turn.speaker for turn in source.turns} == {"Q", "R"}


# -- roles -------------------------------------------------------------------------------------------


def test_letters_depend_on_each_other():
    assert roles_of(["E", "I"]) == {"E": "interviewer", "I": "respondent"}
    assert roles_of(["I", "P1"]) == {"I": "interviewer", "P1": "respondent"}
    assert roles_of(["Q", "E"]) == {"Q": "interviewer", "E": "respondent"}
    assert roles_of(["I1", "I2"]) == {"I1": "respondent", "I2": "respondent"}


def test_an_initial_that_decides_is_said():
    source = made("E : Un ?\nI : A.\nE : Deux ?\nI : B.")
    assert roles(source) == {"E": "interviewer", "I": "respondent"}
    assert any("initiale" in warning for warning in source.warnings)
    assert made("Q : Un ?\nE : A.\nQ : Deux ?\nE : B.").warnings == ()


def test_a_misspelt_role_word_keeps_its_role_and_is_shown():
    source = made(
        "[Checheur] (0:01)\nUn ?\n[Interviewe] (0:02)\nA.\n[Checheur] (0:03)\nDeux ?\n[Interviewe] (0:04)\nB."
    )
    assert roles(source) == {"Checheur": "interviewer", "Interviewe": "respondent"}
    assert lookalikes({"Checheur": 2, "Interviewe": 2}) == [("Checheur", "Chercheur")]


def test_a_label_misspelt_once_opens_a_turn_and_is_shown():
    source = made("Dan: A?\nParticipant: B.\nDan: C?\nParticipant: D.\nDan: E?\nParticpant: F.")
    assert [turn.speaker for turn in source.turns][-1] == "Particpant"
    assert lookalikes({"Participant": 2, "Particpant": 1, "Dan": 3}) == [("Particpant", "Participant")]
    assert lookalikes({"Intervenant 1": 5, "Intervenant 2": 5}) == []


def test_speakers_rename_give_roles_and_refuse():
    talk = "Checheur : A ?\nDan : B.\nChercheur : C ?\nDan : D.\nNote : x.\nDan : E.\nNote : y."
    source = made(talk, speakers={"Checheur": "Chercheur", "Dan": "Daniel=respondent", "Note": "-"})
    assert roles(source) == {"Chercheur": "interviewer", "Daniel": "respondent"}
    source = made("L. : Vous venez.\nSol : Oui.\nL. : Bien.\nSol : Oui.", speakers={"L.": "interviewer"})
    assert roles(source) == {"L.": "interviewer", "Sol": "respondent"}


def test_who_asks_is_read_off_the_text_only_on_strong_evidence_and_said():
    talk = "".join(f"L. : Et le point {i} ?\nSol : Le point {i} va.\n" for i in range(5))
    source = made(talk)
    assert roles(source) == {"L.": "interviewer", "Sol": "respondent"}
    assert any("L.=respondent" in warning for warning in source.warnings)
    chat = made("Anne : Oui.\nPaul : Non ?\nAnne : Si.\nPaul : Bon.")
    assert set(roles(chat).values()) == {"respondent"}
    assert any("Aucun enquêteur" in warning for warning in chat.warnings)


def test_a_respondent_without_label():
    source = made(
        "Well, I logged in.\nMODERATOR: Could you start with task 1?\n(The participant reads the text)\n"
        "Okay, that is cool.\nYes.\n"
        "MODERATOR: Good."
    )
    assert said(source) == [
        (None, "Well, I logged in."),
        ("MODERATOR", "Could you start with task 1?"),
        (None, "Okay, that is cool.\nYes."),
        ("MODERATOR", "Good."),
    ]
    assert [turn.role for turn in source.turns] == ["respondent", "interviewer", "respondent", "interviewer"]


# -- asides ------------------------------------------------------------------------------------------


def test_asides_are_kept_in_the_text_and_out_of_codable_text():
    source = made(
        "Enquêtrice : Et ? [téléphone]\nFantine : Oui [rires] enfin (elle rit) non [00:12:05] si (12'30) #00:01:02-3# "
        "[L: Ah.] voilà [Ville] et [nom du maire] (inaudible) [?] XXX (avec lui) […].\nEnquêtrice : A ?\nFantine : B."
    )
    asides = [source.text[span.start : span.end] for span in source.asides]
    assert asides == [
        "[téléphone]",
        "[rires]",
        "(elle rit)",
        "[00:12:05]",
        "(12'30)",
        "#00:01:02-3#",
        "[L: Ah.]",
        "(inaudible)",
        "[?]",
        "[…]",
    ]
    codable = " ".join(source.text[span.start : span.end] for span in source.codable())
    assert "rires" not in codable
    assert "(avec lui)" in codable
    assert source.attributes["inaudibles"] == "3"


def test_italic_stage_directions_are_asides_and_emphasis_is_not():
    text = "Achille : Oui. Elle sourit. C'est vraiment ça. Il se lève"
    start = text.index("Elle sourit.")
    stress = text.index("vraiment")
    source = made(
        [
            Paragraph("Enquêtrice : Et ?"),
            Paragraph(text, italics=(Span(start, start + 12), Span(stress, stress + 8))),
            Paragraph("Enquêtrice : A ?"),
            Paragraph("Achille : B."),
        ]
    )
    assert [source.text[span.start : span.end] for span in source.asides] == ["Elle sourit."]


@pytest.mark.parametrize(
    "inside", ["rires", "Rire général", "long silence", "il soupire", "le téléphone sonne", "laughs"]
)
def test_directions(inside):
    assert is_direction(inside)


@pytest.mark.parametrize("inside", ["avec lui", "en 2019", "la commune, donc", "ce qui m'a fait rire", "courtier"])
def test_no_directions(inside):
    assert not is_direction(inside)


def test_unclear_passages_are_counted():
    assert count_unclear("(inaudible) [inaud.] XXX [?] ??? vraiment ? quoi ?! (unintelligible) xxxx") == 7


def test_headings_and_footnotes_inside_a_turn_were_not_said():
    source = made(
        [
            Paragraph("Q : A ?"),
            Paragraph("R : Un."),
            Paragraph("Partie 2", style="heading"),
            Paragraph("Deux."),
            Paragraph("Q : B ?"),
            Paragraph("R : Trois."),
            Paragraph("1. Note de bas de page.", style="note"),
        ]
    )
    assert said(source)[1] == ("R", "Un.\nPartie 2\nDeux.")
    assert [source.text[span.start : span.end] for span in source.asides] == ["Partie 2"]
    assert said(source)[-1] == ("R", "Trois.")


def test_a_label_without_speech_makes_no_turn_and_is_said():
    source = made("Q : A ?\nR :\nQ : B ?\nR : Oui.\nQ : C ?")
    assert [words for _, words in said(source)] == ["A ?", "B ?", "Oui.", "C ?"]
    assert any("sans aucune parole" in warning for warning in source.warnings)


def test_soft_breaks_between_turns_split_the_paragraph():
    source = made([Paragraph("Q : A ?\nR : Un,\ndeux."), Paragraph("Q : B ?\nR : Trois.")])
    assert [words for _, words in said(source)] == ["A ?", "Un,\ndeux.", "B ?", "Trois."]
    assert [source.text[span.start : span.end] for span in source.paragraphs] == [
        "Q : A ?",
        "R : Un,\ndeux.",
        "Q : B ?",
        "R : Trois.",
    ]


# -- properties --------------------------------------------------------------------------------------

WORDS = st.lists(
    st.sampled_from(
        [*"oui non été déjà cooperatif e\u0301te\u0301 l’élan 😀 voilà : dit « ça » ».".split(), "[rires]", "(rire)"]
    ),
    min_size=1,
    max_size=12,
).map(lambda words: " ".join(["ben", *words]))  # a line that is a stage direction alone was not said
TURNS = st.lists(
    st.tuples(st.sampled_from(["Enquêtrice", "Gwenaël", "Inès"]), st.lists(WORDS, min_size=1, max_size=3)), max_size=12
)


@given(TURNS, st.sampled_from([" : ", "\u00a0: ", ": "]), st.booleans())
def test_whatever_was_said_is_found_where_the_turn_says(talk, sign, header):
    talk = [
        ("Enquêtrice", ["bonjour"]),
        ("Gwenaël", ["salut"]),
        ("Inès", ["moi"]),
        *talk,
        ("Inès", ["bien"]),
        ("Gwenaël", ["oui"]),
    ]
    lines = ["Date : 4 mars 2021", "Lieu : ici"] if header else []
    for speaker, pieces in talk:
        # No capital opens a continuing line, so none can look like a label.
        lines.append(f"{speaker}{sign}{pieces[0]}")
        lines.extend(pieces[1:])
    source = made(lines)
    norm = lambda text: unicodedata.normalize("NFC", text)  # noqa: E731
    assert said(source) == [(speaker, norm("\n".join(pieces))) for speaker, pieces in talk]
    check_invariants(source)


@given(st.lists(st.text(alphabet=" :aAéÉ.[]()\u0301-–0123\t\u00a0QR*\n", max_size=40), max_size=15))
def test_any_text_keeps_the_invariants(lines):
    source = made([Paragraph(line) for line in lines])
    check_invariants(source)


def check_invariants(source):
    assert unicodedata.is_normalized("NFC", source.text)
    end = 0
    for index, turn in enumerate(source.turns):
        assert turn.index == index
        assert end <= turn.start < turn.end <= len(source.text)
        assert source.text[turn.start : turn.end].strip() != ""
        end = turn.end
    assert "\n".join(source.text[span.start : span.end] for span in source.paragraphs) == source.text
    for span in source.asides:
        assert any(turn.start <= span.start < span.end <= turn.end for turn in source.turns)
