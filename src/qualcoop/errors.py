"""What can go wrong, as sentences a researcher can act on.

::

    QualcoopError                 anything qualcoop says instead of a traceback
    ├── InputError                what was given cannot be used (exit code 2)
    │   ├── ReadError             a file that cannot become a source
    │   ├── CodebookError         a codebook with faults (all of them listed)
    │   ├── RuleError             a keyword rule that cannot be understood
    │   ├── AnchorError           a passage that is not where it is said to be
    │   ├── UnknownNameError      no source, code, case, layer or measure of that name
    │   └── ConflictError         what was asked contradicts what is saved
    └── StoreError                the study file itself: damaged, locked, newer, read-only, disk full

Each takes one sentence in French and one in English; it names the file, the place and the remedy.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from qualcoop.language import tr

_LISTED = 8  # as many names as a sentence can hold


class QualcoopError(Exception):
    """An error that speaks to the user: `str(error)` is one sentence in the user's language."""

    def __init__(self, fr: str, en: str) -> None:
        super().__init__(fr, en)
        self.fr = fr
        self.en = en

    def __str__(self) -> str:
        return tr(self.fr, self.en)


class InputError(QualcoopError):
    """What was given cannot be used as it is."""


class ReadError(InputError):
    """A file that cannot become a source."""


class CodebookError(InputError):
    """A codebook with faults; `faults` lists every one of them as a sentence."""

    def __init__(self, fr: str, en: str, faults: Iterable[str] = ()) -> None:
        super().__init__(fr, en)
        self.faults = tuple(faults)


class RuleError(InputError):
    """A keyword rule that cannot be understood."""


class AnchorError(InputError):
    """A passage that is not found, or found more than once, where it is said to be."""


class UnknownNameError(InputError):
    """A name that the study does not know; close names are offered."""

    def __init__(self, what_fr: str, what_en: str, name: str, known: Iterable[str]) -> None:
        names = list(known)
        fr = f"{what_fr} « {name} » n'existe pas"
        en = f"{what_en} '{name}' does not exist"
        near = get_close_matches(name, names, n=3, cutoff=0.5)
        if len(names) > _LISTED and near:
            listed = ", ".join(near)
            fr += f" ; noms proches : {listed}"
            en += f"; close names: {listed}"
        elif names:
            listed = ", ".join(names[:_LISTED]) + (", …" if len(names) > _LISTED else "")
            fr += f" ; il y a : {listed}"
            en += f"; there are: {listed}"
        super().__init__(fr + ".", en + ".")


class ConflictError(InputError):
    """What was asked contradicts what is already saved; nothing was changed."""


class StoreError(QualcoopError):
    """The study file itself cannot be used: damaged, locked, from a newer version, read-only, disk full."""
