"""Training: how gradients are found, why they fade on their way back, and how to begin."""
