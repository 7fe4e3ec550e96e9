"""Figures: each a `matplotlib.figure.Figure` made outside pyplot; `save` writes it, the same bytes each time."""

from qualcoop.output.figures.matrices import heatmap
from qualcoop.output.figures.paper import save

__all__ = ["heatmap", "save"]
