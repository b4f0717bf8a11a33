"""Konspekt: lecture notes on machine learning as a book that checks itself."""

__version__ = "0.1.0"
