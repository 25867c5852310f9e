"""The words of the player."""

from linreg.player.labels import labels, outcome_labels, point_labels


def test_no_word_takes_the_place_of_another() -> None:
    """The words of a part have names of their own: the surface says how a start is set, the fit how points are moved."""
    words = labels(str)
    assert not set(outcome_labels(str)) & set(point_labels(str))
    assert (words["drag"], words["dragPoints"]) == ("Click or drag: start", "Drag the points; a double-click adds one")
