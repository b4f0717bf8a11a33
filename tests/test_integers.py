"""Small integers are numbers like others: no public function of arrays gives another result for them than for floats."""

import importlib
import inspect
import pkgutil
import warnings

import numpy as np
import pytest

import lit

VECTORS = [np.array(row, np.int8) for row in ([100, -128, 3, 7], [90, -100, 3, 120], [2, 3, 4, 5])]
TABLES = [np.array(row, np.int8) for row in ([[100, -128], [3, 7]], [100, -128], [90, 100])]
BITS = {  # what works on the digits of floats, or counts in the integers that it is given
    "tail_ratio", "small_power", "two_sum", "rank", "dense_parameters", "network_parameters",
}


def functions():
    """Yield the functions of the book that take as many arrays as stand ready."""
    for module in pkgutil.walk_packages(lit.__path__, "lit."):
        if ".engine" not in module.name and "__main__" not in module.name:
            for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
                needed = [one for one in inspect.signature(function).parameters.values()
                          if one.default is one.empty and one.kind is one.POSITIONAL_OR_KEYWORD]
                if function.__module__ == module.name and len(needed) in (1, 2, 3) and name not in BITS:
                    yield pytest.param(function, len(needed), id=f"{module.name}.{name}")


@pytest.mark.parametrize(("function", "count"), list(functions()))
def test_small_integers_give_what_floats_give(function, count):
    for arrays in (VECTORS[:count], TABLES[:count]):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                wanted = function(*[array.astype(float) for array in arrays])
                numbers = np.asarray(wanted, float)
            except Exception:  # not a function of such arrays
                continue
            assert np.allclose(np.asarray(function(*arrays), float), numbers, rtol=1e-12, equal_nan=True)
