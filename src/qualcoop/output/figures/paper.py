"""The paper that figures are drawn on: colours that print in grey, saved with the same bytes each time."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from qualcoop.errors import InputError
from qualcoop.language import tr
from qualcoop.output import package
from qualcoop.output.safe import clean

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# The workbook's hues; each darkens steadily, so that a grey print keeps the order.
DARK = {"L": "#1F4E79", "G": "#9C3D0C", "T": "#5B3A86", "C": "#4D4D4D", "": "#2F3B45"}
MIDDLE = {"L": "#3F83C0", "G": "#E07B39", "T": "#8E6BBF", "C": "#8C8C8C", "": "#7F8C95"}
INK, SOFT, RULE = "#1D2429", "#66727B", "#C9D1D6"

FORMATS = ("svg", "png", "pdf")

# Text stays text in SVG and PDF (it can be searched and edited); the salt makes the ids of an SVG the same.
SETTINGS: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.color": INK,
    "axes.edgecolor": RULE,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": SOFT,
    "ytick.color": INK,
    "xtick.labelcolor": INK,
    "hatch.linewidth": 0.6,
    "svg.hashsalt": "qualcoop",
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
    "text.parse_math": False,
    "path.simplify": False,
}


@contextmanager
def settings() -> Iterator[None]:
    """matplotlib with these settings and no others; what the user has set comes back afterwards."""
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(SETTINGS)  # type: ignore[arg-type]
        yield


def sheet(width: float, height: float) -> Figure:
    """An empty figure of so many inches, outside pyplot: nothing global opens it, shows it or closes it."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    class Sheet(Figure):
        """A figure that a notebook shows by itself, without pyplot or %matplotlib."""

        def _repr_png_(self) -> bytes:
            return png(self)

    figure = Sheet(figsize=(width, height), dpi=120, facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def png(figure: Figure) -> bytes:
    """The figure as PNG bytes, the same each time."""
    buffer = io.BytesIO()
    with settings():
        figure.savefig(buffer, format="png", dpi=150, metadata={"Software": None})
    return buffer.getvalue()


def title(figure: Figure, text: str, under: str = "") -> None:
    """The title at the top left, and a line in grey under it."""
    height = figure.get_figheight()
    figure.text(0.15 / figure.get_figwidth(), 1 - 0.12 / height, clean(text), va="top", size=12, weight="bold")
    figure.text(0.15 / figure.get_figwidth(), 1 - 0.38 / height, clean(under), va="top", size=8.5, color=SOFT)


def footnote(figure: Figure, text: str) -> None:
    """A line in grey at the bottom."""
    figure.text(
        0.15 / figure.get_figwidth(), 0.1 / figure.get_figheight(), clean(text), va="bottom", size=7.5, color=SOFT
    )


def frame(figure: Figure, left: float, right: float, top: float, bottom: float) -> Axes:
    """Axes whose margins are given in inches."""
    width, height = figure.get_figwidth(), figure.get_figheight()
    return figure.add_axes((left / width, bottom / height, 1 - (left + right) / width, 1 - (top + bottom) / height))


def save(figure: Figure, path: str | Path) -> Path:
    """Write a figure as SVG, PNG or PDF, by the path's ending; the same figure gives the same bytes.

    Raises InputError for another ending, StoreError where the file cannot be written.
    """
    target = Path(path)
    kind = target.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise InputError(
            f"{target} : une figure s'écrit en .svg, .png ou .pdf.",
            f"{target}: a figure is written as .svg, .png or .pdf.",
        )
    undated: dict[str, dict[str, Any]] = {
        "svg": {"Date": None, "Creator": "qualcoop"},
        "png": {"Software": None},
        "pdf": {"CreationDate": None, "Creator": "qualcoop", "Producer": None},
    }

    def write(file: IO[bytes]) -> None:
        with settings():
            figure.savefig(file, format=kind, dpi=150, metadata=undated[kind])

    package.replace_file(target, write)
    return target


def provenance(context: dict[str, Any]) -> str:
    """Layer, codebook and filter of a result in one line."""
    return " · ".join(
        (
            tr(f"couche {context.get('layer') or '?'}", f"layer {context.get('layer') or '?'}"),
            tr("grille ", "codebook ")
            + f"{context.get('codebook_id') or '?'} {context.get('codebook_version') or ''}".strip(),
            tr(f"filtre : {context.get('filter') or 'aucun'}", f"filter: {context.get('filter') or 'none'}"),
        )
    )


def ink_on(face: Sequence[float]) -> str:
    """White or ink, whichever contrasts more with a colour (relative luminance, WCAG 2.1)."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in face[:3])
    return "white" if 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.18 else INK


def readable(value: float, kind: str = "0") -> str:
    """A number as the reader's language writes it. kind: "0" whole, "0.0" one decimal, "0%" percent."""
    if kind == "0%":
        return tr(f"{value:.0%}".replace("%", "\u202f%"), f"{value:.0%}")
    if kind == "0" and float(value).is_integer():
        return f"{value:.0f}"
    return tr(f"{value:.1f}".replace(".", ","), f"{value:.1f}")
