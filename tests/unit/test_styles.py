"""The three styles: initial values, cost and gradient, and that they are the same regression."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from oracles import (
    COLUMNS,
    comparable,
    cost_bound,
    datasets,
    descend,
    exact_cost,
    gradient,
    gradient_bound,
    hessian,
    points,
    rounding_bound,
    starts,
    updates,
)
from torch import nn

import linreg.config
from linreg import Dataset, RunConfig, load_dataset, record, train
from linreg.styles import STYLES, LinearStyle, ManualStyle, ModuleStyle
from linreg.styles.initial import draw_initial, linear_at
from linreg.training import start_of

each_style = pytest.mark.parametrize("style", STYLES)


def columns(dataset: Dataset) -> tuple[torch.Tensor, torch.Tensor]:
    """Return x_train and y_train."""
    x, y = points(dataset)
    return torch.tensor(x, dtype=torch.float32).unsqueeze(1), torch.tensor(y, dtype=torch.float32).unsqueeze(1)


def seeded_linear(seed: int) -> tuple[float, float]:
    """Return PyTorch's own initial values."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = nn.Linear(1, 1)
    return model.weight.item(), model.bias.item()


def test_registry() -> None:
    """There is a style for each name that a config accepts, in the same order."""
    assert tuple(STYLES) == linreg.config.STYLES == ("manual", "linear", "module")
    with pytest.raises(TypeError):
        STYLES["other"] = ManualStyle


@each_style
@given(starts)
def test_begins_where_told(style: str, start: tuple[float, float]) -> None:
    """A style has W and b, one trainable float32 number each, with the given values."""
    model = STYLES[style](*start)
    for parameter, value in zip((model.W, model.b), start, strict=True):
        assert parameter.numel() == 1
        assert parameter.dtype == torch.float32
        assert parameter.requires_grad
        assert parameter.is_leaf
        assert parameter.item() == value


@each_style
@given(datasets(), starts)
def test_cost_and_gradient(style: str, dataset: Dataset, start: tuple[float, float]) -> None:
    """Cost and gradient agree with the formulas of the mean squared error, up to float32 rounding."""
    model = STYLES[style](*start)
    cost = model.cost(*columns(dataset))
    assert cost.shape == ()
    cost.backward()
    assert abs(cost.item() - exact_cost(dataset, *start)) <= cost_bound(dataset, start, 0.0)
    got = np.array([model.W.grad.item(), model.b.grad.item()])
    assert (np.abs(got - gradient(dataset, *start)) <= gradient_bound(dataset, *start)).all()


def test_manual_is_tensors() -> None:
    """Style `manual` is bare tensors and a mean squared error written by hand."""
    model = ManualStyle(1.0, 2.0)
    assert type(model.W) is type(model.b) is torch.Tensor
    assert model.W.shape == model.b.shape == (1,)
    assert model.cost(*columns(load_dataset("notes"))).grad_fn.name().startswith("Mean")


def test_linear_is_nn_linear() -> None:
    """Style `linear` is an `nn.Linear(1, 1)` and `F.mse_loss`."""
    style = LinearStyle(1.0, 2.0)
    assert type(style.model) is nn.Linear
    assert (style.model.in_features, style.model.out_features) == (1, 1)
    assert style.W is style.model.weight
    assert style.b is style.model.bias
    x, y = columns(load_dataset("notes"))
    cost = style.cost(x, y)
    assert cost.grad_fn.name().startswith("MseLoss")
    assert cost.item() == F.mse_loss(style.model(x), y).item()


def test_module_calls_its_linear() -> None:
    """Style `module` is a subclass of `nn.Module` whose `forward` calls its `nn.Linear`, and `F.mse_loss`."""
    style = ModuleStyle(1.0, 2.0)
    assert isinstance(style.model, nn.Module)
    assert type(style.model) not in (nn.Module, nn.Linear)
    inner = style.model.linear
    assert type(inner) is nn.Linear
    assert style.W is inner.weight
    assert style.b is inner.bias
    assert [id(p) for p in style.model.parameters()] == [id(style.W), id(style.b)]
    calls = []
    for module in (style.model, inner):
        module.register_forward_hook(lambda called, _args, _output: calls.append(called))
    cost = style.cost(*columns(load_dataset("notes")))
    assert calls == [inner, style.model]
    assert cost.grad_fn.name().startswith("MseLoss")


@each_style
def test_trained_by_sgd(style: str) -> None:
    """Every style is trained by `torch.optim.SGD` of W and b with the config's lr and defaults otherwise."""
    with updates() as made:
        steps = list(train(RunConfig(style=style, lr=0.02, epochs=9)))
    assert len(made) == len(steps) == 10
    optimizer = made[0]
    assert all(other is optimizer for other in made)
    assert type(optimizer) is torch.optim.SGD
    (group,) = optimizer.param_groups
    plain = torch.optim.SGD([torch.zeros(1)], lr=0.02).param_groups[0]
    assert {key: value for key, value in group.items() if key != "params"} == {k: v for k, v in plain.items() if k != "params"}
    assert [parameter.numel() for parameter in group["params"]] == [1, 1]
    after = tuple(parameter.item() for parameter in group["params"])
    assert after == record(RunConfig(style=style, lr=0.02, epochs=9)).final


@pytest.mark.parametrize("style", ["linear", "module"])
def test_seed_1(style: str) -> None:
    """With seed 1 and no start, `linear` and `module` have the initial values W = 0.5153, b = -0.4414."""
    step = next(train(RunConfig(style=style, seed=1)))
    assert f"{step.W:.4f} {step.b:.4f}" == "0.5153 -0.4414"


@pytest.mark.parametrize("seed", [0, 1, 2, 7, 42, 1234, 2**31, 2**32 - 1])
def test_seed_is_pytorchs(seed: int) -> None:
    """Initial values are those of `torch.manual_seed(seed); nn.Linear(1, 1)`; for `manual` they are 0."""
    assert draw_initial(seed) == seeded_linear(seed)
    for style in ("linear", "module"):
        step = next(train(RunConfig(style=style, seed=seed)))
        assert (step.W, step.b) == seeded_linear(seed) == start_of(RunConfig(style=style, seed=seed))
    step = next(train(RunConfig(style="manual", seed=seed)))
    assert (step.W, step.b) == (0.0, 0.0) == start_of(RunConfig(style="manual", seed=seed))


@each_style
def test_start_beats_seed(style: str) -> None:
    """A given start is used, whatever the seed."""
    for seed in (1, 2):
        step = next(train(RunConfig(style=style, start=(0.25, -3.5), seed=seed)))
        assert (step.W, step.b) == (0.25, -3.5)


@each_style
def test_shared_generator_is_untouched(style: str) -> None:
    """Training and constructing a model neither use nor seed the global random generator."""
    with torch.random.fork_rng():
        torch.manual_seed(20220928)
        before = torch.random.get_rng_state()
        for seed in (1, 5):
            record(RunConfig(style=style, seed=seed, epochs=5))
            list(train(RunConfig(style=style, seed=seed, epochs=5)))
            draw_initial(seed)
        linear_at(1.0, 2.0)
        assert torch.equal(torch.random.get_rng_state(), before)


@given(datasets(), starts, st.floats(0.01, 1.3), st.booleans())
def test_same_trajectory(dataset: Dataset, start: tuple[float, float], ratio: float, zero_grad: bool) -> None:
    """From one start `linear` and `module` go the same way bit for bit, and `manual` as near to it as float32 rounds.

    `manual` multiplies, adds and takes means elementwise; the others go through the kernels of `addmm` and `mse_loss`. The
    forward passes measured alike to the bit; the gradient of W, a sum over the points, is added up in another order, which
    measured 0 apart for 2, 3, 4 or 8 points and a few units in the last place of its largest term otherwise (up to 4e-5
    in W after 300 steps). Each is within the rounding bound of the exact path, so they are within two of one another.
    """
    lr = float(min(10.0, ratio * (2 if zero_grad else 4) / np.linalg.eigvalsh(hessian(dataset)).max()))
    runs = [
        record(RunConfig(style=style, lr=lr, epochs=150, start=start, zero_grad=zero_grad), dataset)
        for style in ("manual", "linear", "module")
    ]
    manual, linear, module = runs
    for column in COLUMNS:
        assert np.array_equal(getattr(linear, column), getattr(module, column), equal_nan=True)
    assert np.array_equal(linear.final, module.final, equal_nan=True)
    path = descend(dataset, lr, start, zero_grad, 150)
    bound = rounding_bound(dataset, lr, zero_grad, path)
    steps = comparable(dataset, path, bound)
    assert steps > 10
    assert (np.hypot(manual.W - linear.W, manual.b - linear.b)[:steps] <= 2 * bound[:steps]).all()


@pytest.mark.parametrize(("zero_grad", "tolerance"), [(True, 1e-5), (False, 2e-3)])
@pytest.mark.parametrize("lr", [0.001, 0.01, 0.1, 0.17])
def test_same_trajectory_on_the_notes(lr: float, zero_grad: bool, tolerance: float) -> None:
    """On the notes' points the three styles stay together for 2000 epochs: 1e-5 in W and b, 2e-3 with zero_grad off.

    They measured equal to the bit. The tolerance is for processors on which a sum of three products rounds otherwise: it is
    ten times what separates a run from the exact path (7e-7, and 1.5e-4 where nothing damps the errors).
    """
    runs = [record(RunConfig(style=style, lr=lr, start=(0.5, -0.25), zero_grad=zero_grad)) for style in STYLES]
    for run in runs[1:]:
        assert len(run) == len(runs[0]) == 2001
        assert np.hypot(run.W - runs[0].W, run.b - runs[0].b).max() <= tolerance
        assert np.abs(run.cost - runs[0].cost).max() <= 20 * tolerance
