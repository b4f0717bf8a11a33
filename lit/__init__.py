"""Konspekt: lecture notes on machine learning as a book that checks itself."""

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from lit.api import *
    from lit.api import __all__ as __all__


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Return the public function or class of this name, and keep it."""
        from importlib import import_module

        api = None if name.startswith("__") and name != "__all__" else import_module("lit.api")
        if api is None or name not in [*api.__all__, "__all__"]:
            raise AttributeError(f"module 'lit' has no attribute {name!r}")
        globals()[name] = found = getattr(api, name)
        return found

    def __dir__() -> list[str]:
        """Return the names of the package, those that are not loaded yet among them."""
        from importlib import import_module

        return sorted({*globals(), *import_module("lit.api").__all__})
