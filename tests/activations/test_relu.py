"""Tests of lit.activations.relu that no reader of the chapter needs."""

from fractions import Fraction

import dask.array as dask
import mpmath
import numpy as np
import pytest
import sklearn.neural_network as network
import sklearn.neural_network._base as base
from guarded import Guarded
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays, floating_dtypes

from lit.numerics import require_real
from lit.activations.relu import relu, relu_derivative, relu_layer, train_unit

LARGEST, SMALLEST = np.finfo(float).max, np.nextafter(0.0, 1.0)
ENDS = [0.0, -0.0, 1e-8, -1e-8, SMALLEST, -SMALLEST, 1.0, -1.0, LARGEST, -LARGEST]
FINITE = st.floats(allow_nan=False, allow_infinity=False)
ARRAYS = arrays(floating_dtypes(sizes=(32, 64), endianness="="), st.integers(0, 9))


def same_bits(left, right):
    """Return whether two float arrays have the same dtype, shape and bits, NaN included."""
    left, right = np.asarray(left), np.asarray(right)
    kinds = (left.dtype, left.shape) == (right.dtype, right.shape)
    return kinds and left.tobytes() == right.tobytes()


@pytest.mark.parametrize("z", ENDS)
def test_relu_is_the_exact_maximum(z):
    assert Fraction(float(relu(z))) == max(Fraction(0), Fraction(z))
    with mpmath.workdps(50):
        assert mpmath.mpf(float(relu(z))) == (mpmath.mpf(z) + abs(mpmath.mpf(z))) / 2


def test_relu_has_its_limits_at_the_infinities():
    assert relu(-np.inf) == 0.0 and relu(np.inf) == np.inf


def test_relu_hands_nan_on():
    assert np.isnan(relu(np.array([np.nan, -np.nan]))).all()
    assert np.isnan(relu(np.float32("nan")))


@pytest.mark.parametrize("length", [1, 2, 3, 8, 33, 1000])
def test_relu_never_returns_a_negative_zero(length):
    for dtype in (np.float32, np.float64):
        assert not np.signbit(relu(np.full(length, -0.0, dtype))).any()


@pytest.mark.parametrize("shape", [(), (0,), (1,), (2, 3), (2, 0, 4), (1, 2, 3, 4)])
def test_relu_and_its_slope_keep_the_shape(shape):
    z = np.full(shape, -2.0)
    assert np.shape(relu(z)) == np.shape(relu_derivative(z)) == shape


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_relu_and_its_slope_keep_the_precision_of_floats(dtype):
    z = np.array([-1.5, 0.0, 1.5], dtype)
    assert relu(z).dtype == relu_derivative(z).dtype == dtype
    assert relu(z).tolist() == [0.0, 0.0, 1.5]


@pytest.mark.parametrize("dtype", [bool, np.int8, np.uint8, np.int64, np.uint64])
def test_relu_and_its_slope_turn_integers_into_doubles(dtype):
    z = np.array([0, 1], dtype)
    assert relu(z).dtype == relu_derivative(z).dtype == np.float64
    assert relu(z).tolist() == relu_derivative(z).tolist() == [0.0, 1.0]


def test_relu_takes_numbers_and_lists():
    assert relu(-3) == 0.0 and relu(3) == 3.0 and relu(True) == 1.0
    assert relu([[-1, 2]]).tolist() == [[0.0, 2.0]]


@given(ARRAYS)
def test_relu_twice_is_relu_once(z):
    assert same_bits(relu(relu(z)), relu(z))


@given(ARRAYS)
def test_relu_less_its_mirror_image_is_the_identity(z):
    finite = z[np.isfinite(z)]
    assert np.array_equal(relu(finite) - relu(-finite), finite)
    assert np.array_equal(relu(finite) + relu(-finite), np.abs(finite))


@given(ARRAYS, st.integers(-30, 30))
def test_relu_is_homogeneous_to_the_last_bit_for_powers_of_two(z, exponent):
    z = z[np.isfinite(z) & ((z == 0) | (np.abs(z) > 1e-25)) & (np.abs(z) < 1e25)]
    assert np.array_equal(relu(np.ldexp(z, exponent)), np.ldexp(relu(z), exponent))


@given(st.floats(-1e100, 1e100), st.floats(0, 1e100))
def test_relu_is_homogeneous(z, c):
    assert relu(c * z) == c * relu(z)


@given(FINITE, FINITE)
def test_relu_never_falls_and_never_spreads_its_inputs(a, b):
    low, high = sorted((a, b))
    rise = Fraction(float(relu(high))) - Fraction(float(relu(low)))
    assert 0 <= rise <= Fraction(high) - Fraction(low)


@pytest.mark.parametrize("z", [-1e6, -1.0, -0.01, 0.01, 1.0, 1e6])
def test_the_slope_agrees_with_central_differences_away_from_the_corner(z):
    step = 6e-6 * max(1.0, abs(z))
    difference = (relu(z + step) - relu(z - step)) / (2 * step)
    assert relu_derivative(z) == pytest.approx(difference, rel=1e-7, abs=0)


@given(st.floats(allow_nan=False), st.floats(0, 1))
def test_the_slope_is_a_step_with_the_declared_value_at_zero(z, at_zero):
    expected = 1.0 if z > 0 else 0.0 if z < 0 else at_zero
    assert relu_derivative(z, at_zero) == expected


def test_the_slope_at_both_zeros_follows_the_convention():
    assert relu_derivative([0.0, -0.0], at_zero=0.25).tolist() == [0.25, 0.25]
    assert relu_derivative(np.float32(0), at_zero=0.25).dtype == np.float32


def test_the_slope_hands_nan_on_and_is_right_at_the_ends():
    slopes = relu_derivative([np.nan, -np.inf, -LARGEST, -SMALLEST, SMALLEST, LARGEST, np.inf])
    assert np.isnan(slopes[0])
    assert slopes[1:].tolist() == [0.0, 0.0, 0.0, 1.0, 1.0, 1.0]


@pytest.mark.parametrize("at_zero", [-0.1, 1.1, 2, np.nan, np.inf])
def test_the_slope_refuses_a_convention_outside_of_the_fan(at_zero):
    with pytest.raises(ValueError, match=r"^relu_derivative needs at_zero in \[0, 1\], got "):
        relu_derivative(1.0, at_zero)


@pytest.mark.parametrize("function", [relu, relu_derivative])
@pytest.mark.parametrize(
    ("z", "dtype"),
    [
        (1j, "complex128"),
        (np.zeros(2, np.complex64), "complex64"),
        ("one", "<U3"),
        (None, "object"),
        ([1.0, None], "object"),
        (10**30, "object"),
        (np.array(["2020-01-01"], "datetime64[D]"), r"datetime64\[D\]"),
    ],
)
def test_what_is_not_real_is_refused(function, z, dtype):
    with pytest.raises(TypeError, match=f"^{function.__name__} needs real z, got dtype {dtype}$"):
        function(z)


def test_require_real_names_the_argument_that_is_not_real():
    require_real("layer", x=[1, 2], b=0.5)
    with pytest.raises(TypeError, match="^layer needs real b, got dtype complex128$"):
        require_real("layer", x=[1, 2], b=2j)


@pytest.mark.parametrize("lead", [(), (5,), (2, 5), (0,)])
def test_a_layer_is_a_loop_over_units(lead):
    random = np.random.default_rng(0)
    x = random.integers(-9, 9, size=(*lead, 3)).astype(float)
    W, b = random.integers(-9, 9, size=(3, 4)).astype(float), np.array([1.0, -2.0, 0.0, 5.0])
    h = relu_layer(x, W, b)
    assert h.shape == (*lead, 4)
    for place in np.ndindex(*lead):
        for unit in range(4):
            total = b[unit] + sum(W[j, unit] * x[place][j] for j in range(3))
            assert h[place][unit] == max(0.0, total)


def test_a_layer_of_single_precision_stays_single():
    x, W, b = (np.ones(shape, np.float32) for shape in ((5, 3), (3, 2), (2,)))
    assert relu_layer(x, W, b).dtype == np.float32


@pytest.mark.parametrize(
    ("x", "W", "b"),
    [
        ((), (1, 2), (2,)),
        ((4,), (3, 2), (2,)),
        ((3,), (2, 3), (2,)),
        ((3,), (3, 2), (1,)),
        ((3,), (3, 2), ()),
        ((3,), (3, 2), (1, 2)),
        ((3,), (3,), ()),
        ((3,), (1, 3, 2), (2,)),
    ],
)
def test_a_layer_says_which_shapes_it_needs(x, W, b):
    with pytest.raises(ValueError) as refusal:
        relu_layer(np.zeros(x), np.zeros(W), np.zeros(b))
    needed = "x (..., n), W (n, m) and b (m,)"
    assert str(refusal.value) == f"relu_layer needs {needed}, got {x}, {W} and {b}"


def test_a_layer_refuses_complex_weights():
    with pytest.raises(TypeError, match="^relu_layer needs real W, got dtype complex128$"):
        relu_layer(np.zeros(2), np.zeros((2, 2)) * 1j, np.zeros(2))


def test_a_layer_agrees_with_scikit_learn():
    random = np.random.default_rng(0)
    x, y = random.normal(size=(40, 3)), random.normal(size=40)
    model = network.MLPRegressor(hidden_layer_sizes=(5,), max_iter=3, random_state=0)
    assert model.activation == "relu"
    with pytest.warns(UserWarning):
        model.fit(x, y)
    (W, V), (b, c) = model.coefs_, model.intercepts_
    np.testing.assert_allclose((relu_layer(x, W, b) @ V + c)[:, 0], model.predict(x), rtol=1e-12)


def test_scikit_learn_too_chooses_the_slope_zero_at_the_corner():
    z = np.array([-1.0, 0.0, 2.0])
    delta = np.ones(3)
    base.inplace_relu_derivative(relu(z), delta)
    assert delta.tolist() == relu_derivative(z).tolist()


def test_one_step_of_the_unit_follows_the_gradient_of_its_cost():
    random = np.random.default_rng(1)
    x, y, start, step = random.normal(size=50), random.normal(size=50), np.array([0.7, 0.3]), 6e-6

    def cost(point):
        return np.mean((np.maximum(point[0] * x + point[1], 0) - y) ** 2)

    assert np.min(np.abs(start[0] * x + start[1])) > 1e-3
    gradient = [(cost(start + step * e) - cost(start - step * e)) / (2 * step) for e in np.eye(2)]
    path = train_unit(x, y, start, 0.01, 1)
    assert path.shape == (2, 2)
    np.testing.assert_allclose((path[0] - path[1]) / 0.01, gradient, rtol=1e-7)


def test_no_steps_return_the_start_alone():
    assert train_unit(np.zeros(3), np.zeros(3), (1, 2), 0.1, 0).tolist() == [[1.0, 2.0]]


@given(arrays(np.float64, 5, elements=st.floats(-1, 1)), st.floats(1e-6, 1e6))
def test_a_dead_unit_stays_dead_on_any_data_at_any_rate(x, learning_rate):
    assert np.all(train_unit(x, x**2, (0.5, -2.0), learning_rate, 3) == [0.5, -2.0])


def test_arrays_of_other_libraries_pass_through_unconverted():
    z = np.array([-1.0, 0.0, 2.0])
    for function in (relu, relu_derivative):
        result = function(Guarded(z))
        assert isinstance(result, Guarded) and same_bits(result.inside, function(z))
    x, W, b = np.array([[1.0, 2.0]]), np.array([[1.0, -1.0], [1.0, 0.5]]), np.array([0.1, -0.5])
    result = relu_layer(Guarded(x), Guarded(W), Guarded(b))
    assert isinstance(result, Guarded) and same_bits(result.inside, relu_layer(x, W, b))


def test_dask_arrays_stay_lazy():
    z = np.linspace(-1, 1, 11)
    lazy = dask.from_array(z, chunks=4)
    for function in (relu, relu_derivative):
        result = function(lazy)
        assert isinstance(result, dask.Array) and same_bits(result.compute(), function(z))
    W, b = np.ones((1, 2)), np.zeros(2)
    result = relu_layer(lazy[:, None], W, b)
    assert isinstance(result, dask.Array)
    assert same_bits(result.compute(), relu_layer(z[:, None], W, b))
