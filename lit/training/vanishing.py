"""How much of a gradient reaches the first layers: chains, deep networks, noise."""

import numpy as np

from lit.activations.sigmoid_and_tanh import sigmoid
from lit.numerics import Array, require_real
from lit.training.backpropagation import SIGMOID, Bend


def chain_gradients(x: float, weights: Array, biases: Array, cost_slope: float = 1.0,
                    bend: Bend = SIGMOID) -> np.ndarray:
    """Return the slope of the cost in the bias of each layer of a chain of one-unit layers.

    cost_slope is the slope of the cost in the last value.
    Shape: x a number, weights and biases (layers,), as the result.
    Raises: ValueError where there is not one bias for each weight; TypeError for what is not real.
    Source: docs/training/vanishing.md#thm-chain-gradient
    """
    require_real("chain_gradients", x=x, weights=weights, biases=biases)
    if np.ndim(weights) != 1 or np.shape(weights) != np.shape(biases):
        needed = "one bias for each weight"
        raise ValueError(f"chain_gradients needs {needed}, "
                         f"got {np.shape(biases)} and {np.shape(weights)}")
    sums, slopes, value, signal = [], [], x, cost_slope
    for weight, bias in zip(weights, biases):
        sums.append(weight * value + bias)
        value = bend.value(sums[-1])
    for weight, z in zip(weights[::-1], sums[::-1]):
        slopes.append(signal * bend.slope(z))
        signal = slopes[-1] * weight
    return np.array(slopes[::-1])


def three_layers(x: Array, u: Array, w: Array, v: Array = 6.0) -> Array:
    """Return the outputs of a chain of three sigmoids with weights u, v and w, centred at one half.

    Shape: x, u, w broadcast. Range: 0 to 1.
    Source: docs/training/vanishing.md#flat-land
    """
    first = sigmoid(u * 1.0 * x) - 0.5
    return sigmoid(w * (sigmoid(v * first) - 0.5))


def passes(x: Array, weights: list, bend: Bend, back: Array,
           skip: bool = False) -> tuple[list, list]:
    """Return the values of each layer and the gradient of the cost in the sums of each layer.

    back is the gradient of the cost in the last values; with skip, each layer adds its input.
    Shape: x (examples, n), weights a list of matrices that fit, back as the last values.
    Raises: TypeError where x or back is not real.
    Source: docs/training/vanishing.md#a-way-around
    """
    require_real("passes", x=x, back=back)
    values, sums, signals = [x], [], []
    for W in weights:
        sums.append(values[-1] @ W)
        values.append(bend.value(sums[-1]) + (values[-1] if skip else 0.0))
    for W, s in zip(weights[::-1], sums[::-1]):
        signals.append(back * bend.slope(s))
        back = signals[-1] @ W.T + (back if skip else 0.0)
    return values[1:], signals[::-1]


def noisy(gradient: Array, step: int, eta: float, random: np.random.Generator,
          gamma: float = 0.55) -> Array:
    """Return the gradient with normal noise of variance eta / (1 + step) ** gamma in each entry.

    Raises: ValueError where eta or step is negative; TypeError where gradient is not real.
    Source: A. Neelakantan and others, Adding gradient noise improves learning, 2015
    """
    require_real("noisy", gradient=gradient)
    if eta < 0 or step < 0:
        raise ValueError(f"noisy needs eta >= 0 and step >= 0, got {eta} and {step}")
    spread = np.sqrt(eta / (1 + step) ** gamma)
    return gradient + spread * random.normal(size=np.shape(gradient))
