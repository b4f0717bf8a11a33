"""The machinery of the book: chapters in, package, proofs and pages out."""
