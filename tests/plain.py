"""Reference loops without linreg: in plain PyTorch, and the published rules of the optimizers in float64."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from oracles import Floats, gradient
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from linreg import Dataset, Run, RunConfig

NUMBERS = ("W", "b", "cost", "grad_W", "grad_b", "batch_cost")
OTHER_OPTIONS = {
    "sgd": {},
    "momentum": {"momentum": 0.5},
    "nesterov": {"momentum": 0.75},
    "adagrad": {"lr_decay": 0.125, "eps": 0.01},
    "rmsprop": {"alpha": 0.75, "momentum": 0.5, "eps": 0.01},
    "adam": {"beta1": 0.5, "beta2": 0.75, "eps": 0.01},
    "adamw": {"beta1": 0.75, "beta2": 0.875, "weight_decay": 0.25},
}
"""A non-default value of every option, by optimizer."""


class Plain(NamedTuple):
    """The results of a plain loop.

    Attributes:
        epoch: the epoch of each step.
        numbers: shape (steps, 6), columns as in NUMBERS.
        final: W and b after the last update.
        batches: x and y of each step's batch.
        states: the optimizer's state of W and of b after each step, by PyTorch's names.
    """

    epoch: list[int]
    numbers: Floats
    final: tuple[float, float]
    batches: list[tuple[NDArray[np.float32], NDArray[np.float32]]]
    states: list[dict[str, tuple[float, float]]]


class _Model(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x)


def made_by_hand(name: str, parameters: list[Tensor], lr: float, **options: float) -> torch.optim.Optimizer:
    """Return the optimizer with the given options and PyTorch's defaults otherwise, except the momentum of SGD."""
    optim = torch.optim
    if "beta1" in options or "beta2" in options:
        betas = (options.pop("beta1", 0.9), options.pop("beta2", 0.999))
        options["betas"] = betas
    return {
        "sgd": lambda: optim.SGD(parameters, lr=lr),
        "momentum": lambda: optim.SGD(parameters, lr=lr, **{"momentum": 0.9, **options}),
        "nesterov": lambda: optim.SGD(parameters, lr=lr, nesterov=True, **{"momentum": 0.9, **options}),
        "adagrad": lambda: optim.Adagrad(parameters, lr=lr, **options),
        "rmsprop": lambda: optim.RMSprop(parameters, lr=lr, **options),
        "adam": lambda: optim.Adam(parameters, lr=lr, **options),
        "adamw": lambda: optim.AdamW(parameters, lr=lr, **options),
    }[name]()


def plain_loop(config: RunConfig, dataset: Dataset | None = None, **options: float) -> Plain:
    """Train in a plain PyTorch loop, for all epochs; `options` are the non-default options of the optimizer.

    It uses nothing of linreg but the config's fields and data set.
    """
    data = dataset or config.dataset
    x_train, y_train = (torch.tensor([[value] for value in column], dtype=torch.float32) for column in (data.x, data.y))
    if config.scale:
        x_train = (x_train - x_train.mean()) / x_train.std(correction=0)
        y_train = (y_train - y_train.mean()) / (y_train.std(correction=0) if y_train.max() > y_train.min() else 1)
    loader = [(x_train, y_train)]
    if config.batch is not None:
        shuffling = torch.Generator().manual_seed(config.seed)
        loader = DataLoader(TensorDataset(x_train, y_train), batch_size=config.batch, shuffle=True, generator=shuffling)
    W, b, cost_of = _model(config)
    optimizer = made_by_hand(config.optimizer, [W, b], config.lr, **options)
    found = Plain([], [], (0.0, 0.0), [], [])
    for epoch in range(config.epochs + 1):
        for x, y in loader:
            cost = cost_of(x, y)
            if config.zero_grad:
                optimizer.zero_grad()
            cost.backward()
            of_all = cost_of(x_train, y_train) if len(x) < len(x_train) else cost
            found.epoch.append(epoch)
            found.batches.append((x.numpy().ravel(), y.numpy().ravel()))
            found.numbers.append([value.item() for value in (W, b, of_all, W.grad, b.grad, cost)])
            optimizer.step()
            of_W, of_b = ({name: float(value) for name, value in optimizer.state[p].items() if value is not None} for p in (W, b))
            found.states.append({name: (of_W[name], of_b[name]) for name in of_W})
    return found._replace(numbers=np.array(found.numbers), final=(W.item(), b.item()))


def _model(config: RunConfig) -> tuple[Tensor, Tensor, Callable[[Tensor, Tensor], Tensor]]:
    if config.style == "manual":
        W, b = (torch.tensor([value], requires_grad=True) for value in config.start or (0.0, 0.0))
        return W, b, lambda x, y: torch.mean((x * W + b - y) ** 2)
    with torch.random.fork_rng():
        torch.manual_seed(config.seed)
        model = nn.Linear(1, 1) if config.style == "linear" else _Model()
    W, b = model.parameters()
    if config.start is not None:
        nn.init.constant_(W, config.start[0])
        nn.init.constant_(b, config.start[1])
    return W, b, lambda x, y: F.mse_loss(model(x), y)


def assert_is_plain(run: Run, plain: Plain) -> None:
    """Check that a run equals the plain loop bit for bit, up to divergence."""
    steps = len(run)
    assert steps == len(plain.epoch) or not np.isfinite(plain.numbers[steps - 1]).all()
    assert run.epoch.tolist() == plain.epoch[:steps]
    for index, column in enumerate(NUMBERS):
        assert np.array_equal(getattr(run, column), plain.numbers[:steps, index], equal_nan=True), column
    after = plain.final if steps == len(plain.epoch) else tuple(plain.numbers[steps, :2])
    assert np.array_equal(run.final, after, equal_nan=True)


def published(config: RunConfig, dataset: Dataset, options: dict[str, float]) -> Floats:
    """Return (W, b) before each step of the optimizer's published rule in float64, shape (epochs + 1, 2).

    Sources: momentum and Nesterov's momentum, I. Sutskever et al. 2013, in PyTorch's form (velocity without the learning
    rate); Adagrad, J. Duchi et al. 2011, with PyTorch's decay of the learning rate; RMSprop, T. Tieleman and G. Hinton 2012,
    with momentum, A. Graves 2013; Adam, D. Kingma and J. Ba 2015; AdamW, I. Loshchilov and F. Hutter 2019.
    """
    theta, used = np.array(config.start), np.zeros(2)
    v, m, s = np.zeros(2), np.zeros(2), np.zeros(2)
    lr, mu = config.lr, options.get("momentum", 0.0)
    path = []
    for t in range(1, config.epochs + 2):
        path.append(theta)
        g = used = gradient(dataset, *theta) + (0.0 if config.zero_grad else used)
        match config.optimizer:
            case "sgd":
                theta = theta - lr * g
            case "momentum":
                v = mu * v + g
                theta = theta - lr * v
            case "nesterov":
                v = mu * v + g
                theta = theta - lr * (g + mu * v)
            case "adagrad":
                s = s + g**2
                theta = theta - lr / (1 + (t - 1) * options["lr_decay"]) * g / (np.sqrt(s) + options["eps"])
            case "rmsprop":
                s = options["alpha"] * s + (1 - options["alpha"]) * g**2
                v = mu * v + g / (np.sqrt(s) + options["eps"])
                theta = theta - lr * v
            case "adam" | "adamw":
                beta1, beta2 = options["beta1"], options["beta2"]
                theta = theta * (1 - lr * options.get("weight_decay", 0.0))
                m = beta1 * m + (1 - beta1) * g
                s = beta2 * s + (1 - beta2) * g**2
                unbiased = m / (1 - beta1**t), s / (1 - beta2**t)
                theta = theta - lr * unbiased[0] / (np.sqrt(unbiased[1]) + options.get("eps", 1e-8))
    return np.array(path)
