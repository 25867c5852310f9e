"""Data sets: what one is, those that come with linreg, and points of a person's own."""

from linreg.data.dataset import Dataset, DatasetError
from linreg.data.presets import PRESETS, SOURCES, load_dataset

__all__ = ["PRESETS", "SOURCES", "Dataset", "DatasetError", "load_dataset"]
