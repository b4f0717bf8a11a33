"""The book's command, as `python -m lit`."""

import sys

from lit.engine.cli import main

if __name__ == "__main__":
    sys.exit(main())
