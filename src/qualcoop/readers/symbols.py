"""Characters that old fonts and code pages hide: Wingdings arrows, Symbol signs, RTF's font charsets."""

from __future__ import annotations

# What Word's autocorrection puts in for « --> » and « :) », by code.
_WINGDINGS = {
    0xE0: "→", 0xDF: "←", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xF0: "⇨", 0xEF: "⇦", 0xF3: "⇔",
    0x4A: "☺", 0x4B: "😐", 0x4C: "☹", 0xFC: "✓", 0xFB: "✗", 0xA7: "▪", 0xD8: "➢", 0x6C: "●",
}  # fmt: skip
_SYMBOL = {
    0xB7: "•", 0xAE: "→", 0xAC: "←", 0xDE: "⇒", 0xDC: "⇐", 0xB3: "≥", 0xA3: "≤", 0xB9: "≠", 0xBB: "≈",
    0xB1: "±", 0xB4: "×", 0xD7: "·", 0xB0: "°", 0x2D: "−",
}  # fmt: skip

# RTF's \fcharset numbers (RTF 1.9.1 specification, « Font table ») to Python codecs.
CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "cp950",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
SYMBOL_CHARSET = 2


def symbol(font: str, code: int) -> str | None:
    """The Unicode character of `code` in a symbol font, or None where there is no sure equivalent.

    Codes in the private area (U+F000 to U+F0FF) are the same signs as their last byte.
    """
    font = font.lower()
    private = 0xE000 <= code <= 0xF8FF
    if font.startswith("wingdings"):
        return _WINGDINGS.get(code & 0xFF)
    if font.startswith("symbol") or private:
        known = _SYMBOL.get(code & 0xFF)
        if known is not None:
            return known
    if private or not 0x20 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return None
    return chr(code)
