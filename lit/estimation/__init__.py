"""Estimation: how far from the truth a number computed from data is."""
