"""Regularisation: penalties on the weights, and what they do to the fit."""
