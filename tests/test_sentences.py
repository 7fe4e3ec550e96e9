"""Where messy French speech is cut: a gold list of our own, and the traps one by one."""

import random
import time
from itertools import pairwise

import pytest

from qualcoop.sentences import sentences, sentences_of

# Written by hand before the splitter was run on it. « | » is a boundary between two sentences; invented
# speech: ellipses, cut-offs, asides, quotes, missing capitals, abbreviations, inclusive writing, figures.
GOLD = [
    "Ben écoute, je dirais que… enfin, on a commencé à quatre.|Après, les autres sont venus.",
    "Ah bon ?|Vous étiez là, vous ?|Non, moi j'étais… j'étais à la ressourcerie.",
    "Et là il me dit « c'est fini. On arrête tout. » et il raccroche.|Voilà.",
    "On a un local [rires] enfin un garage… Bon.|C'est petit.",
    "M. Roux et Mme Petit sont venus avec le Dr Vidal.|Ils ont signé.",
    "C'était le 3.5 ou le 4, je sais plus…|On était en retard.",
    "Les habitant.e.s n'étaient pas d'accord.|Les élu.es non plus, d'ailleurs !",
    "Je… je sais pas.|Franchement ?|Non.|Je vois pas.",
    "On a reçu 12.000 euros de la région, etc. mais ça suffisait pas.|Alors on a cherché.",
    "Mais pourquoi ?!|Parce que personne voulait le faire...|Et puis voilà.",
    "C'est-à-dire que… euh… bon, on s'est pas compris.|Ça arrive.",
    "Il a dit : « Moi, je signe pas. »|Et il est parti.",
    "On fait ça depuis, quoi… dix ans ?|Oui, dix ans.|Peut-être onze.",
    "La coopérative (celle de M. Blin) a suivi.|L'autre, non.",
    "[…] donc on a repris le projet […] et ça a marché.|On était contents.",
    "Tu vois le truc ?|bah c'est exactement ça.|on n'en parle plus.",
    "Cf. le compte rendu de l'A.G. du 12 mars.|Tout y est.",
    "« On verra bien… » qu'elle disait.|On a vu !",
    "Oui oui oui.|(silence) Non mais c'est vrai.|On a eu peur.",
    "Le budget ?|On l'a jamais eu.|Jamais.|Et pourtant on l'a demandé, hein !",
    "Elle travaillait chez eux, p. ex. le samedi.|Ça l'arrangeait.",
    "J'ai dit stop.|Stop !|On respire.|Et on reprend lundi.",
    "Alors euh… Alors on a fait un tour de table.|Chacun a parlé.",
    "On est allés voir https://www.exemple.fr/asso. et rien.|Le site était mort.",
    "Vous pouvez me rappeler l'année ?|2019.|En mars, je crois.",
    "Ils m'ont dit non.|[soupir] Alors j'ai rappelé.|Trois fois.",
    "C'est J. P. Morel qui tenait la caisse.|Un type bien.",
    "On s'est vus à l'AG.|Il y avait du monde !|Trente personnes, je crois… peut-être quarante.|Bref.",
    "Bon ben voilà.|Je pense que c'est tout.|Merci à vous.",
    "Attendez… Non.|Si.|C'était avant le confinement, en janv. 2020 je dirais.",
    "Moi j'y crois pas.|Point.|Mais bon, « chacun son avis », comme dit l'autre.|On avance.",
    "Il y a eu Saint-Nazaire, Brest, Quimper…|Et nous.|Quatre villes !",
    "On demande 1,5 poste.|On a 0,5.|Vous voyez l'écart ?|Il est là, l'écart.",
    "Vous y étiez ? – Oui. – Et alors ?|Alors rien.",
    "Le n° 4 de la rue.|Au fond.|À gauche, quoi.",
    "On a dit oui (tout de suite !) et après on a regretté.|Un peu.",
    "Enfin bref.|Ça, c'était la première année.|La deuxième, on a embauché quelqu'un.|À mi-temps.",
    "Et Paul (il est parti depuis) tenait le stand.|Tous les samedis.|Tous !",
    "Est-ce que ça vous va ?… Oui ?|Parfait.|On continue.",
]


def boundaries(spans):
    return {span.end for span in spans[:-1]}


def gold_case(marked):
    """The text without marks (a space instead) and the ends of its sentences."""
    parts = marked.split("|")
    ends, at = set(), 0
    for part in parts[:-1]:
        at += len(part)
        ends.add(at)
        at += 1
    return " ".join(parts), ends


def test_gold_holds_at_least_60_boundaries():
    assert sum(line.count("|") for line in GOLD) >= 60


def test_f1_on_the_gold_list():
    right = found = wanted = 0
    for marked in GOLD:
        text, ends = gold_case(marked)
        cut = boundaries(sentences(text))
        right, found, wanted = right + len(cut & ends), found + len(cut), wanted + len(ends)
    precision, recall = right / found, right / wanted
    assert 2 * precision * recall / (precision + recall) >= 0.93, (precision, recall)


def cut(text):
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Oui… enfin non. Bon.", ["Oui… enfin non.", "Bon."]),
        ("Oui… Enfin.", ["Oui…", "Enfin."]),
        ("Oui... enfin. Non... Alors.", ["Oui... enfin.", "Non...", "Alors."]),
        ("On […] Alors voilà. Fin.", ["On […] Alors voilà.", "Fin."]),
        ("On [...] Alors voilà. Fin.", ["On [...] Alors voilà.", "Fin."]),
        ("On (…) Alors voilà.", ["On (…) Alors voilà."]),
        ("Il dit « Non. Jamais. Rien. » Puis rien.", ["Il dit « Non. Jamais. Rien. »", "Puis rien."]),
        ("Mme. Le Goff et M. Roux. Puis Me Petit.", ["Mme. Le Goff et M. Roux.", "Puis Me Petit."]),
        ("Les élu.e.s. Les habitant.es. Bon.", ["Les élu.e.s.", "Les habitant.es.", "Bon."]),
        ("Ça fait 3.5 km. Non 4.", ["Ça fait 3.5 km.", "Non 4."]),
        ("Ah bon\u202f? Oui\u00a0! Bien.", ["Ah bon\u202f?", "Oui\u00a0!", "Bien."]),
        ("Des mails, etc. et rien. Des mails, etc. Rien.", ["Des mails, etc. et rien.", "Des mails, etc.", "Rien."]),
        ("Non. [soupir] Alors oui. (rires) et puis non.", ["Non.", "[soupir] Alors oui. (rires) et puis non."]),
        ("", []),
        ("  \t ", []),
        ("?", ["?"]),
        ("Non 👍🏽. Oui.", ["Non 👍🏽.", "Oui."]),
    ],
)
def test_traps(text, parts):
    assert cut(text) == parts


def test_a_forgotten_closing_quote_does_not_glue_the_page():
    text = "Il dit « non. " + "On parle. " * 200
    assert len(sentences(text)) > 100


def test_paragraphs_end_sentences_and_offsets_are_the_text_s():
    text = "sans point\nEt là. Oui"
    assert [text[s:e] for s, e in sentences_of(text, [(0, 10), (11, 21)])] == ["sans point", "Et là.", "Oui"]


def test_sentences_cover_every_character_but_white_space():
    rng = random.Random(5)
    for _ in range(500):
        text = "".join(rng.choice("aéZ .…?!«»[]()\"'’\u202f\n1,") for _ in range(rng.randint(0, 60)))
        spans = sentences(text)
        assert all(a.end <= b.start for a, b in pairwise(spans))
        inside = set().union(*(range(start, end) for start, end in spans)) if spans else set()
        assert all(text[i].isspace() for i in range(len(text)) if i not in inside)


@pytest.mark.parametrize("unit", ["a.b ", "M. ", "mot… ", "« mot. ", "mot ", "Oui. ", ". ", "…", "«", "a" * 50])
def test_linear_time_on_one_long_line(unit):
    sizes = []
    for characters in (250_000, 1_000_000):
        text = unit * (characters // len(unit))
        start = time.process_time()
        sentences(text)
        sizes.append(time.process_time() - start)
    assert sizes[1] < 12 * sizes[0] + 0.2, sizes
