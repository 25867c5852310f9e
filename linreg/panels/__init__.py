"""Steps and theory -> Plotly panels. One file a panel, one palette. Nothing else in linreg knows Plotly."""

from linreg.panels.panel import Panel
from linreg.panels.picture import Picture, draw
from linreg.panels.surface import SURFACES, Surface

__all__ = ["SURFACES", "Panel", "Picture", "Surface", "draw"]
