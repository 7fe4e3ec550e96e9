"""Rich Text Format (.rtf): a small interpreter of its groups, destinations and code pages.

Bold and italic runs, tables, notes, text boxes, tracked changes and code pages matter here, which a
conversion to plain text loses. Left out, and said: comments, headers and footers, pictures, deleted and
hidden text, list numbers.
Reference: Microsoft, Rich Text Format Specification 1.9.1 (2008).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from qualcoop.errors import ReadError
from qualcoop.language import tr
from qualcoop.readers.archive import check_paragraphs, no_text_error, read_bytes
from qualcoop.readers.draft import Draft, Paragraph, Style
from qualcoop.readers.flow import Flow
from qualcoop.readers.registry import register
from qualcoop.readers.said import margins_said, said
from qualcoop.readers.symbols import CHARSETS, SYMBOL_CHARSET, symbol

_TOKEN = re.compile(
    rb"\\([a-zA-Z]+)(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n\x00]+|([^\\{}\r\n\x00]+)",
    re.DOTALL,
)
_MOST_GROUPS = 2_000  # one inside another; real files stay under 50

_SKIPPED = frozenset(
    "colortbl info listtable listoverridetable rsidtbl generator themedata colorschememapping latentstyles "
    "datastore xmlnstbl fldinst bkmkstart bkmkend pgdsctbl atnid atnauthor atrfstart atrfend atndate atnref "
    "atnparent atntime nonshppict shprslt object sp filetbl revtbl nonesttables do upr background "
    "template operator keywords title author subject".split()
)
_STARRED = frozenset("shpinst shptxt footnote annotation ud shppict pict".split())
_MARGINS = frozenset("header headerl headerr headerf footer footerl footerr footerf".split())
_NUMBERS = frozenset({"listtext", "pntext"})
_CHARACTERS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "page": "\n", "column": "\n", "emdash": "—", "endash": "–",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": "\u2003",
    "enspace": "\u2002", "qmspace": "\u2005", "zwj": "\u200d", "zwnj": "\u200c",
}  # fmt: skip
_SIGNS = {b"~": "\u00a0", b"_": "\u2011", b"{": "{", b"}": "}", b"\\": "\\"}
_HEADING = re.compile(r"(heading|titre) ?\d|title|titre|subtitle|sous-titre", re.IGNORECASE)


@dataclass(slots=True)
class _Group:
    """What holds inside one pair of braces; a new group starts with a copy of the outer one."""

    flow: Flow
    destination: str = "text"  # or skip, fonts, styles
    bold: bool = False
    capitals: bool = False
    italic: bool = False
    hidden: bool = False
    deleted: bool = False
    font: int = -1
    unicode_skip: int = 1
    in_table: bool = False
    listed: bool = False
    heading: bool = False


def _is_rtf(path: Path, head: bytes) -> bool:  # noqa: ARG001
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf")


@register("rtf", suffixes=(".rtf",), version="1", sniff=_is_rtf)
def read(path: Path) -> list[Draft]:
    """The one source of an RTF document. Raises ReadError for anything else, and for one without text."""
    data = read_bytes(path)
    if not _is_rtf(path, data[:64]):
        raise ReadError(
            f"{path.name} : ce n'est pas un document RTF (il ne commence pas par « {{\\rtf ») ; "
            "réenregistrez-le depuis le logiciel qui l'a fait.",
            f"{path.name}: this is not an RTF document (it does not begin with '{{\\rtf'); "
            "save it again from the program that made it.",
        )
    interpreter = _Interpreter(path)
    whole = interpreter.run(data)
    if not interpreter.body.paragraphs:
        raise no_text_error(path)
    warnings = list(said(interpreter.counts) + margins_said(interpreter.margins))
    if not whole:
        warnings.append(
            tr(
                "Le fichier RTF s'arrête avant sa fin : il est sans doute tronqué, comparez avec l'original.",
                "The RTF file stops before its end: it is probably truncated, compare with the original.",
            )
        )
    paragraphs = (*interpreter.body.paragraphs, *interpreter.notes)
    return [Draft(path.stem, paragraphs, encoding=interpreter.codec, warnings=tuple(warnings))]


class _Interpreter:
    def __init__(self, path: Path) -> None:
        self.body = Flow()
        self.notes: list[Paragraph] = []
        self.margins: list[str] = []
        self.counts: Counter[str] = Counter()
        self.codec = "cp1252"
        self._path = path
        self._group = _Group(self.body)
        self._stack: list[_Group] = []
        self._fonts: dict[int, tuple[int, str]] = {}  # number: charset, name
        self._headings: set[int] = set()
        self._bytes = bytearray()
        self._skip = 0  # characters still to skip after a \u
        self._high = 0  # the first half of a surrogate pair
        self._starred = False
        self._entry: dict[str, int] = {}  # the entry of a font or style table being read
        self._name = ""

    def run(self, data: bytes) -> bool:
        """Interpret the whole file; False when it ends with open groups."""
        at, end = 0, len(data)
        while at < end:
            token = _TOKEN.match(data, at)
            if token is None:  # a lone backslash at the very end
                break
            at = token.end()
            word, number, code, sign, brace, text = token.groups()
            if text is not None:
                self._plain(text)
            elif code is not None:
                self._plain(bytes((int(code, 16),)))
            elif word is not None:
                if word == b"bin":
                    at += max(0, int(number or 0))
                    continue
                self._word(word.decode("ascii"), None if number is None else int(number))
            elif sign is not None:
                self._sign(sign)
            elif brace == b"{":
                self._open()
            elif brace == b"}" and not self._close():
                break
        self._flush()
        whole = not self._stack
        while self._stack:
            self._close()
        self.body.end()
        return whole

    def _open(self) -> None:
        self._flush()
        if len(self._stack) >= _MOST_GROUPS:
            raise ReadError(
                f"{self._path.name} : groupes RTF imbriqués plus de {_MOST_GROUPS} fois ; le fichier est "
                "endommagé, réenregistrez-le.",
                f"{self._path.name}: RTF groups nested more than {_MOST_GROUPS} times; the file is damaged, "
                "save it again.",
            )
        self._stack.append(self._group)
        self._group = replace(self._group)
        self._starred = False

    def _close(self) -> bool:
        """Back to the outer group; False when there is none or the document itself has ended."""
        self._flush()
        self._skip = 0
        if not self._stack:
            return False
        inner, self._group = self._group, self._stack.pop()
        if inner.flow is not self._group.flow:
            inner.flow.end()
            self._deliver(inner.flow)
        return bool(self._stack)

    def _deliver(self, flow: Flow) -> None:
        """Where the paragraphs of a finished inner flow belong."""
        if flow.style == "note":
            self.notes.extend(replace(paragraph, style="note") for paragraph in flow.paragraphs)
            self.counts["notes"] += bool(flow.paragraphs)
        elif flow.style == "box":
            boxes = [replace(paragraph, style="box") for paragraph in flow.paragraphs]
            self._group.flow.paragraphs.extend(boxes)
            self.counts["boxes"] += bool(boxes)
        else:
            self.margins.extend(paragraph.text for paragraph in flow.paragraphs)

    def _word(self, word: str, number: int | None) -> None:
        group = self._group
        if word == "u":
            self._flush()
            self._unicode(number or 0)
            return
        self._flush()
        self._skip = 0
        starred, self._starred = self._starred, False
        if self._destination(word, starred):
            return
        if group.destination in ("fonts", "styles"):
            if number is not None:
                self._entry[word] = number
        elif group.destination == "text":
            self._format(word, number)
        if word in ("ansi", "mac", "pc", "pca"):
            self.codec = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}.get(word, "cp1252")
        elif word == "ansicpg" and number:
            self.codec = _codec(number)
        elif word == "uc":
            group.unicode_skip = max(0, number if number is not None else 1)

    def _destination(self, word: str, starred: bool) -> bool:
        """Does `word` begin a destination (text that is not the document's)?"""
        group = self._group
        if word == "ud" and starred:
            group.destination = self._stack[-2].destination if len(self._stack) > 1 else "text"
            return True
        if group.destination == "skip":
            return True
        if word == "fonttbl" or word == "stylesheet":
            group.destination = "fonts" if word == "fonttbl" else "styles"
        elif word == "footnote":
            group.flow = Flow("note")
            self._plainly()
        elif word == "shptxt":
            group.flow = Flow("box")
            self._plainly()
        elif word in _MARGINS:
            group.flow = Flow("heading")
            self._plainly()
        elif word in _SKIPPED or word in _NUMBERS or word in ("pict", "annotation"):
            group.destination = "skip"
            self.counts["pictures"] += word == "pict"
            self.counts["comments"] += word == "annotation"
            group.flow.numbered |= word in _NUMBERS
        elif starred and word not in _STARRED:
            group.destination = "skip"
        else:
            return False
        return True

    def _plainly(self) -> None:
        group = self._group
        group.bold = group.italic = group.capitals = group.hidden = group.deleted = False
        group.in_table = group.listed = group.heading = False

    def _format(self, word: str, number: int | None) -> None:
        group = self._group
        on = number != 0
        if word in _CHARACTERS:
            self._add(_CHARACTERS[word])
        elif word in _SWITCHES:
            setattr(group, _SWITCHES[word], on)
        elif word in _ENDS:
            _ENDS[word](self)
        elif word == "deleted":
            group.deleted = on
            self.counts["deleted"] += on
        elif word == "revised":
            self.counts["inserted"] += on
        elif word == "plain":
            group.bold = group.italic = group.capitals = group.hidden = group.deleted = False
        elif word == "pard":
            group.in_table = group.listed = group.heading = False
        elif word == "f" and number is not None:
            group.font = number
        elif word == "s" and number in self._headings:
            group.heading = True
        elif word == "outlinelevel":
            group.heading = number is not None and number < 9

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._starred = True
        elif sign in (b"\n", b"\r"):
            self._word("par", None)
        elif sign in _SIGNS:
            if self._skip:
                self._skip -= 1
                return
            self._flush()
            self._add(_SIGNS[sign])

    def _plain(self, data: bytes) -> None:
        if self._skip:
            taken = min(self._skip, len(data))
            self._skip -= taken
            data = data[taken:]
        if self._group.destination != "skip":
            self._bytes += data

    def _unicode(self, number: int) -> None:
        code = number + 0x10000 if number < 0 else number
        self._skip = self._group.unicode_skip
        if 0xD800 <= code <= 0xDBFF:
            self._high = code
            return
        if 0xDC00 <= code <= 0xDFFF and self._high:
            code = 0x10000 + ((self._high - 0xD800) << 10) + (code - 0xDC00)
        self._high = 0
        self._add(self._sure(code))

    def _sure(self, code: int) -> str:
        sign = symbol(self._fonts.get(self._group.font, (0, ""))[1], code)
        if sign is None:
            self.counts["symbols"] += 1
        return "\ufffd" if sign is None else sign

    def _flush(self) -> None:
        """Decode the bytes gathered so far with the font's code page and add them."""
        if not self._bytes:
            return
        data = bytes(self._bytes)
        self._bytes.clear()
        charset, _ = self._fonts.get(self._group.font, (0, ""))
        if charset == SYMBOL_CHARSET and self._group.destination == "text":
            self._add("".join(self._sure(byte) for byte in data))
            return
        # The document's code page unless the font asks for another one.
        self._add(_decoded(data, CHARSETS.get(charset, self.codec) if charset else self.codec))

    def _add(self, text: str) -> None:
        group = self._group
        if self._high:  # half a character, whose other half never came
            self._high = 0
            self.counts["symbols"] += 1
            text = f"\ufffd{text}"
        if group.destination == "text":
            if group.hidden:
                self.counts["hidden"] += len(text)
            elif not group.deleted:
                group.flow.runs.add(text, group.bold or group.capitals, group.italic)
        elif group.destination in ("fonts", "styles"):
            self._name += text
            if text.rstrip().endswith(";"):
                self._enter()

    def _enter(self) -> None:
        """One entry of the font or style table is complete."""
        name = self._name.strip().rstrip(";").strip()
        if self._group.destination == "fonts":
            self._fonts[self._entry.get("f", -1)] = (self._entry.get("fcharset", 0), name)
        elif _HEADING.fullmatch(name) and "s" in self._entry:
            self._headings.add(self._entry["s"])
        self._name = ""
        self._entry = {}

    def _end_paragraph(self) -> None:
        group = self._group
        self.counts["paragraphs"] += 1
        check_paragraphs(self.counts["paragraphs"], self._path)
        listed = group.listed or group.flow.numbered
        style: Style = "heading" if group.heading else "list" if listed else "body"
        self.counts["listed"] += group.flow.end_paragraph(style, group.in_table) and listed

    def _end_cell(self) -> None:
        self._group.in_table = True
        self._end_paragraph()
        self._group.flow.end_cell()

    def _end_row(self) -> None:
        self._group.flow.end_row()


_SWITCHES = {
    "b": "bold", "scaps": "capitals", "caps": "capitals", "i": "italic", "v": "hidden", "intbl": "in_table",
    "ls": "listed",
}  # fmt: skip
_ENDS: dict[str, Callable[[_Interpreter], None]] = {
    "par": _Interpreter._end_paragraph,
    "sect": _Interpreter._end_paragraph,
    "nestcell": _Interpreter._end_paragraph,
    "cell": _Interpreter._end_cell,
    "row": _Interpreter._end_row,
}


def _codec(page: int) -> str:
    if page == 65001:
        return "utf-8"
    name = {10000: "mac_roman", 1200: "utf-16-le"}.get(page, f"cp{page}")
    try:
        b"".decode(name)
    except LookupError:
        return "cp1252"
    return name


def _decoded(data: bytes, codec: str) -> str:
    """The characters of `data`; bytes that the code page leaves undefined keep their ISO-8859-1 value."""
    try:
        return data.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return data.decode("latin-1")
