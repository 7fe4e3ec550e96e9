"""Figures: each a `matplotlib.figure.Figure` made outside pyplot; `save` writes it, the same bytes each time."""

from qualcoop.output.figures.balances import balance
from qualcoop.output.figures.curves import saturation
from qualcoop.output.figures.matrices import heatmap
from qualcoop.output.figures.networks import network
from qualcoop.output.figures.paper import save
from qualcoop.output.figures.periods import phases

__all__ = ["balance", "heatmap", "network", "phases", "saturation", "save"]
