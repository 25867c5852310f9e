"""The lab of gradients that add up: the notes' loop, pass by pass."""

import pytest
import torch
from fresh import printed_by

from linreg.labs.accumulate import PASSES, Pass, about, accumulate, program

each_zero_grad = pytest.mark.parametrize("zero_grad", [True, False])


def test_the_notes_loop_ends_at_42() -> None:
    """As in the notes, 21 passes without zero_grad leave 2, 4, 6, ... 42 in `.grad`."""
    assert [found.grad for found in accumulate()] == list(range(2, 43, 2))


@pytest.mark.parametrize("passes", [1, 2, 21, PASSES.high])
def test_without_zero_grad_each_pass_carries_the_last(passes: int) -> None:
    """Pass n starts with 2 (n - 1), adds 2, and leaves 2 n."""
    assert accumulate(passes, zero_grad=False) == [Pass(n, 2.0 * (n - 1), 2.0, 2.0 * n) for n in range(1, passes + 1)]


@pytest.mark.parametrize("passes", [1, 2, 21, PASSES.high])
def test_with_zero_grad_nothing_is_carried(passes: int) -> None:
    """With zero_grad every pass starts with no gradient and leaves 2."""
    assert accumulate(passes, zero_grad=True) == [Pass(n, 0.0, 2.0, 2.0) for n in range(1, passes + 1)]


@each_zero_grad
def test_a_pass_is_an_int_and_floats(zero_grad: bool) -> None:
    """A pass is a named tuple of an int and floats."""
    assert [type(value) for value in accumulate(3, zero_grad)[-1]] == [int, float, float, float]


def test_it_is_recorded_not_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The numbers come from autograd and zero_grad: if zero_grad is patched to do nothing, they add up."""
    monkeypatch.setattr(torch.optim.SGD, "zero_grad", lambda _: None)
    assert accumulate(5, zero_grad=True) == accumulate(5, zero_grad=False)


def test_a_fresh_python_prints_the_same() -> None:
    """Run in a new Python process, the programs print the `.grad` of each pass."""
    cases = [(passes, zero_grad) for passes in (1, 21, PASSES.high) for zero_grad in (True, False)]
    for case, lines in zip(cases, printed_by([program(*case) for case in cases]), strict=True):
        assert [line.rpartition(": ")[2] for line in lines] == [str(found.grad) for found in accumulate(*case)]


def test_the_program_reads_like_the_notes() -> None:
    """The program contains the notes' lines, and two more lines with zero_grad."""
    on, off = program(21, zero_grad=True).splitlines(), program().splitlines()
    for line in ("w = torch.tensor(2.0, requires_grad=True)", "nb_epochs = 20", "    z = 2 * w", "    z.backward()"):
        assert line in off
    assert [line for line in on if line not in off] == ["optimizer = torch.optim.SGD([w])", "    optimizer.zero_grad()"]
    assert [line for line in off if line not in on] == []


@pytest.mark.parametrize("text", ["수식을 w로 미분한 값 : {}", 'l\'a "b": {}'])
def test_what_it_prints_is_translated(text: str) -> None:
    """The printed text is translated, with any characters in it; the code is not."""
    source = program(3, _=lambda _: text)
    compile(source, "program", "exec")
    assert f"    print({text!r}.format(w.grad))" in source


@pytest.mark.parametrize("function", [accumulate, program])
@pytest.mark.parametrize("passes", [0, -1, PASSES.high + 1, 10**30, 2.0, "21", None, True, float("nan")])
def test_passes_out_of_range(function: object, passes: object) -> None:
    """Another number of passes is refused with an error that names the field, the value and what is allowed."""
    with pytest.raises(ValueError, match=r"^passes must be a whole number from 1 to 100, got "):
        function(passes)


@pytest.mark.parametrize("function", [accumulate, program])
@pytest.mark.parametrize("zero_grad", [None, 1, "on"])
def test_zero_grad_is_on_or_off(function: object, zero_grad: object) -> None:
    """zero_grad must be a bool; truthy values are refused."""
    with pytest.raises(ValueError, match=r"^zero_grad must be True or False, got "):
        function(3, zero_grad)


def test_the_answer_is_true() -> None:
    """As the answer says, backward() on two halves leaves the same gradient as backward() on their sum."""
    x = torch.tensor([1.0, 2.0, 3.0, 4.0])
    halves, whole = torch.tensor(2.0, requires_grad=True), torch.tensor(2.0, requires_grad=True)
    (halves * x[:2]).square().sum().backward()
    (halves * x[2:]).square().sum().backward()
    (whole * x).square().sum().backward()
    assert halves.grad == whole.grad


def test_all_words_are_translated() -> None:
    """Every text of the lab is translated."""
    assert about(str.upper) == tuple(text.upper() for text in about())
