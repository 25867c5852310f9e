"""What is said of a step: code, numbers, and rules."""

from itertools import product

import pytest

from linreg import OPTIMIZERS, RunConfig, record
from linreg.inside import look_inside
from linreg.script import program
from linreg.words.inside import _RULES, FEW_POINTS, FIRST_POINTS, code_of, numbers_of, title_of
from linreg.words.numbers import number


def test_every_optimizer_has_its_rule() -> None:
    """Whatever a run may use, the page can write its update out."""
    assert set(_RULES) == set(OPTIMIZERS)


@pytest.mark.parametrize(("style", "batch"), list(product(["manual", "linear", "module"], [None, 2])))
def test_the_code_is_that_of_the_program(style: str, batch: int | None) -> None:
    """The lines shown stand in the program in this order; the program of a run without zero_grad has no such line."""
    run = record(RunConfig(style=style, batch=batch, epochs=2))
    rest = "\n".join(line.strip() for line in program(run.config).splitlines())
    for code in code_of(run, str):
        _before, found, rest = rest.partition(code)
        assert found, code
    without = record(RunConfig(style=style, batch=batch, epochs=2, zero_grad=False))
    code = code_of(without, str)
    assert code[1].startswith("# ")
    assert "zero_grad()" not in "".join(line.split("#")[0] for line in program(without.config).splitlines())


@pytest.mark.parametrize("data", ["notes", "anscombe-1", "noisy"])
def test_a_few_points_are_listed_and_the_others_counted(data: str) -> None:
    """All points are listed if they are few, otherwise the first ones with the number of the others."""
    run = record(RunConfig(data=data, epochs=1))
    points = len(run.dataset)
    _formula, table, *others, mean = numbers_of(run, look_inside(run, 0), str)[0]
    assert isinstance(table, dict)
    listed = points if points <= FEW_POINTS else FIRST_POINTS
    assert [row[0] for row in table["rows"]] == [number(x, 5) for x in run.dataset.x[:listed]]
    assert others == ([] if points == listed else [f"… and {points - listed} more points."])
    assert str(mean).endswith(f"/ {points} = {number(float(run.cost[0]), 7)}")


def test_gradients_add_up_in_the_table() -> None:
    """Without zero_grad the third line has what .grad held, the new gradient and their sum; the fourth the update."""
    run = record(RunConfig(zero_grad=False, epochs=9))
    seen = look_inside(run, 5)
    assert seen.found is not None
    _forward, kept, backward, step = numbers_of(run, seen, str)
    assert number(seen.found[0], 7) in str(kept[0])
    assert isinstance(backward[-1], dict)
    before, _new, total = backward[-1]["rows"][0][1:]
    assert before == number(seen.found[0], 7)
    assert total == "= " + number(seen.grad[0], 7)
    assert isinstance(step[-1], dict)
    assert step[-1]["rows"][1][-1] == "= " + number(seen.after[1], 7)


def test_the_title_names_epoch_and_batch() -> None:
    """A step is named by its epoch, and by its batch if there are several; counted from 1 as in "batch 1 of 2"."""
    whole, batches = record(RunConfig(epochs=5)), record(RunConfig(epochs=5, batch=2))
    assert title_of(whole, look_inside(whole, 3), str) == "Epoch 3"
    assert title_of(batches, look_inside(batches, 3), str) == "Epoch 1, batch 2 of 2"


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_the_rule_of_rmsprop_is_what_it_did(momentum: float) -> None:
    """The rule names the momentum buffer if there is momentum; by it, from the state shown, W and b move as they did."""
    run = record(RunConfig(optimizer="rmsprop", momentum=momentum, lr=0.01, epochs=9))
    before, seen = look_inside(run, 4), look_inside(run, 5)
    rule = str(numbers_of(run, seen, str)[3][0])
    assert ("momentum_buffer" in rule) == (momentum > 0)
    for place in (0, 1):
        buffer = before.state["momentum_buffer"][place] if momentum else 0.0
        scaled = seen.grad[place] / (seen.state["square_avg"][place] ** 0.5 + run.config.options["eps"])
        moved = -run.config.lr * (momentum * buffer + scaled)
        assert seen.after[place] - (seen.W, seen.b)[place] == pytest.approx(moved, rel=1e-4)
