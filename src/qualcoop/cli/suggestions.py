"""``suggest`` and ``review``: the rules propose, a person decides, one key each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from qualcoop.cli.words import (
    echo_json,
    example,
    json_option,
    opened,
    progress,
    study_argument,
    table,
)
from qualcoop.language import tr

if TYPE_CHECKING:
    pass

code_option = click.option("--code", default=None, help=tr("Seulement ce code.", "Only this code."))
source_option = click.option("--source", default=None, help=tr("Seulement cette source.", "Only this source."))


@click.command(
    help=tr(
        "Applique les mots-clés de la grille ; ce qui fut rejeté ne revient pas. Rien ne compte avant d'être accepté.",
        "Run the codebook's keywords; what was rejected stays away. Nothing counts before it is accepted.",
    ),
    epilog=example("qualcoop suggest etude.qualcoop", "qualcoop suggest etude.qualcoop --code L3.1"),
)
@study_argument
@code_option
@source_option
@click.option("--state", default=None, help="pending, accepted, edited, rejected")
@json_option
def suggest(study: str, code: str | None, source: str | None, state: str | None, as_json: bool) -> None:
    with opened(study) as container:
        with progress(tr("Suggestions", "Suggestions")) as bar:
            container.suggest(progress=bar)
        frame = container.suggestions(state=state, code=code, source=source)
    if as_json:
        echo_json(frame.astype(object).where(frame.notna(), None).to_dict("records"))
        return
    counts = frame.groupby(["code", "state"]).size().unstack(fill_value=0) if len(frame) else frame
    if len(frame):
        table(
            ["code", *counts.columns],
            ([name, *row] for name, row in zip(counts.index, counts.to_numpy(), strict=True)),
        )
    pending = int((frame["state"] == "pending").sum())
    click.echo(
        tr(
            f"{len(frame)} suggestions, dont {pending} à juger : qualcoop review {study}",
            f"{len(frame)} suggestions, {pending} to judge: qualcoop review {study}",
        )
    )


@click.command(
    help=tr(
        "Montre les suggestions une à une. Touches : a accepter, r rejeter, e changer le code, "
        "espace passer, retour arrière revenir, q quitter.",
        "Show suggestions one by one. Keys: a accept, r reject, e change the code, space skip, "
        "backspace go back, q quit.",
    ),
    epilog=example("qualcoop review etude.qualcoop --code G3.2 --layer MB"),
)
@study_argument
@code_option
@source_option
@click.option("--rule", default=None, help=tr("Seulement cette règle.", "Only this rule."))
@click.option("--layer", default="main", show_default=True, help=tr("Couche.", "Layer."))
@click.option("--coder", default="", help=tr("Qui juge.", "Who judges."))
def review(study: str, code: str | None, source: str | None, rule: str | None, layer: str, coder: str) -> None:
    from qualcoop.cli.review import Review

    with opened(study) as container:
        frame = container.suggestions(state="pending", code=code, source=source)
        if rule is not None:
            frame = frame[frame["rule"] == rule]
        if frame.empty:
            click.echo(
                tr(
                    "Aucune suggestion à juger ; lancez d'abord qualcoop suggest.",
                    "Nothing to judge; run qualcoop suggest first.",
                )
            )
            return
        session = Review(container, frame, layer=layer, coder=coder)
        session.run()
        click.echo(session.summary())


COMMANDS = {"suggest": suggest, "review": review}
