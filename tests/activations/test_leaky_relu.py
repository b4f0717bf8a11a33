"""Tests of lit.activations.leaky_relu that no reader of the chapter needs."""

from fractions import Fraction

import dask.array as dask
import mpmath
import numpy as np
import pytest
from guarded import Guarded
from hypothesis import given
from hypothesis import strategies as st

from lit.activations.leaky_relu import (
    absolute_rectification,
    generalised_relu,
    generalised_relu_derivative,
    leaky_relu,
    prelu,
    prelu_slope_gradient,
)
from lit.activations.relu import relu, relu_derivative

LARGEST, SMALLEST = np.finfo(float).max, np.nextafter(0.0, 1.0)
ENDS = [0.0, -0.0, 1e-8, -1e-8, SMALLEST, -SMALLEST, 1.0, -1.0, LARGEST, -LARGEST]
SLOPES = [-1.0, -0.5, 0.0, -0.0, 0.01, 0.3, 1.0]
FINITE = st.floats(allow_nan=False, allow_infinity=False)
UNARY = [absolute_rectification, leaky_relu, prelu_slope_gradient]


def slope_of(function, z, step):
    return (function(z + step) - function(z - step)) / (2 * step)


@pytest.mark.parametrize("alpha", SLOPES)
@pytest.mark.parametrize("z", ENDS)
def test_generalised_relu_is_the_exact_value_rounded_once(z, alpha):
    exact = max(Fraction(0), Fraction(z)) + Fraction(alpha) * min(Fraction(0), Fraction(z))
    assert float(generalised_relu(z, alpha)) == float(exact)


@given(st.floats(-1e150, 1e150), st.floats(-1e150, 1e150))
def test_generalised_relu_is_correctly_rounded_everywhere(z, alpha):
    exact = Fraction(z) if z > 0 else Fraction(alpha) * Fraction(z)
    assert float(generalised_relu(z, alpha)) == float(exact)


@pytest.mark.parametrize("alpha", SLOPES)
def test_generalised_relu_agrees_with_its_mixture_at_50_digits(alpha):
    for z in ENDS:
        with mpmath.workdps(700):
            a, x = mpmath.mpf(alpha), mpmath.mpf(z)
            mixture = (1 + a) / 2 * x + (1 - a) / 2 * abs(x)
            assert float(generalised_relu(z, alpha)) == float(mixture)


@pytest.mark.parametrize(
    ("alpha", "left"),
    [(-1.0, np.inf), (0.0, 0.0), (-0.0, 0.0), (0.01, -np.inf), (1.0, -np.inf)],
)
def test_generalised_relu_has_its_limits_at_the_infinities(alpha, left):
    assert generalised_relu(-np.inf, alpha) == left
    assert generalised_relu(np.inf, alpha) == np.inf


def test_a_slope_of_zero_among_others_is_safe_at_minus_infinity():
    values = generalised_relu(np.full((2, 3), -np.inf), [0.0, 0.5, -1.0])
    assert values.tolist() == [[0.0, -np.inf, np.inf]] * 2


@pytest.mark.parametrize("alpha", SLOPES)
def test_nan_is_handed_on(alpha):
    assert np.isnan(generalised_relu(np.nan, alpha))
    assert np.isnan(generalised_relu_derivative(np.nan, alpha))


@pytest.mark.parametrize("function", UNARY)
def test_the_relatives_hand_nan_on_and_keep_shape_and_precision(function):
    assert np.isnan(function(np.nan))
    for shape in [(), (0,), (1,), (2, 3), (2, 0)]:
        for dtype in (np.float16, np.float32, np.float64):
            result = function(np.full(shape, -2.0, dtype))
            assert np.shape(result) == shape and result.dtype == dtype
    for dtype in (bool, np.int8, np.uint8, np.int64):
        assert function(np.array([0, 1], dtype)).dtype == np.float64


@given(FINITE)
def test_slope_zero_is_the_hinge_and_slope_one_the_identity(z):
    assert generalised_relu(z, 0.0) == relu(z)
    assert generalised_relu(z, 1.0) == z


@given(FINITE)
def test_absolute_rectification_is_even_and_equals_numpy_abs(z):
    assert absolute_rectification(z) == absolute_rectification(-z) == np.abs(z)
    assert not np.signbit(absolute_rectification(z))


@given(FINITE, st.floats(0, 1))
def test_leaky_relu_is_the_higher_of_its_two_lines(z, slope):
    assert leaky_relu(z, slope) == max(slope * z, z)


@given(FINITE, FINITE, st.floats(0, 1))
def test_leaky_relu_never_falls(a, b, slope):
    low, high = sorted((a, b))
    assert leaky_relu(low, slope) <= leaky_relu(high, slope)


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3), st.integers(-30, 30))
def test_the_family_is_homogeneous_to_the_last_bit_for_powers_of_two(z, alpha, exponent):
    z, alpha = round(z, 6), round(alpha, 6)
    scaled = generalised_relu(np.ldexp(z, exponent), alpha)
    assert scaled == np.ldexp(generalised_relu(z, alpha), exponent)


@given(st.floats(-1e100, 1e100), st.floats(-0.99, 0.99))
def test_two_leaks_make_a_hinge(z, alpha):
    hinge = generalised_relu(z, alpha) + alpha * generalised_relu(-z, alpha)
    assert hinge == pytest.approx((1 - alpha**2) * relu(z), rel=1e-13, abs=1e-15 * abs(z) + 1e-300)


def test_the_default_leak_is_one_hundredth():
    assert leaky_relu(-3.0) == -3.0 * 0.01
    assert generalised_relu_derivative(-3.0) == 0.01


@pytest.mark.parametrize("alpha", SLOPES)
@pytest.mark.parametrize("z", [-1e6, -1.0, -0.01, 0.01, 1.0, 1e6])
def test_the_slope_agrees_with_central_differences_away_from_the_corner(z, alpha):
    difference = slope_of(lambda t: generalised_relu(t, alpha), z, 6e-6 * max(1.0, abs(z)))
    assert generalised_relu_derivative(z, alpha) == pytest.approx(difference, rel=1e-7, abs=0)


@pytest.mark.parametrize("alpha", SLOPES)
@pytest.mark.parametrize("z", [-1e6, -1.0, -1e-8, 0.0, 0.5, 1e6])
def test_the_derivative_in_the_slope_agrees_with_central_differences(z, alpha):
    difference = slope_of(lambda slope: prelu(z, slope), alpha, 6e-6)
    assert prelu_slope_gradient(z) == pytest.approx(difference, rel=1e-7, abs=0)


@given(st.floats(allow_nan=False), st.floats(-10, 10), st.floats(0, 1))
def test_the_slope_is_exact_on_both_sides_and_between_them_at_zero(z, alpha, at_zero):
    slope = float(generalised_relu_derivative(z, alpha, at_zero))
    if z > 0:
        assert slope == 1.0
    elif z < 0:
        assert slope == alpha
    else:
        assert slope == pytest.approx(at_zero + (1 - at_zero) * alpha, rel=1e-15, abs=1e-15)


@given(st.floats())
def test_the_slope_for_alpha_zero_is_that_of_the_hinge(z):
    np.testing.assert_array_equal(generalised_relu_derivative(z, 0.0), relu_derivative(z))


@pytest.mark.parametrize("function", [generalised_relu, prelu, generalised_relu_derivative])
def test_each_unit_has_its_own_slope(function):
    z, slopes = np.array([[-2.0, -2.0], [3.0, -4.0]]), np.array([0.5, -1.0])
    loop = [[float(function(z[i, j], slopes[j])) for j in range(2)] for i in range(2)]
    assert function(z, slopes).tolist() == loop


def test_the_derivative_in_the_slope_is_right_at_the_ends():
    ends = [-np.inf, -LARGEST, -SMALLEST, 0.0, SMALLEST, LARGEST, np.inf]
    assert prelu_slope_gradient(ends).tolist() == ends[:3] + [0.0] * 4


@pytest.mark.parametrize("slope", [-0.01, 1.01, 2, np.nan, np.inf])
def test_leaky_relu_refuses_a_slope_that_is_no_leak(slope):
    with pytest.raises(ValueError, match=r"^leaky_relu needs slope in \[0, 1\], got "):
        leaky_relu(1.0, slope)


@pytest.mark.parametrize("at_zero", [-0.1, 1.1, np.nan])
def test_the_slope_refuses_a_convention_outside_of_the_fan(at_zero):
    with pytest.raises(ValueError, match=r"needs at_zero in \[0, 1\], got "):
        generalised_relu_derivative(1.0, 0.1, at_zero)


@pytest.mark.parametrize(
    ("z", "dtype"), [(1j, "complex128"), ("one", "<U3"), (None, "object"), (10**30, "object")]
)
def test_what_is_not_real_is_refused_in_the_name_of_the_function(z, dtype):
    slopes = {generalised_relu: "alpha", generalised_relu_derivative: "alpha"}
    slopes |= {prelu: "slope", leaky_relu: "slope"}
    for function in UNARY:
        message = f"^{function.__name__} needs real z, got dtype {dtype}$"
        with pytest.raises(TypeError, match=message):
            function(z)
    for function, name in slopes.items():
        message = f"^{function.__name__} needs real %s, got dtype {dtype}$"
        with pytest.raises(TypeError, match=message % "z"):
            function(z, 0.1)
        with pytest.raises(TypeError, match=message % name):
            function(0.1, z)


def test_arrays_of_other_libraries_pass_through_unconverted():
    z = np.array([-np.inf, -1.0, 0.0, 2.0])
    for function in (*UNARY, generalised_relu_derivative):
        result = function(Guarded(z))
        assert isinstance(result, Guarded)
        np.testing.assert_array_equal(result.inside, function(z))
    slopes = np.array([0.0, 0.5, 1.0, 2.0])
    for alpha in (slopes, Guarded(slopes)):
        result = prelu(Guarded(z), alpha)
        assert isinstance(result, Guarded)
        np.testing.assert_array_equal(result.inside, prelu(z, slopes))


def test_dask_arrays_stay_lazy():
    z = np.linspace(-1, 1, 11)
    for function in (*UNARY, generalised_relu_derivative):
        result = function(dask.from_array(z, chunks=4))
        assert isinstance(result, dask.Array)
        np.testing.assert_array_equal(result.compute(), function(z))
