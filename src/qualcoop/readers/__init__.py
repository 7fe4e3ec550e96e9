"""Readers: a file becomes sources. One module per format, one registry, `turns` who finds who speaks.

::

    from qualcoop.readers import read_paths

    report = read_paths(["corpus"], speakers={"Checheur": "Chercheur"}, attributes="attributs.csv")
    print("\\n".join(report.sentences()))     # what was read, skipped and refused, and why
    report.sources                           # the sources, in order
"""

from __future__ import annotations

from qualcoop.readers.attributes import AttributesSheet, parse_speakers, read_sheet
from qualcoop.readers.draft import Draft, Paragraph
from qualcoop.readers.registry import formats, read_file, reader_for, register
from qualcoop.readers.report import FileReport, ImportReport, read_paths
from qualcoop.readers.turns import build

__all__ = [
    "AttributesSheet",
    "Draft",
    "FileReport",
    "ImportReport",
    "Paragraph",
    "build",
    "formats",
    "parse_speakers",
    "read_file",
    "read_paths",
    "read_sheet",
    "reader_for",
    "register",
]
