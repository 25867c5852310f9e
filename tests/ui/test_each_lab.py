"""Each lab computes and shows what its controls are set to."""

from __future__ import annotations

import math
from typing import Any

import pytest
from page import Open, codes_of, components_of, graph_of, links_of, move_slider, panels_of, slider_of, tables_of, texts_of

from linreg.labs.pitfalls import PITFALLS, run, words

pytestmark = pytest.mark.usefixtures("unheard")


def heights(panel: dict[str, Any], name: str) -> list[float]:
    """Return the y values of a trace."""
    (trace,) = (trace for trace in panel["figure"]["data"] if trace.get("name") == name)
    found: list[float] = trace["y"]
    return found


# Gradients add up


def test_the_notes_loop(open_lab: Open) -> None:
    """The default is the notes' loop: 2, 4, 6, ... 42 after 21 passes."""
    page = open_lab("accumulate")
    numbers = ", ".join(str(2 * n) for n in range(1, 22))
    assert f"`w.grad` holds {numbers}." in texts_of(page)
    assert heights(panels_of(page)["passes"], "carried over") == [2.0 * n for n in range(21)]
    assert "nb_epochs = 20" in codes_of(page)
    assert ("", "zero_grad=false") in links_of(page)


def test_zero_grad_between_the_passes(open_lab: Open) -> None:
    """With zero_grad nothing is carried over, and the program has the call."""
    page = open_lab("accumulate", passes="4")
    page.toggle(key="zero_grad").set_value(True).run()
    assert "holds 2, 2, 2, 2." in texts_of(page)
    assert heights(panels_of(page)["passes"], "carried over") == [0.0] * 4
    assert "optimizer.zero_grad()" in codes_of(page)


# Autograd


def test_the_notes_formula(open_lab: Open) -> None:
    """The default is the notes' formula: 13 at w = 2, gradient 8, and PyTorch's error at the second backward()."""
    page = open_lab("autograd")
    assert "`w = 2` → `y = 4` → `z = 13` → `w.grad = 8`" in texts_of(page)
    assert "8, 16, 24, 32" in texts_of(page)
    assert "RuntimeError: Trying to backward through the graph a second time" in codes_of(page)
    graph = graph_of(page)
    assert [(box["text"], box["grad"]) for box in graph["boxes"][:2]] == [("w", "8"), ("y = w**2", "2")]
    assert graph["lines"][0]["label"] == ["2 × 4", "= 8"]
    assert ("", "style=manual") in links_of(page)


def test_before_backward_there_is_no_gradient(open_lab: Open) -> None:
    """With backward() off the graph is shown without gradients."""
    page = open_lab("autograd", backward="false")
    graph = graph_of(page)
    assert [box["operation"] for box in graph["boxes"][:2]] == ["AccumulateGrad", "PowBackward0"]
    assert {box["grad"] for box in graph["boxes"]} == {""}
    assert graph["backward"] == []
    assert "`w.grad = None`" in texts_of(page)


def test_a_formula_that_cannot_be_used_loses_nothing(open_lab: Open) -> None:
    """The error names the position, the text stays in the field, and the last valid formula stays on the picture."""
    page = open_lab("autograd", source="w**3", w="2")
    before = panels_of(page)["curve"]
    page.text_area(key="source").set_value("w +").run()
    (error,) = page.error
    assert "Line 1, column 4" in error.value
    assert page.text_area(key="source").value == "w +"
    assert panels_of(page)["curve"] == before
    assert "w**3" in codes_of(page)


def test_markup_in_a_formula_is_only_text(open_lab: Open) -> None:
    """Markdown in an error message is escaped."""
    page = open_lab("autograd")
    page.text_area(key="source").set_value("[x](http://x) <b>").run()
    (error,) = page.error
    assert "[x]" not in error.value
    assert "<b>" not in error.value


@pytest.mark.parametrize(("source", "said"), [("3", "does not require grad"), ("w + 3", "adds the gradient again")])
def test_formulas_that_do_otherwise(open_lab: Open, source: str, said: str) -> None:
    """A result without w shows PyTorch's error; a graph without saved tensors allows a second backward()."""
    page = open_lab("autograd", source=source)
    assert said in texts_of(page) + codes_of(page)


@pytest.mark.parametrize("w", ["1000000", "-1000000", "0", "-0.0", "123.456"])
def test_any_w_of_the_link_can_be_shown(open_lab: Open, w: str) -> None:
    """The slider includes the link's value."""
    page = open_lab("autograd", w=w)
    assert slider_of(page, "w").at == float(w)
    move_slider(page, "w", 1.0).run()
    assert not page.exception


def test_a_value_of_the_link_stays_on_the_slider_for_the_visit(open_lab: Open) -> None:
    """A value off the slider's steps is one of its options, also after it was moved; a new visit forgets it."""
    page = open_lab("autograd", w="5.03")
    move_slider(page, "w", 1.0).run()
    assert slider_of(page, "w").options[-2:] == [5.0, 5.03]
    page.query_params.clear()
    page.switch_page("labs/logit.py").run()
    page.query_params.update({"w": "2"})
    page.switch_page("labs/autograd.py").run()
    assert slider_of(page, "w").options[-2:] == [4.95, 5.0]


# model(x) calls forward


def test_the_order_of_the_calls(open_lab: Open) -> None:
    """model(x) makes eight calls, hooks included; model.forward(x) skips the three of the model itself."""
    page = open_lab("forward")
    (table,) = tables_of(page)
    assert table.count("<tr>") == 1 + 8
    page.segmented_control(key="call").set_value("forward").run()
    (table,) = tables_of(page)
    assert table.count("<tr>") == 1 + 5
    assert "model.forward(x)" in codes_of(page)


def test_what_the_notes_print(open_lab: Open) -> None:
    """The page shows the chosen style's parameters before and after training, state dict and module tree."""
    page = open_lab("forward", style="linear")
    code = codes_of(page)
    assert code.count("Parameter containing:") == 4
    assert "OrderedDict" in code
    assert "Linear(in_features=1, out_features=1, bias=True)" in code
    assert "LinearRegressionModel" not in code
    assert ("", "style=linear") in links_of(page)


# Logit, sigmoid, softmax


def test_one_probability_moves_all(open_lab: Open) -> None:
    """Odds, logit and sigmoid follow p; at 1 they are PyTorch's, with an explanation."""
    page = open_lab("logit", p="0.75")
    assert "p = 0.75: odds 3, logit 1.099, and the sigmoid of that is 0.75 again." in texts_of(page)
    move_slider(page, "p", 1.0).run()
    assert "odds inf, logit inf, and the sigmoid of that is 1 again" in texts_of(page)
    assert "which is inf in floating point" in texts_of(page)


@pytest.mark.parametrize(
    ("logits", "said"),
    [
        ("1000, 0", "Softmax: 1, 0."),
        ("0, -inf", "exp(-inf) is exactly 0"),
        ("inf, 1", "Softmax: nan, nan."),
        ("-inf, -inf", "so is their sum"),
        ("1, 1, 1, 1, 1", "Softmax"),
    ],
)
def test_logits_at_the_ends(open_lab: Open, logits: str, said: str) -> None:
    """Huge and infinite logits give PyTorch's values, with an explanation."""
    page = open_lab("logit", logits=logits)
    assert said in texts_of(page) + panels_of(page)["softmax"]["description"]


@pytest.mark.parametrize("logits", ["1," + " " * 117 + "25", "1e400,1", "1", "1,2,3,4,5,6", "1,,2"])
def test_logits_of_the_link_that_cannot_be_used(open_lab: Open, logits: str) -> None:
    """Logits of a link that are too long, too few, too many or overflow to inf are ignored."""
    page = open_lab("logit", logits=logits)
    assert len(page.warning) == 1
    assert "[2.0, 1.0, 0.1]" in codes_of(page)


def test_nearly_certain_is_not_certain(open_lab: Open) -> None:
    """A probability close to 1 is not shown as 1."""
    assert "p = 0.999999: odds 1e+06, logit 13.82, and the sigmoid of that is 0.999999" in texts_of(open_lab("logit", p="0.999999"))


def test_logits_that_cannot_be_used_lose_nothing(open_lab: Open) -> None:
    """The error says what is allowed, the text stays, and the last valid logits stay on the picture."""
    page = open_lab("logit", logits="3, 4")
    page.text_input(key="logits").set_value("3, four").run()
    assert len(page.error) == 1
    assert page.text_input(key="logits").value == "3, four"
    assert "[3.0, 4.0]" in codes_of(page)


def test_the_notes_claim_is_set_right(open_lab: Open) -> None:
    """The notes' claim is quoted, both parts fail, and all true identities hold."""
    page = open_lab("logit")
    assert "logit을 미분하면 softmax" in codes_of(page)
    claimed, true = tables_of(page)[-2:]
    assert claimed.count("≠") == 2
    assert "not equal" not in true
    assert true.count("<td>= equal</td>") == 8


def test_a_temperature_of_the_link_can_be_shown(open_lab: Open) -> None:
    """The slider includes the link's value."""
    assert slider_of(open_lab("logit", temperature="100"), "temperature").at == 100


def test_each_logit_has_a_slider(open_lab: Open) -> None:
    """The sliders stand at the logits of the text, whatever they are."""
    page = open_lab("logit", logits="2, -inf, 0.123, 1e3")
    assert [slider_of(page, f"z{place}").at for place in (1, 2, 3, 4)] == [2, -math.inf, 0.123, 1000]
    page.text_input(key="logits").set_value("7, 8").run()
    assert [slider_of(page, f"z{place}").at for place in (1, 2)] == [7, 8]
    assert len(components_of(page, "options")) == 4  # with p and the temperature


# Common mistakes


@pytest.mark.parametrize("key", PITFALLS)
def test_every_mistake_and_its_fix(open_lab: Open, key: str) -> None:
    """Each mistake shows its symptom and PyTorch's message if there is one, and one click fixes it."""
    page = open_lab("pitfalls", mistake=key)
    said, broken = words(key), run(key, fixed=False)
    assert said.symptom in texts_of(page)
    assert PITFALLS[key].broken.strip() in codes_of(page)
    for message in (*broken.warnings, *([broken.error] if broken.error else [])):
        assert f"{message.kind}: {message.text}" in codes_of(page)
    assert len(panels_of(page)["costs"]["figure"]["data"]) == 1
    page.toggle(key="fixed").set_value(True).run()
    assert said.fix in texts_of(page)
    assert len(panels_of(page)["costs"]["figure"]["data"]) == 2
    (program,) = (html.proto.body for html in page.get("html") if html.proto.body.startswith('<pre class="linreg-code"'))
    assert "<del>" in program or "<mark>" in program
