"""The points that a person moves in the player: what is sent there and what comes back, which is untrusted."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from linreg.data import Dataset
from linreg.data.points import MAX_POINTS, PointsError, check_points
from linreg.run import Run
from linreg.ui.widgets import OWN

LAST_TURN: Final = 2**31


class Moved(NamedTuple):
    """Points as they came from the browser.

    Attributes:
        points: the points; None if they cannot be used.
        turn: the number of the message, which the answer repeats: the browser knows by it what it answers.
    """

    points: Dataset | None
    turn: int


def movable(run: Run, turn: int) -> dict[str, Any]:
    """Return the points of a run for the player, in the units of the data, as JSON-serialisable values.

    Among them: `scaling`, how the points of the picture were standardised, None if they were not; `most`, how many there may be.
    """
    data = run.config.dataset
    scaling = run.scaling and run.scaling._asdict()
    return {"x": data.x.tolist(), "y": data.y.tolist(), "scaling": scaling, "turn": turn, "most": MAX_POINTS}


def moved(message: object) -> Moved | None:
    """Return the points of a message from the browser; None if it is not such a message.

    >>> moved({"x": [1, 2], "y": [2, 4.5], "turn": 1})
    Moved(points=Dataset('own', x=[1.0, 2.0], y=[2.0, 4.5]), turn=1)
    """
    match message:
        case {"x": list(x), "y": list(y), "turn": int(turn)} if not isinstance(turn, bool) and 0 < turn < LAST_TURN:
            return Moved(_checked(x, y), turn)
    return None


def _checked(x: list[Any], y: list[Any]) -> Dataset | None:
    # Text would be parsed, as in a pasted table.
    if len(x) != len(y) or len(x) > MAX_POINTS or not all(isinstance(value, int | float) for value in (*x, *y)):
        return None
    try:
        return check_points(x, y, OWN)
    except PointsError:
        return None
