"""Steps and theory -> Plotly panels. One file a panel, one palette. Nothing else in linreg knows Plotly."""

from linreg.panels.kept import MOST_KEPT, Kept
from linreg.panels.panel import Panel
from linreg.panels.picture import Picture, draw
from linreg.panels.surface import SURFACES, Surface

__all__ = ["MOST_KEPT", "SURFACES", "Kept", "Panel", "Picture", "Surface", "draw"]
