"""Time of a sweep, compared with one `record` of the same config in the same process; its memory; its size for the page."""

from __future__ import annotations

import gzip
import math
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from linreg import OPTIMIZERS, Dataset, RunConfig, Sweep, analyse, record, sweep
from linreg.config import LEARNING_RATES
from linreg.player.packing import packed

PAIRS = 5
GRID = tuple(np.geomspace(1e-3, 1, 64).tolist())
SECOND = tuple(np.linspace(0, 0.99, 64).tolist())
MANY = Dataset("many", np.linspace(-1, 1, 500), np.linspace(-1, 3, 500))

MEMORY: dict[str, Callable[[], Sweep]] = {
    "301 runs": lambda: sweep(RunConfig(), LEARNING_RATES),
    "301 runs, 20,000 epochs": lambda: sweep(RunConfig(epochs=20_000), LEARNING_RATES, work_max=math.inf),
    "301 runs, Adam": lambda: sweep(RunConfig(optimizer="adam"), LEARNING_RATES),
    "301 runs, 500 points": lambda: sweep(RunConfig(epochs=500), LEARNING_RATES, MANY),
    "301 runs, batches of 500": lambda: sweep(RunConfig(epochs=20, batch=50), LEARNING_RATES, MANY),
    "4096 runs": lambda: sweep(RunConfig(optimizer="momentum"), GRID, momentum=SECOND),
    "4096 runs, Adam": lambda: sweep(RunConfig(optimizer="adam"), GRID, beta1=SECOND),
    "4096 runs, 50 points": lambda: sweep(RunConfig(data="cars", scale=True, epochs=500), GRID, momentum=SECOND),
    "4096 runs, 500 points": lambda: sweep(RunConfig(epochs=80), GRID, MANY, momentum=SECOND),
    "4096 runs, batches of 500": lambda: sweep(RunConfig(epochs=20, batch=50), GRID, MANY, momentum=SECOND),
    "4096 runs, 200 states kept": lambda: sweep(RunConfig(), GRID, momentum=SECOND, epochs_kept=200),
}


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
    times = f"record {1000 * alone:7.1f} ms   sweep {1000 * swept:7.1f} ms"
    print(f"  {name:27} {times}   ratio {ratio:5.2f}   (at most {most})", flush=True)


def peak() -> float:
    """Return the largest memory of this process since `forget`, in MB. Linux only."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def forget() -> None:
    """Begin the measurement of `peak` anew: importing torch took more than a sweep does."""
    Path("/proc/self/clear_refs").write_text("5")


def memory(name: str) -> None:
    """Print how much a sweep adds to the memory of a process that has made a run and a small sweep."""
    torch.set_num_threads(1)
    record(RunConfig(optimizer="adam", epochs=50))
    sweep(RunConfig(optimizer="adam", epochs=50, batch=2), [0.01])
    forget()
    before = peak()
    found = MEMORY[name]()
    print(f"  {name:27} {peak() - before:5.1f} MB for {len(found.lr)} runs   (at most 50)", flush=True)


def main() -> None:
    """Print the measurements."""
    torch.set_num_threads(1)
    print(f"{len(LEARNING_RATES)} learning rates or a map of {len(GRID)} x {len(SECOND)}, median of {PAIRS} pairs in turns")
    for optimizer in OPTIMIZERS:
        config = RunConfig(optimizer=optimizer)
        most = 2.0 if optimizer == "sgd" else 3.0
        compare(optimizer, config, lambda config=config: sweep(config, LEARNING_RATES), most)  # type: ignore[misc]
    momentum, adam = RunConfig(optimizer="momentum"), RunConfig(optimizer="adam")
    compare("momentum, 4096 runs", momentum, lambda: sweep(momentum, GRID, momentum=SECOND), 5.0)
    compare("adam, 4096 runs", adam, lambda: sweep(adam, GRID, beta1=SECOND), 5.0)
    print("Memory that a sweep adds")
    for name in MEMORY:
        subprocess.run([sys.executable, __file__, name], check=True)
    found = sweep(RunConfig(), LEARNING_RATES)
    print(f"  packed and compressed: {len(gzip.compress(packed(found, analyse(found.config)), 6)) / 1000:.0f} KB (at most 250)")


if __name__ == "__main__":
    memory(sys.argv[1]) if len(sys.argv) > 1 else main()
