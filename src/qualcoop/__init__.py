"""qualcoop: interviews and field notes to coded segments, and coded segments to traceable matrices."""

from qualcoop.version import __version__

__all__ = ["__version__"]
