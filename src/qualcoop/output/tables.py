"""The tables of a study as plain rows: what the sheets show and what the CSV files hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.columns import Columns, label_of
from qualcoop.analysis.frequency import SourceMatrix
from qualcoop.analysis.matrix import Matrix
from qualcoop.analysis.positions import Ints
from qualcoop.language import tr
from qualcoop.output import names
from qualcoop.output.sheet import Value


@dataclass(frozen=True)
class Table:
    """A name, the heads of the columns, the rows."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Value, ...]]


def segments(bundle: Bundle, order: Ints) -> Table:
    """Every segment of the layer: the counted ones numbered `order`, then those that no figure counts."""
    counted = bundle.counted.iloc[order]
    left = bundle.segments[~bundle.segments["id"].isin(bundle.counted["id"])].sort_values(
        ["source", "start", "end", "code"]
    )
    frame = pd.concat([counted, left], ignore_index=True)
    known = {code.id for code in bundle.codebook.codes}
    codes = [str(code) for code in frame["code"]]
    said = {(inside, there): _counts(inside, there) for inside in (True, False) for there in (True, False)}
    counts: list[Value] = [said[place < len(counted), code in known] for place, code in enumerate(codes)]
    source = frame["source"].map(str)
    kinds = {str(name): names.kind(value) for name, value in bundle.sources["kind"].items()}
    columns: dict[str, list[Value]] = {
        tr("identifiant", "id"): _texts(frame, "id"),
        tr("source", "source"): _texts(frame, "source"),
        tr("cas", "case"): _texts(frame, "case"),
        tr("à propos de", "about"): _texts(frame, "about"),
        tr("matériau", "material"): [kinds.get(name, "") for name in source],
        tr("locuteur", "speaker"): _texts(frame, "speaker"),
        tr("types d'acteur", "actor types"): _actor_types(bundle, frame),
        tr("rôle", "role"): _worded(frame, "role", names.role),
        tr("début", "start"): _whole(frame, "start"),
        tr("fin", "end"): _whole(frame, "end"),
        tr("texte", "text"): _texts(frame, "quote"),
        tr("code", "code"): list(codes),
        tr("famille", "family"): _mapped(codes, {code: bundle.codebook.family(code) for code in known}),
        tr("libellé", "label"): _mapped(codes, {code: label_of(bundle.codebook, code) for code in known}),
        tr("couche", "layer"): _texts(frame, "layer"),
        tr("origine", "origin"): _worded(frame, "origin", names.origin),
        tr("règle", "rule"): _texts(frame, "rule"),
        tr("période", "phase"): _texts(frame, "phase"),
        tr("codeur", "coder"): _texts(frame, "coder"),
        tr("mémo", "memo"): _texts(frame, "memo"),
        tr("version de la grille", "codebook version"): _texts(frame, "codebook_version"),
        tr("compté", "counted"): counts,
    }
    return Table("segments", tuple(columns), list(zip(*columns.values(), strict=True)))


def frequency(matrix: Matrix) -> Table:
    """Cases by codes in four measures, one line per measure and case, the total last."""
    rows: list[tuple[Value, ...]] = []
    for measure in ("seg", "per_1k", "pct_src"):
        shown = matrix.with_measure(measure)
        base = shown.denominators[BASES[measure]].tolist()
        lines = [*shown.frame.to_numpy().tolist(), shown.total.tolist()]
        for place, values in enumerate(lines):
            rows.append((measure_head(measure), *_row_name(matrix, place), base[place], *values))
    for place, values in enumerate(matrix.top_source.to_numpy().tolist()):
        rows.append((measure_head("top"), *_row_name(matrix, place), None, *values))
    heads = (tr("mesure", "measure"), tr("ligne", "row"), tr("libellé", "label"), tr("base", "base"))
    return Table("projet_x_code", (*heads, *matrix.columns), rows)


BASES = {"seg": "segments", "per_1k": "words", "pct_src": "sources"}


def measure_head(measure: str) -> str:
    """A measure with what it is divided by, short."""
    return {
        "seg": tr("nombre de passages", "number of passages"),
        "per_1k": tr("pour 1 000 mots codables", "per 1,000 codable words"),
        "pct_src": tr("part des sources codées", "share of coded sources"),
        "top": tr("part de la source qui en porte le plus", "share of the source that holds most"),
    }[measure]


def _row_name(matrix: Matrix, place: int) -> tuple[str, str]:
    if place == len(matrix.rows):
        return "total", tr("total (chaque passage une fois)", "total (each passage once)")
    return matrix.rows[place], matrix.row_labels[place]


def matrix_table(matrix: Matrix) -> Table:
    """Any matrix: id, label and base of each row, its figures, the total last."""
    base = matrix.denominators[BASES.get(matrix.measure, "words")].tolist()
    lines = [*matrix.frame.to_numpy().tolist(), matrix.total.tolist()]
    rows = [(*_row_name(matrix, place), base[place], *values) for place, values in enumerate(lines)]
    heads = (tr("ligne", "row"), tr("libellé", "label"), tr("base", "base"))
    return Table(matrix.measure, (*heads, *matrix.columns), rows)


def attributes(matrix: SourceMatrix) -> list[tuple[Value, ...]]:
    """Source, case, material, date, words and whether it is coded, in the rows' order."""
    frame = matrix.attributes
    return [
        (
            str(name),
            names.text(row["case"]),
            names.kind(row["kind"]),
            names.day(row["date"]),
            int(row["words"]),
            tr("codée", "coded") if row["coded"] else tr("non codée", "not coded"),
        )
        for name, (_, row) in zip(matrix.rows, frame.iterrows(), strict=True)
    ]


def attribute_heads() -> tuple[str, ...]:
    """The heads of `attributes`."""
    return (
        tr("source", "source"),
        tr("cas", "case"),
        tr("matériau", "material"),
        tr("date", "date"),
        tr("mots codables", "codable words"),
        tr("état", "state"),
    )


def by_source(matrix: SourceMatrix, name: str) -> Table:
    """Sources by codes: attributes, then the figures; NaN where the source is not coded."""
    rows = [
        (*fixed, *values) for fixed, values in zip(attributes(matrix), matrix.frame.to_numpy().tolist(), strict=True)
    ]
    return Table(name, (*attribute_heads(), *matrix.columns), rows)


def codebook(bundle: Bundle) -> Table:
    """The codebook, one row a code."""
    return of_frame("codebook", bundle.codebook.to_frame())


def of_frame(name: str, frame: pd.DataFrame, index: str | None = None) -> Table:
    """A frame as a table; its index becomes the first column where `index` names it."""
    columns = [str(column) for column in frame.columns]
    rows = [tuple(plain(value) for value in row) for row in frame.itertuples(index=False, name=None)]
    if index is None:
        return Table(name, tuple(columns), rows)
    labels = [plain(label) for label in frame.index]
    return Table(name, (index, *columns), [(label, *row) for label, row in zip(labels, rows, strict=True)])


def plain(value: object) -> Value:
    """A value of a frame as one that a cell takes."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, (bool, int, float)) and not names.missing(value):
        return value
    day = names.day(value) if isinstance(value, pd.Timestamp) else names.text(value)
    return day or None


def heads(columns: Columns) -> list[tuple[str, str, str]]:
    """(id, label, group) of each column."""
    return list(zip(columns.ids, columns.labels, columns.groups, strict=True))


def _texts(frame: pd.DataFrame, column: str) -> list[Value]:
    return _worded(frame, column, names.text)


def _worded(frame: pd.DataFrame, column: str, word: Callable[[object], str]) -> list[Value]:
    """A column in words; each different value is worded once."""
    if column not in frame.columns:
        return [""] * len(frame)
    codes, values = pd.factorize(frame[column], use_na_sentinel=True)
    said = [*(word(value) for value in values), ""]
    return [said[code] for code in codes]


def _whole(frame: pd.DataFrame, column: str) -> list[Value]:
    return [int(value) for value in frame[column].tolist()]


def _mapped(codes: list[str], known: dict[str, str]) -> list[Value]:
    return [known.get(code, "") for code in codes]


def _counts(counted: bool, known: bool) -> str:
    if not counted:
        return tr("non : hors du texte codable", "no: outside codable text")
    return tr("oui", "yes") if known else tr("non : code hors grille", "no: code not in the codebook")


def _actor_types(bundle: Bundle, frame: pd.DataFrame) -> list[Value]:
    known = {
        (str(source), names.text(turn)): names.text(types)
        for source, turn, types in zip(
            bundle.turns["source"], bundle.turns["turn"].tolist(), bundle.turns["actor_types"], strict=True
        )
    }
    turns = [_turn(value) for value in frame["turn"].tolist()]
    return [known.get(pair, "") for pair in zip(frame["source"].map(str), turns, strict=True)]


def _turn(value: object) -> str:
    return names.text(int(value)) if isinstance(value, float) and value == value else names.text(value)
