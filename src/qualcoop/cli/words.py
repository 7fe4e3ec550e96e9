"""What every command shares: options, tables for the terminal, JSON, progress bars."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcoop.errors import StoreError
from qualcoop.language import language, tr

if TYPE_CHECKING:
    from qualcoop.analysis.claim_data import Claim
    from qualcoop.study import Study

Progress = Callable[[int, int, str], None]

study_argument = click.argument("study", metavar=tr("ETUDE", "STUDY"))
json_option = click.option(
    "--json", "as_json", is_flag=True, help=tr("Écrit du JSON, pour un script.", "Write JSON, for a script.")
)
layer_option = click.option(
    "--layer",
    default=None,
    help=tr("Couche : le codage de qui (s'il y en a plusieurs).", "Layer: whose coding (where there are several)."),
)


coders_option = click.option(
    "--coders", nargs=2, default=None, help=tr("Deux couches, pour leur accord.", "Two layers, for their agreement.")
)
claims_option = click.option(
    "--claims",
    type=click.Path(path_type=Path),
    default=None,
    help=tr("Fichier d'affirmations à juger.", "A file of claims to judge."),
)


def claims_of(path: Path | None) -> tuple[Claim, ...]:
    """The claims of a file; none without a file."""
    from qualcoop.exchange.claims import read_claims

    return read_claims(path).claims if path is not None else ()


def example(*lines: str) -> str:
    """The example that ends a command's help; click keeps these lines as they are."""
    title = tr("Exemple :", "Example:")
    return "\b\n" + "\n".join([title, *(f"  {line}" for line in lines)])


@contextmanager
def opened(path: str) -> Iterator[Study]:
    """The study at `path` (a file or a database URL), closed afterwards."""
    from qualcoop.study import Study

    if "://" not in path and not Path(path).exists():
        raise StoreError(
            f"{path} : il n'y a pas d'étude à cet endroit ; créez-la avec « qualcoop new {path} ».",
            f"{path}: there is no study here; create it with 'qualcoop new {path}'.",
        )
    with Study.open(path) as study:
        yield study


def many(count: int, word: str) -> str:
    """``1 source``, ``2 sources``: 0 is singular in French and plural in English."""
    one = count <= 1 if language() == "fr" else count == 1
    return f"{count} {word}" if one else f"{count} {word}s"


def echo_json(value: Any) -> None:
    """Write `value` as JSON, accents kept; floats that are no number become null."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False))


@contextmanager
def progress(label: str) -> Iterator[Progress | None]:
    """A progress bar on the error stream for long work; None when nobody is looking (a pipe)."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr, show_pos=True) as bar:

        def report(done: int, total: int, name: str) -> None:  # noqa: ARG001 - one signature for all
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield report


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]], wide: str | None = None) -> None:
    """Print rows under aligned column names; numbers to the right, `wide` cut to fit the terminal."""
    body = [[_shown(value) for value in row] for row in rows]
    numeric = [all(_is_number(row[i]) for row in body) and bool(body) for i in range(len(columns))]
    widths = [max([len(name), *(len(row[i]) for row in body)]) for i, name in enumerate(columns)]
    if wide in columns:
        at = columns.index(wide)
        room = shutil.get_terminal_size((110, 24)).columns - sum(widths) - 2 * len(widths) + widths[at]
        widths[at] = max(min(widths[at], room), 20)
    for row in [list(columns), *body]:
        cells = [
            _cut(cell, width).rjust(width) if right else _cut(cell, width).ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        ]
        click.echo("  ".join(cells).rstrip())


def _shown(value: Any) -> str:
    if value is None or value != value:  # NaN is not itself
        return "·"
    if isinstance(value, bool) or type(value).__name__ == "bool_":  # numpy's own, told apart without loading it
        return tr("oui", "yes") if value else ""
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else f"{value:.2f}"
    return " ".join(str(value).split())


def _is_number(cell: str) -> bool:
    return cell in ("·", "") or cell.replace(".", "", 1).lstrip("-").isdigit()


def _cut(cell: str, width: int) -> str:
    return cell if len(cell) <= width else cell[: width - 1] + "…"
