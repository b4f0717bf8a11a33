"""Random weights to begin with, of a spread that keeps the size of signals or gradients."""

import numpy as np


def checked_sizes(name: str, inputs: int, units: int) -> tuple[int, int]:
    """Return (inputs, units). Raises ValueError unless both are whole numbers, 1 or more."""
    if any(not isinstance(size, (int, np.integer)) or size < 1 for size in (inputs, units)):
        raise ValueError(f"{name} needs whole numbers of inputs and units, "
                         f"got {inputs!r} and {units!r}")
    return inputs, units


def lecun_normal(random: np.random.Generator, inputs: int, units: int) -> np.ndarray:
    """Return weights of a normal law with variance 1 / inputs.

    Shape: (inputs, units).
    Raises: ValueError unless inputs and units are whole numbers, 1 or more.
    Source: Y. LeCun, L. Bottou, G. Orr, K.-R. Müller, Efficient BackProp, 1998
    """
    size = checked_sizes("lecun_normal", inputs, units)
    return random.normal(0.0, np.sqrt(1 / inputs), size)


def glorot_uniform(random: np.random.Generator, inputs: int, units: int) -> np.ndarray:
    """Return weights of a uniform law with variance 2 / (inputs + units).

    Shape: (inputs, units). Range: up to sqrt(6 / (inputs + units)) in size.
    Raises: ValueError unless inputs and units are whole numbers, 1 or more.
    Source: X. Glorot, Y. Bengio, Understanding the difficulty of training deep networks, 2010
    """
    size = checked_sizes("glorot_uniform", inputs, units)
    width = np.sqrt(6 / (inputs + units))
    return random.uniform(-width, width, size)


def he_normal(random: np.random.Generator, inputs: int, units: int) -> np.ndarray:
    """Return weights of a normal law with variance 2 / inputs, for units with a hinge.

    Shape: (inputs, units).
    Raises: ValueError unless inputs and units are whole numbers, 1 or more.
    Source: K. He, X. Zhang, S. Ren, J. Sun, Delving deep into rectifiers, 2015
    """
    size = checked_sizes("he_normal", inputs, units)
    return random.normal(0.0, np.sqrt(2 / inputs), size)
