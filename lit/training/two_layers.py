"""What checks the derivatives of the two-layer network of the lecture, and the function that has
them.
"""

import numpy as np

from lit.training.backpropagation import IDENTITY, TANH, gradients, leaf, total, two_layer_gradients
