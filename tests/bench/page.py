"""Time from a key press on the learning-rate slider to the new picture, its traffic, and the frame rate of the player."""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import torch
from browser import diary, open_page
from chrome import chromium, press_slider
from playwright.sync_api import Browser, Page
from server import serve

from linreg import Dataset, RunConfig, analyse, record
from linreg.data.points import check_points
from linreg.link import format_link
from linreg.panels import Kept, draw
from linreg.settings import KeptRun, Settings, Surface

PRESSES = 12
SURFACES: tuple[Surface, ...] = ("contour", "3d")


def main() -> None:
    """Print the measurements."""
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder) / "log.txt") as address, chromium() as browser:
        print(f"One key press on the lr slider, median of {PRESSES}, in ms")
        print("  surface epochs            total = training + panels + transfer and Streamlit + drawing       KB (picture)")
        # The server caches runs, so every measurement starts at a new learning rate.
        lr = 0.001
        for surface in SURFACES:
            for epochs in (100, 2000, 20_000):
                press(browser, address, "", surface, RunConfig(lr=lr, epochs=epochs))
                lr *= 2
            press(browser, address, "500 points", surface, RunConfig(lr=lr, data=many_points()))
            press(browser, address, "4 kept", surface, RunConfig(lr=1.1 * lr), [RunConfig(lr=lr + n / 1000) for n in range(1, 5)])
            lr *= 1.5
        print("Playing at speed 1, frames drawn a second")
        for surface in SURFACES:
            play(browser, address, surface)
        litter(browser, address)


def many_points() -> Dataset:
    """Return 500 points, the largest number allowed, with long decimals."""
    x = [(n * 0.6180339887) % 1 for n in range(500)]
    return check_points(x, [2 * value + ((n * 0.7548776662) % 1) for n, value in enumerate(x)])


def press(browser: Browser, address: str, name: str, surface: Surface, config: RunConfig, kept: Sequence[RunConfig] = ()) -> None:
    """Print the parts of a change. Training and panels are measured in this process, with the same calls."""
    link = format_link(Settings(config, tuple(KeptRun("", other) for other in kept), surface))
    page = open_page(browser, f"{address}/?{urlencode(link, doseq=True)}")
    settle(page)
    totals, drawings, payloads, pictures = [], [], [], []
    for _press in range(PRESSES):
        diary(page)
        press_slider(page)
        settle(page)
        entries = diary(page)
        key = next(entry["at"] for entry in entries if entry["what"] == "key")
        drawn = next(entry["at"] for entry in entries if entry["what"] == "run")
        received = [entry for entry in entries if entry["what"] == "in"]
        picture = max(received, key=lambda entry: int(entry["size"]))
        totals.append(drawn - key)
        drawings.append(drawn - picture["at"])
        payloads.append(sum(entry["size"] for entry in received) / 1024)
        pictures.append(picture["size"] / 1024)
    training, panels = python_share(surface, config, kept)
    total, drawing = statistics.median(totals), statistics.median(drawings)
    rest = total - training - panels - drawing
    print(
        f"  {surface:7} {config.epochs:6} {name:10} {total:7.0f} = {training:8.0f} + {panels:6.0f} + {rest:22.0f} + {drawing:7.0f}"
        f"   {max(payloads):8.1f} ({max(pictures):.1f})"
    )
    page.close()


def python_share(surface: Surface, config: RunConfig, kept: Sequence[RunConfig]) -> tuple[float, float]:
    """Return the milliseconds of training and of drawing the panels. Kept runs are trained beforehand."""
    training, panels = [], []
    others = [Kept(record(other), analyse(other), "") for other in kept]
    for turn in range(5):
        changed = replace(config, lr=0.02 + turn / 1000)
        began = time.perf_counter()
        run = record(changed)
        trained = time.perf_counter()
        json.dumps(draw(run, analyse(changed), surface, str, others).to_dict())
        training.append(1000 * (trained - began))
        panels.append(1000 * (time.perf_counter() - trained))
    return statistics.median(training), statistics.median(panels)


def settle(page: Page) -> None:
    """Pause the player, so that it does not disturb the next measurement."""
    page.wait_for_timeout(300)
    if page.locator("[data-playing=true]").count():
        page.get_by_role("button", name="Pause").click()
    page.wait_for_timeout(300)


def play(browser: Browser, address: str, surface: Surface) -> None:
    """Print the frames drawn per second."""
    page = open_page(browser, f"{address}/?surface={surface}")
    settle(page)
    page.get_by_role("button", name="To the first step").click()
    diary(page)
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(5000)
    frames = [entry["at"] for entry in diary(page) if entry["what"] == "frame"]
    print(f"  {surface:7} {1000 * (len(frames) - 1) / (frames[-1] - frames[0]):5.1f}")
    page.close()


def litter(browser: Browser, address: str) -> None:
    """Print the heap size, DOM nodes and canvases before and after 200 changes."""
    page = open_page(browser, f"{address}/?epochs=20")
    tools = page.context.new_cdp_session(page)
    tools.send("Performance.enable")

    def measure() -> dict[str, float]:
        tools.send("HeapProfiler.collectGarbage")
        metrics = {item["name"]: item["value"] for item in tools.send("Performance.getMetrics")["metrics"]}
        canvases = page.evaluate("document.querySelectorAll('canvas').length")
        return {"heap in MB": metrics["JSHeapUsedSize"] / 2**20, "nodes": metrics["Nodes"], "canvases": canvases}

    def change(times: int) -> None:
        for turn in range(times):
            press_slider(page, "ArrowRight" if turn % 2 else "ArrowLeft")

    change(20)
    before = measure()
    change(200)
    after = measure()
    print("200 changes: " + ", ".join(f"{name} {before[name]:.0f} -> {after[name]:.0f}" for name in before))
    page.close()


if __name__ == "__main__":
    main()
