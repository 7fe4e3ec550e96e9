"""``concentration``, ``provenance``, ``agreement``, ``exclusions``: may these figures be trusted?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcoop.cli.shown import (
    case_option,
    columns_option,
    echo_result,
    foot,
    listed,
    passages,
    pro_option,
    records,
    rows_of,
    show,
    title,
)
from qualcoop.cli.words import example, json_option, layer_option, opened, study_argument, table
from qualcoop.language import tr

if TYPE_CHECKING:
    import pandas as pd

    from qualcoop.analysis import Confusion
    from qualcoop.analysis.trail import Trail
    from qualcoop.study import Study


@click.command(
    help=tr(
        "Ce constat vient-il d'une seule source, d'une seule personne ? Parts les plus fortes, et le taux quand on "
        "ôte une source.",
        "Does this finding come from one source or person? The largest shares, and the rate without each source.",
    ),
    epilog=example(
        "qualcoop concentration etude.qualcoop --layer ref --code G3 --project P1",
        "qualcoop concentration etude.qualcoop --layer ref --code G2.1 --code G3.2 --json",
    ),
)
@study_argument
@click.option("--code", "codes", multiple=True, help=tr("Code ou famille ; plusieurs possibles.", "Code or family."))
@case_option
@click.option("--flagged", is_flag=True, help=tr("Seulement au-delà de la moitié.", "Only above one half."))
@layer_option
@pro_option
@json_option
def concentration(
    study: str,
    codes: tuple[str, ...],
    case: str | None,
    flagged: bool,
    layer: str | None,
    with_pro: bool,
    as_json: bool,
) -> None:
    from dataclasses import replace

    from qualcoop.analysis import concentration as concentrated
    from qualcoop.output.names import row

    with opened(study) as container:
        bundle = container.bundle(layer)
        found = concentrated(bundle, list(dict.fromkeys(codes)) or "family", with_pro=with_pro)
        kept = rows_of(bundle, case)
    frame = found.frame
    if kept is not None:
        frame = frame[frame["row"].isin(list(kept))]
    if flagged:
        frame = frame[frame["flag"].astype(bool)]
    if as_json:
        echo_result(replace(found, frame=frame))
        return
    heads = {
        "row": tr("ligne", "row"),
        "code": "code",
        "seg": "segments",
        "src": "sources",
        "top_source": tr("première source", "top source"),
        "top_source_share": tr("sa part", "its share"),
        "top_speaker": tr("première personne", "top speaker"),
        "top_speaker_share": tr("part", "share"),
        "low": tr("pour 1 000 mots : de", "per 1,000 words: from"),
        "high": tr("à", "to"),
        "flag": "> 1/2",
    }
    show(frame.assign(row=frame["row"].map(row), flag=frame["flag"].map({True: "!", False: ""})), heads)
    foot(found)


@click.command(
    help=tr(
        "Combien le logiciel a-t-il décidé ? Codages à la main, acceptés, corrigés, importés ; et ce que les "
        "suggestions ont manqué ou proposé à tort, jugées par cette couche.",
        "How much did the software decide? Codings by hand, accepted, edited, imported; and what the suggestions "
        "missed or offered wrongly, judged by this layer.",
    ),
    epilog=example(
        "qualcoop provenance etude.qualcoop --layer ref",
        "qualcoop provenance etude.qualcoop --layer ref --columns code --json",
    ),
)
@study_argument
@columns_option()
@layer_option
@json_option
def provenance(study: str, columns: str, layer: str | None, as_json: bool) -> None:
    from qualcoop.analysis import provenance as came_from
    from qualcoop.suggest.evaluate import evaluate

    with opened(study) as container:
        bundle = container.bundle(layer)
        found = came_from(bundle, listed(columns))
        suggested, decided = container.suggestions(), container.suggestions()["state"].value_counts()
        judged = evaluate(suggested, bundle.counted, judge="layer", sources=_coded(bundle))
    states = {state: int(decided.get(state, 0)) for state in ("pending", "accepted", "edited", "rejected")}
    if as_json:
        echo_result(found, decisions=states, suggestions=records(judged.rename_axis("code")))
        return
    heads = {"manual": tr("à la main", "by hand"), "accepted": tr("acceptés", "accepted")}
    heads |= {"edited": tr("corrigés", "edited"), "imported": tr("importés", "imported"), "all": tr("tous", "all")}
    show(found.frame, {**heads, "from_suggestions": tr("part suggérée", "suggested share")}, index="code")
    title(tr("Par codeur", "By coder"))
    coders = found.extra["coders"]
    show(coders, {str(name): heads.get(str(name), str(name)) for name in coders.columns}, index=tr("codeur", "coder"))
    _show_suggestions(judged, states)
    foot(found)


def _coded(bundle: Any) -> list[str]:
    return [str(name) for name in bundle.sources.index[bundle.coded_here]]


def _show_suggestions(judged: pd.DataFrame, states: dict[str, int]) -> None:
    title(
        tr(
            f"Suggestions : {sum(states.values())}, dont {states['accepted']} acceptées, {states['edited']} corrigées, "
            f"{states['rejected']} refusées, {states['pending']} à juger. Jugées par cette couche :",
            f"Suggestions: {sum(states.values())}, {states['accepted']} accepted, {states['edited']} edited, "
            f"{states['rejected']} rejected, {states['pending']} to judge. Judged by this layer:",
        )
    )
    heads = {
        "offered": tr("proposées", "offered"),
        "rejected": tr("à tort", "wrong"),
        "missed": tr("manqués", "missed"),
    }
    heads |= {
        "precision": tr("précision", "precision"),
        "precision_low": tr("de", "from"),
        "precision_high": tr("à", "to"),
    }
    heads |= {"recall": tr("rappel", "recall")}
    used = judged[(judged["offered"] > 0) | (judged["missed"] > 0)]
    show(used, heads, index="code")


@click.command(
    help=tr(
        "Deux couches, sur les sources codées dans les deux : accord code par code, puis qui a mis quoi à la place "
        "de quoi. À faire avant discussion.",
        "Two layers, on the sources coded in both: agreement code by code, then who put what in place of what. To "
        "be done before discussion.",
    ),
    epilog=example(
        "qualcoop agreement etude.qualcoop A B",
        "qualcoop agreement etude.qualcoop A B --columns code --unit turn",
        "qualcoop agreement etude.qualcoop A B --disagreements",
    ),
)
@study_argument
@click.argument("one", metavar="A")
@click.argument("two", metavar="B")
@columns_option()
@click.option(
    "--unit",
    type=click.Choice(("sentence", "turn")),
    default="sentence",
    show_default=True,
    help=tr("Unité comparée.", "Unit compared."),
)
@click.option("--few", default=10, show_default=True, help=tr("Trop peu d'unités sous ce nombre.", "Too few under."))
@click.option("--disagreements", is_flag=True, help=tr("Les unités à régler, une à une.", "The units to settle."))
@json_option
def agreement(
    study: str, one: str, two: str, columns: str, unit: str, few: int, disagreements: bool, as_json: bool
) -> None:
    from qualcoop.analysis import confusion

    with opened(study) as container:
        found = confusion(container.bundle(one), container.bundle(two), listed(columns), unit, few=few)
        if as_json:
            echo_result(found)
            return
        if disagreements:
            _show_disagreements(container, found)
        else:
            _show_agreement(found)
    foot(found)


def _show_agreement(found: Confusion) -> None:
    frame = found.frame[found.frame[["A", "B"]].sum(axis=1) > 0].sort_values("alpha", ascending=False, kind="stable")
    heads = {"A": "A", "B": "B", "both": "A ∩ B", "agreement": tr("accord brut", "raw agreement"), "kappa": "κ"}
    heads |= {"alpha": "α", "prevalence": tr("fréquence", "prevalence"), "overlap": tr("bornes", "boundaries")}
    few = frame["too_few"].map({True: tr("trop peu", "too few"), False: ""})
    show(frame.assign(too_few=few), {**heads, "too_few": ""}, index="code")
    _show_overall(found.extra["overall"].iloc[0])
    codes = found.extra["codes"]
    swaps = [
        (str(a), str(b), int(codes.to_numpy()[i, j]))
        for i, a in enumerate(codes.index)
        for j, b in enumerate(codes.columns)
        if i != j and codes.to_numpy()[i, j]
    ]
    if swaps:
        title(tr("À la place l'un de l'autre (– : rien)", "In place of each other (–: nothing)"))
        table(["A", "B", "n"], sorted(swaps, key=lambda each: -each[2])[:20])


def _show_overall(overall: pd.Series[Any]) -> None:
    if not overall["codes"]:
        return
    low, middle, high = (f"{overall[f'alpha_{name}']:.2f}" for name in ("low", "median", "high"))
    pooled = f"α {overall['pooled_alpha']:.2f}, κ {overall['pooled_kappa']:.2f}"
    title(
        tr(
            f"α médian {middle} (de {low} à {high}) sur {int(overall['codes'])} codes assez fréquents ; toutes "
            f"décisions : {pooled}.",
            f"Median α {middle} ({low} to {high}) over {int(overall['codes'])} codes with enough uses; all "
            f"decisions: {pooled}.",
        )
    )


def _show_disagreements(container: Study, found: Confusion) -> None:
    frame = found.extra["disagreements"]
    texts = {name: container.source(name).text for name in dict.fromkeys(frame["source"])}
    said = [
        texts[name][int(start) : int(end)]
        for name, start, end in zip(frame["source"], frame["start"], frame["end"], strict=True)
    ]
    words = tr("texte", "text")
    show(
        frame.assign(text=said),
        {"source": "source", "start": tr("début", "start"), "A": "A", "B": "B", "text": words},
        wide=words,
    )


@click.command(
    help=tr(
        "Ce qui n'est pas compté, et pourquoi : questions de l'enquête, apartés, en-têtes, sources sans cas ou non "
        "codées, avertissements de lecture, fichiers refusés à l'import ; avec un dossier, ce qui y serait refusé ou "
        "ignoré.",
        "What is not counted, and why: interviewer's turns, asides, headers, sources without a case or not coded, "
        "reading warnings, files refused on import; given a folder, those that would be refused or skipped.",
    ),
    epilog=example(
        "qualcoop exclusions etude.qualcoop --layer ref",
        "qualcoop exclusions etude.qualcoop entretiens/ --layer ref   # relit le dossier sans rien ajouter",
    ),
)
@study_argument
@click.argument("paths", metavar=tr("[CHEMIN…]", "[PATH…]"), nargs=-1)
@layer_option
@json_option
def exclusions(study: str, paths: tuple[str, ...], layer: str | None, as_json: bool) -> None:
    from qualcoop.analysis.exclusions import exclusions as left_out

    with opened(study) as container:
        bundle = container.bundle(layer)
        trail = container.trail(bundle.meta["layer"])
        found = left_out(bundle, trail)
        refused = _refused(container, paths, trail)
        lost = bundle.segments[~bundle.segments["id"].isin(bundle.counted["id"])]
    if as_json:
        echo_result(
            found,
            warnings=records(found.extra["warnings"]),
            files=[dict(zip(("file", "status", "date", "reason"), each, strict=True)) for each in refused],
            codings=records(lost),
        )
        return
    heads = {"case": tr("cas", "case"), "words": tr("mots", "words"), "codable": tr("comptés", "counted")}
    heads |= {
        "questions": "questions",
        "interviewer": tr("leurs mots", "their words"),
        "asides": tr("apartés", "asides"),
    }
    heads |= {"outside": tr("en-têtes", "headers"), "uncounted": tr("codages hors", "codings out")}
    show(found.frame, {**heads, "why": tr("hors tableaux", "out of tables")}, index="source")
    if len(lost):
        title(tr("Codages qui ne comptent pas", "Codings that do not count"))
        passages(lost)
    if trail.warnings:
        title(tr("Avertissements de lecture", "Reading warnings"))
        words = tr("avertissement", "warning")
        table(["source", words], trail.warnings)
    if refused:
        title(tr("Fichiers laissés de côté", "Files left aside"))
        table([tr("fichier", "file"), tr("état", "status"), tr("noté le", "noted on"), tr("raison", "reason")], refused)
    foot(found)


def _refused(container: Study, paths: tuple[str, ...], trail: Trail) -> list[tuple[str, str, str, str]]:
    """(file, status, day, reason): those that the journal tells of, then those of these folders, read again."""
    words = {"skipped": tr("ignoré", "skipped"), "refused": tr("refusé", "refused")}
    report = container.add([Path(path) for path in paths], dry_run=True) if paths else None
    again = [file for file in report.files if file.status in words] if report else []
    seen = {file.file for file in again}
    told = [(file, words["refused"], day, reason) for file, day, reason in trail.refused if file not in seen]
    days = {file: day for file, day, _ in trail.refused}
    return told + [(f.file, words[f.status], days.get(f.file, ""), f.reason or "") for f in again]


COMMANDS = {
    "concentration": concentration,
    "provenance": provenance,
    "agreement": agreement,
    "exclusions": exclusions,
}
