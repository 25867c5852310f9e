"""Caching of runs on the page."""

from __future__ import annotations

from page import Open, move_slider, picture_of

from linreg import RunConfig


def test_fewer_epochs_train_nothing_and_more_only_what_is_missing(open_page: Open, updates: list[None]) -> None:
    """Fewer epochs reuse the run; more epochs train only the missing steps."""
    page = open_page(lr="0.0151", epochs="500")
    assert len(updates) == 502  # the loop's 501, and one more to know W and b after the last
    move_slider(page, "epochs", 200).run()
    assert len(updates) == 502
    assert picture_of(page)["run"] == RunConfig(lr=0.0151, epochs=200).digest()
    move_slider(page, "epochs", 700).run()
    assert len(updates) == 702


def test_in_batches_too_only_what_is_missing_is_trained(open_page: Open, updates: list[None]) -> None:
    """With two updates an epoch, fewer epochs train nothing and more train two updates each."""
    page = open_page(lr="0.0154", epochs="200", batch="2")
    assert len(updates) == 403
    move_slider(page, "epochs", 100).run()
    assert len(updates) == 403
    move_slider(page, "epochs", 250).run()
    assert len(updates) == 503
    assert picture_of(page)["run"] == RunConfig(lr=0.0154, epochs=250, batch=2).digest()


def test_keeping_a_run_trains_nothing(open_page: Open, updates: list[None]) -> None:
    """A kept run is not trained again; only the next run is."""
    page = open_page(lr="0.0155", epochs="300")
    page.button(key="keep").click().run()
    assert len(updates) == 302
    move_slider(page, "epochs", 200).run()
    assert len(updates) == 302
    assert len(picture_of(page)["runs"]) == 2
    page.toggle(key="zero_grad").set_value(False).run()
    assert len(updates) == 302 + 202


def test_runs_on_other_points_of_ones_own_are_other_runs(open_page: Open, updates: list[None]) -> None:
    """Two links whose points differ only in the last are different runs."""
    points = [f"{x}~{x * x}" for x in range(30)]
    first = open_page(lr="0.0001", epochs="50", data="_".join(points))
    second = open_page(lr="0.0001", epochs="50", data="_".join([*points[:-1], "29~0"]))
    assert len(updates) == 2 * 52
    assert picture_of(first)["runs"] != picture_of(second)["runs"]


def test_another_visitor_of_the_same_link_shares_the_run(open_page: Open, updates: list[None]) -> None:
    """Sessions with the same link share one training."""
    first = open_page(lr="0.0152", epochs="300")
    trained = len(updates)
    second = open_page(lr="0.0152", epochs="300")
    assert len(updates) == trained
    assert picture_of(first) == picture_of(second)


def test_changing_the_view_trains_nothing(open_page: Open, updates: list[None]) -> None:
    """Language, kind of surface and open tab do not cause training; the inside of a step makes the steps it shows again."""
    page = open_page(lr="0.0153", epochs="300")
    trained = len(updates)
    page.button_group(key="surface").set_value("contour").run()
    page.session_state["tab"] = "Code"
    page.run()
    page.button_group(key="lang").set_value("ko").run()
    assert len(updates) == trained
    page.session_state["tab"] = "스텝 들여다보기"
    page.run()
    assert len(updates) == trained + 9
    assert not page.exception
