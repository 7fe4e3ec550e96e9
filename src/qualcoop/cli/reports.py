"""``report`` and ``figures``: a Word file or a page to start writing from, and the pictures apart."""

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


@click.command(
    help=tr(
        "Écrit les figures d'une couche, une par fichier : carte, équilibre, périodes, saturation, rencontres.",
        "Write a layer's figures, one a file: heat map, balance, phases, saturation, meetings.",
    ),
    epilog=example("qualcoop figures etude.qualcoop figures/ --layer ref --format png"),
)
@study_argument
@click.argument("folder", metavar=tr("DOSSIER", "FOLDER"), type=click.Path(path_type=Path))
@layer_option
@click.option("--format", "kind", type=click.Choice(["svg", "png", "pdf"]), default="svg", show_default=True)
def figures(study: str, folder: Path, layer: str | None, kind: str) -> None:
    from qualcoop.output.figures.collection import write_all

    with opened(study) as container:
        names = write_all(folder, container.bundle(layer), kind)
    for name in names:
        click.echo(str(folder / name))


COMMANDS = {"report": report, "figures": figures}
