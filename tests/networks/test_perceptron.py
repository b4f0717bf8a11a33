"""Tests of lit.networks.perceptron that no reader of the chapter needs."""

from itertools import product

import numpy as np
import pytest
import sklearn.linear_model as linear
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from lit.networks.neuron import neuron, threshold
from lit.networks.perceptron import gate, hebb_step, perceptron, two_layer_gate


def separable(inputs, table):
    """Return whether a neuron has this table, by linear programming: all margins at least one."""
    turned = np.column_stack([inputs, np.ones(len(inputs))]) * (2 * np.array(table) - 1)[:, None]
    return linprog(np.zeros(turned.shape[1]), -turned, -np.ones(len(turned)), bounds=(None, None)).status == 0


@pytest.mark.parametrize(("n", "count"), [(1, 4), (2, 14), (3, 104)])
def test_the_perceptron_learns_exactly_the_separable_tables(n, count):
    inputs = np.array([*product((0, 1), repeat=n)])
    learned = 0
    for table in product((0, 1), repeat=2**n):
        w, b, mistakes = perceptron(inputs, np.array(table), 60)
        done = mistakes[-1] == 0
        assert done == separable(inputs, table)
        assert done == (neuron(inputs, w, b, threshold).tolist() == list(table))
        learned += done
    assert learned == count


@given(st.integers(0, 5), st.data())
def test_two_layers_have_any_table(n, data):
    table = data.draw(st.lists(st.integers(0, 1), min_size=2**n, max_size=2**n))
    W, b = two_layer_gate(table)
    assert W.shape == (n, sum(table)) and b.shape == (sum(table),)
    inputs = np.array([*product((0, 1), repeat=n)]).reshape(2**n, n)
    assert gate(inputs, W, b).tolist() == table


@pytest.mark.parametrize("table", [[], [0, 1, 1], [0, 2], [[0, 1]], [0, 0.5]])
def test_a_table_must_be_one(table):
    with pytest.raises(ValueError, match=r"^two_layer_gate needs a table of 2\*\*n entries 0 or 1, got "):
        two_layer_gate(table)


def test_the_perceptron_is_that_of_scikit_learn():
    random = np.random.default_rng(3)
    x = random.normal(size=(60, 3))
    labels = (x @ (1.0, -2.0, 0.5) + 0.3 > 0).astype(int)
    passes = len(perceptron(x, labels)[2])
    other = linear.Perceptron(shuffle=False, tol=None, max_iter=passes).fit(x, labels)
    w, b, _ = perceptron(x, labels)
    assert np.allclose(other.coef_[0], w, rtol=1e-12) and np.allclose(other.intercept_, b)


@given(st.integers(1, 6), st.integers(2, 40), st.integers(0, 2**32 - 1))
def test_novikoff_bounds_the_mistakes_for_any_separating_direction(d, n, seed):
    random = np.random.default_rng(seed)
    x, c = random.normal(size=(n, d)), random.normal(size=d + 1)
    examples = np.column_stack([x, np.ones(n)])
    x, examples = (one[np.abs(examples @ c) > 0.3] for one in (x, examples))
    labels = (examples @ c > 0).astype(int)
    w, b, mistakes = perceptron(x, labels, 100_000)
    margin = np.min(np.abs(examples @ c), initial=np.inf) / np.linalg.norm(c)
    longest = np.max(np.linalg.norm(examples, axis=1), initial=0.0)
    assert mistakes[-1] == 0 and mistakes.sum() <= (longest / margin) ** 2 * (1 + 1e-12)
    assert np.array_equal(neuron(x, w, b, threshold), labels)


def test_hebbs_update_is_a_loop_over_synapses():
    random = np.random.default_rng(0)
    W, x, y = random.normal(size=(3, 2)), random.normal(size=3), random.normal(size=2)
    grown = hebb_step(W, x, y, 0.25)
    for i, j in np.ndindex(3, 2):
        assert grown[i, j] == pytest.approx(W[i, j] + 0.25 * x[i] * y[j], rel=1e-14)


@pytest.mark.parametrize(("W", "x", "y"), [((3, 2), 2, 3), ((3,), 3, 1), ((2, 3), 3, 2)])
def test_hebbs_rule_says_which_shapes_it_needs(W, x, y):
    with pytest.raises(ValueError, match=r"^hebb_step needs W \(n, m\), x \(n,\) and y \(m,\), got "):
        hebb_step(np.zeros(W), np.zeros(x), np.zeros(y))


@pytest.mark.parametrize(("x", "labels"), [(np.ones(3), np.ones(3)), (np.ones((3, 1)), np.ones(2)), (np.ones((2, 1)), [1, -1])])
def test_the_perceptron_says_what_it_needs(x, labels):
    with pytest.raises(ValueError, match=r"^perceptron needs x \(n, d\) and n labels 0 or 1, got shapes "):
        perceptron(x, labels)


def test_what_is_not_real_is_refused():
    with pytest.raises(TypeError, match="^perceptron needs real x, got dtype complex128$"):
        perceptron(np.ones((2, 1)) * 1j, np.ones(2))
    with pytest.raises(TypeError, match="^hebb_step needs real y, got dtype complex128$"):
        hebb_step(np.ones((2, 1)), np.ones(2), np.ones(1) * 1j)
