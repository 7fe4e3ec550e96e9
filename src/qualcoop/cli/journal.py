"""``history``, ``undo``, ``redo``, ``doctor``: what was done, taking it back, and a thorough check."""

from __future__ import annotations

import click

from qualcoop.cli.heads import checked, head, heads, minute
from qualcoop.cli.words import echo_json, example, json_option, opened, study_argument, table
from qualcoop.language import tr


@click.command(
    help=tr("Montre les derniers changements, du plus récent au plus ancien.", "Show the latest changes first."),
    epilog=example("qualcoop history etude.qualcoop --limit 10"),
)
@study_argument
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help=tr("Combien.", "How many."))
@json_option
def history(study: str, limit: int, as_json: bool) -> None:
    with opened(study) as container:
        frame = container.history(limit)
    if as_json:
        echo_json(frame.astype(object).where(frame.notna(), None).to_dict("records"))
        return
    shown = frame.assign(at=frame["at"].map(minute), undone=frame["undone"].map({True: tr("oui", "yes"), False: ""}))
    names = ["seq", "at", "actor", "undone", "what"]
    table(heads(names), shown[names].itertuples(index=False), wide=head("what"))


@click.command(
    help=tr("Annule le dernier changement ; « redo » le rétablit.", "Undo the last change; 'redo' brings it back."),
    epilog=example("qualcoop undo etude.qualcoop"),
)
@study_argument
def undo(study: str) -> None:
    with opened(study) as container:
        click.echo(container.undo())


@click.command(
    help=tr("Rétablit le dernier changement annulé.", "Redo the last change undone."),
    epilog=example("qualcoop redo etude.qualcoop"),
)
@study_argument
def redo(study: str) -> None:
    with opened(study) as container:
        click.echo(container.redo())


@click.command(
    help=tr(
        "Vérifie l'intégrité du fichier, les citations, le journal, et dit ce qui ne va pas.",
        "Check the file's integrity, the quotes, the journal, and say what is wrong.",
    ),
    epilog=example("qualcoop doctor etude.qualcoop"),
)
@study_argument
@json_option
def doctor(study: str, as_json: bool) -> None:
    with opened(study) as container:
        report = container.doctor()
    if as_json:
        echo_json({"findings": list(report.findings), "checked": dict(report.checked)})
    else:
        for finding in report.findings:
            click.echo(f"- {finding}")
        counts = ", ".join(f"{checked(name)} {number}" for name, number in report.checked.items())
        click.echo(tr(f"Vérifié : {counts}.", f"Checked: {counts}."))
        if not report.findings:
            click.echo(tr("Rien à signaler.", "Nothing found."))
    if report.findings:
        raise click.exceptions.Exit(2)


COMMANDS = {"history": history, "undo": undo, "redo": redo, "doctor": doctor}
