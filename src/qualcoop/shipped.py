"""Where the files that come with qualcoop are: the codebook and the fictional sample corpus."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_REPOSITORY = _PACKAGE.parents[1]


def path(name: str) -> Path:
    """The path of a shipped file or folder, such as ``codebook/grid.yaml`` or ``corpus_sample/sources``.

    A wheel carries them under ``qualcoop/_shipped``; a checkout has them at its root.
    Raises FileNotFoundError when neither has it (a broken installation).
    """
    for root in (_PACKAGE / "_shipped", _REPOSITORY):
        found = root / name
        if found.exists():
            return found
    raise FileNotFoundError(f"qualcoop's own file {name} is missing; install qualcoop again")
