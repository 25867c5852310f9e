"""Data sets: the type, the presets, and the user's own points."""

from linreg.data.dataset import Dataset, DatasetError
from linreg.data.presets import PRESETS, SOURCES, load_dataset

__all__ = ["PRESETS", "SOURCES", "Dataset", "DatasetError", "load_dataset"]
