"""What the sheets share while a workbook is made: the bundle, the styles, the passages, the names of things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from qualcoop.analysis.actors import Actors, actors
from qualcoop.analysis.balance import Balance, balance
from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.columns import Columns
from qualcoop.analysis.cooccurrence import CoOccurrence, cooccurrence
from qualcoop.analysis.frequency import SourceMatrix, case_by_code, presence, source_by_code
from qualcoop.analysis.materials import Materials, materials
from qualcoop.analysis.matrix import Matrix
from qualcoop.analysis.phases import Phases, phases
from qualcoop.analysis.positions import Ints
from qualcoop.analysis.saturation import Saturation, saturation
from qualcoop.language import tr
from qualcoop.output.passages import Passages
from qualcoop.output.sheet import Sheet
from qualcoop.output.styles import Look, Styles

if TYPE_CHECKING:
    from openpyxl import Workbook

    from qualcoop.analysis.frequency import Presence


@dataclass
class Book:
    """One workbook under construction. study: name, description, fictional (true for the sample corpus)."""

    bundle: Bundle
    workbook: Workbook
    styles: Styles
    passages: Passages
    study: Mapping[str, Any] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    sheets: list[Sheet] = field(default_factory=list)

    def style(self, look: Look) -> int:
        """The style number of a look."""
        return self.styles(look)

    def sheet(self, name: str, description: str, **options: Any) -> Sheet:  # noqa: ANN401 - Sheet's own fields
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
        """Is the corpus invented?"""
        return bool(self.study.get("fictional") or self.bundle.meta.get("fictional"))

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
        return case_by_code(self.bundle, columns=unfolded(self.bundle), measure="seg")

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
        """Levers against guard-rails; None without cases, or in a codebook without the two sides."""
        groups = set(self.families.groups)
        return balance(self.bundle) if len(self.bundle.cases) and {"L", "G"} <= groups else None

    @cached_property
    def meetings(self) -> CoOccurrence | None:
        """Codes that meet in a turn; None where nothing is coded."""
        return cooccurrence(self.bundle, "code", "turn", with_pro=True) if len(self.bundle.counted) else None

    @cached_property
    def actors(self) -> Actors | None:
        """Actor types by families; None where nothing is coded."""
        return actors(self.bundle) if len(self.bundle.turns) and len(self.bundle.counted) else None

    @cached_property
    def materials(self) -> Materials | None:
        """Materials by families and their codes; None without cases."""
        return materials(self.bundle, unfolded(self.bundle)) if len(self.bundle.cases) else None

    @cached_property
    def phases(self) -> Phases | None:
        """Periods of each case; None where no source and no passage has one."""
        known = self.bundle.sources["phase"].notna().any() or self.bundle.counted["phase"].notna().any()
        return phases(self.bundle) if known and len(self.bundle.cases) else None

    @cached_property
    def saturations(self) -> dict[str, Saturation]:
        """First evidence of codes in each top case of the main stratum."""
        if not len(self.bundle.cases):
            return {}
        return {name: saturation(self.bundle, case=name) for name in _tops(self.bundle)}

    @cached_property
    def families(self) -> Columns:
        """The families of the codebook, as columns."""
        return Columns.of(self.bundle.codebook, "family")


def _tops(bundle: Bundle) -> list[str]:
    """The cases under no other, without the strata apart."""
    names = [str(name) for name in bundle.cases.index]
    main = bundle.cases["stratum"] == "main"
    return [name for name in names if bundle.parents.get(name) not in names and main.at[name]]


def unfolded(bundle: Bundle) -> list[str]:
    """Each family, then the codes under it that are not the family itself."""
    codebook = bundle.codebook
    names: list[str] = []
    for family in codebook.family_ids:
        under = [code.id for code in codebook.codes if codebook.family(code.id) == family]
        names += [family, *(name for name in under if name != family)]
    return list(dict.fromkeys(names))


def short(text: str, limit: int) -> str:
    """The text in at most `limit` characters, cut at a word."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(",;: ") + "…"
