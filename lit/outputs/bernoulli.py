"""Yes or no: the binary cross-entropy, from logits and from probabilities."""

import numpy as np

from lit.activations.sigmoid_and_tanh import sigmoid
from lit.activations.softplus import softplus
from lit.numerics import require_real
from lit.numerics.stable import xlogy


def binary_cross_entropy(logits, targets):
    """Return the cross-entropy of the answers with these logits, for each.

    Shape: logits and targets broadcast; targets between 0 and 1. Range: [0, inf].
    Raises: ValueError for targets outside [0, 1]; TypeError for what is not real.
    Source: the lecture on neural networks, its last slide
    """
    require_real("binary_cross_entropy", logits=logits, targets=targets)
    targets = np.asarray(targets)
    if not np.all((targets >= 0) & (targets <= 1)):
        raise ValueError("binary_cross_entropy needs targets between 0 and 1")
    yes, no = softplus(-np.asarray(logits)), softplus(np.asarray(logits))
    with np.errstate(invalid="ignore"):
        return np.where(targets == 0, 0, targets * yes) + np.where(targets == 1, 0, (1 - targets) * no)


def binary_cross_entropy_derivative(logits, targets):
    """Return the derivative in the logit: the probability minus the target.

    Shape: logits and targets broadcast. Range: [-1, 1].
    Source: the notes on losses
    """
    require_real("binary_cross_entropy_derivative", logits=logits, targets=targets)
    return sigmoid(logits) - targets


def cross_entropy_of_probability(a, y):
    """Return the cross-entropy of an answer of probability a; infinite where it rules out what happened.

    Shape: a and y broadcast. Range: [0, inf].
    Raises: ValueError for a outside [0, 1].
    Source: the lecture on neural networks, its last slide
    """
    require_real("cross_entropy_of_probability", a=a, y=y)
    if not np.all((np.asarray(a) >= 0) & (np.asarray(a) <= 1)):
        raise ValueError("cross_entropy_of_probability needs probabilities between 0 and 1")
    return -(xlogy(y, a) + xlogy(1 - np.asarray(y), 1 - np.asarray(a)))
