"""From chapters to modules and back, with the standard library alone."""
