"""The two-layer network of the lecture: its outputs, its loss and every derivative."""

import numpy as np

from lit.training.backpropagation import IDENTITY, TANH, gradients, leaf, total, two_layer_gradients
