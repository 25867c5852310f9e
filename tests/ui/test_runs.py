"""What the page trains, and what it does not train again."""

from __future__ import annotations

import pytest
import torch
from page import Open, picture_of

from linreg import RunConfig


@pytest.fixture
def updates(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """Count the updates that PyTorch really makes."""
    made: list[None] = []
    step = torch.optim.SGD.step

    def counted(optimizer: torch.optim.SGD, *arguments: object) -> object:
        made.append(None)
        return step(optimizer, *arguments)

    monkeypatch.setattr(torch.optim.SGD, "step", counted)
    return made


def test_fewer_epochs_train_nothing_and_more_only_what_is_missing(open_page: Open, updates: list[None]) -> None:
    """Moving the epochs down takes a part of the run that is there; moving them up goes on from its end."""
    page = open_page(lr="0.0151", epochs="500")
    assert len(updates) == 502  # the loop's 501, and one more to know W and b after the last
    page.slider(key="epochs").set_value(200).run()
    assert len(updates) == 502
    assert picture_of(page)["run"] == RunConfig(lr=0.0151, epochs=200).digest()
    page.slider(key="epochs").set_value(700).run()
    assert len(updates) == 702


def test_another_visitor_of_the_same_link_shares_the_run(open_page: Open, updates: list[None]) -> None:
    """A link that a class of three hundred opens is trained once."""
    first = open_page(lr="0.0152", epochs="300")
    trained = len(updates)
    second = open_page(lr="0.0152", epochs="300")
    assert len(updates) == trained
    assert picture_of(first) == picture_of(second)


def test_changing_the_view_trains_nothing(open_page: Open, updates: list[None]) -> None:
    """The language and the kind of surface are not part of a run."""
    page = open_page(lr="0.0153", epochs="300")
    trained = len(updates)
    page.button_group(key="surface").set_value("contour").run()
    page.button_group(key="lang").set_value("ko").run()
    assert len(updates) == trained
    assert not page.exception
