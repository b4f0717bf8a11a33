"""The public functions by the names of the field, gathered from the chapters part by part."""


from lit.numerics.floating_point import condition_number, two_sum, ulp_distance
from lit.numerics.gradient_check import (
    central_difference_gradient, complex_step_gradient, gradient_error,
)
from lit.numerics.stable import kl_div, log1mexp, logsumexp, xlogy


from lit.estimation.estimators import exact_moments, sample_mean, sample_variance, standard_error
from lit.estimation.intervals import (
    clearly_better, normal_cdf, normal_interval, student_cdf, student_interval,
)
from lit.estimation.simulation import simulate
from lit.estimation.validation import cross_validate, k_folds, leave_one_out_residuals


from lit.likelihood.conditional import mean_squared_error, normal_density, normal_log_likelihood
from lit.likelihood.maximum_likelihood import (
    categorical_log_likelihood, cross_entropy_of as cross_entropy_of_laws, entropy, kl_divergence,
)


from lit.geometry.kernels import Svm, fit_svm, polynomial_kernel, rbf_kernel
from lit.geometry.pca import Axes, pca, reconstruct as pca_reconstruct, transform as pca_transform


from lit.activations.choosing import Activation
from lit.activations.elu import elu, elu_derivative, relu6, relu6_derivative, selu, selu_derivative
from lit.activations.gelu import gelu, gelu_derivative
from lit.activations.leaky_relu import (
    absolute_rectification, generalised_relu, generalised_relu_derivative, leaky_relu, prelu,
    prelu_slope_gradient,
)
from lit.activations.maxout import low_rank, maxout, radial_unit
from lit.activations.relu import relu, relu_derivative
from lit.activations.sigmoid_and_tanh import (
    log_sigmoid, sigmoid, sigmoid_derivative, tanh, tanh_derivative,
)
from lit.activations.softplus import softplus, softplus_derivative
from lit.activations.swish import (
    mish, mish_derivative, silu, silu_derivative, swish, swish_derivative, swish_sharpness_gradient,
)


from lit.networks.layers import dense, dense_parameters, forward, network_parameters
from lit.networks.neuron import (
    LINEAR, LOGISTIC, POISSON, Regression, fit as fit_regression, neuron, threshold,
)
from lit.networks.perceptron import hebb_step, perceptron


from lit.outputs.bernoulli import (
    binary_cross_entropy, binary_cross_entropy_derivative, cross_entropy_of_probability,
)
from lit.outputs.losses import (
    hinge, hinge_derivative, mean_absolute_error, mean_absolute_percentage_error,
    mean_squared_log_error,
)
from lit.outputs.softmax import (
    cross_entropy, cross_entropy_derivative, log_softmax, softmax, softmax_jacobian,
)


from lit.training.backpropagation import Node, gradients, leaf
from lit.training.gradient_descent import descend, squared_error_gradient
from lit.training.initialisation import glorot_uniform, he_normal, lecun_normal
from lit.training.large_data import descend_blocks, descend_lazily, file_blocks, joined_gradient


from lit.regularisation.l1 import l1_penalty, soft_threshold
from lit.regularisation.l2 import l2_penalty, weight_decay_step
from lit.regularisation.lasso import (
    Lasso, alpha_max, duality_gap, lasso, lasso_objective, lasso_path,
)
from lit.regularisation.ridge import ridge, ridge_path, ridge_with_bias
from lit.regularisation.strength import ridge_residuals


__all__ = [
    # numerics
    "condition_number", "two_sum", "ulp_distance", "central_difference_gradient",
    "complex_step_gradient", "gradient_error", "kl_div", "log1mexp", "logsumexp", "xlogy",
    # estimation
    "exact_moments", "sample_mean", "sample_variance", "standard_error", "clearly_better",
    "normal_cdf", "normal_interval", "student_cdf", "student_interval", "simulate",
    "cross_validate", "k_folds", "leave_one_out_residuals",
    # likelihood
    "mean_squared_error", "normal_density", "normal_log_likelihood", "categorical_log_likelihood",
    "cross_entropy_of_laws", "entropy", "kl_divergence",
    # geometry
    "Svm", "fit_svm", "polynomial_kernel", "rbf_kernel", "Axes", "pca", "pca_reconstruct",
    "pca_transform",
    # activations
    "Activation", "elu", "elu_derivative", "relu6", "relu6_derivative", "selu", "selu_derivative",
    "gelu", "gelu_derivative", "absolute_rectification", "generalised_relu",
    "generalised_relu_derivative", "leaky_relu", "prelu", "prelu_slope_gradient", "low_rank",
    "maxout", "radial_unit", "relu", "relu_derivative", "log_sigmoid", "sigmoid",
    "sigmoid_derivative", "tanh", "tanh_derivative", "softplus", "softplus_derivative", "mish",
    "mish_derivative", "silu", "silu_derivative", "swish", "swish_derivative",
    "swish_sharpness_gradient",
    # networks
    "dense", "dense_parameters", "forward", "network_parameters", "LINEAR", "LOGISTIC", "POISSON",
    "Regression", "fit_regression", "neuron", "threshold", "hebb_step", "perceptron",
    # outputs
    "binary_cross_entropy", "binary_cross_entropy_derivative", "cross_entropy_of_probability",
    "hinge", "hinge_derivative", "mean_absolute_error", "mean_absolute_percentage_error",
    "mean_squared_log_error", "cross_entropy", "cross_entropy_derivative", "log_softmax", "softmax",
    "softmax_jacobian",
    # training
    "Node", "gradients", "leaf", "descend", "squared_error_gradient", "glorot_uniform", "he_normal",
    "lecun_normal", "descend_blocks", "descend_lazily", "file_blocks", "joined_gradient",
    # regularisation
    "l1_penalty", "soft_threshold", "l2_penalty", "weight_decay_step", "Lasso", "alpha_max",
    "duality_gap", "lasso", "lasso_objective", "lasso_path", "ridge", "ridge_path",
    "ridge_with_bias", "ridge_residuals",
]
