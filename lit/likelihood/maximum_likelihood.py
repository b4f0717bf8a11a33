"""Maximum likelihood: log-likelihoods, divergences and entropies of laws on finitely many values.
"""

import numpy as np

from lit.numerics import Array, real_arrays, somewhere
from lit.numerics.stable import kl_div, xlogy


def as_law(function: str, name: str, p: Array) -> np.ndarray:
    """Return p as an array of laws along its last axis. Raises ValueError, TypeError."""
    (p,) = real_arrays(function, **{name: p})
    if p.ndim == 0 or somewhere(p < 0) or somewhere(np.abs(np.sum(p, axis=-1) - 1) > 1e-5):
        raise ValueError(f"{function} needs probabilities that sum to 1 for {name}, got {p}")
    return p


def entropy(p: Array) -> Array:
    """Return the entropy of a law, in nats.

    Shape: p (..., k); result (...). Range: [0, ln k].
    Raises: ValueError for what is no law.
    Source: C. Shannon, A Mathematical Theory of Communication, 1948, section 6
    """
    p = as_law("entropy", "p", p)
    return -np.sum(xlogy(p, p), axis=-1)


def cross_entropy_of(p: Array, q: Array) -> Array:
    """Return the cross-entropy of the model q under the law p, in nats; infinite where q rules out
    a value of p.

    Shape: p and q (..., k); result (...).
    Raises: ValueError for what is no law.
    Source: the digest, section 3.1
    """
    return -np.sum(xlogy(as_law("cross_entropy_of", "p", p), as_law("cross_entropy_of", "q", q)),
                   axis=-1)


def kl_divergence(p: Array, q: Array) -> Array:
    """Return the Kullback-Leibler divergence of the model q from the law p, in nats.

    Shape: p and q (..., k); result (...). Range: [0, inf].
    Raises: ValueError for what is no law.
    Source: the digest, section 2.6
    """
    p, q = as_law("kl_divergence", "p", p), as_law("kl_divergence", "q", q)
    # What the terms have besides adds up to nothing, for two laws.
    return np.sum(kl_div(p, q), axis=-1)


def categorical_log_likelihood(counts: Array, p: Array) -> float:
    """Return the log-likelihood of counts of each value under the law p.

    Shape: counts and p (k,).
    Raises: ValueError for negative counts or what is no law.
    Source: the digest, section 2.6
    """
    (counts,) = real_arrays("categorical_log_likelihood", counts=counts)
    p = as_law("categorical_log_likelihood", "p", p)
    if counts.shape != p.shape or somewhere(counts < 0):
        raise ValueError("categorical_log_likelihood needs a count >= 0 for each value, "
                         f"got {counts}")
    return float(np.sum(xlogy(counts, p)))
