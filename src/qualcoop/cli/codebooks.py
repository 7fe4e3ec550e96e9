"""``qualcoop codebook``: check a grid, compare two versions, take it out to Excel and in again."""

from __future__ import annotations

from pathlib import Path

import click

from qualcoop.cli.words import echo_json, example, json_option, opened, study_argument
from qualcoop.errors import InputError
from qualcoop.language import tr

file_argument = click.Path(path_type=Path)


@click.group(
    help=tr(
        "La grille de codage : la vérifier, comparer deux versions, l'éditer dans Excel.",
        "The codebook: check it, compare two versions, edit it in Excel.",
    ),
    epilog=example(
        "qualcoop codebook check grille.yaml",
        "qualcoop codebook export etude.qualcoop grille.xlsx",
        "qualcoop codebook diff grille_v1.yaml grille_v2.xlsx",
        "qualcoop codebook import etude.qualcoop grille.xlsx",
    ),
)
def codebook() -> None:
    """The group of the codebook's commands."""


@codebook.command(
    help=tr("Vérifie une grille, une phrase par faute.", "Check a codebook, a sentence per fault."),
    epilog=example("qualcoop codebook check grille.yaml"),
)
@click.argument("file", metavar=tr("FICHIER", "FILE"), type=file_argument)
def check(file: Path) -> None:
    from qualcoop import codebook as codebooks
    from qualcoop.suggest.rules import check_rule

    if not file.is_file():
        codebooks.read_file(file)  # says in one sentence why there is nothing to check
    faults = codebooks.check_file(file, check_rule)
    for fault in faults:
        click.echo(str(fault))
    if faults:
        raise InputError(
            f"{file.name} : {len(faults)} faute(s) à corriger.",
            f"{file.name}: {len(faults)} fault(s) to mend.",
        )
    found = codebooks.read_file(file)
    click.echo(
        tr(
            f"{file.name} : {len(found.codes)} codes, version {found.version}, aucune faute.",
            f"{file.name}: {len(found.codes)} codes, version {found.version}, no fault.",
        )
    )


@codebook.command(
    help=tr("Dit ce qui a changé d'une version à l'autre.", "Say what changed between two versions."),
    epilog=example("qualcoop codebook diff grille_v1.yaml grille_v2.xlsx"),
)
@click.argument("old", metavar=tr("ANCIENNE", "OLD"), type=file_argument)
@click.argument("new", metavar=tr("NOUVELLE", "NEW"), type=file_argument)
@json_option
def diff(old: Path, new: Path, as_json: bool) -> None:
    from qualcoop import codebook as codebooks

    changes = codebooks.diff(codebooks.read_file(old), codebooks.read_file(new))
    if as_json:
        echo_json([change.as_dict() for change in changes])
        return
    for change in changes:
        click.echo(str(change))
    click.echo(tr(f"{len(changes)} changement(s).", f"{len(changes)} change(s)."))


@codebook.command(
    help=tr("Écrit la grille d'une étude en .yaml ou .xlsx.", "Write a study's codebook as .yaml or .xlsx."),
    epilog=example("qualcoop codebook export etude.qualcoop grille.xlsx"),
)
@study_argument
@click.argument("out", metavar=tr("SORTIE", "OUT"), type=file_argument)
def export(study: str, out: Path) -> None:
    from qualcoop import codebook as codebooks

    with opened(study) as container:
        found = container.codebook
    codebooks.write_file(found, out)
    click.echo(
        tr(
            f"{out} : {len(found.codes)} codes, version {found.version}.",
            f"{out}: {len(found.codes)} codes, version {found.version}.",
        )
    )


@codebook.command(
    "import",
    help=tr(
        "Donne à l'étude une grille corrigée ; chaque codage garde la version sous laquelle il fut fait.",
        "Give the study a corrected codebook; each coding keeps the version it was made under.",
    ),
    epilog=example("qualcoop codebook import etude.qualcoop grille.xlsx"),
)
@study_argument
@click.argument("file", metavar=tr("FICHIER", "FILE"), type=file_argument)
def import_(study: str, file: Path) -> None:
    from qualcoop import codebook as codebooks

    found = codebooks.read_file(file)
    with opened(study) as container:
        changes = codebooks.diff(container.codebook, found)
        container.set_codebook(found)
    for change in changes:
        click.echo(str(change))
    click.echo(
        tr(
            f"Grille {found.version} : {len(found.codes)} codes, {len(changes)} changement(s).",
            f"Codebook {found.version}: {len(found.codes)} codes, {len(changes)} change(s).",
        )
    )


COMMANDS = {"codebook": codebook}
