"""Sentences about what a reader accepted, moved or left out, the same in every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from qualcoop.language import tr
from qualcoop.readers.archive import counted

_SHOWN = 80


def said(counts: Counter[str]) -> tuple[str, ...]:
    """One sentence for each thing that `counts` names: ``inserted``, ``deleted``, ``comments``, ``notes``,
    ``boxes``, ``listed``, ``hidden``, ``pictures``, ``symbols``, ``chunks``; other names are silent."""
    sentences = []
    if counts["inserted"] or counts["deleted"]:
        sentences.append(
            tr(
                f"Suivi des modifications lu comme accepté : {counts['inserted']} insertion(s) gardée(s), "
                f"{counts['deleted']} suppression(s) laissée(s) de côté.",
                f"Tracked changes read as accepted: {counts['inserted']} insertion(s) kept, "
                f"{counts['deleted']} deletion(s) left out.",
            )
        )
    sentences.extend(counted(counts[name], fr, en) for name, fr, en in _SENTENCES if counts[name])
    return tuple(sentences)


def margins_said(lines: Iterable[str]) -> tuple[str, ...]:
    """A sentence about the headers and footers left out, when they hold any `lines`."""
    shown = " / ".join(dict.fromkeys(line.strip() for line in lines if line.strip()))
    if not shown:
        return ()
    shown = shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"
    return (
        tr(
            f"En-têtes et pieds de page laissés de côté : « {shown} ».",
            f"Headers and footers left out: '{shown}'.",
        ),
    )


_SENTENCES = (
    (
        "comments",
        ("{n} commentaire laissé de côté.", "{n} commentaires laissés de côté."),
        ("{n} comment left out.", "{n} comments left out."),
    ),
    (
        "notes",
        (
            "{n} note placée à la fin du texte, hors des tours de parole ; son appel est retiré.",
            "{n} notes placées à la fin du texte, hors des tours de parole ; leurs appels sont retirés.",
        ),
        (
            "{n} note moved to the end of the text, outside the turns; its mark is left out.",
            "{n} notes moved to the end of the text, outside the turns; their marks are left out.",
        ),
    ),
    (
        "boxes",
        (
            "{n} zone de texte lue après le paragraphe où elle est ancrée.",
            "{n} zones de texte lues après les paragraphes où elles sont ancrées.",
        ),
        (
            "{n} text box read after the paragraph it is anchored to.",
            "{n} text boxes read after the paragraphs they are anchored to.",
        ),
    ),
    (
        "listed",
        (
            "{n} paragraphe de liste : sa puce ou son numéro automatique ne fait pas partie du texte.",
            "{n} paragraphes de liste : les puces et numéros automatiques ne font pas partie du texte.",
        ),
        (
            "{n} list paragraph: its automatic bullet or number is not part of the text.",
            "{n} list paragraphs: automatic bullets and numbers are not part of the text.",
        ),
    ),
    (
        "hidden",
        ("{n} caractère masqué laissé de côté.", "{n} caractères masqués laissés de côté."),
        ("{n} hidden character left out.", "{n} hidden characters left out."),
    ),
    (
        "pictures",
        ("{n} image laissée de côté.", "{n} images laissées de côté."),
        ("{n} picture left out.", "{n} pictures left out."),
    ),
    (
        "symbols",
        (
            "{n} signe d'une police de symboles n'a pas d'équivalent ; il est remplacé par « \ufffd ».",
            "{n} signes d'une police de symboles n'ont pas d'équivalent ; ils sont remplacés par « \ufffd ».",
        ),
        (
            "{n} sign of a symbol font has no equivalent; it is replaced by '\ufffd'.",
            "{n} signs of a symbol font have no equivalent; they are replaced by '\ufffd'.",
        ),
    ),
    (
        "chunks",
        (
            "{n} document inséré (altChunk) laissé de côté ; ouvrez et réenregistrez le fichier dans Word.",
            "{n} documents insérés (altChunk) laissés de côté ; ouvrez et réenregistrez le fichier dans Word.",
        ),
        (
            "{n} embedded document (altChunk) left out; open the file in Word and save it again.",
            "{n} embedded documents (altChunk) left out; open the file in Word and save it again.",
        ),
    ),
)
