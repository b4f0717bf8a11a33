"""From blocks and verdicts to pages, notebooks, EPUB and PDF."""
