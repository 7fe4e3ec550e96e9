"""A French spaCy model, where the researcher has one installed: its lemmas beside those of the tables.

A model reads a sentence, so it tells *il relève* from *la relève*, and knows forms that no table lists. What
it says is added to a word's keys: the same rules find at least what they found. Nothing is ever downloaded.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from qualcoop.errors import InputError
from qualcoop.suggest import french
from qualcoop.suggest.folding import fold
from qualcoop.suggest.tokens import Tokens
from qualcoop.suggest.vocabulary import Vocabulary

_UNUSED = ("ner", "parser", "senter")
_GIVE_LEMMAS = frozenset(("lemmatizer", "trainable_lemmatizer", "attribute_ruler"))


@lru_cache(maxsize=2)
def load(name: str) -> Any:
    """The installed model of this name, or the one in this folder. InputError where it cannot serve."""
    spacy = french.import_french()
    try:
        made = spacy.load(name, exclude=_UNUSED)
    except (OSError, ValueError, ImportError) as error:
        raise InputError(
            f"Le modèle spaCy « {name} » n'est pas installé ici ; installez-le (rien n'est téléchargé par qualcoop) "
            "ou relancez sans --model.",
            f"The spaCy model '{name}' is not installed here; install it (qualcoop downloads nothing) "
            "or run again without --model.",
        ) from error
    if made.lang != "fr":
        raise InputError(
            f"Le modèle spaCy « {name} » est d'une autre langue ({made.lang}) ; il en faut un français.",
            f"The spaCy model '{name}' is of another language ({made.lang}); a French one is needed.",
        )
    if not any(made.get_pipe_meta(pipe).factory in _GIVE_LEMMAS for pipe in made.pipe_names):
        raise InputError(
            f"Le modèle spaCy « {name} » ne donne pas de lemmes ; prenez par exemple fr_core_news_md.",
            f"The spaCy model '{name}' gives no lemmas; take for instance fr_core_news_md.",
        )
    return made


def with_lemmas(tokens: Tokens, text: str, vocabulary: Vocabulary, model: Any) -> Tokens:
    """The same words, each known also by the lemma that the model gives it in its sentence."""
    places = zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True)
    row_at = {place: row for row, place in enumerate(places)}
    words = tokens.words.copy()
    spans = tokens.sentences[np.unique(tokens.sentence)].tolist()
    for doc, shift in model.pipe(((text[start:end], start) for start, end in spans), as_tuples=True):
        for token in doc:
            start = shift + token.idx
            row = row_at.get((start, start + len(token)))
            if row is not None and token.lemma_:
                words[row] = vocabulary.with_key(int(words[row]), fold(token.lemma_))
    return replace(tokens, words=words)
