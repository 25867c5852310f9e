"""Mistakes in the loop and with the optimizer: the program runs to its end with wrong numbers."""

from __future__ import annotations

from typing import Final

from linreg.aliases import Translate
from linreg.labs.pitfalls.pitfall import PROGRAM, Pitfall, Words, edited

_ADAM: Final = edited(PROGRAM, ("optim.SGD", "optim.Adam"))


def _zero_grad(_: Translate) -> Words:
    return Words(
        title=_("`zero_grad()` forgotten"),
        symptom=_("No error, but the cost swings up and down and never settles."),
        why=_("`backward()` adds to `.grad`, so gradients accumulate: the same as SGD with momentum 1."),
        fix=_("Call `optimizer.zero_grad()` in every pass, before `cost.backward()`."),
    )


def _backward(_: Translate) -> Words:
    return Words(
        title=_("`backward()` forgotten"),
        symptom=_("No error, but nothing moves: W and b keep their initial values."),
        why=_("`backward()` computes the gradients. Without it `.grad` is `None`, and `step()` silently skips W and b."),
        fix=_("Call `cost.backward()` before `optimizer.step()`."),
    )


def _step(_: Translate) -> Words:
    return Words(
        title=_("`step()` forgotten"),
        symptom=_("No error, but nothing moves, although every pass computes its gradients."),
        why=_("`backward()` only fills `.grad`. `optimizer.step()` changes W and b."),
        fix=_("Call `optimizer.step()` after `cost.backward()`."),
    )


def _lr(_: Translate) -> Words:
    return Words(
        title=_("Learning rate too large"),
        symptom=_("No error, but the cost grows with every step, to `inf` and then `nan`."),
        why=_(
            "Every step goes so far past the lowest point that it ends higher up on the other side. "
            "With these three points that happens from a learning rate of about 0.18."
        ),
        fix=_("Use a smaller learning rate."),
    )


def _new_optimizer(_: Translate) -> Words:
    return Words(
        title=_("A new optimizer in every epoch"),
        symptom=_("No error, but the cost stops falling: W and b keep jumping back and forth by the learning rate."),
        why=_(
            "Adam scales its steps by running averages of earlier gradients, and a new optimizer has none: W and b always move by "
            "the learning rate. SGD without momentum has no memory, so there it does no harm."
        ),
        fix=_("Create the optimizer once, before the loop."),
    )


STEPS: Final = (
    Pitfall("zero_grad", edited(PROGRAM, ("    optimizer.zero_grad()\n", "")), PROGRAM, _zero_grad),
    Pitfall("backward", edited(PROGRAM, ("    cost.backward()\n", "")), PROGRAM, _backward),
    Pitfall("step", edited(PROGRAM, ("    optimizer.step()\n", "")), PROGRAM, _step),
    Pitfall("lr", edited(PROGRAM, ("lr=0.1)", "lr=0.3)")), PROGRAM, _lr),
    Pitfall(
        "new_optimizer",
        edited(
            _ADAM,
            ("optimizer = torch.optim.Adam([W, b], lr=0.1)\n", ""),
            ("    optimizer.zero_grad()\n", "    optimizer = torch.optim.Adam([W, b], lr=0.1)\n    optimizer.zero_grad()\n"),
        ),
        _ADAM,
        _new_optimizer,
    ),
)
