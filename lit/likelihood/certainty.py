"""How sure a maximum of the likelihood is: standard errors from its curvature."""

import math
from collections.abc import Callable

import numpy as np

from lit.numerics import Array, require_real
from lit.numerics.stable import xlogy


def coin_log_likelihood(heads: int, tosses: int, q: Array) -> Array:
    """Return the log-likelihood of the probability q of heads, after so many heads in so many
    tosses.

    Shape: q any; result like q. Range: (-inf, 0].
    Raises: ValueError unless 0 <= heads <= tosses and q lies in [0, 1]; TypeError for what is not
    real.
    Source: docs/likelihood/maximum_likelihood.md#thm-coin-estimate
    """
    require_real("coin_log_likelihood", q=q)
    if not 0 <= heads <= tosses or np.any((np.asarray(q) < 0) | (np.asarray(q) > 1)):
        raise ValueError("coin_log_likelihood needs 0 <= heads <= tosses and q in [0, 1], "
                         f"got {heads}, {tosses}, {q}")
    return xlogy(heads, np.asarray(q, float)) + xlogy(tosses - heads, 1 - np.asarray(q, float))


def error_from_curvature(log_likelihood: Callable, place: float, step: float = 1e-4) -> float:
    """Return one over the root of the curvature of a log-likelihood at its maximum: the standard
    error.

    The second difference over steps of that length is exact for a parabola.
    Raises: ValueError if the log-likelihood does not bend down there.
    Source: R. A. Fisher, On the mathematical foundations of theoretical statistics, 1922
    """
    left, top, right = (float(log_likelihood(place + move)) for move in (-step, 0.0, step))
    curvature = -((left - top) + (right - top)) / step**2
    if not curvature > 0:
        raise ValueError("error_from_curvature needs a maximum, "
                         f"got a curvature of {curvature:.3g} at {place}")
    return 1 / math.sqrt(curvature)
