"""Reverse-mode differentiation: a graph of values, and the table of gradients by one walk back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from lit.activations.relu import relu, relu_derivative
from lit.activations.sigmoid_and_tanh import sigmoid, sigmoid_derivative, tanh, tanh_derivative
from lit.numerics import Array, require_real


@dataclass(eq=False)
class Node:
    """A value of a graph, and its parents as pairs of a node and the pull towards it."""

    value: Array
    parents: tuple = ()


def leaf(value: Array) -> Node:
    """Return a node without parents: an input, a weight or a constant, in double precision.

    Raises: TypeError where value is not real.
    Source: docs/training/backpropagation.md#definitions
    """
    require_real("leaf", value=value)
    return Node(np.asarray(value, dtype=float))


def unstretched(gradient: np.ndarray, shape: tuple) -> np.ndarray:
    """Return the gradient summed over the axes along which an array of this shape was stretched."""
    gradient = np.asarray(gradient)
    new = gradient.ndim - len(shape)
    stretched = [new + axis for axis, size in enumerate(shape) if size == 1]
    return gradient.sum(axis=(*range(new), *stretched)).reshape(shape)


def add(left: Node, right: Node) -> Node:
    """Return the node of left + right."""
    one, two = np.shape(left.value), np.shape(right.value)
    return Node(left.value + right.value, (
        (left, lambda gradient: unstretched(gradient, one)),
        (right, lambda gradient: unstretched(gradient, two))))


def multiply(left: Node, right: Node) -> Node:
    """Return the node of left * right, entry by entry."""
    one, two = left.value, right.value
    return Node(one * two, (
        (left, lambda gradient: unstretched(gradient * two, np.shape(one))),
        (right, lambda gradient: unstretched(gradient * one, np.shape(two)))))


def matmul(left: Node, right: Node) -> Node:
    """Return the node of the product of two matrices.

    Raises: ValueError where the shapes are not (n, d) and (d, m).
    """
    one, two = left.value, right.value
    if one.ndim != 2 or two.ndim != 2 or one.shape[1] != two.shape[0]:
        raise ValueError(f"matmul needs (n, d) and (d, m), got {one.shape} and {two.shape}")
    return Node(one @ two, (
        (left, lambda gradient: gradient @ two.T),
        (right, lambda gradient: one.T @ gradient)))


class Bend(NamedTuple):
    """A function of one number and its slope, both for arrays, entry by entry."""

    value: Callable
    slope: Callable


SIGMOID, TANH = Bend(sigmoid, sigmoid_derivative), Bend(tanh, tanh_derivative)
RELU, SINE = Bend(relu, relu_derivative), Bend(np.sin, np.cos)
IDENTITY = Bend(np.positive, np.ones_like)


def bend(node: Node, function: Bend) -> Node:
    """Return the node of function.value at each entry of node."""
    z = node.value
    return Node(function.value(z), ((node, lambda gradient: gradient * function.slope(z)),))


def total(node: Node) -> Node:
    """Return the node of the sum of all entries of node."""
    shape = np.shape(node.value)
    return Node(np.sum(node.value), ((node, lambda gradient: np.broadcast_to(gradient, shape)),))


def mean(nodes: Sequence[Node]) -> Node:
    """Return the node of the mean of nodes of the same shape."""
    share = 1 / len(nodes)
    return Node(share * sum(node.value for node in nodes),
                tuple((node, lambda gradient: share * gradient) for node in nodes))


def reshaped(node: Node, shape: tuple) -> Node:
    """Return the node of the entries of node, folded to another shape."""
    old = np.shape(node.value)
    return Node(node.value.reshape(shape), ((node, lambda gradient: gradient.reshape(old)),))


def in_order(output: Node) -> list[Node]:
    """Return all nodes that output rests on, and output itself, each behind its parents."""
    found, seen, stack = [], set(), [(output, False)]
    while stack:
        node, parents_are_found = stack.pop()
        if parents_are_found:
            found.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    return found


def gradients(output: Node) -> dict[Node, Array]:
    """Return a table {node: gradient of output in it} of all nodes that output rests on.

    Shape: output holds one number; each gradient has the shape of its node's value.
    Raises: ValueError where output holds more or less than one number.
    Source: docs/training/backpropagation.md#definitions
    """
    if np.size(output.value) != 1:
        raise ValueError("gradients needs one number as output, "
                         f"got shape {np.shape(output.value)}")
    table = {output: np.ones_like(output.value)}
    for node in reversed(in_order(output)):
        for parent, pull in node.parents:
            table[parent] = table.get(parent, 0.0) + pull(table[node])
    return table


def path_sum(output: Node, source: Node, gradient: Array = 1.0) -> Array:
    """Return the gradient of output in source as a sum over all paths: slow, and deeply recursive.

    Source: docs/training/backpropagation.md#the-sum-over-all-paths
    """
    here = gradient if output is source else 0.0
    return here + sum(path_sum(parent, source, pull(gradient)) for parent, pull in output.parents)


def tally(output: Node) -> list[int]:
    """Return a list that gets one entry for each pull in the graph of output from now on."""
    marks = []

    def marked(pull: Callable) -> Callable:
        def counted(gradient: Array) -> Array:
            marks.append(1)
            return pull(gradient)

        return counted

    for node in in_order(output):
        node.parents = tuple((parent, marked(pull)) for parent, pull in node.parents)
    return marks


def two_layer_gradients(x: Array, y: Array, weights: tuple, bends: tuple) -> tuple:
    """Return the gradients of the summed half squares in W1, b1, W2 and b2.

    Shape: x (n, d), y (n, M), weights (d, H), (H,), (H, M) and (M,), as the result; bends two
    Bends.
    Raises: ValueError where the shapes do not fit, TypeError where something is not real.
    Source: docs/training/two_layers.md#the-network
    """
    W1, b1, W2, b2 = weights
    require_real("two_layer_gradients", x=x, y=y, W1=W1, b1=b1, W2=W2, b2=b2)
    shapes = [np.shape(array) for array in (x, y, W1, b1, W2, b2)]
    (n, d), M, H = (shapes[0] + (None, None))[:2], shapes[1][-1:], np.shape(b1)
    if shapes != [(n, d), (n, *M), (d, *H), H, (*H, *M), M]:
        raise ValueError(f"two_layer_gradients needs shapes that fit, got {shapes}")
    first = x @ W1 + b1
    hidden = bends[0].value(first)
    second = hidden @ W2 + b2
    second_error = (bends[1].value(second) - y) * bends[1].slope(second)
    first_error = second_error @ W2.T * bends[0].slope(first)
    return (x.T @ first_error, first_error.sum(axis=0),
            hidden.T @ second_error, second_error.sum(axis=0))
