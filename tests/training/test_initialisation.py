"""Tests of lit.training.initialisation that no reader of the chapter needs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lit.training.initialisation import glorot_uniform, he_normal, lecun_normal

SIZES = [(1, 40_000), (400, 100), (40_000, 1)]
LAWS = [lecun_normal, glorot_uniform, he_normal]


@pytest.mark.parametrize("sizes", SIZES)
def test_the_normal_laws_are_normal_with_their_variance(sizes):
    for law, variance in ((lecun_normal, 1 / sizes[0]), (he_normal, 2 / sizes[0])):
        drawn = law(np.random.default_rng(1), *sizes).ravel()
        assert stats.kstest(drawn, stats.norm(0, variance**0.5).cdf).pvalue > 1e-4


@pytest.mark.parametrize("sizes", SIZES)
def test_glorot_is_uniform_on_its_interval_and_fills_it(sizes):
    drawn = glorot_uniform(np.random.default_rng(2), *sizes).ravel()
    width = (6 / sum(sizes)) ** 0.5
    assert stats.kstest(drawn, stats.uniform(-width, 2 * width).cdf).pvalue > 1e-4
    assert 0.999 * width < np.max(np.abs(drawn)) <= width


@given(st.integers(1, 50), st.integers(1, 50))
def test_the_shape_is_inputs_by_units_and_a_seed_repeats_it(inputs, units):
    for law in LAWS:
        first, again = (law(np.random.default_rng(3), inputs, units) for _ in range(2))
        assert first.shape == (inputs, units) and first.dtype == np.float64
        assert np.array_equal(first, again)


def test_numpy_integers_are_whole_numbers_too():
    assert lecun_normal(np.random.default_rng(0), np.int32(2), np.uint8(3)).shape == (2, 3)


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("sizes", [(0, 1), (1, 0), (-1, 2), (2.0, 2), ("2", 2), (None, 1)])
def test_sizes_that_are_no_whole_numbers_from_one_on_are_refused(law, sizes):
    with pytest.raises(ValueError, match=f"{law.__name__} needs whole numbers"):
        law(np.random.default_rng(0), *sizes)


@pytest.mark.parametrize("law", LAWS)
def test_one_law_draws_nothing_else_from_the_generator(law):
    random, other = np.random.default_rng(4), np.random.default_rng(4)
    law(random, 3, 2)
    other.normal(size=6) if "normal" in law.__name__ else other.uniform(size=6)
    assert random.random() == other.random()
