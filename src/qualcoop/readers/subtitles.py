"""Subtitles: srt, vtt, and the tsv that Whisper writes (read through `tables`). A cue is a paragraph.

A voice (``<v Name>``) is a speaker; following cues of the same voice, or without any, go on with its
turn. Without any speaker every cue is a turn. Tags of colour and place are dropped, the words are kept.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from qualcoop.errors import ReadError
from qualcoop.language import tr
from qualcoop.readers.draft import Draft, Paragraph
from qualcoop.readers.registry import register
from qualcoop.readers.txt import decode_file, said
from qualcoop.text import nfc

_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_ARROW = re.compile(rf"\s*(?P<start>{_TIME})\s*-->\s*(?P<end>{_TIME})")
_TAG = re.compile(r"</?(?:[a-zA-Z][^<>\n]{0,200})>|<\d[\d:.]{0,15}>|\{\\[^{}\n]{0,80}\}")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,60})?\s+(?P<name>[^<>\n]{1,80})>")
_BLOCKS = ("NOTE", "STYLE", "REGION")


def _is_srt(path: Path, head: bytes) -> bool:
    del path
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return re.match(rb"\d+\s*[\r\n]+\s*(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*-->", start) is not None


def _is_vtt(path: Path, head: bytes) -> bool:
    del path
    return re.match(rb"(?:\xef\xbb\xbf)?WEBVTT(?:[ \t\r\n]|\Z)", head) is not None


@register("srt", suffixes=(".srt",), version="1", sniff=_is_srt)
def read_srt(path: Path) -> list[Draft]:
    """One source of SubRip cues. Raises ReadError where no time line is found."""
    return _read(path, web=False)


@register("vtt", suffixes=(".vtt",), version="1", sniff=_is_vtt)
def read_vtt(path: Path) -> list[Draft]:
    """One source of WebVTT cues; notes, styles and regions are left out."""
    return _read(path, web=True)


def _read(path: Path, *, web: bool) -> list[Draft]:
    decoded = decode_file(path)
    text = nfc(decoded.text)
    stray: list[str] = []
    cues = list(_cues(text.split("\n"), stray, web=web))
    if not cues:
        raise ReadError(
            f"{path.name} : aucune réplique « 00:00:01,000 --> 00:00:02,000 » ; est-ce bien un sous-titre ?",
            f"{path.name}: no cue '00:00:01,000 --> 00:00:02,000'; is this a subtitle file?",
        )
    paragraphs, empty = _paragraphs(cues, web=web)
    if not paragraphs:
        raise ReadError(
            f"{path.name} : {len(cues)} répliques, toutes vides.", f"{path.name}: {len(cues)} cues, all empty."
        )
    warnings = list(decoded.warnings)
    if empty:
        warnings.append(tr(f"{empty} réplique(s) vide(s) laissée(s) de côté.", f"{empty} empty cue(s) left out."))
    if stray:
        warnings.append(
            tr(
                f"{len(stray)} ligne(s) hors de toute réplique laissée(s) de côté (« {stray[0][:40]} »).",
                f"{len(stray)} line(s) outside any cue left out ('{stray[0][:40]}').",
            )
        )
    return [Draft(nfc(path.stem), paragraphs, {}, said(decoded), tuple(warnings))]


def _cues(lines: Sequence[str], stray: list[str], *, web: bool) -> Iterator[tuple[str, list[str]]]:
    """Start time and lines of every cue; tolerant of missing blank lines and numbers.

    Lines that belong to no cue are added to `stray`.
    """
    start: str | None = None
    words: list[str] = []
    skipped = web  # the head, up to the first blank line
    for at, line in enumerate(lines):
        found = _ARROW.match(line)
        if found is not None:
            if start is not None:
                yield start, words
            start, words, skipped = found["start"], [], False
        elif web and not words and line.split(" ")[0].strip() in _BLOCKS and _blank(lines, at - 1):
            if start is not None:
                yield start, words
            start, skipped = None, True
        elif not line.strip():
            skipped = False
            if start is not None and words:
                yield start, words
                start, words = None, []
        elif start is not None and not skipped and not _is_number(lines, at):
            words.append(line)
        elif start is None and not skipped and not _is_name(lines, at):
            stray.append(line.strip())
    if start is not None:
        yield start, words


def _blank(lines: Sequence[str], at: int) -> bool:
    return at < 0 or not lines[at].strip()


def _is_number(lines: Sequence[str], at: int) -> bool:
    """The number of the next cue, where the blank line before it is missing."""
    return lines[at].strip().isdigit() and at + 1 < len(lines) and _ARROW.match(lines[at + 1]) is not None


def _is_name(lines: Sequence[str], at: int) -> bool:
    """The number or name of the cue that follows."""
    return at + 1 < len(lines) and _ARROW.match(lines[at + 1]) is not None


def _paragraphs(cues: Sequence[tuple[str, list[str]]], *, web: bool) -> tuple[tuple[Paragraph, ...], int]:
    made: list[Paragraph] = []
    empty = 0
    speaking: str | None = None
    for start, lines in cues:
        pieces = [(voice, _plain(words, web=web)) for voice, words in _voices("\n".join(lines))]
        pieces = [(voice, words) for voice, words in pieces if words.strip()]
        empty += not pieces
        for voice, words in pieces:
            # The label stands where the voice changes; after that, the cues go on with its turn.
            label = voice if voice is not None and voice != speaking else None
            speaking = voice or speaking
            made.append(Paragraph(words, label=label, timecode=start))
    return tuple(made), empty


def _voices(cue: str) -> Iterator[tuple[str | None, str]]:
    """A cue's words by voice: what comes before the first ``<v …>`` has none."""
    at = 0
    voice: str | None = None
    for found in _VOICE.finditer(cue):
        yield voice, cue[at : found.start()]
        voice, at = nfc(html.unescape(found["name"])).strip(), found.end()
    yield voice, cue[at:]


def _plain(words: str, *, web: bool) -> str:
    bare = _TAG.sub("", words)
    return nfc("\n".join(line.strip() for line in (html.unescape(bare) if web else bare).split("\n"))).strip("\n")


def whisper_drafts(path: Path, rows: Sequence[Sequence[str]], encoding: str, warnings: tuple[str, ...]) -> list[Draft]:
    """The source of Whisper's tsv: rows of start and end in milliseconds, and text."""
    made = tuple(Paragraph(nfc(row[2]).strip(), timecode=_clock(row[0])) for row in rows if row[2].strip())
    return [Draft(nfc(path.stem), made, {}, encoding, warnings)]


def _clock(milliseconds: str) -> str:
    total = int(float(milliseconds or 0))
    seconds, thousandths = divmod(total, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}.{thousandths:03d}"
