"""Time and memory of a sweep, compared with one `record` of the same config in the same process."""

from __future__ import annotations

import gzip
import statistics
import time
from collections.abc import Callable

import numpy as np
import torch

from linreg import RunConfig, analyse, record, sweep
from linreg.config import LEARNING_RATES
from linreg.player.packing import packed

PAIRS = 5
GRID = tuple(np.geomspace(1e-3, 1, 64).tolist())


def seconds(work: Callable[[], object]) -> float:
    """Return the duration of `work`."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def compare(name: str, config: RunConfig, together: Callable[[], object], most: float) -> None:
    """Print the median ratio of a sweep to a single run, measured in turns."""
    record(config), together()
    pairs = [(seconds(lambda: record(config)), seconds(together)) for _pair in range(PAIRS)]
    alone, swept = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(second / first for first, second in pairs)
    print(f"  {name:24} record {1000 * alone:7.1f} ms   sweep {1000 * swept:7.1f} ms   ratio {ratio:5.2f}   (at most {most})")


def main() -> None:
    """Print the measurements."""
    torch.set_num_threads(1)
    print(f"{len(LEARNING_RATES)} learning rates and a map of {len(GRID)} x {len(GRID)}, median of {PAIRS} pairs in turns")
    for optimizer, most in (("sgd", 2.0), ("momentum", 2.0), ("adam", 3.0)):
        config = RunConfig(optimizer=optimizer)
        compare(f"{optimizer}, {len(LEARNING_RATES)} runs", config, lambda config=config: sweep(config, LEARNING_RATES), most)  # type: ignore[misc]
    config = RunConfig(optimizer="momentum")
    momenta = np.linspace(0, 0.99, 64).tolist()
    compare("momentum, 4096 runs", config, lambda: sweep(config, GRID, momentum=momenta), 5.0)
    found = sweep(RunConfig(), LEARNING_RATES)
    print(f"  packed and compressed: {len(gzip.compress(packed(found, analyse(found.config)), 6)) / 1000:.0f} KB (at most 250)")


if __name__ == "__main__":
    main()
