"""Enclose the values of an expression on a box of letters: a witness that uses no algebra."""

from fractions import Fraction
from typing import TypeAlias

import sympy as sp

from lit.engine.formula import interval
from lit.engine.formula.enclosed import enclosed
from lit.engine.formula.interval import Interval, Undecided

Ends: TypeAlias = int | Fraction | sp.Rational | tuple | Interval


DIGITS = 30


def enclose(expr: sp.Expr, letters: dict[sp.Symbol, Ends], digits: int = DIGITS) -> Interval | None:
    """Return an interval that contains all values of expr on a box, and None if none could be
    shown.

    letters gives each letter a number or a pair (low, high); an end is an int, a Fraction, a SymPy
    rational, or sp.oo or -sp.oo. With an answer, expr is shown to have a value on the whole box.
    The ends of the answer compare with numbers and with each other: `found.low > 0`.
    """
    with interval.precision(digits):
        try:
            box = {letter: interval.interval(x) for letter, x in letters.items()}
            return enclosed(expr, box)
        except Undecided:
            return None


def decide(condition: sp.Basic, letters: dict[sp.Symbol, Ends],
           digits: int = DIGITS) -> bool | None:
    """Return True if a condition holds on the whole box, False if nowhere on it, None if neither
    was shown."""
    with interval.precision(digits):
        try:
            box = {letter: interval.interval(x) for letter, x in letters.items()}
            return enclosed(condition, box)
        except Undecided:
            return None


def missing() -> str:
    """Return the name of the library without which some functions have no bounds here, or
    nothing."""
    return interval.MISSING
