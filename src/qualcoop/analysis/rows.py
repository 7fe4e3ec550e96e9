"""The rows of a display: which segments each one holds, and which text they are counted against.

One design for every display: a row is a set of segments, a set of sources and, where rows are speakers, a set
of turns. Rows may overlap (a project and its sub-project, a councillor who is also a member of an association).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.positions import Ints
from qualcoop.errors import InputError, UnknownNameError
from qualcoop.language import tr
from qualcoop.model import KINDS

Pairs = tuple[Ints, Ints]


@dataclass(frozen=True)
class Rows:
    """ids and labels in order.

    members: rows × sources, whose text is the row's own. segments: pairs (segment, row). turns: pairs
    (turn, row) where a row is only some turns of its sources. aliases: other names of a row.
    """

    kind: str
    ids: tuple[str, ...]
    labels: tuple[str, ...]
    members: NDArray[np.bool_]
    segments: Pairs
    turns: Pairs | None = None
    aliases: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def place(self, name: str) -> int:
        """The position of a row by its id or one of its aliases. Raises UnknownNameError."""
        row = self.aliases.get(name, name)
        if row not in self.ids:
            raise UnknownNameError("La ligne", "The row", name, self.ids)
        return self.ids.index(row)


@dataclass(frozen=True)
class _CaseRow:
    id: str
    label: str
    cases: frozenset[str]
    aliases: tuple[str, ...] = ()


def build(bundle: Bundle, kind: str = "case", with_pro: bool = False) -> Rows:
    """The rows asked for: case, source, material, phase, speaker, person or actor.

    with_pro: take in the strata kept apart. Raises UnknownNameError.
    """
    if kind not in BUILDERS:
        raise UnknownNameError("Le genre de lignes", "The kind of rows", kind, BUILDERS)
    return BUILDERS[kind](bundle, with_pro)


def in_scope(bundle: Bundle, with_pro: bool) -> NDArray[np.bool_]:
    """For each source: does it belong to the main stratum (or to any, with `with_pro`)?"""
    if with_pro or not len(bundle.cases):
        return np.ones(len(bundle.sources), dtype=bool)
    apart = bundle.cases.index[bundle.cases["stratum"] != "main"]
    return ~np.asarray(bundle.sources["case"].isin(list(apart)), dtype=bool)


def case_rows(bundle: Bundle, with_pro: bool = False) -> Rows:
    """Each top case with its sub-cases, then without them, then each sub-case; strata apart last, if asked."""
    if not len(bundle.cases):
        raise InputError(
            "Aucun cas n'est décrit dans cette étude ; décrivez-les, ou demandez une ligne par source.",
            "No case is described in this study; describe them, or ask for one row per source.",
        )
    rows = [row for top in _tops(bundle, with_pro) for row in _case_tree(bundle, top)]
    scope = in_scope(bundle, with_pro)
    arrays = bundle.arrays
    own = bundle.cases.index.get_indexer(pd.Index(bundle.sources["case"].astype(object)))
    member, held = [], []
    for number, row in enumerate(rows):
        holds = np.append(bundle.cases.index.isin(list(row.cases)), False)
        member.append(holds[own] & scope)
        chosen = np.flatnonzero(holds[arrays.case] & scope[arrays.source])
        held.append((chosen, np.full(len(chosen), number, dtype=np.int64)))
    return Rows(
        "case",
        tuple(row.id for row in rows),
        tuple(row.label for row in rows),
        np.asarray(member, dtype=bool).reshape(len(rows), len(bundle.sources)),
        _joined(held),
        aliases={alias: row.id for row in rows for alias in row.aliases},
        notes=_case_notes(bundle, rows, scope, own),
    )


def _tops(bundle: Bundle, with_pro: bool) -> list[str]:
    names = [str(name) for name in bundle.cases.index]
    here = set(names)
    tops = [name for name in names if bundle.parents.get(name) not in here]
    main = [name for name in tops if bundle.cases.at[name, "stratum"] == "main"]
    return main + ([name for name in tops if name not in main] if with_pro else [])


def _case_tree(bundle: Bundle, case: str) -> list[_CaseRow]:
    label = str(bundle.cases.at[case, "label"] or case)
    under = bundle.subcases(case)
    children = [name for name in under if bundle.parents.get(name) == case and name != case]
    rows = [_CaseRow(case, label, frozenset(under))]
    if children:
        names = ", ".join(children)
        french, english = f"{case} sans {names}", f"{case} without {names}"
        minus = tuple(f"{case}{sign}{sign.join(children)}" for sign in ("-", "−"))
        rows.append(_CaseRow(english, tr(french, english), frozenset({case}), (french, english, *minus)))
    for child in children:
        rows.extend(_case_tree(bundle, child))
    return rows


def _case_notes(
    bundle: Bundle, rows: list[_CaseRow], scope: NDArray[np.bool_], own: NDArray[np.intp]
) -> tuple[str, ...]:
    known = {case for row in rows for case in row.cases}
    notes = []
    lost = int((scope & (own < 0)).sum())
    if lost:
        notes.append(
            tr(
                f"{lost} source(s) sans cas connu : dans aucune ligne.",
                f"{lost} source(s) without a known case: in no row.",
            )
        )
    apart = [str(name) for name in bundle.cases.index if name not in known]
    if apart:
        listed = ", ".join(apart)
        notes.append(tr(f"Strate à part, non comptée ici : {listed}.", f"Stratum apart, not counted here: {listed}."))
    return tuple(notes)


def source_rows(bundle: Bundle, with_pro: bool = False) -> Rows:
    """One row per source, ordered by case, material and date."""
    scope = in_scope(bundle, with_pro)
    order = [number for number in source_order(bundle) if scope[number]]
    rank = np.full(len(bundle.sources), -1, dtype=np.int64)
    rank[order] = np.arange(len(order))
    members = np.zeros((len(order), len(bundle.sources)), dtype=bool)
    members[np.arange(len(order)), order] = True
    ids = tuple(str(bundle.sources.index[number]) for number in order)
    return Rows("source", ids, ids, members, _single(rank[bundle.arrays.source]))


def source_order(bundle: Bundle) -> list[int]:
    """The numbers of the sources in reading order: case (as in the study), material, date, id."""
    cases = {str(name): place for place, name in enumerate(bundle.cases.index)}
    kinds: dict[str, int] = {name: place for place, name in enumerate(KINDS)}

    def key(number: int) -> tuple[int, int, str, str]:
        row = bundle.sources.iloc[number]
        date = "" if pd.isna(row["date"]) else str(row["date"])
        return (
            cases.get(str(row["case"]), len(cases)),
            kinds.get(str(row["kind"]), len(kinds)),
            date,
            str(bundle.sources.index[number]),
        )

    return sorted(range(len(bundle.sources)), key=key)


def material_rows(bundle: Bundle, with_pro: bool = False) -> Rows:
    """Interviews, observations, documents: the materials that the study holds."""
    labels = {
        "interview": tr("Entretiens", "Interviews"),
        "observation": tr("Observations", "Observations"),
        "document": tr("Documents", "Documents"),
    }
    present = set(bundle.sources["kind"])
    ids: list[str] = [kind for kind in KINDS if kind in present]
    return _by_source_value(bundle, "material", bundle.sources["kind"], ids, labels, with_pro)


def phase_rows(bundle: Bundle, with_pro: bool = False, clock: str = "spoken") -> Rows:
    """Periods. clock "spoken": the period a passage speaks of (else its source's); "source": the source's.

    The text of a period is that of the sources dated in it; passages of other sources about it are guests.
    """
    own = bundle.sources["phase"]
    spoken = bundle.counted["phase"].fillna(bundle.counted["source"].map(own))
    ids = _phase_ids(bundle, pd.concat([own, spoken]))
    labels = dict.fromkeys(ids, "")
    if bundle.phases is not None:
        labels = _phase_labels(bundle.phases)
    rows = _by_source_value(bundle, "phase", own, ids, labels, with_pro)
    if clock == "source":
        return rows
    scope = in_scope(bundle, with_pro)
    place = {name: number for number, name in enumerate(ids)}
    numbers = np.asarray([place.get(str(name), -1) for name in spoken], dtype=np.int64)
    numbers[~scope[bundle.arrays.source]] = -1
    return Rows("phase", rows.ids, rows.labels, rows.members, _single(numbers))


def _phase_ids(bundle: Bundle, used: pd.Series) -> list[str]:
    declared = [] if bundle.phases is None else [str(name) for name in bundle.phases["id"]]
    seen = sorted({str(name) for name in used.dropna()})
    return [name for name in dict.fromkeys([*declared, *seen]) if name in seen]


def _phase_labels(phases: pd.DataFrame) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for name, label in zip(phases["id"], phases["label"], strict=True):
        if not pd.isna(label) and str(label) not in found.setdefault(str(name), []):
            found[str(name)].append(str(label))
    # The same letter may name different periods in two projects: both labels are shown.
    return {name: " / ".join(labels) for name, labels in found.items()}


def _by_source_value(
    bundle: Bundle,
    kind: str,
    values: pd.Series,
    ids: list[str],
    labels: Mapping[str, str],
    with_pro: bool,
) -> Rows:
    scope = in_scope(bundle, with_pro)
    numbers = np.asarray(pd.Index(ids, dtype=object).get_indexer(pd.Index(values.astype(object))))
    numbers = np.where(scope, numbers, -1).astype(np.int64)
    members = np.asarray([numbers == place for place in range(len(ids))], dtype=bool)
    return Rows(
        kind,
        tuple(ids),
        tuple(labels.get(name) or name for name in ids),
        members.reshape(len(ids), len(bundle.sources)),
        _single(numbers[bundle.arrays.source]),
    )


def speaker_rows(bundle: Bundle, with_pro: bool = False) -> Rows:
    """One row per speaker, as named in the study."""
    return _by_turn(bundle, "speaker", [_one(value) for value in bundle.turns["speaker"]], with_pro)


def person_rows(bundle: Bundle, with_pro: bool = False) -> Rows:
    """One row per person: somebody who speaks in several sources is one."""
    return _by_turn(bundle, "person", [_one(value) for value in bundle.turns["person"]], with_pro)


def actor_rows(bundle: Bundle, with_pro: bool = False) -> Rows:
    """One row per actor type; a speaker with two types is in two rows."""
    return _by_turn(bundle, "actor", [_several(value) for value in bundle.turns["actor_types"]], with_pro)


def _one(value: object) -> tuple[str, ...]:
    return () if value is None or pd.isna(value) or value == "" else (str(value),)  # type: ignore[call-overload]


def _several(value: object) -> tuple[str, ...]:
    if isinstance(value, (tuple, list, set, frozenset)):
        return tuple(dict.fromkeys(str(each) for each in value))
    return _one(value)


def _by_turn(bundle: Bundle, kind: str, names: list[tuple[str, ...]], with_pro: bool) -> Rows:
    """Rows made of turns: those of codable roles, in sources in scope."""
    turns = bundle.turns
    source = bundle.sources.index.get_indexer(pd.Index(turns["source"].astype(object)))
    scope = np.append(in_scope(bundle, with_pro), False)
    counted = scope[source] & (source >= 0)
    if not bundle.with_interviewer:
        counted &= np.asarray(turns["role"] != "interviewer", dtype=bool)
    ids = sorted({name for number in np.flatnonzero(counted) for name in names[number]})
    place = {name: number for number, name in enumerate(ids)}
    pairs = [(turn, place[name]) for turn in np.flatnonzero(counted) for name in names[turn]]
    turn, row = (np.asarray(column, dtype=np.int64) for column in zip(*pairs, strict=True)) if pairs else _none()
    members = np.zeros((len(ids), len(bundle.sources)), dtype=bool)
    members[row, source[turn]] = True
    return Rows(kind, tuple(ids), tuple(ids), members, _through_turns(bundle, turn, row), turns=(turn, row))


def _through_turns(bundle: Bundle, turn: Ints, row: Ints) -> Pairs:
    """Pairs (segment, row) from pairs (turn, row): a segment belongs to the turn it begins in."""
    of_turn = pd.DataFrame(
        {
            "source": bundle.turns["source"].to_numpy()[turn],
            "turn": bundle.turns["turn"].to_numpy()[turn],
            "row": row,
        }
    )
    segments = bundle.counted[["source", "turn"]].reset_index(names="segment")
    segments["turn"] = pd.to_numeric(segments["turn"], errors="coerce").fillna(-1).astype(np.int64)
    of_turn["turn"] = of_turn["turn"].astype(np.int64)
    joined = segments.merge(of_turn, on=["source", "turn"])
    return joined["segment"].to_numpy(dtype=np.int64), joined["row"].to_numpy(dtype=np.int64)


def _single(row_of_segment: Ints) -> Pairs:
    chosen = np.flatnonzero(row_of_segment >= 0)
    return chosen, row_of_segment[chosen]


def _joined(pairs: Iterable[Pairs]) -> Pairs:
    listed = list(pairs)
    if not listed:
        return _none()
    return np.concatenate([one for one, _ in listed]), np.concatenate([two for _, two in listed])


def _none() -> Pairs:
    return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)


def one_row(bundle: Bundle, case: str | None = None, with_pro: bool = False) -> Rows:
    """A single row: a case by its id or alias ("P1 without P1a"), or the whole scope when None.

    A case of a stratum apart may be named without `with_pro`. Raises UnknownNameError.
    """
    scope = in_scope(bundle, with_pro)
    if case is None:
        everywhere = np.flatnonzero(scope[bundle.arrays.source])
        zeros = np.zeros(len(everywhere), dtype=np.int64)
        label = tr("Ensemble", "Whole")
        return Rows("case", ("all",), (label,), scope[None, :], (everywhere, zeros))
    rows = case_rows(bundle, with_pro)
    if rows.aliases.get(case, case) not in rows.ids:
        rows = case_rows(bundle, True)
    place = rows.place(case)
    segment, row = rows.segments
    chosen = segment[row == place]
    zeros = np.zeros(len(chosen), dtype=np.int64)
    members = rows.members[place : place + 1]
    return Rows("case", (rows.ids[place],), (rows.labels[place],), members, (chosen, zeros))


def crossed(one: Rows, two: Rows, kind: str) -> Rows:
    """Every row of `one` with every row of `two`: what is in both; ids as "P1 · A"."""
    ids: list[str] = []
    labels: list[str] = []
    members: list[NDArray[np.bool_]] = []
    held: list[Pairs] = []
    for i, first in enumerate(one.ids):
        mine = one.segments[0][one.segments[1] == i]
        for j, second in enumerate(two.ids):
            both = np.intersect1d(mine, two.segments[0][two.segments[1] == j])
            held.append((both, np.full(len(both), len(ids), dtype=np.int64)))
            ids.append(f"{first} · {second}")
            labels.append(f"{one.labels[i]} · {two.labels[j]}")
            members.append(one.members[i] & two.members[j])
    shape = (len(ids), one.members.shape[1])
    table = np.asarray(members, dtype=bool).reshape(shape)
    return Rows(kind, tuple(ids), tuple(labels), table, _joined(held), notes=one.notes)


BUILDERS: dict[str, Callable[[Bundle, bool], Rows]] = {
    "case": case_rows,
    "source": source_rows,
    "material": material_rows,
    "phase": phase_rows,
    "speaker": speaker_rows,
    "person": person_rows,
    "actor": actor_rows,
}
