"""Words: spaCy's tokens, forms and their lemmas, on gold lists of our own."""

import importlib.util
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcoop.spans import Span
from qualcoop.suggest import french
from qualcoop.suggest.folding import fold, inclusive_forms, inclusive_spans
from qualcoop.suggest.lemmas import tables
from qualcoop.suggest.matcher import Corpus, find
from qualcoop.suggest.rules import parse_rule
from qualcoop.suggest.tokens import read_text
from qualcoop.suggest.vocabulary import Vocabulary

spec = importlib.util.spec_from_file_location("gold_forms", Path(__file__).with_name("gold_forms.py"))
gold = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gold)

VOCABULARY = Vocabulary()


def matches(rule, text):
    whole = [Span(0, len(text))]
    corpus = Corpus.of([("x", text, read_text(text, whole, whole, VOCABULARY))], VOCABULARY)
    return len(find(corpus, parse_rule(rule))) > 0


def test_keywords_find_their_forms():
    pairs = gold.pairs(gold.FOUND)
    missed = [pair for pair in pairs if not matches(*pair)]
    assert len(pairs) >= 150
    assert len(missed) <= 0.05 * len(pairs), missed


def test_keywords_do_not_find_other_words():
    pairs = gold.pairs(gold.NOT_FOUND)
    found = [pair for pair in pairs if matches(*pair)]
    assert len(pairs) >= 30
    assert len(found) <= 1, found


@pytest.mark.parametrize(
    ("rule", "text", "found"),
    [
        ("coopér*", "on coopère", True),  # the wildcard tests lemmas too
        ("en faisant", "en fait", False),  # a gerund is itself
        ("mai", "mais bon", False),
        ("entre nous", "entrons nous", False),
        ("perte de confiance", "une perte d'confiance", True),
        ("les structures", "la structure", False),  # so is a function word
        ("on a retenu", "on avait retenues", True),
        ("qui tenait quoi", "qui tient quoi", True),
        ("l'écoute", "il écoute", False),
        ('"AG"', "l'AG", True),
        ('"AG"', "l'ag", False),
        ('"l\'AG"', "à l’AG.", True),
        ("compte rendu", "un compte-rendu", True),
        ("compte-rendu", "un compte rendu", True),
        ("compte", "un compte-rendu", False),  # a hit never ends inside a word with hyphens
        ("rendu", "un compte-rendu", True),
        ("porteur", "les co-porteurs", True),
        ("visio*", "en visio", True),
        ("relève", "le relevé", True),  # accepted: accents are folded
        ("10h", "à 10h pile", True),
        ("20 %", "20 % de temps", None),
        ("aujourd'hui", "Aujourd’hui", True),
    ],
)
def test_words_one_by_one(rule, text, found):
    if found is None:
        with pytest.raises(Exception, match="%"):
            matches(rule, text)
    else:
        assert matches(rule, text) is found


def test_words_in_quotes_may_hold_signs():
    assert matches('"20 %"', "il y a 20 % de pertes")
    assert matches('"R&D"', "la R&D, quoi")
    assert not matches('"R&D"', "la r&d, quoi")


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("habitant·es", ["habitant", "habitante"]),
        ("citoyen.nes", ["citoyen", "citoyenne"]),
        ("acteur·rice·s", ["acteur", "actrice"]),
        ("ouvrier·ère·s", ["ouvrier", "ouvrière"]),
        ("actif·ve·s", ["actif", "active"]),
        ("élu(e)s", ["élu", "élue"]),
        ("besoin(s)", ["besoin"]),
        ("coordinateur/trice", ["coordinateur", "coordinatrice"]),
    ],
)
def test_inclusive_writing(word, forms):
    assert inclusive_forms(word) == forms


@pytest.mark.parametrize("word", ["faites-le", "dit-elle", "est-ce", "et/ou", "dit.Le", "3.5", "vas-y", "donne-t-il"])
def test_what_is_no_inclusive_writing(word):
    assert inclusive_spans(word) == []


def test_capitals_and_missing_accents_keep_their_lemmas():
    assert "évaluation" in tables().lemmas("evaluation")
    assert "coopérer" in tables().lemmas("cooperent")
    assert fold("ŒUVRE") == fold("oeuvre")


def test_an_excluding_verb_stands_for_itself():
    assert tables().stands_for("écoutez", strict=True) == frozenset()
    assert "écouter" in tables().stands_for("écoutez")


def test_lemmas_are_the_same_in_any_order():
    forms = ["décidé", "portes", "cooperent", "retenues", "mails", "coconstruisons"]
    first = [sorted(tables().lemmas(form)) for form in forms]
    tables()._cache.clear()
    assert [sorted(tables().lemmas(form)) for form in reversed(forms)][::-1] == first


# ------------------------------------------------------------------ the fast path against spaCy itself

PIECES = (
    "l'élan qu’il d'accord aujourd'hui prud'hommes entr'aide compte-rendu co-porteur dit-il vas-y c'est-à-dire "
    "élu·e·s habitant.es 3,5 10h30 20% 15€ etc. M. Mme. av. J.-C. n°4 R&D https://a.fr/b?c=d moi@ici.fr :-) ;) xD "
    "[rires] (enfin) « » “oui” ! ? … ... … — – - mot, mot. MOT. mot; fin.Début oui,non et/ou #tag 1er 2ème t'sais "
    "Saint-Denis anti-tout arc-en-ciel va-t-en-guerre 👍🏽 é café-théâtre кот-пёс 中文 ΑΒΓ-δ p'tit grand'place"
).split()
chunk = st.one_of(
    st.sampled_from(PIECES),
    st.text(alphabet="aEéœ'’-.,…!?()«»·/0:;", min_size=1, max_size=12),
    st.tuples(st.sampled_from(PIECES), st.sampled_from(PIECES)).map("".join),
).filter(lambda text: not re.search(r"\s", text))


@settings(max_examples=400, deadline=None)
@given(st.lists(chunk, min_size=1, max_size=12))
def test_chunks_are_cut_as_spacy_cuts_the_text(chunks):
    text = " ".join(chunks)
    spacys = [(t.idx, t.idx + len(t)) for t in french._tokenizer()(text) if not t.is_space]
    ours, at = [], 0
    for chunk, spans in zip(chunks, french.token_spans(chunks), strict=True):
        ours.extend((at + start, at + end) for start, end in spans)
        at += len(chunk) + 1
    # Emoticons are left aside: spaCy looks for them across chunks (« :) ) »), and no rule can name them.
    said = [[span for span in spans if any(map(str.isalnum, text[slice(*span)]))] for spans in (ours, spacys)]
    assert said[0] == said[1]


def test_most_chunks_of_letters_agree_with_spacy():
    rng = random.Random(11)
    words = [form for form in tables()._tables[0] if form.isalpha()]
    sample = rng.sample(words, 3000)
    sample += [word.capitalize() for word in sample[:500]] + [word.upper() for word in sample[500:800]]
    sample += [word + sign for word, sign in zip(sample, rng.choices(",;:!?….", k=len(sample)), strict=True)]
    elisions = "l' d’ c' j' m' n' s’ t' qu' qu’ Qu' L' D’".split()
    sample += [head + word for head, word in zip(rng.choices(elisions, k=3000), sample[::2], strict=False)]
    quick = [french.plain_spans(word) for word in sample]
    assert sum(spans is not None for spans in quick) > 0.9 * len(sample)
    slow = french._spacy_spans(sample)
    wrong = [w for w, spans, truth in zip(sample, quick, slow, strict=True) if spans not in (None, truth)]
    assert wrong == []


def test_spacys_own_exceptions_are_no_plain_chunks():
    exceptions = [word for word in french._tokenizer().rules if not re.search(r"\s", word)]
    assert len(exceptions) > 100
    truths = french._spacy_spans(exceptions)
    assert [w for w, t in zip(exceptions, truths, strict=True) if french.plain_spans(w) not in (None, t)] == []


def test_spacys_own_pattern_of_hyphenated_words_says_the_same():
    lazy = french._tokenizer().token_match.__self__
    assert isinstance(lazy, french.LazyTokenMatch)
    own = re.compile(lazy.pattern)
    rng = random.Random(2)
    heads = (
        "anti auto co contre entr arc saut pet r grande faux Aber vice-président l'un cuir ÉLU œuf straße ΑΒ Ⱥ".split()
    )
    tails = "-de-ski 'aide -vampire -en-l'air -là ’abat -Ÿ -œuvre -été -sous-sol -à-dire -ß -κόσμος -2 -- ' -a-".split()
    for _ in range(4000):
        word = rng.choice(heads) + "".join(rng.choices(tails, k=rng.randint(1, 2)))
        assert bool(lazy.match(word)) == bool(own.match(word)), word


def test_spacys_own_command_line_is_there_for_who_asks():
    code = (
        "from qualcoop.suggest import french; french.token_spans(['10h']); import sys; "
        "assert 'spacy.cli' not in sys.modules; import spacy; said = spacy.info(silent=True)['spacy_version']; "
        "assert said == spacy.__version__ == french.tokenizer_version(), said; import spacy.cli; spacy.cli.download"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr


@pytest.mark.parametrize("verb", ["mettre", "prendre", "choisir", "voir", "falloir", "décider"])
def test_a_dictionary_form_is_its_own_lemma(verb):
    assert verb in tables().lemmas(verb)
    assert tables().stands_for(verb) == frozenset()
