"""Softmax, its logarithm and its derivatives, and the loss that goes with it; all from logits."""

import numpy as np

from lit.numerics import require_real
from lit.numerics.stable import logsumexp, xlogy


def require_classes(function, logits):
    """Return nothing if logits has at least one class along its last axis. Raises ValueError, TypeError."""
    require_real(function, logits=logits)
    if np.ndim(logits) == 0 or np.shape(logits)[-1] == 0:
        raise ValueError(f"{function} needs at least one class, got shape {np.shape(logits)}")


def softmax(logits):
    """Return the probabilities of the classes with these logits, along the last axis.

    Shape: logits (..., K), as the result. Range: [0, 1]; one class gets 1.
    Raises: ValueError without classes; TypeError for what is not real.
    Source: the lecture on neural networks; J. Bridle, Probabilistic interpretation of feedforward networks, 1990
    """
    require_classes("softmax", logits)
    logits = np.asarray(logits)
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)


def log_softmax(logits):
    """Return the logarithms of the probabilities, where these themselves may underflow.

    Shape: logits (..., K), as the result. Range: [-inf, 0].
    Raises: ValueError without classes; TypeError for what is not real.
    Source: docs/numerics/stable.md
    """
    require_classes("log_softmax", logits)
    logits = np.asarray(logits)
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - logsumexp(shifted, axis=-1, keepdims=True)


def softmax_jacobian(logits):
    """Return the matrix of derivatives of each probability in each logit.

    Shape: logits (K,); result (K, K).
    Source: the digest, section 3.2
    """
    p = softmax(logits)
    return np.diag(p) - np.outer(p, p)


def cross_entropy(logits, targets):
    """Return the cross-entropy of the classes with these logits, for each row.

    Shape: logits (..., K); targets alike, each row a law, or (...) whole numbers of true classes.
    Raises: ValueError where targets are neither; TypeError for what is not real.
    Source: the notes on losses
    """
    logs = log_softmax(logits)
    targets = np.asarray(targets)
    if targets.dtype.kind in "iu" and targets.shape == logs.shape[:-1]:
        if np.any((targets < 0) | (targets >= logs.shape[-1])):
            raise ValueError(f"cross_entropy needs classes from 0 to {logs.shape[-1] - 1}")
        return -np.take_along_axis(logs, targets[..., None], axis=-1)[..., 0]
    if targets.shape != logs.shape or np.any(targets < 0):
        raise ValueError(f"cross_entropy needs a class or a law for each row, got shape {targets.shape}")
    return -np.sum(np.where(targets == 0, 0, targets * np.where(targets == 0, 0, logs)), axis=-1)


def cross_entropy_derivative(logits, targets):
    """Return the derivative in the logits: the probabilities minus the targets.

    Shape: logits (..., K), targets a law in each row; result as logits.
    Source: the notes on losses
    """
    return softmax(logits) - np.asarray(targets)
