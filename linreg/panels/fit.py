"""The fit panel: the points, the moving line with its residuals, and the least-squares line.

`meta.part` of a trace says to the player what of theory it is: player/static/theory-view.js draws it while points are moved.
"""

from __future__ import annotations

from linreg.aliases import Translate
from linreg.panels.figure import Figure, scatter
from linreg.panels.palette import DATA, RUN, THEORY
from linreg.panels.panel import (
    GHOST,
    MovingArrow,
    MovingLabel,
    MovingLine,
    MovingResiduals,
    Panel,
    arrow_trace,
    flat_layout,
    ghost_line,
)
from linreg.panels.window import Window
from linreg.run import Run
from linreg.theory import Theory


def fit_panel(run: Run, theory: Theory, window: Window, _: Translate) -> Panel:
    """Return the panel; `_` translates its texts."""
    x, y = run.points.x, run.points.y
    W, b = run.final
    return Panel(
        name="fit",
        title=_("Fit"),
        drawing=_draw(run, theory, window, _),
        moving=(
            MovingResiduals(0, tuple(x.tolist()), tuple(y.tolist())),
            MovingLine(2, window.x, run=GHOST),
            MovingLine(3, window.x),
            MovingLabel(4, window.x),
            MovingArrow(6, line=window.x),
        ),
        description=_(
            "{points} data points, the line of the run and its residuals. The line ends at y = {W:.4g} x + {b:.4g}; "
            "the least-squares line is y = {best_W:.4g} x + {best_b:.4g}."
        ).format(points=len(x), W=W, b=b, best_W=theory.W, best_b=theory.b),
    )


def _draw(run: Run, theory: Theory, window: Window, _: Translate) -> Figure:
    rises = theory.W >= 0  # the labels stand on the free side of the lines
    return Figure(
        data=(
            scatter(mode="lines", line={"color": DATA, "width": 1.5}, hoverinfo="skip"),
            scatter(
                x=window.x,
                y=[theory.W * end + theory.b for end in window.x],
                mode="lines+text",
                line={"color": THEORY, "width": 2, "dash": "dot"},
                text=["", _("least squares")],
                textposition="top left" if rises else "bottom left",
                textfont={"color": THEORY},
                name=_("least squares"),
                meta={"part": "line"},
                hovertemplate=_("least squares") + f": y = {theory.W:.4g} x + {theory.b:.4g}<extra></extra>",
            ),
            scatter(**ghost_line(2)),
            scatter(mode="lines", line={"color": RUN, "width": 3}, name=_("this run"), hoverinfo="skip"),
            scatter(
                mode="text",
                text=[_("this run")],
                textposition="bottom right" if rises else "top right",
                textfont={"color": RUN},
                hoverinfo="skip",
            ),
            scatter(
                x=run.points.x,
                y=run.points.y,
                mode="markers",
                marker={"color": DATA, "size": 9},
                name=_("data"),
                meta={"part": "points"},
                hovertemplate="x = %{x:.6g}<br>y = %{y:.6g}<extra></extra>",
            ),
            arrow_trace(),
        ),
        layout=flat_layout({"range": window.x, "title": {"text": "x"}}, {"range": window.y, "title": {"text": "y"}}),
    )
