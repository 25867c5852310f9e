"""The derivatives of PyTorch's operations as formulas, to be read beside the numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class Rule(NamedTuple):
    """An operation on u and v, and its derivatives with respect to them, as Python code."""

    form: str
    derivatives: tuple[str, ...]


_OF_ONE: Final = {
    "Reciprocal": Rule("1/u", ("-1/u**2",)),
    "Neg": Rule("-u", ("-1",)),
    "Sin": Rule("sin(u)", ("cos(u)",)),
    "Cos": Rule("cos(u)", ("-sin(u)",)),
    "Exp": Rule("exp(u)", ("exp(u)",)),
    "Log": Rule("log(u)", ("1/u",)),
    "Sqrt": Rule("sqrt(u)", ("1/(2*sqrt(u))",)),
    "Tanh": Rule("tanh(u)", ("1 - tanh(u)**2",)),
    "Sigmoid": Rule("sigmoid(u)", ("sigmoid(u)*(1 - sigmoid(u))",)),
    "Relu": Rule("relu(u)", ("1 if u > 0 else 0",)),
    "Abs": Rule("abs(u)", ("sign(u)",)),
}
_POWER: Final = Rule("u**v", ("v*u**(v - 1)", "log(u)*u**v"))

RULES: Final[Mapping[str, Rule]] = {
    "AddBackward0": Rule("u + v", ("1", "1")),
    "SubBackward0": Rule("u - v", ("1", "-1")),
    "RsubBackward1": Rule("u - v", ("1", "-1")),
    "MulBackward0": Rule("u*v", ("v", "u")),
    "DivBackward0": Rule("u/v", ("1/v", "-u/v**2")),
    **{f"PowBackward{kind}": _POWER for kind in range(3)},
    **{f"{name}Backward0": rule for name, rule in _OF_ONE.items()},
}
"""The rule of every operation that formulas can record, by PyTorch's name of the function."""
