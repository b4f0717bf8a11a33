"""Intervals for a mean: by the normal law, by Student's, and what they say of two algorithms."""

import math

import numpy as np

from lit.estimation.estimators import as_sample, sample_mean, standard_error
from lit.numerics import Array

NORMAL_975 = 1.959963984540054  # the 0.975 quantile of the standard normal law


def normal_cdf(t: Array) -> Array:
    """Return the standard normal distribution function of t, a number or an array.

    Range: [0, 1].
    Source: M. Abramowitz, I. Stegun, Handbook of Mathematical Functions, 26.2
    """
    values = np.vectorize(lambda one: 0.5 * math.erfc(-one / math.sqrt(2)), otypes=[float])(t)
    return float(values) if np.ndim(t) == 0 else values


def normal_interval(mean: float, error: float) -> tuple[float, float]:
    """Return the ends of the 95 per cent interval around a mean whose standard error is known.

    Raises: ValueError for a negative standard error.
    Source: the digest, section 2.3
    """
    if not error >= 0:
        raise ValueError(f"normal_interval needs a standard error of at least 0, got {error}")
    return mean - NORMAL_975 * error, mean + NORMAL_975 * error


def student_cdf(t: float, freedom: int) -> float:
    """Return Student's distribution function at t, for a whole number of degrees of freedom.

    Range: [0, 1].
    Raises: ValueError unless freedom is a positive whole number.
    Source: M. Abramowitz, I. Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4
    """
    if freedom % 1 != 0 or freedom < 1:
        raise ValueError("student_cdf needs a positive whole number of degrees of freedom, "
                         f"got {freedom}")
    freedom = int(freedom)
    angle = math.atan(t / math.sqrt(freedom))
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = freedom % 2
    term, total = (cosine, cosine) if odd else (1.0, 1.0)
    for j in range(2 + odd, freedom - 1, 2):
        term *= cosine**2 * (j - 1) / j
        total += term
    if odd:
        share = (angle + (sine * total if freedom > 1 else 0.0)) * 2 / math.pi
    else:
        share = sine * total
    return 0.5 + share / 2


def student_interval(x: Array) -> tuple[float, float]:
    """Return the ends of the 95 per cent interval for the mean of a normal sample.

    Shape: x (m,), m >= 2.
    Raises: ValueError for fewer than two numbers.
    Source: Student, The probable error of a mean, Biometrika 6 (1908)
    """
    x = as_sample("student_interval", x, 2)
    low, high = 0.0, 16.0
    while student_cdf(high, len(x) - 1) < 0.975:
        high *= 2
    while (middle := (low + high) / 2) not in (low, high):
        low, high = (middle, high) if student_cdf(middle, len(x) - 1) < 0.975 else (low, middle)
    half = high * standard_error(x)
    return sample_mean(x) - half, sample_mean(x) + half


def clearly_better(mean_a: float, error_a: float, mean_b: float, error_b: float) -> bool:
    """Return whether the 95 per cent interval of a's mean error lies wholly below that of b's.

    Source: the digest, section 2.3
    """
    return normal_interval(mean_a, error_a)[1] < normal_interval(mean_b, error_b)[0]
