"""How long the doors take: ``import qualcoop``, ``qualcoop --help``."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.clock import Row, median, show


def run() -> None:
    python = sys.executable
    floor = median(lambda: subprocess.run([python, "-c", "pass"], check=True), runs=5)
    imported = median(lambda: subprocess.run([python, "-c", "import qualcoop"], check=True), runs=5)
    helped = median(
        lambda: subprocess.run(
            [python, "-c", "import qualcoop.cli; qualcoop.cli.main(['--help'])"], check=True, stdout=subprocess.DEVNULL
        ),
        runs=5,
    )
    show(
        "Start-up (whole processes; bare Python is the floor)",
        [
            Row("python -c pass", "", floor),
            Row("import qualcoop", "", imported, 0.3, f"{imported / floor:.1f} × bare Python"),
            Row("qualcoop --help", "", helped, 0.5, f"{helped / floor:.1f} × bare Python"),
        ],
    )
