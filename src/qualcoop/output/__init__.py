"""What a study gives out: workbook, CSV tables, figures. Takes analysis results only.

The one room that writes with openpyxl and matplotlib; both load when something is written. The two functions
here are what `Matrix.plot` and `Matrix.to_excel` open.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from qualcoop.analysis.matrix import Matrix

__all__ = ["heatmap", "write_matrix"]


def heatmap(matrix: Matrix) -> Figure:
    """A matrix as a picture; see `qualcoop.output.figures.heatmap`."""
    from qualcoop.output import figures

    return figures.heatmap(matrix)


def write_matrix(matrix: Matrix, path: str | Path) -> Path:
    """A matrix as a workbook; see `qualcoop.output.workbook.write_matrix`."""
    from qualcoop.output import workbook

    return workbook.write_matrix(path, matrix)
