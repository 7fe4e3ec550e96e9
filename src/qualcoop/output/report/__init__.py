"""The report: methods, tables with their denominators, figures, quotes. Word or HTML, the same content."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from qualcoop.errors import InputError
from qualcoop.output.report.blocks import Block
from qualcoop.output.report.content import content

if TYPE_CHECKING:
    from qualcoop.analysis.bundle import Bundle

__all__ = ["Block", "content", "write"]


def write(
    path: str | Path,
    bundle: Bundle,
    *,
    study_meta: Mapping[str, Any],
    others: Mapping[str, Bundle] | None = None,
) -> Path:
    """Write the report of a layer as .docx or .html; the same study gives the same bytes.

    others: bundles of two further layers, by name, for a paragraph on agreement between coders.
    Raises InputError for another ending, StoreError where the file cannot be written.
    """
    from qualcoop.output.package import replace_file

    target = Path(path)
    suffix = target.suffix.lower()
    if suffix not in (".docx", ".html"):
        raise InputError(
            f"{target} : un rapport s'écrit en .docx ou en .html.", f"{target}: a report is written as .docx or .html."
        )
    blocks = content(bundle, study_meta, others or {})
    if suffix == ".docx":
        from qualcoop.output.report.word import to_docx as render
    else:
        from qualcoop.output.report.page import to_html as render
    data = render(blocks)

    def save(file: IO[bytes]) -> None:
        file.write(data)

    replace_file(target, save)
    return target
