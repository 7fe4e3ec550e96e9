"""Edits of a codebook, one at a time: each gives a new codebook under a new version number.

Version rule: wording (labels, definitions, rules, colour) raises the last number, structure (a code added,
moved, merged, split, retired) the middle one; a version that the study has known is passed over. An id never
vanishes and never serves twice: what is merged or gets another id stays, retired.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from qualcoop.codebook.model import Code, Codebook, Label
from qualcoop.codebook.validation import validate
from qualcoop.errors import CodebookError, ConflictError, InputError

Part = Literal["wording", "structure"]

_TAIL = re.compile(r"\d+(?:\.\d+){0,2}$")
_WORDING = tuple(each.name for each in fields(Code) if each.name not in ("id", "parent", "status"))
_LONGEST_ID = 24


@dataclass(frozen=True)
class Edited:
    """A codebook after an edit. id: the code that the edit is about. recoded: old id → the id that codings take."""

    codebook: Codebook
    id: str
    recoded: Mapping[str, str] = field(default_factory=dict)


# ---------------------------------------------------------------- versions and ids


def next_version(version: str, part: Part, taken: Collection[str] = ()) -> str:
    """The version after `version`, one that is not in `taken`.

    >>> next_version("0.1.0", "wording"), next_version("0.1.3", "structure"), next_version("v", "structure")
    ('0.1.1', '0.2.0', 'v-0.1.0')
    """
    found = _TAIL.search(version)
    head = version[: found.start()] if found else (f"{version}-" if version else "")
    numbers = [int(number) for number in found.group().split(".")] if found else []
    numbers += [0] * (3 - len(numbers))
    while True:
        numbers = [numbers[0], numbers[1], numbers[2] + 1] if part == "wording" else [numbers[0], numbers[1] + 1, 0]
        made = head + ".".join(map(str, numbers))
        if made not in taken:
            return made


def free_id(codebook: Codebook, label: str, parent: str | None = None, taken: Collection[str] = ()) -> str:
    """An id that never served: the parent's with the next number, else one made from the label's letters.

    taken: ids of earlier versions of the codebook.
    """
    used = {*taken, *(code.id for code in codebook.codes), *(family.id for family in codebook.families)}
    if parent is not None:
        numbers = (f"{parent}.{number}" for number in range(1, len(used) + 2))
        return next(made for made in numbers if made not in used)
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode("ascii").lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_ID].strip("-") or "code"
    if base not in used:
        return base
    return next(made for number in range(2, len(used) + 3) if (made := f"{base}-{number}") not in used)


def checked(codebook: Codebook) -> Codebook:
    """The codebook, if it is one that could be written and read again. Raises CodebookError with every fault."""
    from qualcoop.codebook.plain import from_plain, to_plain

    plain = to_plain(codebook)
    faults = [str(fault) for fault in validate(plain)]
    if faults:
        listed = " ".join(faults[:3])
        raise CodebookError(
            f"Ce changement ferait une grille fautive ; rien n'a été changé. {listed}",
            f"This change would make a faulty codebook; nothing was changed. {listed}",
            faults,
        )
    return from_plain(plain)  # in the form in which it will be read again


# ---------------------------------------------------------------- one code


def add_code(codebook: Codebook, code: Code, *, taken: Collection[str] = ()) -> Edited:
    """A new code, after the last one under its parent. It takes its parent's polarity where it has none.

    Raises CodebookError (id already there, no label in the codebook's language…), UnknownNameError (parent).
    """
    if codebook.has(code.id):
        raise ConflictError(
            f"Le code {code.id} existe déjà ; donnez un autre identifiant.",
            f"The code {code.id} exists already; give another id.",
        )
    if code.parent is not None:
        above = codebook.code(code.parent)
        code = replace(code, polarity=code.polarity or above.polarity)
    codes = _placed(codebook, [code], code.parent)
    return Edited(_version(replace(codebook, codes=codes), "structure", taken), code.id)


def change(codebook: Codebook, id: str, *, taken: Collection[str] = (), **given: Any) -> Edited:
    """Change the wording of a code: labels, definitions, rules, contraries, polarity, colour. Not its id.

    Raises UnknownNameError, InputError for a field that has an edit of its own, CodebookError.
    """
    code = codebook.code(id)
    for name in given:
        if name not in _WORDING:
            raise InputError(
                f"« {name} » ne se change pas ainsi ; champs admis : {', '.join(_WORDING)}.",
                f"'{name}' is not changed this way; fields: {', '.join(_WORDING)}.",
            )
    new = replace(code, **given)
    if new == code:
        return Edited(codebook, id)
    return Edited(_version(_with(codebook, {id: new}), "wording", taken), id)


def rename(codebook: Codebook, id: str, label: Label, *, taken: Collection[str] = ()) -> Edited:
    """Another label for the same code."""
    return change(codebook, id, taken=taken, label=label)


def retire(codebook: Codebook, id: str, *, taken: Collection[str] = ()) -> Edited:
    """The code and all under it are no longer offered; their codings stay. Nobody's contrary any more."""
    gone = [each for each in codebook.descendants(id) if codebook.code(each).status == "active"]
    if not gone:
        return Edited(codebook, id)
    return Edited(_version(_retired(codebook, dict.fromkeys(gone)), "structure", taken), id)


def restore(codebook: Codebook, id: str, *, taken: Collection[str] = ()) -> Edited:
    """A retired code is offered again, as what it was. CodebookError where its parent is retired."""
    code = codebook.code(id)
    if code.status == "active":
        return Edited(codebook, id)
    return Edited(_version(_with(codebook, {id: replace(code, status="active")}), "structure", taken), id)


# ---------------------------------------------------------------- several codes


def move(
    codebook: Codebook, id: str, parent: str | None, *, before: str | None = None, taken: Collection[str] = ()
) -> Edited:
    """Put a code, with all under it, under another parent (None: at the top), before a sibling if given.

    An id that announces its parent (``L3.1``) cannot stand elsewhere: the code gets a new id there, the old
    one is retired, and `recoded` says which codings follow. The moved codes take the parent's polarity.
    Raises UnknownNameError, ConflictError for a retired code or a place under itself.
    """
    moved, recoded = _moved(codebook, id, parent, taken)
    new = recoded.get(id, id)
    if before is not None:
        moved = _before(moved, new, before)
    if moved == codebook:
        return Edited(codebook, id)
    return Edited(_version(moved, "structure", taken), new, recoded)


def merge(codebook: Codebook, id: str, into: str, *, taken: Collection[str] = ()) -> Edited:
    """`id` becomes `into`: its codings and sub-codes go there, its keyword rules too, and it is retired."""
    if id == into or into in codebook.descendants(id):
        raise ConflictError(
            f"{id} ne peut pas être fusionné avec lui-même ni avec un de ses sous-codes ({into}).",
            f"{id} cannot be merged into itself or one of its sub-codes ({into}).",
        )
    _check_active(codebook, id, into)
    recoded: dict[str, str] = {}
    made = codebook
    for child in codebook.children(id):
        if codebook.code(child).status == "active":
            made, more = _moved(made, child, into, taken)
            recoded |= more
    source, target = made.code(id), made.code(into)
    keywords = _joined(target.keywords, source.keywords)
    exclude = tuple(rule for rule in _joined(target.exclude, source.exclude) if rule not in keywords)
    own = tuple(each for each in target.contraries if each != id)
    made = _with(made, {into: replace(target, keywords=keywords, exclude=exclude, contraries=own)})
    made = _retired(made, {id: into})
    return Edited(_version(made, "structure", taken), into, {**recoded, id: into})


def split(
    codebook: Codebook, id: str, parts: Sequence[Code], *, retire_old: bool = False, taken: Collection[str] = ()
) -> Edited:
    """New codes take up parts of `id`'s meaning; with `retire_old` it is no longer offered.

    A part without parent stands beside the old code. Which coding goes to which part is for a person to say.
    """
    if not parts:
        raise InputError("Donnez au moins un nouveau code.", "Give at least one new code.")
    _check_active(codebook, id)
    if retire_old and any(part.parent == id for part in parts):
        raise ConflictError(
            f"{id} ne peut pas être retiré s'il devient le parent des nouveaux codes.",
            f"{id} cannot be retired if it becomes the parent of the new codes.",
        )
    made = codebook
    for part in parts:
        beside = replace(part, parent=part.parent if part.parent is not None else codebook.code(id).parent)
        made = add_code(made, beside, taken=taken).codebook
    made = replace(made, version=codebook.version)
    if retire_old:
        made = _retired(made, dict.fromkeys(made.descendants(id)))
    return Edited(_version(made, "structure", taken), id)


# ---------------------------------------------------------------- inside


def _version(codebook: Codebook, part: Part, taken: Collection[str]) -> Codebook:
    known = {*taken, codebook.version}
    return checked(replace(codebook, version=next_version(codebook.version, part, known)))


def _with(codebook: Codebook, new: Mapping[str, Code]) -> Codebook:
    return replace(codebook, codes=tuple(new.get(code.id, code) for code in codebook.codes))


def _placed(codebook: Codebook, new: Iterable[Code], parent: str | None) -> tuple[Code, ...]:
    """The codes with new ones after the last one under `parent`, or at the end."""
    codes = list(codebook.codes)
    at = len(codes)
    if parent is not None:
        under = set(codebook.descendants(parent))
        at = max(number for number, code in enumerate(codes) if code.id in under) + 1
    return (*codes[:at], *new, *codes[at:])


def _check_active(codebook: Codebook, *ids: str) -> None:
    for id in ids:
        if codebook.code(id).status == "retired":
            raise ConflictError(
                f"Le code {id} est retiré ; choisissez un code en usage.",
                f"The code {id} is retired; choose one in use.",
            )


def _joined(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    seen = {text.replace("’", "'").casefold() for text in one}
    return (*one, *(text for text in other if text.replace("’", "'").casefold() not in seen))


def _retired(codebook: Codebook, heirs: Mapping[str, str | None]) -> Codebook:
    """These codes retired; whoever had one as a contrary has its heir instead, or nobody."""
    codes = []
    for code in codebook.codes:
        if code.id in heirs:
            codes.append(replace(code, status="retired"))
            continue
        named = [heirs.get(each, each) for each in code.contraries]
        kept = tuple(dict.fromkeys(each for each in named if each is not None and each != code.id))
        codes.append(code if kept == code.contraries else replace(code, contraries=kept))
    return replace(codebook, codes=tuple(codes))


def _moved(codebook: Codebook, id: str, parent: str | None, taken: Collection[str]) -> tuple[Codebook, dict[str, str]]:
    _check_active(codebook, id, *([parent] if parent is not None else []))
    if parent is not None and parent in codebook.descendants(id):
        raise ConflictError(
            f"{id} ne peut pas être placé sous lui-même ni sous un de ses sous-codes ({parent}).",
            f"{id} cannot be put under itself or one of its sub-codes ({parent}).",
        )
    if codebook.code(id).parent == parent:
        return codebook, {}
    bound = codebook.has(id.rpartition(".")[0])
    moved = [codebook.code(each) for each in codebook.descendants(id)]
    recoded = _new_ids(codebook, moved, parent, taken) if bound else {}
    polarity = codebook.code(parent).polarity if parent is not None else None
    new: list[Code] = []
    for code in moved:
        if code.status == "retired" and bound and code.id not in recoded:
            continue
        above = parent if code.id == id else recoded.get(code.parent or "", code.parent or "")
        own = polarity if code.polarity and polarity else code.polarity
        new.append(replace(code, id=recoded.get(code.id, code.id), parent=above, polarity=own))
    standing = {code.id for code in new}
    rest = replace(codebook, codes=tuple(code for code in codebook.codes if code.id not in standing))
    rest = _retired(rest, dict(recoded)) if recoded else rest
    families = tuple(
        replace(family, codes=tuple(each for each in family.codes if each != id or parent is None))
        for family in codebook.families
    )
    made = replace(rest, codes=_placed(rest, new, parent), families=families)
    return _following(made, recoded), recoded


def _new_ids(codebook: Codebook, moved: list[Code], parent: str | None, taken: Collection[str]) -> dict[str, str]:
    """New ids for a code and for those under it whose id announces it."""
    top = moved[0]
    new = {top.id: free_id(codebook, top.label.fr or top.label.en or top.id, parent, taken)}
    for code in moved[1:]:
        if code.id.startswith(f"{top.id}.") and code.status == "active":
            new[code.id] = new[top.id] + code.id[len(top.id) :]
    return new


def _following(codebook: Codebook, recoded: Mapping[str, str]) -> Codebook:
    """Contraries named by their new ids in the moved codes too."""
    if not recoded:
        return codebook
    codes = tuple(
        code
        if code.status == "retired"
        else replace(code, contraries=tuple(recoded.get(each, each) for each in code.contraries))
        for code in codebook.codes
    )
    return replace(codebook, codes=codes)


def _before(codebook: Codebook, id: str, sibling: str) -> Codebook:
    """The code with all under it, in front of a sibling."""
    if codebook.code(sibling).parent != codebook.code(id).parent:
        raise ConflictError(
            f"{sibling} n'est pas sous le même parent que {id}.", f"{sibling} is not under the same parent as {id}."
        )
    if sibling == id:
        return codebook
    under = set(codebook.descendants(id))
    block = [code for code in codebook.codes if code.id in under]
    rest = [code for code in codebook.codes if code.id not in under]
    at = next(number for number, code in enumerate(rest) if code.id == sibling)
    return replace(codebook, codes=(*rest[:at], *block, *rest[at:]))
