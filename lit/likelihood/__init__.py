"""Likelihood: the parameters under which the data are most probable."""
