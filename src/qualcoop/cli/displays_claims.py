"""``claims`` and ``contrary``: what the study affirms, by rules written beforehand, and what speaks against it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcoop.cli.shown import foot, records, title
from qualcoop.cli.words import echo_json, example, json_option, layer_option, opened, study_argument, table
from qualcoop.errors import InputError
from qualcoop.language import tr
from qualcoop.model import KINDS

if TYPE_CHECKING:
    from qualcoop.analysis import Claims
    from qualcoop.exchange.claims import ClaimsFile
    from qualcoop.study import Study

NAMES = ("claims.yaml", "affirmations.yaml")
file_type = click.Path(path_type=Path)


@click.command(
    help=tr(
        "Juge les affirmations d'un fichier par leurs règles : tient, partagé, non étayé ou trop peu, passages pour "
        "et contre par matériau. Sans FICHIER : claims.yaml à côté de l'étude.",
        "Judge the claims of a file by their rules: holds, mixed, not supported or too little, passages for and "
        "against by material. Without FILE: claims.yaml beside the study.",
    ),
    epilog=example(
        "qualcoop claims etude.qualcoop claims.yaml",
        "qualcoop claims etude.qualcoop claims.yaml --quotes      # trois passages de chaque côté",
        "qualcoop claims etude.qualcoop claims.yaml --json",
    ),
)
@study_argument
@click.argument("file", metavar=tr("[FICHIER]", "[FILE]"), required=False, type=file_type)
@click.option("--claim", "chosen", multiple=True, help=tr("Seulement celle-ci.", "Only this one."))
@click.option("--quotes", is_flag=True, help=tr("Trois passages de chaque côté.", "Three passages each way."))
@layer_option
@json_option
def claims(
    study: str, file: Path | None, chosen: tuple[str, ...], quotes: bool, layer: str | None, as_json: bool
) -> None:
    from qualcoop.analysis import claims as judge

    with opened(study) as container:
        read = _read(container, study, file)
        asked = [read.claim(name) for name in chosen] if chosen else list(read.claims)
        found = judge(container.bundle(layer or read.layer), asked)
    if as_json:
        echo_json({**found.as_dict(), "claims": [_as_dict(found, claim.id, claim.kind) for claim in asked]})
        return
    _show(found, read.name)
    for claim in asked if quotes or chosen else ():
        _show_quotes(found, claim.id)
    foot(found)


@click.command(
    help=tr(
        "Les passages qui contredisent une affirmation, tous, par matériau.",
        "The passages that speak against a claim, all of them, by material.",
    ),
    epilog=example(
        "qualcoop contrary etude.qualcoop --claim H3",
        "qualcoop contrary etude.qualcoop --claim H3 --claims claims.yaml --json",
    ),
)
@study_argument
@click.option("--claim", required=True, help=tr("L'affirmation : H3…", "The claim: H3…"))
@click.option("--claims", "file", type=file_type, default=None, help=tr("Le fichier des affirmations.", "The file."))
@layer_option
@json_option
def contrary(study: str, claim: str, file: Path | None, layer: str | None, as_json: bool) -> None:
    from qualcoop.analysis import claims as judge

    with opened(study) as container:
        read = _read(container, study, file)
        asked = read.claim(claim)
        bundle = container.bundle(layer or read.layer)
        found = judge(bundle, [asked])
    against = found.quotes(claim, "against")
    against = against.assign(material=against["source"].map(bundle.sources["kind"]))
    if as_json:
        kept = ["material", "source", "start", "end", "speaker", "code", "phase", "quote", "id"]
        echo_json({**_as_dict(found, claim, asked.kind), "passages": records(against[kept]), **_context(found)})
        return
    click.echo(_headline(found, claim))
    for kind in KINDS:
        group = against[against["material"] == kind]
        if not len(group):
            continue
        title(_material(kind, len(group), group["source"].nunique()))
        table(
            ["source", "start", "speaker", "code", "quote"],
            group[["source", "start", "speaker", "code", "quote"]].itertuples(index=False, name=None),
            wide="quote",
        )
    if not len(against):
        title(_no_contrary(found, claim, bool(asked.opposing)))
    foot(found)


def _read(container: Study, study: str, file: Path | None) -> ClaimsFile:
    """The claims file given, the one beside the study, or that of the sample for a study of the same cases."""
    from qualcoop import shipped
    from qualcoop.exchange.claims import read_claims

    if file is not None:
        return read_claims(file)
    folder = Path(study).parent if "://" not in study else Path()
    beside = next((folder / name for name in NAMES if (folder / name).is_file()), None)
    if beside is not None:
        return read_claims(beside)
    try:
        sample = read_claims(shipped.path("corpus_sample/claims.yaml"))
    except FileNotFoundError:
        sample = None
    known = {case.id for case in container.cases()}
    if sample is not None and {"P1", "P1a", "P2"} <= known:
        return sample
    raise InputError(
        f"Pas de fichier d'affirmations à côté de l'étude ({NAMES[0]}) ; donnez-le : qualcoop claims {study} FICHIER.",
        f"No claims file beside the study ({NAMES[0]}); name it: qualcoop claims {study} FILE.",
    )


def _show(found: Claims, name: str) -> None:
    from qualcoop.analysis.claims import verdict_word

    frame = found.frame
    detail = tr("ce qui le dit", "what says so")
    click.echo(tr(f"Affirmations de {name}", f"Claims of {name}"))
    table(
        [
            "",
            tr("verdict", "verdict"),
            tr("pour", "for"),
            tr("contre", "against"),
            "sources",
            tr("mat.", "mat."),
            detail,
        ],
        (
            [
                id,
                verdict_word(row["verdict"]),
                row["for"],
                row["against"],
                row["sources"],
                row["materials"],
                row["detail"],
            ]
            for id, row in frame.iterrows()
        ),
        wide=detail,
    )


def _show_quotes(found: Claims, claim: str) -> None:
    title(_headline(found, claim))
    shown = found.extra["quotes"]
    for side, words in (("for", tr("pour", "for")), ("against", tr("contre", "against"))):
        lines = shown[(shown["claim"] == claim) & (shown["side"] == side)]
        for line in lines.itertuples(index=False):
            speaker = line.speaker if isinstance(line.speaker, str) else ""
            place = ", ".join(filter(None, [str(line.source), speaker, f"{line.start}–{line.end}"]))
            click.echo(f"  {words} · {line.code} · {place} : « {' '.join(str(line.quote).split())} »")


def _headline(found: Claims, claim: str) -> str:
    from qualcoop.analysis.claims import verdict_word

    row = found.frame.loc[claim]
    said = f"{claim} · {row['sentence']}\n  {verdict_word(str(row['verdict']))} — {row['detail']}"
    return f"{said}\n  " + tr(f"règle : {row['rule']}", f"rule: {row['rule']}")


def _no_contrary(found: Claims, claim: str, asked: bool) -> str:
    if found.frame.at[claim, "verdict"] == "stated":
        return tr("Un fait énoncé n'a pas de passage contraire.", "A stated fact has no contrary passage.")
    if not asked:
        return tr("Cette affirmation ne nomme aucun code contraire.", "This claim names no code against it.")
    return tr("Aucun passage contraire dans cette ligne.", "No contrary passage in this row.")


def _material(kind: str, many: int, sources: int) -> str:
    words = {
        "interview": tr("Entretiens", "Interviews"),
        "observation": tr("Observations", "Observations"),
        "document": tr("Documents", "Documents"),
    }
    passages = tr(f"{many} passage(s), {sources} source(s)", f"{many} passage(s), {sources} source(s)")
    return f"{words.get(kind, kind)} : {passages}"


def _as_dict(found: Claims, claim: str, kind: str) -> dict[str, Any]:
    """A claim with its figures, its passages by material and its three strongest quotes each way."""
    from qualcoop.analysis.result import jsonable

    line = {str(key): jsonable(value) for key, value in found.frame.loc[claim].items()}
    made: dict[str, Any] = {"id": claim, "kind": kind}
    made |= {key: line[key] for key in ("sentence", "row", "verdict", "detail", "rule", "sources", "share")}
    for side in ("for", "against"):
        materials, shown = found.extra["materials"], found.extra["quotes"]
        mine = materials[(materials["claim"] == claim) & (materials["side"] == side)]
        quotes = shown[(shown["claim"] == claim) & (shown["side"] == side)]
        made[side] = {
            "passages": line[side],
            "sources": line[f"src_{side}"],
            "materials": records(mine.drop(columns=["claim", "side"])),
            "quotes": records(quotes.drop(columns=["claim", "side"])),
        }
    return made


def _context(found: Claims) -> dict[str, Any]:
    return {"layer": found.context.get("layer"), "codebook_version": found.context.get("codebook_version")}


COMMANDS = {"claims": claims, "contrary": contrary}
