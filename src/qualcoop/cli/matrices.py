"""``matrix``, ``trace``, ``workbook``: the figures, the passages behind them, the Excel file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualcoop.cli.heads import head, heads
from qualcoop.cli.words import (
    claims_of,
    claims_option,
    coders_option,
    echo_json,
    example,
    json_option,
    layer_option,
    many,
    opened,
    study_argument,
    table,
)
from qualcoop.language import tr

if TYPE_CHECKING:
    from qualcoop.output.csvs import Separator

MEASURES = (
    "seg",
    "src",
    "sent",
    "words",
    "chars",
    "per_1k",
    "pct_src",
    "pct_sent",
    "cover",
    "row_share",
    "mean_per_source",
)
SEPARATORS: dict[str, Separator] = {",": ",", ";": ";", "tab": "\t"}
separator_option = click.option(
    "--separator",
    type=click.Choice(list(SEPARATORS)),
    default=",",
    show_default=True,
    help=tr(
        "Séparateur des CSV ; avec « ; », les décimales prennent une virgule, comme l'attend Excel en français.",
        "Separator of the CSV; with ';' decimals take a comma, as French Excel expects.",
    ),
)
pro_option = click.option(
    "--with-pro",
    is_flag=True,
    help=tr("Avec les professionnels, à part sinon.", "With the professionals too."),
)


@click.command(
    help=tr(
        "Compte les codes par cas (ou par source…). Vide : non codé ; 0 : codé et rien trouvé.",
        "Count codes per case (or source…). Blank: not coded; 0: coded and none.",
    ),
    epilog=example(
        "qualcoop matrix etude.qualcoop --rows case --columns family --measure pct_src",
        'qualcoop matrix etude.qualcoop --rows source --columns code --layer ref --csv table.csv --separator ";"',
    ),
)
@study_argument
@click.option("--rows", default="case", show_default=True, help="case, source, material, phase, actor, person, speaker")
@click.option(
    "--columns",
    default="family",
    show_default=True,
    help=tr("family, group, top, code, ou L3,L3.1…", "family, group, top, code, or L3,L3.1…"),
)
@click.option(
    "--measure", type=click.Choice(MEASURES), default="seg", show_default=True, help=tr("Mesure.", "Measure.")
)
@layer_option
@pro_option
@click.option("--kind", default=None, help=tr("Seulement ce matériau.", "Only this kind of source."))
@click.option(
    "--csv",
    "csv_path",
    type=click.Path(path_type=Path),
    default=None,
    help=tr("Écrit un CSV.", "Write a CSV."),
)
@separator_option
@json_option
def matrix(
    study: str,
    rows: str,
    columns: str,
    measure: str,
    layer: str | None,
    with_pro: bool,
    kind: str | None,
    csv_path: Path | None,
    separator: str,
    as_json: bool,
) -> None:
    wanted = columns.split(",") if "," in columns else columns
    with opened(study) as container:
        found = container.matrix(rows=rows, columns=wanted, measure=measure, layer=layer, with_pro=with_pro, kind=kind)
        if csv_path is not None:
            from qualcoop.output.csvs import write_matrix

            write_matrix(csv_path, found, separator=SEPARATORS[separator])
        if as_json:
            echo_json(found.as_dict())
            return
    frame = found.frame
    table(
        ["", *frame.columns],
        ([name, *row] for name, row in zip(found.row_labels, frame.to_numpy(), strict=True)),
    )
    for note in found.notes:
        click.echo(note)


@click.command(
    help=tr(
        "Montre les passages derrière un chiffre : source, position, locuteur, citation.",
        "Show the passages behind a figure: source, offsets, speaker, quote.",
    ),
    epilog=example("qualcoop trace etude.qualcoop --row P1 --column G3"),
)
@study_argument
@click.option("--row", default=None, help=tr("Ligne : un cas ou une source.", "Row: a case or a source."))
@click.option("--column", default=None, help=tr("Colonne : code ou famille.", "Column: a code or a family."))
@layer_option
@json_option
def trace(study: str, row: str | None, column: str | None, layer: str | None, as_json: bool) -> None:
    from qualcoop.output.names import origin

    with opened(study) as container:
        frame = container.trace(row=row, column=column, layer=layer)
    if as_json:
        echo_json(frame.astype(object).where(frame.notna(), None).to_dict("records"))
        return
    names = ["source", "start", "end", "speaker", "code", "origin", "quote"]
    shown = frame.assign(origin=frame["origin"].map(origin))[names]
    table(heads(names), shown.itertuples(index=False), wide=head("quote"))
    click.echo(f"{many(len(frame), 'passage')}.")


@click.command(
    help=tr(
        "Écrit le classeur : chaque chiffre y mène à ses citations. --csv écrit aussi chaque table en CSV.",
        "Write the workbook: every figure leads to its quotes. --csv writes each table as CSV too.",
    ),
    epilog=example("qualcoop workbook etude.qualcoop matrices.xlsx --layer ref --csv tables/"),
)
@study_argument
@click.argument("out", metavar=tr("SORTIE.xlsx", "OUT.xlsx"), type=click.Path(path_type=Path))
@layer_option
@click.option(
    "--csv",
    "folder",
    type=click.Path(path_type=Path),
    default=None,
    help=tr("Dossier des CSV.", "Folder of the CSV."),
)
@separator_option
@coders_option
@claims_option
def workbook(
    study: str,
    out: Path,
    layer: str | None,
    folder: Path | None,
    separator: str,
    coders: tuple[str, str] | None,
    claims: Path | None,
) -> None:
    with opened(study) as container:
        sheets = container.workbook(out, layer=layer, coders=coders, claims=claims_of(claims))
        comma = SEPARATORS[separator]
        tables = container.csv_tables(folder, layer=layer, separator=comma) if folder is not None else []
    click.echo(
        tr(
            f"{out} : {len(sheets)} feuilles ({', '.join(sheets)}).",
            f"{out}: {len(sheets)} sheets ({', '.join(sheets)}).",
        )
    )
    if folder is not None:
        click.echo(tr(f"{folder} : {len(tables)} tables CSV.", f"{folder}: {len(tables)} CSV tables."))


COMMANDS = {"matrix": matrix, "trace": trace, "workbook": workbook}
