"""The type of a pitfall: a program with a mistake, the fixed program, and texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from linreg.aliases import Translate

PROGRAM: Final = """\
import torch

x_train = torch.FloatTensor([[1], [2], [3]])
y_train = torch.FloatTensor([[2], [4], [6]])

W = torch.zeros(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
optimizer = torch.optim.SGD([W, b], lr=0.1)

history = []
nb_epochs = 300
for epoch in range(nb_epochs + 1):
    hypothesis = x_train * W + b
    cost = torch.mean((hypothesis - y_train) ** 2)
    history.append((cost.item(), W.item(), b.item()))

    optimizer.zero_grad()
    cost.backward()
    optimizer.step()

print('W: {:.3f}, b: {:.3f} Cost: {:.6f}'.format(W.item(), b.item(), cost.item()))
"""
"""The notes' program, with a list of (cost, W, b) of every epoch. Every pitfall is an edit of it."""


class Words(NamedTuple):
    """The texts of a pitfall: title, symptom, cause and fix."""

    title: str
    symptom: str
    why: str
    fix: str


@dataclass(frozen=True)
class Pitfall:
    """A mistake in the notes' program.

    Attributes:
        key: its name in links and code.
        broken: the complete program with the mistake.
        fixed: the complete fixed program; few lines differ.
        words: returns its texts, given a translator.
    """

    key: str
    broken: str
    fixed: str
    words: Callable[[Translate], Words]


def edited(program: str, *edits: tuple[str, str]) -> str:
    """Return a program with each (old, new) replaced in turn.

    Raises:
        ValueError: if `old` does not occur exactly once.
    """
    for old, new in edits:
        times = program.count(old)
        if times != 1:
            raise ValueError(f"an edit must replace a text that occurs once, got {old!r}, which occurs {times} times")
        program = program.replace(old, new)
    return program
