"""Steps and theory -> Plotly panels. One file a panel, one palette. Nothing else in linreg knows Plotly."""

from linreg.panels.kept import Kept
from linreg.panels.panel import Panel
from linreg.panels.picture import Picture, draw

__all__ = ["Kept", "Panel", "Picture", "draw"]
