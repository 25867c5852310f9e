"""How long many visitors wait who come at once, what each costs, and what one with the dearest runs costs the others."""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from server import ROOT, free_port, serve, wait_until_healthy
from visitors.crowd import Plan, Seen, visit
from visitors.neighbour import Neighbour
from visitors.visitor import Visitor

SERVE = Path("deploy") / "serve"
MINUTE = 60.0
OTHERS = 3
"""Visitors beside the one with the dearest runs. Each changes lr every 5 s, so that the server is not busy with them alone."""

CROWD, CROWDS = 64, 6
"""Streamlit keeps up to 128 sessions whose visitors have left for two minutes: memory shall not grow from the third crowd on."""


def main() -> None:
    """Print the measurements."""
    options = _options()
    servers: list[tuple[str, Path, int]] = [("this", ROOT, count) for count in options.replicas]
    if options.beside:
        servers = [(name, root, count) for _, _, count in servers for name, root in (("other", options.beside), ("this", ROOT))]
    if options.crowds:
        print(f"Visitors who open the page at once, and change lr every {options.every:g} s to any of the slider's values, in s")
        print("  checkout replicas visitors   first picture   changes in the 1st minute    later     skipped   CPU a   memory")
        print(
            "                                 p50    p95                 p50    p95     p50    p95          change  MB each  errors"
        )
    for count in options.visitors if options.crowds else ():
        for name, root, replicas in servers:
            with address_of(root, replicas) as address:
                asyncio.run(_warmed(options.base or address))
                seen = asyncio.run(visit(options.base or address, Plan(count, MINUTE + options.seconds, MINUTE, options.every)))
            _print_crowd(f"  {name:8} {replicas:8} {count:8}", seen, count)
    for name, root, replicas in servers:
        if options.neighbour:
            _print_neighbour(f"{name}, replicas: {replicas}", root, replicas, options.rounds)
        if options.leaving:
            _print_leaving(f"{name}, replicas: {replicas}", root, replicas)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, nargs="+", default=[25, 100, 200], help="sizes of the crowds")
    parser.add_argument("--replicas", type=int, nargs="+", default=[1], help="processes; 2 and more are served by deploy/serve")
    parser.add_argument("--seconds", type=float, default=30, help="of changes after the first minute")
    parser.add_argument("--every", type=float, default=5, help="seconds between two changes of one visitor")
    parser.add_argument(
        "--rounds", type=int, default=3, help="how often the visitors beside a neighbour are measured with and without"
    )
    parser.add_argument("--beside", type=Path, help="the folder of another version, measured in turns with this one")
    parser.add_argument("--base", help="address of a server on this machine that already runs; its memory and CPU stay unknown")
    parser.add_argument("--only", choices=("crowds", "neighbour", "leaving"), help="one of the measurements")
    found = parser.parse_args()
    for name in ("crowds", "neighbour", "leaving"):
        setattr(found, name, found.only in (None, name) and (name == "crowds" or not found.base))
    return found


@contextmanager
def address_of(root: Path, replicas: int) -> Iterator[str]:
    """Serve the page by a number of processes and yield its address."""
    if replicas == 1:
        with tempfile.TemporaryDirectory() as folder, serve(Path(folder) / "log.txt", root=root) as address:
            yield address
        return
    port = free_port()
    command = [sys.executable, str(SERVE), f"--replicas={replicas}", "--address=127.0.0.1", f"--port={port}"]
    server = subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL)
    try:
        wait_until_healthy(f"http://127.0.0.1:{port}", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


async def _warmed(address: str) -> None:
    """Return when a server has warmed up: a visitor's second picture waits for that. What it imports is no crowd's memory."""
    visitor = Visitor(address, "epochs=1")
    await visitor.open()
    await visitor.change(0.02)
    await visitor.leave()


def _print_crowd(head: str, seen: Seen, count: int) -> None:
    before, loaded, changed, _left = seen.memory
    changes = max(1, len(seen.early) + len(seen.changes))
    print(
        f"{head}   {_spread(seen.pictures)}   {_spread(seen.early):>22}   {_spread(seen.changes)} {seen.skipped:9}"
        f" {1000 * seen.cpu[1] / changes:4.0f} ms  {(loaded - before) / count:7.2f}  {sum(seen.errors.values())}",
        flush=True,
    )
    print(f"      memory {before:.0f} MB, with their first pictures {loaded:.0f} MB, with the changes {changed:.0f} MB")
    for text, times in seen.errors.most_common(5):
        print(f"      {times} x {text}")


def _spread(values: Sequence[float]) -> str:
    """Return median and 95th percentile."""
    if not values:
        return "     -      -"
    ordered = sorted(values)
    return f"{statistics.median(ordered):6.2f} {ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]:6.2f}"


def _print_neighbour(head: str, root: Path, replicas: int, rounds: int) -> None:
    """Measure visitors without and with a neighbour who orders the dearest runs, in turns."""
    alone, beside = Seen(), Seen()
    with address_of(root, replicas) as address:
        for number in range(2 * rounds):
            asyncio.run(_beside(address, number, beside if number % 2 else alone))
    p50, p95 = (_ratio(beside.changes, alone.changes, share) for share in (0.5, 0.95))
    errors = sum(alone.errors.values()) + sum(beside.errors.values())
    print(
        f"Changes of {OTHERS} visitors, each 5 s, without and with one who orders the dearest runs again and again ({head}), in s"
    )
    print(
        f"  p50, p95: {_spread(alone.changes)} without, {_spread(beside.changes)} with: {p50:.2f} x, {p95:.2f} x   errors {errors}"
    )
    for text, times in (alone.errors + beside.errors).most_common(5):
        print(f"      {times} x {text}")


def _ratio(one: Sequence[float], other: Sequence[float], share: float) -> float:
    first, second = (sorted(values)[int(share * len(values))] for values in (one, other))
    return first / second


async def _beside(address: str, number: int, seen: Seen) -> None:
    neighbour = Neighbour(address, seed=1000 * number) if number % 2 else None
    if neighbour:
        await neighbour.come()
    found = await visit(address, Plan(OTHERS, seconds=20, seed=number))
    seen.changes += found.changes
    seen.errors += found.errors
    if neighbour:
        await neighbour.go()


def _print_leaving(head: str, root: Path, replicas: int) -> None:
    """Print the memory after each of some crowds that come and leave."""
    memory: list[float] = []
    with address_of(root, replicas) as address:
        for _crowd in range(CROWDS):
            seen = asyncio.run(visit(address, Plan(CROWD, seconds=0, stay=1)))
            memory += seen.memory[:1] * (not memory) + seen.memory[-1:]
    print(f"Memory before and after each of {CROWDS} crowds of {CROWD} visitors ({head}), in MB")
    print("  " + " ".join(f"{value:.0f}" for value in memory) + f"   from the third on {_growth(memory):.3f} MB a visitor")


def _growth(memory: Sequence[float]) -> float:
    return (memory[-1] - memory[3]) / (CROWD * (CROWDS - 3))


if __name__ == "__main__":
    main()
