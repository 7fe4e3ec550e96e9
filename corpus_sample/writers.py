"""Files that look like a researcher's own, from a master; the same bytes each time.

Each writer takes (master, path). What is odd in a layout (bold labels, a table of two columns, cp1252
with hard line breaks, tracked changes …) is written on purpose: it is what the readers must face.
"""

from __future__ import annotations

import io
import re
import textwrap
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from markup import Master

EPOCH = (1980, 1, 1, 0, 0, 0)
DIRECTION = re.compile(r"\[[^\]]{1,60}\]|\([^)]{1,60}\)")


def labels_of(master: Master) -> tuple[str, ...]:
    """The speakers' labels, as the master's head declares them."""
    return tuple((master.head.get("speakers") or {}).keys())


def split_label(master: Master, paragraph: str) -> tuple[str, str]:
    """(label with its colon and space, what is said); the label is '' outside speech."""
    for label in labels_of(master):
        found = re.match(rf"{re.escape(label)}[ \u00a0\u202f]?: ?", paragraph)
        if found:
            return found.group(), paragraph[found.end() :]
    return "", paragraph


# ---------------------------------------------------------------------------------------- docx


def write_docx(master: Master, path: Path) -> None:
    """A Word file: title, header lines, then the layout that the head names."""
    document = docx.Document()
    _docx_style(document, master)
    layout = str(master.head.get("layout", "plain"))
    if layout == "table":
        _docx_table(document, master)
    else:
        for number, paragraph in enumerate(master.paragraphs):
            _docx_paragraph(document, master, number, paragraph, layout)
    if layout == "tracked":
        _docx_traces(document)
    buffer = io.BytesIO()
    document.save(buffer)
    path.write_bytes(same_zip(buffer.getvalue()))


def _docx_style(document: Document, master: Master) -> None:
    style = document.styles["Normal"]
    style.font.name = "Calibri"
    style.font.size = Pt(11)
    properties = document.core_properties
    properties.title = str(master.head["title"])
    properties.author = "qualcoop (fiction)"
    properties.comments = "FICTION – corpus d'exemple qualcoop"
    properties.created = properties.modified = datetime(2021, 1, 1)
    properties.last_modified_by = ""
    properties.revision = 1


def _docx_paragraph(document: Document, master: Master, number: int, text: str, layout: str) -> None:
    if number == 0:
        run = document.add_paragraph().add_run(text)
        run.bold = True
        run.font.color.rgb = RGBColor(0xA0, 0x30, 0x20)
    elif number == 1:
        document.add_paragraph(style="Title").add_run(text)
    else:
        label, said = split_label(master, text)
        paragraph = document.add_paragraph()
        if label:
            paragraph.add_run(label).bold = layout == "bold-labels" or None
        _add_runs(paragraph, said, layout == "italic-directions")


def _add_runs(paragraph: Paragraph, text: str, italic: bool) -> None:
    at = 0
    if italic:
        for found in DIRECTION.finditer(text):
            paragraph.add_run(text[at : found.start()])
            paragraph.add_run(found.group()).italic = True
            at = found.end()
    paragraph.add_run(text[at:])


def _docx_table(document: Document, master: Master) -> None:
    first = next(i for i, text in enumerate(master.paragraphs) if split_label(master, text)[0])
    for number, text in enumerate(master.paragraphs[:first]):
        _docx_paragraph(document, master, number, text, "plain")
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for text in master.paragraphs[first:]:
        label, said = split_label(master, text)
        cells = table.add_row().cells
        cells[0].text = re.sub(r"[\s:]+\Z", "", label)
        cells[1].text = said


def _docx_traces(document: Document) -> None:
    """A tracked deletion, a tracked insertion and a comment, as a proof-reader leaves them."""
    spoken = [p for p in document.paragraphs if " : " in p.text and len(p.text) > 200]
    _tracked_deletion(spoken[0], " heu,")
    _tracked_insertion(spoken[1])
    comment = document.add_comment(spoken[2].runs, text="À réécouter : le nom du lieu.", author="L.", initials="L")
    comment._comment_elm.date = datetime(2021, 6, 4)  # else the clock, and other bytes each time


def _tracked_deletion(paragraph: Paragraph, text: str) -> None:
    deletion = OxmlElement("w:del")
    _by(deletion)
    run = OxmlElement("w:r")
    deleted = OxmlElement("w:delText")
    deleted.set(qn("xml:space"), "preserve")
    deleted.text = text
    run.append(deleted)
    deletion.append(run)
    paragraph.runs[-1]._r.addprevious(deletion)


def _tracked_insertion(paragraph: Paragraph) -> None:
    """The last words of the paragraph become an accepted-in-waiting insertion; its text stays the same."""
    run = paragraph.runs[-1]
    kept, _, moved = run.text.rpartition(" ")
    run.text = kept
    insertion = OxmlElement("w:ins")
    _by(insertion)
    new = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.set(qn("xml:space"), "preserve")
    text.text = f" {moved}"
    new.append(text)
    insertion.append(new)
    run._r.addnext(insertion)


def _by(element: BaseOxmlElement) -> None:
    element.set(qn("w:id"), "900")
    element.set(qn("w:author"), "L.")
    element.set(qn("w:date"), "2021-07-01T09:00:00Z")


def same_zip(data: bytes) -> bytes:
    """The same archive with fixed dates, sorted entries and no preview picture."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            content = old.read(name)
            if name == "docProps/thumbnail.jpeg":
                continue
            if name == "_rels/.rels":
                content = re.sub(rb"<Relationship [^>]*thumbnail[^>]*/>", b"", content)
            _add(new, name, content)
    return out.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> None:
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type = method
    info.external_attr = 0o644 << 16
    info.create_system = 3
    archive.writestr(info, content, compresslevel=9)


# ---------------------------------------------------------------------------------------- odt

_ODT_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3">'
    "<office:automatic-styles>"
    '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="I" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>'
    "</office:automatic-styles><office:body><office:text>"
)
_ODT_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.text"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def write_odt(master: Master, path: Path) -> None:
    """An OpenDocument text: a heading, paragraphs, italics for stage directions where the head asks."""
    italic = master.head.get("layout") == "italic-directions"
    body = []
    for number, text in enumerate(master.paragraphs):
        if number == 1:
            body.append(f'<text:h text:outline-level="1">{escape(text)}</text:h>')
            continue
        label, said = split_label(master, text)
        shown = f'<text:span text:style-name="B">{escape(label)}</text:span>' if label else ""
        body.append(f"<text:p>{shown}{_odt_text(said, italic and bool(label))}</text:p>")
    content = _ODT_HEAD + "".join(body) + "</office:text></office:body></office:document-content>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        _add(archive, "mimetype", b"application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        _add(archive, "META-INF/manifest.xml", _ODT_MANIFEST.encode())
        _add(archive, "content.xml", content.encode("utf-8"))
    path.write_bytes(out.getvalue())


def _odt_text(text: str, italic: bool) -> str:
    if not italic:
        return escape(text)
    return DIRECTION.sub(
        lambda found: f'<text:span text:style-name="I">{escape(found.group())}</text:span>', escape(text)
    )


# ---------------------------------------------------------------------------------------- txt, md


def write_txt(master: Master, path: Path) -> None:
    """A text file as Windows' notepad leaves it: cp1252, CRLF, lines broken at 76 characters."""
    wrapped = [textwrap.fill(text, 76, break_long_words=False, break_on_hyphens=False) for text in master.paragraphs]
    path.write_bytes("\n\n".join(wrapped).replace("\n", "\r\n").encode("cp1252") + b"\r\n")


def write_md(master: Master, path: Path) -> None:
    """Markdown: a YAML head with the header lines, a title, bold labels."""
    fiction, title, *rest = master.paragraphs
    head = []
    while rest and re.match(r"[^\W\d][\w /-]{1,30} : ", rest[0]) and not split_label(master, rest[0])[0]:
        key, _, value = rest.pop(0).partition(" : ")
        head.append(f'{key}: "{value}"')
    body = []
    for text in rest:
        label, said = split_label(master, text)
        body.append(f"**{label.strip()}** {said}" if label else text)
    lines = ["---", *head, "---", "", fiction, "", f"# {title}", "", "\n\n".join(body), ""]
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")


WRITERS: dict[str, Callable[[Master, Path], None]] = {
    "docx": write_docx,
    "odt": write_odt,
    "txt": write_txt,
    "md": write_md,
}
