"""``balance``, ``cooccurrence``, ``actors``, ``triangulate``, ``phases``: the displays that compare cases."""

from __future__ import annotations

import click

from qualcoop.cli.heads import head
from qualcoop.cli.shown import (
    bundle_of,
    case_option,
    columns_option,
    echo_result,
    foot,
    kind_option,
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

_ROWS = ("case", "source", "material", "phase", "actor", "speaker")


@click.command(
    help=tr(
        "Leviers contre garde-fous, ligne par ligne : trois versions, étendue sans une source, contestés à part. "
        "Description, et non évaluation.",
        "Levers against guard-rails, row by row: three versions, the range without one source, contested passages "
        "apart. Description, not rating.",
    ),
    epilog=example(
        "qualcoop balance etude.qualcoop --layer ref",
        "qualcoop balance etude.qualcoop --layer ref --project P1   # P1 avec, puis sans son sous-projet",
        "qualcoop balance etude.qualcoop --layer ref --pairs --json",
    ),
)
@study_argument
@click.option("--rows", type=click.Choice(_ROWS), default="case", show_default=True)
@case_option
@kind_option
@click.option("--pairs", is_flag=True, help=tr("Aussi par famille et ses contraires.", "Also per family."))
@click.option("--least", default=10, show_default=True, help=tr("B vide sous ce nombre.", "B blank under."))
@layer_option
@pro_option
@json_option
def balance(
    study: str,
    rows: str,
    case: str | None,
    kind: str | None,
    pairs: bool,
    least: int,
    layer: str | None,
    with_pro: bool,
    as_json: bool,
) -> None:
    from dataclasses import replace

    from qualcoop.analysis import balance as balanced
    from qualcoop.output.names import row

    with opened(study) as container:
        bundle = bundle_of(container, layer, kind)
        found = balanced(bundle, rows, with_pro=with_pro, least=least)
        kept = rows_of(bundle, case)
    frame = found.frame.assign(agree=found.agree)
    by_pair = found.extra["pairs"]
    if kept is not None and rows == "case":
        frame, by_pair = frame[frame.index.isin(list(kept))], by_pair[by_pair["row"].isin(list(kept))]
    if as_json:
        echo_result(replace(found, frame=frame, extra={"pairs": by_pair}))
        return
    agreed = frame["agree"].map({True: tr("oui", "yes"), False: tr("non", "no")}).where(frame["B_seg"].notna())
    heads = {
        "L": "L",
        "G": "G",
        "contested": tr("contestés", "contested"),
        "B_seg": "B segments",
        "B_src": "B sources",
        "B_words": tr("B mots", "B words"),
        "low": tr("sans 1 source : de", "less 1 source: from"),
        "high": tr("à", "to"),
        "agree": tr("accord", "agree"),
    }
    show(frame.assign(agree=agreed).rename(index=row), heads, index=tr("ligne", "row"))
    if pairs:
        fr, en = "Par famille et ses contraires (paires à ne pas additionner)", "By family and its contraries"
        title(tr(fr, f"{en} (pairs do not add up)"))
        show(by_pair.assign(row=by_pair["row"].map(row)), {str(name): head(str(name)) for name in by_pair.columns})
    foot(found)


@click.command(
    help=tr(
        "Quels codes se rencontrent dans une même fenêtre de texte. Dans le tableau : n sous la diagonale, "
        "c (0 à 1) au-dessus, l'effectif du code sur elle.",
        "Which codes meet in the same window of text. In the table: n under the diagonal, c (0 to 1) above it, "
        "the code's own count on it.",
    ),
    epilog=example(
        "qualcoop cooccurrence etude.qualcoop --layer ref --pairs --case P1",
        "qualcoop cooccurrence etude.qualcoop --layer ref --window sentence --columns G2.1,G3.2,G3.3",
        "qualcoop cooccurrence etude.qualcoop --layer ref --quotes G2.1 G3.2",
    ),
)
@study_argument
@click.option(
    "--window",
    type=click.Choice(("overlap", "sentence", "turn", "within", "source")),
    default="turn",
    show_default=True,
    help=tr("Ce qui fait qu'on se rencontre.", "What meeting means."),
)
@click.option("--within", "k", default=1, show_default=True, help=tr("Phrases d'écart.", "Sentences apart."))
@click.option("--columns", default=None, help=tr("family, code, ou une liste ; sinon selon --pairs.", "family, code…"))
@click.option("--case", default=None, help=tr("Une ligne : P1, « P1 sans P1a »…", "One row: P1…"))
@click.option("--pairs", is_flag=True, help=tr("La liste des paires, la plus fréquente d'abord.", "The list of pairs."))
@click.option("--top", default=20, show_default=True, help=tr("Combien de paires.", "How many pairs."))
@click.option("--quotes", nargs=2, default=None, help=tr("Les passages de deux codes.", "Passages of two codes."))
@layer_option
@pro_option
@json_option
def cooccurrence(
    study: str,
    window: str,
    k: int,
    columns: str | None,
    case: str | None,
    pairs: bool,
    top: int,
    quotes: tuple[str, str] | None,
    layer: str | None,
    with_pro: bool,
    as_json: bool,
) -> None:
    from qualcoop.analysis import cooccurrence as met

    chosen = columns or ("code" if pairs else "family")
    with opened(study) as container:
        bundle = container.bundle(layer)
        asked = list(quotes) if quotes else listed(chosen)
        found = met(bundle, asked, window, k=k, case=case, with_pro=with_pro)
        lines = found.quotes(*quotes) if quotes else None
    if as_json:
        echo_result(found, quotes=None if lines is None else records(lines))
        return
    if lines is not None:
        passages(lines, ("unit", "source", "start", "speaker", "code"))
    elif pairs:
        names = "one two n_one n_two n_both c p_two_given_one p_one_given_two lift siblings uneven".split()
        show(found.extra["pairs"].head(top), {name: head(name) for name in names})
    else:
        n, c = found.frame.to_numpy(), found.extra["c"].to_numpy()
        ids = [str(name) for name in found.frame.columns]
        table(["", *ids], ([name, *(n[i, : i + 1]), *(c[i, i + 1 :])] for i, name in enumerate(ids)))
    foot(found)


@click.command(
    help=tr(
        "Ce qui est dit par type d'acteur. Un chiffre porté par moins de trois personnes est retenu (•).",
        "What is said by type of actor. A figure that fewer than three people carry is withheld (•).",
    ),
    epilog=example(
        "qualcoop actors etude.qualcoop --layer ref",
        "qualcoop actors etude.qualcoop --layer ref --columns L3.1,G4.3 --measure seg --least 0",
    ),
)
@study_argument
@columns_option()
@click.option("--measure", default="per_1k", show_default=True, help=tr("Mesure.", "Measure."))
@click.option("--least", default=3, show_default=True, help=tr("0 : ne rien retenir.", "0: withhold nothing."))
@layer_option
@pro_option
@json_option
def actors(
    study: str, columns: str, measure: str, least: int, layer: str | None, with_pro: bool, as_json: bool
) -> None:
    from qualcoop.analysis import actors as by_actor

    with opened(study) as container:
        found = by_actor(
            container.bundle(layer), listed(columns), measure, with_pro=with_pro, least=least if least > 0 else None
        )
    if as_json:
        echo_result(found)
        return
    withheld = found.extra["withheld"].to_numpy()
    figures = found.frame.to_numpy()
    table(
        [tr("acteur", "actor"), *found.frame.columns],
        (
            [name, *("•" if hidden else value for value, hidden in zip(row, hide, strict=True))]
            for name, row, hide in zip(found.frame.index, figures, withheld, strict=True)
        ),
    )
    title(tr("Qui parle (double : personnes de plusieurs types)", "Who speaks (double: people of several types)"))
    heads = {"speakers": tr("personnes", "people"), "double": "double", "sources": "sources"}
    show(found.extra["rows"], {**heads, "words": tr("mots", "words")}, index=tr("acteur", "actor"))
    foot(found)


@click.command(
    help=tr(
        "Quels matériaux (E entretien, O observation, D document) attestent chaque code, cas par cas.",
        "Which materials (E interview, O observation, D document) evidence each code, case by case.",
    ),
    epilog=example(
        "qualcoop triangulate etude.qualcoop --layer ref --project P1",
        "qualcoop triangulate etude.qualcoop --layer ref --columns code",
    ),
)
@study_argument
@case_option
@columns_option()
@click.option("--all", "every", is_flag=True, help=tr("Aussi les codes jamais attestés.", "Also codes never met."))
@layer_option
@pro_option
@json_option
def triangulate(
    study: str, case: str | None, columns: str, every: bool, layer: str | None, with_pro: bool, as_json: bool
) -> None:
    from dataclasses import replace

    from qualcoop.analysis import materials
    from qualcoop.output.names import kind, row

    with opened(study) as container:
        bundle = container.bundle(layer)
        found = materials(bundle, listed(columns), with_pro=with_pro)
        kept = rows_of(bundle, case)
    if kept is not None:
        found = replace(found, frame=found.frame[[name for name in found.frame.columns if name in kept]])
    if as_json:
        echo_result(found)
        return
    frame = found.frame
    shown = frame if every else frame[(frame.fillna("").map(len) > 0).any(axis=1)]
    show(shown.rename(columns=row), index="code")
    coded = found.extra["coded"]["materials"]
    listing = ", ".join(f"{row(name)} {coded[name] or '–'}" for name in frame.columns)
    title(tr(f"Matériaux codés : {listing}.", f"Coded materials: {listing}."))
    rates = found.extra["per_1k"].rename(index=kind)
    show(rates, index=tr("pour 1 000 mots", "per 1,000 words"))
    foot(found)


@click.command(
    help=tr(
        "Les codes période par période, selon l'horloge choisie : période dont parle le passage, ou date de la source.",
        "Codes period by period, by the clock chosen: the period spoken of, or the source's date.",
    ),
    epilog=example(
        "qualcoop phases etude.qualcoop --layer ref --project P1",
        "qualcoop phases etude.qualcoop --layer ref --clock source --columns G3.3,G2.1",
    ),
)
@study_argument
@click.option(
    "--clock",
    type=click.Choice(("spoken", "source")),
    default="spoken",
    show_default=True,
    help=tr("Période dite, ou date de la source.", "Period spoken of, or the source's date."),
)
@case_option
@columns_option()
@layer_option
@pro_option
@json_option
def phases(
    study: str, clock: str, case: str | None, columns: str, layer: str | None, with_pro: bool, as_json: bool
) -> None:
    from dataclasses import replace

    from qualcoop.analysis import phases as over_time
    from qualcoop.output.names import row

    with opened(study) as container:
        bundle = container.bundle(layer)
        found = over_time(bundle, listed(columns), clock, with_pro=with_pro)
        kept = rows_of(bundle, case)
    frame, continuity = found.frame, found.extra["continuity"]
    if kept is not None:
        frame, continuity = frame[frame["row"].isin(list(kept))], continuity[continuity["row"].isin(list(kept))]
    if as_json:
        echo_result(replace(found, frame=frame, extra={"continuity": continuity}))
        return
    heads = {str(name): str(name) for name in frame.columns}
    heads |= {"row": tr("ligne", "row"), "phase": tr("période", "period"), "G_share": "G/(L+G)"}
    show(frame.assign(row=frame["row"].map(row)), heads)
    if len(continuity):
        title(tr("Continuité des processus", "Continuity of processes"))
        words = {"row": tr("ligne", "row"), "process": tr("processus", "process")}
        words |= {"evidenced": tr("périodes avec", "periods with"), "documented": tr("documentées", "documented")}
        show(continuity.assign(row=continuity["row"].map(row)), {**words, "continuity": tr("continuité", "continuity")})
    foot(found)


COMMANDS = {
    "balance": balance,
    "cooccurrence": cooccurrence,
    "actors": actors,
    "triangulate": triangulate,
    "phases": phases,
}
