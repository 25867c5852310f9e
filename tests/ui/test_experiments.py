"""Other data, optimizers, batches, standardised points, and kept runs."""

from __future__ import annotations

import base64
import json
import math
import re

import numpy as np
import pytest
from page import Open, codes_of, components_of, move_slider, picture_of, slider_of, texts_of
from streamlit.testing.v1 import AppTest

from linreg import OPTIMIZERS, PRESETS, Dataset, RunConfig, analyse, record
from linreg.inside import look_inside
from linreg.link import LONGEST_LINK
from linreg.panels.palette import KEPT
from linreg.words.numbers import number

OWN = Dataset("own", [1, 2, 3, 4], [2, 3, 7, 6.5])


def html_of(page: AppTest, name: str) -> list[str]:
    """Return the HTML elements of the page with a class."""
    return [html.proto.body for html in page.get("html") if f'class="{name}"' in html.proto.body]


@pytest.mark.parametrize("data", PRESETS)
def test_every_data_set_is_run_and_linked(open_page: Open, data: str) -> None:
    """Each preset can be chosen, is trained on, and is named in the link."""
    page = open_page()
    page.selectbox(key="data").set_value(data).run()
    assert not page.exception
    assert picture_of(page)["run"] == RunConfig(data=data).digest()
    assert page.query_params.get("data", ["notes"]) in ([data], data)


def test_points_of_ones_own_ride_in_the_link(open_page: Open) -> None:
    """A link with points shows them as own points, and the page writes the same points into the address bar."""
    page = open_page(data="1~2_2~3_3~7_4~6.5", epochs="20")
    assert picture_of(page)["run"] == RunConfig(data=OWN, epochs=20).digest()
    assert page.selectbox(key="data").value == "own"
    assert page.query_params["data"] in (["1~2_2~3_3~7_4~6.5"], "1~2_2~3_3~7_4~6.5")
    page.selectbox(key="data").set_value("notes").run()
    assert "data" not in page.query_params
    page.selectbox(key="data").set_value("own").run()
    assert picture_of(page)["run"] == RunConfig(data=OWN, epochs=20).digest()


@pytest.mark.parametrize(
    "data", ["1~2", "1~2_1~3", "1~2_x~3", "1~2_2~nan", "1~2_2~1e300", "1~2~3_4~5~6", "_".join(["1~2"] * 501), "zz"]
)
def test_bad_points_in_a_link_are_named_and_left_out(open_page: Open, data: str) -> None:
    """One point, equal x, text, non-finite or too many points: the default data are used, with a notice."""
    page = open_page(data=data)
    assert picture_of(page)["run"] == RunConfig().digest()
    assert f"`data={data[:40]}" in page.warning[0].value
    assert "data = notes" in page.warning[0].value


def test_a_link_that_would_be_too_long_says_so_and_offers_the_points(open_page: Open) -> None:
    """500 points with all digits make no link: the popover shows its length and offers a CSV file."""
    page = open_page(epochs="5", data="_".join(f"{i / 7:.9g}~{i * i / 11:.9g}" for i in range(500)))
    assert len(picture_of(page)["panels"][0]["moving"][0]["x"]) == 500
    assert page.query_params["data"] == "own"
    assert f"more than the {LONGEST_LINK}" in page.warning[0].value
    assert "download_points" in [button.key for button in page.get("download_button")]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_runs_with_its_options(open_page: Open, optimizer: str) -> None:
    """Each optimizer shows its options with PyTorch's defaults, and a changed one is run and linked."""
    page = open_page(epochs="30")
    page.selectbox(key="optimizer").set_value(optimizer).run()
    kind = OPTIMIZERS[optimizer]
    for name, option in kind.options.items():
        assert page.number_input(key=name).value == option.default
    assert picture_of(page)["run"] == RunConfig(epochs=30, optimizer=optimizer).digest()
    for name, option in kind.options.items():
        changed = (option.low + min(option.high, 1.0)) / 2
        page.number_input(key=name).set_value(changed).run()
        assert not page.exception
        assert picture_of(page)["run"] == RunConfig(epochs=30, optimizer=optimizer, **{name: changed}).digest()
        assert page.query_params[name] in ([f"{changed:.10g}"], f"{changed:.10g}") or float(page.query_params[name][0]) == changed
        page.number_input(key=name).set_value(option.default).run()


def test_another_optimizer_begins_with_its_own_defaults(open_page: Open) -> None:
    """The momentum of SGD is not carried over to RMSprop, whose default is 0."""
    page = open_page(optimizer="momentum", momentum="0.5", epochs="20")
    page.selectbox(key="optimizer").set_value("rmsprop").run()
    assert page.number_input(key="momentum").value == 0.0
    assert picture_of(page)["run"] == RunConfig(optimizer="rmsprop", epochs=20).digest()


def test_an_option_that_the_optimizer_does_not_have_is_named(open_page: Open) -> None:
    """A link with beta1 for plain SGD runs SGD and says that beta1 was ignored."""
    page = open_page(beta1="0.5")
    assert picture_of(page)["run"] == RunConfig().digest()
    assert "`beta1=0.5`" in page.warning[0].value


def test_a_page_claims_nothing_about_optimizers_that_theory_does_not_know(open_page: Open) -> None:
    """With Adam there is no bound and no verdict: the page reports the outcome."""
    page = open_page(optimizer="adam", lr="0.1", epochs="500")
    assert not html_of(page, "linreg-strip")
    assert slider_of(page, "lr").help == "No simple formula gives the bound of the learning rate for Adam."
    text = texts_of(page)
    assert "Observed, not predicted: Adam sizes its steps" in text
    assert not re.search(r"\*\*(Converging|Crawling|Diverging|Oscillating)", text)


def test_batches_are_run_and_linked(open_page: Open) -> None:
    """A batch size is run and linked, and the epochs are limited accordingly."""
    page = open_page(data="cars", batch="10", epochs="50", lr="5")  # diverges: a run of 60,000 updates would take its time
    assert picture_of(page)["run"] == RunConfig(data="cars", batch=10, epochs=50, lr=5.0).digest()
    assert picture_of(page)["runs"][0]["updates"] == 5
    page.number_input(key="batch").set_value(1)
    move_slider(page, "epochs", 5000)
    page.run()
    assert not page.exception
    assert slider_of(page, "epochs").at == 1199
    assert "at most 60000 updates" in texts_of(page)
    page.selectbox(key="data").set_value("notes").run()
    assert not page.exception


def test_standardised_points_are_trained_on_and_both_scales_are_shown(open_page: Open) -> None:
    """Standardising shows the condition number before and after, and the line in the original units."""
    page = open_page(data="cars", lr="0.1", epochs="200")
    assert "**A long valley:** the condition number of this data is 2572." in texts_of(page)
    page.toggle(key="scale").set_value(True).run()
    run = record(RunConfig(data="cars", lr=0.1, epochs=200, scale=True))
    assert picture_of(page)["run"] == run.config.digest()
    text = texts_of(page)
    assert "**Standardised:** the condition number falls from 2572 to 1" in text
    W, b = run.scaling.unscaled(*run.final)
    assert f"y = {number(W)} x − {number(-b)}" in text
    assert (W, b) == pytest.approx((3.932, -17.58), abs=0.01)


def test_numbers_too_large_to_be_standardised_are_run_as_they_are(open_page: Open) -> None:
    """The page says that it cannot standardise them and shows the unscaled run."""
    page = open_page(data="1e38~2_3e38~4", scale="true", epochs="5")
    assert "too large to be standardised" in page.error[0].value


def test_runs_are_kept_beside_one_another(open_page: Open) -> None:
    """A kept run plays beside the next, and is in the table, with its differing settings, and in the link."""
    page = open_page(epochs="300")
    page.button(key="keep").click().run()
    move_slider(page, "lr", 0.1).run()
    picture = picture_of(page)
    assert picture["run"] == RunConfig(lr=0.1, epochs=300).digest()
    assert len(picture["runs"]) == 2
    (table,) = html_of(page, "linreg-table")
    rows = re.findall(r"<tr><th.*?</tr>", table)[1:]
    assert ["lr 0.1" in rows[0], "lr 0.01" in rows[1]] == [True, True]
    assert KEPT[0].colour in rows[1]
    for row, lr in zip(rows, (0.1, 0.01), strict=True):
        run = record(RunConfig(lr=lr, epochs=300))
        assert f"<td>{number(run.final[0])}</td>" in row
    again = open_page(**{name: page.query_params[name] for name in page.query_params})
    assert picture_of(again) == picture


def test_at_most_four_runs_are_kept_and_none_twice(open_page: Open) -> None:
    """The button is disabled if the current run or four runs are already kept."""
    page = open_page(epochs="20")
    for kept, lr in enumerate((0.01, 0.02, 0.05, 0.1), start=1):
        move_slider(page, "lr", lr).run()
        assert not page.button(key="keep").disabled
        page.button(key="keep").click().run()
        assert page.button(key="keep").disabled
        assert len(picture_of(page)["runs"]) == kept + 1
    move_slider(page, "lr", 0.15).run()
    assert page.button(key="keep").disabled
    assert not page.exception


def test_kept_runs_are_renamed_and_removed(open_page: Open) -> None:
    """A new name is in the table, escaped, and in the link; removing deletes the run from picture and link."""
    page = open_page(epochs="20", kept=["lr=0.1", "name=slow&lr=0.001"])
    assert "slow" in html_of(page, "linreg-table")[0]
    name = next(field for field in page.text_input if field.label == "Name of kept 1")
    name.set_value("<b>fast</b>").run()
    assert not page.exception
    assert "&lt;b&gt;fast&lt;/b&gt;" in html_of(page, "linreg-table")[0]
    assert "<b>" not in html_of(page, "linreg-table")[0]
    assert page.query_params["kept"][0].startswith("name=%3Cb%3Efast")
    remove = [button for button in page.button if button.label == "Remove"]
    remove[1].click().run()
    assert len(picture_of(page)["runs"]) == 2
    remove = [button for button in page.button if button.label == "Remove"]
    remove[0].click().run()
    assert len(picture_of(page)["runs"]) == 1
    assert "kept" not in page.query_params
    assert not html_of(page, "linreg-table")


def test_kept_runs_go_with_the_data(open_page: Open) -> None:
    """New data apply to all runs on the picture."""
    page = open_page(epochs="20", kept=["lr=0.001"])
    before = picture_of(page)["runs"]
    page.selectbox(key="data").set_value("noisy").run()
    after = picture_of(page)["runs"]
    assert before[0]["cost"] != after[0]["cost"]
    assert before[1]["cost"] != after[1]["cost"]


@pytest.mark.parametrize("kept", ["lr=abc", "style=zz", "name=" + "x" * 41, "lr=1&lr=2", "name=%00", "x" * 9000])
def test_a_bad_kept_run_in_a_link_is_named_and_left_out(open_page: Open, kept: str) -> None:
    """An invalid kept run is ignored with a notice; the rest is shown."""
    page = open_page(kept=[kept, "lr=0.1"], epochs="20")
    assert "`kept=" in page.warning[0].value
    assert len(picture_of(page)["runs"]) == 2


def test_more_than_four_kept_runs_in_a_link_are_cut(open_page: Open) -> None:
    """The first four are shown, with a notice about the others."""
    page = open_page(kept=[f"lr=0.00{n}" for n in range(1, 8)], epochs="20")
    assert len(picture_of(page)["runs"]) == 5
    assert "`kept=" in page.warning[0].value


def test_inside_a_step_has_the_numbers_of_the_run(open_page: Open) -> None:
    """The tab has the first steps of the run, each with its numbers in the loop's four lines, and its place in the picture."""
    page = open_page(zero_grad="off", epochs="50")
    page.session_state["tab"] = "Inside a step"
    page.run()
    assert not page.exception
    (tab,) = components_of(page, "seen")
    run = record(RunConfig(zero_grad=False, epochs=50))
    assert (tab["run"], tab["at"], tab["total"]) == (run.config.digest(), 0, 51)
    assert "optimizer.zero_grad() is not called" in tab["code"][1]
    assert "no parameter has a .grad yet" in tab["seen"][0]["numbers"][1][0]
    assert len(tab["seen"]) == 9
    for step, shown in enumerate(tab["seen"]):
        seen = look_inside(run, step)
        lines = [json.dumps(line, ensure_ascii=False) for line in shown["numbers"]]
        assert shown["title"] == f"Epoch {step}"
        assert number(seen.cost, 7) in lines[0]
        assert number(seen.fresh[0], 7) in lines[2]
        assert number(seen.after[0], 7) in lines[3]
    W = np.frombuffer(base64.b64decode(tab["shown"]["W"]), "<f4")
    assert W.tolist() == run.W[:10].tolist()


@pytest.mark.parametrize(("points", "shown"), [(20, True), (200, False)])
def test_a_link_too_long_for_a_qr_code_is_shared_without_one(open_page: Open, points: int, shown: bool) -> None:
    """With many own points the link is offered, but no code that nobody could scan, in the popover and on paper."""
    data = "_".join(f"{number}.5~{number * number}" for number in range(points))
    page = open_page(data=data, epochs="5", lr="0.000001")
    assert not page.exception
    assert f"data={data}" in codes_of(page).replace("%7E", "~")
    assert len(html_of(page, "linreg-qr")) == (2 if shown else 0)


def test_the_explanation_names_the_source_of_real_data(open_page: Open) -> None:
    """Published data are shown with their source."""
    assert "PNAS 15 (1929)" in texts_of(open_page(data="hubble"))
    assert "Anscombe" in texts_of(open_page(data="anscombe-3"))


def test_theory_of_momentum_is_claimed_and_holds(open_page: Open) -> None:
    """With momentum the bound is that of momentum, on the strip and in the sentence."""
    page = open_page(optimizer="momentum", lr="0.2")
    bound = analyse(RunConfig(optimizer="momentum")).bound
    assert bound is not None
    assert math.isclose(bound, 1.9 * 0.18029485, rel_tol=1e-6)
    assert page.button(key="to_bound").label == "bound 0.3426"
    assert "with momentum 0.9, lr 0.2 is below the bound 0.3426" in texts_of(page)
