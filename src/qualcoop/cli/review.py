"""The review of suggestions in the terminal: one passage at a time, one key a decision; or a whole rule at once."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any, Literal

import click

from qualcoop.cli.words import many
from qualcoop.errors import QualcoopError
from qualcoop.language import tr

if TYPE_CHECKING:
    import pandas as pd

    from qualcoop.study import Study

Decision = Literal["accepted", "edited", "rejected", "skipped"]
_CONTEXT = 160  # characters of text shown before and after the sentence

_KEYS: dict[str, str] = {
    "a": "accept", "r": "reject", "e": "edit", " ": "skip", "s": "skip", "A": "accept rule", "R": "reject rule",
    "b": "back", "\x7f": "back", "\x08": "back", "q": "quit", "\x1b": "quit",
}  # fmt: skip


def ordered(queue: pd.DataFrame, by: str) -> pd.DataFrame:
    """The queue by rule, code, source, score (likeliest first) or uncertainty (nearest to even first).

    Within each the order of the text; what has no score comes last.
    """
    if by == "score":
        return queue.sort_values("score", ascending=False, na_position="last", kind="stable")
    if by == "uncertain":
        doubt = (queue["score"].astype(float) - 0.5).abs()
        return queue.loc[doubt.sort_values(na_position="last", kind="stable").index]
    return queue if by in ("text", "source") else queue.sort_values(by, kind="stable")


class Review:
    """A session over a queue of pending suggestions; every decision is saved at once."""

    def __init__(self, study: Study, queue: pd.DataFrame, *, layer: str, coder: str = "") -> None:
        self.study = study
        # A column that is empty in places comes as NaN, which is no negation seen.
        self.queue = list(queue.astype(object).where(queue.notna(), None).to_dict("records"))
        self.layer = layer
        self.coder = coder
        self.decided: dict[int, Decision] = {}
        self._steps: list[tuple[int, tuple[int, ...]]] = []  # where a key was pressed, what it decided
        self._shown_at = 0.0

    def run(self) -> None:
        """Ask for a key until the queue ends or the person stops."""
        at = 0
        while at < len(self.queue):
            if self.decided.get(at, "skipped") != "skipped":  # with its whole rule
                at += 1
                continue
            self._show(at)
            self._shown_at = time.monotonic()
            action = _KEYS.get(self._key(), "")
            if action == "quit":
                return
            at = self._do(action, at)

    def decide_all(self, decision: Literal["accept", "reject"], *, confirmed: bool = False) -> None:
        """One decision on the whole queue, as one change, once the person confirms it."""
        self._together(decision, tuple(range(len(self.queue))), 0, confirmed=confirmed)

    def summary(self) -> str:
        """What was decided, as a sentence."""
        counts = Counter(self.decided.values())
        left = len(self.queue) - sum(counts[name] for name in ("accepted", "edited", "rejected"))
        return tr(
            f"{many(counts['accepted'], 'acceptée')}, {many(counts['edited'], 'corrigée')}, "
            f"{many(counts['rejected'], 'rejetée')}, {left} à juger ; couche « {self.layer} ».",
            f"{counts['accepted']} accepted, {counts['edited']} edited, {counts['rejected']} rejected, "
            f"{left} to judge; layer '{self.layer}'.",
        )

    def _do(self, action: str, at: int) -> int:
        seconds = time.monotonic() - self._shown_at
        identifier = self.queue[at]["id"]
        if action == "back":
            return self._back(at)
        if action == "edit":
            return self._edit(at)
        if action in ("accept rule", "reject rule"):
            return self._whole_rule(action, at)
        if action == "skip":
            self._mark(at, (at,), "skipped")
        elif action == "accept":
            self.study.accept(identifier, layer=self.layer, coder=self.coder, seconds=seconds)
            self._mark(at, (at,), "accepted")
        elif action == "reject":
            self.study.reject(identifier, seconds=seconds, coder=self.coder)
            self._mark(at, (at,), "rejected")
        else:
            return at
        return at + 1

    def _mark(self, at: int, places: tuple[int, ...], decision: Decision) -> None:
        self._steps.append((at, places))
        self.decided.update(dict.fromkeys(places, decision))

    def _edit(self, at: int) -> int:
        asked = click.prompt(tr("Code (vide : laisser)", "Code (empty: leave)"), default="", show_default=False)
        if not asked.strip():
            return at
        seconds = time.monotonic() - self._shown_at
        try:
            self.study.accept(
                self.queue[at]["id"], layer=self.layer, coder=self.coder, code=asked.strip(), seconds=seconds
            )
        except QualcoopError as error:
            click.echo(str(error))
            return at
        self._mark(at, (at,), "edited")
        return at + 1

    def _whole_rule(self, action: str, at: int) -> int:
        """What is left of this rule, for this code."""
        row = self.queue[at]
        places = tuple(
            place
            for place, other in enumerate(self.queue)
            if (other["rule"], other["code"]) == (row["rule"], row["code"])
            and self.decided.get(place, "skipped") == "skipped"
        )
        done = self._together("accept" if action == "accept rule" else "reject", places, at)
        return at + 1 if done else at

    def _together(
        self, decision: Literal["accept", "reject"], places: tuple[int, ...], at: int, *, confirmed: bool = False
    ) -> bool:
        if not places or not (confirmed or self._confirmed(decision, places)):
            return False
        ids = [self.queue[place]["id"] for place in places]
        if decision == "accept":
            self.study.accept_many(ids, layer=self.layer, coder=self.coder)
        else:
            self.study.reject_many(ids, coder=self.coder)
        self._mark(at, places, "accepted" if decision == "accept" else "rejected")
        return True

    def _confirmed(self, decision: str, places: tuple[int, ...]) -> bool:
        rules = Counter(f"{self.queue[place]['code']} : {self.queue[place]['rule']}" for place in places)
        named = " · ".join(f"{name} ({count})" for name, count in rules.most_common(5))
        more = f" … +{len(rules) - 5}" if len(rules) > 5 else ""
        asked = {
            "accept": tr(f"Accepter {len(places)} suggestions", f"Accept {len(places)} suggestions"),
            "reject": tr(f"Rejeter {len(places)} suggestions", f"Reject {len(places)} suggestions"),
        }
        click.echo(tr(f"{asked[decision]} — {named}{more} ? o/n", f"{asked[decision]} — {named}{more}? y/n"))
        return self._key().lower() in ("o", "y")

    def _back(self, at: int) -> int:
        """The last decision is taken back (all of it, where it was a whole rule's), and its passage shown again."""
        if not self._steps:
            return at
        place, places = self._steps.pop()
        taken = [self.queue[each]["id"] for each in places if self.decided.pop(each, "skipped") != "skipped"]
        self.study.reopen_many(taken)
        return place

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
        if (score := row.get("score")) is not None:
            click.echo(
                tr(f"Vraisemblance : {score:.0%} ({row['matched']})", f"Likelihood: {score:.0%} ({row['matched']})")
            )
        if row.get("cue"):
            click.echo(tr(f"Négation ou doute : « {row['cue']} »", f"Negation or doubt: '{row['cue']}'"))
        click.echo(f"…{before}{self._marked(row, source.text)}{after}…")
        click.echo(
            tr(
                "a accepter · r rejeter · e corriger · espace passer · A/R toute la règle · b revenir · q quitter",
                "a accept · r reject · e edit · space skip · A/R the whole rule · b back · q quit",
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
