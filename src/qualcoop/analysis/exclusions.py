"""What was left out of the figures, and why: questions, asides, headers, sources and codings that do not count."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.positions import Ints, Positions
from qualcoop.analysis.result import Result
from qualcoop.analysis.rows import source_order
from qualcoop.analysis.trail import Trail
from qualcoop.language import tr

COLUMNS = "case kind words codable questions interviewer asides outside codings uncounted why".split()


def exclusions(bundle: Bundle, trail: Trail | None = None) -> Result:
    """Per source, in reading order, the words of its text and where they went.

    words: of the whole text; codable: counted; questions: interviewer's turns; interviewer: their words; asides:
    words of stage directions and the like inside turns; outside: words in no turn (title block, speakers' names,
    timecodes). A word on a border counts as codable. codings: of this layer; uncounted: those that no figure
    counts (in a question, or under a code that the codebook does not have). why: what keeps the whole source out
    of the case tables. With a trail, extra["warnings"]: source, warning, what its reader said; extra["files"]:
    file, date, reason, those that the study would not take.
    """
    names = [str(bundle.sources.index[number]) for number in source_order(bundle)]
    turns, segments = (dict(tuple(frame.groupby("source"))) for frame in (bundle.turns, bundle.segments))
    none = bundle.turns.iloc[:0], bundle.segments.iloc[:0]
    lines = [_line(bundle, name, turns.get(name, none[0]), segments.get(name, none[1])) for name in names]
    frame = pd.DataFrame(lines, index=pd.Index(names, name="source"), columns=COLUMNS)
    return Result("exclusions", frame, _notes(frame), bundle.context, extra=_told(bundle, trail or Trail()))


def _told(bundle: Bundle, trail: Trail) -> dict[str, pd.DataFrame]:
    warnings = [each for each in trail.warnings if each[0] in bundle.sources.index]
    return {
        "warnings": pd.DataFrame(warnings, columns=["source", "warning"]),
        "files": pd.DataFrame(list(trail.refused), columns=["file", "date", "reason"]),
    }


def _line(bundle: Bundle, name: str, turns: pd.DataFrame, segments: pd.DataFrame) -> dict[str, object]:
    """A source's line, from its own turns and segments."""
    source = bundle.sources.loc[name].to_dict()
    asked = turns[turns["role"] == "interviewer"]
    known = bundle.positions(name)
    spans = turns[["start", "end"]].to_numpy(dtype=np.int64)
    said = _touching(known, spans)
    everything = said if known.everything is None else _touching(known, known.everything)
    questions = everything & _touching(known, asked[["start", "end"]].to_numpy(dtype=np.int64))
    return {
        "case": source["case"],
        "kind": source["kind"],
        "words": len(known.words),
        "codable": int(source["words"]),
        "questions": len(asked),
        "interviewer": int(questions.sum()),
        "asides": int((said & ~everything).sum()),
        "outside": int((~said).sum()),
        "codings": len(segments),
        "uncounted": _uncounted(bundle, segments),
        "why": _why(bundle, name),
    }


def _touching(known: Positions, spans: Ints) -> np.ndarray:
    """Which words touch one of the spans (disjoint, in order)."""
    if not len(spans) or not len(known.words):
        return np.zeros(len(known.words), dtype=bool)
    at = np.searchsorted(spans[:, 1], known.words, side="right")
    some = at < len(spans)
    found = np.zeros(len(known.words), dtype=bool)
    found[some] = spans[at[some], 0] < known.word_ends[some]
    return found


def _uncounted(bundle: Bundle, mine: pd.DataFrame) -> int:
    codes = {code.id for code in bundle.codebook.codes}
    counts = mine["codable"].astype(bool) if not bundle.with_interviewer else pd.Series(True, index=mine.index)
    return int((~(counts & mine["code"].isin(list(codes)))).sum())


def _why(bundle: Bundle, name: str) -> str:
    """What keeps a source out of the case tables; "" for nothing."""
    case = bundle.sources.loc[name].to_dict()["case"]
    reasons = []
    if str(case) not in bundle.cases.index:
        reasons.append(tr("sans cas connu", "no known case"))
    elif bundle.cases.at[str(case), "stratum"] != "main":
        reasons.append(tr("strate à part", "stratum apart"))
    if not bundle.coded_here[bundle.sources.index.get_loc(name)]:
        reasons.append(tr("pas codée sur cette couche", "not coded on this layer"))
    return ", ".join(reasons)


def _notes(frame: pd.DataFrame) -> tuple[str, ...]:
    if not len(frame):
        return (tr("L'étude n'a pas de source.", "The study has no source."),)
    total = {name: int(frame[name].sum()) for name in COLUMNS[2:10]}
    share = total["codable"] / total["words"] if total["words"] else 0.0
    return (
        tr(
            f"{total['words']} mots lus, {total['codable']} comptés ({100 * share:.0f} %) ; hors comptes : "
            f"{total['interviewer']} en {total['questions']} questions de l'enquête, {total['asides']} en apartés, "
            f"{total['outside']} en en-têtes, noms de locuteurs et minutages.",
            f"{total['words']} words read, {total['codable']} counted ({100 * share:.0f} %); left out: "
            f"{total['interviewer']} in {total['questions']} interviewer's turns, {total['asides']} in asides, "
            f"{total['outside']} in headers, speakers' names and timecodes.",
        ),
        tr(
            f"{total['uncounted']} codage(s) sur {total['codings']} ne comptent dans aucun chiffre (posés dans une "
            "question, ou sous un code absent de la grille).",
            f"{total['uncounted']} coding(s) of {total['codings']} count in no figure (in a question, or under a "
            "code that the codebook does not have).",
        ),
        tr(
            "Une source sans codage sur cette couche est vide dans les tableaux, non 0.",
            "A source without coding on this layer is blank in the tables, not 0.",
        ),
    )
