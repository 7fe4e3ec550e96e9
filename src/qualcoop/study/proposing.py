"""What proposes codings: the codebook's rules on every source, tried out, reported on, learned from a layer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, select

from qualcoop.errors import InputError, UnknownNameError
from qualcoop.model import Source, Suggestion
from qualcoop.study import codebooks, codings, sources
from qualcoop.study import engine as db
from qualcoop.study import schema as s
from qualcoop.study.store import Store
from qualcoop.suggest import LEARNED

if TYPE_CHECKING:
    import pandas as pd

    from qualcoop.codebook.model import Codebook
    from qualcoop.study.container import Container
    from qualcoop.suggest.engine import Suggester
    from qualcoop.suggest.learner import Learned
    from qualcoop.suggest.matcher import Corpus
    from qualcoop.suggest.tokens import Tokens
    from qualcoop.suggest.workbench import Report, Trial

Progress = Callable[[int, int, str], None]

_AT_ONCE = 500


def matched(study: Container, progress: Progress | None = None) -> tuple[Suggester, Corpus]:
    """The codebook's engine and every source as it reads them; what it has read before is not read again."""
    from qualcoop.suggest.engine import Suggester

    store = study.store
    with store.read() as connection:
        book = codebooks.current(store, connection)
        suggester = Suggester(book)
        items = [(name, sources.get(store, connection, name)) for name in sources.ids(connection)]
        keys = {name: _key(source, suggester.roles) for name, source in items}
        there = frozenset(connection.execute(select(s.tokens.c.key)).scalars())
        kept = _kept(connection, [key for key in keys.values() if ("tokens", key) not in store.cache])
    renewed: set[str] = set()
    read: list[tuple[str, str, Tokens]] = []
    for number, (name, source) in enumerate(items, start=1):
        key = keys[name]
        tokens: Tokens | None = store.cache.get(("tokens", key)) or suggester.read_kept(kept.get(key))
        if tokens is None:
            tokens = suggester.tokens(source)
            renewed.add(key)
        store.cache["tokens", key] = tokens
        read.append((name, source.text, tokens))
        if progress is not None:
            progress(number, len(items), name)
    wanted = frozenset(keys.values())
    new = sorted(renewed | (wanted - there))
    if new or there - wanted:
        packed = {key: store.cache["tokens", key].to_bytes(suggester.vocabulary) for key in new}
        _keep(store, packed, sorted(there - wanted | renewed))
    return suggester, _corpus(store, suggester, tuple(keys.values()), read)


def _corpus(
    store: Store, suggester: Suggester, keys: tuple[str, ...], read: Sequence[tuple[str, str, Tokens]]
) -> Corpus:
    """The texts joined; while they stay the same, rules matched once are not matched again."""
    last: tuple[Any, Corpus] | None = store.cache.get(("matched", ""))
    about = (keys, tuple(name for name, _, _ in read), id(suggester.vocabulary))
    if last is None or last[0] != about:
        last = (about, suggester.corpus(read))
        store.cache["matched", ""] = last
    return last[1]


def _key(source: Source, roles: Iterable[str]) -> str:
    """Everything that the tokens of a source follow from: its text, how it is cut, who speaks, whose words count."""
    told = [
        source.hash,
        source.paragraphs,
        [(turn.start, turn.end, turn.role) for turn in source.turns],
        source.asides,
        sorted(roles),
    ]
    return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode("utf-8")).hexdigest()


def _kept(connection: Connection, keys: Sequence[str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for at in range(0, len(keys), _AT_ONCE):
        query = select(s.tokens).where(s.tokens.c.key.in_(keys[at : at + _AT_ONCE]))
        found.update((row.key, bytes(row.data)) for row in connection.execute(query))
    return found


def _keep(store: Store, made: Mapping[str, bytes], stale: Sequence[str]) -> None:
    """Keep what was read, and forget what no source needs any more; a read-only study keeps nothing."""
    if store.where.read_only:
        return
    table = s.tokens
    with db.speaking(store.where), db.writing(store.engine) as connection:
        gone = [*stale, *made]  # another process may have kept the same meanwhile
        for at in range(0, len(gone), _AT_ONCE):
            connection.execute(delete(table).where(table.c.key.in_(gone[at : at + _AT_ONCE])))
        if made:
            connection.execute(table.insert(), [{"key": key, "data": data} for key, data in made.items()])


def proposed(
    study: Container, progress: Progress | None = None, cluster: str | None = None, model: str | None = None
) -> tuple[list[Suggestion], list[str]]:
    """The suggestions for every source, found here, by a Dask cluster's workers or with a model; and the sources.

    What a model reads is not kept. InputError where both are asked for.
    """
    if cluster is not None and model is not None:
        raise InputError(
            "Une grappe Dask et un modèle spaCy ne vont pas ensemble ; choisissez.",
            "A Dask cluster and a spaCy model do not go together; choose one.",
        )
    if cluster is None and model is None:
        suggester, corpus = matched(study, progress)
        return suggester.suggestions(corpus), list(corpus.names)
    book, items = _everything(study)
    among = [name for name, _ in items]
    if cluster is not None:
        from qualcoop.suggest.cluster import suggest_sources

        return suggest_sources(items, book, cluster), among
    from qualcoop.suggest.engine import Suggester

    return Suggester(book, model=model).suggest_many(items, progress), among


def _everything(study: Container) -> tuple[Codebook, list[tuple[str, Source]]]:
    with study.store.read() as connection:
        book = codebooks.current(study.store, connection)
        return book, [(name, sources.get(study.store, connection, name)) for name in sources.ids(connection)]


def _layer(study: Container, layer: str | None) -> str:
    """The layer meant: the one named, or the only one. UnknownNameError, InputError."""
    with study.store.read() as connection:
        known = codings.layers(connection)
    if layer is not None:
        if layer not in known:
            raise UnknownNameError("La couche", "The layer", layer, known)
        return layer
    if len(known) != 1:
        raise InputError(
            f"Dites quelle couche fait foi (--layer) ; l'étude a : {', '.join(known) or 'aucune couche'}.",
            f"Say which layer is the yardstick (--layer); the study has: {', '.join(known) or 'no layer'}.",
        )
    return known[0]


def _coded(study: Container, layer: str) -> tuple[pd.DataFrame, frozenset[str]]:
    from qualcoop.study import frames

    with study.store.read() as connection:
        return frames.coding_frame(connection, layer), codings.coded_sources(connection, layer)


def try_rule(study: Container, rule: str, *, code: str | None = None) -> Trial:
    """A rule on every source, beside the rules that the codebook has (see `suggest.workbench.try_rule`)."""
    from qualcoop.suggest.workbench import try_rule as trial

    suggester, corpus = matched(study)
    with study.store.read() as connection:
        cases = dict(connection.execute(select(s.sources.c.id, s.sources.c.case)).all())
    return trial(suggester, corpus, rule, cases=cases, code=code)


def report(study: Container, layer: str | None = None, *, only: Iterable[str] | None = None) -> Report:
    """The rules against a layer, or, without one, by the decisions taken (see `suggest.workbench.report`).

    only: these sources of the layer.
    """
    from qualcoop.suggest import workbench

    suggester, corpus = matched(study)
    if layer is None:
        from qualcoop.study import frames, views

        with study.store.read() as connection:
            decided = views.suggestion_table(connection, None, None, None)
            made = frames.coding_frame(connection)
        learned = decided["rule"].astype(str).str.startswith(LEARNED)
        return workbench.report(suggester, corpus, _one_layer(made), decisions=decided[~learned])
    found, coded = _coded(study, _layer(study, layer))
    chosen = coded if only is None else coded & frozenset(only)
    return workbench.report(suggester, corpus, found, sources=chosen)


def _one_layer(made: pd.DataFrame) -> pd.DataFrame:
    """Every passage and code once, whatever the layer, of the sources where a suggestion could be judged."""
    return made.drop_duplicates(["source", "start", "end", "code"]).drop(columns="layer")


def words(study: Container, layer: str | None = None, *, code: str | None = None) -> pd.DataFrame:
    """The words that mark the passages coded by hand which no rule found (see `suggest.workbench.words`)."""
    from qualcoop.suggest import workbench

    suggester, corpus = matched(study)
    found, coded = _coded(study, _layer(study, layer))
    book = study.codebook
    chosen = None if code is None else book.descendants(book.code(code).id)
    return workbench.words(suggester, corpus, found, sources=coded, codes=chosen)


def learn(study: Container, layer: str | None = None, *, seed: int = 0, progress: Progress | None = None) -> Learned:
    """Learn the codes of a layer and propose codings from it; what is proposed stands in the study as pending.

    Suggestions that a person has judged stay; those of the rules gain a score.
    """
    from qualcoop.study import suggestions
    from qualcoop.suggest import learner

    name = _layer(study, layer)
    suggester, corpus = matched(study)
    found, coded = _coded(study, name)
    learned = learner.learn(
        suggester, corpus, found, layer=name, sources=coded, codes=_families(study.codebook), seed=seed,
        progress=progress,
    )  # fmt: skip
    with study.store.write("learn", study.actor, layer=name) as change:
        suggestions.replace_pending(change, learned.suggestions, set(corpus.names), learned=True)
        suggestions.score_pending(change, learned.score_of)
    return learned


def _families(book: Codebook) -> dict[str, frozenset[str]]:
    """Each code in use with itself and all that is under it."""
    return {code.id: frozenset(book.descendants(code.id)) for code in book.active}
