"""From a displayed formula to its typed meaning."""
