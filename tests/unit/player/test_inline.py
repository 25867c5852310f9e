"""A run as the output of a notebook's cell."""

from __future__ import annotations

import re
from html import unescape

import pytest

from linreg import Dataset, RunConfig, record
from linreg.player.inline import inline


@pytest.fixture(scope="module")
def html() -> str:
    """Return what a notebook shows for a run."""
    return record(RunConfig(lr=0.19, epochs=50))._repr_html_()


def test_it_is_one_closed_frame(html: str) -> None:
    """It is one frame that may run scripts and offer files, and nothing else."""
    frame = re.fullmatch(r'<iframe srcdoc="([^"<>]*)" ([^<>]*)></iframe>', html)
    assert frame is not None
    attributes = dict(re.findall(r'([a-z]+)="([^"]*)"', frame[2]))
    assert attributes["sandbox"].split() == ["allow-scripts", "allow-downloads"]
    assert attributes["title"] == "linreg: watch PyTorch fit a line"


def test_it_holds_the_run_and_what_is_said_about_it(html: str) -> None:
    """The page in the frame has the digest of the run and its verdict, in English."""
    page = unescape(html)
    assert f'"run": "{RunConfig(lr=0.19, epochs=50).digest()}"' in page
    assert '<html lang="en">' in page
    assert re.search("<p>Diverging: lr 0.19 is above", page)


def test_it_weighs_two_megabytes(html: str) -> None:
    """plotly.js is compressed: a notebook's file grows by about 2 MB for each run shown."""
    assert len(html) < 2_300_000


def test_points_of_ones_own_and_a_diverged_run() -> None:
    """It works for any run, also for one that ends in inf on other points than the notes'."""
    run = record(RunConfig(data=Dataset("own", [1, 2, 30], [2, 4, 6]), lr=1.0, epochs=500))
    assert run.diverged_at is not None
    assert run.config.digest() in inline(run)
