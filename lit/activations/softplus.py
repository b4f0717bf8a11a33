"""The softplus, a hinge that has been rounded off."""

import numpy as np

from lit.activations.sigmoid_and_tanh import real_argument, sigmoid, small_power
from lit.numerics import Array


@real_argument
def softplus(x: Array) -> Array:
    """Return log(1 + exp(x)) for each element of x.

    Shape: x is a NumPy, Dask or CuPy array of any shape, or a number; so is the result.
    Range: 0 or more; equal to x to the last bit from x = 37 on, exactly 0 from -746 down.
    Raises: TypeError where x is not real.
    Source: docs/activations/softplus.md#thm-softplus-split
    """
    return np.maximum(x, 0) + np.log1p(small_power(x))


@real_argument
def softplus_derivative(x: Array) -> Array:
    """Return the slope of softplus at each element of x, which is the sigmoid.

    Shape: x is a NumPy, Dask or CuPy array of any shape, or a number; so is the result.
    Range: 0 to 1; one half at 0.
    Raises: TypeError where x is not real.
    Source: docs/activations/softplus.md#thm-softplus-slope
    """
    return sigmoid(x)
