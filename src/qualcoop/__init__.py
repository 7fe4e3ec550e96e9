"""qualcoop: interviews and field notes become coded segments, and segments become traceable matrices.

::

    import qualcoop as qc

    study = qc.open("ecosysteme.qualcoop")
    study.matrix(rows="case", columns="family", measure="src").frame

Names are loaded when they are used, so that importing qualcoop stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from qualcoop.errors import QualcoopError
from qualcoop.language import set_language
from qualcoop.model import Case, Coding, Person, Source
from qualcoop.version import __version__

if TYPE_CHECKING:
    from qualcoop.analysis import Bundle, Matrix
    from qualcoop.codebook import Codebook
    from qualcoop.codebook import chosen as load_codebook
    from qualcoop.readers import read_paths
    from qualcoop.sample import make_sample
    from qualcoop.study import Study

__all__ = [
    "Bundle",
    "Case",
    "Codebook",
    "Coding",
    "Matrix",
    "Person",
    "QualcoopError",
    "Source",
    "Study",
    "__version__",
    "load_codebook",
    "make_sample",
    "open",
    "read_paths",
    "set_language",
]

_LATER = {
    "Bundle": ("qualcoop.analysis", "Bundle"),
    "Codebook": ("qualcoop.codebook", "Codebook"),
    "Matrix": ("qualcoop.analysis", "Matrix"),
    "Study": ("qualcoop.study", "Study"),
    "load_codebook": ("qualcoop.codebook", "chosen"),
    "make_sample": ("qualcoop.sample", "make_sample"),
    "read_paths": ("qualcoop.readers", "read_paths"),
}


def open(path: str) -> Study:
    """Open a study: a file, or a database URL. Raises StoreError where there is none."""
    from qualcoop.study import Study

    return Study.open(path)


def __getattr__(name: str) -> Any:
    if name in _LATER:
        module, attribute = _LATER[name]
        return getattr(import_module(module), attribute)
    raise AttributeError(f"module 'qualcoop' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
