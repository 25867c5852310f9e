"""The picture of a run: three panels, and the steps that move them."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from oracles import exact_cost
from pictures import CONFIGS, configs, predicted, trained, unpack

from linreg import Dataset, RunConfig
from linreg.panels import Picture, draw
from linreg.panels.frames import choose_drawn, choose_frames
from linreg.panels.window import window_of
from linreg.settings import SURFACES, Surface

every_run = pytest.mark.parametrize("name", CONFIGS)


@cache
def picture(config: RunConfig, surface: Surface = "contour") -> Picture:
    """Return the picture of a run."""
    return draw(*trained(config), surface)


def size(shown: Picture) -> int:
    """Return the size of the JSON in bytes."""
    return len(json.dumps(shown.to_dict(), allow_nan=False).encode())


def test_a_picture_has_three_panels() -> None:
    """The panels are fit, loss surface and cost; the surface's name is its kind."""
    assert [panel.name for panel in picture(CONFIGS["converging"], "3d").panels] == ["fit", "surface", "cost"]
    assert [panel.name for panel in picture(CONFIGS["converging"], "contour").panels] == ["fit", "contour", "cost"]
    assert SURFACES == ("3d", "contour")


def own(written: dict[str, Any]) -> dict[str, Any]:
    """Return the current run of a picture without kept runs."""
    (run,) = written["runs"]
    return run


@every_run
def test_the_steps_are_those_of_the_run(name: str) -> None:
    """Unpacked, the steps are W, b and cost of the run in float32."""
    run, _theory = trained(CONFIGS[name])
    shown = picture(CONFIGS[name])
    (only,) = shown.shown
    assert only.run is run
    written = own(shown.to_dict())
    step = unpack(written["step"], "<u2")
    np.testing.assert_array_equal(step, only.drawn)
    assert written["updates"] == run.updates_per_epoch
    assert step[-1] == len(run)
    np.testing.assert_array_equal(step[:-1] // written["updates"], run.epoch[only.drawn[:-1]])
    with np.errstate(over="ignore"):
        for column in ("W", "b", "cost"):
            np.testing.assert_array_equal(unpack(written[column], "<f4"), getattr(run.states, column)[step].astype(np.float32))


@every_run
def test_the_frames_are_the_steps_chosen(name: str) -> None:
    """Each frame is an index into the drawn steps, with the time of the chosen step."""
    run, theory = trained(CONFIGS[name])
    written = picture(CONFIGS[name]).to_dict()
    chosen = choose_frames(run, window_of(run, theory))
    frames = unpack(own(written)["frames"], "<u2")
    np.testing.assert_array_equal(unpack(own(written)["step"], "<u2")[frames], chosen)
    np.testing.assert_array_equal(unpack(written["times"], "<f4"), run.states.time[chosen].astype(np.float32))


@settings(max_examples=25)
@given(configs())
def test_frames_point_into_the_drawn_steps(config: RunConfig) -> None:
    """For any run the frames lead from the first drawn step to the last."""
    run, theory = predicted(config)
    picture = draw(run, theory, "contour")
    (shown,) = picture.shown
    chosen = choose_frames(run, window_of(run, theory))
    np.testing.assert_array_equal(shown.drawn[shown.frames], chosen)
    np.testing.assert_array_equal(shown.drawn, choose_drawn(run, window_of(run, theory), chosen))
    assert shown.frames[-1] == len(shown.drawn) - 1
    np.testing.assert_array_equal(picture.times, run.states.time[chosen])


def test_what_is_shown_at_an_epoch_is_what_training_found_there() -> None:
    """Decoded as in the browser, frame 100 of the default run has the W, b and cost of its epoch."""
    run, _theory = trained(RunConfig())
    written = picture(RunConfig()).to_dict()
    at = unpack(own(written)["frames"], "<u2")[100]
    epoch = int(unpack(own(written)["step"], "<u2")[at])
    assert 100 < epoch == unpack(written["times"], "<f4")[100] < 2000
    for column in ("W", "b", "cost"):
        assert unpack(own(written)[column], "<f4")[at] == np.float32(getattr(run, column)[epoch])


def test_what_is_shown_in_an_epoch_of_batches_is_one_of_its_steps() -> None:
    """With three steps an epoch, frames are at thirds of an epoch."""
    run, _theory = trained(CONFIGS["one-by-one"])
    written = picture(CONFIGS["one-by-one"]).to_dict()
    assert own(written)["updates"] == 3
    step = unpack(own(written)["step"], "<u2")[unpack(own(written)["frames"], "<u2")]
    np.testing.assert_allclose(step / 3, unpack(written["times"], "<f4"), rtol=1e-6)
    assert [step[0], step[-1]] == [0, len(run)]


def test_a_picture_names_its_run() -> None:
    """The picture has the digest of the config and the number of epochs, whatever the kind of surface."""
    for config in (RunConfig(lr=0.05, epochs=30, zero_grad=False), RunConfig(lr=0.05, epochs=30, batch=2, optimizer="adam")):
        for surface in SURFACES:
            written = picture(config, surface).to_dict()
            assert written["run"] == config.digest()
            assert written["epochs"] == 30


def last_state(written: dict[str, Any]) -> tuple[float, float, float]:
    """Return W, b and cost at the last frame."""
    at = unpack(own(written)["frames"], "<u2")[-1]
    W, b, cost = (float(unpack(own(written)[column], "<f4")[at]) for column in ("W", "b", "cost"))
    return W, b, cost


@pytest.mark.parametrize("name", ["default", "diverging", "swinging", "batches", "adam", "nn.Linear"])
def test_the_last_frame_is_the_state_after_the_last_update(name: str) -> None:
    """The last frame has the run's final W and b, with the cost there; its epoch is the run's last."""
    run, _theory = trained(CONFIGS[name])
    written = picture(CONFIGS[name]).to_dict()
    with np.errstate(over="ignore"):
        assert last_state(written) == tuple(np.float32([*run.final, run.final_cost]))
    assert unpack(own(written)["step"], "<u2")[-1] == len(run)
    assert written["last"] == run.epoch[-1]


def test_a_picture_knows_its_data() -> None:
    """Pictures of the same training points have the same digest, others another; the variance is that of the points' y."""
    digests = {}
    for config in (RunConfig(epochs=3), RunConfig(epochs=3, data="cars"), RunConfig(epochs=3, data="cars", scale=True)):
        written = picture(config).to_dict()
        y = trained(config)[0].points.y
        assert written["variance"] == pytest.approx(float(((y - y.mean()) ** 2).mean()))
        digests[config] = written["data"]
    assert len(set(digests.values())) == 3
    assert picture(RunConfig(lr=0.1, epochs=9, style="linear")).to_dict()["data"] == digests[RunConfig(epochs=3)]


def test_a_picture_tells_whether_its_start_was_chosen() -> None:
    """A start that is not the usual one can be reset."""
    assert picture(RunConfig(epochs=3, start=(1.0, 1.0))).to_dict()["chosen"] is True
    assert picture(RunConfig(epochs=3)).to_dict()["chosen"] is False


def test_a_picture_says_where_its_axes_end() -> None:
    """The picture has the ranges of all axes, so that the browser can tell if the run has left them."""
    run, theory = trained(RunConfig(epochs=30))
    window = window_of(run, theory)
    assert picture(RunConfig(epochs=30)).to_dict()["window"] == window._asdict()


@pytest.mark.parametrize("name", ["default", "batches", "standardised", "long-valley", "own-points"])
def test_a_picture_tells_how_the_loss_surface_is_shaped(name: str) -> None:
    """The browser can compute the cost at any (W, b) from the optimum and the Hessian in the picture."""
    run, _theory = trained(CONFIGS[name])
    bowl = picture(CONFIGS[name]).to_dict()["bowl"]
    assert set(bowl) == {"W", "b", "cost", "WW", "Wb", "bb"}
    for W, b in ((0.0, 0.0), (2.5, -1.5), (-30.0, 40.0)):
        dW, db = W - bowl["W"], b - bowl["b"]
        cost = bowl["cost"] + (bowl["WW"] * dW * dW + 2 * bowl["Wb"] * dW * db + bowl["bb"] * db * db) / 2
        assert cost == pytest.approx(exact_cost(run.points, W, b), rel=1e-6)


@every_run
@pytest.mark.parametrize("surface", SURFACES)
def test_a_picture_is_plain_json(name: str, surface: Surface) -> None:
    """The picture round-trips through strict JSON, without NaN and Infinity."""
    written = json.dumps(picture(CONFIGS[name], surface).to_dict(), allow_nan=False)
    again = json.loads(written)
    assert json.dumps(again, allow_nan=False) == written
    assert set(again) == {
        *("run", "lr", "settings", "epochs", "last", "chosen", "data", "variance"),
        *("panels", "runs", "times", "window", "bowl"),
    }
    assert set(own(again)) == {"step", "W", "b", "cost", "updates", "frames", "trembles"}


def test_a_picture_says_its_settings() -> None:
    """The settings that everybody asks for, and those that are not the default; points of one's own are not listed."""
    said = {
        RunConfig(): "W, b tensors · lr 0.01 · epochs 2000 · zero_grad on · SGD",
        RunConfig(data="hubble", optimizer="adam", beta1=0.5): (
            "W, b tensors · data hubble · lr 0.01 · epochs 2000 · zero_grad on · Adam · beta1 0.5"
        ),
        RunConfig(style="linear", data=Dataset("own", [1, 2, 4], [1, 2, 3]), zero_grad=False): (
            "nn.Linear · Your own points · lr 0.01 · epochs 2000 · zero_grad off · SGD"
        ),
    }
    for config, text in said.items():
        assert picture(config, "contour").to_dict()["settings"] == text


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("zero_grad", [True, False])
@pytest.mark.parametrize("lr", [0.01, 0.19])
@pytest.mark.parametrize("epochs", [100, 2000, 20_000])
def test_a_picture_has_at_most_50_kilobytes(epochs: int, lr: float, zero_grad: bool, surface: Surface) -> None:
    """A picture has at most 50 KB, for 100 epochs and for 20,000."""
    run, theory = predicted(RunConfig(lr=lr, zero_grad=zero_grad, epochs=epochs))
    assert size(draw(run, theory, surface)) <= 50_000


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("zero_grad", [True, False])
def test_a_picture_does_not_grow_with_its_epochs(zero_grad: bool, surface: Surface) -> None:
    """From 2,000 to 20,000 epochs a picture grows by at most 8 KB, from 5,000 to 20,000 hardly at all."""
    small, middle, large = (
        size(draw(*predicted(RunConfig(zero_grad=zero_grad, epochs=epochs)), surface)) for epochs in (2000, 5000, 20_000)
    )
    assert large - small <= 8000
    assert abs(large - middle) <= 2000


@settings(max_examples=25)
@given(configs())
def test_no_run_makes_a_larger_picture(config: RunConfig) -> None:
    """No run makes a picture of more than 50 KB."""
    assert size(draw(*predicted(config), "3d")) <= 50_000


def test_a_picture_changes_nothing_of_its_run() -> None:
    """Drawing the same run twice gives the same picture."""
    run_and_theory = trained(RunConfig(epochs=300))
    assert draw(*run_and_theory, "3d").to_dict() == draw(*run_and_theory, "3d").to_dict()
