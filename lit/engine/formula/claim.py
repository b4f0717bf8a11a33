"""What a formula claims, written out: relations between numbers, and where they must hold."""

from dataclasses import dataclass, field
from fractions import Fraction

import sympy as sp

from lit.engine.formula.need import Need
from lit.engine.formula.space import Space

FLIPPED = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


@dataclass(frozen=True)
class Claim:
    """One relation between two numbers; op is =, !=, <, <=, >, >= or ~ (equal within slack).

    left_needs and right_needs say where the sides have a value.
    """

    left: sp.Expr
    op: str
    right: sp.Expr
    slack: Fraction = Fraction(0)
    where: str = ""
    left_needs: tuple[Need, ...] = ()
    right_needs: tuple[Need, ...] = ()


@dataclass(frozen=True)
class Case:
    """Where given holds, then must hold; with both, the other way round too."""

    then: tuple
    given: tuple = ()
    both: bool = False


@dataclass(frozen=True)
class Optimum:
    """The value at (letters = place, within slack) is the least of objective; sense is min or max.
    """

    objective: sp.Expr
    letters: tuple
    place: tuple
    sense: str = "min"
    slack: Fraction = Fraction(0)


@dataclass(frozen=True)
class SameOptimum:
    """Two objectives order the values of their letters alike, so both have the same optimum."""

    one: sp.Expr
    two: sp.Expr
    letters: tuple
    turned: bool = False


@dataclass(frozen=True)
class Extremum:
    """The least (or greatest) value of objective over its letters is value."""

    objective: sp.Expr
    letters: tuple
    value: sp.Expr
    sense: str = "min"
    slack: Fraction = Fraction(0)
    attained: bool = True


@dataclass(frozen=True)
class Range:
    """The values of expr, as letter runs through its domain, are exactly those of an interval."""

    expr: sp.Expr
    letter: sp.Symbol
    values: sp.Set


@dataclass(frozen=True)
class Order:
    """The gap between two sides shrinks at least like scale, as letter goes to 0 or infinity."""

    gap: sp.Expr
    scale: sp.Expr
    letters: tuple
    far: bool = False


@dataclass(frozen=True)
class Problem:
    """All that one statement claims: cases, the space of its letters, sizes, rows of cases."""

    cases: tuple
    space: Space
    sizes: dict = field(default_factory=dict)
    rows: tuple = ()
