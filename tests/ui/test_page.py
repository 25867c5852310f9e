"""The main page runs, shows and links what its controls are set to."""

from __future__ import annotations

import re
from html import unescape

import pytest
from page import Open, codes_of, move_slider, picture_of, slider_of, texts_of
from streamlit.testing.v1 import AppTest

from linreg import Dataset, RunConfig, format_log, record


def test_the_page_opens_with_the_notes_own_run(open_page: Open) -> None:
    """The default is the notes' run: tensors, SGD on three points, lr 0.01, 2000 epochs, zero_grad on."""
    page = open_page()
    assert picture_of(page)["run"] == RunConfig().digest()
    assert page.button_group(key="style").value == "manual"
    assert slider_of(page, "lr").at == 0.01
    assert slider_of(page, "epochs").at == 2000
    assert page.toggle(key="zero_grad").value is True
    assert page.selectbox(key="data").value == "notes"
    assert page.toggle(key="scale").value is False
    assert page.number_input(key="batch").value is None
    assert page.selectbox(key="optimizer").value == "sgd"


@pytest.mark.parametrize(
    ("parameters", "config"),
    [
        ({"lr": "0.19"}, RunConfig(lr=0.19)),
        ({"lr": "0.013"}, RunConfig(lr=0.013)),
        ({"lr": "5"}, RunConfig(lr=5.0)),
        ({"lr": "0.000001", "epochs": "3"}, RunConfig(lr=1e-6, epochs=3)),
        ({"lr": "0.19", "zero_grad": "false"}, RunConfig(lr=0.19, zero_grad=False)),
        ({"lr": "0.19", "zero_grad": "False"}, RunConfig(lr=0.19, zero_grad=False)),
        ({"lr": "0.19", "zero_grad": "0"}, RunConfig(lr=0.19, zero_grad=False)),
        ({"style": "linear", "seed": "7"}, RunConfig(style="linear", seed=7)),
        ({"style": "module", "start": "0.5,-1"}, RunConfig(style="module", start=(0.5, -1.0))),
        ({"epochs": "6000"}, RunConfig(epochs=6000)),
        ({"data": "cars", "lr": "0.0005", "epochs": "300"}, RunConfig(data="cars", lr=0.0005, epochs=300)),
        ({"data": "hubble", "scale": "on", "lr": "0.5"}, RunConfig(data="hubble", scale=True, lr=0.5)),
        ({"data": "-1~2_0.5~4_2.25~-5"}, RunConfig(data=Dataset("own", [-1, 0.5, 2.25], [2, 4, -5]))),
        ({"batch": "2", "lr": "0.02", "epochs": "300"}, RunConfig(batch=2, lr=0.02, epochs=300)),
        ({"batch": "1", "seed": "7", "epochs": "300"}, RunConfig(batch=1, seed=7, epochs=300)),
        ({"data": "cars", "scale": "1", "batch": "1", "epochs": "60"}, RunConfig(data="cars", scale=True, batch=1, epochs=60)),
        ({"optimizer": "momentum", "lr": "0.2"}, RunConfig(optimizer="momentum", lr=0.2)),
        ({"optimizer": "nesterov", "momentum": "0.123456"}, RunConfig(optimizer="nesterov", momentum=0.123456)),
        ({"optimizer": "adagrad", "lr_decay": "0.001", "eps": "1e-6"}, RunConfig(optimizer="adagrad", lr_decay=0.001, eps=1e-6)),
        (
            {"optimizer": "rmsprop", "alpha": "0.9", "momentum": "0.5", "eps": "0.1"},
            RunConfig(optimizer="rmsprop", alpha=0.9, momentum=0.5, eps=0.1),
        ),
        ({"optimizer": "adam", "beta1": "0", "beta2": "0.9999"}, RunConfig(optimizer="adam", beta1=0.0, beta2=0.9999)),
        ({"optimizer": "adamw", "weight_decay": "1"}, RunConfig(optimizer="adamw", weight_decay=1.0)),
    ],
)
def test_a_link_opens_exactly_the_run_that_it_says(open_page: Open, parameters: dict[str, str], config: RunConfig) -> None:
    """Run, log and link are those of the parameters."""
    page = open_page(**parameters)
    assert picture_of(page)["run"] == config.digest()
    assert log_of(page) == format_log(record(config))
    assert not page.warning


def test_a_link_opened_from_the_address_bar_gives_the_same_run(open_page: Open) -> None:
    """The link in the address bar opens the same run with the same digits."""
    page = open_page()
    page.button_group(key="style").set_value("linear").run()
    move_slider(page, "lr", 0.17)
    page.toggle(key="zero_grad").set_value(False)
    page.number_input(key="seed").set_value(5)
    page.selectbox(key="data").set_value("noisy")
    page.selectbox(key="optimizer").set_value("adam")
    page.toggle(key="scale").set_value(True)
    page.number_input(key="batch").set_value(5)
    move_slider(page, "epochs", 500)
    page.run()
    page.number_input(key="beta1").set_value(0.75).run()
    page.button(key="keep").click().run()
    move_slider(page, "lr", 0.16).run()
    assert len(picture_of(page)["runs"]) == 2
    again = open_page(**dict(page.query_params))
    assert picture_of(again) == picture_of(page)
    assert log_of(again) == log_of(page)


def test_links_work_across_languages(open_page: Open) -> None:
    """The same link shows the same run in Korean."""
    english, korean = open_page(lr="0.15", style="linear"), open_page(lr="0.15", style="linear", lang="ko")
    assert picture_of(english)["run"] == picture_of(korean)["run"]
    for part in ("runs", "times", "window", "bowl"):
        assert picture_of(english)[part] == picture_of(korean)[part]
    assert log_of(english) == log_of(korean)
    assert "수렴" in texts_of(korean)
    assert "Converging" in texts_of(english)


def test_the_language_can_be_switched_and_is_then_in_the_link(open_page: Open) -> None:
    """Switching to Korean changes the words, keeps the run, and adds lang=ko to the link."""
    page = open_page(lr="0.15")
    run = picture_of(page)["run"]
    page.button_group(key="lang").set_value("ko").run()
    assert not page.exception
    assert picture_of(page)["run"] == run
    assert dict(page.query_params) == {"lr": ["0.15"], "lang": ["ko"]} or dict(page.query_params) == {"lr": "0.15", "lang": "ko"}
    assert page.title[0].value == "linreg: PyTorch가 직선을 찾아가는 모습"


@pytest.mark.parametrize(
    ("name", "value", "default"),
    [
        ("lr", "abc", "lr = 0.01"),
        ("lr", "nan", "lr = 0.01"),
        ("lr", "1e9", "lr = 0.01"),
        ("lr", "-0.1", "lr = 0.01"),
        ("lr", "9" * 10_000, "lr = 0.01"),
        ("style", "zz", "style = manual"),
        ("data", "zz", "data = notes"),
        ("data", "1~2_1~3", "data = notes"),
        ("scale", "maybe", "scale = false"),
        ("batch", "0", "ignored"),
        ("optimizer", "sgdm", "optimizer = sgd"),
        ("momentum", "0.5", "ignored"),
        ("kept", "lr=abc", "ignored"),
        ("kept", ["lr=abc", "<script>alert(1)</script>=1"], "ignored"),
        ("epochs", "0", "epochs = 2000"),
        ("epochs", "1e9", "epochs = 2000"),
        ("epochs", "20001", "epochs = 2000"),
        ("zero_grad", "maybe", "zero_grad = true"),
        ("start", "1,2,3", "ignored"),
        ("start", "inf,0", "ignored"),
        ("seed", "-1", "seed = 1"),
        ("surface", "4d", "surface = 3d"),
        ("lang", "xx", "ignored"),
        ("lr", ["0.1", "0.2"], "lr = 0.01"),
        ("style", "<script>alert(1)</script>", "style = manual"),
    ],
)
def test_a_bad_value_in_the_link_is_named_and_the_default_is_used(
    open_page: Open, name: str, value: str | list[str], default: str
) -> None:
    """A bad value is reported, replaced by the default, and removed from the link."""
    page = open_page(**{name: value})
    assert picture_of(page)["run"] == RunConfig().digest()
    (warning,) = page.warning
    shown = value if isinstance(value, str) else ", ".join(value)
    assert f"{name}={shown[:40]}" in warning.value
    assert default in warning.value
    assert len(warning.value) < 300
    assert name not in page.query_params


def test_the_notice_of_a_bad_value_goes_when_the_person_goes_on(open_page: Open) -> None:
    """Moving a control removes the notice."""
    page = open_page(lr="abc")
    page.toggle(key="zero_grad").set_value(False).run()
    assert not page.warning


def test_parameters_that_are_not_the_pages_own_are_left_alone(open_page: Open) -> None:
    """Unknown parameters stay in the link without a notice."""
    page = open_page(utm_source="mail")
    move_slider(page, "lr", 0.1).run()
    assert not page.warning
    assert set(page.query_params) == {"utm_source", "lr"}


def test_a_link_in_capitals_is_understood(open_page: Open) -> None:
    """Choices in a link ignore case."""
    page = open_page(style="LINEAR", surface="Contour", zero_grad="OFF")
    assert not page.warning
    assert picture_of(page)["run"] == RunConfig(style="linear", zero_grad=False).digest()
    assert picture_of(page)["panels"][1]["name"] == "contour"


def test_the_slider_reaches_from_a_ten_thousandth_to_one(open_page: Open) -> None:
    """The learning-rate slider goes from 0.0001 to 1 and includes a link's exact value."""
    page = open_page(lr="0.0137")
    options = slider_of(page, "lr").options
    assert (options[0], options[-1]) == (0.0001, 1)
    assert 0.0137 in options


def test_beside_the_slider_stands_the_critical_learning_rate(open_page: Open) -> None:
    """The slider's help has the critical learning rate and the side on which lr is."""
    page = open_page()
    assert slider_of(page, "lr").help.startswith("Below 0.1803")
    move_slider(page, "lr", 0.19).run()
    assert slider_of(page, "lr").help.startswith("Above 0.1803")
    page.toggle(key="zero_grad").set_value(False).run()
    assert slider_of(page, "lr").help.startswith("Below 0.3606")


def test_a_press_on_a_mark_sets_the_rate_that_it_names(open_page: Open) -> None:
    """The buttons under the slider set the fastest and the critical rate; with zero_grad off only the bound is marked."""
    page = open_page()
    assert [page.button(key=f"to_{name}").label for name in ("fastest", "bound")] == ["fastest 0.1765", "critical 0.1803"]
    page.button(key="to_fastest").click().run()
    assert picture_of(page)["run"] == RunConfig(lr=0.1765).digest()
    page.button(key="to_bound").click().run()
    assert picture_of(page)["run"] == RunConfig(lr=0.1803).digest()
    assert page.query_params["lr"] == "0.1803"
    page.toggle(key="zero_grad").set_value(False).run()
    assert page.button(key="to_bound").label == "bound 0.3606"
    assert "to_fastest" not in [button.key for button in page.button]


def test_an_exact_value_can_be_typed_beside_each_slider(open_page: Open) -> None:
    """The fields take any allowed value, also between and beyond those of the sliders, and follow the sliders."""
    page = open_page()
    page.number_input(key="_lr").set_value(0.1234567).run()
    page.number_input(key="_epochs").set_value(12_345).run()
    assert picture_of(page)["run"] == RunConfig(lr=0.1234567, epochs=12_345).digest()
    move_slider(page, "lr", 0.1).run()
    move_slider(page, "epochs", 300).run()
    assert (page.number_input(key="_lr").value, page.number_input(key="_epochs").value) == (0.1, 300)
    page.number_input(key="_lr").set_value(None).run()
    assert picture_of(page)["run"] == RunConfig(lr=0.1, epochs=300).digest()


def test_a_press_on_the_advice_makes_its_change(open_page: Open) -> None:
    """The button beside the verdict names a change and makes it; each leads to the next."""
    page = open_page()
    labels, runs = [], []
    for _turn in range(4):
        labels.append(page.button(key="try").label)
        page.button(key="try").click().run()
        runs.append(picture_of(page)["run"])
    assert labels == [
        "Try: lr 0.185, just above the critical rate",
        "Try: zero_grad off: it swings, but does not explode",
        "Try: zero_grad on, and lr 0.1765, the fastest",
        "Try: lr 0.185, just above the critical rate",
    ]
    changed = RunConfig(lr=0.185), RunConfig(lr=0.185, zero_grad=False), RunConfig(lr=0.1765), RunConfig(lr=0.185)
    assert runs == [config.digest() for config in changed]
    page.selectbox(key="optimizer").set_value("adam").run()
    page.number_input(key="beta1").set_value(0.5).run()
    page.button(key="try").click().run()
    assert picture_of(page)["run"] == RunConfig(lr=0.185).digest()


def test_the_lecture_view_is_in_the_address_but_not_in_what_is_shared(open_page: Open) -> None:
    """A button opens it; the run stays; the link of the Share popover opens the ordinary page."""
    page = open_page(lr="0.19")
    page.button(key="lecture").click().run()
    assert page.query_params["view"] == "lecture"
    assert picture_of(page)["run"] == RunConfig(lr=0.19).digest()
    assert not [text for text in codes_of(page).splitlines() if "lecture" in text]
    page.button(key="lecture").click().run()
    assert "view" not in page.query_params


def test_divergence_is_shown_and_said(open_page: Open) -> None:
    """At lr 0.19 the page says that it diverges, why, and where it stopped."""
    page = open_page(lr="0.19")
    run = record(RunConfig(lr=0.19))
    assert "**Diverging:** lr 0.19 is above the critical 0.1803." in texts_of(page)
    assert f"At epoch {run.diverged_at}" in texts_of(page)


def test_the_same_learning_rate_without_zero_grad_swings_and_says_why(open_page: Open) -> None:
    """At lr 0.19 with zero_grad off the page says endless oscillation: momentum 1, bounded below 0.3606."""
    page = open_page(lr="0.19", zero_grad="false")
    text = texts_of(page)
    assert "**Oscillating for ever:** gradients accumulate, the same as SGD with momentum 1." in text
    assert "0.3606" in text
    assert "`SGD(momentum=1.0)`" in text


def test_the_start_field_explains_what_it_does_not_understand(open_page: Open) -> None:
    """Text that is not two numbers is reported, stays in the field, and the last valid start is used."""
    page = open_page(start="1,2")
    page.text_input(key="start").set_value("one, two").run()
    assert "'one, two'" in page.error[0].value
    assert page.text_input(key="start").value == "one, two"
    assert picture_of(page)["run"] == RunConfig(start=(1.0, 2.0)).digest()
    page.text_input(key="start").set_value("").run()
    assert not page.error
    assert picture_of(page)["run"] == RunConfig().digest()


def test_the_seed_is_only_offered_where_it_matters(open_page: Open) -> None:
    """The seed is disabled for tensors and for a given start."""
    page = open_page()
    assert page.number_input(key="seed").disabled
    page.button_group(key="style").set_value("linear").run()
    assert not page.number_input(key="seed").disabled
    page.text_input(key="start").set_value("0, 0").run()
    assert page.number_input(key="seed").disabled


def test_what_am_i_seeing_follows_the_state(open_page: Open) -> None:
    """The explanation covers the style, zero_grad and the verdict."""
    page = open_page(style="module", zero_grad="off")
    assert "calls its `forward`" in texts_of(page)
    assert "`zero_grad()` is off" in texts_of(page)
    page.toggle(key="zero_grad").set_value(True).run()
    assert "`zero_grad()` is on" in texts_of(page)


def test_the_share_popover_holds_link_and_snippet(open_page: Open) -> None:
    """The link and the iframe snippet have the settings."""
    page = open_page(lr="0.17", style="module")
    link, snippet = (code.value for code in page.code)
    assert link.endswith("/?style=module&lr=0.17")
    assert "style=module&amp;lr=0.17&amp;embed=true" in snippet
    assert snippet.startswith("<iframe ")


def log_of(page: AppTest) -> list[str]:
    """Return the lines of the log on the page."""
    (log,) = (html.proto.body for html in page.get("html") if 'class="linreg-log"' in html.proto.body)
    return unescape(re.sub(r"<.*?>", "", log)).splitlines()
