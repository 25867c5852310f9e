"""The texts that every lab has."""

from typing import NamedTuple


class About(NamedTuple):
    """The texts of a lab.

    Attributes:
        notes: the title of the part of the lecture notes that it is about.
        shows: one sentence: the point of the lab.
        question: a question to think about.
        answer: its answer, hidden until asked for.
    """

    notes: str
    shows: str
    question: str
    answer: str
