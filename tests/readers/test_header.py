"""Header lines become attributes; the kind is told by the header, the title, or the labels."""

import pytest

from qualcoop.model import Origin
from qualcoop.readers.asides import remarks
from qualcoop.readers.draft import Draft, Paragraph
from qualcoop.readers.header import iso_date
from qualcoop.readers.turns import build

ORIGIN = Origin("x.txt", "0" * 64, "txt", "test", "1")


def made(text, **options):
    paragraphs = tuple(Paragraph(line) for line in text.strip().split("\n"))
    return build(Draft("x", paragraphs), origin=ORIGIN, **options)


def said(source):
    return [(turn.speaker, source.text[turn.start : turn.end]) for turn in source.turns]


# -- header ------------------------------------------------------------------------------------------

HEADER = (
    "FICTION – corpus d'exemple\nEntretien avec Gwenaël\nDate : 4 mars 2021\nEnquêtrice : L.\nEnquêté : Gwenaël\n"
    "Lieu : café de la gare\nDurée : 1 h 12\nProjet : Archipel\nMicro : cravate\n"
)


def test_header_lines_become_attributes_and_no_turn():
    source = made(HEADER + "Enquêtrice : On peut ?\nGwenaël : Allez-y.\nEnquêtrice : Bien.\nGwenaël : Oui.")
    assert said(source)[0] == ("Enquêtrice", "On peut ?")
    assert source.attributes["date"] == "2021-03-04"
    assert source.attributes["date_texte"] == "4 mars 2021"
    assert source.attributes["lieu"] == "café de la gare"
    assert source.attributes["duree"] == "1 h 12"
    assert source.attributes["Micro"] == "cravate"
    assert source.attributes["titre"] == "Entretien avec Gwenaël"
    assert source.case == "Archipel"


def test_the_interviewers_name_may_end_the_header():
    source = made(
        "Date : 4 mars 2021\nEnquêtrice : L.\nEnquêtrice : On peut ?\nGwenaël : Oui.\nEnquêtrice : A ?\nGwenaël : B."
    )
    assert said(source)[0] == ("Enquêtrice", "On peut ?")
    assert source.attributes["enqueteur"] == "L."


def test_names_with_details_end_the_header():
    source = made(
        "ENTRETIEN N° 3\nDATE : 04/03/2021\nENQUÊTRICE : L.\nENQUÊTÉ : Paul, 34 ans\nL. : On y va ?\nPaul : Oui.\n"
        "L. : Alors.\nPaul : Voilà."
    )
    assert said(source)[0] == ("L.", "On y va ?")
    assert source.attributes["enquete"] == "Paul, 34 ans"
    assert [turn.role for turn in source.turns[:2]] == ["interviewer", "respondent"]


def test_a_short_first_turn_is_no_header():
    source = made("Date : 4 mars 2021\nEnquêtrice : Bonjour.\nGwenaël : Bonjour.\nEnquêtrice : A ?\nGwenaël : B.")
    assert said(source)[0] == ("Enquêtrice", "Bonjour.")


def test_no_header_at_all():
    source = made("Q : A ?\nR : B.\nQ : C ?\nR : D.")
    assert len(source.turns) == 4
    assert "Q" not in source.attributes


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("4 mars 2021", "2021-03-04"),
        ("jeudi 1er août 2020 à 17 h", "2020-08-01"),
        ("04/03/2021", "2021-03-04"),
        ("4.3.21", "2021-03-04"),
        ("2021-03-04", "2021-03-04"),
        ("March 4th, 2021", "2021-03-04"),
        ("12 déc. 2020", "2020-12-12"),
        ("31/02/2021", None),
        ("hier", None),
    ],
)
def test_dates(written, iso):
    assert iso_date(written) == iso


# -- kinds -------------------------------------------------------------------------------------------

NOTES = (
    "Observation : groupe de travail\nDate : 4 février 2021\nHoraires : 17 h 30 – 18 h 50\n"
    "Observatrice : L. (enquêtrice)\n"
    "17 h 30. Neuf vignettes, trois noires.\n[17:41] Page d'accueil. Paul dit : bleu. [OBS Il hésite.]\n"
    "17h55 – Un homme lit.\nUn autre écoute."
)


def test_observation_notes_have_paragraphs_for_turns_and_times():
    source = made(NOTES)
    assert source.kind == "observation"
    assert [turn.timecode for turn in source.turns] == ["17 h 30", "17:41", "17h55", None]
    assert {turn.role for turn in source.turns} == {"observer"}
    assert said(source)[0] == ("L. (enquêtrice)", "Neuf vignettes, trois noires.")
    assert source.attributes["titre"] == "Observation : groupe de travail"


def test_the_observers_remarks_stay_codable_and_can_be_found():
    source = made(NOTES)
    (span,) = remarks(source.text)
    assert source.text[span.start : span.end] == "[OBS Il hésite.]"
    assert any(codable.contains(span) for codable in source.codable())


def test_documents_have_paragraphs_for_turns():
    source = made("Charte des neuf\nAuteur : le collectif\nArticle 1. Chacun compte.\nArticle 2. On décide à neuf.")
    assert source.kind == "document"
    assert said(source) == [
        ("le collectif", "Article 1. Chacun compte."),
        ("le collectif", "Article 2. On décide à neuf."),
    ]
    assert source.turns[0].role == "author"


@pytest.mark.parametrize(
    ("top", "kind"),
    [
        ("Matériau : observation", "observation"),
        ("Type : document", "document"),
        ("Observateur : Paul", "observation"),
        ("Notes d'observation du 4 mars", "document"),
        ("Observation du marché", "observation"),
    ],
)
def test_kind_from_the_top(top, kind):
    assert made(f"{top}\nIl pleut sur la place.\nPersonne ne vient.").kind == kind


def test_the_kind_that_was_asked_for_goes_first():
    assert made(NOTES, kind="document").kind == "document"
    talk = "Q : A ?\nR : B.\nQ : C ?\nR : D."
    assert [turn.role for turn in made(talk, kind="document").turns] == ["author"] * 4
    bare = made("Il pleut.\nPersonne ne vient.", kind="interview")
    assert [turn.role for turn in bare.turns] == ["respondent"] * 2
    assert any("Aucun locuteur" in warning for warning in bare.warnings)
