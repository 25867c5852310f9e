"""The tab "All learning rates" of the page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from page import Open, move_slider, panels_of, picture_of, texts_of
from streamlit.testing.v1 import AppTest

from linreg import RunConfig, Sweep
from linreg.ui import rates

TAB = "All learning rates"


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Collect the sweeps that are trained; the cache begins and ends empty."""
    made: list[str] = []

    def noted(name: str) -> None:
        train = getattr(rates, name)

        def train_and_note(*given: object) -> Sweep:
            made.append(name)
            return train(*given)

        monkeypatch.setattr(rates, name, train_and_note)

    noted("all_rates")
    noted("all_pairs")
    rates._swept.clear()
    yield made
    rates._swept.clear()


def open_tab(page: AppTest, name: str = TAB) -> AppTest:
    """Open a tab of the page."""
    page.session_state["tab"] = name
    page.run()
    assert not page.exception
    return page


def test_a_closed_tab_trains_nothing(open_page: Open, trained: list[str]) -> None:
    """The sweeps are trained when the tab is opened, and shown in two panels."""
    page = open_page(epochs="40")
    assert trained == []
    assert not {"rates", "rates-map"} & {*panels_of(page)}
    open_tab(page)
    assert trained == ["all_rates", "all_pairs"]
    assert {*panels_of(page)} == {"rates", "rates-map"}


def test_another_lr_or_momentum_trains_only_what_it_decides(open_page: Open, trained: list[str]) -> None:
    """A new lr moves the markers only; a new momentum leaves the map; other epochs make both anew; so it is for all sessions."""
    page = open_tab(open_page(epochs="40", optimizer="momentum"))
    before = panels_of(page)
    move_slider(page, "lr", 0.3).run()
    after = panels_of(page)
    for name, markers in (("rates", 2), ("rates-map", 1)):
        one, other = (shown[name]["figure"] for shown in (before, after))
        assert one["layout"] == other["layout"]
        assert one["data"][:-markers] == other["data"][:-markers]
        assert other["data"][-1]["x"] == [0.3]
    assert trained == ["all_rates", "all_pairs"]
    page.number_input(key="momentum").set_value(0.5).run()
    assert trained[2:] == ["all_rates"]
    assert panels_of(page)["rates-map"]["figure"]["data"][-1]["y"] == [0.5]
    open_tab(open_page(epochs="40", lr="0.02"))
    assert trained[3:] == ["all_rates"]  # of SGD; the map is that of SGD with momentum
    open_tab(open_page(epochs="41", lr="0.02"))
    assert trained[4:] == ["all_rates", "all_pairs"]


def test_a_click_in_the_map_is_the_run_of_that_cell(open_page: Open, trained: list[str]) -> None:
    """After it the page shows SGD with momentum at the cell's lr and momentum, and the marker stands there."""
    page = open_tab(open_page(epochs="40"))
    lrs, momenta = rates.grid(RunConfig(epochs=40), 64)
    for name, value in {"optimizer": "momentum", "lr": lrs[50], "momentum": momenta[30]}.items():
        page.session_state[name] = value
    page.run()
    assert picture_of(page)["run"] == RunConfig(epochs=40, optimizer="momentum", lr=lrs[50], momentum=momenta[30]).digest()
    marker = panels_of(page)["rates-map"]["figure"]["data"][-1]
    assert (marker["x"], marker["y"]) == ([lrs[50]], [momenta[30]])
    assert trained == ["all_rates", "all_pairs", "all_rates"]


@pytest.mark.parametrize(
    ("link", "panels", "said"),
    [
        ({"optimizer": "adagrad"}, {"rates"}, "Each point is a PyTorch run"),
        ({"optimizer": "adam"}, {"rates", "rates-map"}, "A click sets lr and beta1."),
        ({"optimizer": "rmsprop"}, {"rates", "rates-map"}, "A click sets lr and momentum."),
        ({"data": "hubble", "epochs": "2000"}, {"rates", "rates-map"}, "A finer map would take too long"),
        ({"zero_grad": "false"}, {"rates", "rates-map"}, "Orange is theory."),
    ],
)
def test_what_each_optimizer_shows(open_page: Open, link: dict[str, str], panels: set[str], said: str) -> None:
    """Adagrad has no map; Adam's goes over beta1; many points make it coarser, and it says so."""
    page = open_tab(open_page(**{"epochs": "40", **link}))
    assert {*panels_of(page)} == panels
    assert said in texts_of(page)
    assert ("Orange is theory." in texts_of(page)) == (texts_of(page).count("Orange is theory") == 2) == ("optimizer" not in link)
    if "data" in link:
        assert "Each of the 32 × 32 cells" in texts_of(page)


def test_what_would_take_too_long_is_not_trained(open_page: Open, trained: list[str]) -> None:
    """With 20,000 epochs two sentences stand in the place of the panels, each with the number of runs."""
    page = open_tab(open_page(epochs="20000", lr="0.5"))
    assert not panels_of(page)
    said = [info.value for info in page.info]
    assert len(said) == 2
    assert said[0].startswith("301 runs of 20000 epochs on these points would take too long together")
    assert said[1].startswith("256 runs of 20000 epochs")


def test_the_sentences_stand_under_the_panels(open_page: Open) -> None:
    """What is read from both pictures is in the text of the page."""
    page = open_tab(open_page(epochs="300"))
    assert "the cost ends higher than it began." in texts_of(page)
    assert "In theory lr 0.274 with momentum 0.553 is fastest" in texts_of(page)
