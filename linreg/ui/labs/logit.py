"""Lab: logit, sigmoid, softmax."""

import math
from collections.abc import Sequence
from functools import partial

import streamlit as st

from linreg.aliases import Translate
from linreg.kinds import Number, Text
from linreg.labs.logit import (
    PROBABILITY,
    TEMPERATURE,
    about,
    at_probability,
    curves,
    program,
    remarks_on_probability,
    remarks_on_softmax,
    softmax,
)
from linreg.labs.logit_claim import NOTES_CLAIM, Check, claim
from linreg.labs.logit_claim import about as about_claim
from linreg.labs.logit_claim import curves as curves_of_claim
from linreg.panels.labs import compared, mirror_images, shares
from linreg.ui.lab import Lab, Parameter, close_lab, decimals, last_good, last_valid, open_lab, options_of, publish_lab, whole_page
from linreg.ui.player import still_panels
from linreg.ui.slider import slider
from linreg.ui.table import table
from linreg.words.numbers import digits_apart, number

LOGITS = "2, 1, 0.1"
LONGEST_LOGITS = 120  # characters
PS = tuple(n / 100 for n in range(101))
LOGITS_SHOWN = tuple(n / 10 for n in range(-100, 101))
# Finer where they are low.
TEMPERATURES = (*(n / 100 for n in range(1, 10)), *(n / 20 for n in range(2, 20)), *(n / 10 for n in range(10, 101)))


def check_logits(text: str) -> None:
    """Raise a ValueError unless a text holds two to five logits."""
    if len(text) > LONGEST_LOGITS:
        raise ValueError
    softmax(logits_of(text))


def logits_of(text: str) -> list[float]:
    """Parse logits such as `2, 1, -inf`; invalid text raises a ValueError."""
    return [_logit_of(part.strip().lower()) for part in text.split(",")]


def _logit_of(text: str) -> float:
    if text in ("inf", "+inf", "-inf"):
        return float(text)
    logit = Number().parse(text)
    if math.isinf(logit):  # a number too large for a float
        raise ValueError
    return logit


CONTROLS = {
    "p": Parameter(0.8, PROBABILITY),
    "logits": Parameter(LOGITS, Text("two to five numbers", check_logits)),
    "temperature": Parameter(1.0, TEMPERATURE),
}


def show() -> None:
    """Show the page."""
    lab = open_lab("logit", CONTROLS, about)
    one, several = st.columns(2, gap="large")
    with one:
        p = one_probability(lab)
    with several:
        text, temperature = several_logits(lab)
    publish_lab(lab, {"p": p, "logits": text, "temperature": temperature})
    if not lab.embedded:
        the_claim(lab.translate)
    close_lab(lab, program(p, logits_of(text), temperature), {})


def field_of_logits(_: Translate) -> str:
    """Show the field for the logits, and return its last valid text."""
    typed: str = st.text_input(_("Two to five logits"), key="logits", max_chars=LONGEST_LOGITS)
    wanted = _("Write two to five numbers separated by commas, such as 2, 1, 0.1. inf and -inf are allowed.")
    return last_good("logits", LOGITS, typed, check_logits, lambda _error: wanted)


def sliders_of_logits(logits: Sequence[float], _: Translate) -> None:
    """Show a slider for each logit, which writes it into the field."""
    with st.container(horizontal=True, gap="medium", key="zs"):
        for place, logit in enumerate(logits):
            key = f"z{place + 1}"
            st.session_state[key] = logit
            slider(
                key, options_of(key, LOGITS_SHOWN), _, key=key, text=logit_text, throttled=True, on_move=partial(write_logit, place)
            )


def write_logit(place: int) -> None:
    """Write the logit of a slider into the field; the others stay as they were typed."""
    parts = last_valid("logits", LOGITS).split(",")
    parts[place] = logit_text(st.session_state[f"z{place + 1}"])
    st.session_state.logits = ", ".join(part.strip() for part in parts)


def logit_text(logit: float) -> str:
    """Write a logit as it can be typed."""
    short = f"{logit:g}"
    return short if float(short) == logit else repr(logit)


@st.fragment
def one_probability(lab: Lab) -> float:
    """Show a probability with its odds and logit, the curves of logit and sigmoid, and their derivatives; return it."""
    whole_page()
    _, place, p = lab.translate, st.container(), float(st.session_state.p)
    found = at_probability(p)
    text = _("p = {p}: odds {odds}, logit {logit}, and the sigmoid of that is {sigmoid} again.")
    digits = digits_apart(p, 0.0, 1.0, most=17)  # nearly 1 is not 1
    said = text.format(
        p=number(p, digits), odds=number(found.odds), logit=number(found.logit), sigmoid=number(found.sigmoid, digits)
    )
    still_panels([mirror_images(curves(), found, said, _)], _, key="mirror")
    st.markdown(said)
    rows = [
        ("logit'(p) = 1 / (p (1 − p))", found.logit_slope, found.logit_formula),
        ("sigmoid'(z) = sigmoid (1 − sigmoid)", found.sigmoid_slope, found.sigmoid_formula),
    ]
    if not lab.embedded:
        derivatives(_("Derivatives of logit and sigmoid"), rows, _)
    for remark in remarks_on_probability(p, _):
        st.markdown(remark)
    with place:
        slider(_("Probability p"), options_of("p", PS), _, key="p", text=decimals, throttled=True)
    return p


@st.fragment
def several_logits(lab: Lab) -> tuple[str, float]:
    """Show the controls of the softmax and what follows them; return the logits as text and the temperature."""
    whole_page()
    _ = lab.translate
    text = field_of_logits(_)
    logits, temperature, places = logits_of(text), float(st.session_state.temperature), st.container(gap=None)
    its_softmax(logits, temperature, not lab.embedded, _)
    with places:
        if not lab.embedded:
            sliders_of_logits(logits, _)
        slider(_("Temperature"), options_of("temperature", TEMPERATURES), _, key="temperature", text=decimals, throttled=True)
    return text, temperature


def its_softmax(logits: Sequence[float], temperature: float, whole: bool, _: Translate) -> None:
    """Show the softmax of several logits, and if `whole` the gradient of log-sum-exp beside it."""
    found = softmax(logits, temperature)
    labels = [f"z{place} = {number(logit)}" for place, logit in enumerate(logits, start=1)]
    said = _("Softmax: {probabilities}.").format(probabilities=", ".join(number(share) for share in found.probabilities))
    still_panels([shares(found, labels, said)], _, key="softmax")
    rows = [
        (f"∂ log-sum-exp / ∂z{place} = softmax", slope, share)
        for place, (slope, share) in enumerate(zip(found.gradient, found.probabilities, strict=True), start=1)
    ]
    if found.sigmoid is not None:
        rows.append(("sigmoid(z1 − z2) = softmax", found.sigmoid, found.probabilities[0]))
    if whole:
        derivatives(_("Derivatives of log-sum-exp"), rows, _)
    for remark in remarks_on_softmax(logits, temperature, _):
        st.markdown(remark)


def derivatives(label: str, rows: Sequence[tuple[str, float, float]], _: Translate) -> None:
    """Show derivatives by autograd beside those by formula."""
    titles = [_("formula"), _("by autograd"), _("by formula")]
    table(label, titles, [(name, number(found, 7), number(formula, 7)) for name, found, formula in rows])


def the_claim(_: Translate) -> None:
    """Show the notes' claim about logit and softmax, and its checks."""
    words, found, drawn = about_claim(_), claim(), curves_of_claim()
    st.header(_("The notes' claim"), anchor=False)
    st.code(NOTES_CLAIM, language=None)
    st.markdown(words.shows)
    parts = ((_("As the notes say"), found.claimed, drawn.claimed), (_("What is true"), found.true, drawn.true))
    for place, (column, (label, checks, pictured)) in enumerate(zip(st.columns(2, gap="medium"), parts, strict=True)):
        with column:
            st.markdown(f"**{label}**")
            read = {check.left: check for check in checks}
            panels = [compared(f"claim{place}{n}", check, read[check.left], _) for n, check in enumerate(pictured)]
            with st.container(key=f"claim{place}"):
                still_panels(panels, _, key=f"compared{place}")
    with st.expander(_("The same in numbers")):
        titles = [_("left"), _("right"), _("at"), _("left is"), _("right is"), _("so they are")]
        for label, checks, _pictured in parts:
            st.markdown(f"**{label}**")
            table(label, titles, [row(check, _) for check in checks])
    st.markdown(words.question)
    with st.expander(_("Show the answer")):
        st.markdown(words.answer)


def row(check: Check, _: Translate) -> list[str]:
    """Return the table cells of a check in HTML. No user input."""
    numbers = [", ".join(number(value, 4) for value in values) for values in (check.at, check.left_values, check.right_values)]
    return [check.left, check.right, *numbers, "= " + _("equal") if check.holds else "≠ " + _("not equal")]


show()
