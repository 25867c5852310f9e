"""The state of the page's widgets, which a browser keeps and sends with every change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from streamlit.proto.Element_pb2 import Element
from streamlit.proto.WidgetStates_pb2 import WidgetState


class Widgets:
    """What the server has sent of the widgets, and their values."""

    def __init__(self) -> None:
        self._values: dict[str, tuple[str, Any]] = {}
        self._sliders: dict[str, tuple[str, list[float]]] = {}

    def see(self, element: Element) -> None:
        """Take up a widget. It keeps its value as long as the page is open, unless the server sets another."""
        kind = str(element.WhichOneof("type"))
        widget = getattr(element, kind)
        if kind == "bidi_component":
            self._see_component(widget.id, json.loads(widget.json)[0])
        elif kind in _VALUES and (getattr(widget, "set_value", False) or widget.id not in self._values):
            self._values[widget.id] = _VALUES[kind](widget)

    def _see_component(self, identity: str, data: Mapping[str, Any]) -> None:
        self._values[identity] = "json_value", "{}"
        # The project's own sliders. One over a range, such as the epochs', has no texts.
        if "moving" in data and "texts" in data["options"]:
            self._sliders[data["key"]] = identity, [float(text) for text in data["options"]["texts"]]

    def has_slider(self, key: str) -> bool:
        """Return whether a slider has come."""
        return key in self._sliders

    def moved(self, key: str, value: float) -> tuple[str, list[dict[str, Any]]]:
        """Return what a browser sends when a slider is let go at one of its values: the trigger's identity and the event.

        Raises:
            ValueError: if the slider has no such value.
        """
        identity, options = self._sliders[key]
        event = {"event": "moved", "value": [options.index(value), len(options), False]}
        return f"$$STREAMLIT_INTERNAL_KEY_{identity}__events", [event]

    def write(self, states: Any) -> None:
        """Add the states to a message to the server."""
        for identity, (field, value) in self._values.items():
            state: WidgetState = states.add(id=identity)
            if field.endswith("_array_value"):
                getattr(state, field).data.extend(value)
            elif field:  # an empty number field sends its identity only
                setattr(state, field, value)


def _checkbox(widget: Any) -> tuple[str, Any]:
    return "bool_value", widget.value if widget.set_value else widget.default


def _choice(widget: Any) -> tuple[str, Any]:
    return "string_value", widget.raw_value if widget.set_value else widget.options[widget.default]


def _number(widget: Any) -> tuple[str, Any]:
    if widget.set_value:
        return ("double_value", widget.value) if widget.HasField("value") else ("", None)
    return ("double_value", widget.default) if widget.HasField("default") else ("", None)


def _text(widget: Any) -> tuple[str, Any]:
    return "string_value", widget.value if widget.set_value else widget.default


def _buttons(widget: Any) -> tuple[str, Any]:
    names = list(widget.raw_values) if widget.set_value else [widget.options[index].content for index in widget.default]
    return "string_array_value", names


_VALUES = {
    "checkbox": _checkbox,
    "selectbox": _choice,
    "radio": _choice,
    "number_input": _number,
    "text_input": _text,
    "button_group": _buttons,
}
