"""What was left uncoded: by source, how much codable text bears no code at all, and its longest stretch."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.positions import Passages
from qualcoop.analysis.result import Result
from qualcoop.analysis.rows import in_scope, source_order
from qualcoop.language import tr
from qualcoop.spans import subtract

COLUMNS = (
    "case kind coded words coded_words uncoded_words uncoded_share sentences uncoded_sentences "
    "longest_start longest_end longest_words"
).split()


def uncoded(bundle: Bundle, *, with_pro: bool = True) -> Result:
    """Codable text without any code, per source in reading order; NaN for sources that are not coded.

    words, sentences: codable. longest_start, longest_end: the longest stretch without a code (code points).
    extra["stretches"]: every uncoded stretch of at least one word: source, start, end, words.
    """
    scope = in_scope(bundle, with_pro)
    order = [number for number in source_order(bundle) if scope[number]]
    stretches = _stretches(bundle, order)
    lines = [_line(bundle, number, stretches) for number in order]
    frame = pd.DataFrame(
        lines, index=pd.Index([str(bundle.sources.index[n]) for n in order], name="source"), columns=COLUMNS
    )
    return Result("uncoded", frame, _notes(), bundle.context, extra={"stretches": stretches})


def _stretches(bundle: Bundle, order: list[int]) -> pd.DataFrame:
    """Codable text minus every segment, source by source, measured in one go."""
    arrays = bundle.arrays
    found: list[tuple[int, int, int]] = []
    for number in order:
        if not bundle.coded_here[number]:
            continue
        here = arrays.source == number
        spans = zip(arrays.start[here].tolist(), arrays.end[here].tolist(), strict=True)
        codable = bundle.positions(str(bundle.sources.index[number])).codable
        for start, end in subtract([(int(s), int(e)) for s, e in codable], spans):
            found.append((number, start, end))
    table = np.asarray(found, dtype=np.int64).reshape(-1, 3)
    groups = np.arange(len(table))
    touched = bundle.ruler.touched(Passages(groups, table[:, 0], table[:, 1], table[:, 2]))
    words = touched.by_group(len(table))["words"].astype(np.int64)
    frame = pd.DataFrame(
        {
            "source": [str(bundle.sources.index[number]) for number in table[:, 0]],
            "start": table[:, 1],
            "end": table[:, 2],
            "words": words,
        }
    )
    return frame[frame["words"] > 0].reset_index(drop=True)


def _line(bundle: Bundle, number: int, stretches: pd.DataFrame) -> dict[str, object]:
    source = bundle.sources.iloc[number]
    line: dict[str, object] = {
        "case": source["case"],
        "kind": source["kind"],
        "coded": bool(bundle.coded_here[number]),
        "words": int(source["words"]),
        "sentences": int(source["sentences"]),
    }
    if not line["coded"]:
        return line
    here = np.flatnonzero(bundle.arrays.source == number)
    passages = bundle.arrays.passages(np.zeros(len(here), dtype=np.int64), here)
    touched = bundle.ruler.touched(passages).by_group(1)
    coded_words = int(touched["words"][0])
    left = int(source["words"]) - coded_words
    line |= {
        "coded_words": coded_words,
        "uncoded_words": left,
        "uncoded_share": left / source["words"] if source["words"] else np.nan,
        "uncoded_sentences": int(source["sentences"] - touched["sent"][0]),
    }
    mine = stretches[stretches["source"] == str(bundle.sources.index[number])]
    if len(mine):
        longest = mine.iloc[int(mine["words"].to_numpy().argmax())]
        line |= {f"longest_{name}": int(longest[name]) for name in ("start", "end", "words")}
    return line


def _notes() -> tuple[str, ...]:
    return (
        tr(
            "Mots codables sans aucun code. La moitié d'un entretien peut rester sans code à bon droit ; "
            "une longue plage sans code mérite une relecture.",
            "Codable words without any code. Half of an interview may rightly stay uncoded; a long stretch "
            "without a code deserves another reading.",
        ),
    )
