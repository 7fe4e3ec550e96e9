"""Figures from coded segments: pure functions over a `Bundle` of frames; no file, no database.

`case_by_code`, `source_by_code`, `presence`, `build` (any rows) give a `Matrix`; the other displays give a
`Result`. Each carries its denominators, filter, layer and codebook version, and opens the quotes of a figure.
"""

from qualcoop.analysis.actors import Actors, actors
from qualcoop.analysis.balance import Balance, balance
from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.claims import Claim, Claims, claims
from qualcoop.analysis.concentration import Concentration, concentration
from qualcoop.analysis.confusion import Confusion, confusion
from qualcoop.analysis.cooccurrence import CoOccurrence, cooccurrence
from qualcoop.analysis.design import design
from qualcoop.analysis.drift import drift
from qualcoop.analysis.exclusions import exclusions
from qualcoop.analysis.framework import Framework, framework
from qualcoop.analysis.frequency import (
    Presence,
    SourceMatrix,
    case_by_code,
    presence,
    segments_table,
    source_by_code,
)
from qualcoop.analysis.materials import Materials, materials, only_in
from qualcoop.analysis.matrix import Matrix, build
from qualcoop.analysis.phases import Phases, phases
from qualcoop.analysis.positions import Positions
from qualcoop.analysis.provenance import Provenance, provenance
from qualcoop.analysis.result import Result
from qualcoop.analysis.saturation import Saturation, saturation
from qualcoop.analysis.summaries import Summary
from qualcoop.analysis.uncoded import uncoded

__all__ = [
    "Actors",
    "Balance",
    "Bundle",
    "Claim",
    "Claims",
    "CoOccurrence",
    "Concentration",
    "Confusion",
    "Framework",
    "Materials",
    "Matrix",
    "Phases",
    "Positions",
    "Presence",
    "Provenance",
    "Result",
    "Saturation",
    "SourceMatrix",
    "Summary",
    "actors",
    "balance",
    "build",
    "case_by_code",
    "claims",
    "concentration",
    "confusion",
    "cooccurrence",
    "design",
    "drift",
    "exclusions",
    "framework",
    "materials",
    "only_in",
    "phases",
    "presence",
    "provenance",
    "saturation",
    "segments_table",
    "source_by_code",
    "uncoded",
]
