"""The values that letters may take: one by one, and tied together in groups."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class Domain:
    """The values that a letter may take."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = True
    high_open: bool = True
    whole: bool = False
    values: tuple = ()

    def __contains__(self, x: Any) -> bool:
        if self.values:
            return x in self.values
        above = self.low is None or (x > self.low if self.low_open else x >= self.low)
        below = self.high is None or (x < self.high if self.high_open else x <= self.high)
        return above and below and (not self.whole or x.denominator == 1)


@dataclass(frozen=True)
class Group:
    """Letters that are drawn together: kind is simplex, spd or orthogonal; shape of the matrix."""

    kind: str
    letters: tuple
    shape: tuple = ()




@dataclass(frozen=True)
class Array:
    """Letters (and zeros) that are a vector or a matrix, row by row, and its shape."""

    entries: tuple
    shape: tuple


@dataclass(frozen=True)
class Space:
    """The letters of a statement: the domain of each, the groups and the arrays among them."""

    domains: dict
    groups: tuple = ()
    arrays: tuple = ()
