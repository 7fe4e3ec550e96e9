"""Word documents (.docx): the text as it reads with every tracked change accepted.

Left out, and said: comments, headers and footers, deleted and hidden text, pictures, the numbers and
bullets that Word makes. Footnotes and endnotes come after the text, in the order of their marks.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from dataclasses import replace
from pathlib import Path

from qualcoop.language import tr
from qualcoop.readers.archive import (
    Archive,
    Element,
    check_paragraphs,
    count_tags,
    counted,
    no_text_error,
    parse_xml,
    zip_names,
)
from qualcoop.readers.draft import Draft, Paragraph
from qualcoop.readers.registry import register
from qualcoop.readers.wordml import Body, W, read_styles

_MAIN = "word/document.xml"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# Word's « strict » variant writes the same elements in another namespace.
_STRICT = (
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
)
_SEPARATORS = frozenset({"separator", "continuationSeparator", "continuationNotice"})


def _is_docx(path: Path, head: bytes) -> bool:
    return _MAIN in zip_names(path, head)


@register("docx", suffixes=(".docx", ".docm", ".dotx"), version="1", sniff=_is_docx)
def read(path: Path) -> list[Draft]:
    """The one source of a Word document.

    Raises ReadError for anything that is no sound Word document, and for one without text.
    """
    with Archive(path, tr("document Word", "Word document")) as archive:
        main = _main_part(archive)
        parts = _parts(archive, main)
        body = Body(read_styles(_first(archive, parts, "styles")), path)
        paragraphs = body.blocks(_body_of(archive, main, path))
        paragraphs += _notes(archive, parts, body)
        if not paragraphs:
            raise no_text_error(path)
        warnings = _said(body.counts) + _left_out(archive, parts)
    return [Draft(path.stem, tuple(paragraphs), warnings=tuple(warnings))]


def _main_part(archive: Archive) -> str:
    for relation in _relations(archive, "_rels/.rels"):
        if relation[0] == "officeDocument" and archive.has(relation[1]):
            return relation[1]
    return _MAIN


def _parts(archive: Archive, main: str) -> dict[str, list[str]]:
    """The names of the parts that the main part refers to, by the kind of relation."""
    folder, name = posixpath.split(main)
    parts: dict[str, list[str]] = {}
    for kind, target in _relations(archive, f"{folder}/_rels/{name}.rels", folder):
        if archive.has(target):
            parts.setdefault(kind, []).append(target)
    return parts


def _relations(archive: Archive, name: str, folder: str = "") -> list[tuple[str, str]]:
    """(kind, target part) of every internal relation; a document without the list has none."""
    if not archive.has(name):
        return []
    found = []
    for relation in archive.xml(name).iter(_RELATION):
        if relation.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
            found.append((posixpath.basename(relation.get("Type", "")), target.lstrip("/")))
    return found


def _xml(archive: Archive, name: str) -> Element:
    data = archive.read(name).replace(*_STRICT)
    return parse_xml(data, f"{archive.path.name} ({name})")


def _first(archive: Archive, parts: dict[str, list[str]], kind: str) -> Element | None:
    return _xml(archive, parts[kind][0]) if kind in parts else None


def _body_of(archive: Archive, main: str, path: Path) -> Element:
    data = archive.read(main).replace(*_STRICT)
    check_paragraphs(count_tags(data, (b"w:p",)), path)  # before the tree is built
    root = parse_xml(data, f"{path.name} ({main})")
    body = root.find(W + "body")
    return root if body is None else body


def _notes(archive: Archive, parts: dict[str, list[str]], body: Body) -> list[Paragraph]:
    """The notes referred to in the text, in that order, in style ``note``."""
    found: list[Paragraph] = []
    texts: dict[tuple[str, str], Element] = {}
    for kind, tag in (("footnotes", "footnote"), ("endnotes", "endnote")):
        root = _first(archive, parts, kind)
        for note in [] if root is None else root.iter(W + tag):
            if note.get(W + "type") not in _SEPARATORS:
                texts[kind, note.get(W + "id", "")] = note
    for key in dict.fromkeys(body.notes):
        if key in texts:
            found.extend(replace(paragraph, style="note") for paragraph in body.blocks(texts[key]))
            body.counts["notes"] += 1
    return found


def _left_out(archive: Archive, parts: dict[str, list[str]]) -> list[str]:
    """Sentences about the comments, headers and footers, which are not part of the text."""
    warnings = []
    comments = sum(1 for name in parts.get("comments", []) for _ in _xml(archive, name).iter(W + "comment"))
    if comments:
        warnings.append(
            counted(
                comments,
                ("{n} commentaire laissé de côté.", "{n} commentaires laissés de côté."),
                ("{n} comment left out.", "{n} comments left out."),
            )
        )
    margins: dict[str, None] = {}
    for kind in ("header", "footer"):
        for name in parts.get(kind, []):
            lines = Body({}, archive.path).blocks(_xml(archive, name))
            margins.update(dict.fromkeys(paragraph.text for paragraph in lines))
    if margins:
        shown = " / ".join(margins)
        shown = shown if len(shown) <= 80 else shown[:79] + "…"
        warnings.append(
            tr(
                f"En-têtes et pieds de page laissés de côté : « {shown} ».",
                f"Headers and footers left out: '{shown}'.",
            )
        )
    return warnings


def _said(counts: Counter[str]) -> list[str]:
    """One sentence for each thing that was accepted, moved or left out in the body."""
    warnings = []
    if counts["inserted"] or counts["deleted"]:
        warnings.append(
            tr(
                f"Suivi des modifications lu comme accepté : {counts['inserted']} insertion(s) gardée(s), "
                f"{counts['deleted']} suppression(s) laissée(s) de côté.",
                f"Tracked changes read as accepted: {counts['inserted']} insertion(s) kept, "
                f"{counts['deleted']} deletion(s) left out.",
            )
        )
    warnings.extend(counted(counts[name], fr, en) for name, fr, en in _SENTENCES if counts[name])
    return warnings


_SENTENCES = (
    (
        "notes",
        (
            "{n} note placée à la fin du texte, hors des tours de parole ; son appel est retiré.",
            "{n} notes placées à la fin du texte, hors des tours de parole ; leurs appels sont retirés.",
        ),
        (
            "{n} note moved to the end of the text, outside the turns; its mark is left out.",
            "{n} notes moved to the end of the text, outside the turns; their marks are left out.",
        ),
    ),
    (
        "boxes",
        (
            "{n} zone de texte lue après le paragraphe où elle est ancrée.",
            "{n} zones de texte lues après les paragraphes où elles sont ancrées.",
        ),
        (
            "{n} text box read after the paragraph it is anchored to.",
            "{n} text boxes read after the paragraphs they are anchored to.",
        ),
    ),
    (
        "listed",
        (
            "{n} paragraphe de liste : sa puce ou son numéro automatique ne fait pas partie du texte.",
            "{n} paragraphes de liste : les puces et numéros automatiques ne font pas partie du texte.",
        ),
        (
            "{n} list paragraph: its automatic bullet or number is not part of the text.",
            "{n} list paragraphs: automatic bullets and numbers are not part of the text.",
        ),
    ),
    (
        "hidden",
        ("{n} caractère masqué laissé de côté.", "{n} caractères masqués laissés de côté."),
        ("{n} hidden character left out.", "{n} hidden characters left out."),
    ),
    (
        "pictures",
        ("{n} image laissée de côté.", "{n} images laissées de côté."),
        ("{n} picture left out.", "{n} pictures left out."),
    ),
    (
        "symbols",
        (
            "{n} signe d'une police de symboles n'a pas d'équivalent ; il est remplacé par « \ufffd ».",
            "{n} signes d'une police de symboles n'ont pas d'équivalent ; ils sont remplacés par « \ufffd ».",
        ),
        (
            "{n} sign of a symbol font has no equivalent; it is replaced by '\ufffd'.",
            "{n} signs of a symbol font have no equivalent; they are replaced by '\ufffd'.",
        ),
    ),
    (
        "chunks",
        (
            "{n} document inséré (altChunk) laissé de côté ; ouvrez et réenregistrez le fichier dans Word.",
            "{n} documents insérés (altChunk) laissés de côté ; ouvrez et réenregistrez le fichier dans Word.",
        ),
        (
            "{n} embedded document (altChunk) left out; open the file in Word and save it again.",
            "{n} embedded documents (altChunk) left out; open the file in Word and save it again.",
        ),
    ),
)
