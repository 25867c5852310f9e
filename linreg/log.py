"""The log that the notes print."""

from __future__ import annotations

from linreg.run import Run


def format_log(run: Run, every: int = 100) -> list[str]:
    """Return the log lines of the notes, one for every `every`-th epoch.

    As in the notes, W and b are those after the update, the cost is that before it. With several batches an epoch, the last
    one is printed.

    Raises:
        ValueError: if `every` is not a positive integer.
    """
    if isinstance(every, bool) or not isinstance(every, int) or every < 1:
        raise ValueError(f"every must be a whole number from 1, got {every!r}")
    W_after = [*run.W[1:].tolist(), run.final[0]]
    b_after = [*run.b[1:].tolist(), run.final[1]]
    updates = run.updates_per_epoch
    return [
        f"Epoch {epoch:4d}/{run.config.epochs} W: {W_after[last]:.3f}, b: {b_after[last]:.3f} Cost: {run.batch_cost[last]:.6f}"
        for epoch in range(0, int(run.epoch[-1]) + 1, every)
        for last in [min((epoch + 1) * updates, len(run)) - 1]
    ]
