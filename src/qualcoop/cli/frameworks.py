"""``qualcoop framework``: the framework matrix out to Excel, the researcher's summaries in again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcoop.cli.shown import Command, columns_option, echo_result, foot, listed, pro_option, show, title
from qualcoop.cli.words import example, json_option, layer_option, opened, study_argument
from qualcoop.errors import ConflictError, InputError
from qualcoop.language import tr

if TYPE_CHECKING:
    from qualcoop.analysis.framework import Framework
    from qualcoop.output.summaries import SummariesFile

NAME = "cadre.yaml"
file_type = click.Path(path_type=Path)


def _summaries_option() -> Callable[[Command], Command]:
    return click.option(
        "--summaries",
        type=file_type,
        default=None,
        help=tr(f"Fichier des résumés ({NAME} à côté de l'étude).", f"File of summaries ({NAME} beside the study)."),
    )


rows_option = click.option(
    "--rows",
    type=click.Choice(("case", "source", "person")),
    default=None,
    help=tr("Lignes : cas, source ou personne (case).", "Rows: case, source or person (case)."),
)


@click.group(
    help=tr(
        "Le cadre d'analyse (Ritchie et Spencer) : l'outil donne les cases et les passages, vous écrivez les résumés. "
        "Ils sont gardés dans cadre.yaml et jamais écrasés.",
        "The framework matrix (Ritchie and Spencer): the tool gives cells and passages, you write the summaries. They "
        "are kept in cadre.yaml and never overwritten.",
    ),
    epilog=example(
        "qualcoop framework export etude.qualcoop cadre.xlsx --layer ref",
        "qualcoop framework import etude.qualcoop cadre.xlsx",
        "qualcoop framework show etude.qualcoop --layer ref",
    ),
)
def framework() -> None:
    """The group of the framework's commands."""


@framework.command(
    help=tr(
        "Écrit le classeur à remplir : une feuille par groupe de codes. Un classeur qui porte des résumés pas encore "
        "repris n'est pas écrasé.",
        "Write the workbook to fill in: a sheet per group of codes. A workbook with summaries not yet taken over is "
        "not overwritten.",
    ),
    epilog=example(
        "qualcoop framework export etude.qualcoop cadre.xlsx --layer ref",
        "qualcoop framework export etude.qualcoop temps.xlsx --layer ref --columns G3.1,G3.2,G3.3 --rows source "
        "--summaries temps.yaml",
    ),
)
@study_argument
@click.argument("out", metavar=tr("SORTIE.xlsx", "OUT.xlsx"), type=file_type)
@rows_option
@columns_option()
@_summaries_option()
@layer_option
@pro_option
def export(
    study: str,
    out: Path,
    rows: str | None,
    columns: str,
    summaries: Path | None,
    layer: str | None,
    with_pro: bool,
) -> None:
    from qualcoop.output.framework import write

    found, _, name = _found(study, summaries, layer, rows, columns, with_pro)
    _refuse_unread(out, found, name)
    sheets = write(out, found)
    click.echo(tr(f"{out} : {', '.join(sheets)}.", f"{out}: {', '.join(sheets)}."))
    click.echo(found.notes[0])


@framework.command(
    "import",
    help=tr(
        "Reprend les résumés d'un classeur rempli, après avoir vérifié chaque clef ; rien n'est repris à moitié.",
        "Take over the summaries of a filled workbook after checking every key; nothing is taken over by half.",
    ),
    epilog=example("qualcoop framework import etude.qualcoop cadre.xlsx"),
)
@study_argument
@click.argument("file", metavar=tr("CLASSEUR.xlsx", "WORKBOOK.xlsx"), type=file_type)
@click.option(
    "--erase", is_flag=True, help=tr("Une case vidée efface son résumé.", "An emptied cell erases its summary.")
)
@_summaries_option()
def import_(study: str, file: Path, erase: bool, summaries: Path | None) -> None:
    from qualcoop.analysis.summaries import merged
    from qualcoop.output.framework_reading import read
    from qualcoop.output.summaries import SummariesFile, read_summaries, write_summaries

    place = _place(study, summaries)
    stored, given = read_summaries(place), read(file)
    _refuse_other(stored, given.layer, given.rows, place)
    done = merged(stored.summaries, given.cells, erase=erase)
    write_summaries(place, SummariesFile(given.layer, given.rows, done.summaries))
    for note in given.notes:
        click.echo(note)
    if done.blank:
        named = ", ".join(" × ".join(key) for key in done.blank[:5])
        click.echo(
            tr(
                f"{len(done.blank)} case(s) vidée(s) dans le classeur, résumé gardé ({named}) ; --erase l'efface.",
                f"{len(done.blank)} cell(s) emptied in the workbook, summary kept ({named}); --erase to erase it.",
            )
        )
    click.echo(
        tr(
            f"{place} : {len(done.summaries)} résumés, dont {len(done.written)} nouveaux ou changés, "
            f"{len(done.reread)} relus, {len(done.erased)} effacés.",
            f"{place}: {len(done.summaries)} summaries, {len(done.written)} new or changed, {len(done.reread)} read "
            f"again, {len(done.erased)} erased.",
        )
    )


@framework.command(
    "show",
    help=tr("Montre l'état de chaque case, et l'avancement.", "Show the state of each cell, and the completion."),
    epilog=example(
        "qualcoop framework show etude.qualcoop --layer ref",
        "qualcoop framework show etude.qualcoop --layer ref --cell P1 G3   # le résumé et ses passages",
    ),
)
@study_argument
@click.option("--cell", nargs=2, default=None, help=tr("Un cas et un code.", "A case and a code."))
@rows_option
@columns_option()
@_summaries_option()
@layer_option
@pro_option
@json_option
def show_(
    study: str,
    cell: tuple[str, str] | None,
    rows: str | None,
    columns: str,
    summaries: Path | None,
    layer: str | None,
    with_pro: bool,
    as_json: bool,
) -> None:
    from qualcoop.output.names import row

    found, _, _ = _found(study, summaries, layer, rows, columns, with_pro)
    if as_json:
        echo_result(found)
        return
    if cell is not None:
        _show_cell(found, *cell)
        return
    signs = {"empty": "○", "drafted": "●", "stale": "◐", "": "·"}
    show(found.extra["states"].map(signs.get).rename(index=row), index=tr("ligne", "row"))
    title(tr("○ à écrire   ● écrit   ◐ à relire   · rien", "○ to be written   ● drafted   ◐ stale   · nothing"))
    foot(found)


def _show_cell(found: Framework, case: str, code: str) -> None:
    from qualcoop.analysis.framework import state_word
    from qualcoop.output.names import row

    cell = found.cell(case, code)
    click.echo(f"{row(cell.case)} × {cell.code} [{state_word(cell.state)}] {cell.pointers}")
    click.echo(cell.text or tr("(pas de résumé)", "(no summary)"))
    for extract in cell.extracts:
        click.echo(f"  {extract.pointer} · {extract.codes} · « {' '.join(extract.quote.split())} »")


def _found(
    study: str, summaries: Path | None, layer: str | None, rows: str | None, columns: str, with_pro: bool
) -> tuple[Framework, SummariesFile, Path]:
    """The framework of a study with the summaries of its file, which must be of the same layer and rows."""
    from qualcoop.analysis.framework import framework as made
    from qualcoop.output.summaries import read_summaries

    place = _place(study, summaries)
    stored = read_summaries(place)
    with opened(study) as container:
        bundle = container.bundle(layer or stored.layer)
    kind = rows or stored.rows or "case"
    _refuse_other(stored, str(bundle.meta["layer"]), kind, place)
    return made(bundle, stored.summaries, kind, listed(columns), with_pro=with_pro), stored, place


def _place(study: str, summaries: Path | None) -> Path:
    if summaries is not None:
        return summaries
    if "://" in study:
        raise InputError(
            "L'étude est dans une base de données : dites où sont les résumés (--summaries cadre.yaml).",
            "The study is in a database: say where the summaries are (--summaries cadre.yaml).",
        )
    return Path(study).parent / NAME


def _refuse_other(stored: SummariesFile, layer: str, rows: str, place: Path) -> None:
    """One file of summaries is about one layer and one kind of rows: another needs a file of its own."""
    for here, asked in ((stored.layer, layer), (stored.rows, rows)):
        if stored.summaries and here and here != asked:
            raise ConflictError(
                f"{place.name} résume « {here} », non « {asked} » ; donnez un autre fichier (--summaries).",
                f"{place.name} sums up '{here}', not '{asked}'; name another file (--summaries).",
            )


def _refuse_unread(out: Path, found: Framework, place: Path) -> None:
    """A workbook that holds summaries which the file of summaries does not have is somebody's work."""
    from qualcoop.analysis.summaries import tidy
    from qualcoop.output.framework_reading import read

    if not out.exists():
        return
    kept: dict[Any, str] = {key: cell.text for key, cell in found.cells.items()}
    kept |= {summary.key: summary.text for summary in found.orphans}
    unread = [cell.key for cell in read(out).cells if tidy(cell.text) not in ("", kept.get(cell.key, ""))]
    if unread:
        named = ", ".join(" × ".join(key) for key in unread[:5])
        raise ConflictError(
            f"{out.name} porte {len(unread)} résumé(s) absent(s) de {place.name} ({named}) : reprenez-les d'abord "
            "(qualcoop framework import), ou donnez un autre nom.",
            f"{out.name} holds {len(unread)} summary(ies) that {place.name} does not have ({named}): take them over "
            "first (qualcoop framework import), or give another name.",
        )


COMMANDS = {"framework": framework}
