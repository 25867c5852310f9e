"""What every lab says of itself."""

from typing import NamedTuple


class About(NamedTuple):
    """The words of a lab.

    Attributes:
        shows: the one sentence of what it shows.
        question: what to think about.
        answer: to be revealed on demand.
    """

    shows: str
    question: str
    answer: str
