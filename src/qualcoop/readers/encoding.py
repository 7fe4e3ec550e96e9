"""Bytes to characters without losing one: BOM, strict UTF-8, UTF-16 by its zero bytes, then French letters.

Order of the evidence: a byte order mark; strict UTF-8 (a text with accents almost never passes by
chance); zero bytes on one side only (UTF-16 without a mark); at last cp1252, ISO-8859-1 and Mac Roman
are scored on the characters they would give, and the likeliest is said with the doubt that remains.
Nothing is ever replaced: a byte that no encoding explains is an error that names its place.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from qualcoop.errors import ReadError
from qualcoop.language import tr

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMES = {"utf-16-le": "utf-16", "utf-16-be": "utf-16", "iso8859-1": "latin-1", "mac-roman": "mac_roman"}

# What a byte above 127 is likely to be in French and English text, before its neighbours are looked at.
_FRENCH = frozenset("éèàùâêîôûëïüçœæÿÉÈÀÙÂÊÎÔÛËÏÜÇŒÆ")
_FREQUENT = frozenset("éèàêçô")
_SIGNS = frozenset("«»’“”‘…–—\u00a0·•€°")
_RARE_SIGNS = frozenset("²³½¼¾§©®™£±×ºª†‡‰")
_LATIN_LETTERS = frozenset("áíóúñãõåäöøßìòÁÍÓÚÑÃÕÅÄÖØÌÒšžŠŽ¡¿")
_DOUBT_MARGIN = 1.0


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded text.

    text: as written, line endings still the file's own. encoding: the name shown to the user
    (``utf-8``, ``utf-8-sig``, ``utf-16``, ``cp1252``, ``latin-1``, ``mac_roman``, …).
    newline: ``LF``, ``CRLF``, ``CR``, ``mixed`` or ``none``. warnings: sentences about what is doubtful.
    """

    text: str
    encoding: str
    newline: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes, *, hint: str | None = None) -> Decoded:
    """The characters of `data`; `hint` is the encoding that the file itself declares (HTML's charset).

    A hint is followed when it decodes every byte; otherwise it is said and the encoding is guessed.
    Raises ReadError (without a file name; callers add it) for binary data.
    """
    warnings: list[str] = []
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return _with_bom(data, mark, codec)
    if hint:
        declared = _strict(data, hint)
        if declared is not None:
            return _decoded(declared, _shown(hint), warnings)
        warnings.append(
            tr(
                f"L'encodage annoncé ({hint}) ne convient pas aux octets ; il a été deviné.",
                f"The declared encoding ({hint}) does not fit the bytes; it was guessed.",
            )
        )
    wide = _utf16_without_bom(data)
    if wide is not None:
        return _decoded(wide[0], wide[1], warnings)
    _refuse_binary(data)
    text = _strict(data, "utf-8")
    if text is not None:
        return _decoded(text, "utf-8", warnings)
    return _guess(data, warnings)


def newline_of(text: str) -> str:
    """Which line endings `text` uses: ``LF``, ``CRLF``, ``CR``, ``mixed`` or ``none``."""
    crlf = text.count("\r\n")
    kinds = [
        name
        for name, count in (("CRLF", crlf), ("LF", text.count("\n") - crlf), ("CR", text.count("\r") - crlf))
        if count
    ]
    if not kinds:
        return "none"
    return kinds[0] if len(kinds) == 1 else "mixed"


def _decoded(text: str, encoding: str, warnings: list[str]) -> Decoded:
    if "\ufffd" in text:
        count = text.count("\ufffd")
        warnings.append(
            tr(
                f"Le fichier contient déjà {count} caractère(s) de remplacement « \ufffd » : une conversion "
                "antérieure a perdu des lettres.",
                f"The file already holds {count} replacement character(s) '\ufffd': "
                "an earlier conversion lost letters.",
            )
        )
    return Decoded(text, encoding, newline_of(text), tuple(warnings))


def _shown(codec: str) -> str:
    try:
        name = codecs.lookup(codec).name
    except LookupError:
        return codec
    return _NAMES.get(name, name)


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def _with_bom(data: bytes, mark: bytes, codec: str) -> Decoded:
    body = data if codec in ("utf-8-sig", "utf-32") else data[len(mark) :]
    try:
        text = body.decode(codec)
    except UnicodeDecodeError as error:
        place = error.start
        raise ReadError(
            f"le fichier s'annonce {_shown(codec)} mais l'octet {place} ne l'est pas ; "
            "enregistrez-le à nouveau en UTF-8.",
            f"the file says it is {_shown(codec)} but byte {place} is not; save it again as UTF-8.",
        ) from None
    return _decoded(text, _shown(codec), [])


def _utf16_without_bom(data: bytes) -> tuple[str, str] | None:
    """UTF-16 text in a Latin script has its zero bytes on one side only."""
    sample = data[:4096]
    half = len(sample) // 2
    if half < 2 or len(data) % 2 or b"\0" not in sample:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    for codec, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if high >= 0.6 * half and low <= 0.02 * half:
            text = _strict(data, codec)
            if text is not None and "\0" not in text:
                return text, "utf-16"
    return None


_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def _refuse_binary(data: bytes) -> None:
    """Text has no zero byte and hardly any control character."""
    controls = len(_CONTROLS.findall(data[:65536]))
    zero = data.find(b"\0")
    if zero >= 0 or controls > max(4, len(data[:65536]) // 100):
        place = zero if zero >= 0 else 0
        raise ReadError(
            "ce n'est pas du texte (données binaires"
            + (f", octet nul en position {place}" if zero >= 0 else "")
            + ") ; convertissez-le en .txt, .docx ou .odt.",
            "this is not text (binary data"
            + (f", zero byte at offset {place}" if zero >= 0 else "")
            + "); convert it to .txt, .docx or .odt.",
        )


def _guess(data: bytes, warnings: list[str]) -> Decoded:
    """The likeliest of the one-byte encodings of Western Europe."""
    candidates: list[tuple[float, str, str]] = []
    has_c1 = any(0x80 <= byte <= 0x9F for byte in set(data))
    # Without a byte in 0x80-0x9F, cp1252 and ISO-8859-1 are the same text: Windows' line endings name it.
    windows = has_c1 or b"\r\n" in data
    for codec in ("cp1252" if windows else "latin-1", "mac_roman"):
        text = _strict(data, codec)
        if text is not None:
            candidates.append((_score(text), codec, text))
    if not candidates:  # pragma: no cover - Mac Roman decodes every byte
        raise ReadError("encodage inconnu ; enregistrez-le en UTF-8.", "unknown encoding; save it as UTF-8.")
    candidates.sort(key=lambda item: -item[0])
    best, codec, text = candidates[0]
    other = candidates[1] if len(candidates) > 1 else None
    evidence = sum(1 for byte in data if byte > 127)
    if (other is not None and best - other[0] < _DOUBT_MARGIN) or best / max(1, evidence) < 0.5:
        warnings.append(_doubt(text, codec, other[1] if other else None))
    return _decoded(text, codec, warnings)


def _doubt(text: str, codec: str, other: str | None) -> str:
    place = next((i for i, character in enumerate(text) if character > "\x7f"), 0)
    extract = " ".join(text[max(0, place - 15) : place + 15].split())
    rival = tr(f" (ou {other})", f" (or {other})") if other else ""
    return tr(
        f"Encodage deviné sans certitude : {codec}{rival} ; vérifiez « {extract} », "
        "ou enregistrez le fichier en UTF-8.",
        f"The encoding is a doubtful guess: {codec}{rival}; check '{extract}', or save the file as UTF-8.",
    )


def _score(text: str) -> float:
    """How much the characters above 127 look like French or English writing, summed over them."""
    total = 0.0
    for found in _HIGH.finditer(text):
        at = found.start()
        before = text[at - 1] if at else " "
        after = text[at + 1] if at + 1 < len(text) else " "
        total += _weight(text[at], before, after)
    return total


_HIGH = re.compile(r"[^\x00-\x7f]")


def _weight(character: str, before: str, after: str) -> float:
    if character in _FRENCH:
        return _letter_weight(character, before, after)
    if character in _SIGNS:
        return _sign_weight(character, before, after)
    if character in _LATIN_LETTERS:
        return -0.2 if before.isalpha() or after.isalpha() else -1.0
    if character in _RARE_SIGNS:
        # « Ž » and « ∏ » in the middle of a word, or a sign glued between two letters: not a text.
        return -1.5 if before.isalpha() and after.isalpha() else 0.2
    if unicodedata.category(character).startswith("C"):
        return -3.0
    return -1.5


def _letter_weight(character: str, before: str, after: str) -> float:
    if character.islower():
        near = before.isalpha() or after.isalpha() or character == "à"
        base = 1.5 if character in _FREQUENT else 1.0
        # A small letter right after which a capital comes, « aÉb », is another encoding's sign.
        return base if near else -0.5
    if before.islower():
        return -1.5
    return 1.0 if after.isalpha() or before.isupper() or character == "À" else -0.5


def _sign_weight(character: str, before: str, after: str) -> float:
    inside = before.isalpha() and after.isalpha()
    if character == "’":
        return 1.5 if before.isalpha() else 0.3
    if character == "·":
        return 1.0 if inside else -0.3
    if character in "«“":
        # A capital Ç in cp1252 is « in Mac Roman: a French « is followed by a space.
        return -0.8 if before.isalpha() else 0.3 if after.isalpha() and character == "«" else 1.0
    if character in "»”":
        return 1.0 if not after.isalpha() else -0.8
    if character == "\u00a0":
        return 1.0 if not inside else -0.5
    return 0.8 if not inside else -0.8
