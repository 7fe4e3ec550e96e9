"""What the commands of the displays share: options, a result as a table, its notes, the same as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from qualcoop.cli.heads import head
from qualcoop.cli.heads import heads as heads_of
from qualcoop.cli.words import echo_json, table
from qualcoop.language import tr
from qualcoop.model import KINDS

if TYPE_CHECKING:
    import pandas as pd

    from qualcoop.analysis import Bundle, Result
    from qualcoop.study import Study

Command = TypeVar("Command", bound=Callable[..., Any])

pro_option = click.option(
    "--with-pro",
    is_flag=True,
    help=tr("Avec les professionnels, à part sinon.", "With the professionals too."),
)
kind_option = click.option(
    "--kind", type=click.Choice(KINDS), default=None, help=tr("Seulement ce matériau.", "Only this material.")
)
case_option = click.option(
    "--case",
    "--project",
    "case",
    default=None,
    help=tr("Seulement ce cas et ses sous-cas.", "Only this case and its sub-cases."),
)


def columns_option(default: str = "family") -> Callable[[Command], Command]:
    """``--columns``: a kind of columns, or codes separated by commas."""
    return click.option(
        "--columns",
        default=default,
        show_default=True,
        help=tr("family, group, top, code, ou L3,L3.1…", "family, group, top, code, or L3,L3.1…"),
    )


def listed(columns: str) -> str | list[str]:
    """What ``--columns`` says: a kind, one code, or a list of codes."""
    if "," not in columns:
        return columns
    return [name for name in (part.strip() for part in columns.split(",")) if name]


def bundle_of(study: Study, layer: str | None, kind: str | None = None) -> Bundle:
    """The frames of a layer, of one material or of all."""
    bundle = study.bundle(layer)
    return bundle.filter(kind=kind) if kind else bundle


def rows_of(bundle: Bundle, case: str | None) -> set[str] | None:
    """The rows of display 1 that a case asks for: itself, with and without its sub-cases, each of those."""
    if case is None:
        return None
    under = bundle.subcases(case)
    return {*under, *(f"{name} without {child}" for name in under for child in _joined(bundle, name))}


def _joined(bundle: Bundle, name: str) -> Iterable[str]:
    children = [child for child in bundle.subcases(name) if bundle.parents.get(child) == name]
    return [", ".join(children)] if children else []


def echo_result(found: Result, **more: Any) -> None:
    """The display as JSON, with one record per line of its table besides."""
    from qualcoop.analysis.result import jsonable

    echo_json({**found.as_dict(), **jsonable(more), "records": records(found.frame)})


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The lines of a frame, each with its index, as plain values."""
    from qualcoop.analysis.result import jsonable

    # The index of periods is called as one of their columns, which says the same.
    named = frame.reset_index() if frame.index.name and frame.index.name not in frame.columns else frame
    columns = [str(name) for name in named.columns]
    return [
        {name: jsonable(value) for name, value in zip(columns, row, strict=True)}
        for row in named.itertuples(index=False, name=None)
    ]


def show(
    frame: pd.DataFrame, heads: Mapping[str, str] | None = None, *, index: str | None = None, wide: str | None = None
) -> None:
    """Print a frame: the columns of `heads` under its words (all of them without), the index first where named."""
    names = list(heads) if heads is not None else [str(name) for name in frame.columns]
    words = [heads[name] for name in names] if heads is not None else list(names)
    values = frame[names].itertuples(index=False, name=None)
    if index is None:
        table(words, values, wide=wide)
        return
    table([index, *words], ([label, *row] for label, row in zip(frame.index, values, strict=True)), wide=wide)


def foot(found: Result, more: Sequence[str] = ()) -> None:
    """Print the notes of a display, then what it was made from."""
    for note in (*more, *found.notes):
        click.echo(note)
    context = found.context
    layers = " · ".join(context.get("layers") or [str(context.get("layer"))])
    parts = [
        tr(f"Couche {layers}", f"Layer {layers}"),
        tr("grille ", "codebook ") + f"{context.get('codebook_id')} {context.get('codebook_version')}",
    ]
    if context.get("filter"):
        parts.append(tr(f"filtre : {context['filter']}", f"filter: {context['filter']}"))
    click.echo(" · ".join(parts))


def title(text: str) -> None:
    """A line between two tables."""
    click.echo()
    click.echo(text)


def passages(frame: pd.DataFrame, columns: Sequence[str] = ("source", "start", "end", "speaker", "code")) -> None:
    """Print passages, the quote last and cut to the terminal."""
    names = [*columns, "quote"]
    table(heads_of(names), frame[names].itertuples(index=False, name=None), wide=head("quote"))
