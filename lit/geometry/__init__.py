"""Geometry: kernels, support vectors and principal axes."""
