"""A codebook as a YAML file: read without running anything in it, written so that versions compare well.

Every scalar is read as the text that stands there (``version: 0.10`` stays ``0.10``, ``no`` stays ``no``),
tags and anchors are refused, a key given twice is a fault, and each value remembers its line.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from qualcoop.codebook.faults import Parsed, Where
from qualcoop.codebook.model import Codebook
from qualcoop.codebook.plain import to_plain
from qualcoop.errors import ReadError
from qualcoop.language import tr

# libyaml's parser where PyYAML was built with it: the same events, twenty times faster.
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NOTHING = ("", "~", "null", "Null", "NULL")
_PLAIN_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map")}
# A grid of 83 codes takes 0.1 MB; far above that something else was given.
LIMIT = 5_000_000
DEPTH = 20


def read_text(path: Path) -> str:
    """The file's text as UTF-8 (a byte-order mark is allowed). Raises ReadError in one sentence."""
    try:
        size = path.stat().st_size
        if size > LIMIT:
            raise ReadError(
                f"{path.name} : ce fichier pèse {size // 1_000_000} Mo, trop pour une grille de codage.",
                f"{path.name}: this file is {size // 1_000_000} MB, too large for a codebook.",
            )
        content = path.read_bytes()
    except FileNotFoundError:
        raise ReadError(
            f"{path.name} : ce fichier n'existe pas ; vérifiez le nom et le dossier.",
            f"{path.name}: there is no such file; check the name and the folder.",
        ) from None
    except OSError as error:
        raise ReadError(
            f"{path.name} : lecture impossible ({error.strerror}).",
            f"{path.name}: cannot be read ({error.strerror}).",
        ) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ReadError(
            f"{path.name}, ligne {line} : ce texte n'est pas en UTF-8 ; réenregistrez le fichier en UTF-8.",
            f"{path.name}, line {line}: this text is not UTF-8; save the file again as UTF-8.",
        ) from None


def parse(text: str) -> Parsed:
    """Plain data from YAML `text`; never raises, never runs a tag, every problem is in `errors`."""
    found = Parsed()
    _tabs(text, found)
    if found.errors:
        return found
    try:
        _refuse_links(text, found)
        if not found.errors:
            node = yaml.compose(text, Loader=_Loader)
            found.data = None if node is None else _build(node, (), found)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        _note(found, None if mark is None else mark.line + 1, _broken(error.problem or ""))
    except yaml.YAMLError as error:
        _note(found, None, _broken(str(error).splitlines()[0]))
    return found


def _line(number: int) -> str:
    return tr(f"ligne {number}", f"line {number}")


def _note(found: Parsed, line: int | None, sentence: str) -> None:
    found.errors.append(("" if line is None else _line(line), "", sentence))


def _broken(problem: str) -> str:
    return tr(
        f"le YAML est mal formé ({problem}) ; regardez l'alignement, les guillemets et les deux-points.",
        f"the YAML is broken ({problem}); look at the alignment, the quotes and the colons.",
    )


def _tabs(text: str, found: Parsed) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if "\t" in line[: len(line) - len(line.lstrip())] and line.strip():
            sentence = tr(
                "une tabulation sert d'alignement ; YAML veut des espaces.",
                "a tab is used for alignment; YAML wants spaces.",
            )
            _note(found, number, sentence)
            return


def _refuse_links(text: str, found: Parsed) -> None:
    """Anchors, tags and very deep nesting: nothing that a grid needs, and ways to make a reader suffer."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            sentence = tr(
                "les renvois (& et *) ne sont pas admis dans une grille ; mettez le texte entre guillemets.",
                "anchors (& and *) are not allowed in a codebook; put the text in quotes.",
            )
            _note(found, line, sentence)
            return
        tag = getattr(event, "tag", None)
        if tag is not None and tag not in (*_PLAIN_TAGS, "!"):
            sentence = tr(
                f"l'étiquette YAML « {tag} » n'est pas admise ; mettez le texte entre guillemets.",
                f"the YAML tag '{tag}' is not allowed; put the text in quotes.",
            )
            _note(found, line, sentence)
            return
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEPTH:
            sentence = tr("l'emboîtement est trop profond.", "the nesting is too deep.")
            _note(found, line, sentence)
            return


def _build(node: Any, path: Where, found: Parsed) -> Any:
    found.places[path] = _line(node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        return None if not node.style and node.value in _NOTHING else node.value
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, (*path, number), found) for number, child in enumerate(node.value)]
    built: dict[str, Any] = {}
    for key_node, child in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            sentence = tr("une clé doit être un mot.", "a key must be a word.")
            _note(found, line, sentence)
            continue
        key = key_node.value
        if key in built:
            sentence = tr(f"la clé « {key} » est donnée deux fois.", f"the key '{key}' is given twice.")
            _note(found, line, sentence)
        built[key] = _build(child, (*path, key), found)
        found.places[(*path, key)] = _line(line)
    return built


class _Dumper(yaml.SafeDumper):
    """Lists of short texts and of languages on one line, the rest in blocks; nothing is wrapped."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML calls it so
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)  # lists are indented under their key


class _Short(list[Any]):
    """A list written on one line."""


class _Map(dict[str, Any]):
    """A map written on one line."""


_Dumper.add_representer(
    _Short, lambda dumper, data: dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True)
)
_Dumper.add_representer(
    _Map, lambda dumper, data: dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True)
)


def dumps(codebook: Codebook) -> str:
    """The codebook as YAML text; `loads` gives back an equal codebook."""
    data = to_plain(codebook)
    for code in data["codes"]:
        _shorten(code, "label", "contraries")
    for family in data.get("families", []):
        _shorten(family, "label", "codes")
    _shorten(data["matching"], "negators", "negation_exceptions", "roles")
    parts = [
        yaml.dump(
            {name: part}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=2**20, default_flow_style=False
        )
        for name, part in data.items()
    ]
    return "\n".join(parts)


def _shorten(data: dict[str, Any], *names: str) -> None:
    for name in names:
        if name in data:
            data[name] = _Map(data[name]) if isinstance(data[name], dict) else _Short(data[name])
