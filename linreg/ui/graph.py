"""The Streamlit component that shows an autograd graph and plays it."""

from __future__ import annotations

import streamlit as st

from linreg.aliases import Translate
from linreg.panels.labs.graph import Drawing
from linreg.player.assets import paths
from linreg.player.labels import graph_labels
from linreg.ui.components import LOADER, in_list

__all__ = ["graph"]

_mount = st.components.v2.component("linreg_graph", js=LOADER, isolate_styles=False)


def graph(drawing: Drawing, label: str, _: Translate, *, key: str = "graph") -> None:
    """Show a graph. Another call with the same key updates it in place.

    Args:
        drawing: the graph.
        label: its accessible name.
        _: translates the texts of the controls.
        key: key of the component.
    """
    files = paths("graph.js", "graph.css")
    _mount(data=in_list({"drawing": drawing.to_dict(), "label": label, "labels": graph_labels(_), "files": files}), key=key)
