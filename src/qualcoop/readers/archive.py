"""Opening office files that a stranger made: sizes are checked before anything is unpacked.

Nothing is written to disk, so names inside an archive cannot point anywhere. XML is parsed without
entities, without network, and a DOCTYPE is refused: no office program writes one.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from qualcoop.errors import ReadError
from qualcoop.language import tr

MAX_BYTES = 300_000_000  # of one file on disk, and of everything inside an archive together
MAX_XML = 100_000_000  # of one XML part
MAX_ENTRIES = 10_000
MAX_RATIO = 200  # unpacked to packed, once more than FREE_BYTES are unpacked; text reaches 30
FREE_BYTES = 10_000_000
MAX_PARAGRAPHS = 200_000

ZIP_MAGIC = b"PK\x03\x04"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCTYPES = tuple("<!DOCTYPE".encode(codec) for codec in ("utf-8", "utf-16-le", "utf-16-be"))

Element = Any  # lxml's elements, for which no types are installed


class Archive:
    """The parts of one guarded zip file.

    Raises ReadError for a file that is no zip, is cut short, is encrypted or would unpack to too much.
    `kind` names the format in the messages (« document Word », « document OpenDocument »).
    """

    def __init__(self, path: Path, kind: str) -> None:
        self.path = path
        self.kind = kind
        with path.open("rb") as file:
            head = file.read(8)
        if head == _OLE_MAGIC:
            raise legacy_office_error(path)
        if not head.startswith(b"PK"):
            raise ReadError(
                f"{path.name} : ce n'est pas un {kind} (son contenu n'est pas une archive zip) ; "
                "ouvrez-le dans le logiciel qui l'a fait et réenregistrez-le.",
                f"{path.name}: this is not a {kind} (its content is no zip archive); "
                "open it in the program that made it and save it again.",
            )
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
            raise _damaged(path, kind) from error
        self._infos = {info.filename: info for info in self._zip.infolist()}
        self._check(path)

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def _check(self, path: Path) -> None:
        infos = self._zip.infolist()
        unpacked = sum(info.file_size for info in infos)
        packed = max(1, path.stat().st_size)
        suspicious = unpacked > FREE_BYTES and unpacked / packed > MAX_RATIO
        if len(infos) > MAX_ENTRIES or unpacked > MAX_BYTES or suspicious:
            self._zip.close()
            megabytes = unpacked // 1_000_000
            raise ReadError(
                f"{path.name} : refusé, cette archive de {_spaced(packed)} octets en donnerait {_spaced(megabytes)} Mo "
                f"({len(infos)} fichiers) une fois décompressée ; un texte n'en a pas besoin.",
                f"{path.name}: refused, this archive of {packed:,} bytes would unpack to {megabytes:,} MB "
                f"({len(infos)} files); a text does not need that.",
            )
        if any(info.flag_bits & 0x1 for info in infos):
            self._zip.close()
            raise encrypted_error(path)

    @property
    def names(self) -> list[str]:
        """The parts' names, in the archive's order."""
        return list(self._infos)

    def has(self, name: str) -> bool:
        """Is there a part of that name?"""
        return name in self._infos

    def read(self, name: str) -> bytes:
        """The bytes of one part; ReadError when it is missing or damaged."""
        try:
            return self._zip.read(self._infos[name])
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise _damaged(self.path, self.kind, name) from error

    def xml(self, name: str) -> Element:
        """The root element of one XML part."""
        return parse_xml(self.read(name), f"{self.path.name} ({name})")


def zip_names(path: Path, head: bytes) -> frozenset[str]:
    """The names in a zip file whose first bytes are `head`; empty for anything else, damaged ones too."""
    if not head.startswith(ZIP_MAGIC):
        return frozenset()
    try:
        with zipfile.ZipFile(path) as found:
            return frozenset(found.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError):
        return frozenset()


def parse_xml(data: bytes, place: str, *, huge: bool = False) -> Element:
    """The root element of XML bytes; `place` names them in errors.

    Entities are never expanded and nothing is fetched. huge: allow text nodes over 10 MB (pictures
    inside a flat file). Raises ReadError for a DOCTYPE and for XML that is not well formed.
    """
    from lxml import etree

    if len(data) > (MAX_BYTES if huge else MAX_XML):
        raise ReadError(
            f"{place} : {_spaced(len(data) // 1_000_000)} Mo de XML, c'est trop pour un texte ; découpez le document.",
            f"{place}: {len(data) // 1_000_000:,} MB of XML is too much for a text; split the document.",
        )
    if any(mark in data for mark in _DOCTYPES):
        raise _doctype(place)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=huge, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise ReadError(
            f"{place} : XML mal formé (ligne {line}) ; ouvrez le document dans son logiciel et réenregistrez-le.",
            f"{place}: malformed XML (line {line}); open the document in its program and save it again.",
        ) from error
    # A second look after parsing: an encoding such as UTF-7 hides the word from the first.
    if root.getroottree().docinfo.doctype:
        raise _doctype(place)
    return root


def read_bytes(path: Path) -> bytes:
    """The bytes of a file of bounded size; ReadError above MAX_BYTES."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise ReadError(
            f"{path.name} : {_spaced(size // 1_000_000)} Mo, c'est trop pour un texte (limite : "
            f"{MAX_BYTES // 1_000_000} Mo) ; découpez le fichier.",
            f"{path.name}: {size // 1_000_000:,} MB is too much for a text (limit: "
            f"{MAX_BYTES // 1_000_000} MB); split the file.",
        )
    return path.read_bytes()


def check_paragraphs(count: int, path: Path) -> None:
    """ReadError when `count` paragraphs are more than a source may have (MAX_PARAGRAPHS)."""
    if count > MAX_PARAGRAPHS:
        raise ReadError(
            f"{path.name} : {_spaced(count)} paragraphes, c'est trop pour une source (limite : "
            f"{_spaced(MAX_PARAGRAPHS)}) ; découpez le fichier.",
            f"{path.name}: {count:,} paragraphs are too many for one source (limit: "
            f"{MAX_PARAGRAPHS:,}); split the file.",
        )


def count_tags(data: bytes, names: Iterable[bytes]) -> int:
    """How many opening tags of these (prefixed) names stand in XML bytes; cheap, made before parsing."""
    alternatives = b"|".join(re.escape(name) for name in names)
    return sum(1 for _ in re.finditer(rb"<(?:" + alternatives + rb")[\s/>]", data))


def is_legacy_office(head: bytes) -> bool:
    """Do these first bytes begin an OLE/CFB container: a .doc, .xls, .msg or an encrypted .docx?"""
    return head.startswith(_OLE_MAGIC)


def legacy_office_error(path: Path) -> ReadError:
    """What to say of an OLE/CFB container: encrypted, legacy Word, or another legacy program."""
    data = read_bytes(path)
    if "EncryptedPackage".encode("utf-16-le") in data:
        return encrypted_error(path)
    if "WordDocument".encode("utf-16-le") in data:
        return ReadError(
            f"{path.name} : ancien format Word binaire (.doc) ; ouvrez-le dans Word ou LibreOffice et "
            "enregistrez-le en .docx.",
            f"{path.name}: legacy binary Word format (.doc); open it in Word or LibreOffice and save it as .docx.",
        )
    return ReadError(
        f"{path.name} : ancien format Office binaire ; enregistrez-le en .docx ou en .xlsx.",
        f"{path.name}: legacy binary Office format; save it as .docx or .xlsx.",
    )


def encrypted_error(path: Path) -> ReadError:
    """What to say of a document that asks for a password."""
    return ReadError(
        f"{path.name} : document protégé par un mot de passe ; ouvrez-le, retirez le mot de passe et enregistrez-le.",
        f"{path.name}: document protected by a password; open it, remove the password and save it.",
    )


def no_text_error(path: Path) -> ReadError:
    """What to say of a well-formed document in which there is no text at all."""
    return ReadError(f"{path.name} : le document ne contient aucun texte.", f"{path.name}: the document holds no text.")


def counted(count: int, fr: tuple[str, str], en: tuple[str, str]) -> str:
    """A sentence in the user's language, singular or plural, with ``{n}`` for the count."""
    index = 0 if count == 1 else 1
    return tr(fr[index], en[index]).replace("{n}", str(count))


def _spaced(number: int) -> str:
    """A number as French writes it: ``200 001``, with narrow no-break spaces."""
    return f"{number:,}".replace(",", "\u202f")


def _damaged(path: Path, kind: str, part: str = "") -> ReadError:
    inside = f" ({part})" if part else ""
    return ReadError(
        f"{path.name}{inside} : {kind} endommagé ou tronqué ; recopiez l'original ou réenregistrez-le.",
        f"{path.name}{inside}: damaged or truncated {kind}; copy the original again or save it again.",
    )


def _doctype(place: str) -> ReadError:
    return ReadError(
        f"{place} : refusé, ce XML déclare un DOCTYPE (des entités), ce qu'aucun traitement de texte n'écrit ; "
        "réenregistrez le document.",
        f"{place}: refused, this XML declares a DOCTYPE (entities), which no word processor writes; "
        "save the document again.",
    )
