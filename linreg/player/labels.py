"""The texts of the player."""

from __future__ import annotations

from linreg.aliases import Translate
from linreg.data.points import MAX_POINTS


def labels(_: Translate) -> dict[str, str]:
    """Return the texts of the controls, by the keys used in the player's JavaScript."""
    return {
        "player": _("Player"),
        "play": _("Play"),
        "pause": _("Pause"),
        "first": _("To the first step"),
        "back": _("One step back"),
        "forward": _("One step forward"),
        "last": _("To the last step"),
        "loop": _("Repeat"),
        "scrubber": _("Step shown"),
        "speed": _("Speed"),
        "epoch": _("epoch"),
        "cost": _("cost"),
        "distance": _("distance"),
        "distance_help": _("Distance of (W, b) from least squares"),
        "r2": "R²",
        "r2_help": _("1 − cost / variance of y; negative if the line fits worse than the mean of y"),
        "W": "W",
        "b": "b",
        "save": _("Save pictures or a video"),
        "video": _("Video of the run"),
        "cancel": _("Cancel"),
        "left": _("(W, b) is outside the plot"),
        "pick": _("Click: start there"),
        "drag": _("Click or drag: start"),
        "start": _("start"),
        "fromHere": _("preview: PyTorch, from here"),
        "firstEpochs": _("preview: PyTorch, the first {epochs} epochs from here"),
        "together": _("preview: trained together with all other learning rates"),
        "noPreview": _("no preview of this run: let go to see it"),
        "upTo": _("preview: this run up to there"),
        **outcome_labels(_),
        **point_labels(_),
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
        "resetView": _("Reset view"),
        "resetStart": _("Reset start"),
        **load_labels(_),
    }


def point_labels(_: Translate) -> dict[str, str]:
    """Return what is said about points that are moved in the fit panel. The parts in braces are filled in by the JavaScript."""
    return {
        "dragPoints": _("Drag the points; a double-click adds one"),
        "dragPointsTouch": _("Drag the points; a long press adds one"),
        "theory": _("preview: theory; PyTorch trains when you let go"),
        "training": _("Training with PyTorch …"),
        "leastSquares": _("least squares"),
        "original": _("in original units"),
        "removes": _("Let go to remove the point"),
        "twoX": _("The point stays: a line needs two different x"),
        "mostPoints": _("At most {count} points").format(count=MAX_POINTS),
        "points": _("Data points"),
        "point": _("point {index} of {count}: x {x}, y {y}"),
        "pointKeys": _(
            "Arrow keys move the point, with Shift faster. Page Up and Page Down choose another point. "
            "Insert adds one, Delete removes it, Escape puts it back."
        ),
    }


def outcome_labels(_: Translate) -> dict[str, str]:
    """Return a word for each outcome in `linreg.tendency`."""
    return {
        "converging": _("converging"),
        "crawling": _("crawling"),
        "oscillating": _("swinging for ever"),
        "diverging": _("diverging"),
        "arrived": _("arrived"),
        "closer": _("closer"),
        "farther": _("lower cost, yet further away"),
        "higher": _("higher cost than at the start"),
    }


def graph_labels(_: Translate) -> dict[str, str]:
    """Return the texts of the controls of an autograd graph, by the keys used in its JavaScript."""
    shared = labels(_)
    names = ("player", "play", "pause", "back", "forward", *load_labels(_))
    return {**{name: shared[name] for name in names}, "computing": _("forward"), "backward": "backward()"}


def slider_labels(label: str, _: Translate) -> dict[str, str]:
    """Return the texts of a slider's controls, by the keys used in its JavaScript."""
    return {"help": _("Help for {label}").format(label=label), **load_labels(_)}


def load_labels(_: Translate) -> dict[str, str]:
    """Return the texts shown if the player's files cannot be loaded."""
    return {"missing": _("The panels could not be loaded."), "again": _("Try again")}
