"""A claims file (YAML) read into claims, without running anything in it; each fault names the file and the place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qualcoop.analysis.claim_data import Claim, layer_of, parse
from qualcoop.codebook.yaml_file import parse as parse_yaml
from qualcoop.codebook.yaml_file import read_text
from qualcoop.errors import InputError, UnknownNameError


@dataclass(frozen=True)
class ClaimsFile:
    """The claims of a file, in its order, and the layer that it asks for (None: it does not say)."""

    name: str
    claims: tuple[Claim, ...]
    layer: str | None = None

    def claim(self, identifier: str) -> Claim:
        """One claim. Raises UnknownNameError."""
        for claim in self.claims:
            if claim.id == identifier:
                return claim
        raise UnknownNameError("L'affirmation", "The claim", identifier, [claim.id for claim in self.claims])


def read_claims(path: str | Path) -> ClaimsFile:
    """Read a claims file (see `qualcoop.analysis.claim_data` for its fields). Raises ReadError, InputError."""
    file = Path(path)
    found = parse_yaml(read_text(file))
    for place, _, sentence in found.errors:
        where = ", ".join(filter(None, (file.name, place)))
        raise InputError(f"{where} : {sentence}", f"{where}: {sentence}")
    return ClaimsFile(file.name, tuple(parse(found.data, file.name)), layer_of(found.data))
