"""``qualcoop import``, ``remove`` and ``corpus``: files in, a source out, and what the study holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcoop.cli.heads import head, heads
from qualcoop.cli.words import echo_json, example, json_option, many, opened, progress, study_argument, table
from qualcoop.errors import InputError
from qualcoop.language import tr
from qualcoop.model import KINDS, Kind

if TYPE_CHECKING:
    from qualcoop.study import Study


@click.command(
    "import",
    help=tr(
        "Lit des fichiers ou des dossiers et les ajoute à l'étude. --dry-run montre d'abord ce qui est reconnu.",
        "Read files or folders into the study. --dry-run first shows what is recognised.",
    ),
    epilog=example(
        "qualcoop import etude.qualcoop entretiens/ --dry-run",
        'qualcoop import etude.qualcoop entretiens/ --speakers "Checheur=Chercheur,Tom=interviewer"',
    ),
)
@study_argument
@click.argument("paths", metavar=tr("CHEMIN…", "PATH…"), nargs=-1, required=True)
@click.option("--dry-run", is_flag=True, help=tr("Montre sans rien ajouter.", "Show, add nothing."))
@click.option("--kind", type=click.Choice(KINDS), default=None, help=tr("Matériau de tous.", "Kind of all."))
@click.option("--case", default=None, help=tr("Cas de tous.", "Case of all."))
@click.option(
    "--speakers",
    default="",
    help=tr(
        "Corrections, séparées par des virgules : étiquette=étiquette, étiquette=rôle (interviewer, respondent, "
        "observer, author), étiquette=- (personne).",
        "Corrections, separated by commas: label=label, label=role (interviewer, respondent, observer, author), "
        "label=- (nobody).",
    ),
)
@click.option(
    "--attributes",
    type=click.Path(path_type=Path),
    default=None,
    help=tr("Feuille csv ou xlsx : une ligne par fichier.", "A csv or xlsx sheet: one row a file."),
)
@json_option
def import_(
    study: str,
    paths: tuple[str, ...],
    dry_run: bool,
    kind: Kind | None,
    case: str | None,
    speakers: str,
    attributes: Path | None,
    as_json: bool,
) -> None:
    corrections = _pairs(speakers)
    with opened(study) as container, progress(tr("Lecture", "Reading")) as bar:
        report = container.add(
            [Path(path) for path in paths],
            kind=kind,
            case=case,
            speakers=corrections,
            attributes=attributes,
            dry_run=dry_run,
            progress=bar,
        )
    counts = report.counts()
    if as_json:
        echo_json(report.as_dicts())
        for note in report.notes:  # about the import as a whole: the list is of files
            click.echo(note, err=True)
    else:
        if dry_run:
            click.echo(tr("Essai : rien n'a été ajouté.", "Dry run: nothing was added."))
        for sentence in report.sentences():
            click.echo(sentence)
    if counts["refused"] and not counts["read"] and not counts["skipped"]:
        raise click.exceptions.Exit(2)  # nothing at all could be used


def _pairs(text: str) -> dict[str, str]:
    pairs = {}
    for piece in filter(None, (part.strip() for part in text.split(","))):
        label, equals, meaning = piece.partition("=")
        if not equals or not label.strip() or not meaning.strip():
            raise InputError(
                f"--speakers : « {piece} » n'est pas de la forme étiquette=étiquette ou étiquette=rôle.",
                f"--speakers: '{piece}' is not label=label or label=role.",
            )
        pairs[label.strip()] = meaning.strip()
    return pairs


@click.command(
    help=tr(
        "Liste les sources de l'étude, puis combien de sources, de mots et d'heures par cas et par matériau.",
        "List the study's sources, then how many sources, words and hours per case and material.",
    ),
    epilog=example("qualcoop corpus etude.qualcoop"),
)
@study_argument
@json_option
def corpus(study: str, as_json: bool) -> None:
    from qualcoop.output.names import kind

    with opened(study) as container:
        summary = container.corpus()
        by_case = _by_case(container, summary)
    if as_json:
        echo_json({**summary, "by_case": by_case})
        return
    columns = ["id", "kind", "case", "date", "words", "turns", "speakers", "file"]
    listed = ({**source, "kind": kind(source["kind"])} for source in summary["sources"])
    table(heads(columns), ([source[name] for name in columns] for source in listed), wide=head("file"))
    totals = summary["totals"]
    words, turns = tr("mot", "word"), tr("tour", "turn")
    counts = f"{many(totals['sources'], 'source')}, {many(totals['words'], words)}, {many(totals['turns'], turns)}"
    kinds = ", ".join(f"{kind(name)} {number}" for name, number in totals["kinds"].items())
    click.echo(counts + (tr(" : ", ": ") + kinds if kinds else ""))
    words_over = [tr("cas", "case"), tr("matériau", "material"), "sources", tr("mots codables", "codable words")]
    table(
        [*words_over, tr("tours", "turns"), tr("heures", "hours"), tr("durée connue", "duration known")],
        (
            [
                *(row["case"], kind(row["kind"]), row["sources"], row["words"], row["turns"]),
                *(row["minutes"] / 60, row["timed"]),
            ]
            for row in by_case
        ),
    )


def _by_case(container: Study, summary: dict[str, Any]) -> list[dict[str, Any]]:
    """Sources, words, turns and minutes per case and material, the whole last; empty for an empty study."""
    from qualcoop.analysis.design import of_summary

    names = [source["id"] for source in summary["sources"]]
    durations = {name: container.source(name).attributes.get("duree", "") for name in names}
    return of_summary(summary["sources"], durations)


@click.command(
    help=tr(
        "Retire une source, avec ses codages. La question dit ce qui part ; « qualcoop undo » ramène tout.",
        "Take a source out, with its codings. The question says what goes; 'qualcoop undo' brings all back.",
    ),
    epilog=example(
        "qualcoop remove etude.qualcoop E07",
        "qualcoop remove etude.qualcoop E07 --yes   # sans demander, pour un script",
    ),
)
@study_argument
@click.argument("source", metavar="SOURCE")
@click.option("--yes", is_flag=True, help=tr("Sans demander confirmation.", "Without asking."))
def remove(study: str, source: str, yes: bool) -> None:
    with opened(study) as container:
        container.source(source)  # an unknown one is said before anything is asked
        if not yes and not _confirmed(container, source):
            click.echo(tr("Rien n'a été changé.", "Nothing was changed."))
            return
        gone = container.remove_source(source, force=True)
    click.echo(
        tr(
            f"Source {source} retirée, avec {many(gone, 'codage')} ; « qualcoop undo {study} » ramène tout.",
            f"Source {source} removed, with {many(gone, 'coding')}; 'qualcoop undo {study}' brings all back.",
        )
    )


def _confirmed(container: Study, source: str) -> bool:
    """Does the person want it, knowing how many codings of which layers go with the source?"""
    layers = container.codings(source=source)["layer"].value_counts().sort_index()
    pending = int((container.suggestions(source=source)["state"] == "pending").sum())
    parts = [
        f"{many(int(layers.sum()), tr('codage', 'coding'))}"
        + (f" ({', '.join(f'{name} {count}' for name, count in layers.items())})" if len(layers) else ""),
        many(pending, "suggestion") + tr(" à juger", " to judge"),
    ]
    asked = click.prompt(
        tr(
            f"Retirer {source} : {' et '.join(parts)} partent avec elle. Continuer ? [o/N]",
            f"Remove {source}: {' and '.join(parts)} go with it. Go on? [y/N]",
        ),
        default="n",
        show_default=False,
    )
    return asked.strip().lower() in ("o", "oui", "y", "yes")


COMMANDS = {"import": import_, "corpus": corpus, "remove": remove}
