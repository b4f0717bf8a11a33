"""The activations and their slopes against PyTorch and JAX, which confirm but do not decide."""

import jax
import numpy as np
import pytest
import torch

from lit.activations.leaky_relu import leaky_relu
from lit.activations.relu import relu, relu_derivative
from lit.activations.sigmoid_and_tanh import log_sigmoid, sigmoid, sigmoid_derivative, tanh, tanh_derivative

jax.config.update("jax_enable_x64", True)

X = np.concatenate([np.linspace(-30, 30, 1201), [-700.0, -1e-8, 0.0, 1e-8, 700.0]])
VALUES = {
    "sigmoid": (sigmoid, torch.sigmoid, jax.nn.sigmoid),
    "log_sigmoid": (log_sigmoid, torch.nn.functional.logsigmoid, jax.nn.log_sigmoid),
    "tanh": (tanh, torch.tanh, jax.numpy.tanh),
    "relu": (relu, torch.relu, jax.nn.relu),
    "leaky_relu": (leaky_relu, torch.nn.functional.leaky_relu, jax.nn.leaky_relu),
}
SLOPES = {
    "sigmoid": (sigmoid_derivative, torch.sigmoid, jax.nn.sigmoid),
    "tanh": (tanh_derivative, torch.tanh, jax.numpy.tanh),
    "relu": (relu_derivative, torch.relu, jax.nn.relu),
}
ULP = np.finfo(float).eps
JAX_TANH = 2 * 7 * ULP  # measured: its tanh is up to 7 units wrong in the last place


@pytest.mark.parametrize("name", VALUES)
def test_values_agree_with_pytorch_and_jax(name):
    ours, pytorch, jaxs = VALUES[name]
    np.testing.assert_allclose(ours(X), pytorch(torch.tensor(X)).numpy(), rtol=8 * ULP, atol=0)
    np.testing.assert_allclose(ours(X), np.asarray(jaxs(X)), rtol=16 * ULP, atol=0)


@pytest.mark.parametrize("name", SLOPES)
def test_slopes_agree_with_automatic_differentiation_to_the_digits_that_it_keeps(name):
    """Both compute the slope from the finished value y, as 1 - y**2: its error in y comes out doubled."""
    ours, pytorch, jaxs = SLOPES[name]
    x = torch.tensor(X, requires_grad=True)
    pytorch(x).sum().backward()
    np.testing.assert_allclose(ours(X), x.grad.numpy(), rtol=1e-12, atol=4 * ULP)
    np.testing.assert_allclose(ours(X), np.asarray(jax.vmap(jax.grad(jaxs))(X)), rtol=1e-12, atol=JAX_TANH)
