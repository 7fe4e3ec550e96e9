"""Display 6: what is said by each type of actor. The type belongs to the speaker of the turn.

A speaker with two types counts in both rows, so rows do not add up to the corpus. A figure behind which fewer
than three speakers stand may name somebody: it is withheld unless asked otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.matrix import Matrix, build
from qualcoop.analysis.result import Result
from qualcoop.language import tr

LEAST_SPEAKERS = 3


@dataclass(frozen=True)
class Actors(Result):
    """frame: actor types × codes, NaN where withheld or blank.

    extra: "speakers" behind each cell (exact, so not for publication), "withheld" (True where hidden),
    "rows" (speakers, double: speakers with several types, words, sources of each type).
    """

    matrix: Matrix | None = None
    least: int | None = LEAST_SPEAKERS

    def quotes(self, actor: str, column: str) -> pd.DataFrame:
        """The passages behind a cell. Raises UnknownNameError."""
        assert self.matrix is not None
        return self.matrix.quotes(actor, column)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON, without the exact numbers of speakers that the figures hide."""
        told = super().as_dict()
        if self.least is not None:
            told["tables"].pop("speakers")
        return told


def actors(
    bundle: Bundle,
    columns: str | Sequence[str] = "family",
    measure: str = "per_1k",
    *,
    with_pro: bool = False,
    least: int | None = LEAST_SPEAKERS,
) -> Actors:
    """Actor types by codes; `measure` per the words that these speakers say.

    least: under so many speakers a figure is withheld (None withholds nothing). A 0 stays: it names nobody,
    unless the type itself has too few speakers. Raises UnknownNameError.
    """
    matrix = build(bundle, "actor", columns, measure, with_pro=with_pro)
    speakers = _speakers(bundle, matrix)
    lines = _lines(bundle, matrix)
    few = pd.DataFrame(False, index=speakers.index, columns=speakers.columns)
    if least is not None:
        few = (speakers > 0) & (speakers < least)
        few.loc[lines["speakers"] < least] = True
    return Actors(
        "actors",
        matrix.frame.mask(few),
        (*_notes(lines, least, bool(few.to_numpy().any())), *matrix.notes),
        {**bundle.context, "measure": matrix.measure},
        extra={"speakers": speakers, "withheld": few, "rows": lines},
        matrix=matrix,
        least=least,
    )


def _speaker_numbers(bundle: Bundle) -> tuple[np.ndarray, np.ndarray]:
    """A number for the speaker of each turn and of each counted segment: the person, else the label."""
    turns = bundle.turns
    who = turns["person"].fillna(turns["speaker"])
    # A label without a person is somebody of that source only.
    alone = turns["person"].isna()
    names = who.astype(str).where(~alone, turns["source"].astype(str) + "\x1f" + who.astype(str))
    numbers, _ = pd.factorize(names)
    keys = pd.MultiIndex.from_arrays([turns["source"], turns["turn"].astype("Int64")])
    found = pd.Series(numbers, index=keys)
    segments = bundle.counted
    wanted = pd.MultiIndex.from_arrays(
        [segments["source"], pd.to_numeric(segments["turn"], errors="coerce").astype("Int64")]
    )
    of_segment = found[~found.index.duplicated()].reindex(wanted).fillna(-1).to_numpy(dtype=np.int64)
    return numbers.astype(np.int64), of_segment


def _speakers(bundle: Bundle, matrix: Matrix) -> pd.DataFrame:
    """How many speakers stand behind each cell."""
    _, of_segment = _speaker_numbers(bundle)
    segment, cell = matrix.cells.pairs
    who = of_segment[segment]
    pairs = np.unique(np.column_stack((cell, who))[who >= 0], axis=0)
    shape = matrix.cells.shape
    counts = np.bincount(pairs[:, 0], minlength=shape[0] * shape[1]).reshape(shape)[:-1]
    return pd.DataFrame(counts, index=matrix.frame.index, columns=matrix.frame.columns)


def _lines(bundle: Bundle, matrix: Matrix) -> pd.DataFrame:
    numbers, _ = _speaker_numbers(bundle)
    turn, row = matrix.row_set.turns or (np.empty(0, np.int64), np.empty(0, np.int64))
    pairs = np.unique(np.column_stack((row, numbers[turn])), axis=0)
    types = np.bincount(pairs[:, 1], minlength=numbers.max(initial=-1) + 1)
    many = len(matrix.rows)
    base = matrix.denominators.iloc[:-1]
    return pd.DataFrame(
        {
            "speakers": np.bincount(pairs[:, 0], minlength=many),
            "double": np.bincount(pairs[types[pairs[:, 1]] > 1, 0], minlength=many),
            "sources": base["sources"].to_numpy(),
            "words": base["words"].to_numpy(),
        },
        index=matrix.frame.index,
    )


def _notes(lines: pd.DataFrame, least: int | None, some: bool) -> tuple[str, ...]:
    notes = [
        tr(
            "Le type est celui de la personne qui parle ; qui en a deux compte dans les deux lignes : "
            "les lignes ne s'additionnent pas.",
            "The type is that of the person who speaks; somebody with two counts in both rows: rows do not add up.",
        ),
        tr(
            "Ne pas conclure « les élus pensent que » : lire combien de personnes portent chaque chiffre.",
            "Do not conclude 'councillors think': read how many people stand behind each figure.",
        ),
    ]
    if not len(lines):
        notes.append(
            tr(
                "Aucun type d'acteur n'est décrit : donnez-les aux personnes de l'étude.",
                "No actor type is described: give them to the persons of the study.",
            )
        )
    if least is not None and some:
        notes.append(
            tr(
                f"Chiffres retenus : moins de {least} personnes derrière.",
                f"Figures withheld: fewer than {least} people behind them.",
            )
        )
    return tuple(notes)
