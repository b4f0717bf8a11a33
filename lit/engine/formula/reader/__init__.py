"""Read the book's LaTeX strictly: a formula becomes a tree, or an error with its column."""
