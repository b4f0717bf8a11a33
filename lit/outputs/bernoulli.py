"""Yes or no: the binary cross-entropy, from logits and from probabilities."""

import numpy as np

from lit.activations.sigmoid_and_tanh import sigmoid
from lit.activations.softplus import softplus
from lit.numerics import Array, real_arrays, somewhere
from lit.numerics.stable import xlogy


def binary_cross_entropy(logits: Array, targets: Array) -> Array:
    """Return the cross-entropy of the answers with these logits, for each.

    Shape: logits and targets broadcast; targets between 0 and 1. Range: [0, inf].
    Raises: ValueError for targets outside [0, 1]; TypeError for what is not real.
    Source: the lecture, "BCE!" (the name only); I. Goodfellow, Y. Bengio, A. Courville, Deep
    Learning, section 6.2.2.2
    """
    logits, targets = real_arrays("binary_cross_entropy", logits=logits, targets=targets)
    if somewhere(~((targets >= 0) & (targets <= 1))):
        raise ValueError("binary_cross_entropy needs targets between 0 and 1")
    logits = logits * 1.0
    with np.errstate(invalid="ignore"):
        yes = np.where(np.equal(targets, 0), 0, targets * softplus(-logits))
        return yes + np.where(np.equal(targets, 1), 0, (1 - targets) * softplus(logits))


def binary_cross_entropy_derivative(logits: Array, targets: Array) -> Array:
    """Return the derivative in the logit: the probability minus the target.

    Shape: logits and targets broadcast. Range: [-1, 1].
    Source: the slides, "Cross entropy"
    """
    logits, targets = real_arrays("binary_cross_entropy_derivative", logits=logits, targets=targets)
    return sigmoid(logits) - targets


def cross_entropy_of_probability(a: Array, y: Array) -> Array:
    """Return the cross-entropy of an answer of probability a; infinite where it rules out what
    happened.

    Shape: a and y broadcast; y between 0 and 1. Range: [0, inf].
    Raises: ValueError for a outside [0, 1].
    Source: the lecture, "BCE!" (the name only); I. Goodfellow, Y. Bengio, A. Courville, Deep
    Learning, section 6.2.2.2
    """
    a, y = real_arrays("cross_entropy_of_probability", a=a, y=y)
    if somewhere(~((a >= 0) & (a <= 1))):
        raise ValueError("cross_entropy_of_probability needs probabilities between 0 and 1")
    return -(xlogy(y, a) + xlogy(1 - y, 1 - a))
