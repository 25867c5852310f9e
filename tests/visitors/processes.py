"""Memory and CPU of the processes that this one has started, and of theirs."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Processes:
    """Processes by their numbers."""

    pids: tuple[int, ...]

    @classmethod
    def below_this(cls) -> Processes:
        """Return those that this process has started, directly or not."""
        parents = {pid: int(fields[1]) for pid, fields in _stats()}
        own = {os.getpid()}
        while more := {pid for pid, parent in parents.items() if parent in own} - own:
            own |= more
        return cls(tuple(sorted(own - {os.getpid()})))

    def memory(self) -> float:
        """Return the memory that they hold together, in MB. What they share counts for each."""
        total = 0.0
        for pid in self.pids:
            with contextlib.suppress(OSError):
                found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
                total += int(found[1]) / 1024 if found else 0.0
        return total

    def cpu(self) -> float:
        """Return the CPU that they have used together, in seconds."""
        return sum((int(fields[11]) + int(fields[12])) / _TICKS for pid, fields in _stats() if pid in self.pids)


def _stats() -> Iterator[tuple[int, list[str]]]:
    """Yield each process with the fields of its `stat` after the name, which may hold spaces."""
    for file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            yield int(file.parent.name), file.read_text(encoding="utf-8").rpartition(")")[2].split()
