"""The inside of a step: what the page says of it."""

from linreg import OPTIMIZERS
from linreg.ui import inside


def test_every_optimizer_has_its_rule() -> None:
    """Whatever a run may use, the page can write its update out."""
    assert set(inside._RULES) == set(OPTIMIZERS)
