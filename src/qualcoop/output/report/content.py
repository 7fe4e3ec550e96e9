"""What the report says, from analysis results alone: nothing is written that no function computed.

No causal wording, no p-value, no ranking: counts are described with their denominators, and quotes chosen
by a stated rule (the longest three passages of a cell from three different sources where there are three).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from qualcoop.analysis import balance, case_by_code, confusion
from qualcoop.analysis.balance import has_sides, no_sides
from qualcoop.language import tr
from qualcoop.output.figures.paper import png, readable
from qualcoop.output.report.blocks import Block, Heading, Picture, Quote, Table, Text
from qualcoop.version import __version__

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from qualcoop.analysis.bundle import Bundle
    from qualcoop.analysis.matrix import Matrix

_QUOTES = 3  # a cell
_LONGEST_QUOTE = 420  # characters
_FAMILIES = 3  # a case: those found in the most sources


def content(bundle: Bundle, meta: Mapping[str, Any], others: Mapping[str, Bundle]) -> list[Block]:
    """The blocks of the report, in order."""
    blocks: list[Block] = [Heading(str(meta.get("name") or tr("Étude", "Study")), 0)]
    blocks.extend(_methods(bundle, meta))
    blocks.extend(_agreement(others))
    if len(bundle.cases):
        blocks.extend(_results(bundle))
    else:
        blocks.append(Text(_no_cases()))
    blocks.extend(_limits())
    return blocks


def _no_cases() -> str:
    return tr(
        "Aucun cas n'est décrit dans cette étude : les tables par cas ne sont pas dans ce rapport.",
        "No case is described in this study: the tables by case are not in this report.",
    )


def _methods(bundle: Bundle, meta: Mapping[str, Any]) -> Iterator[Block]:
    yield Heading(tr("Matériaux et méthode", "Materials and method"))
    for key, fr, en in (
        ("aim", "But", "Aim"),
        ("approach", "Approche", "Approach"),
        ("unit_of_analysis", "Unité d'analyse", "Unit of analysis"),
    ):
        if meta.get(key):
            yield Text(f"{tr(fr, en)} : {meta[key]}" if tr("fr", "en") == "fr" else f"{en}: {meta[key]}")
    yield Text(_design(bundle))
    yield _corpus_table(bundle)
    context = bundle.context
    yield Text(
        tr(
            f"Codage : couche « {context['layer']} », {len(bundle.counted)} codages sur {len(bundle.coded)} sources, "
            f"grille {context['codebook_id']} version {context['codebook_version']} "
            f"({len(bundle.codebook.codes)} codes), {_coders(bundle)}. Un passage compte dans le cas dont il parle. "
            "Les questions de l'enquêteur, les didascalies et les en-têtes ne sont ni codés ni comptés. "
            f"Chiffres établis avec qualcoop {__version__}.",
            f"Coding: layer '{context['layer']}', {len(bundle.counted)} codings on {len(bundle.coded)} sources, "
            f"codebook {context['codebook_id']} version {context['codebook_version']} "
            f"({len(bundle.codebook.codes)} codes), {_coders(bundle)}. A passage counts for the case it speaks of. "
            "The interviewer's questions, stage directions and headers are neither coded nor counted. "
            f"Figures made with qualcoop {__version__}.",
        )
    )


def _design(bundle: Bundle) -> str:
    apart = _is_apart(bundle)
    kinds = bundle.sources["kind"]
    inside, outside = kinds[~apart].value_counts(), int(apart.sum())
    words = _many(bundle.sources["words"].sum())
    listed = ", ".join(f"{inside.get(kind, 0)} {_kind(kind, inside.get(kind, 0))}" for kind in _KINDS)
    more = tr(f" ; à part, {outside} source(s) d'une autre strate", f"; apart, {outside} source(s) of another stratum")
    return tr(
        f"Corpus : {listed}{more if outside else ''} ; {words} mots codables.",
        f"Corpus: {listed}{more if outside else ''}; {words} codable words.",
    )


_KINDS = ("interview", "observation", "document")


def _kind(kind: str, number: int) -> str:
    one = {
        "interview": tr("entretien", "interview"),
        "observation": "observation",
        "document": "document",
    }[kind]
    return one if number < 2 else f"{one}s"


def _is_apart(bundle: Bundle) -> pd.Series:
    strata = (
        bundle.sources["case"].map(bundle.cases["stratum"])
        if len(bundle.cases)
        else pd.Series(index=bundle.sources.index, dtype=object)
    )
    return strata.fillna("main") != "main"


def _coders(bundle: Bundle) -> str:
    names = sorted({str(name) for name in bundle.counted["coder"] if name})
    if not names:
        return tr("codeur non nommé", "coder not named")
    return tr("codé par ", "coded by ") + ", ".join(names)


def _corpus_table(bundle: Bundle) -> Table:
    frame = bundle.sources.assign(case=bundle.sources["case"].fillna("–"))
    rows = []
    for case, sources in frame.groupby("case", sort=False):
        label = str(bundle.cases["label"].get(case, case)) if len(bundle.cases) else str(case)
        counts = sources["kind"].value_counts()
        rows.append(
            (
                f"{case} · {label}",
                *(str(counts.get(kind, 0)) for kind in _KINDS),
                _many(sources["words"].sum()),
            )
        )
    total = frame["kind"].value_counts()
    rows.append((tr("Ensemble", "All"), *(str(total.get(kind, 0)) for kind in _KINDS), _many(frame["words"].sum())))
    return Table(
        tr("Sources par cas et par matériau", "Sources by case and material"),
        (tr("cas", "case"), *(_kind(kind, 2) for kind in _KINDS), tr("mots codables", "codable words")),
        tuple(rows),
    )


def _agreement(others: Mapping[str, Bundle]) -> Iterator[Block]:
    if len(others) != 2:
        return
    (one, first), (two, second) = others.items()
    found = confusion(first, second, "family")
    overall, shared = found.extra["overall"].iloc[0], len(found.context["sources"])
    alpha, median = (_two(float(overall[name])) for name in ("pooled_alpha", "alpha_median"))
    yield Text(
        tr(
            f"Accord entre codeurs, avant discussion ({one} et {two}, {shared} sources codées deux fois, unité : la "
            f"phrase, familles de codes) : α de Krippendorff {alpha} sur l'ensemble des décisions, médiane {median} "
            f"des {overall['codes']:.0f} familles assez employées. Par code : qualcoop agreement.",
            f"Agreement between coders, before discussion ({one} and {two}, {shared} sources coded twice, unit: the "
            f"sentence, code families): Krippendorff's α {alpha} over all decisions, median {median} of the "
            f"{overall['codes']:.0f} families used enough. Per code: qualcoop agreement.",
        )
    )


def _two(value: float) -> str:
    """A number with two decimals, as the reader's language writes it."""
    return tr(f"{value:.2f}".replace(".", ","), f"{value:.2f}")


def _results(bundle: Bundle) -> Iterator[Block]:
    from qualcoop.output import figures

    matrix = case_by_code(bundle)
    yield Heading(tr("Ce qui est dit, par cas", "What is said, by case"))
    yield _matrix_table(matrix, "seg", tr("Nombre de passages par cas et famille", "Passages by case and family"), "0")
    yield _matrix_table(
        matrix, "src", tr("Nombre de sources où la famille est trouvée", "Sources in which the family is found"), "0"
    )
    yield _matrix_table(
        matrix, "per_1k", tr("Passages pour 1 000 mots codables", "Passages per 1,000 codable words"), "0.0"
    )
    yield from (Text(note, note=True) for note in matrix.notes)
    yield _picture(
        tr("Passages par cas et famille de codes", "Passages by case and code family"), figures.heatmap(matrix)
    )
    yield Heading(tr("Leviers et garde-fous", "Levers and guard-rails"))
    yield from _balance(bundle)
    yield Heading(tr("Passages", "Passages"))
    yield from _quotes(matrix)


def _balance(bundle: Bundle) -> Iterator[Block]:
    """The balance, or the sentence that says why there is none: a codebook of one's own may have no sides."""
    from qualcoop.output import figures

    if not has_sides(bundle):
        yield Text(no_sides())
        return
    found = balance(bundle)
    yield _balance_table(found.frame)
    yield _picture(tr("Solde leviers – garde-fous par cas", "Lever–guard-rail balance by case"), figures.balance(found))
    yield from (Text(note, note=True) for note in found.notes)


def _matrix_table(matrix: Matrix, measure: str, caption: str, kind: str) -> Table:
    values = matrix.show(measure)
    base = matrix.denominators
    name = {"seg": "segments", "src": "sources", "per_1k": "words"}[measure]
    rows = tuple(
        (label, _many(base.loc[row, name]), *(_written(value, kind) for value in line))
        for row, label, line in zip(matrix.rows, matrix.row_labels, values.to_numpy(), strict=True)
    )
    bases = {"seg": tr("passages", "passages"), "src": tr("sources", "sources"), "per_1k": tr("mots", "words")}
    return Table(caption, (tr("cas", "case"), bases[measure], *matrix.columns), rows)


def _many(value: Any) -> str:
    """A whole number, thousands apart, as the reader's language writes it."""
    return f"{int(value):,}".replace(",", tr("\u202f", ","))


def _written(value: float, kind: str) -> str:
    return "" if pd.isna(value) else readable(float(value), kind)


def _balance_table(frame: pd.DataFrame) -> Table:
    columns = ["L", "G", "contested", "B_seg", "B_src", "B_words", "low", "high"]
    shown = [name for name in columns if name in frame.columns]
    names = {
        "contested": tr("à la fois", "both"),
        "low": tr("sans une source, min", "leave one out, low"),
        "high": "max",
    }
    rows = tuple((str(line["label"]), *(_signed(name, line[name]) for name in shown)) for _, line in frame.iterrows())
    return Table(
        tr("Solde (L − G)/(L + G) : description, pas une note", "Balance (L − G)/(L + G): a description, not a rating"),
        (tr("cas", "case"), *(names.get(name, name) for name in shown)),
        rows,
    )


def _signed(name: str, value: Any) -> str:
    if pd.isna(value):
        return ""
    if name in ("L", "G", "contested"):
        return readable(float(value))
    return tr(f"{value:+.2f}".replace(".", ",").replace("-", "−"), f"{value:+.2f}".replace("-", "−"))


def _picture(caption: str, figure: Figure) -> Picture:
    return Picture(caption, png(figure))


def _quotes(matrix: Matrix) -> Iterator[Block]:
    yield Text(
        tr(
            f"Pour chaque cas, les {_FAMILIES} familles trouvées dans le plus de sources ; pour chacune, au plus "
            f"{_QUOTES} passages, de sources différentes, les plus longs.",
            f"For each case, the {_FAMILIES} families found in the most sources; for each, at most {_QUOTES} "
            "passages, from different sources, the longest.",
        ),
        note=True,
    )
    sources = matrix.show("src")
    whole = {str(parent) for parent in matrix.bundle.cases["parent"].dropna()}
    for row, label in zip(matrix.rows, matrix.row_labels, strict=True):
        if row in whole:
            continue  # its parts follow: with and without the sub-case, the same passages would stand twice
        counts = zip(matrix.columns, sources.loc[row].fillna(0).to_numpy(), strict=True)
        found = {family: float(count) for family, count in counts if count > 0}
        for family in sorted(found, key=lambda name: -found[name])[:_FAMILIES]:
            name = matrix.bundle.codebook.family_label(family)
            yield Heading(f"{label} — {family} {name}", 2)
            yield from _chosen(matrix.quotes(row, family))


def _chosen(quotes: pd.DataFrame) -> Iterable[Quote]:
    """The longest passages, each from another source; then in the order of the sources."""
    sized = quotes.assign(size=quotes["start"] - quotes["end"])  # the longest first, being the most negative
    longest = sized.sort_values(["size", "source", "start"])
    for line in longest.drop_duplicates("source").head(_QUOTES).to_dict("records"):
        text = " ".join(str(line["quote"]).split())
        shown = text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + " […]"
        speaker = line["speaker"] if isinstance(line["speaker"], str) else tr("sans nom", "no name")
        yield Quote(shown, f"{speaker}, {line['source']}, {line['start']}–{line['end']} ({line['code']})")


def _limits() -> Iterator[Block]:
    yield Heading(tr("À compléter par les auteurs", "For the authors to complete"))
    yield Text(
        tr(
            "Échantillonnage et recrutement, relation aux enquêtés, consentement et anonymat, posture des auteurs, "
            "limites : ces points (COREQ 1–11, 13, 15, 17, 23, 28) ne se devinent pas d'un codage.",
            "Sampling and recruitment, relation to respondents, consent and anonymity, the authors' stance, limits: "
            "these items (COREQ 1–11, 13, 15, 17, 23, 28) cannot be guessed from a coding.",
        )
    )
