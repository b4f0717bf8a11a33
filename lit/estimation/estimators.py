"""Point estimators, and the exact law of any estimator over the samples of a finite law."""

import itertools
import math
from collections.abc import Callable, Sequence

import numpy as np

from lit.numerics import Array, require_real


def as_sample(function: str, x: Array, least: int) -> np.ndarray:
    """Return x as an array of at least `least` observations. Raises ValueError, TypeError."""
    require_real(function, x=x)
    x = np.asarray(x, dtype=np.result_type(np.asarray(x).dtype, np.float32))
    if x.ndim != 1 or len(x) < least:
        raise ValueError(f"{function} needs a sample of at least {least} numbers, "
                         f"got shape {x.shape}")
    return x


def sample_mean(x: Array) -> float:
    """Return the mean of a sample.

    Shape: x (m,), m >= 1.
    Raises: ValueError for an empty sample or another shape; TypeError for what is not real.
    Source: the digest, section 2.3
    """
    return float(as_sample("sample_mean", x, 1).mean())


def sample_variance(x: Array, divisor: float | None = None) -> float:
    """Return the sum of squared distances from the sample mean, over divisor.

    Shape: x (m,), m >= 2. The default divisor m - 1 makes it unbiased.
    Raises: ValueError for fewer than two numbers or a divisor that is not positive.
    Source: I. Goodfellow, Y. Bengio, A. Courville, Deep Learning, 2016, section 5.4.2
    """
    x = as_sample("sample_variance", x, 2)
    divisor = len(x) - 1 if divisor is None else divisor
    if not divisor > 0:
        raise ValueError(f"sample_variance needs a positive divisor, got {divisor}")
    return float(np.sum((x - x.mean()) ** 2) / divisor)


def standard_error(x: Array) -> float:
    """Return the estimated standard error of the mean of a sample, in the unit of x.

    Shape: x (m,), m >= 2.
    Raises: ValueError for fewer than two numbers.
    Source: I. Goodfellow, Y. Bengio, A. Courville, Deep Learning, 2016, section 5.4.3
    """
    return math.sqrt(sample_variance(x) / len(x))


def exact_moments(estimator: Callable, values: Sequence, probabilities: Sequence, m: int) -> tuple:
    """Return (mean, variance) of an estimator over all samples of m from a finite law.

    Shape: values and probabilities of one length v; v**m samples are visited.
    Raises: ValueError if the lengths differ, a probability is negative or they do not sum to 1.
    Source: the digest, sections 2.2 and 2.3
    """
    fits = len(values) == len(probabilities) and all(chance >= 0 for chance in probabilities)
    if not fits or not math.isclose(sum(probabilities), 1):
        raise ValueError("exact_moments needs a probability of at least 0 for each value, "
                         "and a sum of 1")
    first = second = 0
    for sample in itertools.product(zip(values, probabilities, strict=True), repeat=m):
        weight = math.prod(chance for _, chance in sample)
        estimate = estimator([value for value, _ in sample])
        first += weight * estimate
        second += weight * estimate * estimate
    return first, second - first * first
