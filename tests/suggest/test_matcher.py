"""The arrays against a slow matcher that is obviously right, on thousands of made texts and rules."""

import random
import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcoop.sentences import sentences
from qualcoop.spans import Span
from qualcoop.suggest import french
from qualcoop.suggest.folding import HESITATIONS, fold, inclusive_forms, inclusive_spans, unify
from qualcoop.suggest.lemmas import tables
from qualcoop.suggest.matcher import Corpus, find
from qualcoop.suggest.rules import parse_rule
from qualcoop.suggest.tokens import Tokens, read_text
from qualcoop.suggest.vocabulary import Vocabulary

VOCABULARY = Vocabulary()
QUIET = set("-«»\"“”‘’'()[]{}*_…")


# ------------------------------------------------------------------ the slow matcher


def pieces(text):
    """(start, end, glued) of spaCy's tokens, cut at hyphens and after apostrophes; inclusive words whole.

    Every character gets a label; neighbours with one label are one piece.
    """
    label = [None] * len(text)
    for number, token in enumerate(french._tokenizer()(text)):
        for at in range(token.idx, token.idx + len(token)):
            label[at] = None if text[at].isspace() else (number, 0, "plain")
    for found in re.finditer(r"\S+", text):
        for low, high in inclusive_spans(found.group()):
            for at in range(found.start() + low, found.start() + high):
                label[at] = (found.start() + low, 0, "inclusive")
    for number, token in enumerate(french._tokenizer()(text)):
        part = 0
        inside = [at for at in range(token.idx, token.idx + len(token)) if label[at] == (number, 0, "plain")]
        word = unify(text[token.idx : token.idx + len(token)]).lower()
        if word != "aujourd'hui":
            for at in inside:
                sign = unify(text[at])
                if sign == "-" and word.strip("-"):
                    part += 1
                    label[at] = (number, part, "hyphen")
                    part += 1
                    continue
                label[at] = (number, part, "plain")
                part += sign == "'"
    found, at = [], 0
    while at < len(text):
        end = at + 1
        while end < len(text) and label[end] == label[at]:
            end += 1
        if label[at] is not None and label[at][2] != "hyphen":
            glued = bool(found) and label[at][2] == "plain" and label[found[-1][0]][0::2] == label[at][0::2]
            found.append((at, end, glued))
        at = end
    return found


def slow_words(text):
    """The words that count, as dicts, in order."""
    cut = sentences(text)
    seen = []  # words, hesitations and signs that part; nothing else
    for start, end, glued in pieces(text):
        form = unify(text[start:end])
        if any(sign.isalnum() for sign in form):
            if form.lower() not in ("ne", "n'"):
                seen.append(("hesitation" if fold(form) in HESITATIONS else "word", start, end, form, glued))
        elif not (all(sign in QUIET for sign in form) or form.startswith("..")):
            seen.append(("sign", start, end, form, glued))
    words, parted = [], False
    for number, (kind, start, end, form, glued) in enumerate(seen):
        beside = [other[0] for other in (*seen[max(0, number - 1) : number], *seen[number + 1 : number + 2])]
        if kind == "sign" and "hesitation" not in beside:
            parted = True
        if kind == "word":
            home = [i for i, (low, high) in enumerate(cut) if low <= start and end <= high]
            words.append(
                {"form": form, "start": start, "end": end, "sentence": home[0], "parted": parted, "glued": glued}
            )
            parted = False
    return words


def fits(word, form):
    if word.exact:
        return form == word.text
    low = form.lower()
    plain = inclusive_forms(form) or [low]
    keys = {fold(low), *map(fold, plain)} | {fold(lemma) for one in plain for lemma in tables().lemmas(one)}
    if word.prefix:
        return any(key.startswith(word.text) for key in keys)
    return bool(keys & ({fold(word.text)} | {fold(lemma) for lemma in tables().stands_for(word.text)}))


def slow_phrase(words, phrase):
    found = set()
    for at in range(len(words) - len(phrase) + 1):
        run = words[at : at + len(phrase)]
        if not all(any(fits(word, item["form"]) for word in place) for place, item in zip(phrase, run, strict=True)):
            continue
        if any(b["parted"] or a["sentence"] != b["sentence"] for a, b in pairwise(run)):
            continue
        after = at + len(phrase)
        if after < len(words) and words[after]["glued"]:
            continue
        found.add((at, after))
    return found


def slow_find(words, rule):
    found = set()
    for pattern in rule.patterns:
        runs = slow_phrase(words, pattern.phrases[0])
        for link, phrase in zip(pattern.links, pattern.phrases[1:], strict=True):
            new = set()
            for a, b in runs:
                for c, d in slow_phrase(words, phrase):
                    if b <= c <= b + link.gap:
                        new.add((a, d))
                    if not link.ordered and d <= a <= d + link.gap:
                        new.add((c, b))
            runs = {(a, b) for a, b in new if words[a]["sentence"] == words[b - 1]["sentence"]}
        found |= runs
    return sorted(run for run in found if not any(o != run and run[0] <= o[0] and o[1] <= run[1] for o in found))


# ------------------------------------------------------------------ the comparison


def fast_corpus(text):
    return Corpus.of([("x", text, read_text(text, sentences(text), [Span(0, len(text))], VOCABULARY))], VOCABULARY)


def compare(text, rules):
    words, corpus = slow_words(text), fast_corpus(text)
    assert corpus.starts.tolist() == [word["start"] for word in words]
    assert corpus.ends.tolist() == [word["end"] for word in words]
    assert corpus.sentence.tolist() == [word["sentence"] for word in words]
    for text_of_rule in rules:
        rule = parse_rule(text_of_rule)
        hits = find(corpus, rule)
        assert list(zip(hits.first.tolist(), hits.stop.tolist(), strict=True)) == slow_find(words, rule), text_of_rule


WORDS = (
    "temps temps prendre pris prend le le la les une pas pas mais confiance transparence partager partagé on a "
    "porte-parole compte-rendu décide Décidons DECIDE œuvre l'élan n'a ne euh heu coopère co-porteurs vas-y AG ag "
    "élu·e·s aujourd'hui 10h 2 é"
).split()
SIGNS = [
    " ",
    " ",
    " ",
    " ",
    " ",
    ", ",
    ". ",
    " ? ",
    "… ",
    " « ",
    " » ",
    "\u00a0: ",
    "\u202f! ",
    " 😀 ",
    " (",
    ") ",
    "\n",
]
RULE_WORDS = (
    'temps prendre le partag* confi* partagé|confiance "AG" ag décider porte-parole rendu compte co-port* élu a pas '
    "coopér* œuvre l'élan aujourd'hui 10h élan on parole"
).split()


def made_text(rng):
    parts = []
    for _ in range(rng.randint(0, 18)):
        parts += [rng.choice(WORDS), rng.choice(SIGNS)]
    return "".join(parts)


def made_rule(rng):
    parts = [rng.choice(RULE_WORDS)]
    for _ in range(rng.choice([0, 0, 1, 1, 2])):
        link = rng.choice([[], [], [".."], ["..1"], ["~2"], ["~5"], ["..6"], ["|"]])
        parts += [*link, rng.choice(RULE_WORDS)]
    return " ".join(parts)


@pytest.mark.parametrize("seed", range(30))
def test_thousands_of_made_texts_and_rules(seed):
    rng = random.Random(seed)
    for _ in range(60):
        compare(made_text(rng), [made_rule(rng) for _ in range(6)])


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="aàeEé nN'’-.,…!?«»\u00a0\u202f\n😀👍🏽e\u0301œ0·", max_size=40))
def test_any_text(text):
    import unicodedata

    compare(unicodedata.normalize("NFC", text), ["a", "é .. e", "a ~2 é", '"E"'])


@pytest.mark.parametrize("text", ["", " ", "a", "é", "😀", "\u00a0", "-", "'", "…", "\n"])
def test_the_smallest_texts(text):
    compare(text, ["a", "a .. a", "é"])


# ------------------------------------------------------------------ one by one


def hits(rule, text):
    corpus = fast_corpus(text)
    found = find(corpus, parse_rule(rule))
    return [text[corpus.starts[a] : corpus.ends[b - 1]] for a, b in zip(found.first, found.stop, strict=True)]


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        ("prendre le temps", "Prendre, euh, le… temps.", ["Prendre, euh, le… temps"]),
        ("prendre le temps", "On prend, le temps.", []),
        ("prendre le temps", "On prend. Le temps.", []),
        ("on sait pas", "On ne sait pas, on n’sait pas.", ["On ne sait pas", "on n’sait pas"]),
        ("porter .. chantier", "porter à trois ce chantier", ["porter à trois ce chantier"]),
        ("porter .. chantier", "porter à trois mon gros chantier", []),
        ("porter ..6 chantier", "porter à trois mon gros chantier", ["porter à trois mon gros chantier"]),
        ("chantier ~5 porter", "porter à trois ce chantier", ["porter à trois ce chantier"]),
        ("temps .. temps", "le temps, le temps, le temps", ["temps, le temps", "temps, le temps"]),
        ("temps|argent", "du temps, de l’argent", ["temps", "argent"]),
        ("travail d'équipe | main dans la main", "la main dans la main", ["main dans la main"]),
        ("élu", "nos élu-e-s et l’élu(e)", ["élu-e-s", "élu(e)"]),
        ("confiance", "[confiance] et « confiance »", ["confiance", "confiance"]),
    ],
)
def test_rules_on_sentences(rule, text, expected):
    assert hits(rule, text) == expected


def test_a_hit_never_crosses_two_texts():
    texts = ["On prend le", "temps."]
    items = [
        (str(number), text, read_text(text, sentences(text), [Span(0, len(text))], VOCABULARY))
        for number, text in enumerate(texts)
    ]
    assert len(find(Corpus.of(items, VOCABULARY), parse_rule("prendre le temps"))) == 0


def test_tokens_come_back_from_bytes_without_spacy(monkeypatch):
    text = "Les élu·e·s, c'est-à-dire… L’AG n'a pas décidé. 👍🏽 Oui"
    tokens = read_text(text, sentences(text), [Span(0, len(text))], VOCABULARY)
    data = tokens.to_bytes(VOCABULARY)
    fresh = Vocabulary()
    monkeypatch.setattr(french, "_tokenizer", lambda: pytest.fail("spaCy was asked"))
    back = Tokens.from_bytes(data, fresh)
    for name in ("starts", "ends", "sentence", "marks", "sentences"):
        assert np.array_equal(getattr(back, name), getattr(tokens, name))
    assert [fresh.forms[i] for i in back.words] == [VOCABULARY.forms[i] for i in tokens.words]
    corpus = Corpus.of([("x", text, back)], fresh)
    assert len(find(corpus, parse_rule("décider"))) == 1


@pytest.mark.parametrize("data", [b"", b"QCT", b"QCT\x09abcdefgh", b"nothing at all", b"QCT\x01\x10\x00\x00\x00zzzz"])
def test_damaged_or_foreign_bytes_are_none(data):
    assert Tokens.from_bytes(data, VOCABULARY) is None


def test_bytes_of_another_version_are_none(monkeypatch):
    text = "Oui."
    data = read_text(text, sentences(text), [Span(0, 4)], VOCABULARY).to_bytes(VOCABULARY)
    monkeypatch.setattr(french, "tokenizer_version", lambda: "0")
    assert Tokens.from_bytes(data, VOCABULARY) is None


def test_truncated_bytes_are_none():
    text = "On coopère. On partage."
    data = read_text(text, sentences(text), [Span(0, len(text))], VOCABULARY).to_bytes(VOCABULARY)
    assert all(Tokens.from_bytes(data[:size], VOCABULARY) is None for size in range(len(data)))
