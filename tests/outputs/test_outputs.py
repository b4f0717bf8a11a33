"""Outputs and losses beyond what a reader of their chapters needs: other arrays, other widths, bad input."""

import dask.array as dask
import numpy as np
import pytest
import scipy.special
from guarded import Guarded, bare
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lit.likelihood.maximum_likelihood import cross_entropy_of, entropy, kl_divergence
from lit.numerics.stable import kl_div, logsumexp, xlogy
from lit.outputs.bernoulli import binary_cross_entropy, binary_cross_entropy_derivative, cross_entropy_of_probability
from lit.outputs.losses import (
    hinge,
    hinge_derivative,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_log_error,
)
from lit.outputs.softmax import cross_entropy, cross_entropy_derivative, log_softmax, softmax, softmax_jacobian

RANDOM = np.random.default_rng(11)
LOGITS = RANDOM.normal(0, 20, (40, 5))
CLASSES = RANDOM.integers(0, 5, 40)
LAWS = RANDOM.dirichlet(np.ones(5), (2, 40))
YES = RANDOM.integers(0, 2, 40)
SIGNS = 2 * YES - 1
CALLS = {
    "softmax": (softmax, LOGITS), "log_softmax": (log_softmax, LOGITS), "softmax_jacobian": (softmax_jacobian, LOGITS),
    "logsumexp": (lambda x: logsumexp(x, axis=-1), LOGITS),
    "cross_entropy of classes": (cross_entropy, LOGITS, CLASSES), "cross_entropy of laws": (cross_entropy, LOGITS, LAWS[0]),
    "cross_entropy_derivative": (cross_entropy_derivative, LOGITS, LAWS[0]),
    "binary_cross_entropy": (binary_cross_entropy, LOGITS[:, 0], YES),
    "binary_cross_entropy_derivative": (binary_cross_entropy_derivative, LOGITS[:, 0], YES),
    "cross_entropy_of_probability": (cross_entropy_of_probability, LAWS[0][:, 0], YES),
    "kl_div": (kl_div, LAWS[0], LAWS[1]), "xlogy": (xlogy, LAWS[0], LAWS[1]),
    "kl_divergence": (kl_divergence, LAWS[0], LAWS[1]), "entropy": (entropy, LAWS[0]),
    "cross_entropy_of": (cross_entropy_of, LAWS[0], LAWS[1]),
    "mean_squared_error": (mean_squared_error, LAWS[0], LAWS[1]),
    "mean_absolute_error": (mean_absolute_error, LAWS[0], LAWS[1]),
    "mean_squared_log_error": (mean_squared_log_error, LAWS[0], LAWS[1]),
    "mean_absolute_percentage_error": (mean_absolute_percentage_error, LAWS[0], LAWS[1]),
    "hinge": (hinge, SIGNS, LOGITS[:, 0]), "hinge_derivative": (hinge_derivative, SIGNS, LOGITS[:, 0]),
}
each_call = pytest.mark.parametrize("name", CALLS)


@each_call
def test_arrays_that_refuse_to_be_numpys_pass_through(name):
    function, *arguments = CALLS[name]
    result = function(*map(Guarded, arguments))
    np.testing.assert_array_equal(bare(result), function(*arguments))


@each_call
def test_dask_arrays_stay_lazy_and_have_the_same_values(name):
    function, *arguments = CALLS[name]
    result = function(*(dask.from_array(one, chunks=(7, *one.shape[1:])) for one in arguments))
    assert isinstance(result, dask.Array)
    np.testing.assert_allclose(result.compute(), function(*arguments), rtol=1e-14, atol=0)


@each_call
def test_single_precision_stays_single(name):
    function, *arguments = CALLS[name]
    narrow = [one.astype(np.int8) if one is CLASSES else one.astype(np.float32) for one in arguments]
    result = function(*narrow)
    assert result.dtype == np.float32
    np.testing.assert_allclose(result, function(*arguments), rtol=2e-4, atol=2e-6)


@each_call
def test_neither_layout_nor_what_else_is_in_the_batch_matters(name):
    function, *arguments = CALLS[name]
    whole = function(*arguments)
    np.testing.assert_allclose(function(*map(np.asfortranarray, arguments)), whole, rtol=1e-14)
    if whole.ndim:
        np.testing.assert_allclose(function(*(one[3:9] for one in arguments)), whole[3:9], rtol=1e-14)


@each_call
@pytest.mark.parametrize("wrong", ["text", 1j, None])
def test_what_is_not_real_is_refused_by_name(name, wrong):
    function, *arguments = CALLS[name]
    with pytest.raises(TypeError, match="needs real"):
        function(np.array([wrong] * 5), *arguments[1:])


@pytest.mark.parametrize("call, told", [
    (lambda: softmax(3.0), "at least one class"), (lambda: softmax(np.zeros((2, 0))), "at least one class"),
    (lambda: cross_entropy(LOGITS, np.full(40, 5)), "classes from 0 to 4"),
    (lambda: cross_entropy(LOGITS, CLASSES[:3]), "a class or a law for each row"),
    (lambda: cross_entropy(LOGITS, -LAWS[0]), "a class or a law for each row"),
    (lambda: binary_cross_entropy(0.0, 2.0), "targets between 0 and 1"),
    (lambda: binary_cross_entropy(0.0, np.nan), "targets between 0 and 1"),
    (lambda: cross_entropy_of_probability(1.5, 1), "probabilities between 0 and 1"),
    (lambda: hinge(0, 1.0), "labels -1 and 1"), (lambda: mean_absolute_error([1.0], [1.0, 2.0]), "as many outputs"),
    (lambda: mean_absolute_error([], []), "as many outputs"),
    (lambda: mean_squared_log_error([-1.0], [1.0]), "above -1"),
    (lambda: mean_absolute_percentage_error([0.0], [1.0]), "other than zero"),
    (lambda: kl_divergence([0.5, 0.6], [0.5, 0.5]), "sum to 1"), (lambda: entropy([-0.5, 1.5]), "sum to 1"),
])
def test_bad_values_are_refused_with_what_was_needed(call, told):
    with pytest.raises(ValueError, match=told):
        call()


def test_unsigned_integers_do_not_wrap_round():
    assert mean_absolute_error(np.array([1, 2], np.uint8), np.array([2, 1], np.uint8)) == 1


@pytest.mark.filterwarnings("error")
def test_rows_with_infinity_and_the_far_ends():
    assert np.isnan(softmax([[np.inf, 0.0], [-np.inf, -np.inf]])).all()
    assert softmax([-np.inf, 0.0]).tolist() == [0.0, 1.0]
    assert softmax([1e308, -1e308]).tolist() == [1.0, 0.0]
    assert log_softmax([0.0, 0.0, -np.inf]).tolist() == [-np.log(2), -np.log(2), -np.inf]
    assert binary_cross_entropy(np.array([np.inf, -np.inf]), np.array([1, 0])).tolist() == [0.0, 0.0]
    assert kl_div(np.array([0.0, 0.0, 1.0, np.nan]), np.array([0.0, 2.0, 0.0, 1.0])).tolist()[:3] == [0.0, 2.0, np.inf]


@given(hnp.arrays(float, (4,), elements=st.floats(-1e3, 1e3)), st.floats(-1e3, 1e3))
def test_softmax_is_a_law_that_a_shift_leaves_alone(z, c):
    p = softmax(z)
    assert abs(p.sum() - 1) < 1e-15 * 8 and np.all((p >= 0) & (p <= 1))
    assert np.all(p[np.argsort(z)][:-1] <= p[np.argsort(z)][1:])
    np.testing.assert_allclose(softmax(z + c), p, rtol=1e-11, atol=1e-300)


@given(st.floats(1e-150, 1e150), st.floats(1e-150, 1e150))
def test_a_term_of_a_divergence_is_never_negative_and_agrees_with_scipy_where_that_keeps_its_digits(x, y):
    ours = kl_div(x, y)
    assert ours >= 0 and (ours > 0 or x == y or abs(x - y) / x < 1e-7)
    if abs(x - y) > 0.5 * max(x, y):
        np.testing.assert_allclose(ours, scipy.special.kl_div(x, y), rtol=1e-13)


@given(st.floats(-30, 30))
def test_derivatives_agree_with_the_complex_step(z):
    step = 1e-200
    p, q = np.exp(min(z, 0) + 1j * step * (z < 0)), np.exp(-max(z, 0) - 1j * step * (z >= 0))
    slope = (p / (p + q)).imag / step
    np.testing.assert_allclose(softmax_jacobian([z, 0.0])[0, 0], slope, rtol=1e-12, atol=1e-307)
