"""``qualcoop demo``: the whole way on the sample corpus, and five lines on what was made."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click

from qualcoop.cli.words import example
from qualcoop.language import tr


@click.command(
    help=tr(
        "Fabrique une petite étude FICTIVE : fichiers lus, passages codés, suggestions, matrices, classeur.",
        "Make a small FICTIONAL study: files read, passages coded, suggestions, matrices, workbook.",
    ),
    epilog=example("qualcoop demo demo/"),
)
@click.argument("folder", metavar=tr("DOSSIER", "FOLDER"), type=click.Path(path_type=Path), default=Path("demo"))
def demo(folder: Path) -> None:
    from qualcoop.sample import make_sample

    made = make_sample(folder, step=lambda sentence: click.echo(sentence, err=True))
    for sentence in made.sentences(_command()):
        click.echo(sentence)


def _command() -> str:
    """How to call qualcoop again: its name where it is on the path, else where it is."""
    if shutil.which("qualcoop"):
        return "qualcoop"
    called = Path(sys.argv[0])
    return os.path.relpath(called) if called.stem == "qualcoop" else "python -m qualcoop"


COMMANDS = {"demo": demo}
