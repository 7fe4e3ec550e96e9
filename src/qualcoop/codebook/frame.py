"""The codebook as a data frame, one row a code: the sheet `codebook` of every workbook."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from qualcoop.codebook.model import Code, Codebook
from qualcoop.codebook.words import field_name, value_name

if TYPE_CHECKING:
    import pandas as pd

# In the order of the sheet. "family" is computed; the others are fields of `Code`.
COLUMNS = (
    "id",
    "parent",
    "family",
    "polarity",
    *(f"{name}.{tongue}" for name in ("label", "definition") for tongue in ("fr", "en")),
    *(f"{name}.{tongue}" for name in ("use_when", "do_not_use_when", "example") for tongue in ("fr", "en")),
    "contraries",
    "keywords",
    "exclude",
    "color",
    "status",
)


def cell(codebook: Codebook, code: Code, column: str) -> str:
    """One cell as text: lists one item a line, nothing as an empty text."""
    if column == "family":
        return codebook.family(code.id)
    value = attrgetter(column)(code)
    if isinstance(value, tuple):
        return "\n".join(value)
    if column in ("polarity", "status"):
        return value_name(value) if value else ""
    return value or ""


def to_frame(codebook: Codebook) -> pd.DataFrame:
    """One row a code in the codebook's order, headings and values in the user's language."""
    import pandas as pd

    rows = [[cell(codebook, code, column) for column in COLUMNS] for code in codebook.codes]
    return pd.DataFrame(rows, columns=[field_name(column) for column in COLUMNS], dtype=object)
