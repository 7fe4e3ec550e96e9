"""How much did the software decide? Segments by origin: by hand, accepted, edited, imported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.cells import Cells
from qualcoop.analysis.columns import Columns
from qualcoop.analysis.quotes import segment_lines
from qualcoop.analysis.result import Result
from qualcoop.analysis.rows import one_row
from qualcoop.errors import UnknownNameError
from qualcoop.language import tr

ORIGINS = ("manual", "accepted", "edited", "imported")


@dataclass(frozen=True)
class Provenance(Result):
    """frame: codes × origins in segments (codings, not distinct spans), with `all` and `from_suggestions`.

    from_suggestions: (accepted + edited) / all. The last line is the whole. extra: "coders" (coder × origin)
    and "rules" (the rules whose suggestions were accepted or edited, most used first).
    """

    bundle: Bundle | None = None
    cells: Cells | None = None

    def quotes(self, column: str, origin: str) -> pd.DataFrame:
        """The segments of a code that came that way. Raises UnknownNameError."""
        assert self.bundle is not None
        assert self.cells is not None
        if origin not in ORIGINS:
            raise UnknownNameError("L'origine", "The origin", origin, ORIGINS)
        segment, cell = self.cells.pairs
        chosen = np.unique(segment[cell == self.cells.columns.place(column)])
        lines = segment_lines(self.bundle, chosen)
        return lines[lines["origin"] == origin].reset_index(drop=True)


def provenance(bundle: Bundle, columns: str | Sequence[str] = "family", *, with_pro: bool = True) -> Provenance:
    """Segments of each code by origin. Raises UnknownNameError."""
    cells = Cells(bundle, one_row(bundle, None, with_pro), Columns.of(bundle.codebook, columns))
    origin = pd.Categorical(bundle.counted["origin"], categories=ORIGINS).codes.astype(np.int64)
    segment, cell = cells.pairs
    known = origin[segment] >= 0
    counts = np.zeros((cells.shape[1], len(ORIGINS)), dtype=np.int64)
    first = (cell < cells.shape[1]) & known
    np.add.at(counts, (cell[first], origin[segment[first]]), 1)
    every = bundle.counted.iloc[np.unique(cells.held[0])]
    whole = every["origin"].value_counts().reindex(list(ORIGINS), fill_value=0).to_numpy()
    frame = pd.DataFrame(
        np.vstack((counts, whole)),
        index=pd.Index([*cells.columns.ids, "total"], name="code"),
        columns=list(ORIGINS),
    )
    frame["all"] = frame.sum(axis=1)
    frame["from_suggestions"] = (frame["accepted"] + frame["edited"]) / frame["all"].replace(0, np.nan)
    return Provenance(
        "provenance",
        frame,
        _notes(),
        bundle.context,
        extra={"coders": _coders(every), "rules": _rules(every)},
        bundle=bundle,
        cells=cells,
    )


def _coders(every: pd.DataFrame) -> pd.DataFrame:
    table = pd.crosstab(every["coder"].fillna(""), every["origin"])
    return table.reindex(columns=list(ORIGINS), fill_value=0)


def _rules(every: pd.DataFrame) -> pd.DataFrame:
    suggested = every[every["origin"].isin(["accepted", "edited"])]
    counts = suggested.groupby(["rule", "code"], dropna=True).size().reset_index(name="segments")
    ordered = counts.sort_values(["segments", "rule", "code"], ascending=[False, True, True], kind="stable")
    return ordered.reset_index(drop=True)


def _notes() -> tuple[str, ...]:
    return (
        tr(
            "Chaque segment compté a été posé ou accepté par une personne ; les suggestions en attente ou "
            "refusées ne sont nulle part.",
            "Every counted segment was made or accepted by a person; pending or refused suggestions are nowhere.",
        ),
        tr(
            "Effectifs de codages : deux codes sur un même passage comptent deux fois ; dans les matrices, une fois.",
            "Counts of codings: two codes on the same passage count twice; in the matrices, once.",
        ),
    )
