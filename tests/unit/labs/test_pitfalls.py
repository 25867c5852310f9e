"""The lab of common mistakes: each mistake has its symptom, each fix works, and both agree with plain PyTorch."""

from __future__ import annotations

import math
import subprocess
import sys
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from difflib import ndiff
from itertools import pairwise
from pathlib import Path
from textwrap import indent
from threading import Barrier

import numpy as np
import pytest
from fresh import printed_by

from linreg import RunConfig, analyse, record
from linreg.labs.pitfalls import PITFALLS, Result, about, run, words
from linreg.labs.pitfalls.pitfall import PROGRAM, edited
from linreg.labs.pitfalls.running import run_program

ROOT = Path(__file__).parents[3]
each_pitfall = pytest.mark.parametrize("key", PITFALLS)

ERRORS = {
    "requires_grad": ("RuntimeError", "cost.backward()", "element 0 of tensors does not require grad and does not have a grad_fn"),
    "integers": ("RuntimeError", "prediction = model(x_train)", "mat1 and mat2 must have the same dtype, but got Long and Float"),
    "in_place": (
        "RuntimeError",
        "W -= lr * W.grad",
        "a leaf Variable that requires grad is being used in an in-place operation.",
    ),
    "item": ("AttributeError", "cost.backward()", "'float' object has no attribute 'backward'"),
}
SOURCES = [source for pitfall in PITFALLS.values() for source in (pitfall.broken, pitfall.fixed)]
MODES = [(key, fixed) for key in PITFALLS for fixed in (False, True)]

OBSERVED = """\
import warnings
error = None
with warnings.catch_warnings(record=True) as heard:
    try:
{}
    except Exception as raised:
        error = type(raised).__name__, str(raised)
print(error)
print([(one.category.__name__, str(one.message), one.lineno - 4) for one in heard])
print(history)
print((W.item(), b.item()))
"""


@pytest.fixture(autouse=True)
def _unheard() -> Iterator[None]:
    """Filter the warning of a program out of pytest's report."""
    with warnings.catch_warnings(record=True):
        yield


def slope(cost: tuple[float, ...]) -> set[bool]:
    """Return whether the cost falls in every epoch, in none, or in some."""
    return {after < before for before, after in pairwise(cost)}


# The programs


def test_the_pitfalls() -> None:
    """There are eleven pitfalls with unique keys."""
    expected = "zero_grad backward step lr new_optimizer requires_grad shapes integers cut in_place item"
    assert list(PITFALLS) == [pitfall.key for pitfall in PITFALLS.values()] == expected.split()


@each_pitfall
def test_mistake_and_fix_differ_in_few_lines(key: str) -> None:
    """Both programs are short and differ in at most three lines."""
    pitfall = PITFALLS[key]
    assert all(len(source.splitlines()) <= 25 for source in (pitfall.broken, pitfall.fixed))
    differing = [line for line in ndiff(pitfall.broken.splitlines(), pitfall.fixed.splitlines()) if line[0] in "-+"]
    for sign in "-+":
        assert len([line for line in differing if line[0] == sign]) <= 3
    assert differing


@each_pitfall
def test_they_are_the_notes_program(key: str) -> None:
    """Each program has the notes' points and loop, and no unnecessary lines."""
    for source in (PITFALLS[key].broken, PITFALLS[key].fixed):
        for number in ("[1]", "[2]", "[3]"):
            assert number in source.split("\n\n")[1]
        assert "nb_epochs = 300\nfor epoch in range(nb_epochs + 1):" in source
        assert ("F." in source) == ("functional as F" in source)
        assert ("nn.Linear" in source) == ("torch.nn as nn" in source)


def test_a_fresh_python_does_the_same() -> None:
    """Run in a new Python process, every program gives the same costs, W, b, output, error and warning, to the last bit."""
    reports = printed_by([OBSERVED.format(indent(source, " " * 8)) for source in SOURCES])
    for (key, fixed), report in zip(MODES, reports, strict=True):
        found = run(key, fixed)
        *printed, error, heard, history, final = report
        assert tuple(printed) == found.printed
        assert error == str(found.error and (found.error.kind, found.error.text))
        assert heard == str([tuple(said) for said in found.warnings])
        assert history == str(list(zip(found.cost, found.W, found.b, strict=True)))
        assert final == str(found.final)


@each_pitfall
def test_the_fix_mends_it(key: str) -> None:
    """The fixed program runs to its end without warnings and finds y = 2 x."""
    found = run(key, fixed=True)
    assert found.error is None
    assert found.warnings == ()
    assert len(found.cost) == len(found.W) == len(found.b) == 301
    assert found.final == pytest.approx((2, 0), abs=0.02)
    assert found.cost[0] == pytest.approx(56 / 3)
    assert found.cost[-1] < 1e-4
    prediction, y_train, difference = found.shapes.values()
    assert prediction == y_train == difference == (3, 1)


@each_pitfall
def test_the_fixed_program_is_that_of_the_page(key: str) -> None:
    """The fixed program agrees with linreg's own loop from the same start, up to rounding."""
    optimizer = "adam" if key == "new_optimizer" else "sgd"
    expected = record(RunConfig(optimizer=optimizer, lr=0.1, epochs=300, start=(0.0, 0.0)))
    found = run(key, fixed=True)
    for column in ("cost", "W", "b"):
        assert getattr(found, column) == pytest.approx(getattr(expected, column), rel=1e-4, abs=1e-5)
    assert found.final == pytest.approx(expected.final, abs=1e-5)


# The symptoms


@pytest.mark.parametrize("key", ERRORS)
def test_what_stops_with_an_error(key: str) -> None:
    """Four programs stop in the first pass with PyTorch's error, in the line that the texts name."""
    kind, line, text = ERRORS[key]
    found = run(key, fixed=False)
    assert found.error is not None
    assert (found.error.kind, found.error.text) == (kind, text)
    assert PITFALLS[key].broken.splitlines()[found.error.line - 1].strip() == line
    assert len(found.cost) <= 1
    assert found.final == (0.0, 0.0)
    assert found.printed == ()
    assert f"`{line.rpartition(' = ')[2]}`" in words(key).symptom


@pytest.mark.parametrize("key", [key for key in PITFALLS if key not in ERRORS])
def test_what_does_not(key: str) -> None:
    """The others run to their end with a wrong result; only the shapes cause a warning."""
    found = run(key, fixed=False)
    assert found.error is None
    assert len(found.cost) == 301
    assert found.printed[-1].startswith("W: ")
    assert found.final != pytest.approx((2, 0), abs=0.01)
    assert bool(found.warnings) == (key == "shapes")
    assert words(key).symptom.startswith("Only a warning" if key == "shapes" else "No error")


def test_zero_grad_forgotten() -> None:
    """The cost oscillates without settling: the run equals linreg's with zero_grad off, and theory's momentum 1."""
    found = run("zero_grad", fixed=False)
    expected = record(RunConfig(lr=0.1, epochs=300, zero_grad=False))
    for column in ("cost", "W", "b"):
        assert getattr(found, column) == tuple(getattr(expected, column).tolist())
    assert slope(found.cost[-50:]) == {True, False}
    assert max(found.cost[-50:]) > 5


@pytest.mark.parametrize("key", ["backward", "step"])
def test_nothing_moves(key: str) -> None:
    """Without backward(), or without step(), W and b stay 0 and the cost is constant."""
    found = run(key, fixed=False)
    assert set(zip(found.cost, found.W, found.b, strict=True)) == {(found.cost[0], 0.0, 0.0)}


def test_without_step_there_are_gradients_all_the_same() -> None:
    """Without step() `.grad` is computed in every pass; without backward() it is None."""
    step, backward = (run_program(PITFALLS[key].broken + "print(W.grad, b.grad)\n").printed[-1] for key in ("step", "backward"))
    assert step == "tensor([-18.6667]) tensor([-8.])"
    assert backward == "None None"


def test_lr_too_large() -> None:
    """The cost grows in every epoch to inf and then nan; the limit is the 0.18 of the text."""
    found = run("lr", fixed=False)
    finite = [cost for cost in found.cost if math.isfinite(cost)]
    assert slope(tuple(finite)) == {False}
    assert list(dict.fromkeys(map(str, found.cost[len(finite) :]))) == ["inf", "nan"]
    assert math.isnan(found.final[0])
    critical = analyse(RunConfig()).critical_lr
    assert f"{critical:.2f}" == "0.18"
    assert "0.18" in words("lr").why
    assert 0.1 < critical < 0.3


def test_a_new_optimizer_in_every_epoch() -> None:
    """Every step of a new Adam has the length lr, so the cost stops far above that of a single Adam."""
    broken, fixed = run("new_optimizer", fixed=False), run("new_optimizer", fixed=True)
    for column in (broken.W, broken.b):
        assert np.abs(np.diff(column)) == pytest.approx(0.1, rel=0.01)
    assert slope(broken.cost[-50:]) == {True, False}
    assert min(broken.cost[-50:]) > 100 * max(fixed.cost[-50:])


def test_a_new_sgd_does_no_harm() -> None:
    """With SGD the same mistake changes nothing, to the last bit: plain SGD has no state."""
    line = "optimizer = torch.optim.SGD([W, b], lr=0.1)\n"
    every_time = edited(PROGRAM, (line, ""), ("    optimizer.zero_grad()\n", f"    {line}    optimizer.zero_grad()\n"))
    assert run_program(every_time) == run_program(PROGRAM)


def test_shapes_that_broadcast() -> None:
    """Every prediction is compared with every y: the line is flat at the mean of y, and the cost is its variance."""
    found = run("shapes", fixed=False)
    assert dict(found.shapes) == {"hypothesis": (3, 1), "y_train": (3,), "hypothesis - y_train": (3, 3)}
    assert found.printed[0] == "torch.Size([3, 1]) torch.Size([3]) torch.Size([3, 3])"
    assert found.final == pytest.approx((0, np.mean([2, 4, 6])), abs=0.01)
    assert found.cost[-1] == pytest.approx(np.var([2, 4, 6]), abs=1e-5)


def test_the_warning_is_pytorchs_own() -> None:
    """The warning about the shapes is PyTorch's, reported once, at the line of the cost."""
    (said,) = run("shapes", fixed=False).warnings
    assert said.kind == "UserWarning"
    assert said.text == (
        "Using a target size (torch.Size([3])) that is different to the input size (torch.Size([3, 1])). "
        "This will likely lead to incorrect results due to broadcasting. Please ensure they have the same size."
    )
    assert PITFALLS["shapes"].broken.splitlines()[said.line - 1].strip() == "cost = F.mse_loss(hypothesis, y_train)"


@pytest.mark.parametrize("way", ["W.data", "W.detach()"])
def test_a_graph_that_is_cut(way: str) -> None:
    """With `.data` or `detach()` W stays 0 without a gradient, and b converges to the mean of y."""
    found = run_program(PITFALLS["cut"].broken.replace("W.data", way) + "print(W.grad)\n")
    assert found.printed[-1] == "None"
    assert set(found.W) == {0.0}
    assert found.final == pytest.approx((0, 4))
    assert found.final == run("cut", fixed=False).final


# How they are run


HEARD = """\
import sys, warnings
from concurrent.futures import ThreadPoolExecutor
from linreg.labs.pitfalls import PITFALLS
from linreg.labs.pitfalls.pitfall import PROGRAM
from linreg.labs.pitfalls.running import run_program

run_program(PROGRAM)  # with the first optimizer, parts of torch are imported that have rules of their own
sources = [PITFALLS["shapes"].broken, PITFALLS["shapes"].fixed] * 3
before = list(warnings.filters)
with ThreadPoolExecutor(len(sources)) as threads:
    found = list(threads.map(run_program.__wrapped__, sources))
print(warnings.filters == before)
print([(result.error, [said.kind for said in result.warnings], len(result.cost)) for result in found])
"""


@pytest.mark.parametrize("rule", ["error", "ignore", "always", "default", "once"])
def test_the_warning_is_heard_whatever_the_rules(rule: str) -> None:
    """Whatever Python was told to do with warnings, programs at once go on, each has its own, and the rules stay as they are."""
    done = subprocess.run(
        [sys.executable, "-W", rule, "-W", "ignore:::torch", "-c", HEARD], cwd=ROOT, capture_output=True, text=True, check=True
    )
    unchanged, found = done.stdout.splitlines()
    assert unchanged == "True"
    assert found == str([(None, ["UserWarning"], 301), (None, [], 301)] * 3)


def test_what_threads_share_stays() -> None:
    """Running a program leaves the rules about warnings, how they are shown, and sys.stdout as they were."""
    warnings.filterwarnings("error", module=f"^{__name__}$")
    before, shown = list(warnings.filters), (sys.stdout, sys.stderr, warnings.showwarning)
    for source in SOURCES:
        run_program.__wrapped__(source)
    assert list(warnings.filters) == before
    assert (sys.stdout, sys.stderr, warnings.showwarning) == shown
    with pytest.raises(UserWarning, match=r"^still an error$"):
        warnings.warn("still an error", stacklevel=1)


def test_nothing_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """Output goes to the result only."""
    found = run_program.__wrapped__(PROGRAM)
    assert len(found.printed) == 1
    assert capsys.readouterr().out == ""


def test_threads_do_not_disturb_each_other() -> None:
    """Concurrent programs and runs give the same results as alone."""
    sources = [PITFALLS[key].broken for key in ("shapes", "new_optimizer", "integers", "lr", "shapes", "zero_grad")]
    alone = [run_program(source) for source in sources]
    ready = Barrier(len(sources))

    def together(source: str) -> Result:
        ready.wait(timeout=60)
        return run_program.__wrapped__(source)

    with ThreadPoolExecutor(len(sources)) as threads:
        for _ in range(5):
            assert [*map(repr, threads.map(together, sources))] == [*map(repr, alone)]


def test_each_run_starts_anew() -> None:
    """Programs share no state: a second run gives the same result."""
    for source in SOURCES:
        assert repr(run_program.__wrapped__(source)) == repr(run_program(source))


# The words


@each_pitfall
def test_all_words_are_translated(key: str) -> None:
    """Every text of the pitfalls and of the lab is translated on each call."""
    assert words(key, str.upper) == tuple(text.upper() for text in words(key))
    assert all(words(key))
    assert about(str.upper) == tuple(text.upper() for text in about())


def test_titles_differ() -> None:
    """The texts of any two pitfalls differ."""
    assert len({words(key) for key in PITFALLS}) == len({words(key).title for key in PITFALLS}) == len(PITFALLS)


@pytest.mark.parametrize("key", ["", "ZERO_GRAD", "zero-grad", None, 1, ["lr"], "x" * 10_000])
def test_no_such_pitfall(key: object) -> None:
    """An unknown key is refused with an error that lists the keys."""
    for function in (words, lambda key: run(key, fixed=True)):
        with pytest.raises(ValueError, match=r"^key must be one of zero_grad, backward, .*, item, got ") as error:
            function(key)
        assert len(str(error.value)) < 300


@pytest.mark.parametrize("edit", [("nowhere", ""), ("W", "V")])
def test_an_edit_that_does_not_fit(edit: tuple[str, str]) -> None:
    """An edit whose text does not occur exactly once is an error, so no pitfall can silently lose its mistake."""
    with pytest.raises(ValueError, match=r"^an edit must replace a text that occurs once, got "):
        edited(PROGRAM, edit)
