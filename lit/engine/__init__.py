"""The machinery of the book: chapters in, package, verdicts and pages out."""
