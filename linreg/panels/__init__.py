"""Plotly panels from steps and theory: one module a panel, one palette. The only package that imports Plotly."""

from linreg.panels.kept import Kept
from linreg.panels.panel import Panel
from linreg.panels.picture import Picture, draw

__all__ = ["Kept", "Panel", "Picture", "draw"]
