"""The machinery of the book: chapters in, package, tests, proofs and pages out."""
