"""Common mistakes in the notes' program: each one runs, and so does its fix."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from linreg.aliases import Translate
from linreg.kinds import Choice
from linreg.labs.about import About
from linreg.labs.pitfalls.pitfall import Pitfall, Words
from linreg.labs.pitfalls.running import Result, Said, run_program
from linreg.labs.pitfalls.steps import STEPS
from linreg.labs.pitfalls.tensors import TENSORS

__all__ = ["PITFALLS", "Pitfall", "Result", "Said", "Words", "about", "run", "words"]

PITFALLS: Mapping[str, Pitfall] = MappingProxyType({pitfall.key: pitfall for pitfall in (*STEPS, *TENSORS)})
"""The pitfalls by key, in display order."""


def run(key: str, fixed: bool) -> Result:
    """Run the program of a pitfall, with the mistake or fixed, and return its result.

    Raises:
        ConfigError: naming the field, the value and what is allowed.
    """
    pitfall = _found(key)
    return run_program(pitfall.fixed if fixed else pitfall.broken)


def words(key: str, _: Translate = str) -> Words:
    """Return the texts of a pitfall, translated by `_`.

    Raises:
        ConfigError: naming the field, the value and what is allowed.
    """
    return _found(key).words(_)


def _found(key: str) -> Pitfall:
    return PITFALLS[Choice.of(tuple(PITFALLS)).check("key", key)]


def about(_: Translate = str) -> About:
    """Return the texts of the lab."""
    return About(
        notes=_("Linear regression in PyTorch"),
        shows=_("Mistakes that beginners make in exactly this program. Each one really runs, and so does its fix."),
        question=_("Which of these mistakes are the most dangerous?"),
        answer=_(
            "Those without an error: the program runs to its end, and only the numbers are wrong. "
            "So always look at the cost and the line, even if there is no error message."
        ),
    )
