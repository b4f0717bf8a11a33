"""Evaluate SymPy expressions at many points, with NumPy."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

import sympy as sp
from sympy.logic.boolalg import BooleanFalse, BooleanTrue

from lit.engine.judge.walk import rule, walk

try:
    import numpy as np
    import scipy.special
except ImportError:  # then no crowd is looked at, and all points closely
    np = None  # type: ignore[assignment]


def compare_arrays(test: Callable) -> Callable:
    """Return a comparison of arrays that answers 1, 0, or nan where an operand is nan."""

    def compare(left: Any, right: Any) -> Any:
        return np.where(np.isnan(left) | np.isnan(right), np.nan, test(left, right))

    return compare


def real_lambertw(x: Any, branch: int = 0) -> "np.ndarray":
    """Return Lambert's function of an array, nan where its value is not real."""
    value = scipy.special.lambertw(x, int(np.max(branch)))
    return np.where(abs(value.imag) > 0, np.nan, value.real)


@functools.cache
def bulk_rules() -> dict:
    """Return {head of an expression: operation on arrays}."""
    return {
        sp.Add: lambda *parts: sum(parts[1:], parts[0]),
        sp.Mul: lambda *parts: np.prod(np.broadcast_arrays(*parts), axis=0),
        sp.Pow: lambda base, power: np.power(np.asarray(base, float), power),
        sp.Max: lambda *parts: np.max(np.broadcast_arrays(*parts), axis=0),
        sp.Min: lambda *parts: np.min(np.broadcast_arrays(*parts), axis=0),
        sp.Heaviside: lambda x, middle=np.nan: np.heaviside(x, middle),
        sp.Abs: np.abs, sp.sign: np.sign, sp.exp: np.exp, sp.log: np.log, sp.floor: np.floor,
        sp.sin: np.sin, sp.cos: np.cos, sp.tan: np.tan, sp.atan: np.arctan, sp.ceiling: np.ceil,
        sp.sinh: np.sinh, sp.cosh: np.cosh, sp.tanh: np.tanh, sp.atanh: np.arctanh,
        sp.asinh: np.arcsinh, sp.asin: np.arcsin, sp.acos: np.arccos,
        sp.erf: scipy.special.erf, sp.erfc: scipy.special.erfc, sp.LambertW: real_lambertw,
        sp.gamma: scipy.special.gamma, sp.binomial: scipy.special.binom,
        sp.Gt: compare_arrays(np.greater), sp.Ge: compare_arrays(np.greater_equal),
        sp.Lt: compare_arrays(np.less), sp.Le: compare_arrays(np.less_equal),
        sp.Eq: compare_arrays(np.equal), sp.Ne: compare_arrays(np.not_equal),
        sp.And: lambda *parts: np.min(np.broadcast_arrays(*parts), axis=0),
        sp.Or: lambda *parts: np.max(np.broadcast_arrays(*parts), axis=0),
        sp.Not: lambda x: 1 - x,
    }


class Bulk:
    """Arithmetic with NumPy arrays: fast, and right to about 10 digits."""

    @staticmethod
    def number(expr: sp.Expr) -> Any:
        if isinstance(expr, BooleanTrue | BooleanFalse):
            return float(bool(expr))
        if expr in (sp.nan, sp.zoo) or expr.is_real is False and expr.is_finite:
            return np.nan
        return float(expr)

    @staticmethod
    def apply(expr: sp.Expr, values: Any) -> Any:
        return rule(bulk_rules(), expr)(*values)

    @staticmethod
    def integral(expr: sp.Expr, point: dict) -> Any:
        return np.nan

    limit = integral

    @staticmethod
    def choose(rows: Sequence, value_of: Callable) -> Any:
        result: Any = np.nan
        for value, condition in reversed(rows):
            holds = value_of(condition)
            result = np.where(np.isnan(holds), np.nan, np.where(holds, value_of(value), result))
        return result


def evaluate_many(exprs: Sequence, columns: dict) -> "list[np.ndarray]":
    """Return one array for each expression, given an array of values for each symbol."""
    length = max((len(column) for column in columns.values()), default=1)
    memo = {}
    with np.errstate(all="ignore"):
        values = [walk(expr, columns, Bulk, memo) for expr in exprs]
    return [np.broadcast_to(np.asarray(value, float), (length,)) for value in values]
