"""A coded transcript inside a notebook, or as one file to send: the coding page's own script, without a server."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcoop.language import language, tr

if TYPE_CHECKING:
    import pandas as pd

    from qualcoop.codebook.model import Codebook
    from qualcoop.model import Coding, Source

STATIC = Path(__file__).parent / "static"
_GREY = "#5c6570"
_FRAME = (
    "html,body{margin:0;height:100%}body{display:flex;flex-direction:column;background:#fbfbf9}"
    "header{padding:.5rem 1.25rem;font:14px/1.5 system-ui,sans-serif;color:#515a66;border-bottom:1px solid #dcdfda}"
    "header b{color:#1d2229}#scroller{flex:1;overflow:auto;padding:1rem 0 3rem}"
    "noscript p{max-width:42rem;margin:0 auto .75rem;font:17px/1.8 Georgia,serif}"
    "@media print{html,body{height:auto;display:block}#scroller{overflow:visible}}"
)


@dataclass(frozen=True)
class Shown:
    """A page as HTML: a notebook displays it, `save` writes it. page: the whole document."""

    page: str
    height: int = 560

    def _repr_html_(self) -> str:
        """In a frame, so that the notebook's own styles and the transcript's stay apart."""
        return (
            f'<iframe srcdoc="{escape(self.page)}" sandbox="allow-scripts" title="{escape(_title())}" '
            f'style="width:100%;height:{self.height}px;border:1px solid #dcdfda;border-radius:6px"></iframe>'
        )

    def save(self, path: str | Path) -> Path:
        """Write the page as one file that any browser opens; gives its path."""
        target = Path(path)
        target.write_text(self.page, encoding="utf-8", newline="\n")
        return target


def show(
    source: Source,
    codings: Iterable[Coding] | pd.DataFrame,
    codebook: Codebook,
    *,
    name: str = "",
    height: int = 560,
) -> Shown:
    """The coded text of `source`: marks, underlines and brackets in the codes' colours.

    codings: those of this source, as `Coding` values or as the frame of `Study.codings`; offsets are code
    points of ``source.text``. name: shown above (the source's own if empty). height: of the frame, in pixels.
    """
    rows = _rows(codings)
    shown = name or source.name
    data = {
        "source": {
            "text": source.text,
            "turns": [{"start": turn.start, "end": turn.end, "role": turn.role} for turn in source.turns],
            "asides": [list(span) for span in source.asides],
        },
        "codings": rows,
        "codes": {
            code.id: {"label": f"{code.id} {_label(code)}".strip(), "color": codebook.color(code.id) or _GREY}
            for code in codebook.codes
        },
    }
    return Shown(_page(shown, data, _static(source.text, rows)), height)


def _title() -> str:
    return tr("Texte codé", "Coded text")


def _label(code: Any) -> str:
    first, second = (code.label.fr, code.label.en) if language() == "fr" else (code.label.en, code.label.fr)
    return str(first or second)


def _rows(codings: Iterable[Coding] | pd.DataFrame) -> list[dict[str, Any]]:
    """What the script needs of each coding, in the order of the text."""
    given: Iterable[Any] = codings.itertuples() if hasattr(codings, "itertuples") else codings
    rows = [{"id": each.id, "start": int(each.start), "end": int(each.end), "code": each.code} for each in given]
    return sorted(rows, key=lambda row: (row["start"], -row["end"], row["code"], row["id"]))


def _page(name: str, data: dict[str, Any], static: str) -> str:
    # "<" is written as an escape, so that no text can end the script element.
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    script = (STATIC / "transcript.js").read_text(encoding="utf-8")
    style = (STATIC / "transcript.css").read_text(encoding="utf-8")
    count = len(data["codings"])
    said = tr(f"{count} codage{'s' * (count > 1)}", f"{count} coding{'s' * (count != 1)}")
    return (
        f'<!doctype html>\n<html lang="{language()}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(name)}</title>\n'
        f"<style>{_FRAME}\n{style}</style></head>\n"
        f"<body><header><b>{escape(name)}</b> · {said}</header>\n"
        '<div id="scroller" tabindex="0">'
        f'<qc-transcript><script type="application/json">{written}</script></qc-transcript>\n'
        f"<noscript>{static}</noscript></div>\n"
        f'<script type="module">\n{script}</script></body></html>\n'
    )


def _static(text: str, rows: list[dict[str, Any]]) -> str:
    """The text with plain marks, for a viewer that runs no scripts."""
    cuts = sorted({0, len(text), *(row["start"] for row in rows), *(row["end"] for row in rows)})
    parts: list[str] = []
    active: list[dict[str, Any]] = []
    waiting = iter([*rows, None])
    coming = next(waiting)
    for start, end in pairwise(cuts):
        active = [row for row in active if row["end"] > start]
        while coming is not None and coming["start"] <= start:
            active.append(coming)
            coming = next(waiting)
        piece = escape(text[start:end])
        if active:
            codes = escape(", ".join(row["code"] for row in active))
            piece = "\n".join(f'<mark title="{codes}">{line}</mark>' if line else "" for line in piece.split("\n"))
        parts.append(piece)
    return "".join(f"<p>{line}</p>" for line in "".join(parts).split("\n"))
