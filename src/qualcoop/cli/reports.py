"""``qualcoop report``: methods, tables, figures and quotes in a Word file or a page."""

from __future__ import annotations

from pathlib import Path

import click

from qualcoop.cli.words import coders_option, example, layer_option, opened, study_argument
from qualcoop.language import tr


@click.command(
    help=tr(
        "Écrit un rapport Word ou HTML : méthode, tables avec leurs bases, figures, passages avec leur place.",
        "Write a Word or HTML report: methods, tables with their bases, figures, quotes with their place.",
    ),
    epilog=example("qualcoop report etude.qualcoop rapport.docx --layer ref --coders A B"),
)
@study_argument
@click.argument("out", metavar=tr("SORTIE", "OUT"), type=click.Path(path_type=Path))
@layer_option
@coders_option
def report(study: str, out: Path, layer: str | None, coders: tuple[str, str] | None) -> None:
    with opened(study) as container:
        path = container.report(out, layer, coders=coders)
    click.echo(tr(f"{path} : rapport écrit.", f"{path}: report written."))


COMMANDS = {"report": report}
