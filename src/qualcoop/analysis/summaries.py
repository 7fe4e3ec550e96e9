"""The researcher's summaries of framework cells: kept by key, never overwritten, and known to be out of date.

A summary remembers which passages it summed up (a hash of them). When they change, it is stale: still there, to
be read again. Summaries written elsewhere (a sheet filled in by hand) come in through `merged`, which refuses
rather than loses.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from qualcoop.errors import ConflictError

Key = tuple[str, str]

# What neither a YAML file nor a spreadsheet cell holds as it is.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


@dataclass(frozen=True)
class Summary:
    """What a researcher wrote about a case under a code. segments: the hash of the passages it was written on."""

    case: str
    code: str
    text: str
    segments: str = ""

    @property
    def key(self) -> Key:
        """Case and code."""
        return self.case, self.code


@dataclass(frozen=True)
class Returned:
    """A cell that comes back from a sheet. segments, base: hashes, at export, of its passages and of its summary.

    reread: the researcher says that the summary still holds for the passages of the sheet.
    """

    case: str
    code: str
    text: str
    segments: str
    base: str = ""
    reread: bool = False

    @property
    def key(self) -> Key:
        """Case and code."""
        return self.case, self.code


@dataclass(frozen=True)
class Merge:
    """The summaries after a sheet came back, and the keys of what happened to each.

    written: new or changed. reread: unchanged, said to hold still. blank: emptied in the sheet, kept here (or
    erased, where that was asked).
    """

    summaries: tuple[Summary, ...]
    written: tuple[Key, ...] = ()
    reread: tuple[Key, ...] = ()
    blank: tuple[Key, ...] = ()
    erased: tuple[Key, ...] = field(default=())


def tidy(text: object) -> str:
    """A summary as it is kept: ``\\n`` for line ends, no control characters, no blanks at line ends.

    >>> tidy("  Un. \\r\\nDeux.\\t ")
    'Un.\\nDeux.'
    """
    lines = str(text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    # The other line ends of Unicode, which YAML and Excel treat each in their own way.
    lines = re.sub("[\x0b\x0c\x85\u2028\u2029]", "\n", lines)
    return "\n".join(line.rstrip() for line in _REFUSED.sub("", lines).split("\n")).strip()


def digest(text: str) -> str:
    """A short hash of a summary; "" for none."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16] if text else ""


def merged(stored: Iterable[Summary], returned: Sequence[Returned], *, erase: bool = False) -> Merge:
    """The stored summaries with what a sheet brings back.

    A cell left as exported changes nothing. A new text takes the hash of the passages that the sheet showed. A
    cell emptied in the sheet keeps its summary unless `erase`. Raises ConflictError where a summary was changed
    both here and in the sheet since the export: nothing is then taken over.
    """
    kept: dict[Key, Summary] = {summary.key: summary for summary in stored}
    _refuse_conflicts(kept, returned)
    written: list[Key] = []
    reread: list[Key] = []
    blank: list[Key] = []
    for cell in returned:
        text, old = tidy(cell.text), kept.get(cell.key)
        if not text:
            if cell.base and old is not None:
                blank.append(cell.key)
        elif old is None or digest(text) not in (cell.base, digest(old.text)):
            kept[cell.key] = Summary(*cell.key, text, cell.segments)
            written.append(cell.key)
        elif cell.reread and digest(text) == digest(old.text) and old.segments != cell.segments:
            kept[cell.key] = replace(old, segments=cell.segments)
            reread.append(cell.key)
    if erase:
        for key in blank:
            del kept[key]
    gone = tuple(blank) if erase else ()
    return Merge(tuple(kept.values()), tuple(written), tuple(reread), () if erase else tuple(blank), gone)


def _refuse_conflicts(stored: Mapping[Key, Summary], returned: Sequence[Returned]) -> None:
    both = []
    for cell in returned:
        text = digest(tidy(cell.text))
        here = digest(stored[cell.key].text) if cell.key in stored else ""
        if text and text != cell.base and here != cell.base and text != here:
            both.append(cell.key)
    if both:
        named = ", ".join(f"{case} × {code}" for case, code in both[:5])
        raise ConflictError(
            f"Résumé changé ici et dans la feuille depuis l'export : {named} ; rien n'a été repris. "
            "Réexportez sous un autre nom et reportez-y votre texte.",
            f"Summary changed both here and in the sheet since the export: {named}; nothing was taken over. "
            "Export again under another name and put your text there.",
        )
