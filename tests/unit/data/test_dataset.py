"""Dataset: accepted points, refused points and their errors."""

import copy
import pickle
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import datasets

from linreg import PRESETS, Dataset, DatasetError, load_dataset

FINE = [1.0, 2.0, 3.0]


def test_notes() -> None:
    """The preset `notes` holds the notes' three points."""
    notes = load_dataset("notes")
    assert notes.name == "notes"
    assert notes.x.tolist() == [1, 2, 3]
    assert notes.y.tolist() == [2, 4, 6]
    assert len(notes) == 3


def test_presets() -> None:
    """Every preset is loaded by its own name, and PRESETS is read-only."""
    assert "notes" in PRESETS
    assert all(load_dataset(name) is preset and preset.name == name for name, preset in PRESETS.items())
    with pytest.raises(TypeError):
        PRESETS["other"] = load_dataset("notes")


@pytest.mark.parametrize(
    "name",
    ["Notes", "", "zz", None, 10**5000, "x" * 10_000, ["notes"]],
    ids=["case", "empty", "zz", "None", "int", "long", "list"],
)
def test_unknown_preset(name: object) -> None:
    """An unknown preset is refused with a short error that lists the presets."""
    with pytest.raises(DatasetError, match=f"^data must be one of {', '.join(PRESETS)}, got ") as caught:
        load_dataset(name)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ([[1], [2]], [1, 2], "x must be 1-D, got shape (2, 1)"),
        ([1, 2], [[1, 2]], "y must be 1-D, got shape (1, 2)"),
        (5, [1], "x must be 1-D, got shape ()"),
        (FINE, [1, 2], "x and y must be of equal length, got 3 and 2"),
        ([], [], "x must hold at least 2 distinct values in float32, got []"),
        ([1], [1], "x must hold at least 2 distinct values in float32, got [1.0]"),
        ([2, 2, 2], FINE, "x must hold at least 2 distinct values in float32, got [2.0, 2.0, 2.0]"),
        ([1, 1 + 1e-9], [1, 2], "x must hold at least 2 distinct values in float32, got [1.0, 1.000000001]"),
        ([0.0, -0.0], [1, 2], "x must hold at least 2 distinct values in float32, got [0.0, -0.0]"),
        ([0, 1e-50], [1, 2], "x must hold at least 2 distinct values in float32, got [0.0, 1e-50]"),
        ([1, float("nan")], [1, 2], "x[1] must be finite in float32, got nan"),
        ([1, 2], [float("inf"), 2], "y[0] must be finite in float32, got inf"),
        (FINE, [1, 2, -float("inf")], "y[2] must be finite in float32, got -inf"),
        ([1, 1e39], [1, 2], "x[1] must be finite in float32, got 1e+39"),
        (["a", "b"], [1, 2], "x must be numbers, got ['a', 'b']"),
        ([1, 2], None, "y must be numbers, got None"),
        ([1, None], [1, 2], "x must be numbers, got [1, None]"),
        (["1", "2"], [1, 2], "x must be numbers, got ['1', '2']"),
        ([1, 2], b"12", "y must be numbers, got b'12'"),
        ([1, 2], [True, False], "y must be numbers, got [True, False]"),
        (np.array(["2020-01-01", "2020-01-02"], dtype="M8[D]"), [1, 2], "x must be numbers, got array(["),
        ([[1], [2, 3]], [1, 2], "x must be numbers, got [[1], [2, 3]]"),
        ([1, 2], [1j, 2], "y must be numbers, got [1j, 2]"),
        ([10**400, 2], [1, 2], "x must be numbers, got [1000"),
        ([10**5000, 2], [1, 2], "x must be numbers, got list, too large to write out"),
    ],
)
def test_bad_points(x: object, y: object, message: str) -> None:
    """Points that cannot be fitted are refused with an error that names the field and the value."""
    with pytest.raises(DatasetError, match="^" + re.escape(message)) as caught:
        Dataset("bad", x, y)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(("x", "y"), [([7.0] * 5000, [1.0] * 5000), (["a"] * 5000, FINE)], ids=["equal", "text"])
def test_enormous_points(x: object, y: object) -> None:
    """The error message stays short however many points are refused."""
    with pytest.raises(DatasetError) as caught:
        Dataset("bad", x, y)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("column", [(1, 2, 4), np.array([1, 2, 4]), np.array([1, 2, 4], dtype=np.float32), range(1, 4)], ids=type)
def test_kinds_of_columns(column: object) -> None:
    """Any sequence of numbers is accepted and stored as float64."""
    dataset = Dataset("any", column, column)
    assert dataset.x.dtype == dataset.y.dtype == np.float64
    assert dataset.x.shape == dataset.y.shape == (3,)
    assert dataset.x.tolist() == [float(value) for value in column]


def test_extremes() -> None:
    """The largest and the smallest float32 numbers are accepted."""
    dataset = Dataset("extreme", [0.0, 1e-45], [3.4e38, -3.4e38])
    assert dataset.x.tolist() == [0.0, 1e-45]
    assert dataset.y.tolist() == [3.4e38, -3.4e38]


def test_frozen() -> None:
    """A data set is immutable: no field can be set, added or deleted, and its arrays are read-only."""
    dataset = Dataset("frozen", FINE, FINE)
    for field in ("name", "x", "y", "other"):
        with pytest.raises(AttributeError, match=f"frozen: {field} cannot be set"):
            setattr(dataset, field, FINE)
    for field in ("name", "x", "y"):
        with pytest.raises(AttributeError, match=f"frozen: {field} cannot be deleted"):
            delattr(dataset, field)
    for column in (dataset.x, dataset.y):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 9.0
    assert dataset == Dataset("frozen", FINE, FINE)


def test_copies_its_points() -> None:
    """Changing the array that a data set was made from does not change the data set."""
    x = np.array(FINE)
    dataset = Dataset("copied", x, x)
    x[0] = 99.0
    assert dataset.x.tolist() == FINE
    assert x.flags.writeable


@given(datasets())
def test_equal_data_sets(dataset: Dataset) -> None:
    """Data sets with equal names and points are equal and have equal hashes."""
    same = Dataset(dataset.name, dataset.x.tolist(), dataset.y.tolist())
    assert same == dataset
    assert hash(same) == hash(dataset)
    assert {same: 1}[dataset] == 1


def test_unequal_data_sets() -> None:
    """Data sets differ if their name, an x or a y differs, and from any other type."""
    dataset = Dataset("one", FINE, FINE)
    others = [Dataset("two", FINE, FINE), Dataset("one", [1, 2, 4], FINE), Dataset("one", FINE, [1, 2, 4]), "one", None]
    assert all(dataset != other for other in others)


@given(datasets())
def test_copy_and_pickle(dataset: Dataset) -> None:
    """Copies, deep copies and unpickled data sets equal the original and are frozen too."""
    for twin in (copy.copy(dataset), copy.deepcopy(dataset), pickle.loads(pickle.dumps(dataset))):
        assert twin == dataset
        assert not twin.x.flags.writeable
        assert not twin.y.flags.writeable


def test_repr() -> None:
    """The repr shows the name and the points, abbreviated if there are many."""
    assert repr(load_dataset("notes")) == "Dataset('notes', x=[1.0, 2.0, 3.0], y=[2.0, 4.0, 6.0])"
    assert len(repr(Dataset("many", range(10_000), range(10_000)))) < 200


numbers = st.sampled_from([0.0, 1.0, 1e-50, 1e39]) | st.floats()


@given(st.lists(st.tuples(numbers, numbers), max_size=5))
def test_any_points(points: list[tuple[float, float]]) -> None:
    """Points are accepted exactly if, in float32, all are finite and x has two distinct values."""
    x, y = [x for x, _ in points], [y for _, y in points]
    with np.errstate(over="ignore"):
        seen = np.array(points, dtype=np.float32).reshape(-1, 2)
    if np.isfinite(seen).all() and len(set(seen[:, 0].tolist())) >= 2:
        assert Dataset("any", x, y).x.tolist() == x
    else:
        with pytest.raises(DatasetError):
            Dataset("any", x, y)
