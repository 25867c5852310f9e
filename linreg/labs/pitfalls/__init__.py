"""What goes wrong: the mistakes that beginners make in the notes' program, each of which really runs, beside what mends it."""

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
"""The pitfalls by key, in the order in which they are shown."""


def run(key: str, fixed: bool) -> Result:
    """Run the program of a pitfall, with the mistake or without, and return what came of it.

    Raises:
        ValueError: naming the field, its value and what is allowed.
    """
    pitfall = _found(key)
    return run_program(pitfall.fixed if fixed else pitfall.broken)


def words(key: str, _: Translate = str) -> Words:
    """Return what is said of a pitfall, translated by `_`.

    Raises:
        ValueError: naming the field, its value and what is allowed.
    """
    return _found(key).words(_)


def _found(key: str) -> Pitfall:
    return PITFALLS[Choice.of(tuple(PITFALLS)).check("key", key)]


def about(_: Translate = str) -> About:
    """Return the words of the lab."""
    return About(
        shows=_("The mistakes that every beginner makes in exactly this program: each one runs, beside what mends it."),
        question=_("Which of these mistakes are the most dangerous?"),
        answer=_(
            "Those without an error: the program runs to its end, and only the numbers are wrong. "
            "So look at the cost and at the line, even where nothing complains."
        ),
    )
