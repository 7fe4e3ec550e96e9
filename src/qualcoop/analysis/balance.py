"""Display 5: levers against guard-rails, row by row. A description, not a rating.

``B = (L - G) / (L + G)`` in [-1, 1], in three versions: distinct spans, sources that carry each, words in the
union of spans. A contested span (a code and its contrary on the same characters) is counted apart, in neither
side. The range leaves out one source at a time (a jackknife over sources, never over segments: segments of
one source are not independent).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.cells import Cells, Floats
from qualcoop.analysis.columns import Columns, group_of
from qualcoop.analysis.positions import Ints
from qualcoop.analysis.quotes import distinct_quotes
from qualcoop.analysis.result import Result
from qualcoop.analysis.rows import Rows, build
from qualcoop.errors import UnknownNameError
from qualcoop.language import tr

LEAST = 10
SIDES = ("L", "G", "contested")
COLUMNS = tuple("label L G contested B_seg B_src B_words low high L_src G_src L_words G_words".split())


@dataclass(frozen=True)
class _Spans:
    """The (row, span) pairs of the families, and which families each holds."""

    rows: Rows
    columns: Columns
    cells: Cells
    row: Ints
    span: Ints
    held: NDArray[np.bool_]
    lever: NDArray[np.bool_]
    guard: NDArray[np.bool_]
    contested: NDArray[np.bool_]

    def side(self, name: str) -> NDArray[np.bool_]:
        """Which pairs are on a side; a contested span is on neither."""
        return {"L": self.lever, "G": self.guard, "contested": self.contested}[name]


@dataclass(frozen=True)
class Balance(Result):
    """frame: one line per row with L, G, contested, the three balances and the leave-one-out range.

    extra["pairs"]: the same for each lever or process family and its contraries; pairs are not to be summed.
    """

    bundle: Bundle | None = None
    spans: _Spans | None = None

    def quotes(self, row: str, side: str) -> pd.DataFrame:
        """The passages counted as "L", "G" or "contested" in a row. Raises UnknownNameError."""
        assert self.spans is not None
        assert self.bundle is not None
        if side not in SIDES:
            raise UnknownNameError("Le côté", "The side", side, SIDES)
        here = self.spans.side(side) & (self.spans.row == self.spans.rows.place(row))
        return distinct_quotes(self.bundle, self._segments(self.spans.rows.place(row), self.spans.span[here]))

    @cached_property
    def agree(self) -> pd.Series:
        """Where the three versions have the same sign: the only thing to read a sign from."""
        signs = np.sign(self.frame[["B_seg", "B_src", "B_words"]].to_numpy(dtype=np.float64))
        # NaN equals nothing, so a blank row never agrees.
        same = (signs == signs[:, :1]).all(axis=1)
        return pd.Series(same, index=self.frame.index, name="agree")

    def _segments(self, row: int, spans: Ints) -> Ints:
        assert self.spans is not None
        assert self.bundle is not None
        segment, cell = self.spans.cells.pairs
        mine = np.unique(segment[cell // max(len(self.spans.columns.ids), 1) == row])
        return mine[np.isin(self.bundle.arrays.span[mine], spans)]


def balance(bundle: Bundle, rows: str = "case", *, with_pro: bool = False, least: int = LEAST) -> Balance:
    """The lever–guard-rail balance of each row; blank where L + G < `least`.

    Levers and guard-rails are the families of that polarity in the codebook; without the two, all is blank.
    """
    spans = _spans(bundle, build(bundle, rows, with_pro))
    frame = _frame(bundle, spans, least)
    missing = () if has_sides(bundle) else (no_sides(),)
    if missing:
        frame.loc[:, frame.columns != "label"] = np.nan
    return Balance(
        "balance",
        frame,
        missing + _notes(least) + spans.rows.notes,
        bundle.context,
        extra={"pairs": _pairs(bundle, spans, least)},
        bundle=bundle,
        spans=spans,
    )


def has_sides(bundle: Bundle) -> bool:
    """Has the codebook both levers and guard-rails? With one side only, B could be nothing but +1 or −1."""
    return {"L", "G"} <= {_group(bundle, name) for name in bundle.codebook.family_ids}


def no_sides() -> str:
    """The sentence for a codebook that has not both sides."""
    return tr(
        "La grille n'a pas à la fois des leviers et des garde-fous (« polarity: lever » et « guard-rail ») : "
        "il n'y a pas de solde à établir.",
        "The codebook has not both levers and guard-rails ('polarity: lever' and 'guard-rail'): "
        "there is no balance to draw.",
    )


def _spans(bundle: Bundle, rows: Rows) -> _Spans:
    families = [name for name in bundle.codebook.family_ids if _group(bundle, name)]
    columns = Columns.of(bundle.codebook, families) if families else Columns.none()
    cells = Cells(bundle, rows, columns)
    cell, span = cells.spans
    many = max(len(bundle.arrays.span_source), 1)
    # Without families there is no pair at all: 1 only keeps the division whole.
    width = max(len(families), 1)
    row, column = cell // width, cell % width
    pairs, place = np.unique(row * many + span, return_inverse=True)
    held = np.zeros((len(pairs), len(families)), dtype=bool)
    held[place, column] = True
    groups = np.asarray([_group(bundle, name) for name in families])
    contested = np.zeros(len(pairs), dtype=bool)
    for one, two in _contraries(bundle, families):
        contested |= held[:, one] & held[:, two]
    levers = held[:, groups == "L"].any(axis=1) & ~contested
    guards = held[:, groups == "G"].any(axis=1) & ~contested
    return _Spans(rows, columns, cells, pairs // many, pairs % many, held, levers, guards, contested)


def _group(bundle: Bundle, family: str) -> str:
    """L, G or T for a family of levers, guard-rails or processes; "" for any other."""
    group = group_of(bundle.codebook, family)
    return group if group in ("L", "G", "T") else ""


def _contraries(bundle: Bundle, families: list[str]) -> list[tuple[int, int]]:
    """Pairs (lever or process, guard-rail) of contrary families, as positions in `families`."""
    found: list[tuple[int, int]] = []
    for place, name in enumerate(families):
        if _group(bundle, name) == "G":
            continue
        against = set(bundle.codebook.contraries(name))
        found.extend(
            (place, other)
            for other, opposite in enumerate(families)
            if opposite in against and _group(bundle, opposite) == "G"
        )
    return found


def _frame(bundle: Bundle, spans: _Spans, least: int) -> pd.DataFrame:
    words = {side: _words(bundle, spans, spans.side(side)) for side in ("L", "G")}
    lines = []
    for number in range(len(spans.rows.ids)):
        here = spans.row == number
        levers, guards = _per_source(bundle, spans, here)
        up, down = levers.sum(), guards.sum()
        enough = up + down >= least
        low, high = _leave_one_out(levers, guards)
        lines.append(
            {
                "label": spans.rows.labels[number],
                "L": up,
                "G": down,
                "contested": (spans.contested & here).sum(),
                "B_seg": _b(up, down, enough),
                "B_src": _b((levers > 0).sum(), (guards > 0).sum(), enough),
                "B_words": _b(words["L"][number], words["G"][number], enough),
                "low": low if enough else np.nan,
                "high": high if enough else np.nan,
                "L_src": (levers > 0).sum(),
                "G_src": (guards > 0).sum(),
                "L_words": words["L"][number],
                "G_words": words["G"][number],
            }
        )
    # The columns are named for a study without rows, whose lines say nothing of them.
    frame = pd.DataFrame(lines, index=pd.Index(list(spans.rows.ids), name=spans.rows.kind), columns=list(COLUMNS))
    blank = spans.cells.bases.sources[:-1] == 0
    frame.loc[blank, frame.columns != "label"] = np.nan
    return frame


def _per_source(bundle: Bundle, spans: _Spans, here: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    source = bundle.arrays.span_source[spans.span]
    counts = [np.bincount(source[here & side], minlength=len(bundle.sources)) for side in (spans.lever, spans.guard)]
    return counts[0].astype(np.int64), counts[1].astype(np.int64)


def _leave_one_out(levers: Ints, guards: Ints) -> tuple[float, float]:
    """The lowest and highest B_seg when one source that carries either is left out."""
    speaking = np.flatnonzero(levers + guards)
    up, down = levers.sum() - levers[speaking], guards.sum() - guards[speaking]
    left = up + down > 0
    if not left.any():
        return np.nan, np.nan
    values = (up[left] - down[left]) / (up[left] + down[left])
    return float(values.min()), float(values.max())


def _words(bundle: Bundle, spans: _Spans, side: NDArray[np.bool_]) -> Floats:
    segment = bundle.arrays.span_first[spans.span[side]]
    touched = bundle.ruler.touched(bundle.arrays.passages(spans.row[side], segment))
    return touched.by_group(len(spans.rows.ids) + 1)["words"]


def _pairs(bundle: Bundle, spans: _Spans, least: int) -> pd.DataFrame:
    families = list(spans.columns.ids)
    against: dict[int, list[int]] = {}
    for one, two in _contraries(bundle, families):
        against.setdefault(one, []).append(two)
    lines = []
    for number, row in enumerate(spans.rows.ids):
        here = spans.held[spans.row == number]
        for one, others in against.items():
            mine, theirs = here[:, one], here[:, others].any(axis=1)
            up, down = int((mine & ~theirs).sum()), int((theirs & ~mine).sum())
            lines.append(
                {
                    "row": row,
                    "family": families[one],
                    "contraries": " ".join(families[other] for other in others),
                    "for": up,
                    "against": down,
                    "contested": int((mine & theirs).sum()),
                    "B": _b(up, down, up + down >= least),
                }
            )
    columns = ["row", "family", "contraries", "for", "against", "contested", "B"]
    return pd.DataFrame(lines, columns=columns)


def _b(up: float, down: float, enough: bool) -> float:
    return float((up - down) / (up + down)) if enough and up + down else np.nan


def _notes(least: int) -> tuple[str, ...]:
    return (
        tr(
            "Description, et non évaluation : ni score ni classement des projets.",
            "Description, not rating: neither a score nor a ranking of projects.",
        ),
        tr(
            f"B = (L − G)/(L + G) ; vide si L + G < {least}. Ne lire le signe que si les trois versions "
            "(segments, sources, mots) s'accordent, avec l'étendue sans une source.",
            f"B = (L − G)/(L + G); blank if L + G < {least}. Read the sign only where the three versions "
            "(segments, sources, words) agree, with the range that leaves one source out.",
        ),
        tr(
            "Un passage contesté (un code et son contraire) est compté à part, dans aucun des deux côtés.",
            "A contested passage (a code and its contrary) is counted apart, on neither side.",
        ),
        tr(
            "Les questions posées et le métier de qui parle pèsent sur ce qui est dit ; "
            "le silence n'est pas un équilibre.",
            "What is asked and the speaker's trade weigh on what is said; silence is not balance.",
        ),
    )
