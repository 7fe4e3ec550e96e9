"""``cooccurrences`` and ``paires``: which codes meet in the same turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from qualcoop.analysis.columns import group_of, label_of
from qualcoop.analysis.cooccurrence import CoOccurrence
from qualcoop.language import tr
from qualcoop.output import styles
from qualcoop.output.book import Book, short
from qualcoop.output.sheet import Sheet, Value, letter
from qualcoop.output.sheets import parts

# How many pairs show quotes and lead to their passages, the most frequent first: the others are many and small.
SHOWN = 60
QUOTES = 3
PAIR_WIDTHS = (9, 26, 9, 26, 8, 8, 9, 9, 10, 10, 11, 22, 60, 60, 60)


def cooccurrences(book: Book) -> Sheet | None:
    """Codes by codes: below the diagonal how many units hold both, above it the coefficient c."""
    found = book.meetings
    if found is None:
        return None
    kept = _kept(found)
    sheet = book.sheet(
        "cooccurrences",
        tr(
            "Quels codes se rencontrent dans le même tour : nombre sous la diagonale, coefficient c au-dessus.",
            "Which codes meet in the same turn: number below the diagonal, coefficient c above.",
        ),
        widths=[9, 30, *[5.8] * len(kept)],
        frozen="C6",
        header=(4, 5),
        side=(1, 2),
        tab=styles.DARK["C"],
    )
    parts.heading(
        book,
        sheet,
        tr("Cooccurrences", "Co-occurrences"),
        tr(
            "Sous la diagonale : tours qui contiennent les deux codes. Au-dessus : c = n_ij / (n_i + n_j − n_ij), de "
            "0 à 1. Diagonale : tours du code. Hachuré : un code et son propre sous-code. Codes jamais posés : omis.",
            "Below the diagonal: turns that hold both codes. Above: c = n_ij / (n_i + n_j − n_ij), 0 to 1. "
            "Diagonal: turns of the code. Hatched: a code and its own sub-code. Codes never used: left out.",
        ),
    )
    codebook = book.bundle.codebook
    heads = [(name, label_of(codebook, name), group_of(codebook, name)) for name in kept]
    parts.upright_heads(book, sheet, ["", ""], heads)
    counts = found.frame.loc[kept, kept].to_numpy(dtype=np.float64)
    shares = found.extra["c"].loc[kept, kept].to_numpy(dtype=np.float64)
    for line, (name, label, group) in enumerate(heads):
        cells = [_cell(book, line, column, counts, shares) for column in range(len(kept))]
        first = book.style(styles.ROW_HEAD.but(ink=styles.DARK[group], fill=styles.PALE[group]))
        second = book.style(styles.FIXED.but(size=9))
        values: list[Value] = [name, short(label, 40), *(value for value, _ in cells)]
        sheet.add(values, [first, second, *(look for _, look in cells)])
    parts.notes(book, sheet, found.notes)
    return sheet


def _kept(found: CoOccurrence) -> list[str]:
    used = np.diag(found.frame.to_numpy(dtype=np.float64)) > 0
    return [str(name) for name, there in zip(found.frame.index, used, strict=True) if there]


def _cell(
    book: Book, line: int, column: int, counts: np.ndarray[Any, Any], shares: np.ndarray[Any, Any]
) -> tuple[Value, int]:
    if line == column:
        return int(counts[line, column]), book.style(styles.NUMBER.but(bold=True, fill="D5DADD"))
    value = float((shares if column > line else counts)[line, column])
    if value != value:
        return None, book.style(styles.BLANK)
    if not value:
        return 0, book.style(styles.ZERO.but(size=8))
    if column > line:
        fill = _tint(value)
        return value, book.style(styles.NUMBER.but(format="0.00", size=9, fill=fill))
    return int(value), book.style(styles.NUMBER.but(bold=value >= 3))


def _tint(share: float) -> str:
    """Greys in four steps, so that few styles are enough."""
    return next((fill for limit, fill in ((0.3, "A9B4BC"), (0.15, "C9D1D6"), (0.05, "E4E8EB")) if share >= limit), "")


def paires(book: Book) -> Sheet | None:
    """The pairs in long form, the most frequent first, with quotes of the first ones."""
    found = book.meetings
    if found is None or found.extra["pairs"].empty:
        return None
    sheet = book.sheet(
        "paires",
        tr(
            "Les paires de codes qui se rencontrent, à trier, avec trois extraits.",
            "The pairs of codes that meet, to be sorted, with three extracts.",
        ),
        widths=PAIR_WIDTHS,
        frozen="E5",
        header=(4, 4),
        tab=styles.DARK["C"],
    )
    parts.heading(
        book,
        sheet,
        tr("Paires de codes", "Pairs of codes"),
        tr(
            f"n 1 et 2 : tours qui contiennent les deux. Extraits et liens pour les {SHOWN} paires les plus "
            "fréquentes. Se rencontrer n'est pas causer.",
            f"n 1 and 2: turns that hold both. Extracts and links for the {SHOWN} most frequent pairs. Meeting is "
            "not causing.",
        ),
    )
    sheet.add(_pair_heads(), book.style(styles.HEAD), 32)
    for number, pair in enumerate(found.extra["pairs"].to_dict("records")):
        _pair(book, sheet, found, {str(key): value for key, value in pair.items()}, number < SHOWN)
    sheet.filtered = f"A4:{letter(len(PAIR_WIDTHS))}{sheet.next - 1}"
    parts.notes(book, sheet, found.notes)
    return sheet


def _pair_heads() -> list[str]:
    return [
        tr("code 1", "code 1"),
        tr("libellé 1", "label 1"),
        tr("code 2", "code 2"),
        tr("libellé 2", "label 2"),
        "n 1",
        "n 2",
        tr("n 1 et 2", "n 1 and 2"),
        "c",
        "P(2|1)",
        "P(1|2)",
        tr("rapport au hasard", "lift"),
        tr("à savoir", "note"),
        *(tr(f"extrait {n}", f"extract {n}") for n in range(1, QUOTES + 1)),
    ]


def _pair(book: Book, sheet: Sheet, found: CoOccurrence, pair: Mapping[str, Any], shown: bool) -> None:
    codebook, row = book.bundle.codebook, sheet.next
    one, two = str(pair["one"]), str(pair["two"])
    extracts, linked = [""] * QUOTES, False
    if shown:
        lines = found.quotes(one, two)
        extracts = _extracts(lines)
        linked = parts.lead_to(book, sheet, (row, 7), book.numbers(lines["id"]), (one, two))
    values: list[Value] = [
        one,
        label_of(codebook, one),
        two,
        label_of(codebook, two),
        *(int(pair[name]) for name in ("n_one", "n_two", "n_both")),
        *(float(pair[name]) for name in ("c", "p_two_given_one", "p_one_given_two", "lift")),
        _flags(pair),
        *extracts,
    ]
    count, share = book.style(styles.NUMBER), book.style(styles.NUMBER.but(format="0.00"))
    percent, text = (
        book.style(styles.NUMBER.but(format="0%")),
        book.style(styles.TEXT.but(border="box", vertical="center")),
    )
    both = book.style(styles.LINKED if linked else styles.NUMBER.but(bold=True))
    ids = [book.style(styles.ROW_HEAD.but(ink=styles.DARK[group_of(codebook, name)])) for name in (one, two)]
    looks = [ids[0], text, ids[1], text, count, count, both, share, percent, percent, share]
    soft = book.style(styles.TEXT.but(border="box", size=9, ink=styles.SOFT, vertical="center"))
    looks += [soft, *[text] * QUOTES]
    sheet.add(values, looks, parts.row_height(*((each, 60.0) for each in extracts), (label_of(codebook, one), 26)))


def _flags(pair: Mapping[str, Any]) -> str:
    flags = []
    if pair["siblings"]:
        flags.append(tr("sous-codes frères", "sibling sub-codes"))
    if pair["uneven"]:
        flags.append(tr("effectifs très inégaux", "very uneven counts"))
    return " ; ".join(flags)


def _extracts(lines: pd.DataFrame) -> list[str]:
    """What the first units that hold both codes say, each with its source and its codes."""
    met: dict[int, list[tuple[str, str, str]]] = {}
    columns = (lines[name].tolist() for name in ("unit", "source", "code", "quote"))
    for unit, source, code, quote in zip(*columns, strict=True):
        if unit in met or len(met) < QUOTES:
            met.setdefault(unit, []).append((str(source), str(code), str(quote).replace("\n", " ")))
    found = []
    for each in met.values():
        codes = " + ".join(dict.fromkeys(code for _, code, _ in each))
        text = " […] ".join(short(quote, 160) for quote in dict.fromkeys(quote for _, _, quote in each))
        found.append(f"{each[0][0]} ({codes}) : « {text} »")
    return [*found, *[""] * (QUOTES - len(found))]
