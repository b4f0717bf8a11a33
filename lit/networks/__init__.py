"""Networks: what one neuron can do, and what takes several."""
