"""Consistency: how often an estimator misses, as the sample grows."""

from collections.abc import Callable

import numpy as np

from lit.estimation.simulation import simulate


def miss_frequency(estimator: Callable, draw: Callable, theta: float, margin: float, m: int,
                   repetitions: int = 1000, seed: int = 0) -> float:
    """Return how often estimator misses theta by more than margin, over random samples of size m.

    Shape: draw(random, (count, m)) returns samples as rows; estimator maps them to (count,)
    estimates.
    Raises: ValueError for a negative margin or fewer than one observation.
    Source: the digest, section 2.5
    """
    if not margin >= 0 or m < 1:
        raise ValueError(f"miss_frequency needs margin >= 0 and m >= 1, got {margin} and {m}")
    found = simulate(lambda random, count: estimator(draw(random, (count, m))), repetitions, seed)
    return float(np.mean(np.abs(found - theta) > margin))
