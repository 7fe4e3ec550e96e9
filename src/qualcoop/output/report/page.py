"""The report as one HTML file, pictures inside: opens anywhere, asks nothing of the network."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape

from qualcoop.language import language
from qualcoop.output.report.blocks import Block, Heading, Picture, Quote, Table, Text

_STYLE = """
body { font: 16px/1.55 Georgia, 'Times New Roman', serif; color: #1c1c1c; }
body { max-width: 62rem; margin: 3rem auto; padding: 0 1.2rem }
h1, h2, h3, caption, th, figcaption, .note { font-family: system-ui, sans-serif }
h1 { font-size: 1.9rem; line-height: 1.2 }
h2 { margin-top: 2.4rem; border-bottom: 1px solid #bbb }
h3 { font-size: 1rem; margin-top: 1.6rem }
.wide { overflow-x: auto }
table { border-collapse: collapse; font-size: .85rem; margin: 1rem 0 }
caption { text-align: left; font-weight: 600; padding: .3rem 0 }
th, td { border: 1px solid #c8c8c8; padding: .25rem .5rem; text-align: right }
th:first-child, td:first-child { text-align: left }
thead th { background: #eef2f6 }
.note { font-size: .8rem; color: #555 }
figure { margin: 1.5rem 0 }
img { max-width: 100%; height: auto }
figcaption { font-size: .85rem; color: #444 }
blockquote { margin: .8rem 0 .8rem 1.2rem; padding-left: 1rem; border-left: 3px solid #9ab }
cite { font-style: normal; font-size: .85rem; color: #555 }
@media print {
  body { margin: 0; font-size: 11pt }
  h2 { break-after: avoid }
  table, figure { break-inside: avoid }
}
"""


def to_html(blocks: Sequence[Block]) -> bytes:
    """The bytes of the page, UTF-8."""
    title = next((block.text for block in blocks if isinstance(block, Heading)), "qualcoop")
    body = "\n".join(_html(block) for block in blocks)
    return (
        f'<!doctype html>\n<html lang="{language()}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    ).encode()


def _html(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level + 1}>{escape(text)}</h{level + 1}>"
        case Text(text, note):
            return f'<p class="note">{escape(text)}</p>' if note else f"<p>{escape(text)}</p>"
        case Quote(text, place):
            return f"<blockquote>« {escape(text)} » <cite>— {escape(place)}</cite></blockquote>"
        case Picture(caption, png):
            data = base64.b64encode(png).decode("ascii")
            return (
                f'<figure><img alt="{escape(caption, quote=True)}" src="data:image/png;base64,{data}">'
                f"<figcaption>{escape(caption)}</figcaption></figure>"
            )
        case Table():
            return _table(block)


def _table(block: Table) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in block.columns)
    lines = "\n".join(
        "<tr>"
        + f'<th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in block.rows
    )
    return (
        f'<div class="wide"><table><caption>{escape(block.caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>\n{lines}\n</tbody></table></div>"
    )
