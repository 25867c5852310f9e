"""The map of all pairs: its cells are the runs, and its lines are where theory says."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from pictures import mark

from linreg import RunConfig, Sweep, Theory, analyse, record
from linreg.panels import Panel
from linreg.panels.palette import THEORY
from linreg.panels.rates_map import CLOSEST, map_of, rates_map_panel
from linreg.rates import all_pairs, grid, of_all_pairs, second_option

SIZE = 16
CONFIGS = {
    "sgd": RunConfig(epochs=300),
    "momentum": RunConfig(epochs=300, optimizer="momentum", data="noisy"),
    "nesterov": RunConfig(epochs=300, optimizer="nesterov"),
    "adding-up": RunConfig(epochs=300, zero_grad=False),
    "rmsprop": RunConfig(epochs=60, optimizer="rmsprop"),
    "adam": RunConfig(epochs=60, optimizer="adam"),
    "adamw": RunConfig(epochs=60, optimizer="adamw", style="linear"),
    "batches": RunConfig(epochs=60, data="noisy", batch=5, optimizer="momentum"),
    "standardised": RunConfig(epochs=60, data="hubble", scale=True),
    "at-the-optimum": RunConfig(epochs=20, start=(2.0, 0.0)),
}
each_config = pytest.mark.parametrize("name", CONFIGS)


@cache
def swept(name: str) -> tuple[Sweep, Theory]:
    """Return the sweep of a config over pairs, with its theory."""
    sweep = all_pairs(CONFIGS[name], SIZE)
    return sweep, analyse(sweep.config, sweep.dataset)


def panel_of(name: str, here: tuple[float, float] = (0.01, 0.5)) -> Panel:
    """Return the panel of a config."""
    return rates_map_panel(*swept(name), here, mark)


def line(panel: Panel, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return x and y of a line of theory."""
    (found,) = (trace for trace in panel.figure.data if trace.name == name)
    assert THEORY in (found.line.color, found.marker.color)
    return np.array(found.x, dtype=float), np.array(found.y, dtype=float)


@each_config
def test_each_cell_is_the_run_of_its_pair(name: str) -> None:
    """The share of the way left is that of the recorded run; there is a gap where it ended farther away than it began."""
    cells = panel_of(name).figure.data[0]
    option = second_option(CONFIGS[name])
    lrs, values = grid(CONFIGS[name], SIZE)
    assert (list(cells.x), list(cells.y)) == (lrs, values)
    for row, column in ((0, 0), (0, 11), (7, 9), (9, 12), (14, 5), (15, 14), (4, 12)):
        config = replace(of_all_pairs(CONFIGS[name]), lr=lrs[column], **{option: values[row]})
        run, theory = record(config), analyse(config)
        with np.errstate(over="ignore", invalid="ignore"):
            first, last = (math.hypot(W - theory.W, b - theory.b) for W, b in ((run.W[0], run.b[0]), run.final))
        share, shown = last / first if first else math.nan, 10.0 ** float(cells.z[row][column])
        if first and not share <= 1:
            assert math.isnan(shown)
        elif first:
            assert shown == pytest.approx(min(1.0, max(share, CLOSEST)), rel=0.02, abs=2e-6)
            assert cells.customdata[row][column] == pytest.approx(shown, rel=1e-5)
        else:
            assert shown == pytest.approx(CLOSEST)


@each_config
def test_what_ended_farther_away_has_crosses_and_no_colour(name: str) -> None:
    """Crosses stand on gaps only, and no gap is four cells or more from one."""
    cells, crosses = panel_of(name).figure.data[:2]
    gaps = np.isnan(np.array(cells.z))
    assert np.isfinite(np.array(cells.z)[~gaps]).all()
    places = [(list(cells.y).index(y), list(cells.x).index(x)) for x, y in zip(crosses.x, crosses.y, strict=True)]
    assert all(gaps[place] for place in places)
    for row, column in np.argwhere(gaps):
        assert min(max(abs(row - y), abs(column - x)) for y, x in places) < 4
    assert len(set(places)) == len(places) <= 16
    assert crosses.marker.symbol == "x-thin"


@pytest.mark.parametrize(("name", "steps"), [("sgd", 3000), ("momentum", 3000), ("nesterov", 3000)])
def test_runs_on_either_side_of_the_bound(name: str, steps: int) -> None:
    """At each momentum runs just left of the line stay bounded, and just right of it they leave."""
    lrs, momenta = line(panel_of(name), "⟦bound⟧")
    assert (len(lrs), momenta[0], momenta[-1]) == (201, 0, 1)
    for place in (1, 60, 120, 180, 200):
        config = replace(of_all_pairs(CONFIGS[name]), momentum=float(momenta[place]), epochs=steps)
        below, above = (record(replace(config, lr=float(lrs[place]) * by)) for by in (0.98, 1.02))
        assert below.final_cost < 1000 * below.cost[0]
        assert above.diverged_at is not None or above.final_cost > 1e6 * above.cost[0]


def test_the_bound_of_a_heavy_ball_is_two_times_one_plus_momentum_over_the_large_eigenvalue() -> None:
    """The line is lr = 2 (1 + momentum) / lambda_max; that of Nesterov is divided by 1 + 2 momentum."""
    for name, divided in (("sgd", 0), ("nesterov", 2)):
        lrs, momenta = line(panel_of(name), "⟦bound⟧")
        np.testing.assert_allclose(lrs, 2 * (1 + momenta) / (1 + divided * momenta) / 11.092940, rtol=1e-6)


def test_with_zero_grad_off_the_bound_leads_along_momentum_0() -> None:
    """Only without momentum a run stays bounded, up to 4 / lambda_max; with little momentum it leaves however small lr is."""
    panel = panel_of("adding-up")
    lrs, momenta = line(panel, "⟦bound⟧")
    assert momenta.tolist() == [0, 0]
    assert lrs == pytest.approx([1e-4, 4 / 11.092940])
    assert not any(trace.name in ("⟦best⟧", "⟦fastest⟧") for trace in panel.figure.data)
    config = replace(of_all_pairs(CONFIGS["adding-up"]), epochs=8000)
    assert record(replace(config, lr=0.98 * lrs[1], momentum=0.0)).diverged_at is None
    assert record(replace(config, lr=1.02 * lrs[1], momentum=0.0)).diverged_at is not None
    assert record(replace(config, lr=0.02, momentum=0.05)).final_cost > 1e6


def test_the_best_momentum_is_the_closest_in_its_column() -> None:
    """After many epochs the closest runs of a column lie next to the line of the best momentum."""
    sweep = all_pairs(RunConfig(epochs=60), 32)
    found = map_of(sweep, analyse(sweep.config))
    checked = 0
    for column, lr in enumerate(found.lr):
        closest = found.other[np.argmin(np.where(found.farther[:, column], np.inf, found.left[:, column]))]
        if 0.06 < lr < 0.34:
            assert closest == pytest.approx(np.interp(lr, *found.best), abs=0.16)
            checked += 1
    assert checked >= 5
    small, large = math.sqrt(0.240393), math.sqrt(11.092940)
    assert found.fastest == pytest.approx((4 / (large + small) ** 2, ((large - small) / (large + small)) ** 2), rel=1e-5)


@pytest.mark.parametrize("name", ["rmsprop", "adam", "adamw", "batches"])
def test_where_theory_knows_nothing_no_line_is_drawn(name: str) -> None:
    """For adaptive optimizers and in batches the map has cells, crosses and the current run alone."""
    panel = panel_of(name)
    assert len(panel.figure.data) == 3
    assert "heory" not in panel.description
    option = "momentum" if name in ("rmsprop", "batches") else "beta1"
    assert panel.figure.layout.yaxis.title.text == option


def test_nesterov_has_a_bound_and_no_best() -> None:
    """The fastest momentum is that of a heavy ball."""
    names = [trace.name for trace in panel_of("nesterov").figure.data if trace.name]
    assert names == ["⟦farther⟧", "⟦bound⟧"]


@each_config
def test_only_the_marker_moves_with_the_pair(name: str) -> None:
    """For another pair everything but the last trace is the same; outside it stands at the edge."""
    one, other = panel_of(name, (0.01, 0.5)).figure, panel_of(name, (10.0, 0.9)).figure
    assert one.layout.to_plotly_json() == other.layout.to_plotly_json()
    for before, after in zip(one.data[:-1], other.data[:-1], strict=True):
        assert before.to_json() == after.to_json()
    assert (one.data[-1].x[0], one.data[-1].y[0]) == (0.01, 0.5)
    assert math.log10(other.data[-1].x[0]) == pytest.approx(other.layout.xaxis.range[1])
    assert other.data[-1].y[0] == 0.9


def test_the_description_tells_the_numbers() -> None:
    """The text alternative counts the runs, names the closest, the bound and the fastest pair, and the current run."""
    sweep, theory = swept("sgd")
    found = map_of(sweep, theory)
    text = rates_map_panel(sweep, theory, (0.05, 0.25), str).description
    assert f"256 runs over lr from 0.0001 to 1 and momentum from 0 to 1. {found.farther.sum()} of them ended farther" in text
    row, column = np.unravel_index(np.nanargmin(np.where(found.farther, np.inf, found.left)), found.left.shape)
    assert f"The closest, lr {found.lr[column]:g} with momentum {found.other[row]:g}, has < 0.0001% of the way left." in text
    assert "Theory's bound is lr 0.1803 at momentum 0 and lr 0.3606 at momentum 1." in text
    assert "Fastest in theory is lr 0.274 with momentum 0.5526." in text
    assert "The current run has lr 0.05 and momentum 0.25." in text
    assert (
        "lr 0.3606 at momentum 0; with any momentum there is none."
        in rates_map_panel(*swept("adding-up"), (0.1, 0.0), str).description
    )
