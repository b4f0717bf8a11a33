"""Numerics: what rounding does to formulas, and the guard at every function's door."""

from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = Any


def real_arrays(function: str, **arguments: Array) -> list:
    """Return the arguments as arrays of real numbers: booleans, integers or floats.

    Arrays of other libraries stay what they are; numbers and lists become NumPy's.
    Raises: TypeError for what is not real, which names the function and the argument.
    """
    arrays = [value if hasattr(value, "dtype") else np.array(value) for value in arguments.values()]
    for name, array in zip(arguments, arrays):
        if array.dtype.kind not in "biuf":
            raise TypeError(f"{function} needs real {name}, got dtype {array.dtype}")
    return arrays


def require_real(function: str, **arguments: Array) -> None:
    """Return nothing if all arguments hold real numbers.

    Raises: TypeError otherwise, which names the function and the argument.
    """
    real_arrays(function, **arguments)


def somewhere(condition: Array) -> bool:
    """Return whether a condition on values at hand holds anywhere.

    False for another library's array.
    """
    return isinstance(condition, (bool, np.bool_, np.ndarray)) and bool(np.any(condition))
