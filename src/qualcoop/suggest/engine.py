"""From a codebook's rules to suggestions: one per code and sentence, with the rule and the words that fired it.

The way of a text: `Suggester.tokens` (arrays, may be kept with the study) → `Suggester.corpus` (texts
joined) → `Suggester.table` (arrays, a row a suggestion) → `Suggester.suggestions` (values).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

import numpy as np

from qualcoop.language import tr
from qualcoop.model import Role, Source, Suggestion
from qualcoop.suggest.assemble import CodeRules, Table, assemble
from qualcoop.suggest.lemmas import tables
from qualcoop.suggest.matcher import Corpus, find
from qualcoop.suggest.negation import Negation
from qualcoop.suggest.pipeline import load, with_lemmas
from qualcoop.suggest.rules import Rule, parse_rule
from qualcoop.suggest.tokens import Reading, Tokens, read_all, read_many, read_source
from qualcoop.suggest.vocabulary import Vocabulary, shared_vocabulary

Progress = Callable[[int, int, str], None]

# A rule that fires in more than this share of the sentences says nothing.
TOO_COMMON = 0.3
_ENOUGH_SENTENCES = 50
# Under this share of words that the French dictionary knows, the text is probably not French.
LEAST_KNOWN = 0.6
_ENOUGH_WORDS = 50
_CONTRARIES_FOR = frozenset({"lever"})


class CodeLike(Protocol):
    """What the engine needs of a code (see `qualcoop.codebook`)."""

    @property
    def id(self) -> str: ...
    @property
    def polarity(self) -> str | None: ...
    @property
    def contraries(self) -> tuple[str, ...]: ...
    @property
    def keywords(self) -> tuple[str, ...]: ...
    @property
    def exclude(self) -> tuple[str, ...]: ...


class CodebookLike(Protocol):
    """What the engine needs of a codebook."""

    @property
    def codes(self) -> Sequence[Any]: ...
    @property
    def matching(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class _Settings:
    negation: Negation
    roles: frozenset[Role]


class Suggester:
    """Suggests codes by the keyword rules of a codebook.

    extra_rules: more rules by code, tried after the codebook's own. place: the codebook's file, for messages.
    vocabulary: shared by every suggester of the process unless given. model: an installed French spaCy model,
    by its name or folder; its lemmas are added (see `suggest.pipeline`; InputError where it cannot serve).
    `warnings` holds sentences on rules that are legal but doubtful (said twice, or no more than an article).
    Raises RuleError for a rule that cannot be read, with the code, the rule, what is wrong and what is right.
    """

    def __init__(
        self,
        codebook: CodebookLike,
        extra_rules: Mapping[str, Sequence[str]] | None = None,
        *,
        place: str = "",
        vocabulary: Vocabulary | None = None,
        model: str | None = None,
    ) -> None:
        self._model = load(model) if model else None
        self.vocabulary = shared_vocabulary() if vocabulary is None else vocabulary
        self._codes = _code_rules(codebook, extra_rules or {}, place)
        self._settings = _settings(codebook.matching)
        self.warnings: tuple[str, ...] = tuple(_rule_warnings(self._codes))

    def suggest(self, source_id: str, source: Source) -> list[Suggestion]:
        """The suggestions for one source, in the order of the text, then of the codebook."""
        return self.suggest_many([(source_id, source)])

    def suggest_many(self, items: Iterable[tuple[str, Source]], progress: Progress | None = None) -> list[Suggestion]:
        """The suggestions for several sources, in their order; `progress(done, total, name)` after each is read."""
        listed = list(items)
        read: list[tuple[str, str, Tokens]] = []
        made = read_many((Reading.of(source, self.roles) for _, source in listed), self.vocabulary)
        for number, ((name, source), tokens) in enumerate(zip(listed, made, strict=True), start=1):
            read.append((name, source.text, self._enriched(tokens, source)))
            if progress is not None:
                progress(number, len(listed), name)
        return self.suggestions(self.corpus(read))

    @property
    def codes(self) -> tuple[CodeRules, ...]:
        """The codes in use with their rules, in the codebook's order."""
        return self._codes

    @property
    def roles(self) -> frozenset[Role]:
        """Whose words count."""
        return self._settings.roles

    def tokens(self, source: Source, kept: bytes | None = None) -> Tokens:
        """A source as arrays; `kept` are the bytes of an earlier reading (`Tokens.to_bytes`), used if still good.

        Keep them beside all that they follow from: text, paragraphs, turns with their roles, asides, `roles`.
        """
        read = self.read_kept(kept)
        return self._enriched(read_source(source, self.vocabulary, self.roles), source) if read is None else read

    def _enriched(self, tokens: Tokens, source: Source) -> Tokens:
        if self._model is None:
            return tokens
        return with_lemmas(tokens, source.text, self.vocabulary, self._model)

    def tokens_many(self, sources: Iterable[Source]) -> list[Tokens]:
        """The same for many sources, in their order; short ones are read together."""
        listed = list(sources)
        read = read_all((Reading.of(source, self.roles) for source in listed), self.vocabulary)
        return [self._enriched(tokens, source) for tokens, source in zip(read, listed, strict=True)]

    def read_kept(self, kept: bytes | None) -> Tokens | None:
        """The tokens that `Tokens.to_bytes` packed; None where they cannot serve (any more)."""
        return Tokens.from_bytes(kept, self.vocabulary) if kept and self._model is None else None

    def corpus(self, items: Sequence[tuple[str, str, Tokens]]) -> Corpus:
        """Texts joined for matching: (source id, text, tokens) each. It remembers every rule's hits."""
        return Corpus.of(items, self.vocabulary)

    def table(self, corpus: Corpus) -> Table:
        """The suggestions as arrays: a row each, offsets in words (see `Table`)."""
        return assemble(corpus, self._codes, self._settings.negation)

    def suggestions(self, corpus: Corpus) -> list[Suggestion]:
        """The suggestions as values, in the order of texts, sentences and codebook."""
        return list(_values(corpus, self.table(corpus), self._codes))

    def remarks(self, corpus: Corpus) -> list[str]:
        """Sentences on rules that fire nearly everywhere and on texts that seem not to be French."""
        return [*self._too_common(corpus), *_foreign(corpus)]

    def _too_common(self, corpus: Corpus) -> Iterable[str]:
        total = len(corpus.sentences)
        if total < _ENOUGH_SENTENCES:
            return
        for code in self._codes:
            for rule in code.keywords:
                hits = find(corpus, rule)
                share = len(np.unique(corpus.sentence[hits.first])) / total
                if share > TOO_COMMON:
                    percent = round(100 * share)
                    yield tr(
                        f"code {code.id}, règle « {rule.text} » : elle convient à {percent} % des phrases ; "
                        "précisez-la.",
                        f"code {code.id}, rule '{rule.text}': it fits {percent}% of the sentences; narrow it.",
                    )


def _code_rules(codebook: CodebookLike, extra: Mapping[str, Sequence[str]], place: str) -> tuple[CodeRules, ...]:
    active = [code for code in codebook.codes if getattr(code, "status", "active") != "retired"]
    known = {code.id for code in active}
    made = []
    for code in active:
        keywords = [*code.keywords, *extra.get(code.id, ())]
        made.append(
            CodeRules(
                id=code.id,
                keywords=_parsed(keywords, code.id, place),
                exclude=_parsed(code.exclude, code.id, place),
                contraries=tuple(other for other in code.contraries if other in known)
                if code.polarity in _CONTRARIES_FOR
                else (),
            )
        )
    return tuple(made)


def _parsed(texts: Iterable[object], code: str, place: str) -> tuple[Rule, ...]:
    return tuple(parse_rule(text, code=code, place=place) for text in texts)


def _settings(matching: Any) -> _Settings:
    """The codebook's `matching`: negators, window, exceptions, and whose words count."""
    if matching is None:
        return _Settings(Negation(), frozenset(("respondent", "observer", "author")))
    negation = Negation.of(
        tuple(matching.negators or ()),
        4 if matching.negation_window is None else matching.negation_window,
        tuple(matching.negation_exceptions or ()),
    )
    return _Settings(negation, _roles(tuple(getattr(matching, "roles", ()) or ())))


def _roles(names: Sequence[str]) -> frozenset[Role]:
    """Interviewers never trigger, whatever the codebook says."""
    wanted = {"respondent" if name == "interviewee" else name for name in names} - {"interviewer"}
    return cast(frozenset[Role], frozenset(wanted or {"respondent", "observer", "author"}))


def _rule_warnings(codes: Sequence[CodeRules]) -> Iterable[str]:
    for code in codes:
        seen: dict[tuple[Any, ...], str] = {}
        for rule in code.keywords:
            first = seen.get(rule.patterns)
            seen.setdefault(rule.patterns, rule.text)
            if first is not None:
                yield tr(
                    f"code {code.id}, règle « {rule.text} » : elle dit la même chose que « {first} » ; gardez-en une.",
                    f"code {code.id}, rule '{rule.text}': it says the same as '{first}'; keep one.",
                )
            if _is_bare(rule):
                yield tr(
                    f"code {code.id}, règle « {rule.text} » : ce n'est qu'un mot-outil, "
                    "elle conviendrait presque partout ; ajoutez un mot.",
                    f"code {code.id}, rule '{rule.text}': it is only a function word "
                    "and would fit nearly everywhere; add a word.",
                )


def _is_bare(rule: Rule) -> bool:
    """Has it a pattern made of one article, pronoun or preposition?"""
    singles = (pattern.phrases[0][0] for pattern in rule.patterns if sum(map(len, pattern.phrases)) == 1)
    return any(
        not (word.exact or word.prefix) and tables().is_function_word(word.text) for place in singles for word in place
    )


def _foreign(corpus: Corpus) -> Iterable[str]:
    vocabulary = corpus.vocabulary
    known = np.array([tables().knows(form.lower()) for form in vocabulary.forms], dtype=bool)
    text_of_word = corpus.sentence_text[corpus.sentence]
    totals = np.bincount(text_of_word, minlength=len(corpus.names))
    french = np.bincount(text_of_word, weights=known[corpus.words], minlength=len(corpus.names))
    for number in np.flatnonzero((totals >= _ENOUGH_WORDS) & (french < LEAST_KNOWN * totals)).tolist():
        percent = round(100 * float(french[number]) / int(totals[number]))
        yield tr(
            f"{corpus.names[number]} : {percent} % seulement des mots sont français ; "
            "les règles du codebook y trouveront peu.",
            f"{corpus.names[number]}: only {percent}% of the words are French; "
            "the codebook's rules will find little there.",
        )


def _values(corpus: Corpus, table: Table, codes: Sequence[CodeRules]) -> Iterable[Suggestion]:
    rows = zip(
        table.code.tolist(), table.from_code.tolist(), table.rule.tolist(), table.sentence.tolist(),
        corpus.starts[table.first].tolist(), corpus.ends[table.stop - 1].tolist(),
        table.cue.tolist(), table.cue_stop.tolist(), table.nest_code.tolist(), table.nest_rule.tolist(), strict=True,
    )  # fmt: skip
    for code, origin, rule, sentence, begin, end, cue, cue_stop, nest_code, nest_rule in rows:
        number = int(corpus.sentence_text[sentence])
        text = corpus.texts[number]
        start, stop = corpus.sentences[sentence].tolist()
        nest = codes[nest_code] if nest_code >= 0 else None
        yield Suggestion(
            source=corpus.names[number],
            start=start,
            end=stop,
            code=codes[code].id,
            rule=codes[origin].keywords[rule].text,
            matched=text[begin:end],
            quote=text[start:stop],
            cue=text[corpus.starts[cue] : corpus.ends[cue_stop - 1]] if cue >= 0 else None,
            nested_in=f"{nest.id} : {nest.keywords[nest_rule].text}" if nest else None,
            match_start=begin,
            match_end=end,
        )
