"""``qualcoop rules``: try a rule before it enters the codebook, see how right the rules are, find new words."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import click

from qualcoop.cli.heads import head, heads
from qualcoop.cli.words import echo_json, example, json_option, layer_option, opened, study_argument, table
from qualcoop.language import tr

if TYPE_CHECKING:
    import pandas as pd

code_option = click.option(
    "--code", default=None, help=tr("Le code auquel la règle servirait.", "The code the rule would serve.")
)


@click.group(
    help=tr(
        "L'atelier des règles : essayer une règle, mesurer les règles de la grille, trouver des mots.",
        "The rules' workbench: try a rule, measure the codebook's rules, find words.",
    ),
    epilog=example(
        'qualcoop rules try etude.qualcoop "élan .. retomb*"',
        "qualcoop rules report etude.qualcoop --layer ref",
        "qualcoop rules words etude.qualcoop --layer ref --code G3",
    ),
)
def rules() -> None:
    """The group of the rules' commands."""


@rules.command(
    "try",
    help=tr(
        "Montre ce que trouve une règle, aligné dans son contexte ; rien n'est changé.",
        "Show what a rule finds, aligned in its context; nothing is changed.",
    ),
    epilog=example(
        'qualcoop rules try etude.qualcoop "élan .. retomb*"',
        'qualcoop rules try etude.qualcoop "prendre le temps" --code L3.1 --most 10',
    ),
)
@study_argument
@click.argument("rule", metavar=tr("REGLE", "RULE"))
@code_option
@click.option("--most", default=40, show_default=True, help=tr("Lignes montrées.", "Lines shown."))
@json_option
def try_(study: str, rule: str, code: str | None, most: int, as_json: bool) -> None:
    with opened(study) as container:
        trial = container.try_rule(rule, code=code)
    if as_json:
        echo_json(trial.as_dict())
        return
    for line in trial.lines(shutil.get_terminal_size((110, 24)).columns)[: max(most, 0)]:
        click.echo(line)
    if len(trial.hits) > most:
        click.echo(tr(f"… et {len(trial.hits) - most} autres.", f"… and {len(trial.hits) - most} more."))
    for frame, name in ((trial.by_source, "source"), (trial.by_case, "case")):
        _counts(frame[frame["hits"] > 0], name)
    click.echo()
    click.echo(
        tr(
            f"{len(trial.hits)} trouvaille(s) dans {trial.sentences} phrase(s), dont {trial.added} où aucune règle "
            "de la grille ne se déclenche.",
            f"{len(trial.hits)} hit(s) in {trial.sentences} sentence(s), {trial.added} of them where no rule "
            "of the codebook fires.",
        )
    )
    if trial.added_to_code is not None:
        click.echo(
            tr(
                f"{trial.added_to_code} phrase(s) de plus pour le code {code}.",
                f"{trial.added_to_code} more sentence(s) for the code {code}.",
            )
        )
    if len(trial.shared):
        click.echo(tr("Règles qui se déclenchent dans les mêmes phrases :", "Rules that fire in the same sentences:"))
        _frame(trial.shared.head(10), ["code", "rule", "sentences", "shared"])
    for remark in trial.remarks:
        click.echo(remark)


@rules.command(
    help=tr(
        "Mesure les règles : proposées, justes, fausses, manquées, précision et rappel avec leurs intervalles. "
        "--layer compare avec ce qui est codé ; sans, ce sont les décisions prises qui comptent.",
        "Measure the rules: offered, right, wrong, missed, precision and recall with their intervals. "
        "--layer compares with what is coded; without it, the decisions taken count.",
    ),
    epilog=example(
        "qualcoop rules report etude.qualcoop --layer ref",
        "qualcoop rules report etude.qualcoop --layer ref --json",
    ),
)
@study_argument
@layer_option
@click.option("--by", type=click.Choice(["code", "rule"]), default="code", show_default=True)
@json_option
def report(study: str, layer: str | None, by: str, as_json: bool) -> None:
    with opened(study) as container:
        found = container.rules_report(layer)
    if as_json:
        echo_json({"layer": layer, **found.as_dict()})
        return
    chosen = found.by_code if by == "code" else found.by_rule
    _measures(chosen.reset_index())
    click.echo()
    _list(tr("Toujours fausses", "Always wrong"), found.wrong)
    _list(tr("Ne se déclenchent jamais", "Never fire"), found.silent)
    click.echo(
        tr(
            f"{len(found.missed)} passage(s) codé(s) qu'aucune règle n'a trouvé(s) : "
            f"qualcoop rules words {study} montre leurs mots.",
            f"{len(found.missed)} coded passage(s) that no rule found: qualcoop rules words {study} shows their words.",
        )
    )


@rules.command(
    help=tr(
        "Les mots qui marquent les passages codés qu'aucune règle n'a trouvés (G² contre le reste).",
        "The words that mark coded passages which no rule found (G² against the rest).",
    ),
    epilog=example("qualcoop rules words etude.qualcoop --layer ref --code G3"),
)
@study_argument
@layer_option
@click.option("--code", default=None, help=tr("Seulement ce code et ses sous-codes.", "Only this code and below."))
@json_option
def words(study: str, layer: str | None, code: str | None, as_json: bool) -> None:
    from qualcoop.suggest.workbench import records

    with opened(study) as container:
        found = container.marking_words(layer, code=code)
    if as_json:
        echo_json(records(found))
        return
    if not len(found):
        click.echo(
            tr(
                "Aucun mot ne se détache (dans deux passages au moins, avec G² ≥ 6,63).",
                "No word stands out (in two passages at least, with G² ≥ 6.63).",
            )
        )
        return
    _frame(found, list(found.columns))


def _counts(frame: pd.DataFrame, name: str) -> None:
    if len(frame):
        click.echo()
        _frame(frame, [name, "hits", "sentences", "per_1k"])


def _frame(frame: pd.DataFrame, columns: list[str]) -> None:
    wide = head("rule") if "rule" in columns else None
    table(heads(columns), frame[columns].itertuples(index=False, name=None), wide=wide)


def _measures(frame: pd.DataFrame) -> None:
    names = [name for name in ("code", "rule") if name in frame.columns]
    counts = ["offered", "accepted", "edited", "rejected", "missed"]
    rows = []
    for row in frame.to_dict("records"):
        values: list[Any] = [*(row[name] for name in names), *(row[name] for name in counts)]
        rows.append([*values, _share(row, "precision"), _share(row, "recall")])
    table([*heads([*names, *counts]), tr("précision", "precision"), tr("rappel", "recall")], rows, wide=head("rule"))


def _share(row: Any, name: str) -> str:
    if row[name] != row[name]:
        return "·"
    return f"{row[name]:.2f} [{row[f'{name}_low']:.2f}–{row[f'{name}_high']:.2f}]"


_SHOWN = 4  # rules of one code in a list; --json has them all


def _list(title: str, frame: pd.DataFrame) -> None:
    if not len(frame):
        return
    click.echo(tr(f"{title} ({len(frame)} ; toutes par --json) :", f"{title} ({len(frame)}; all by --json):"))
    for code, group in frame.groupby("code", sort=True):
        rules = group["rule"].tolist()
        more = len(rules) - _SHOWN
        rest = tr(f" · et {more} autre(s)", f" · and {more} more") if more > 0 else ""
        click.echo(f"  {code}{tr(' :', ':')} " + " · ".join(rules[:_SHOWN]) + rest)


COMMANDS = {"rules": rules}
