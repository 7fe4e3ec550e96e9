"""The shipped grid's rules on made sentences: false friends stay silent, ordinary forms are found."""

import pytest

from qualcoop import codebook as cb
from qualcoop.model import Origin, Source, Turn
from qualcoop.spans import Span
from qualcoop.suggest.engine import Suggester


@pytest.fixture(scope="module")
def suggester():
    return Suggester(cb.shipped())


def codes(suggester, text):
    span = Span(0, len(text))
    turn = Turn(0, 0, len(text), "respondent", "A")
    source = Source("x", "interview", text, (span,), (turn,), Origin("x.txt", "0", "txt", "made", "1"))
    return {suggestion.code for suggestion in suggester.suggest("x", source)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Dominique est venue avec des dominos.", "G4.3"),
        ("Plus le temps passe, plus on est contents.", "G3.2"),
        ("La boîte aux lettres déborde.", "G3.2"),
        ("Ils ont fini par s'approprier le projet.", "G1.3"),
        ("On a une belle dynamique collective.", "G2"),
        ("On a fini par trouver le même vocabulaire.", "G2.2"),
        ("On a fini par passer à l'action.", "G3.3"),
        ("Le reporter de la gazette est passé.", "G3.3"),
        ("On reste à taille humaine.", "G5.1"),
        ("C'était une succession de réunions.", "T2.3"),
        ("Il a fallu déposer le bilan.", "T1.1"),
        ("Ça relève de la mairie.", "T2.3"),
        ("Son statut de salarié a changé.", "L5.1"),
        ("Il y a eu de fortes précipitations.", "G3.4"),
        ("On a demandé un prêt de la banque.", "L6.2"),
        ("C'est une banque mutualiste.", "C10.4"),
        ("La coopérative a ouvert en mai.", "C10.1"),
        ("Écoute, franchement, personnellement, je ne sais pas.", "L5.3"),
        ("Je ne partage pas cette vision.", "L4.2"),
        ("Il a signé le formulaire de consentement.", "L3.1"),
        ("On ne se croise jamais.", "C2.1"),
        ("On partage des parts sociales depuis mai.", "G6.1"),
    ],
)
def test_false_friends_suggest_nothing(suggester, text, code):
    assert code not in codes(suggester, text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("On ne se croise jamais.", "G3.1"),
        ("Ils ne se sont pas approprié le texte.", "G1.3"),
        ("On ne s'approprie pas le projet.", "G1.3"),
        ("Je suis débordée depuis mars.", "G3.2"),
        ("On s'est trompés deux fois.", "C8"),
        ("On s'est mis d'accord au printemps.", "L1"),
        ("On s'est engagés par écrit.", "L2.4"),
        ("L'information circule bien.", "L3.3"),
        ("On a perdu l'élan du début.", "G2.1"),
        ("On se retrouve le premier jeudi du mois.", "L4.1"),
        ("Les statuts ont été écrits à dix mains.", "L5.1"),
        ("Elles sont solidaires, vraiment.", "L5.2"),
        ("C'est devenu une usine à gaz.", "G5.2"),
        ("La crise, pour nous, c'est normal.", "T2.2"),
        ("On est décidés à rester à taille humaine.", "T3.2"),
        ("Toujours pas un colis livré.", "G3.3"),
        ("La réunion a été reportée deux fois.", "G3.3"),
        ("Il a encore fallu reporter l'ouverture.", "G3.3"),
        ("On a cherché qui prendra la relève.", "T2.3"),
        ("J'ai appris la nouvelle par le journal.", "G2.3"),
        ("Il n'y a pas de confiance entre nous.", "G4.1"),  # a negated lever is offered as its contrary
    ],
)
def test_ordinary_forms_are_found(suggester, text, code):
    assert code in codes(suggester, text)
