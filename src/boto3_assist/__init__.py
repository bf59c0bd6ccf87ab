"""The package itself; importing it loads nothing else of the library and no dependency of it."""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "1.0.0.dev0"
