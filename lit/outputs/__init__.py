"""Outputs and losses: what the last layer says, and how wrong it is."""
