"""spaCy's French tokenizer, loaded when first needed, in less than half a second instead of three.

Nine tenths of what ``spacy.blank("fr")`` takes to start go into one regular expression: 254 alternatives,
each with every letter of ten alphabets, compiled for either case. All of them want a hyphen or an
apostrophe, and nearly every chunk is written in Latin letters. So the expression is compiled for these
(0.07 s), where both say the same (a test compares them), and spaCy's own only when a chunk with a hyphen
and other letters comes by.
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable, Sequence
from functools import lru_cache
from types import ModuleType
from typing import Any

_LATIN = "a-zß-öø-ÿœ"
_JOINT = re.compile("[-–—‐‑'’]")
_OTHER = re.compile("[^\x00-ªº-ÿŒœŸ‐‑–—‘’“”…·•]")  # anything beyond the letters that _LATIN knows
_LOCK = threading.Lock()
# Longer chunks (links, pasted data, a language without spaces) are cut at what is no letter, not by spaCy.
LONGEST_CHUNK = 120
_PLAIN_PIECE = re.compile(r"\w{1,120}|[^\w\s]")
_BATCH = 5_000
# A full stop only behind a long small word: « janv. », « M. » and « etc. » are spaCy's business.
_PLAIN = re.compile(
    "((?:[cdjlmnst]|qu)['’]|(?:[CDJLMNST]|Q[uU])['’])?"
    r"((?!\d)[^\W\d_]{2,}(?:(?<=[^\W\d_]{3})(?=[,;:!?…]$)|(?<=[a-zà-öø-ÿ]{8})(?=\.$)|$))([,;:!?….])?"
)


class LazyTokenMatch:
    """Stands for spaCy's compiled pattern of French hyphenated words; `match` gives the same answers.

    `pattern` is its text, which spaCy asks for when a model is saved or loaded.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._latin: re.Pattern[str] | None = None
        self._full: re.Pattern[str] | None = None

    def match(self, chunk: str) -> re.Match[str] | None:
        """The match of spaCy's own pattern at the start of `chunk`, or None."""
        if not _JOINT.search(chunk):
            return None
        if _OTHER.search(chunk):
            if self._full is None:
                self._full = re.compile(self.pattern)
            return self._full.match(chunk)
        if self._latin is None:
            self._latin = re.compile(_narrowed(self.pattern))
        return self._latin.match(chunk)


def _narrowed(pattern: str) -> str:
    from spacy.lang.char_classes import ALPHA, ALPHA_LOWER

    return pattern.replace(ALPHA_LOWER, _LATIN).replace(ALPHA, _LATIN)


def import_french() -> Any:
    """spaCy, its French imported with that one pattern left for later."""
    with _LOCK:
        _import_spacy()
        import spacy

        if "spacy.lang.fr" not in sys.modules:
            _import_language(spacy)
        return spacy


def _import_language(spacy: Any) -> None:
    compile_now = re.compile

    def compile_later(pattern: Any, flags: Any = 0) -> Any:
        if isinstance(pattern, str) and len(pattern) > 100_000 and pattern.startswith("(?iu)"):
            return LazyTokenMatch(pattern)
        return compile_now(pattern, flags)

    re.compile = compile_later
    try:
        spacy.util.get_lang_class("fr")
    finally:
        re.compile = compile_now


def _import_spacy() -> None:
    """Import spaCy without its command line, a quarter of the time: it is there for `spacy.info` alone.

    Whoever imports `spacy.cli` or calls `spacy.info` afterwards has the real ones.
    """
    if "spacy" in sys.modules:
        return

    def info(*given: Any, **named: Any) -> Any:
        from spacy.cli.info import info as real

        return real(*given, **named)

    commands, one = ModuleType("spacy.cli"), ModuleType("spacy.cli.info")
    commands.__path__ = []
    one.info = info  # type: ignore[attr-defined]
    sys.modules |= {"spacy.cli": commands, "spacy.cli.info": one}
    try:
        import spacy  # noqa: F401
    finally:
        for name in ("spacy.cli", "spacy.cli.info"):
            del sys.modules[name]


@lru_cache(maxsize=1)
def _tokenizer() -> Callable[[str], Any]:
    tokenizer: Any = import_french().blank("fr").tokenizer
    # Shapes, norms and the like of every new word, which nobody here asks for, are half of the work.
    tokenizer.vocab.lex_attr_getters = {}
    made: Callable[[str], Any] = tokenizer
    return made


@lru_cache(maxsize=1)
def tokenizer_version() -> str:
    """spaCy's version, read without loading it."""
    from importlib.metadata import version

    return version("spacy")


def plain_spans(chunk: str) -> list[tuple[int, int]] | None:
    """What spaCy makes of letters, maybe behind an elision, maybe before one sign; None for any other chunk.

    Nine in ten distinct chunks are so; a test compares them with spaCy's own answer. Very long chunks are
    cut here as well, at what is no letter.
    """
    if len(chunk) > LONGEST_CHUNK:
        return [piece.span() for piece in _PLAIN_PIECE.finditer(chunk)]
    if chunk.isalpha():
        return [(0, len(chunk))]
    if chunk[-1] in ",;:!?…" and len(chunk) > 3 and chunk[:-1].isalpha():
        return [(0, len(chunk) - 1), (len(chunk) - 1, len(chunk))]
    found = _PLAIN.fullmatch(chunk)
    if found is None:
        return None
    return [found.span(group) for group in (1, 2, 3) if found.start(group) >= 0]


def token_spans(chunks: Sequence[str]) -> list[list[tuple[int, int]]]:
    """The spans of spaCy's tokens inside each chunk (a run without white space).

    Chunks are put a line each, so that nothing of one reaches into the next.
    """
    spans = [plain_spans(chunk) for chunk in chunks]
    others = [number for number, known in enumerate(spans) if known is None]
    for at in range(0, len(others), _BATCH):
        batch = others[at : at + _BATCH]
        for number, found in zip(batch, _spacy_spans([chunks[number] for number in batch]), strict=True):
            spans[number] = found
    return [found or [] for found in spans]


def _spacy_spans(chunks: list[str]) -> list[list[tuple[int, int]]]:
    spans: list[list[tuple[int, int]]] = []
    start, stop, index = 0, -1, -1
    for token in _tokenizer()("\n".join(chunks)):
        at = token.idx
        while at > stop:
            index += 1
            start, stop = stop + 1, stop + 1 + len(chunks[index])
            spans.append([])
        if at < stop:
            spans[index].append((at - start, min(at + len(token), stop) - start))
    while len(spans) < len(chunks):
        spans.append([])
    return spans
