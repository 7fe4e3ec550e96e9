"""The import report as lines for a terminal: aligned columns, then what needs attention, then counts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from qualcoop.language import language, tr

if TYPE_CHECKING:
    from qualcoop.readers.report import FileReport, ImportReport

_WIDEST = 44
_SPEAKERS = 4


def lines(report: ImportReport) -> list[str]:
    """The report's lines; the last one counts the files: ``12 lus, 1 ignoré, 2 refusés.``"""
    shown: list[str] = []
    read = [file for file in report.files if file.status == "read"]
    if read:
        shown.extend(_table(read))
    for file in read:
        shown.extend(_attention(file))
    for status in ("skipped", "refused"):
        files = [file for file in report.files if file.status == status]
        if files:
            shown.append(tr("Ignorés :", "Skipped:") if status == "skipped" else tr("Refusés :", "Refused:"))
            shown.extend(f"  {_reason(file)}" for file in files)
    shown.extend(report.notes)
    shown.append(count_line(report.counts()))
    return shown


def count_line(counts: dict[str, int]) -> str:
    """``12 lus, 1 ignoré, 2 refusés.``

    >>> from qualcoop.language import set_language
    >>> set_language("fr"); count_line({"read": 12, "skipped": 1, "refused": 2})
    '12 lus, 1 ignoré, 2 refusés.'
    >>> set_language(None)
    """
    read, skipped, refused = counts["read"], counts["skipped"], counts["refused"]
    fr = f"{read} lu{_s(read)}, {skipped} ignoré{_s(skipped)}, {refused} refusé{_s(refused)}."
    return tr(fr, f"{read} read, {skipped} skipped, {refused} refused.")


def _s(count: int) -> str:
    return "s" if count > 1 else ""


def number(value: int) -> str:
    """A whole number with its thousands apart: a no-break thin space in French, a comma in English."""
    return f"{value:,}".replace(",", "\u202f" if language() == "fr" else ",")


def clean(name: str, width: int | None = None) -> str:
    """A name fit for one line: control characters shown as ``\\n``, cut in the middle to `width`."""
    plain = "".join(
        letter if unicodedata.category(letter)[0] != "C" else letter.encode("unicode_escape").decode("ascii")
        for letter in name
    )
    if width is not None and len(plain) > width:
        half = (width - 1) // 2
        return plain[: width - 1 - half] + "…" + plain[-half:]
    return plain


def _table(files: Sequence[FileReport]) -> list[str]:
    head = [
        tr("fichier", "file"),
        "format",
        tr("encodage", "encoding"),
        tr("mots", "words"),
        tr("tours", "turns"),
        tr("locuteurs (tours)", "speakers (turns)"),
    ]
    rows = [
        [
            clean(file.file, _WIDEST),
            file.format or "",
            file.encoding or "–",
            number(file.words),
            number(file.turns),
            _speakers(file),
        ]
        for file in files
    ]
    widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head) - 1)]
    return [_aligned(row, widths) for row in [head, *rows]]


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [
        cell.rjust(width) if at in (3, 4) else cell.ljust(width)
        for at, (cell, width) in enumerate(zip(row, widths, strict=False))
    ]
    return "  ".join([*cells, row[-1]]).rstrip()


def _speakers(file: FileReport) -> str:
    named = [f"{clean(name, 30)} {count}" for name, count in file.speakers.items()]
    rest = len(named) - _SPEAKERS
    return ", ".join(named[:_SPEAKERS]) + (tr(f", et {rest} de plus", f", and {rest} more") if rest > 0 else "")


def _attention(file: FileReport) -> Iterable[str]:
    remarks = [
        tr(
            f'« {rare} » et « {common} » se ressemblent : si c\'est la même personne, --speakers "{rare}={common}".',
            f"'{rare}' and '{common}' look alike: if they are one person, --speakers \"{rare}={common}\".",
        )
        for rare, common in file.lookalikes
    ]
    remarks.extend(file.warnings)
    if remarks:
        yield f"{clean(file.file, _WIDEST)}{tr(' :', ':')}"
        yield from (f"  - {remark}" for remark in remarks)


def _reason(file: FileReport) -> str:
    name, reason = clean(file.file), clean(file.reason or "")
    bare = name.rsplit("/", 1)[-1]
    return reason if bare in reason.split(" :")[0] else f"{name}{tr(' :', ':')} {reason}"
