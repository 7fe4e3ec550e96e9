"""Markdown: a YAML head becomes attributes, the signs of headings and emphasis are removed.

Kept: every word, list numbers, quotation marks. Removed: ``#``, ``**``, ``*``, ``_``, bullets, ``>``,
rules, link targets, HTML comments. A leading bold run may name the speaker (``**Nom** : …``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import yaml

from qualcoop.errors import ReadError
from qualcoop.language import tr
from qualcoop.readers.draft import Draft, Paragraph, Style
from qualcoop.readers.registry import register
from qualcoop.readers.txt import decode_file, refuse_blank, said, split
from qualcoop.spans import Span
from qualcoop.text import nfc

_HEAD = re.compile(r"\A\s*---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_RULE = re.compile(r"[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|={3,}[ \t]*|-{3,}[ \t]*)\Z")
_FENCE = re.compile(r"[ \t]*(?:```|~~~)")
_HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+(?P<words>.*?)(?:[ \t]+#+)?[ \t]*\Z", re.DOTALL)
_BULLET = re.compile(r"[ \t]*[-*+][ \t]+(?:\[[ xX]\][ \t]+)?(?=\S)")
_NUMBER = re.compile(r"[ \t]*\d{1,3}[.)][ \t]+(?=\S)")
_QUOTE = re.compile(r"(?:[ \t]{0,3}>[ \t]?)+")
_BREAK = re.compile(r"(?: {2,}|\\)$|<br\s*/?>", re.MULTILINE | re.IGNORECASE)
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*\Z")
_LONG = 3000  # an emphasis is not longer; keeps a line full of stray stars from costing its square
_SIGNS = re.compile(
    r"\\(?P<escaped>[\\`*_{}\[\]()#+.!|<>~-])"
    r"|!?\[(?P<words>[^\[\]\n]{0,300})\]\((?P<target>[^()\s]{0,1000})(?:\s\"[^\"\n]{0,200}\")?\)"
    rf"|(?P<both>\*\*\*|___)(?=\S)(?P<b>[^*]{{1,{_LONG}}}?)(?<=\S)(?P=both)"
    rf"|\*\*(?=\S)(?P<strong>(?:[^*\n]|\n(?!\n)|\*(?!\*)){{1,{_LONG}}}?)(?<=\S)\*\*"
    rf"|(?<!\w)__(?=\S)(?P<strong2>[^\n]{{1,{_LONG}}}?)(?<=\S)__(?!\w)"
    rf"|\*(?=[^\s*])(?P<em>[^*]{{1,{_LONG}}}?)(?<=\S)\*"
    rf"|(?<!\w)_(?=[^\s_])(?P<em2>[^_]{{1,{_LONG}}}?)(?<=\S)_(?!\w)"
    r"|`(?P<code>[^`\n]{1,300})`"
)


@register("markdown", suffixes=(".md", ".markdown"), version="1")
def read(path: Path) -> list[Draft]:
    """One source. Raises ReadError where the YAML head cannot be read or nothing but it is there."""
    decoded = decode_file(path)
    text = nfc(decoded.text)
    attributes: dict[str, str] = {}
    head = _HEAD.match(text)
    if head is not None:
        attributes = _attributes(path, head["yaml"])
        text = text[head.end() :]
    paragraphs = tuple(_paragraphs(_COMMENT.sub("", text)))
    refuse_blank(path, paragraphs)
    return [Draft(nfc(path.stem), paragraphs, attributes, said(decoded), decoded.warnings)]


def _attributes(path: Path, head: str) -> dict[str, str]:
    try:
        values = yaml.safe_load(head)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark is not None else 2
        raise ReadError(
            f"{path.name}, ligne {line} : l'en-tête YAML ne se lit pas ; mettez entre guillemets les valeurs "
            "qui contiennent « : ».",
            f"{path.name}, line {line}: the YAML head cannot be read; quote the values that hold ':'.",
        ) from None
    if values is None:
        return {}
    if not isinstance(values, Mapping):
        raise ReadError(
            f"{path.name}, ligne 2 : l'en-tête YAML doit être fait de lignes « clé: valeur ».",
            f"{path.name}, line 2: the YAML head must be made of lines 'key: value'.",
        )
    return {nfc(str(key)): _value(value) for key, value in values.items() if value is not None}


def _value(value: object) -> str:
    if isinstance(value, bool):
        return tr("oui", "yes") if value else tr("non", "no")
    if isinstance(value, list | tuple):
        return " ; ".join(_value(one) for one in value)
    if isinstance(value, Mapping):
        return nfc(json.dumps(value, ensure_ascii=False, default=str))
    return nfc(str(value)).strip()


def _paragraphs(text: str) -> list[Paragraph]:
    made: list[Paragraph] = []
    for block in split(text):
        if _RULE.match(block) or _FENCE.match(block):
            continue
        if block.lstrip().startswith("|"):
            made.extend(_table(block))
            continue
        made.extend(_block(block))
    return made


def _block(block: str) -> list[Paragraph]:
    """A block; headings and list items inside it are paragraphs of their own."""
    pieces: list[str] = []
    for line in block.split("\n"):
        alone = _HEADING.match(line) or _BULLET.match(line) or _NUMBER.match(line)
        if _RULE.match(line) or _FENCE.match(line):
            continue
        if pieces and not alone and not _HEADING.match(pieces[-1]):
            pieces[-1] += "\n" + line
        else:
            pieces.append(line)
    return [made for piece in pieces if (made := _paragraph(piece)).text.strip()]


def _paragraph(block: str) -> Paragraph:
    style: Style = "body"
    heading = _HEADING.match(block)
    if heading is not None:
        block, style = heading["words"], "heading"
    else:
        block = "\n".join(_QUOTE.sub("", line, count=1) for line in block.split("\n"))
        bullet = _BULLET.match(block)
        if bullet is not None:
            block, style = block[bullet.end() :], "list"
        elif _NUMBER.match(block):
            style = "list"
    plain, bold, italics = inline(_BREAK.sub(_line_break, block).strip())
    lead = bold[0].end if bold and bold[0].start == 0 else 0
    return Paragraph(plain, style=style, bold=lead, italics=tuple(italics))


def _line_break(found: re.Match[str]) -> str:
    return "\n" if found.group().startswith("<") else ""


def inline(text: str) -> tuple[str, list[Span], list[Span]]:
    """The words without the signs of emphasis, links and code, and the spans that were bold and italic.

    >>> inline("**Q** : c'est *très* clair")
    ("Q : c'est très clair", [Span(start=0, end=1)], [Span(start=10, end=14)])
    """
    pieces: list[str] = []
    bold: list[Span] = []
    italics: list[Span] = []
    size = at = 0
    for found in _SIGNS.finditer(text):
        pieces.append(text[at : found.start()])
        size += found.start() - at
        at = found.end()
        strong = found["strong"] or found["strong2"] or found["b"]
        slanted = found["em"] or found["em2"] or found["b"]
        inside = strong or slanted
        if inside is not None:
            words, inner_bold, inner_italics = inline(inside)
            bold.extend(Span(span.start + size, span.end + size) for span in inner_bold)
            italics.extend(Span(span.start + size, span.end + size) for span in inner_italics)
            if strong:
                bold.append(Span(size, size + len(words)))
            if slanted:
                italics.append(Span(size, size + len(words)))
        else:
            words = next((found[name] for name in ("escaped", "words", "code") if found[name] is not None), "")
        pieces.append(words)
        size += len(words)
    pieces.append(text[at:])
    return "".join(pieces), sorted(bold), sorted(italics)


def _table(block: str) -> list[Paragraph]:
    """A pipe table: two columns whose first names speakers give labels, else the cells are joined."""
    rows = [
        [inline(cell.strip())[0] for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        for line in block.split("\n")
        if not _TABLE_RULE.match(line)
    ]
    return [Paragraph(" | ".join(cell for cell in row if cell), style="table") for row in rows if any(row)]
