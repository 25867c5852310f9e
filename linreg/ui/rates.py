"""The "All learning rates" tab: the cost at each learning rate of the slider, and a map of pairs with the optimizer's option."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st

from linreg import Run, RunConfig, Sweep, SweepTooLarge, Theory, analyse
from linreg.aliases import Translate
from linreg.config import LEARNING_RATES
from linreg.panels.rates import rates_panel
from linreg.panels.rates_map import rates_map_panel
from linreg.rates import SIZES, all_pairs, all_rates, grid, map_size, of_all_pairs, of_all_rates, second_option
from linreg.turns import TURNS
from linreg.ui.player import still_panels
from linreg.ui.runs import progress_in
from linreg.ui.slider import nearest
from linreg.ui.state import change
from linreg.words.rates import pairs_sentence, rates_sentence

_MOST: Final = 16
"""Sweeps in the cache. One takes at most 250 KB."""


class Swept:
    """A sweep that is trained when it is first asked for. If that is interrupted, the next who asks begins anew."""

    def __init__(self, config: RunConfig, size: int | None) -> None:
        self._config = config
        self._size = size
        self._lock = threading.Lock()
        self._sweep: Sweep | None = None

    def get(self, on_progress: Callable[[float], None]) -> Sweep:
        """Return the sweep, trained now or, meanwhile, by another session.

        Raises:
            SweepTooLarge: if it would take too long.
        """
        while not self._lock.acquire(timeout=0.05):
            on_progress(0.0)
        try:
            self._sweep = self._sweep or self._trained(on_progress)
            return self._sweep
        finally:
            self._lock.release()

    def _trained(self, on_progress: Callable[[float], None]) -> Sweep:
        if self._size is None:
            return all_rates(self._config, on_progress)
        return all_pairs(self._config, self._size, on_progress)


@st.cache_resource(max_entries=_MOST, show_spinner=False, hash_funcs={RunConfig: RunConfig.digest})
def _swept(config: RunConfig, size: int | None) -> Swept:
    """Return the place of a sweep: over the learning rates, or with `size` over as many values of either setting."""
    return Swept(config, size)


def rates(run: Run, _: Translate) -> None:
    """Show the tab for a run. What is already trained is shown at once; the rest after it."""
    left, right = st.columns(2, gap="medium")
    with left:
        _all_rates(run, _)
    if second_option(run.config):
        with right:
            _all_pairs(run, _)


def _all_rates(run: Run, _: Translate) -> None:
    config = run.config
    try:
        sweep = _shown(_swept(of_all_rates(config), None), _)
    except SweepTooLarge:
        _too_dear(len(LEARNING_RATES), config, _)
        return
    theory = analyse(sweep.config, sweep.dataset)
    still_panels([rates_panel(sweep, theory, (config.lr, run.final_cost), _)], _, key="rates", on_pick=take_rate)
    st.markdown(rates_sentence(sweep, theory, _))
    _caption(
        _("Each point is a PyTorch run with the settings above and its own lr. Dashed: at earlier epochs; solid: at the end."),
        _("Orange is theory.") if theory.momentum is not None else "",
        _("A click sets lr."),
    )


def _all_pairs(run: Run, _: Translate) -> None:
    config, option, size = run.config, second_option(run.config), map_size(run.config)
    if option is None:
        return
    if size is None:
        _too_dear(SIZES[-1] ** 2, config, _)
        return
    sweep = _shown(_swept(of_all_pairs(config), size), _)
    theory = analyse(sweep.config, sweep.dataset)
    here = (config.lr, config.options.get(option, 0.0))
    still_panels([rates_map_panel(sweep, theory, here, _)], _, key="rates-map", on_pick=lambda x, y: take_pair(x, y, config, size))
    st.markdown(pairs_sentence(sweep, theory, _))
    _caption(
        _("Each of the {size} × {size} cells is a PyTorch run of {epochs} epochs, coloured by the share of the way left.").format(
            size=size, epochs=config.epochs
        ),
        _("Crosses: runs that ended farther away than they began."),
        _("A finer map would take too long with so many epochs and points.") if size < SIZES[0] else "",
        _theory_of_pairs(theory, _),
        _("A click sets lr and {option}.").format(option=option),
    )


def _theory_of_pairs(theory: Theory, _: Translate) -> str:
    """Return what theory draws in the map."""
    momentum = theory.momentum
    if momentum is None:
        return ""
    if not momentum.zero_grad:
        return _("Orange is theory: only momentum 0 has a bound, because with zero_grad off gradients accumulate already.")
    if momentum.nesterov:
        return _("Orange is theory: the bound, if it is in the picture.")
    return _("Orange is theory, as far as it is in the picture: the bound, the best momentum for each lr, the fastest pair.")


def _caption(*texts: str) -> None:
    st.caption(" ".join(text for text in texts if text))


def _shown(swept: Swept, _: Translate) -> Sweep:
    """Return a sweep, with a progress bar while it is trained."""
    place = st.empty()
    with TURNS.aside():
        sweep = swept.get(progress_in(place, _("Training all of them with PyTorch …")))
    place.empty()
    return sweep


def _too_dear(runs: int, config: RunConfig, _: Translate) -> None:
    text = _("{runs} runs of {epochs} epochs on these points would take too long together: with fewer epochs they are shown.")
    st.info(text.format(runs=runs, epochs=config.epochs))


def take_rate(x: float, _y: float) -> None:
    """Set lr to the learning rate of the slider that is nearest to `x`."""
    change({"lr": _nearest_rate(x, LEARNING_RATES)})


def take_pair(x: float, y: float, config: RunConfig, size: int) -> None:
    """Set lr and the second option to the pair of the map that is nearest to (x, y). Plain SGD becomes SGD with momentum."""
    option = second_option(config)
    if option is None:
        return
    lrs, values = grid(config, size)
    pair = {"lr": _nearest_rate(x, lrs), option: values[nearest(y, values)]}
    change({"optimizer": "momentum", **pair} if config.optimizer == "sgd" else pair)


def _nearest_rate(x: float, lrs: Sequence[float]) -> float:
    """Return the learning rate that is nearest to `x` on a logarithmic scale: the first one for 0 and less."""
    return lrs[0] if x <= lrs[0] else min(lrs, key=lambda lr: abs(math.log(lr / x)))
