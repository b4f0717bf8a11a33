"""Consistency: how often an estimator misses, as the sample grows."""

import numpy as np


def miss_frequency(estimator, draw, theta, margin, m, repetitions=1000, seed=0):
    """Return how often estimator misses theta by more than margin, over random samples of size m.

    Shape: draw(random, (repetitions, m)) returns the samples as rows; estimator maps them to
    (repetitions,) estimates.
    Raises: ValueError for a negative margin or fewer than one observation.
    Source: the digest, section 2.5
    """
    if not margin >= 0 or m < 1:
        raise ValueError(f"miss_frequency needs margin >= 0 and m >= 1, got {margin} and {m}")
    samples = draw(np.random.default_rng(seed), (repetitions, m))
    return float(np.mean(abs(estimator(samples) - theta) > margin))
