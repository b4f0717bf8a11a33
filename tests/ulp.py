"""Points where functions of one number go wrong, and their errors in units in the last place."""

import mpmath
import numpy as np


def points(dtype, *roots):
    """Return about 2000 points: the ends, the tails where results are subnormal, and the middle.

    Around each of the roots, where a difference of large numbers may cancel, they lie denser.
    """
    info, random = np.finfo(dtype), np.random.default_rng(20261121)
    with np.errstate(under="ignore"):
        edge = float(-np.log(info.smallest_subnormal))
    ends = [0.0, 1e-8, 0.01, 0.5, 1.0, 36.0, 37.0, 699.9, 700.0, 700.1, 709.8, 710.0, edge, edge + 1]
    ends += [float(info.max), float(info.tiny), float(info.smallest_subnormal)]
    sides = [
        random.uniform(-edge - 5, edge + 5, 400),
        random.normal(0, 3, 600),
        random.choice([-1, 1], 200) * 10.0 ** random.uniform(np.log10(info.tiny), 1, 200),
        random.choice([-1, 1], 200) * random.uniform(0.94 * edge, edge + 10, 200),
    ]
    sides += [root + random.choice([-1, 1], 200) * 10.0 ** random.uniform(-17, 0, 200) for root in roots]
    return np.concatenate([ends, np.negative(ends), *sides]).astype(dtype)


def errors(function, exact, x):
    """Return the errors where the value at 60 digits is a normal number, and where it is smaller."""
    info = np.finfo(x.dtype)
    with np.errstate(over="ignore"):
        value = function(x)
    assert value.dtype == x.dtype and value.shape == x.shape
    with mpmath.workdps(60):
        truth = [exact(mpmath.mpf(float(each))) for each in x]
        inside = [abs(each) <= mpmath.mpf(float(info.max)) for each in truth]
        powers = [max(mpmath.frexp(each)[1] - 1, info.minexp) for each in truth]
        gaps = [abs(mpmath.mpf(float(v)) - e) for v, e in zip(value[inside], np.array(truth)[inside])]
        powers = np.array(powers)[inside]
        units = np.array([float(mpmath.ldexp(gap, int(info.nmant - p))) for gap, p in zip(gaps, powers)])
        normal = np.array([abs(each) >= mpmath.mpf(float(info.tiny)) for each in np.array(truth)[inside]])
    assert normal.any()
    return units[normal], np.append(units[~normal], 0.0)
