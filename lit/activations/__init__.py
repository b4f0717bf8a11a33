"""Activations: the functions of one number that bend a network's layers."""
