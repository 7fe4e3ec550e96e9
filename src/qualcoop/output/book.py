"""What the sheets share while a workbook is made: the bundle, the styles, the passages, the names of things."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from qualcoop.analysis.actors import Actors
from qualcoop.analysis.balance import Balance
from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.columns import Columns
from qualcoop.analysis.cooccurrence import CoOccurrence
from qualcoop.analysis.frequency import SourceMatrix, case_by_code, presence, source_by_code
from qualcoop.analysis.materials import Materials
from qualcoop.analysis.matrix import Matrix
from qualcoop.analysis.phases import Phases
from qualcoop.analysis.positions import Ints
from qualcoop.analysis.saturation import Saturation
from qualcoop.language import tr
from qualcoop.output import displays
from qualcoop.output.passages import Passages
from qualcoop.output.sheet import Sheet
from qualcoop.output.styles import Look, Styles

if TYPE_CHECKING:
    from openpyxl import Workbook

    from qualcoop.analysis.claim_data import Claim
    from qualcoop.analysis.frequency import Presence
    from qualcoop.analysis.summaries import Summary
    from qualcoop.analysis.trail import Trail

_FICTION = re.compile(r"\b(fictif|fictive|fictional)\b")


@dataclass
class Book:
    """One workbook under construction. study: name, description, fictional (true for the sample corpus).

    coders: the bundles of two layers, for their agreement. claims: those to judge. summaries: the
    researcher's own words for the framework matrix. trail: how the layer came about.
    """

    bundle: Bundle
    workbook: Workbook
    styles: Styles
    passages: Passages
    study: Mapping[str, Any] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    sheets: list[Sheet] = field(default_factory=list)
    coders: tuple[Bundle, Bundle] | None = None
    claims: tuple[Claim, ...] = ()
    trail: Trail | None = None
    summaries: tuple[Summary, ...] = ()

    def style(self, look: Look) -> int:
        """The style number of a look."""
        return self.styles(look)

    def sheet(self, name: str, description: str, **options: Any) -> Sheet:
        """A new sheet; its description is printed in LISEZMOI."""
        self.descriptions[name] = description
        return Sheet(name, self.styles, **options)

    def numbers(self, ids: Iterable[str]) -> Ints:
        """The numbers of counted segments, from their ids."""
        return np.asarray([self._number_of[name] for name in ids], dtype=np.int64)

    @cached_property
    def _number_of(self) -> dict[str, int]:
        return {str(name): number for number, name in enumerate(self.bundle.counted["id"])}

    @property
    def title(self) -> str:
        """The study's name."""
        return str(self.study.get("name") or self.bundle.meta.get("study") or tr("Étude", "Study"))

    @property
    def fictional(self) -> bool:
        """Is the corpus invented? The study's settings say so, or its own name or description."""
        told = f"{self.title} {self.study.get('description') or ''}".lower()
        return bool(self.study.get("fictional") or self.bundle.meta.get("fictional") or _FICTION.search(told))

    @cached_property
    def provenance(self) -> str:
        """Layer, codebook, filter and corpus in one line: what is printed under every sheet."""
        meta = self.bundle.meta
        parts = [
            tr(f"couche {meta.get('layer', '?')}", f"layer {meta.get('layer', '?')}"),
            tr("grille ", "codebook ")
            + f"{meta.get('codebook_id') or self.bundle.codebook.id} "
            + f"{meta.get('codebook_version') or self.bundle.codebook.version}",
            tr(f"filtre : {meta.get('filter') or 'aucun'}", f"filter: {meta.get('filter') or 'none'}"),
        ]
        if meta.get("corpus_hash"):
            parts.append(tr("corpus ", "corpus ") + str(meta["corpus_hash"])[:12])
        return " · ".join(parts)

    @cached_property
    def frequency(self) -> Matrix:
        """Cases by families, each followed by its sub-codes."""
        return case_by_code(self.bundle, columns=displays.unfolded(self.bundle), measure="seg")

    @cached_property
    def presence(self) -> Presence:
        """Sources by families, 1 or 0."""
        return presence(self.bundle, with_pro=True)

    @cached_property
    def wide(self) -> SourceMatrix:
        """Sources by every code."""
        return source_by_code(self.bundle, columns="code", with_pro=True)

    @cached_property
    def balance(self) -> Balance | None:
        """See `displays.balance_of`."""
        return displays.balance_of(self.bundle)

    @cached_property
    def meetings(self) -> CoOccurrence | None:
        """See `displays.meetings_of`."""
        return displays.meetings_of(self.bundle)

    @cached_property
    def actors(self) -> Actors | None:
        """See `displays.actors_of`."""
        return displays.actors_of(self.bundle)

    @cached_property
    def materials(self) -> Materials | None:
        """See `displays.materials_of`."""
        return displays.materials_of(self.bundle)

    @cached_property
    def phases(self) -> Phases | None:
        """See `displays.phases_of`."""
        return displays.phases_of(self.bundle)

    @cached_property
    def saturations(self) -> dict[str, Saturation]:
        """See `displays.saturations_of`."""
        return displays.saturations_of(self.bundle)

    @cached_property
    def families(self) -> Columns:
        """The families of the codebook, as columns."""
        return Columns.of(self.bundle.codebook, "family")


def short(text: str, limit: int) -> str:
    """The text in at most `limit` characters, cut at a word."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(",;: ") + "…"
