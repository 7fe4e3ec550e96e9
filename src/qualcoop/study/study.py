"""`Study`: the one mutable object. Each method is one transaction: the rows and their event, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcoop.model import Coding, Kind, Source, Suggestion
from qualcoop.study import codebooks, codings, deciding, importing, sources, suggestions, texts
from qualcoop.study.container import Container

if TYPE_CHECKING:
    import pandas as pd

    from qualcoop.analysis.bundle import Bundle
    from qualcoop.analysis.claim_data import Claim
    from qualcoop.analysis.matrix import Matrix
    from qualcoop.output.csvs import Separator
    from qualcoop.readers import ImportReport
    from qualcoop.suggest.learner import Learned
    from qualcoop.suggest.workbench import Report, Trial
    from qualcoop.web.notebook import Shown

Progress = Callable[[int, int, str], None]
Speakers = Mapping[str, str | Mapping[str, str | None]]


class Study(Container):
    """Sources, cases, codebook, codings, suggestions and their journal, in one file (or one database).

    Use `Study.create` or `Study.open`, as a context manager or with `close`. `actor` stands in the journal
    beside each change that names no coder. Errors are `QualcoopError`: one sentence, nothing changed.
    """

    # ------------------------------------------------------------ sources

    def add(
        self,
        paths: str | Path | Iterable[str | Path],
        *,
        kind: Kind | None = None,
        case: str | None = None,
        speakers: Mapping[str, str] | None = None,
        attributes: str | Path | None = None,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> ImportReport:
        """Read files or folders into the study; the report says what was read, skipped, refused, and why.

        case: for every source. speakers: label → label or role. attributes: a csv or xlsx sheet.
        dry_run: only the report. A text that is there already is skipped; a file that changed under a
        known name too, with a sentence.
        """
        from qualcoop.readers import read_paths

        several = [paths] if isinstance(paths, str | Path) else list(paths)
        report = read_paths(
            [Path(path) for path in several],
            kind=kind,
            speakers=speakers,
            attributes=None if attributes is None else Path(attributes),
            progress=progress,
        )
        if dry_run:
            with self.store.read() as connection:
                return importing.planned(connection, report, case)[0]
        with self.store.write("add_sources", self.actor) as change:
            report, plan = importing.planned(change.connection, report, case)
            sources.add(change, plan.chosen)
        importing.remember(self.store, self.actor, report)
        return report

    def add_sources(self, given: Iterable[tuple[str, Source]]) -> list[str]:
        """Store sources made elsewhere under these ids; gives the new ids. ConflictError on another text."""
        with self.store.write("add_sources", self.actor) as change:
            return sources.add(change, list(given))

    def source(self, source: str) -> Source:
        """One source with its text, its turns as set by `set_speakers`. Raises UnknownNameError."""
        with self.store.read() as connection:
            return sources.get(self.store, connection, source)

    def source_ids(self) -> list[str]:
        """The sources' ids, in alphabetical order."""
        with self.store.read() as connection:
            return sources.ids(connection)

    def sources(self) -> pd.DataFrame:
        """Sources by id: kind, case, date, file, words, sentences, chars (codable sizes), phase."""
        from qualcoop.study import views

        with self.store.read() as connection:
            return views.source_table(self.store, connection)

    def corpus(self) -> dict[str, Any]:
        """``sources``, a dict each (with turns and speakers), and ``totals``: plain values for JSON."""
        from qualcoop.study import views

        with self.store.read() as connection:
            return views.corpus_summary(self.store, connection)

    def set_attributes(self, source: str, given: Mapping[str, str | None]) -> None:
        """Set `kind`, `case`, `date` or any free attribute of a source; None or "" takes one away."""
        with self.store.write("set_attributes", self.actor) as change:
            sources.set_attributes(change, source, given)

    def set_speakers(self, source: str, given: Speakers) -> None:
        """Say who speaks: label as read → role, person's id or name, or a mapping of `role`, `name`, `person`."""
        with self.store.write("set_speakers", self.actor) as change:
            sources.set_speakers(self.store, change, source, given)

    def link_speaker(self, source: str, label: str, person: str) -> None:
        """Say which person a speaker is, by the label in the text or the name given since."""
        with self.store.write("set_speakers", self.actor) as change:
            label = sources.label_of(self.store, change.connection, source, label)
            sources.set_speakers(self.store, change, source, {label: {"person": person}})

    def remove_source(self, source: str, *, force: bool = False) -> int:
        """Take a source out, with its codings only if `force`; gives how many went. Undo brings all back."""
        with self.store.write("remove_source", self.actor) as change:
            return sources.remove(change, source, force=force)

    # ------------------------------------------------------------ codings

    def code(
        self,
        source: str,
        code: str,
        *,
        start: int | None = None,
        end: int | None = None,
        quote: str | None = None,
        layer: str = "main",
        coder: str = "",
        memo: str = "",
        about: str | None = None,
        phase: str | None = None,
    ) -> Coding:
        """Code a passage, by offsets (code points, half-open) or by a quote that stands there once.

        about: the case spoken of; phase: the period spoken of. The same code on the same passage in the
        same layer is one coding: memo, about and phase given again replace what it said. Raises
        AnchorError, UnknownNameError, ConflictError (retired code).
        """
        with self.store.write("code", coder or self.actor) as change:
            row = sources.row_of(change.connection, source)
            text = texts.text_of(self.store, change.connection, row["text"])
            span = codings.find_span(text, source, start, end, quote)
            given = Coding(
                source, *span, code, layer, "", coder=coder or self.actor, memo=memo, about=about, phase=phase
            )
            return codings.add_one(self.store, change, given)

    def add_codings(self, given: Iterable[Coding]) -> int:
        """Save many codings as one change; gives how many are new. One that does not fit refuses them all."""
        with self.store.write("add_codings", self.actor) as change:
            return codings.add_many(self.store, change, given)

    def check_coding(self, coding: Coding) -> Coding:
        """The coding as it would be saved; the errors of `code` where it would not."""
        with self.store.read() as connection:
            return codings.Checker.load(self.store, connection).checked(coding)

    def coding(self, identifier: str) -> Coding:
        """One coding by its id. Raises UnknownNameError."""
        with self.store.read() as connection:
            return codings.get(connection, identifier)

    def uncode(self, identifier: str) -> Coding:
        """Take a coding back (and say no to the suggestion that it came from). Raises UnknownNameError."""
        with self.store.write("uncode", self.actor) as change:
            return codings.remove(change, identifier)

    def edit_coding(self, identifier: str, **changes: Any) -> Coding:
        """Change code, start, end, quote, layer, coder, memo, about or phase; gives the coding as it is now.

        Another code, span or layer gives it another id. Errors as `code`.
        """
        with self.store.write("edit_coding", self.actor) as change:
            return codings.edit(self.store, change, identifier, changes)

    def codings(self, layer: str | None = None, source: str | None = None) -> pd.DataFrame:
        """Codings in the order of the text, the columns of `Coding`."""
        from qualcoop.study import frames

        with self.store.read() as connection:
            return frames.coding_frame(connection, layer, source)

    def layers(self) -> list[str]:
        """The layers that hold a coding or a mark."""
        with self.store.read() as connection:
            return codings.layers(connection)

    def mark_coded(self, source: str, layer: str = "main", coded: bool = True) -> None:
        """Say that a source was coded in a layer even if nothing was found there; or no longer (False)."""
        codings.check_layer(layer)
        with self.store.write("mark_coded" if coded else "unmark_coded", self.actor) as change:
            sources.row_of(change.connection, source)
            if coded:
                change.put("coded", source=source, layer=layer)
            else:
                change.drop("coded", source, layer)
            change.subject.update(source=source, layer=layer)

    # ------------------------------------------------------------ suggestions

    def suggest(
        self, *, progress: Progress | None = None, cluster: str | None = None, model: str | None = None
    ) -> pd.DataFrame:
        """Run the codebook's rules over every source; gives the suggestions. Decisions taken stay.

        cluster: a Dask scheduler's address, or "local"; the same suggestions, found by its workers.
        model: an installed French spaCy model, by name or folder, whose lemmas are added; the journal names it.
        Raises InputError for both, or where one cannot serve.
        """
        from qualcoop.study import proposing

        found, among = proposing.proposed(self, progress, cluster, model)
        self.put_suggestions(found, among, model=model)
        return self.suggestions()

    def learn(self, layer: str | None = None, *, seed: int = 0, progress: Progress | None = None) -> Learned:
        """Learn the codes of a layer; what is proposed from it is pending, its rule ``learner:<layer>``.

        Gives what was learned, from how many examples, and how well, beside the rules on the same folds.
        """
        from qualcoop.study import proposing

        return proposing.learn(self, layer, seed=seed, progress=progress)

    def try_rule(self, rule: str, *, code: str | None = None) -> Trial:
        """A rule's hits in context, and what it adds to and shares with the codebook's. Changes nothing."""
        from qualcoop.study import proposing

        return proposing.try_rule(self, rule, code=code)

    def rules_report(self, layer: str | None = None, *, sources: Iterable[str] | None = None) -> Report:
        """The rules against a layer, or by the decisions taken (layer None), per rule and per code."""
        from qualcoop.study import proposing

        return proposing.report(self, layer, only=sources)

    def marking_words(self, layer: str | None = None, *, code: str | None = None) -> pd.DataFrame:
        """The words that mark, by code, the passages of a layer that no rule found."""
        from qualcoop.study import proposing

        return proposing.words(self, layer, code=code)

    def checking(self, layer: str | None = None) -> dict[str, Any]:
        """The share of suggested codings, and how the suggestions were checked: plain counts."""
        from qualcoop.study import checking

        with self.store.read() as connection:
            return checking.checking(connection, layer)

    def put_suggestions(self, found: Iterable[Suggestion], among: Collection[str], *, model: str | None = None) -> None:
        """These replace what is pending in the sources `among`; decisions taken stay. model: whose lemmas helped."""
        with self.store.write("suggest" if model is None else "suggest_by_model", self.actor) as change:
            suggestions.replace_pending(change, found, among)
            if model is not None:
                change.subject.update(model=model)

    def suggestions(self, state: str | None = None, code: str | None = None, source: str | None = None) -> pd.DataFrame:
        """Suggestions in the order of the text. state: pending, accepted, edited, rejected. Raises UnknownNameError."""
        from qualcoop.study import views

        with self.store.read() as connection:
            if source is not None:
                sources.row_of(connection, source)
            if code is not None:
                codebooks.current(self.store, connection).code(code)
            return views.suggestion_table(connection, state, code, source)

    def accept(
        self,
        identifier: str,
        *,
        layer: str = "main",
        code: str | None = None,
        start: int | None = None,
        end: int | None = None,
        coder: str = "",
        memo: str = "",
        about: str | None = None,
        phase: str | None = None,
        seconds: float | None = None,
    ) -> Coding:
        """Make a suggestion a coding of `layer`, with another code or span if given; its rule is kept.

        seconds: how long the person looked at it; only its class is kept, for `checking`.
        """
        changes = {"code": code, "start": start, "end": end, "memo": memo, "about": about, "phase": phase}
        with self.store.write("accept", coder or self.actor) as change:
            given = {**changes, "coder": coder or self.actor}
            made = suggestions.accept(self.store, change, identifier, layer=layer, changes=given)
            change.subject.update(deciding.pace_of(seconds))
            return made

    def reject(self, identifier: str, *, seconds: float | None = None, coder: str = "") -> None:
        """Say no to a suggestion; the rules do not ask again. seconds: as for `accept`."""
        with self.store.write("reject", coder or self.actor) as change:
            suggestions.reject(change, identifier)
            change.subject.update(deciding.pace_of(seconds))

    def accept_many(self, identifiers: Sequence[str], *, layer: str = "main", coder: str = "") -> int:
        """Accept all of these as one change, which one undo takes back; gives how many."""
        return deciding.decide(self, identifiers, "accept", layer=layer, coder=coder)

    def reject_many(self, identifiers: Sequence[str], *, coder: str = "") -> int:
        """Reject all of these as one change, which one undo takes back; gives how many."""
        return deciding.decide(self, identifiers, "reject", coder=coder)

    def reopen_many(self, identifiers: Sequence[str]) -> int:
        """Put all of these back to pending as one change; gives how many."""
        return deciding.decide(self, identifiers, "reopen")

    def reopen(self, identifier: str) -> None:
        """Put a suggestion back to pending; the coding made from it is taken back."""
        with self.store.write("reopen", self.actor) as change:
            suggestions.reopen(change, identifier)

    # ------------------------------------------------------------ analysis and output

    def bundle(self, layer: str | None = None) -> Bundle:
        """The frames of one layer, for `qualcoop.analysis`. InputError where several layers could be meant."""
        from qualcoop.study import frames

        with self.store.read() as connection:
            return frames.bundle(self.store, connection, layer)

    def matrix(
        self,
        rows: str = "case",
        columns: str | Sequence[str] = "family",
        measure: str = "seg",
        layer: str | None = None,
        **options: Any,
    ) -> Matrix:
        """Rows by codes. options: with_pro, small; kind, case, phase, speaker, with_interviewer as filters."""
        from qualcoop.study import views

        return views.matrix(self.bundle(layer), rows, columns, measure, options)

    def trace(
        self, row: str | None = None, column: str | None = None, layer: str | None = None, **options: Any
    ) -> pd.DataFrame:
        """The passages behind a figure: row a case or a source, column a code or a family; None: all."""
        from qualcoop.study import views

        return views.trace(self.bundle(layer), row, column, options)

    def workbook(
        self,
        path: str | Path,
        layer: str | None = None,
        *,
        coders: tuple[str, str] | None = None,
        claims: Iterable[Claim] = (),
    ) -> list[str]:
        """Write every display of a layer into one workbook; gives the names of its sheets.

        coders: two layers whose agreement is shown. claims: those to judge (see `exchange.claims`).
        """
        from qualcoop.output import workbook

        pair = (self.bundle(coders[0]), self.bundle(coders[1])) if coders else None
        shown, told = self._shown(layer)
        return workbook.write(path, shown, coders=pair, claims=claims, **told)

    def csv_tables(self, folder: str | Path, layer: str | None = None, *, separator: Separator = ",") -> list[str]:
        """Write the same tables as CSV files into a folder; gives the files' names. With ``;``, decimal commas."""
        from qualcoop.output import csvs

        shown, told = self._shown(layer)
        return csvs.write_tables(folder, shown, separator=separator, **told)

    def report(self, path: str | Path, layer: str | None = None, *, coders: tuple[str, str] | None = None) -> Path:
        """Write the report (.docx or .html) of a layer; coders: two layers whose agreement is told."""
        from qualcoop.output import report

        others = {name: self.bundle(name) for name in coders or ()}
        return report.write(path, self.bundle(layer), study_meta=self._meta(), others=others)

    def show(self, source: str, layer: str | None = None, *, height: int = 560) -> Shown:
        """The coded transcript, for a notebook: the page's own text with its marks and brackets.

        layer: whose coding; None where there is only one. `.save(path)` writes it as one HTML file.
        """
        from qualcoop.web.notebook import show

        return show(self.source(source), self.codings(layer, source), self.codebook, name=source, height=height)

    def _shown(self, layer: str | None) -> tuple[Bundle, dict[str, Any]]:
        shown = self.bundle(layer)
        return shown, {"study_meta": self._meta(), "trail": self.trail(shown.meta["layer"])}

    def _meta(self) -> dict[str, Any]:
        about = asdict(self.info)
        return {**about, "description": about["aim"]}
