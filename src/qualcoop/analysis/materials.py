"""Display 7: interviews, observations, documents; and which of them evidence each code in each case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.frequency import case_by_code
from qualcoop.analysis.matrix import Matrix, build
from qualcoop.analysis.result import Result
from qualcoop.language import tr
from qualcoop.model import KINDS

# E: entretien; the French letters are those of the display in both languages.
LETTERS = {"interview": "E", "observation": "O", "document": "D"}


@dataclass(frozen=True)
class Materials(Result):
    """frame: codes × cases, the letters of the materials with at least one segment ("E·O·D"), "" for none.

    None where no source of the case is coded. extra: "coded" (which materials are coded for each case),
    "per_1k", "pct_src", "seg" (materials × codes).
    """

    matrix: Matrix | None = None
    cases: Matrix | None = None

    def quotes(self, case: str, code: str, material: str | None = None) -> pd.DataFrame:
        """The passages of a case with a code, in one material or all. Raises UnknownNameError."""
        assert self.cases is not None
        found = self.cases.quotes(case, code)
        if material is None:
            return found
        kind = found["source"].map(self.cases.bundle.sources["kind"])
        return found[kind == material].reset_index(drop=True)


def materials(bundle: Bundle, columns: str | Sequence[str] = "family", *, with_pro: bool = False) -> Materials:
    """Materials by codes, and the triangulation table. Raises UnknownNameError."""
    matrix = replace(
        build(bundle, "material", columns, "per_1k", with_pro=with_pro),
        title=tr("Matériaux × codes", "Materials × codes"),
    )
    cases = case_by_code(bundle, columns, with_pro=with_pro)
    present: dict[str, pd.DataFrame] = {}
    for kind in KINDS:
        if (bundle.sources["kind"] == kind).any():
            present[kind] = case_by_code(bundle.filter(kind=kind), columns, with_pro=with_pro).seg
    coded = pd.Series(
        {row: _join(kind for kind in present if not present[kind].loc[row].isna().all()) for row in cases.rows},
        dtype=object,
    )
    letters = _letters(present, cases)
    letters.loc[:, [row for row in cases.rows if coded[row] == ""]] = None
    return Materials(
        "materials",
        letters,
        (*_notes(), *cases.row_set.notes),
        bundle.context,
        extra={
            "coded": coded.to_frame("materials"),
            "per_1k": matrix.per_1k,
            "pct_src": matrix.pct_src,
            "seg": matrix.seg,
        },
        matrix=matrix,
        cases=cases,
    )


def only_in(found: Materials, material: str) -> pd.DataFrame:
    """Where a code rests on one material alone although others were coded: True/False, codes × cases.

    Said but never seen (interview), seen but never said (observation), promised but not lived (document).
    """
    several = found.extra["coded"]["materials"].str.contains("·").to_numpy(dtype=bool)
    alone = (found.frame == LETTERS[material]).to_numpy(dtype=bool) & np.asarray(several)[None, :]
    return pd.DataFrame(alone, index=found.frame.index, columns=found.frame.columns)


def _letters(present: Mapping[str, pd.DataFrame], cases: Matrix) -> pd.DataFrame:
    """Codes × cases: the letters of the materials that hold a segment."""
    found = {kind: seg.to_numpy(dtype=np.float64) > 0 for kind, seg in present.items()}
    cells = [
        [_join(kind for kind, there in found.items() if there[i, j]) for i in range(len(cases.rows))]
        for j in range(len(cases.columns))
    ]
    return pd.DataFrame(cells, index=list(cases.columns), columns=list(cases.rows), dtype=object)


def _join(kinds: Iterable[str]) -> str:
    return "·".join(LETTERS[kind] for kind in kinds)


def _notes() -> tuple[str, ...]:
    return (
        tr(
            "E entretien, O observation, D document : matériaux avec au moins un passage. Vide : aucun.",
            "E interview, O observation, D document: materials with at least one passage. Empty: none.",
        ),
        tr(
            "E seul : dit, jamais vu ; O seul : vu, jamais dit ; D seul : promis, non vécu. "
            "Ce sont des résultats ou des trous, pas des erreurs.",
            "E alone: said, never seen; O alone: seen, never said; D alone: promised, not lived. "
            "These are findings or gaps, not errors.",
        ),
        tr(
            "La parole d'un enquêté, celle de l'observateur et un texte écrit pour convaincre n'ont pas la "
            "même nature. Entre matériaux, comparer le taux pour 1 000 mots : les notes sont courtes et denses.",
            "A respondent's words, an observer's and a text written to persuade are not alike in nature. "
            "Between materials compare the rate per 1,000 words: notes are short and dense.",
        ),
    )
