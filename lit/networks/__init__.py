"""Networks: from one neuron to many layers."""
