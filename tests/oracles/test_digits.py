"""The network that reads digits, beside the same network in PyTorch."""

import numpy as np
import torch
from sklearn.datasets import load_digits

from lit.training.digits import begin, learn, loss_and_gradients


def twin(weights):
    """Return PyTorch's network of the same weights, in double precision."""
    W1, b1, W2, b2 = weights
    network = torch.nn.Sequential(torch.nn.Linear(*W1.shape), torch.nn.ReLU(), torch.nn.Linear(*W2.shape)).double()
    with torch.no_grad():
        for layer, (W, b) in zip((network[0], network[2]), ((W1, b1), (W2, b2)), strict=True):
            layer.weight.copy_(torch.tensor(W.T))
            layer.bias.copy_(torch.tensor(b))
    return network


def test_gradients_agree_with_pytorch():
    x, labels = load_digits(return_X_y=True)
    weights = begin(np.random.default_rng(0), 64, 128, 10)
    loss, gradients = loss_and_gradients(x / 16, labels, weights)
    network = twin(weights)
    theirs = torch.nn.functional.cross_entropy(network(torch.tensor(x / 16)), torch.tensor(labels))
    theirs.backward()
    assert abs(loss / theirs.item() - 1) < 1e-12
    for ours, parameter in zip(gradients, network.parameters(), strict=True):
        np.testing.assert_allclose(ours, parameter.grad.numpy().T, rtol=1e-10, atol=1e-14)


def test_the_loss_of_each_of_450_steps_agrees_with_pytorch():
    x, labels = load_digits(return_X_y=True)
    x, labels = x[:1440] / 16, labels[:1440]
    weights, passes, batch = begin(np.random.default_rng(1), 64, 128, 10), 10, 32
    _, losses = learn(x, labels, weights, 0.3, passes, batch, np.random.default_rng(2))
    network, random, theirs = twin(weights), np.random.default_rng(2), []
    optimiser = torch.optim.SGD(network.parameters(), lr=0.3)
    for turn in range(passes):
        optimiser.param_groups[0]["lr"] = 0.3 * (1 - turn / passes)
        order = random.permutation(len(x))
        for rows in (order[start:start + batch] for start in range(0, len(x), batch)):
            optimiser.zero_grad()
            loss = torch.nn.functional.cross_entropy(network(torch.tensor(x[rows])), torch.tensor(labels[rows]))
            loss.backward()
            optimiser.step()
            theirs.append(loss.item())
    assert len(losses) == 450
    np.testing.assert_allclose(losses, theirs, rtol=1e-6)
