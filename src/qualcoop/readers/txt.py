"""Plain text: the encoding is guessed and said, wrapped lines are told from paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from qualcoop.errors import ReadError
from qualcoop.readers.archive import read_bytes
from qualcoop.readers.draft import Draft, Paragraph
from qualcoop.readers.encoding import Decoded, decode
from qualcoop.readers.registry import register
from qualcoop.text import nfc

_NARROW, _WIDE = 45, 110
_ENDS = re.compile(r"[.?!…:;»”\")\]]\s*\Z")


@register("txt", suffixes=(".txt", ".text"), version="1")
def read(path: Path) -> list[Draft]:
    """One source: the file's paragraphs. Raises ReadError for data that is not text or holds no word."""
    decoded = decode_file(path)
    paragraphs = tuple(Paragraph(text) for text in split(nfc(decoded.text)))
    refuse_blank(path, paragraphs)
    return [Draft(nfc(path.stem), paragraphs, {}, said(decoded), decoded.warnings)]


def decode_file(path: Path) -> Decoded:
    """The characters of a text file; ReadError names the file."""
    try:
        return decode(read_bytes(path))
    except ReadError as error:
        raise ReadError(f"{path.name} : {error.fr}", f"{path.name}: {error.en}") from None


def said(decoded: Decoded) -> str:
    """The encoding and, where they are not plain ``\\n``, the line endings: ``cp1252, CRLF``."""
    return decoded.encoding if decoded.newline in ("LF", "none") else f"{decoded.encoding}, {decoded.newline}"


def refuse_blank(path: Path, paragraphs: Sequence[Paragraph]) -> None:
    """ReadError where there is nothing but white space."""
    if not any(paragraph.text.strip() for paragraph in paragraphs):
        raise ReadError(
            f"{path.name} : le fichier ne contient aucun texte ; vérifiez que l'original n'est pas vide.",
            f"{path.name}: there is no text in the file; check that the original is not empty.",
        )


def split(text: str) -> list[str]:
    """Paragraphs: blocks between blank lines where lines are wrapped, else every non-empty line.

    A wrapped block keeps its newlines, the researcher's own characters.
    """
    lines = text.split("\n")
    if not is_wrapped(lines):
        return [line for line in lines if line.strip()]
    blocks: list[str] = []
    block: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            block.append(line)
        elif block:
            blocks.append("\n".join(block))
            block = []
    return blocks


def is_wrapped(lines: Sequence[str]) -> bool:
    """Are lines broken at a fixed width, in the middle of sentences?"""
    broken = breaks = 0
    for line, following in pairwise(lines[:4000]):
        if not line.strip() or not following.strip():
            continue
        breaks += 1
        middle = _ENDS.search(line[-4:]) is None or following.lstrip()[:1].islower()
        broken += middle and _NARROW <= len(line.rstrip()) <= _WIDE
    return broken > 1 and broken >= 0.4 * breaks
