"""A run as the output of a notebook's cell: the player, all of it in one frame."""

from __future__ import annotations

from html import escape
from typing import Final

from linreg import Run, analyse
from linreg.panels import draw
from linreg.player.standalone import standalone
from linreg.words.sentence import verdict_sentence, without_marks

HEIGHT: Final = 480
"""Of the frame in pixels: three panels side by side, the controls and the sentence. In a narrow notebook the frame scrolls."""


def inline(run: Run) -> str:
    """Return HTML that shows a run in the player, with English texts: about 2 MB, most of it plotly.js.

    It is a frame, because notebooks run no module scripts outside of one. The frame has no access to the notebook.
    """
    theory = analyse(run.config, run.dataset)
    title = "linreg: watch PyTorch fit a line"
    page = standalone(draw(run, theory, "3d"), title, without_marks(verdict_sentence(run, theory, str)), "en")
    return (
        f'<iframe srcdoc="{escape(page)}" title="{title}" sandbox="allow-scripts allow-downloads" '
        f'width="100%" height="{HEIGHT}" style="border:0"></iframe>'
    )
