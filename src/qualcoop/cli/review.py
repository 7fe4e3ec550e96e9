"""The review of suggestions in the terminal: one passage at a time, one key a decision."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any, Literal

import click

from qualcoop.errors import QualcoopError
from qualcoop.language import tr

if TYPE_CHECKING:
    import pandas as pd

    from qualcoop.study import Study

Decision = Literal["accepted", "edited", "rejected", "skipped"]
_CONTEXT = 160  # characters of text shown before and after the sentence

_KEYS: dict[str, str] = {
    "a": "accept", "r": "reject", "e": "edit", " ": "skip", "s": "skip",
    "b": "back", "\x7f": "back", "\x08": "back", "q": "quit", "\x1b": "quit",
}  # fmt: skip


class Review:
    """A session over a queue of pending suggestions; every decision is saved at once."""

    def __init__(self, study: Study, queue: pd.DataFrame, *, layer: str, coder: str = "") -> None:
        self.study = study
        self.queue = list(queue.to_dict("records"))
        self.layer = layer
        self.coder = coder
        self.decided: dict[int, Decision] = {}

    def run(self) -> None:
        """Ask for a key until the queue ends or the person stops."""
        at = 0
        while at < len(self.queue):
            self._show(at)
            action = _KEYS.get(self._key(), "")
            if action == "quit":
                return
            at = self._do(action, at)

    def summary(self) -> str:
        """What was decided, as a sentence."""
        counts = Counter(self.decided.values())
        left = len(self.queue) - sum(counts[name] for name in ("accepted", "edited", "rejected"))
        return tr(
            f"{counts['accepted']} acceptées, {counts['edited']} corrigées, {counts['rejected']} rejetées, "
            f"{left} à juger ; couche « {self.layer} ».",
            f"{counts['accepted']} accepted, {counts['edited']} edited, {counts['rejected']} rejected, "
            f"{left} to judge; layer '{self.layer}'.",
        )

    def _do(self, action: str, at: int) -> int:
        if action == "back":
            return self._back(at)
        if action == "skip":
            self.decided[at] = "skipped"
            return at + 1
        identifier = self.queue[at]["id"]
        if action == "accept":
            self.study.accept(identifier, layer=self.layer, coder=self.coder)
            self.decided[at] = "accepted"
        elif action == "reject":
            self.study.reject(identifier)
            self.decided[at] = "rejected"
        elif action == "edit":
            return self._edit(at)
        else:
            return at
        return at + 1

    def _edit(self, at: int) -> int:
        asked = click.prompt(tr("Code (vide : laisser)", "Code (empty: leave)"), default="", show_default=False)
        if not asked.strip():
            return at
        try:
            self.study.accept(self.queue[at]["id"], layer=self.layer, coder=self.coder, code=asked.strip())
        except QualcoopError as error:
            click.echo(str(error))
            return at
        self.decided[at] = "edited"
        return at + 1

    def _back(self, at: int) -> int:
        """The last decision is taken back, and its passage shown again."""
        if at == 0:
            return 0
        if self.decided.pop(at - 1, "skipped") != "skipped":
            self.study.reopen(self.queue[at - 1]["id"])
        return at - 1

    def _show(self, at: int) -> None:
        row = self.queue[at]
        source = self.study.source(row["source"])
        before = source.text[max(row["start"] - _CONTEXT, 0) : row["start"]]
        after = source.text[row["end"] : row["end"] + _CONTEXT]
        label = self.study.codebook.code(row["code"]).label
        click.echo()
        click.secho(
            f"{at + 1}/{len(self.queue)}  {row['source']}  {row['code']} {tr(label.fr, label.en)}  "
            + tr(f"[règle : {row['rule']}]", f"[rule: {row['rule']}]"),
            bold=True,
        )
        if row.get("cue"):
            click.echo(tr(f"Négation vue : « {row['cue']} »", f"Negation seen: '{row['cue']}'"))
        click.echo(f"…{before}{self._marked(row, source.text)}{after}…")
        click.echo(
            tr(
                "a accepter · r rejeter · e corriger · espace passer · b revenir · q quitter",
                "a accept · r reject · e edit · space skip · b back · q quit",
            )
        )

    @staticmethod
    def _marked(row: Mapping[Hashable, Any], text: str) -> str:
        """The sentence between « » with the matched words underlined."""
        start, end, low, high = row["start"], row["end"], row["match_start"], row["match_end"]
        if not start <= low < high <= end:
            return f"⟦{text[start:end]}⟧"
        hit = click.style(text[low:high], underline=True, bold=True)
        return f"⟦{text[start:low]}{hit}{text[high:end]}⟧"

    @staticmethod
    def _key() -> str:
        """One key, without Enter where there is a terminal; the next character of a pipe otherwise."""
        stream = sys.stdin
        if stream.isatty():
            return click.getchar()
        key = stream.read(1)
        while key == "\n":
            key = stream.read(1)
        return key or "q"
