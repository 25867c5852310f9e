r"""Linear regression with PyTorch, by gradient descent, with every step recorded.

    >>> from linreg import RunConfig, format_log, record
    >>> run = record(RunConfig(style="manual", lr=0.01, epochs=1999))
    >>> print(*format_log(run)[:2], sep="\n")
    Epoch    0/1999 W: 0.187, b: 0.080 Cost: 18.666666
    Epoch  100/1999 W: 1.746, b: 0.578 Cost: 0.048171

Only `linreg.ui` and `app.py` import Streamlit, and only `linreg.panels` draws with Plotly.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from linreg.config import RunConfig
    from linreg.data import PRESETS, Dataset, DatasetError, load_dataset
    from linreg.kinds import ConfigError
    from linreg.log import format_log
    from linreg.optimizers import OPTIMIZERS
    from linreg.recording import Recording, record
    from linreg.run import Run
    from linreg.sweeps import Sweep, SweepTooLarge, sweep
    from linreg.theory import Theory, Trajectory, Verdict, analyse
    from linreg.training import Step, train

__all__ = [
    "OPTIMIZERS",
    "PRESETS",
    "ConfigError",
    "Dataset",
    "DatasetError",
    "Recording",
    "Run",
    "RunConfig",
    "Step",
    "Sweep",
    "SweepTooLarge",
    "Theory",
    "Trajectory",
    "Verdict",
    "analyse",
    "format_log",
    "load_dataset",
    "record",
    "sweep",
    "train",
]

_HOMES: Final = {
    "linreg.config": ("RunConfig",),
    "linreg.data": ("PRESETS", "Dataset", "DatasetError", "load_dataset"),
    "linreg.kinds": ("ConfigError",),
    "linreg.log": ("format_log",),
    "linreg.optimizers": ("OPTIMIZERS",),
    "linreg.recording": ("Recording", "record"),
    "linreg.run": ("Run",),
    "linreg.sweeps": ("Sweep", "SweepTooLarge", "sweep"),
    "linreg.theory": ("Theory", "Trajectory", "Verdict", "analyse"),
    "linreg.training": ("Step", "train"),
}
"""Where the public names are. A module is imported when one of its names is asked for: PyTorch takes seconds."""


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            # Kept, so that it is asked for once.
            value = globals()[name] = getattr(import_module(module), name)
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
