"""Softmax, its logarithm and its derivatives, and the loss that goes with it; all from logits."""

import numpy as np

from lit.numerics import Array, real_arrays, somewhere
from lit.numerics.floating_point import two_sum
from lit.numerics.stable import widened


def as_logits(function: str, logits: Array) -> tuple[Array, type]:
    """Return logits in double precision or better, and their width.

    Raises ValueError, TypeError.
    """
    (logits,) = real_arrays(function, logits=logits)
    if logits.ndim == 0 or logits.shape[-1] == 0:
        raise ValueError(f"{function} needs at least one class, got shape {logits.shape}")
    return widened(logits)


def relative_powers(logits: Array) -> tuple[Array, Array, Array]:
    """Return the exponentials of the logits over the largest of them, how many are 1, and the sum
    of the others.

    Shape: logits (..., K) in double precision, as the first result; the two others (..., 1).
    Range: [0, 1]; NaN in a row whose largest is infinite.
    Source: docs/outputs/softmax.md#code-softmax
    """
    with np.errstate(over="ignore", invalid="ignore"):
        half, missing = two_sum(logits / 2, -np.max(logits, axis=-1, keepdims=True) / 2)
        powers = np.exp(2 * half)
    powers = powers + powers * (2 * np.where(np.isfinite(half), missing, 0))
    top = np.equal(powers, 1)
    return powers, np.sum(top, axis=-1, keepdims=True), np.sum(np.where(top, 0, powers), axis=-1,
                                                               keepdims=True)


def softmax(logits: Array) -> Array:
    """Return the probabilities of the classes with these logits, along the last axis.

    Shape: logits (..., K), as the result.
    Range: [0, 1], within 4 units in the last place; NaN in a row with inf, or with nothing but
    -inf.
    Raises: ValueError without classes; TypeError for what is not real.
    Source: the lecture, "Predicting a probability"; J. Bridle, Probabilistic interpretation of
    feedforward networks, 1990
    """
    logits, narrow = as_logits("softmax", logits)
    powers, ones, others = relative_powers(logits)
    return np.positive(powers / (ones + others), dtype=narrow)


def log_softmax(logits: Array) -> Array:
    """Return the logarithms of the probabilities, where these themselves may underflow.

    Shape: logits (..., K), as the result. Range: [-inf, 0], within 3 units in the last place.
    Raises: ValueError without classes; TypeError for what is not real.
    Source: docs/numerics/stable.md
    """
    logits, narrow = as_logits("log_softmax", logits)
    with np.errstate(invalid="ignore"):
        shifted = logits - np.max(logits, axis=-1, keepdims=True)
    _, ones, others = relative_powers(logits)
    return np.positive(shifted - np.log1p((ones - 1) + others), dtype=narrow)


def softmax_jacobian(logits: Array) -> Array:
    """Return the matrix of derivatives of each probability in each logit.

    Shape: logits (..., K); result (..., K, K). Range: its diagonal within 4 units in the last
    place.
    Raises: ValueError without classes; TypeError for what is not real.
    Source: the digest, section 3.3
    """
    logits, narrow = as_logits("softmax_jacobian", logits)
    powers, ones, others = relative_powers(logits)
    p, rest = powers / (ones + others), others / (ones + others)
    diagonal, same = np.where(p > 2 / 3, rest - rest * rest, p - p * p), np.eye(logits.shape[-1])
    return np.positive(diagonal[..., None] * same - p[..., None] * p[..., None, :] * (1 - same),
                       dtype=narrow)


def cross_entropy(logits: Array, targets: Array) -> Array:
    """Return the cross-entropy of the classes with these logits, for each row.

    Shape: logits (..., K); targets alike, each row a law, or (...) whole numbers of true classes.
    Raises: ValueError for another shape, a negative share or no such class; TypeError for what is
    not real.
    Source: the slides, "Likelihood function"
    """
    logs = log_softmax(logits)
    targets = as_laws("cross_entropy", logs, targets)
    return -np.sum(targets * np.where(np.equal(targets, 0), 0, logs), axis=-1)


def cross_entropy_derivative(logits: Array, targets: Array) -> Array:
    """Return the derivative in the logits: the probabilities minus the targets.

    Shape: logits (..., K); targets as for cross_entropy; result as logits.
    Raises: as cross_entropy. That the rows of targets sum to one is taken on trust.
    Source: the slides, "Likelihood function"
    """
    p = softmax(logits)
    return p - as_laws("cross_entropy_derivative", p, targets)


def as_laws(function: str, like: Array, targets: Array) -> Array:
    """Return targets as laws, one for each row of like: those given, or all for the class that is
    given.
    """
    (targets,), shape = real_arrays(function, targets=targets), like.shape
    if targets.dtype.kind in "iu" and targets.shape == shape[:-1]:
        if somewhere((targets < 0) | (targets >= shape[-1])):
            raise ValueError(f"{function} needs classes from 0 to {shape[-1] - 1}")
        return np.multiply(np.equal(targets[..., None], np.arange(shape[-1])), 1, dtype=like.dtype)
    if targets.shape != shape or somewhere(targets < 0):
        raise ValueError(f"{function} needs a class or a law for each row, "
                         f"got shape {targets.shape}")
    return targets
