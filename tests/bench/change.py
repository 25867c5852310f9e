"""CPU that the server spends on one change of the page whose run it has kept."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from server import serving
from visitors.processes import Processes
from visitors.visitor import Visitor

from linreg import Dataset
from linreg.config import SETTINGS
from linreg.data.points import check_points

CHANGES = 50
ROUNDS = 3
LRS = (0.05, 0.1)


def many_points() -> Dataset:
    """Return 500 points, the largest number allowed, with long decimals."""
    x = [(n * 0.6180339887) % 1 for n in range(500)]
    return check_points(x, [2 * value + ((n * 0.7548776662) % 1) for n, value in enumerate(x)])


async def spent(address: str, query: str) -> tuple[float, float]:
    """Return the milliseconds of CPU of a change and its bytes."""
    server, visitor = Processes.below_this(), Visitor(address, query)
    await visitor.open()
    for lr in LRS * 5:
        await visitor.change(lr)
    began, received = server.cpu(), visitor.received
    for turn in range(CHANGES):
        await visitor.change(LRS[turn % 2])
    cost = 1000 * (server.cpu() - began) / CHANGES
    size = (visitor.received - received) / CHANGES
    await visitor.leave()
    return cost, size


PAGES = {
    "3d": {},
    "contour": {"surface": "contour"},
    "4 kept": {"keep": [f"lr={lr}" for lr in (0.01, 0.02, 0.03, 0.04)]},
    "lecture": {"view": "lecture"},
    "embedded": {"embed": "true"},
    "500 points": {"data": SETTINGS["data"].kind.format(many_points())},
}


def main() -> None:
    """Print the measurements."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "log.txt") as (address, _):
        print(f"CPU of the server for a change whose run it has kept, median of {ROUNDS} times {CHANGES}, in ms")
        for name, params in PAGES.items():
            found = [asyncio.run(spent(address, urlencode(params, doseq=True))) for _round in range(ROUNDS)]
            cpu, size = (statistics.median(values) for values in zip(*found, strict=True))
            print(f"  {name:12} {cpu:6.1f}   {size / 1024:7.1f} KB")


if __name__ == "__main__":
    main()
