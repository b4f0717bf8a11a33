"""A network of two layers that learns to tell classes apart, forward, backward and in a loop."""

from collections.abc import Callable

import numpy as np

from lit.activations.relu import relu
from lit.numerics import Array, require_real
from lit.outputs.softmax import cross_entropy, softmax
from lit.training.initialisation import he_normal, lecun_normal


def begin(random: np.random.Generator, inputs: int, hidden: int, classes: int) -> list[np.ndarray]:
    """Return random weights and zero biases: [W1 (inputs, hidden), b1, W2 (hidden, classes), b2].

    Raises: ValueError unless all sizes are whole numbers, 1 or more.
    Source: docs/training/initialisation.md
    """
    return [he_normal(random, inputs, hidden), np.zeros(hidden),
            lecun_normal(random, hidden, classes), np.zeros(classes)]


def logits(x: Array, weights: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return the values of the hidden units, and the logits of the classes.

    Shape: x (m, inputs); results (m, hidden) and (m, classes).
    Source: docs/training/digits.md#def-digit-logits
    """
    W1, b1, W2, b2 = weights
    sums = x @ W1
    sums += b1
    hidden = relu(sums)
    return hidden, hidden @ W2 + b2


def loss_and_gradients(x: Array, labels: Array,
                       weights: list[np.ndarray]) -> tuple[np.floating, list[np.ndarray]]:
    """Return the mean cross-entropy of the labels, and its gradient in each of the weights.

    Shape: x (m, inputs), labels (m,) whole numbers; gradients as weights.
    Raises: ValueError for labels that are no classes; TypeError for what is not real.
    Source: docs/training/digits.md#thm-digit-weight
    """
    hidden, z = logits(x, weights)
    loss = np.mean(cross_entropy(z, labels))
    error = softmax(z)
    error[np.arange(len(x)), labels] -= 1
    error /= len(x)
    back = error @ weights[2].T
    back *= hidden > 0
    return loss, [x.T @ back, back.sum(axis=0), hidden.T @ error, error.sum(axis=0)]


def learn(x: Array, labels: Array, weights: list[np.ndarray], rate: float, passes: int, batch: int,
          random: np.random.Generator,
          change: Callable | None = None) -> tuple[list[np.ndarray], np.ndarray]:
    """Return the weights after some passes over shuffled blocks, and the loss of each block when
    its turn came.

    The rate falls to zero on a straight line, pass by pass; change(block, random) may alter the
    inputs.
    Shape: x (m, inputs), labels (m,); weights as from begin; losses (steps,).
    Raises: ValueError for a rate that is not positive, or inputs and labels that do not match.
    Source: the lecture, "The algorithm in the end"
    """
    require_real("learn", x=x, rate=rate)
    if not rate > 0 or len(x) != len(labels) or not 1 <= batch <= len(x):
        raise ValueError(f"learn needs a rate above 0, a label for each of {len(x)} inputs, "
                         f"and 1 <= batch <= {len(x)}")
    weights, losses = [np.array(one) for one in weights], []
    for turn in range(passes):
        order = random.permutation(len(x))
        for rows in (order[start:start + batch] for start in range(0, len(x), batch)):
            block = x[rows] if change is None else change(x[rows], random)
            loss, gradients = loss_and_gradients(block, labels[rows], weights)
            losses.append(loss)
            for one, gradient in zip(weights, gradients, strict=True):
                gradient *= rate * (1 - turn / passes)
                one -= gradient
    return weights, np.array(losses)


def share_right(x: Array, labels: Array, weights: list[np.ndarray]) -> float:
    """Return the share of inputs whose largest logit is that of their label.

    Shape: x (m, inputs), labels (m,). Range: [0, 1].
    """
    return float(np.mean(np.argmax(logits(x, weights)[1], axis=-1) == labels))


def moved(block: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Return square pictures, all moved by the same random pixel or none, in half of the cases.

    Shape: block (m, side * side), as the result; what comes in at the edge is zero.
    Raises: ValueError where the pictures are no squares.
    Source: P. Simard, D. Steinkraus, J. Platt, Best practices for convolutional neural networks,
    2003
    """
    side = round(block.shape[1] ** 0.5)
    if side * side != block.shape[1]:
        raise ValueError(f"moved needs square pictures, got {block.shape[1]} pixels")
    down, right = random.integers(0, 3, 2) if random.random() < 0.5 else (1, 1)
    padded = np.zeros((len(block), side + 2, side + 2))
    padded[:, 1:-1, 1:-1] = block.reshape(-1, side, side)
    return padded[:, down:down + side, right:right + side].reshape(block.shape)
