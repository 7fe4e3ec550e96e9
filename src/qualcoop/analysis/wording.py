"""The sentences that travel with figures, in French and English."""

from __future__ import annotations

from qualcoop.language import tr

MEASURES = (
    "seg",
    "src",
    "sent",
    "words",
    "chars",
    "per_1k",
    "pct_src",
    "pct_sent",
    "cover",
    "row_share",
    "mean_per_source",
)
# Those that count things: whole numbers.
COUNTS = ("seg", "src", "sent", "words", "chars")


def measure_name(measure: str) -> str:
    """The measure with its denominator, as a column head prints it."""
    return {
        "seg": tr("segments", "segments"),
        "src": tr("sources avec au moins un segment", "sources with at least one segment"),
        "sent": tr("phrases touchées", "sentences touched"),
        "words": tr("mots des passages (union)", "words in passages (union)"),
        "chars": tr("caractères des passages (union)", "characters in passages (union)"),
        "per_1k": tr("segments pour 1 000 mots codables", "segments per 1,000 codable words"),
        "pct_src": tr("part des sources codées", "share of coded sources"),
        "pct_sent": tr("part des phrases codables", "share of codable sentences"),
        "cover": tr("part des mots codables", "share of codable words"),
        "row_share": tr("part des segments de la ligne", "share of the row's segments"),
        "mean_per_source": tr(
            "moyenne par source des segments pour 1 000 mots", "mean per source of segments per 1,000 words"
        ),
    }[measure]


def measure_notes(measure: str, small: tuple[int, int] | None, some_small: bool) -> tuple[str, ...]:
    """What the figures of a matrix are, what a blank means, what is withheld."""
    notes = [
        tr(f"Chiffre : {measure_name(measure)}.", f"Figure: {measure_name(measure)}."),
        tr(
            "Case vide : aucune source de la ligne n'est codée sur cette couche ; 0 : codée, rien trouvé.",
            "Blank: no source of the row is coded on this layer; 0: coded, nothing found.",
        ),
        tr(
            "Un code parent compte l'union de ses passages : il peut être inférieur à la somme de ses "
            "sous-codes. Le total compte chaque passage et chaque source une fois.",
            "A parent code counts the union of its passages: it may be less than the sum of its sub-codes. "
            "The total counts each passage and each source once.",
        ),
        _base_note(measure),
    ]
    if small is not None and some_small:
        notes.append(
            tr(
                f"Pas de pourcentage pour une ligne de moins de {small[0]} sources ou {small[1]} segments : "
                "lire les effectifs.",
                f"No percentage for a row under {small[0]} sources or {small[1]} segments: read the counts.",
            )
        )
    return tuple(note for note in notes if note)


def _base_note(measure: str) -> str:
    if measure in ("pct_src", "per_1k", "pct_sent", "cover"):
        return tr(
            "Base d'une ligne : ses sources codées, et les passages d'autres sources qui parlent d'elle.",
            "A row's base: its coded sources, and the passages of other sources that speak about it.",
        )
    if measure == "row_share":
        return tr(
            "Le profil dépend de la liste des colonnes : ses parts font 1 sur les colonnes affichées.",
            "The profile depends on the list of columns: its shares sum to 1 over the columns shown.",
        )
    if measure == "mean_per_source":
        return tr(
            "Chaque source pèse autant, quelle que soit sa longueur (le taux pour 1 000 mots, lui, pèse par les mots).",
            "Each source weighs the same whatever its length (the rate per 1,000 words weighs by words).",
        )
    return tr(
        "Un effectif ne dit pas l'importance : les textes ne sont pas de même longueur.",
        "A count is not importance: the texts differ in length.",
    )
