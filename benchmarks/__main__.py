"""Run the benchmarks named on the command line, or all of them."""

from __future__ import annotations

import sys
from importlib import import_module

ALL = ["startup", "imports", "studies", "suggestions", "quality", "page"]

for name in sys.argv[1:] or ALL:
    import_module(f"benchmarks.{name}").run()
