"""``qualcoop new``: an empty study, or one described in a YAML file."""

from __future__ import annotations

from pathlib import Path

import click

from qualcoop.cli.words import example, study_argument
from qualcoop.language import tr


@click.command(
    help=tr(
        "Crée une étude : un seul fichier, avec la grille de codage fournie, une autre, ou aucune.",
        "Create a study: a single file, with the codebook that comes with qualcoop, another one, or none.",
    ),
    epilog=example("qualcoop new ecosysteme.qualcoop --name 'Coopérer en archipel'"),
)
@study_argument
@click.option("--name", default="", help=tr("Titre de l'étude.", "The study's title."))
@click.option(
    "--codebook",
    default="grille",
    show_default=True,
    help=tr(
        "« grille » (fournie), « vide », ou un fichier .yaml ou .xlsx.",
        "'grille' (the one provided), 'vide' (empty), or a .yaml or .xlsx file.",
    ),
)
@click.option(
    "--description",
    type=click.Path(path_type=Path),
    default=None,
    help=tr("Fichier YAML : but, cas, phases, personnes.", "A YAML file: aim, cases, phases, persons."),
)
def new(study: str, name: str, codebook: str, description: Path | None) -> None:
    from qualcoop import codebook as codebooks
    from qualcoop.study import Study
    from qualcoop.study.outline import read_outline

    chosen = codebooks.chosen(codebook)
    outline = read_outline(description) if description else None
    with Study.create(study, name=name, codebook=chosen) as made:
        if outline:
            outline.apply(made)
        count = len(chosen.codes)
    click.echo(
        tr(
            f"{study} : étude créée, grille de {count} codes. Ensuite : qualcoop import {study} DOSSIER --dry-run",
            f"{study}: study created, codebook of {count} codes. Next: qualcoop import {study} FOLDER --dry-run",
        )
    )


COMMANDS = {"new": new}
