"""``saturation``, ``drift``, ``uncoded``: how reading and coding went on, and what they left."""

from __future__ import annotations

import click

from qualcoop.cli.shown import columns_option, echo_result, foot, listed, pro_option, show, title
from qualcoop.cli.words import example, json_option, layer_option, opened, study_argument, table
from qualcoop.language import tr


@click.command(
    help=tr(
        "Source après source, les codes de la grille attestés pour la première fois, et le rang où presque rien de "
        "neuf n'arrive (Guest, Namey et Chen 2020). Par cas, jamais tout mêlé.",
        "Source after source, the codes first evidenced, and where almost nothing new comes (Guest, Namey and Chen "
        "2020). Per case, never all mixed.",
    ),
    epilog=example(
        "qualcoop saturation etude.qualcoop --layer ref --case P1",
        "qualcoop saturation etude.qualcoop --layer ref --case P2 --base 4 --run 2 --threshold 0",
    ),
)
@study_argument
@click.option("--case", default=None, help=tr("Un cas : P1, P2… (tout, sinon).", "A case: P1, P2… (else all)."))
@click.option("--base", default=4, show_default=True, help=tr("Sources de la base.", "Sources of the base."))
@click.option("--run", default=2, show_default=True, help=tr("Sources d'une suite.", "Sources of a run."))
@click.option("--threshold", default=0.05, show_default=True, help=tr("Seuil de nouveauté.", "Share of new codes."))
@click.option("--orders", default=1000, show_default=True, help=tr("Ordres tirés au sort.", "Random orders."))
@layer_option
@pro_option
@json_option
def saturation(
    study: str,
    case: str | None,
    base: int,
    run: int,
    threshold: float,
    orders: int,
    layer: str | None,
    with_pro: bool,
    as_json: bool,
) -> None:
    from qualcoop.analysis import saturation as saturated

    with opened(study) as container:
        found = saturated(
            container.bundle(layer),
            case=case,
            with_pro=with_pro,
            base=base,
            run=run,
            threshold=threshold,
            orders=orders,
        )
    if as_json:
        echo_result(found)
        return
    heads = {
        "source": "source",
        "date": "date",
        "S": "S(k)",
        "low": "5 %",
        "median": tr("médiane", "median"),
        "high": "95 %",
        "new_share": tr("part de neufs", "share of new"),
        "new": tr("codes vus pour la première fois", "codes first seen"),
    }
    show(found.frame, heads, index="k", wide=heads["new"])
    foot(found)


@click.command(
    help=tr(
        "Le codage a-t-il changé en cours de route ? Les sources dans l'ordre où elles furent codées (le journal "
        "le dit), la première moitié contre la seconde.",
        "Did coding change as it went on? The sources in the order they were coded (as the journal says), the first "
        "half against the second.",
    ),
    epilog=example(
        "qualcoop drift etude.qualcoop --layer ref",
        "qualcoop drift etude.qualcoop --layer A --order E01,E06,E03,E09",
    ),
)
@study_argument
@click.option("--order", default=None, help=tr("Sources dans l'ordre du codage.", "Sources in order of coding."))
@columns_option()
@layer_option
@json_option
def drift(study: str, order: str | None, columns: str, layer: str | None, as_json: bool) -> None:
    from qualcoop.analysis import drift as drifted

    with opened(study) as container:
        bundle = container.bundle(layer)
        names = [name.strip() for name in order.split(",")] if order else None
        found = drifted(bundle, names, listed(columns), trail=container.trail(bundle.meta["layer"]))
    if as_json:
        echo_result(found)
        return
    heads = {
        "place": tr("rang", "place"),
        "words": tr("mots", "words"),
        "seg": "segments",
        "per_1k": tr("pour 1 000 mots", "per 1,000 words"),
        "span": tr("mots par passage", "words per passage"),
        "codes": tr("codes différents", "different codes"),
    }
    show(found.frame, heads, index="source")
    title(tr("Première moitié contre seconde, pour 1 000 mots", "First half against second, per 1,000 words"))
    halves = {"first": "1", "second": "2", "difference": tr("différence", "difference")}
    show(found.extra["halves"], {**halves, "first_seg": "n 1", "second_seg": "n 2"}, index="code")
    foot(found)


@click.command(
    help=tr(
        "Ce qui est resté sans code, source par source, et la plus longue plage de chacune.",
        "What was left without a code, source by source, and the longest stretch of each.",
    ),
    epilog=example(
        "qualcoop uncoded etude.qualcoop --layer ref",
        "qualcoop uncoded etude.qualcoop --layer ref --source E12   # toutes les plages, à relire",
    ),
)
@study_argument
@click.option("--source", default=None, help=tr("Les plages d'une source, texte compris.", "One source's stretches."))
@layer_option
@json_option
def uncoded(study: str, source: str | None, layer: str | None, as_json: bool) -> None:
    from qualcoop.analysis import uncoded as left_uncoded

    with opened(study) as container:
        found = left_uncoded(container.bundle(layer))
        chosen = found.frame.dropna(subset=["longest_start"])
        if source is not None:
            container.source(source)  # an unknown one is said
        spans = {
            str(name): (int(row["longest_start"]), int(row["longest_end"]))
            for name, row in chosen.iterrows()
            if source is None
        }
        texts = {name: container.source(name).text[slice(*span)] for name, span in spans.items()}
        pieces = found.extra["stretches"]
        pieces = pieces[pieces["source"] == source] if source is not None else pieces
        whole = container.source(source).text if source is not None else ""
    if as_json:
        echo_result(found)
        return
    if source is not None:
        text = [whole[start:end] for start, end in zip(pieces["start"], pieces["end"], strict=True)]
        shown = pieces.assign(text=text)[["start", "end", "words", "text"]]
        table(
            [tr("début", "start"), tr("fin", "end"), tr("mots", "words"), tr("texte sans code", "text without code")],
            shown.itertuples(index=False, name=None),
            wide=tr("texte sans code", "text without code"),
        )
    else:
        heads = {"case": tr("cas", "case"), "words": tr("mots", "words"), "uncoded_words": tr("sans code", "uncoded")}
        heads |= {"uncoded_share": tr("part", "share"), "longest_words": tr("plus longue", "longest")}
        begins = tr("elle commence par", "it begins with")
        frame = found.frame.assign(begins=[texts.get(str(name), "").strip() for name in found.frame.index])
        show(frame, {**heads, "begins": begins}, index="source", wide=begins)
    foot(found)


COMMANDS = {"saturation": saturation, "drift": drift, "uncoded": uncoded}
