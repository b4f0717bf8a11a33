"""Bounds that hold for all values of an expression on a box of intervals."""

from collections.abc import Callable
from typing import Any

import sympy as sp
from sympy.logic.boolalg import BooleanFalse, BooleanTrue

from lit.engine.formula.images import (
    binomial, even, exponential, extreme, gamma, half_pi, lambert, logarithm, monotone, raised,
    root, signed, size, step, tangent, wave,
)
from lit.engine.formula.interval import (
    KERNEL, Interval, Undecided, added, hull, interval, multiplied,
)


def less(one: Interval, two: Interval) -> bool | None:
    """Return whether one < two everywhere (True), nowhere (False) or neither (None)."""
    return True if one.high < two.low else False if one.low >= two.high else None


def at_most(one: Interval, two: Interval) -> bool | None:
    """Return whether one <= two everywhere (True), nowhere (False) or neither (None)."""
    return opposite(less(two, one))


def same(one: Interval, two: Interval) -> bool | None:
    """Return whether two intervals are one and the same number, or have none in common."""
    if one.high < two.low or two.high < one.low:
        return False
    return True if one.low == one.high == two.low == two.high else None


def opposite(answer: bool | None) -> bool | None:
    """Return the opposite of an answer."""
    return None if answer is None else not answer


def every(*answers: bool | None) -> bool | None:
    """Return whether all answers are yes; None when that is undecided."""
    return False if False in answers else None if None in answers else True


def either(*answers: bool | None) -> bool | None:
    """Return whether one of the answers is yes; None when that is undecided."""
    return True if True in answers else None if None in answers else False


HEADS: dict[type, Callable] = {
    sp.Add: added, sp.Mul: multiplied, sp.Pow: raised, sp.exp: exponential, sp.log: logarithm,
    sp.Abs: size,
    sp.Max: extreme(max), sp.Min: extreme(min), sp.sign: signed, sp.Heaviside: step,
    sp.floor: monotone("floor"), sp.ceiling: monotone("ceil"), sp.sinh: monotone("sinh"),
    sp.tanh: monotone("tanh"), sp.cosh: even(monotone("cosh")), sp.asinh: monotone("asinh"),
    sp.atan: monotone("atan"), sp.atanh: monotone("atanh", -1, 1),
    sp.asin: monotone("asin", -1, 1, strict=False),
    sp.acos: monotone("acos", -1, 1, strict=False), sp.erf: monotone("erf"),
    sp.erfc: monotone("erfc"),
    sp.sin: wave("sin", half_pi), sp.cos: wave("cos", lambda: KERNEL.exact(0)), sp.tan: tangent,
    sp.LambertW: lambert, sp.gamma: gamma, sp.binomial: binomial,
    sp.Lt: less, sp.Le: at_most, sp.Gt: lambda a, b: less(b, a), sp.Ge: lambda a, b: at_most(b, a),
    sp.Eq: same, sp.Ne: lambda a, b: opposite(same(a, b)),
    sp.And: every, sp.Or: either, sp.Not: opposite,
}
CONSTANTS = {sp.pi: lambda: KERNEL.pi(), sp.E: lambda: KERNEL.apply("exp", KERNEL.exact(1))}


# The root of a polynomial without a formula is known to this.
ROOT_BOUND = sp.Rational(1, 10**45)


def enclosed(expr: sp.Basic, box: dict, memo: dict | None = None) -> Any:
    """Return an interval around all values of expr on a box {letter: Interval}; of a condition,
    its answer.

    Raises: Undecided where expr may have no value on the box.
    """
    memo = {} if memo is None else memo
    if expr not in memo:
        memo[expr] = leaf(expr, box) if not expr.args else branch(expr, box, memo)
    return memo[expr]


def leaf(expr: sp.Basic, box: dict) -> Interval | bool:
    """Return the interval of a letter or a number."""
    if expr in box:
        return box[expr]
    if isinstance(expr, BooleanTrue | BooleanFalse):
        return bool(expr)
    if expr.is_Rational:
        return interval(expr)
    if expr in CONSTANTS:
        return hull(CONSTANTS[expr]())
    raise Undecided(f"{expr} has no bounds here")


def branch(expr: sp.Basic, box: dict, memo: dict) -> Any:
    """Return the interval of an expression with parts."""
    if isinstance(expr, sp.Piecewise):
        return rows_that_apply(expr.args, box, memo)
    if isinstance(expr, sp.CRootOf):
        near, apart = expr.eval_rational(dx=ROOT_BOUND), ROOT_BOUND
        return interval((near - apart, near + apart))
    if isinstance(expr, sp.Pow) and expr.exp == sp.S.Half:
        return root(enclosed(expr.base, box, memo))
    rule = HEADS.get(type(expr))
    if rule is None:
        raise Undecided("there are no bounds for a function in it")
    return rule(*[enclosed(part, box, memo) for part in expr.args])


def rows_that_apply(rows: tuple, box: dict, memo: dict) -> Interval:
    """Return the interval around the values of all rows that may apply."""
    values = []
    for value, condition in rows:
        answer = enclosed(condition, box, memo)
        if answer is not False:
            values.append(enclosed(value, box, memo))
        if answer:
            return hull(*[end for one in values for end in one])
    raise Undecided("no row of a case distinction may apply")
