"""``suggest`` and ``review``: the rules propose, a person decides, one key each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from qualcoop.cli.heads import heads
from qualcoop.cli.words import (
    echo_json,
    example,
    json_option,
    opened,
    progress,
    study_argument,
    table,
)
from qualcoop.errors import InputError
from qualcoop.language import tr

if TYPE_CHECKING:
    import pandas as pd

    from qualcoop.suggest.learner import Learned

ORDERS = ("text", "rule", "code", "source", "score", "uncertain")

code_option = click.option("--code", default=None, help=tr("Seulement ce code.", "Only this code."))
source_option = click.option("--source", default=None, help=tr("Seulement cette source.", "Only this source."))


@click.command(
    help=tr(
        "Applique les mots-clés de la grille ; ce qui fut rejeté ne revient pas. Rien ne compte avant d'être accepté.",
        "Run the codebook's keywords; what was rejected stays away. Nothing counts before it is accepted.",
    ),
    epilog=example(
        "qualcoop suggest etude.qualcoop",
        "qualcoop suggest etude.qualcoop --code L3.1",
        "qualcoop suggest etude.qualcoop --learn ref",
        "qualcoop suggest etude.qualcoop --dask local",
        "qualcoop suggest etude.qualcoop --model fr_core_news_md",
    ),
)
@study_argument
@code_option
@source_option
@click.option("--state", default=None, help="pending, accepted, edited, rejected")
@click.option(
    "--learn",
    "layer",
    default=None,
    metavar=tr("COUCHE", "LAYER"),
    help=tr(
        "Apprend des codages de cette couche, au lieu d'appliquer les mots-clés.",
        "Learn from this layer's codings instead of running the keywords.",
    ),
)
@click.option("--seed", default=0, show_default=True, help=tr("Graine de --learn.", "Seed of --learn."))
@click.option(
    "--dask",
    "scheduler",
    default=None,
    metavar="SCHEDULER|local",
    help=tr(
        "Répartit le travail sur une grappe Dask (qualcoop[cluster]) ; mêmes suggestions.",
        "Spread the work over a Dask cluster (qualcoop[cluster]); the same suggestions.",
    ),
)
@click.option(
    "--model",
    default=None,
    metavar=tr("MODÈLE", "MODEL"),
    help=tr(
        "Ajoute les lemmes d'un modèle spaCy français installé (fr_core_news_md, ou son dossier).",
        "Add the lemmas of an installed French spaCy model (fr_core_news_md, or its folder).",
    ),
)
@json_option
def suggest(
    study: str,
    code: str | None,
    source: str | None,
    state: str | None,
    layer: str | None,
    seed: int,
    scheduler: str | None,
    model: str | None,
    as_json: bool,
) -> None:
    given = [
        name for name, value in (("--learn", layer), ("--dask", scheduler), ("--model", model)) if value is not None
    ]
    if len(given) > 1:
        raise InputError(
            f"{' et '.join(given)} ne vont pas ensemble ; choisissez.",
            f"{' and '.join(given)} do not go together; choose one.",
        )
    with opened(study) as container:
        with progress(tr("Suggestions", "Suggestions")) as bar:
            if layer is not None:
                learned = container.learn(layer, seed=seed, progress=bar)
            else:
                container.suggest(progress=bar, cluster=scheduler, model=model)
        if layer is not None:
            _tell_learned(learned, as_json)
            return
        frame = container.suggestions(state=state, code=code, source=source)
    _tell_suggestions(study, frame, as_json)


def _tell_suggestions(study: str, frame: pd.DataFrame, as_json: bool) -> None:
    if as_json:
        echo_json(frame.astype(object).where(frame.notna(), None).to_dict("records"))
        return
    if len(frame):
        counts = frame.groupby(["code", "state"]).size().unstack(fill_value=0)
        table(
            heads(["code", *map(str, counts.columns)]),
            ([name, *row] for name, row in zip(counts.index, counts.to_numpy(), strict=True)),
        )
    pending = int((frame["state"] == "pending").sum())
    click.echo(
        tr(
            f"{len(frame)} suggestions, dont {pending} à juger : qualcoop review {study}",
            f"{len(frame)} suggestions, {pending} to judge: qualcoop review {study}",
        )
    )


def _tell_learned(learned: Learned, as_json: bool) -> None:
    if as_json:
        echo_json(learned.as_dict())
        return
    names = "examples right_10 offered right rules_offered rules_right right_at_rules".split()
    rows = learned.measures[names].itertuples(name=None)
    proposed = set(learned.codes.index[learned.codes["proposed"]])
    columns = [*heads(["code", *names]), tr("proposé", "proposed")]
    table(columns, ([*row, "✓" if row[0] in proposed else ""] for row in rows))
    few = learned.codes[~learned.codes["learned"]]
    click.echo(
        tr(
            f"{len(proposed)} codes proposés, {len(learned.measures) - len(proposed)} trop souvent faux, {len(few)} "
            "sans assez d'exemples (--json dit pourquoi). Mesuré sur des sources tenues à l'écart ; "
            f"{len(learned.suggestions)} suggestions : qualcoop review --order uncertain",
            f"{len(proposed)} codes proposed, {len(learned.measures) - len(proposed)} too often wrong, {len(few)} "
            "without examples enough (--json says why). Measured on sources held out; "
            f"{len(learned.suggestions)} suggestions: qualcoop review --order uncertain",
        )
    )


@click.command(
    help=tr(
        "Montre les suggestions une à une. Touches : a accepter, r rejeter, e changer le code, espace passer, "
        "A ou R décider de toute la règle, retour arrière revenir, q quitter.",
        "Show suggestions one by one. Keys: a accept, r reject, e change the code, space skip, "
        "A or R decide on the whole rule, backspace go back, q quit.",
    ),
    epilog=example(
        "qualcoop review etude.qualcoop --code G3.2 --layer MB",
        "qualcoop review etude.qualcoop --order uncertain",
        'qualcoop review etude.qualcoop --rule "visio*" --reject-all',
        "qualcoop review etude.qualcoop --summary",
    ),
)
@study_argument
@code_option
@source_option
@click.option("--rule", default=None, help=tr("Seulement cette règle.", "Only this rule."))
@click.option(
    "--order",
    type=click.Choice(ORDERS),
    default="text",
    show_default=True,
    help=tr(
        "Ordre : du texte, par règle, code, source, score, ou les plus incertaines d'abord.",
        "Order: of the text, by rule, code, source, score, or the most uncertain first.",
    ),
)
@click.option("--layer", default="main", show_default=True, help=tr("Couche.", "Layer."))
@click.option("--coder", default="", help=tr("Qui juge.", "Who judges."))
@click.option("--accept-all", is_flag=True, help=tr("Accepte tout ce qui est choisi.", "Accept all that is chosen."))
@click.option("--reject-all", is_flag=True, help=tr("Rejette tout ce qui est choisi.", "Reject all that is chosen."))
@click.option("--yes", is_flag=True, help=tr("Sans demander confirmation.", "Without asking."))
@click.option(
    "--summary",
    is_flag=True,
    help=tr("Dit la part suggérée et comment elle fut vérifiée.", "Tell the suggested share and how it was checked."),
)
@json_option
def review(
    study: str,
    code: str | None,
    source: str | None,
    rule: str | None,
    order: str,
    layer: str,
    coder: str,
    accept_all: bool,
    reject_all: bool,
    yes: bool,
    summary: bool,
    as_json: bool,
) -> None:
    from qualcoop.cli.review import Review, ordered

    if accept_all and reject_all:
        raise InputError(
            "--accept-all et --reject-all se contredisent ; gardez l'un des deux.",
            "--accept-all and --reject-all contradict each other; keep one.",
        )
    with opened(study) as container:
        if summary or as_json:
            _tell_checking(container.checking(_given(layer)), as_json)
            return
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
        session = Review(container, ordered(frame, order), layer=layer, coder=coder)
        if accept_all or reject_all:
            session.decide_all("accept" if accept_all else "reject", confirmed=yes)
        else:
            session.run()
        click.echo(session.summary())


def _given(layer: str) -> str | None:
    """The layer if the person named one, else None: the summary is of all layers."""
    source = click.get_current_context().get_parameter_source("layer")
    return None if source is click.core.ParameterSource.DEFAULT else layer


def _tell_checking(found: dict[str, Any], as_json: bool) -> None:
    if as_json:
        echo_json(found)
        return
    coded, decided = found["codings"], found["decisions"]
    share = "·" if coded["share"] is None else f"{coded['share']:.0%}"
    click.echo(
        tr(
            f"{coded['total']} codages, dont {coded['suggested']} suggérés ({share}) : {coded['accepted']} tels quels, "
            f"{coded['edited']} corrigés ; {coded['by_rules']} par mots-clés, {coded['by_learner']} par apprentissage.",
            f"{coded['total']} codings, {coded['suggested']} of them suggested ({share}): {coded['accepted']} as they "
            f"were, {coded['edited']} edited; {coded['by_rules']} by keywords, {coded['by_learner']} by learning.",
        )
    )
    judged = sum(decided[name] for name in ("accepted", "edited", "rejected"))
    click.echo(
        tr(
            f"{judged} suggestions jugées ({decided['rejected']} rejetées), {decided['one_by_one']} une à une, "
            f"{decided['together']} en bloc ; {decided['pending']} à juger.",
            f"{judged} suggestions judged ({decided['rejected']} rejected), {decided['one_by_one']} one by one, "
            f"{decided['together']} together; {decided['pending']} to judge.",
        )
    )
    paces = " · ".join(f"{name} : {count}" for name, count in decided["pace"].items() if count)
    if paces:
        click.echo(tr(f"Temps de lecture, une à une : {paces}", f"Time looked at, one by one: {paces}"))


COMMANDS = {"suggest": suggest, "review": review}
