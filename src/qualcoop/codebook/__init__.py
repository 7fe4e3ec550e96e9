"""The grid of codes: open, check, compare and write codebooks.

>>> from qualcoop import codebook
>>> grid = codebook.shipped()
>>> len(grid.codes), grid.family("L1.2"), grid.contraries("L3")
(83, 'L1', ('G2', 'G4'))
"""

from qualcoop.codebook.comparison import Change, broken_promises, diff
from qualcoop.codebook.faults import Fault
from qualcoop.codebook.files import (
    check_file,
    chosen,
    dump,
    empty,
    load,
    loads,
    read_file,
    shipped,
    write_file,
)
from qualcoop.codebook.model import Code, Codebook, Family, Label, Matching
from qualcoop.codebook.plain import from_plain, to_plain
from qualcoop.codebook.validation import validate
from qualcoop.codebook.yaml_file import dumps

__all__ = [
    "Change",
    "Code",
    "Codebook",
    "Family",
    "Fault",
    "Label",
    "Matching",
    "broken_promises",
    "check_file",
    "chosen",
    "diff",
    "dump",
    "dumps",
    "empty",
    "from_plain",
    "load",
    "loads",
    "read_file",
    "shipped",
    "to_plain",
    "validate",
    "write_file",
]
