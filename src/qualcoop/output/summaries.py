"""``cadre.yaml``: the researcher's summaries, one entry per case and code, in a file that versions compare well."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from qualcoop.analysis.summaries import Summary, tidy
from qualcoop.codebook.yaml_file import parse, read_text
from qualcoop.errors import InputError
from qualcoop.language import tr
from qualcoop.output.package import replace_file

FORMAT = "1"
HEAD = {
    "fr": "# Résumés du cadre d'analyse, écrits par les chercheurs ; « segments » : les passages qu'ils résument.",
    "en": "# Summaries of the framework matrix, written by the researchers; 'segments': the passages summed up.",
}
_KEYS = ("case", "code", "text", "segments")


@dataclass(frozen=True)
class SummariesFile:
    """The summaries of one layer, for one kind of rows (case, source, person)."""

    layer: str | None = None
    rows: str | None = None
    summaries: tuple[Summary, ...] = ()


def read_summaries(path: str | Path) -> SummariesFile:
    """The summaries of a file; none where there is no such file yet. Raises ReadError, InputError."""
    file = Path(path)
    if not file.exists():
        return SummariesFile()
    found = parse(read_text(file))
    for place, _, sentence in found.errors:
        where = ", ".join(filter(None, (file.name, place)))
        raise InputError(f"{where} : {sentence}", f"{where}: {sentence}")
    data = found.data
    if not isinstance(data, Mapping) or not isinstance(data.get("summaries") or [], list):
        raise _fault(file, "", "une liste « summaries » est attendue", "a list 'summaries' is expected")
    if str(data.get("format", FORMAT)) != FORMAT:
        raise _fault(
            file,
            "",
            f"format {data['format']}, plus récent que ce qualcoop ; mettez qualcoop à jour",
            f"format {data['format']}, newer than this qualcoop; update qualcoop",
        )
    made = [
        _summary(file, found.place(("summaries", number)), entry)
        for number, entry in enumerate(data.get("summaries") or [])
    ]
    _refuse_twice(file, made)
    return SummariesFile(_text(data.get("layer")) or None, _text(data.get("rows")) or None, tuple(made))


def write_summaries(path: str | Path, given: SummariesFile) -> None:
    """Write the file whole, in the order of the keys; the same summaries give the same bytes.

    Raises InputError, StoreError; the old file stays where the new one cannot be written.
    """
    data: dict[str, Any] = {"format": int(FORMAT), "layer": given.layer, "rows": given.rows}
    data["summaries"] = [
        {name: getattr(summary, name) for name in _KEYS} for summary in sorted(given.summaries, key=lambda s: s.key)
    ]
    body = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=2**20)
    text = f"{tr(HEAD['fr'], HEAD['en'])}\n{body}"
    replace_file(Path(path), lambda out: _put(out, text))


def _put(out: Any, text: str) -> None:
    out.write(text.encode("utf-8"))


def _summary(file: Path, place: str, entry: object) -> Summary:
    if not isinstance(entry, Mapping) or set(entry) - set(_KEYS):
        known = ", ".join(_KEYS)
        raise _fault(file, place, f"un résumé a pour champs {known}", f"a summary has the fields {known}")
    for name in ("case", "code", "text"):
        if not _text(entry.get(name)):
            raise _fault(file, place, f"le champ « {name} » manque", f"the field '{name}' is missing")
    return Summary(_text(entry["case"]), _text(entry["code"]), tidy(entry["text"]), _text(entry.get("segments")))


def _refuse_twice(file: Path, made: Iterable[Summary]) -> None:
    seen = set()
    for summary in made:
        if summary.key in seen:
            named = " × ".join(summary.key)
            raise _fault(
                file, "", f"{named} a deux résumés ; n'en gardez qu'un", f"{named} has two summaries; keep one"
            )
        seen.add(summary.key)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _fault(file: Path, place: str, fr: str, en: str) -> InputError:
    where = ", ".join(filter(None, (file.name, place)))
    return InputError(f"{where} : {fr}.", f"{where}: {en}.")


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as blocks, so that a changed line shows as one changed line."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)


def _as_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _as_text)
