"""Word documents (.docx): the text as it reads with every tracked change accepted.

Left out, and said: comments, headers and footers, deleted and hidden text, pictures, the numbers and
bullets that Word makes. Footnotes and endnotes come after the text, in the order of their marks.
"""

from __future__ import annotations

import posixpath
from dataclasses import replace
from pathlib import Path

from qualcoop.language import tr
from qualcoop.readers.archive import (
    Archive,
    Element,
    check_paragraphs,
    count_tags,
    no_text_error,
    parse_xml,
    zip_names,
)
from qualcoop.readers.draft import Draft, Paragraph
from qualcoop.readers.registry import register
from qualcoop.readers.said import margins_said, said
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
        for name in parts.get("comments", []):
            body.counts["comments"] += sum(1 for _ in _xml(archive, name).iter(W + "comment"))
        warnings = said(body.counts) + margins_said(_margins(archive, parts))
    return [Draft(path.stem, tuple(paragraphs), warnings=warnings)]


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


def _margins(archive: Archive, parts: dict[str, list[str]]) -> list[str]:
    """The lines of the headers and footers, which are not part of the text."""
    names = [*parts.get("header", []), *parts.get("footer", [])]
    return [paragraph.text for name in names for paragraph in Body({}, archive.path).blocks(_xml(archive, name))]
