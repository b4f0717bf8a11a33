"""Numerics: what rounding does to formulas, and the guard at every function's door."""

import numpy as np


def require_real(function, **arguments):
    """Return nothing if all arguments hold real numbers: booleans, integers or floats.

    Raises: TypeError otherwise, which names the function and the argument.
    """
    for name, value in arguments.items():
        dtype = value.dtype if hasattr(value, "dtype") else np.array(value).dtype
        if dtype.kind not in "biuf":
            raise TypeError(f"{function} needs real {name}, got dtype {dtype}")
