"""The tables of the workbook as CSV files, for statistics software, for checks and for comparing versions.

UTF-8 with a byte-order mark (so that Excel sees the accents), lines ended by CR LF, one header line. Blank means
not coded, 0 means coded and none. With ``;`` as separator decimals take a comma, as French Excel expects.

No cell is taken for a formula and nothing is lost: a text that begins with ``= + - @``, a tab, a carriage return
or an apostrophe gets one apostrophe in front; take one leading apostrophe away and the text is back as it was
(`qualcoop.output.safe.from_csv_text`). Numbers are never touched.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import IO, Any, Literal

from qualcoop.analysis.bundle import Bundle
from qualcoop.analysis.frequency import case_by_code, presence, source_by_code
from qualcoop.analysis.matrix import Matrix
from qualcoop.analysis.trail import Trail
from qualcoop.language import tr
from qualcoop.output import displays, package, tables
from qualcoop.output.passages import segment_order
from qualcoop.output.safe import csv_text
from qualcoop.output.sheet import Formula, Value
from qualcoop.output.tables import Table

Separator = Literal[",", ";", "\t"]
TableMaker = Callable[[Bundle], Table | None]


def _frequency(bundle: Bundle) -> Table | None:
    if not len(bundle.cases):
        return None
    return tables.frequency(case_by_code(bundle, columns=displays.unfolded(bundle)))


TABLES: tuple[TableMaker, ...] = (
    _frequency,
    lambda bundle: tables.by_source(presence(bundle, with_pro=True), "presence"),
    lambda bundle: tables.by_source(source_by_code(bundle, columns="code", with_pro=True), "sources_x_codes"),
    displays.pairs,
    displays.balances,
    displays.balance_pairs,
    displays.actor_types,
    displays.evidence,
    displays.periods,
    displays.first_evidence,
    displays.one_voice,
    displays.origins,
    displays.without_code,
    lambda bundle: tables.segments(bundle, segment_order(bundle)),
    tables.codebook,
)


def write_tables(
    folder: str | Path,
    bundle: Bundle,
    *,
    separator: Separator = ",",
    study_meta: Mapping[str, Any] | None = None,
    trail: Trail | None = None,
) -> list[str]:
    """Write each table of the workbook as a CSV file in `folder` (made if its parent is there).

    trail: how the layer came about, for drift and exclusions. Gives the names of the CSV files; LISEZMOI.txt beside
    them says how they are written and from what. Raises InputError, StoreError.
    """
    place = Path(folder)
    package.make_folder(place)
    written = []
    for table in (*(make(bundle) for make in TABLES), *displays.of_the_trail(bundle, trail)):
        if table is not None:
            write_table(place / f"{table.name}.csv", table, separator=separator)
            written.append(f"{table.name}.csv")
    text = _readme(bundle, written, separator, study_meta or {})
    package.replace_file(place / "LISEZMOI.txt", lambda file: _put(file, text))
    return written


def write_matrix(path: str | Path, matrix: Matrix, *, separator: Separator = ",") -> Path:
    """Write one matrix as a CSV file: id, label and base of each row, its figures, the total last."""
    target = Path(path)
    write_table(target, tables.matrix_table(matrix), separator=separator)
    return target


def write_table(path: Path, table: Table, *, separator: Separator = ",") -> None:
    """Write one table. Raises InputError, StoreError."""
    package.replace_file(path, lambda file: _put(file, as_csv(table, separator)))


def as_csv(table: Table, separator: Separator = ",") -> str:
    """The table as CSV text, without the byte-order mark."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=separator, lineterminator="\r\n")
    comma = separator == ";"
    writer.writerow(csv_text(head) for head in table.columns)
    writer.writerows([_field(value, comma) for value in row] for row in table.rows)
    return buffer.getvalue()


def _field(value: Value, comma: bool) -> str:
    if isinstance(value, str):
        return csv_text(value)
    if isinstance(value, Formula):
        value = value.value
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        written = str(int(value)) if value.is_integer() else repr(float(value))
        return written.replace(".", ",") if comma else written
    return str(value)


def _put(file: IO[bytes], text: str) -> None:
    file.write(text.encode("utf-8-sig", errors="replace"))


def _readme(bundle: Bundle, written: Sequence[str], separator: str, study: Mapping[str, Any]) -> str:
    meta = bundle.meta
    sign = {"\t": tr("tabulation", "tab")}.get(separator, separator)
    lines = [
        str(study.get("name") or meta.get("study") or "qualcoop"),
        tr(
            f"Couche {meta.get('layer')} · grille {meta.get('codebook_id')} {meta.get('codebook_version')} · "
            f"filtre : {meta.get('filter') or 'aucun'} · corpus {meta.get('corpus_hash') or '?'}",
            f"Layer {meta.get('layer')} · codebook {meta.get('codebook_id')} {meta.get('codebook_version')} · "
            f"filter: {meta.get('filter') or 'none'} · corpus {meta.get('corpus_hash') or '?'}",
        ),
        "",
        tr("Fichiers : ", "Files: ") + ", ".join(written),
        tr(
            f"UTF-8 avec BOM ; séparateur « {sign} » ; décimales « {',' if separator == ';' else '.'} ».",
            f"UTF-8 with BOM; separator '{sign}'; decimals '{',' if separator == ';' else '.'}'.",
        ),
        tr(
            "Case vide : source non codée sur cette couche ; 0 : codée, rien trouvé.",
            "Blank: source not coded on this layer; 0: coded, nothing found.",
        ),
        tr(
            "Un texte qui commence par = + - @ ou une apostrophe est précédé d'une apostrophe, pour qu'aucun tableur "
            "n'y voie une formule : retirer une apostrophe en tête rend le texte exact.",
            "A text that begins with = + - @ or an apostrophe has one apostrophe in front, so that no spreadsheet "
            "takes it for a formula: take one leading apostrophe away to have the exact text.",
        ),
    ]
    if study.get("fictional"):
        lines.append(tr("Corpus fictif : tout y est inventé.", "Fictional corpus: all of it is invented."))
    return "\r\n".join(lines) + "\r\n"
