"""Displays 1, 2 and 10: cases by codes, presence by source, sources by codes, and the long table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.matrix import SMALL, Matrix, build
from qualcoop.analysis.rows import in_scope
from qualcoop.language import tr

ATTRIBUTES = ("case", "kind", "date", "phase", "words", "sentences")


def case_by_code(
    bundle: Bundle,
    columns: str | Sequence[str] = "family",
    measure: str = "seg",
    with_pro: bool = False,
    *,
    small: tuple[int, int] | None = SMALL,
) -> Matrix:
    """Display 1. Rows: each top case, itself without its sub-cases, each sub-case; strata apart only if asked.

    A segment belongs to the case it is about, else to its source's. Raises UnknownNameError.
    """
    made = build(bundle, "case", columns, measure, with_pro=with_pro, small=small)
    return replace(made, title=tr("Cas × codes", "Cases × codes"))


@dataclass(frozen=True)
class SourceMatrix(Matrix):
    """A matrix with one row per source, and the sources' attributes beside it."""

    @cached_property
    def attributes(self) -> pd.DataFrame:
        """case, kind, date, phase, words, sentences and whether the source is coded, in the rows' order."""
        sources = self.bundle.sources
        frame = sources.loc[list(self.rows), [name for name in ATTRIBUTES if name in sources.columns]]
        coded = pd.Series(self.bundle.coded_here, index=sources.index)
        return frame.assign(coded=coded.loc[list(self.rows)])

    @cached_property
    def wide(self) -> pd.DataFrame:
        """Attributes, then one column per code: the file that statisticians ask for."""
        return pd.concat([self.attributes, self.frame], axis=1)


def source_by_code(
    bundle: Bundle,
    columns: str | Sequence[str] = "family",
    measure: str = "seg",
    with_pro: bool = False,
    *,
    small: tuple[int, int] | None = None,
) -> SourceMatrix:
    """Display 10. One row per source, coded or not, ordered by case, material and date.

    The rows' segments sum to those of the top cases of display 1 (whatever the passages are about).
    """
    made = build(bundle, "source", columns, measure, with_pro=with_pro, small=small)
    return SourceMatrix(
        bundle, made.row_set, made.column_set, made.measure, small, tr("Sources × codes", "Sources × codes")
    )


@dataclass(frozen=True)
class Presence(SourceMatrix):
    """Display 2: 1 where a source holds at least `threshold` segments, 0 where it is coded and does not."""

    threshold: int = 1

    @cached_property
    def frame(self) -> pd.DataFrame:
        """1, 0, or NaN where the source is not coded."""
        counts = self.show("seg")
        return (counts >= self.threshold).astype(np.float64).where(counts.notna())

    @cached_property
    def total(self) -> pd.Series:
        """How many sources hold each code."""
        return self.frame.sum().rename("total")

    @cached_property
    def codes_per_source(self) -> pd.Series:
        """How many columns each source holds; NaN where it is not coded."""
        return self.frame.sum(axis=1, min_count=1).rename("codes")

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What 1, 0 and blank mean here."""
        return (
            tr(
                f"1 : au moins {self.threshold} segment(s) dans la source ; 0 : source codée sans ; vide : "
                "source non codée sur cette couche.",
                f"1: at least {self.threshold} segment(s) in the source; 0: coded source without; blank: "
                "source not coded on this layer.",
            ),
            tr(
                "0 ne veut pas dire « n'existe pas sur le terrain » : une note courte et un long entretien "
                "n'ont pas la même chance de contenir un code.",
                "0 does not mean 'does not exist in the field': a short note and a long interview do not "
                "have the same chance of holding a code.",
            ),
            *self.row_set.notes,
            *self.extra_notes,
        )


def presence(
    bundle: Bundle,
    columns: str | Sequence[str] = "family",
    with_pro: bool = False,
    *,
    threshold: int = 1,
) -> Presence:
    """Display 2. Sources by codes, presence only; `threshold` is the least number of segments."""
    made = build(bundle, "source", columns, "seg", with_pro=with_pro, small=None)
    title = tr("Présence par source", "Presence by source")
    return Presence(bundle, made.row_set, made.column_set, "seg", None, title, threshold=threshold)


def segments_table(bundle: Bundle, with_pro: bool = True) -> pd.DataFrame:
    """The long table: one line per counted segment, in source and text order, with its source's attributes."""
    arrays = bundle.arrays
    kept = np.flatnonzero(in_scope(bundle, with_pro)[arrays.source])
    order = np.lexsort((arrays.code[kept], arrays.end[kept], arrays.start[kept], arrays.source[kept]))
    frame = bundle.counted.iloc[kept[order]].reset_index(drop=True)
    codebook = bundle.codebook
    family = {code.id: codebook.family(code.id) for code in codebook.codes}
    frame.insert(list(frame.columns).index("code") + 1, "family", frame["code"].map(family))
    for name in ("kind", "date"):
        frame[name] = frame["source"].map(bundle.sources[name])
    frame["source_case"] = frame["source"].map(bundle.sources["case"])
    return frame
