"""``qualcoop rebuild``: write the tables anew and say whether they are those of a workbook given."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from qualcoop.cli.words import (
    claims_of,
    claims_option,
    coders_option,
    echo_json,
    example,
    json_option,
    layer_option,
    opened,
    study_argument,
)
from qualcoop.language import tr

SHOWN = 20


@click.command(
    help=tr(
        "Refait le classeur à partir de l'étude et dit, cellule par cellule, s'il est celui qu'on donne. Le classeur "
        "donné n'est pas touché ; code de sortie 2 s'il diffère.",
        "Make the workbook anew from the study and say, cell by cell, whether it is the one given. The workbook "
        "given is not touched; exit code 2 where it differs.",
    ),
    epilog=example(
        "qualcoop rebuild etude.qualcoop matrices.xlsx --layer ref",
        "qualcoop rebuild etude.qualcoop matrices.xlsx --layer ref --coders A B --claims claims.yaml",
    ),
)
@study_argument
@click.argument("workbook", metavar=tr("CLASSEUR.xlsx", "WORKBOOK.xlsx"), type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), default=None, help=tr("Garde le classeur refait.", "Keep the new one.")
)
@layer_option
@coders_option
@claims_option
@json_option
def rebuild(
    study: str,
    workbook: Path,
    out: Path | None,
    layer: str | None,
    coders: tuple[str, str] | None,
    claims: Path | None,
    as_json: bool,
) -> None:
    from qualcoop.output.comparing import compare

    with opened(study) as container, tempfile.TemporaryDirectory() as folder:
        made = out if out is not None else Path(folder) / "matrices.xlsx"
        if out is not None:
            _refuse_same(workbook, out)
        container.workbook(made, layer=layer, coders=coders, claims=claims_of(claims))
        found = compare(workbook, made)
    if as_json:
        echo_json(
            {
                "equal": found.equal,
                "same_bytes": found.same_bytes,
                "sheets": found.sheets,
                "differences": [vars(each) for each in found.differences],
            }
        )
    else:
        _say(workbook, found.same_bytes, found.sheets, [str(each) for each in found.differences])
    if not found.equal:
        raise click.exceptions.Exit(2)


def _refuse_same(workbook: Path, out: Path) -> None:
    from qualcoop.errors import InputError

    if out.exists() and workbook.exists() and out.samefile(workbook):
        raise InputError(
            f"--out {out} est le classeur à vérifier ; donnez un autre nom.",
            f"--out {out} is the workbook to check; give another name.",
        )


def _say(workbook: Path, same: bool, sheets: dict[str, int], differences: list[str]) -> None:
    cells = sum(sheets.values())
    if same:
        sentence = tr("identique, octet pour octet", "the same, byte for byte")
    elif not differences:
        sentence = tr("mêmes tables, fichier réenregistré", "the same tables, in a file saved again")
    else:
        sentence = tr(f"{len(differences)} différence(s)", f"{len(differences)} difference(s)")
    for line in differences[:SHOWN]:
        click.echo(line)
    if len(differences) > SHOWN:
        more = len(differences) - SHOWN
        click.echo(tr(f"… et {more} autres (--json les donne toutes).", f"… and {more} more (--json gives all)."))
    click.echo(
        tr(
            f"{workbook} : {sentence} ({len(sheets)} feuilles, {cells} cellules).",
            f"{workbook}: {sentence} ({len(sheets)} sheets, {cells} cells).",
        )
    )


COMMANDS = {"rebuild": rebuild}
