"""``qualcoop code``: a passage gets its codes, by hand; or whole coding sheets come in."""

from __future__ import annotations

from pathlib import Path

import click

from qualcoop.cli.words import example, opened, study_argument
from qualcoop.errors import InputError
from qualcoop.language import tr


@click.command(
    help=tr(
        "Code un passage d'une source, par citation ou par position. Le même code sur le même passage, "
        "dans la même couche, n'est compté qu'une fois. --sheets importe des feuilles de codage csv.",
        "Code a passage of a source, by quote or by offsets. The same code on the same passage in the same "
        "layer counts once. --sheets imports csv coding sheets.",
    ),
    epilog=example(
        'qualcoop code etude.qualcoop E01 G3.2 --quote "je finis à 21 heures" --coder MB',
        "qualcoop code etude.qualcoop E01 G3.2 G2.1 --start 3120 --end 3204 --layer A --phase C",
        "qualcoop code etude.qualcoop --sheets coding/ref --layer ref",
    ),
)
@study_argument
@click.argument("source", required=False)
@click.argument("codes", nargs=-1)
@click.option("--quote", default=None, help=tr("La citation exacte ; elle doit être unique.", "The unique quote."))
@click.option("--start", type=int, default=None, help=tr("Position de début, en caractères.", "First offset."))
@click.option("--end", type=int, default=None, help=tr("Position de fin, non comprise.", "Offset after the last."))
@click.option("--layer", default="main", show_default=True, help=tr("Couche.", "Layer."))
@click.option("--coder", default="", help=tr("Qui code.", "Who codes."))
@click.option("--memo", default="", help=tr("Mémo.", "Memo."))
@click.option("--about", default=None, help=tr("Cas dont parle le passage.", "Case the passage speaks of."))
@click.option("--phase", default=None, help=tr("Période dont parle le passage.", "Period spoken of."))
@click.option("--sheets", type=click.Path(path_type=Path), default=None, help=tr("Csv ou dossier.", "Csv or folder."))
def code(
    study: str,
    source: str | None,
    codes: tuple[str, ...],
    quote: str | None,
    start: int | None,
    end: int | None,
    layer: str,
    coder: str,
    memo: str,
    about: str | None,
    phase: str | None,
    sheets: Path | None,
) -> None:
    if sheets is not None:
        _import_sheets(study, sheets, layer)
        return
    if not source or not codes:
        raise InputError(
            "Dites la source et au moins un code : qualcoop code ETUDE SOURCE CODE --quote « … ».",
            'Name the source and at least one code: qualcoop code STUDY SOURCE CODE --quote "…".',
        )
    with opened(study) as container:
        for name in codes:
            made = container.code(
                source,
                name,
                start=start,
                end=end,
                quote=quote,
                layer=layer,
                coder=coder,
                memo=memo,
                about=about,
                phase=phase,
            )
            label = container.codebook.code(name).label
            click.echo(f"{made.source} {made.start}–{made.end}  {made.code} {tr(label.fr, label.en)}  « {made.quote} »")


def _import_sheets(study: str, sheets: Path, layer: str) -> None:
    from qualcoop.exchange.sheets import import_sheets

    with opened(study) as container:
        report = import_sheets(container, sheets, layer=layer)
    for sentence in report.sentences():
        click.echo(sentence)


COMMANDS = {"code": code}
