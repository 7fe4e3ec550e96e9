"""What a study knows of its own making that no frame of a layer holds: the order of coding, what reading said."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Trail:
    """order: the sources as they were first coded in the layer. together: how many of them share one event with
    others (an import), so that their order among themselves says nothing. warnings: (source, what its reader said).
    refused: (file, date, reason) of the files that the study would not take and still has not.
    """

    order: tuple[str, ...] = ()
    together: int = 0
    warnings: tuple[tuple[str, str], ...] = ()
    refused: tuple[tuple[str, str, str], ...] = ()
