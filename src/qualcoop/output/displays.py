"""Which displays a study can show, each made from its bundle; and their frames as plain tables.

None stands for a display that the study has nothing for: no cases, no periods, no two sides in its codebook.
"""

from __future__ import annotations

from qualcoop.analysis.actors import Actors, actors
from qualcoop.analysis.balance import Balance, balance, has_sides
from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.concentration import concentration
from qualcoop.analysis.cooccurrence import CoOccurrence, cooccurrence
from qualcoop.analysis.drift import drift
from qualcoop.analysis.exclusions import exclusions as left_out
from qualcoop.analysis.materials import Materials, materials
from qualcoop.analysis.phases import Phases, phases
from qualcoop.analysis.provenance import provenance
from qualcoop.analysis.saturation import Saturation, saturation
from qualcoop.analysis.trail import Trail
from qualcoop.analysis.uncoded import uncoded
from qualcoop.language import tr
from qualcoop.output import names
from qualcoop.output.sheet import Value
from qualcoop.output.tables import Table, of_frame


def unfolded(bundle: Bundle) -> list[str] | str:
    """Each family, then the codes under it that are not the family itself; "family" where there is none."""
    codebook = bundle.codebook
    found: list[str] = []
    for family in codebook.family_ids:
        under = [code.id for code in codebook.codes if codebook.family(code.id) == family]
        found += [family, *(name for name in under if name != family)]
    return list(dict.fromkeys(found)) or "family"


def balance_of(bundle: Bundle) -> Balance | None:
    """Levers against guard-rails."""
    return balance(bundle) if len(bundle.cases) and has_sides(bundle) else None


def meetings_of(bundle: Bundle) -> CoOccurrence | None:
    """Codes that meet in a turn."""
    return cooccurrence(bundle, "code", "turn", with_pro=True) if len(bundle.counted) else None


def actors_of(bundle: Bundle) -> Actors | None:
    """Actor types by families."""
    found = actors(bundle) if len(bundle.turns) and len(bundle.counted) else None
    return found if found is not None and len(found.frame) else None


def materials_of(bundle: Bundle) -> Materials | None:
    """Materials by families and their codes."""
    return materials(bundle, unfolded(bundle)) if len(bundle.cases) and len(bundle.sources) else None


def phases_of(bundle: Bundle) -> Phases | None:
    """Periods of each case."""
    known = bundle.sources["phase"].notna().any() or bundle.counted["phase"].notna().any()
    return phases(bundle) if known and len(bundle.cases) else None


def saturations_of(bundle: Bundle) -> dict[str, Saturation]:
    """First evidence of codes in each top case of the main stratum that has coded sources."""
    cases = [str(name) for name in bundle.cases.index]
    main = set(bundle.cases.index[bundle.cases["stratum"] == "main"]) if cases else set()
    tops = [name for name in cases if bundle.parents.get(name) not in cases and name in main]
    found = {name: saturation(bundle, case=name) for name in tops}
    return {name: curve for name, curve in found.items() if len(curve.frame)}


def pairs(bundle: Bundle) -> Table | None:
    """Pairs of codes that meet in a turn."""
    found = meetings_of(bundle)
    return None if found is None else of_frame("paires", found.extra["pairs"])


def balances(bundle: Bundle) -> Table | None:
    """The balance of each case."""
    found = balance_of(bundle)
    return None if found is None else of_frame("equilibre", found.frame, tr("cas", "case"))


def balance_pairs(bundle: Bundle) -> Table | None:
    """The balance of each family and its contraries."""
    found = balance_of(bundle)
    return None if found is None else of_frame("equilibre_paires", found.extra["pairs"])


def actor_types(bundle: Bundle) -> Table | None:
    """Actor types by families per 1,000 words; withheld figures are blank."""
    found = actors_of(bundle)
    if found is None:
        return None
    frame = found.extra["rows"].join(found.frame)
    return of_frame("acteurs", frame, tr("type d'acteur", "actor type"))


def evidence(bundle: Bundle) -> Table | None:
    """Codes by cases: the letters of the materials that evidence them."""
    found = materials_of(bundle)
    return None if found is None else of_frame("materiaux", found.frame, tr("code", "code"))


def periods(bundle: Bundle) -> Table | None:
    """Cases and periods by families."""
    found = phases_of(bundle)
    return None if found is None else of_frame("phases", found.frame)


def first_evidence(bundle: Bundle) -> Table | None:
    """First evidence of codes, case by case."""
    found = saturations_of(bundle)
    if not found:
        return None
    rows: list[tuple[Value, ...]] = []
    for case, curve in found.items():
        for k, row in enumerate(curve.frame.to_dict("records"), 1):
            rows.append((case, k, str(row["source"]), names.day(row["date"]), *_curve(row)))
    heads = ("case", "k", "source", "date", "new", "S", "low", "median", "high", "new_share")
    return Table("saturation", heads, rows)


def _curve(row: dict) -> tuple[Value, ...]:  # type: ignore[type-arg]
    figures = (float(row[name]) for name in ("low", "median", "high", "new_share"))
    return str(row["new"]), int(row["S"]), *figures


def one_voice(bundle: Bundle) -> Table | None:
    """The shares of the top source and the top speaker behind each figure."""
    if not len(bundle.cases) or not len(bundle.counted):
        return None
    return of_frame("concentration", concentration(bundle, columns="family").frame)


def origins(bundle: Bundle) -> Table | None:
    """Where codings came from."""
    return of_frame("provenance", provenance(bundle, columns="family").frame, "code") if len(bundle.counted) else None


def without_code(bundle: Bundle) -> Table | None:
    """What stays without a code."""
    return of_frame("non_code", uncoded(bundle).frame, "source") if len(bundle.sources) else None


def of_the_trail(bundle: Bundle, trail: Trail | None) -> list[Table]:
    """The tables that the journal helps to make: drift, source by source and by halves; what is not counted."""
    found: list[Table] = []
    if len(bundle.counted):
        course = drift(bundle, trail=trail)
        found.append(of_frame("derive", course.frame, "source"))
        found.append(of_frame("derive_moities", course.extra["halves"], "code"))
    left = left_out(bundle, trail)
    tables = (("exclusions", left.frame.reset_index()), ("exclusions_fichiers", left.extra["files"]))
    found.extend(of_frame(name, frame) for name, frame in tables if len(frame))
    return found
