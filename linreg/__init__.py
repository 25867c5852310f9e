r"""Linear regression with PyTorch, by gradient descent, with every step recorded.

    >>> from linreg import RunConfig, format_log, record
    >>> run = record(RunConfig(style="manual", lr=0.01, epochs=1999))
    >>> print(*format_log(run)[:2], sep="\n")
    Epoch    0/1999 W: 0.187, b: 0.080 Cost: 18.666666
    Epoch  100/1999 W: 1.746, b: 0.578 Cost: 0.048171

Only `linreg.ui` and `app.py` import Streamlit, and only `linreg.panels` draws with Plotly.
"""

from linreg.config import RunConfig
from linreg.data import PRESETS, Dataset, DatasetError, load_dataset
from linreg.kinds import ConfigError
from linreg.log import format_log
from linreg.optimizers import OPTIMIZERS
from linreg.sweep import Sweep, SweepTooLarge, sweep
from linreg.theory import Theory, Trajectory, Verdict, analyse
from linreg.training import Recording, Run, Step, record, train

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
